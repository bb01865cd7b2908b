"""Costing pages: every figure editable with its history, and nothing established by typing it."""

from __future__ import annotations

import html
import json
import re

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from skillmark.measure.costs.assumption import Assumption, Standing
from skillmark.measure.costs.programme import EXPECTED, CostKind, Item
from skillmark.measure.costs.reading import read_costs
from skillmark.measure.costs.savings import Ground
from skillmark.measure.costs.simulating import Verdict
from skillmark.measure.estimate import Estimate
from skillmark.measure.report.costing import isolated
from skillmark.measure.surveys.simulate import simulate
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.measure.costing import known, services
from skillmark.server.measure.costing.models import (
    AssumptionRecord,
    CostChangeRecord,
    CostingRecord,
    CostItemRecord,
)
from skillmark.server.measure.surveying import simulated
from skillmark.server.people.models import AuditRecord


def text(answer):
    shown = re.sub(r"<svg.*?</svg>", " ", answer.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))).replace("\u00a0", " ")


@pytest.fixture
def lead(client_of):
    return client_of("ld_lead")


def assume(client, name, **said):
    return client.post(
        reverse("cost_assume"),
        {"quantity": name, **{f"{name}-{key}": value for key, value in said.items()}},
    )


@pytest.fixture
def faster(monkeypatch):
    """Let the ledger's comparison find nine days, established or not."""

    def found(*, established=True):
        days = isolated(
            "days_to_productivity", Estimate.normal(-9.0, 2.0), established=established, n=240,
            source="ledger", simulated=True,
        )  # fmt: skip
        monkeypatch.setattr(services, "of_findings", lambda _found: (days,))

    found()
    return found


def test_a_figure_is_changed_in_place_and_what_it_was_is_kept(lead, world):
    answer = assume(lead, "day_worth", low="150", likely="210", high="300", source="controlling")
    assert answer.headers["Location"].endswith("#day_worth")
    row = AssumptionRecord.objects.get(organisation=world.home, name="day_worth")
    assert (row.low, row.likely, row.changed_by) == (150, 210, world.people["ld_lead"])
    shown = text(lead.get(reverse("cost_figures")))
    assert "200 EUR (120 EUR to 320 EUR) → 210 EUR (150 EUR to 300 EUR)" in shown
    assert "controlling" in shown
    change = CostChangeRecord.objects.filter(thing="day_worth").first()
    assert (change.before["likely"], change.after["likely"]) == (200, 210)
    assert AuditRecord.objects.filter(action="cost_figure_changed").exists()
    lead.post(reverse("cost_assume"), {"quantity": "day_worth", "do": "forget"})
    assert not AssumptionRecord.objects.filter(name="day_worth").exists()
    assert "210 EUR (150 EUR to 300 EUR) → –" in text(lead.get(reverse("cost_figures")))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"low": "5", "likely": "3", "high": "9"}, "in this order"),
        ({"low": "5"}, "which value is most likely"),
        ({}, "Give a value, or a ceiling alone."),
        ({"likely": "30", "ceiling": "20"}, "above the ceiling"),
        ({"likely": "140"}, "no share"),
    ],
)
def test_what_contradicts_itself_is_refused_where_it_was_typed(lead, said, words):
    answer = assume(lead, "overhead_share", **said)
    assert answer.status_code == 422
    assert words in text(answer)
    assert '<details class="fold assumed-edit" open>' in answer.content.decode()
    assert not AssumptionRecord.objects.filter(name="overhead_share").exists()


def test_a_ceiling_is_shown_as_one_and_nothing_is_made_of_it(lead, world, faster):
    assume(lead, "leavers_fewer", ceiling="20", source="a brochure")
    assume(lead, "replacement_cost", likely="9000")
    shown = text(lead.get(reverse("cost_figures")))
    assert "only a ceiling: at most 20%" in shown
    assert "ceiling, not an estimate" in shown
    made = services.costing(world.home, now=timezone.now())
    line = made.outcome.line("retention")
    assert line.spread is None
    assert line.bound == pytest.approx(made.outcome.model.means["hires"] * 0.2 * 9000)
    assert made.outcome.counted.indirect.high == made.outcome.line("faster_start").spread.high


