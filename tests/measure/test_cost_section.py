"""The report's section about costs: bounds only, every assumption listed, no word missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from skillmark.measure.costs.assumption import Assumption, Isolation, Standing
from skillmark.measure.costs.break_even import BreakEven
from skillmark.measure.costs.catalogue import BY_NAME, INTANGIBLES, QUANTITIES, Unit
from skillmark.measure.costs.isolation import by_comparison, by_participants
from skillmark.measure.costs.phillips import Learning, Missing
from skillmark.measure.costs.programme import EXPECTED, CostKind, Item
from skillmark.measure.costs.reading import Given
from skillmark.measure.costs.savings import LINES, Ground, Status
from skillmark.measure.costs.simulating import Verdict
from skillmark.measure.costs.spread import Spread
from skillmark.measure.designs.design import Question
from skillmark.measure.designs.finding import Finding, Objection, Settle
from skillmark.measure.designs.ready import READY
from skillmark.measure.estimate import Estimate
from skillmark.measure.report.cost_section import section
from skillmark.measure.report.cost_words import CostWords
from skillmark.measure.report.costing import BRINGS, isolated, of_findings, work_out
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.measure.report.words.costs import WORDS
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.outcome import ClaimType

TODAY = date(2026, 11, 1)
ITEMS = tuple(Item(kind.value, 900, kind) for kind in EXPECTED)
LIKED = ("useful", "Useful", Share("useful", 0.9, 0.84, 0.94, 120, 120.0, 0))


def said(language="en"):
    return Said(PHRASES[language], language, simulated=False)


def faster(established=True, mean=-9.0):
    return isolated(
        "days_to_productivity", Estimate.normal(mean, 2.0), established=established, n=400,
        source="ledger",
    )  # fmt: skip


def given(*more):
    worth = Assumption("day_worth", 200, 120, 320, source="controlling")
    return Given("EUR", ITEMS, (worth, Assumption.fixed("hires", 40), *more))


def written(made):
    parts = [made.title, *made.paragraphs, *(claim.sentence for claim in made.claims)]
    parts += made.more.paragraphs
    for table in made.shown:
        parts += [
            table.caption,
            table.note,
            *table.header,
            *(cell for r in table.rows for cell in r),
        ]
    return "\n".join(parts)


def test_both_languages_say_everything_and_leave_the_same_gaps():
    assert set(WORDS["en"]) == set(WORDS["de"])
    for key, english in WORDS["en"].items():
        gaps = [set(re.findall(r"{(\w+)}", words[key])) for words in WORDS.values()]
        assert gaps[0] == gaps[1], (key, english)
    keys = {key.removeprefix("costs_") for key in WORDS["en"]}
    assert {f"q_{q.name}" for q in QUANTITIES} | {f"qm_{q.name}" for q in QUANTITIES} <= keys
    assert {f"l_{line.name}" for line in LINES} | {f"k_{kind}" for kind in CostKind} <= keys
    assert {f"s_{x}" for x in Status} | {f"g_{x}" for x in Ground} <= keys
    assert {f"u_{x}" for x in Unit} | {f"m_{x}" for x in Missing} <= keys
    assert {f"i_{x}" for x in Isolation} | {f"st_{x}" for x in Standing} <= keys
    assert {v.replace(" ", "_") for v in Verdict} | {f"n_{x}" for x in INTANGIBLES} <= keys


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_section_makes_bounds_alone_and_lists_every_assumption(language):
    costed = work_out(
        given(), None, [faster()], today=TODAY, said=[LIKED],
        learning=Learning(45, 60, 0.93),
    )  # fmt: skip
    made = section(said(language), costed.outcome, costed.rungs)
    assert {claim.type for claim in made.claims} == {ClaimType.BOUND}
    assert all(claim.established is None for claim in made.claims)
    text = written(made)
    for one in (*costed.outcome.model.assumed, *(item.name for item in ITEMS)):
        name = WORDS[language].get(f"costs_q_{one}", one)
        assert name in text
    assert "controlling" in text
    assert len(made.figures) == 3
    assert "{" not in text
    assert "costs_" not in text
    roi = next(claim for claim in made.claims if claim.low is not None and claim.high is not None)
    assert roi.low < roi.high


def test_a_return_that_is_not_established_is_not_written_down():
    for found in ([faster(established=False)], [by_participants("days_faster", [(9, 1, 1)] * 9)]):
        costed = work_out(given(), None, found, today=TODAY)
        made = section(said(), costed.outcome, costed.rungs)
        verdict = made.claims[0]
        assert "not established" in verdict.sentence
        assert (verdict.low, verdict.high) == (None, None)
        ladder = next(f for f in made.figures if f.caption == "Five levels, and what each rests on")
        assert ladder.table.rows[4][1:3] == ("not established", "–")
        worth = next(
            claim for claim in made.claims if "Worth of a productive day" in claim.sentence
        )
        assert "takes for true what is not established" in worth.sentence


def test_a_ceiling_is_listed_as_one_and_never_as_an_estimate():
    errors = Assumption("errors_fewer", ceiling=4), Assumption("error_cost", 90, 50, 150)
    entered = given(*errors, Assumption.fixed("learners", 20))
    costed = work_out(entered, None, [faster()], today=TODAY)
    made = section(said(), costed.outcome, costed.rungs)
    row = next(r for r in made.more.tables[-1].rows if r[0].startswith("Errors fewer"))
    assert row[1:4] == ("only a ceiling: at most 4", "–", "ceiling, not an estimate")
    waterfall = made.figures[0].table
    quality = next(r for r in waterfall.rows if r[0] == "Fewer errors")
    assert quality[1].startswith("at most ")
    assert quality[3] == "only a ceiling"


def test_nothing_entered_is_no_section_and_a_belief_is_a_level_of_its_own():
    assert section(said(), None, ()) is None
    believed = work_out(
        given(Assumption("days_faster", 20, 10, 30, source="the vendor")), None, today=TODAY
    )
    assert believed.rungs[3].ground is Ground.BELIEF
    assert believed.rungs[3].isolation is Isolation.NONE
    assert believed.rungs[4].readings == ()


def test_questions_of_designs_become_changes_with_the_sign_that_saves():
    assert set(BRINGS.values()) <= {(name, sign) for name in BY_NAME for sign in (1.0, -1.0)}
    days = faster()
    assert (days.name, days.estimate.value) == ("days_faster", 9.0)
    assert days.estimate.low < days.estimate.value < days.estimate.high
    stay = isolated("retention", Estimate.normal(0.04, 0.01), established=True, n=99, source="x")
    assert (stay.name, stay.estimate.value) == ("leavers_fewer", 0.04)
    assert isolated("promotion", Estimate.normal(1, 1), established=True, n=9, source="x") is None


def test_questions_of_surveys_speak_to_their_level_and_to_no_other():
    one = LIKED[2]
    asked = [LIKED, ("used", "Used", one), ("genai_ready", "Ready", one), ("mine", "My own", one)]
    costed = work_out(Given(), None, today=TODAY, said=asked)
    assert costed.outcome is None
    names = [[reading.name for reading in rung.readings] for rung in costed.rungs]
    assert names == [["Useful", "My own"], [], ["Used"], [], []]


def test_a_registered_design_speaks_before_one_of_more_people_that_found_nothing():
    def finding(name, question, value, treated, objections=()):
        own = replace(READY[question], id=name)
        estimate = Estimate.normal(value, 2.0)
        return Finding(own, TODAY, TODAY, Settle(), objections, estimate=estimate, treated=treated)

    days = Question.DAYS_TO_PRODUCTIVITY
    found = of_findings(
        [
            finding("large", days, -1.0, 900, (Objection("covers_zero"),)),
            finding("early", days, -9.0, 200),
            finding("pay", Question.STARTING_PAY, 900.0, 200),
            finding("stay", Question.RETENTION, 0.04, 200, (Objection("covers_zero"),)),
        ]
    )
    assert [(one.name, one.n, one.established) for one in found] == [
        ("days_faster", 200, True),
        ("leavers_fewer", 200, False),
    ]
    assert found[0].estimate.value == 9.0


def test_numbers_are_written_as_their_unit_asks():
    words = CostWords(said("de"), "EUR")
    assert words.value(1234.5, Unit.MONEY) == "1.234\u00a0EUR"
    assert words.value(45.5, Unit.MONEY_HOUR) == "45,50\u00a0EUR"
    assert words.value(0.035, Unit.SHARE) == "3,5\u00a0%"
    assert words.value(12.34, Unit.DAYS_EACH) == "12,3"
    endless = BreakEven("day_worth", Spread(float("inf"), 80.0, 120.0, float("inf")), None, ())
    assert "80\u00a0EUR oder mehr" in words.break_even(endless)
    without = BreakEven("day_worth", Spread(-5.0, -9.0, -5.0, -1.0), None, ())
    assert "in jedem Fall" in words.break_even(without)
    assert by_comparison("days_faster", Estimate.normal(1, 1), established=True, n=1).n == 1