def test_a_change_that_is_typed_in_stays_a_belief(lead, world):
    assume(lead, "errors_fewer", likely="4", low="2", high="6", source="a manager")
    assume(lead, "error_cost", likely="90")
    assume(lead, "learners", likely="40")
    made = services.costing(world.home, now=timezone.now()).outcome
    assert made.line("quality").standpoint.status == "belief"
    assert "belief: nobody has isolated it" in text(lead.get(reverse("costs")))


def test_costs_are_added_changed_and_taken_away(lead, world):
    said = {"name": "Platform", "kind": "platform", "amount": "1200", "year": "1", "percent": "50"}
    lead.post(reverse("cost_add"), said)
    row = CostItemRecord.objects.get(name="Platform")
    assert (row.share, row.kind) == (0.5, "platform")
    assert lead.post(reverse("cost_add"), said).status_code == 422
    assert lead.post(reverse("cost_add"), said | {"name": "x", "low": "2000"}).status_code == 422
    late = lead.post(reverse("cost_add"), said | {"name": "Late", "year": "3"})
    assert late.status_code == 422
    assert "year 3" in text(late)
    lead.post(reverse("cost", args=[row.pk]), said | {"amount": "1500"})
    assert "1,200 EUR → 1,500 EUR" in text(lead.get(reverse("cost", args=[row.pk])))
    lead.post(reverse("cost", args=[row.pk]), {"do": "remove"})
    assert not CostItemRecord.objects.filter(name="Platform").exists()
    assert CostChangeRecord.objects.filter(thing="item:Platform", after__isnull=True).exists()


def test_a_file_is_stored_whole_or_not_at_all_and_comes_back_for_the_command_line(
    lead, world, tmp_path
):
    def send(kind, content):
        file = SimpleUploadedFile(f"{kind}.csv", content.encode())
        return lead.post(reverse("cost_file"), {"kind": kind, "file": file})

    wrong = send("costs", "item,amount,currency\nA,1,EUR\nB,-2,EUR\n")
    assert wrong.status_code == 422
    assert "costs.csv, line 3, column amount" in text(wrong)
    assert not CostItemRecord.objects.filter(name="A").exists()
    dollars = send("costs", "item,amount,currency\nA,1,USD\n")
    assert "the outcome ledger is in EUR" in text(dollars)
    assert send("costs", "item,amount,currency,kind\nA,1,EUR,design\n").status_code == 302
    names = "name,low,likely,high,unit,source,ceiling\nday_worth,90,100,110,EUR a day,HR,500\n"
    assert send("assumptions", names).status_code == 302
    for page, name in (("costs_csv", "costs"), ("assumptions_csv", "assumptions")):
        (tmp_path / f"{name}.csv").write_bytes(lead.get(reverse(page)).content)
    again, here = read_costs(tmp_path), services.given_of(world.home)
    assert (again.currency, again.items) == (here.currency, here.items)
    assert {one.name: one for one in again.assumptions} == {
        one.name: one for one in here.assumptions
    }


def test_the_result_says_what_counts_what_does_not_and_what_to_enter(lead, world, faster):
    shown = text(lead.get(reverse("costs")))
    assert "Simulated." in shown
    found = services.costing(world.home, now=timezone.now()).outcome
    assert found.model.assumed["hires"].standing is Standing.MEASURED
    assert found.verdict is Verdict.INCOMPLETE
    assert "nothing is stated of Design and development" in shown
    assert re.search(r"What would have to be true .* Worth of a productive day \d", shown)
    assert "Isolation step: against comparable people" in shown
    assert "People who stay" in shown
    assert re.search(r"Not known: .*Fewer leave in the first year", shown)
    for name, _words, _line in [("error_cost", "", "")]:
        assert (
            f'href="{reverse("cost_figures")}#{name}"'
            in lead.get(reverse("costs")).content.decode()
        )
    told = json.loads(lead.get(reverse("costs_json")).content)
    assert told["verdict"] == "incomplete"
    faster(established=False)
    shown = text(lead.get(reverse("costs")))
    assert "Whether the programme pays is not established" in shown
    assert "If everything were true that is not established" in shown
    assert "Return on investment −" not in shown
    told = json.loads(lead.get(reverse("costs_json")).content)
    assert told["levels"][4]["established"] is False
    assert {one["name"] for one in told["assumptions"]} >= {"day_worth", "hires", "days_faster"}


def test_what_if_recomputes_and_stores_nothing(lead, world):
    before = AssumptionRecord.objects.count()
    answer = lead.get(reverse("costs"), {"if-day_worth": "500", "if-leavers_fewer": "10",
                                         "if-replacement_cost": "8000"})  # fmt: skip
    shown = text(answer)
    assert (
        "Supposed, not stored and not established: Worth of a productive day 500 EUR a day" in shown
    )
    assert "Fewer leave in the first year 10%" in shown
    assert "Five levels" not in shown  # a supposition is no evidence at any level
    assert AssumptionRecord.objects.count() == before
    assert lead.get(reverse("costs"), {"if-leavers_fewer": "300"}).status_code == 422


def test_figures_that_were_counted_stand_behind_those_that_were_entered(world, monkeypatch):
    counts = (
        known._measured("learners", 60, "awards"),
        known._measured("credentials", 50, "awards"),
    )
    monkeypatch.setattr(known, "_awards", lambda *_: counts)
    services.assume(world.home, Assumption.fixed("learners", 25), actor=None)
    made = services.costing(world.home, now=timezone.now()).outcome.model.assumed
    assert (made["learners"].mean, made["credentials"].mean) == (25, 50)
    assert made["credentials"].source == "awards"


def test_what_nobody_wrote_down_before_its_data_is_not_established(world):
    days = services._unregistered(world.home, today=timezone.localdate())
    assert [(one.name, one.established) for one in days] == [("days_faster", False)]


def test_closed_surveys_speak_to_reaction_and_application(lead, world):
    who = world.people["ld_lead"]
    employees = simulated.draft(world.home, "employees", actor=who)
    made = simulate(employees.questionnaire, asked=60, rng=np.random.default_rng(1))
    simulated.store(employees, made, days_ago=5, actor=who)
    rungs = services.costing(world.home, now=timezone.now()).rungs
    for rung in (rungs[0], rungs[2]):
        assert (rung.ground, rung.simulated, rung.missing) == (Ground.BELIEF, True, ())
    assert [one.name for one in rungs[2].readings] == [
        "In the past four weeks, on how many days did you use the skills at work?"
    ]
    assert "what people say" in text(lead.get(reverse("costs")))


def test_awards_plans_and_results_of_a_handful_are_not_counted(world):
    now = timezone.now()
    assert all(one.mean >= 5 for one in known._awards(world.home, now))
    found = known.learning(world.home, now=now)
    assert found is None or min(found.passed, found.taken - found.passed) in {0, *range(5, 999)}


def test_a_programme_that_pays_says_so_and_by_how_much(lead, world, faster):
    CostItemRecord.objects.of(world.home).delete()
    faster()
    for kind in EXPECTED:
        services.spend(world.home, Item(kind.value, 10.0, CostKind(kind)), actor=None)
    services.assume(world.home, Assumption.fixed("other_direct", 5000), actor=None)
    services.assume(world.home, Assumption.fixed("day_worth", 0), actor=None)
    page = lead.get(reverse("costs"))
    assert "returns 4,067% of its costs" in text(page)
    assert 'class="banner good"' in page.content.decode()
    with translation.override("de"):
        german = lead.get(reverse("costs"), headers={"Accept-Language": "de"})
    assert "bringt das Programm" in text(german)


def test_several_years_without_rates_are_not_worked_out(lead, world):
    services.assume(world.home, Assumption.fixed("years", 3), actor=None)
    shown = text(lead.get(reverse("costs")))
    assert "several years need Discount rate, Inflation" in shown
    with pytest.raises(SkillmarkError):
        services.assume(world.home, Assumption.fixed("yeers", 3), actor=None)


def test_a_ledger_in_other_money_is_named_and_the_figures_stay_in_reach(lead, world):
    CostingRecord.objects.create(organisation=world.home, currency="USD")
    answer = lead.get(reverse("costs"))
    assert answer.status_code == 409
    assert "the outcome ledger is in EUR" in text(answer)
    assert "Everything is in USD" in text(lead.get(reverse("cost_figures")))
    assert lead.post(reverse("cost_currency"), {"currency": "CHF"}).status_code == 422
    assert lead.post(reverse("cost_currency"), {"currency": "EUR"}).status_code == 302
    assert lead.get(reverse("costs")).status_code == 200


def test_an_empty_book_invites_to_begin(lead, world):
    CostItemRecord.objects.all().delete()
    AssumptionRecord.objects.all().delete()
    shown = text(lead.get(reverse("costs")))
    assert "What the programme costs was not entered" in shown or "Enter the first" in shown
