"""Designs: what is written down decides, and what the data cannot tell is a finding."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.measure.designs.cohort import as_of, last_day
from skillmark.measure.designs.design import SETTLED, Design, Question
from skillmark.measure.designs.finding import Finding, together
from skillmark.measure.designs.outcomes import HOURS_A_YEAR
from skillmark.measure.designs.ready import READY, is_ready
from skillmark.measure.designs.registry import Registration, Registry
from skillmark.measure.designs.running import run
from skillmark.measure.ledger.simulate import Simulated, simulate
from skillmark.measure.ledger.store import Ledger, Words
from skillmark.nouns.errors import InputError, SkillmarkError

TODAY = date(2026, 11, 1)
LONG_AGO = datetime(2023, 10, 1, 9, 30, tzinfo=UTC)
PAY, DAYS = READY[Question.STARTING_PAY], READY[Question.DAYS_TO_PRODUCTIVITY]


@pytest.fixture(scope="module")
def made() -> Simulated:
    return simulate(people=900, today=TODAY, rng=np.random.default_rng(11), effect=12)


def registered(design: Design, *readings: date, now: datetime = LONG_AGO) -> Registration:
    written = Registry().register(design.read_on(*(readings or (TODAY,))), now=now, by="Ada")
    return written.registrations[-1]


def read(design: Design, ledger: Ledger, *readings: date, today: date = TODAY) -> Finding:
    one = registered(design, *readings)
    rng = np.random.default_rng(0)
    return run(one.design, ledger, today=today, rng=rng, registration=one, shuffles=19)


def codes(found: Finding) -> list[str]:
    return [one.code for one in found.objections]


# What is written down


@pytest.mark.parametrize("design", READY.values(), ids=lambda design: design.id)
def test_a_design_comes_back_from_its_json_with_its_digest(design: Design) -> None:
    again = Design.of(json.loads(json.dumps(design.as_json())))
    assert again == design
    assert again.digest == design.digest
    assert design.as_json()["estimand"] == SETTLED[design.question].estimand.value
    assert replace(design, worth_knowing=1.5).digest != design.digest


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"covariates": ["performance"]}, "after hiring"),
        ({"covariates": ["team"]}, "clusters"),
        ({"estimand": "whatever comes out"}, "follows from the question"),
        ({"readings": ["2026-02-01", "2026-01-01"]}, "ascend"),
        ({"alpha": 0.5}, "false alarms"),
        ({"horizon_days": 0}, "horizon"),
        ({"overlap": {"most_left_out": 1.0}}, "anything pass"),
        ({"worth_knowing": -1}, "above 0"),
        ({"hour_price": 30}, "price"),
        ({"threshold": 3}, "unknown member"),
    ],
)
def test_what_no_design_can_be_is_refused_by_name(change: dict[str, object], word: str) -> None:
    with pytest.raises(InputError, match=word):
        Design.of({**DAYS.as_json(), **change})


def test_a_change_is_a_new_registration_that_names_what_changed() -> None:
    first = Registry().register(DAYS.read_on(date(2024, 6, 1)), now=LONG_AGO, by="Ada")
    later = LONG_AGO + timedelta(days=400)
    rule = replace(DAYS.overlap, most_left_out=0.2)
    second = first.register(
        replace(DAYS, horizon_days=120.0, overlap=rule).read_on(TODAY), now=later, by="Bo"
    )
    assert [(c.name, c.before, c.after) for c in second.registrations[1].changes] == [
        ("horizon_days", 180.0, 120.0),
        ("overlap.most_left_out", 0.1, 0.2),
        ("readings", ["2024-06-01"], ["2026-11-01"]),
    ]
    assert second.registrations[1].read_before == date(2024, 6, 1)
    assert second.current == second.registrations[1:]
    assert Registry.read(second.written()) == second
    with pytest.raises(SkillmarkError, match="already"):
        second.register(second.registrations[1].design, now=later, by="Bo")
    with pytest.raises(InputError, match="is over"):
        second.register(PAY.read_on(date(2020, 1, 1)), now=later, by="Bo")
    with pytest.raises(InputError, match="no day of reading"):
        second.register(PAY, now=later, by="Bo")


@pytest.mark.parametrize("change", ["design", "at", "order", "gone"])
def test_an_altered_registry_is_refused_with_the_entry(change: str) -> None:
    registry = Registry()
    for place, design in enumerate((PAY, DAYS, READY[Question.RETENTION])):
        now = LONG_AGO + timedelta(hours=place)
        registry = registry.register(design.read_on(TODAY), now=now, by="Ada")
    whole = registry.as_json()
    rows = whole["registrations"]
    if change == "design":
        rows[1]["design"]["worth_knowing"] = 1.0
    elif change == "at":
        rows[1]["at"] = "2023-09-01T00:00:00Z"
    elif change == "order":
        rows[0], rows[1] = rows[1], rows[0]
    else:
        del rows[0]
    with pytest.raises(InputError, match="altered"):
        Registry.read(json.dumps(whole))
    for row in registry.as_json()["registrations"]:
        row["by"] = ""  # who it was may be forgotten; the chain holds
    forgotten = registry.as_json()
    forgotten["registrations"][1]["by"] = ""
    assert Registry.read(json.dumps(forgotten)).registrations[1].by == ""


# Reading


def test_the_truth_is_covered_and_the_naive_difference_is_not_it(made: Simulated) -> None:
    found = read(DAYS, made.ledger)
    assert found.estimate
    assert found.naive
    assert found.placebo
    assert found.established
    assert found.estimate.low <= made.truth(180.0) <= found.estimate.high
    assert found.naive.high < made.truth(180.0)
    assert found.good
    assert found.timing
    assert found.timing.code == "before"

    pay = read(PAY, made.ledger)
    assert pay.estimate
    assert pay.naive
    assert pay.placebo
    assert pay.naive.low > 2_000
    assert codes(pay) == ["covers_zero"]
    assert pay.negligible
    assert pay.placebo.kind == "later holders"
    again = json.loads(json.dumps(pay.as_json(), allow_nan=False))
    assert Finding.of(again).as_json() == again


def test_what_became_known_after_the_reading_day_is_not_used(made: Simulated) -> None:
    """Whoever reads a growing ledger again gets the same answer: no second chance."""
    day = date(2025, 12, 1)
    for question in (Question.DAYS_TO_PRODUCTIVITY, Question.RETENTION, Question.TRAINING_COST):
        one = registered(READY[question], day)
        then = run(
            one.design, as_of(made.ledger, day), today=day, rng=np.random.default_rng(4),
            registration=one, shuffles=19,
        )  # fmt: skip
        now = run(
            one.design, made.ledger, today=TODAY, rng=np.random.default_rng(4),
            registration=one, shuffles=19,
        )  # fmt: skip
        assert then == now
        assert now.as_of == day


def test_before_its_day_a_reading_is_preliminary_and_unregistered_is_never_established(
    made: Simulated,
) -> None:
    early = read(DAYS, made.ledger, date(2027, 1, 1))
    assert codes(early) == ["preliminary"]
    assert early.estimate is not None
    nobody = run(DAYS, made.ledger, today=TODAY, rng=np.random.default_rng(0), shuffles=19)
    assert codes(nobody) == ["unregistered"]


def test_several_reading_days_share_alpha_and_the_first_that_finds_it_ends_it(
    made: Simulated,
) -> None:
    days = (date(2026, 9, 1), date(2026, 10, 1), TODAY)
    found = read(DAYS, made.ledger, *days)
    assert found.design.alpha_each == pytest.approx(0.05 / 3)
    assert found.estimate
    assert found.deciding
    # As many times wider as the quantile of 1 - 0.05/6 is larger: 2.394 to 1.960 for the normal,
    # more for Student's (tables of Bonferroni's method).
    wider = (found.deciding.high - found.deciding.low) / (found.estimate.high - found.estimate.low)
    assert 2.394 / 1.960 <= wider < 1.3
    assert found.reading == (1, 3)
    assert found.as_of == days[0]


def test_a_choice_made_after_the_data_is_not_established(made: Simulated) -> None:
    late = datetime(2026, 10, 30, tzinfo=UTC)
    own = replace(DAYS, covariates=("experience_years",))
    assert is_ready(DAYS.read_on(TODAY))
    assert not is_ready(own)
    assert not is_ready(replace(DAYS, achievement="Data handling"))
    for design, expected in ((DAYS, []), (own, ["after_data"])):
        one = registered(design, now=late)
        found = run(
            one.design, made.ledger, today=TODAY, rng=np.random.default_rng(0),
            registration=one, shuffles=19,
        )  # fmt: skip
        assert codes(found) == expected
        assert found.timing
        assert found.timing.share > 0.9


def test_a_question_read_before_needs_people_hired_since(made: Simulated) -> None:
    first = Registry().register(DAYS.read_on(date(2024, 8, 1)), now=LONG_AGO, by="Ada")
    later = datetime(2024, 8, 2, tzinfo=UTC)
    again = first.register(DAYS.read_on(TODAY), now=later, by="Ada")
    fresh = again.register(
        replace(DAYS, hired_from=date(2024, 8, 2)).read_on(TODAY),
        now=later,
        by="Ada",
    )
    for registry, expected in ((again, ["read_before"]), (fresh, [])):
        one = registry.registrations[-1]
        found = run(
            one.design, made.ledger, today=TODAY, rng=np.random.default_rng(0),
            registration=one, shuffles=19,
        )  # fmt: skip
        assert codes(found) == expected
    assert dict(found.left_out)["outside_window"] > 100


# What goes wrong with outcomes


def test_a_credential_earned_after_hiring_is_no_treatment() -> None:
    """Whoever stays longer has more time to earn one: counting it would prove that it keeps."""
    made = simulate(people=3_000, today=TODAY, rng=np.random.default_rng(2))
    ledger = made.ledger
    ever = ledger.word("credential").known
    gone = ~np.isnat(ledger.day("left"))
    watched = (np.datetime64(TODAY) - ledger.day("hired")).astype(float) > 400
    stays = ~gone | ((ledger.day("left") - ledger.day("hired")).astype(float) > 365)
    later = ever & (ledger.day("credential_date") > ledger.day("hired"))
    assert stays[watched & later].mean() - stays[watched & ~ever].mean() > 0.05
    found = read(READY[Question.RETENTION], ledger)
    assert found.estimate
    assert found.estimate.covers_zero
    undated = replace(ledger, days={k: v for k, v in ledger.days.items() if k != "credential_date"})
    assert read(READY[Question.RETENTION], undated).code == "one_group"


def test_nobody_works_for_nothing_and_training_may_cost_nothing(made: Simulated) -> None:
    pay = made.ledger.number("starting_pay").copy()
    pay[:30] = 0
    numbers = {**made.ledger.numbers, "starting_pay": pay}
    found = read(PAY, replace(made.ledger, numbers=numbers))
    assert ("zero_pay", 30) in found.left_out
    assert found.estimate
    assert abs(found.estimate.value) < 700

    cost = made.ledger.number("training_cost").copy()
    free = np.arange(len(cost)) % 3 == 0
    cost[free] = 0
    design = replace(READY[Question.TRAINING_COST], hour_price=0.0)
    given = replace(made.ledger, numbers={**made.ledger.numbers, "training_cost": cost})
    found = read(design, given)
    assert dict(found.left_out).keys() == {"too_recent"}
    assert found.notes["hour_price"] == 0
    assert found.treated + found.untreated + found.treated_left_out > 700


def test_training_is_loaded_with_the_hours_that_are_known(made: Simulated) -> None:
    ledger, question = made.ledger, Question.TRAINING_COST
    whole = read(READY[question], ledger)
    free = ~ledger.held_at_hiring & (
        (np.datetime64(last_day(ledger, TODAY)) - ledger.day("hired")).astype(float) >= 180
    )
    price = ledger.number("starting_pay")[free].mean() / HOURS_A_YEAR
    assert whole.notes["hour_price"] == pytest.approx(price)
    assert whole.estimate
    truth = made.truth(question="training_cost", hour=price)
    assert whole.estimate.low <= truth <= whole.estimate.high
    bare = {n: c for n, c in ledger.numbers.items() if n not in ("manager_hours", "peer_hours")}
    less = read(READY[question], replace(ledger, numbers=bare))
    assert less.notes["hours"] == ["training_hours"]
    assert less.estimate
    assert abs(less.estimate.value) < abs(whole.estimate.value)


def test_people_who_were_not_watched_long_enough_are_no_answer_yet() -> None:
    made = simulate(people=300, today=TODAY, rng=np.random.default_rng(5))
    young = made.ledger.where(made.ledger.day("hired") > np.datetime64("2026-02-01"))
    found = read(READY[Question.RETENTION], young)
    assert found.refused
    assert found.code == "not_watched"
    assert found.settle.day is not None
    assert date(2027, 2, 1) < found.settle.day < date(2027, 11, 1)
    found = read(
        READY[Question.TRAINING_COST], young.where(young.day("hired") > TODAY.replace(month=9))
    )
    assert found.code == "not_watched"


def test_an_old_export_is_not_taken_for_people_still_here(made: Simulated) -> None:
    """A file of last year says nothing about who left since."""
    old = as_of(made.ledger, date(2025, 11, 1))
    found = read(READY[Question.RETENTION], old)
    assert date(2025, 10, 1) < found.ledger_day <= date(2025, 11, 1)
    planned = old.day("left").copy()
    planned[0] = np.datetime64("2027-05-01")  # notice given: not gone yet
    later = replace(old, days={**old.days, "left": planned})
    assert read(READY[Question.RETENTION], later).ledger_day == found.ledger_day


def test_outcomes_recorded_of_one_group_only_are_an_objection(made: Simulated) -> None:
    pay = made.ledger.number("starting_pay").copy()
    pay[made.ledger.held_at_hiring & (np.arange(len(pay)) % 3 == 0)] = np.nan
    found = read(PAY, replace(made.ledger, numbers={**made.ledger.numbers, "starting_pay": pay}))
    assert codes(found)[0] == "missing_apart"


def test_groups_and_what_came_later_never_reach_the_estimate(made: Simulated) -> None:
    rng = np.random.default_rng(1)
    ledger = made.ledger
    mixed = replace(
        ledger,
        groups={
            "age band": Words(rng.integers(0, 3, len(ledger)).astype(np.int32), ("a", "b", "c"))
        },
        numbers={**ledger.numbers, "performance": rng.random(len(ledger))},
    )
    assert read(PAY, mixed) == read(PAY, ledger)


COLUMNS = st.sets(
    st.sampled_from(
        ["hired", "left", "promoted", "credential_date", "team", "function", "credential",
         "experience_years", "starting_pay", "days_to_productivity", "training_cost"]
    )
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    gone=COLUMNS,
    people=st.integers(0, 60),
    question=st.sampled_from(list(Question)),
    seed=st.integers(0, 99),
)
def test_whatever_the_ledger_is_like_the_answer_is_a_finding(
    gone: set[str], people: int, question: Question, seed: int
) -> None:
    made = simulate(people=60, today=TODAY, rng=np.random.default_rng(seed), applicants=5)
    ledger = made.ledger.where(np.arange(65) < people)
    bare = replace(
        ledger,
        days={k: v for k, v in ledger.days.items() if k not in gone},
        words={k: v for k, v in ledger.words.items() if k not in gone},
        numbers={k: v for k, v in ledger.numbers.items() if k not in gone},
    )
    design = READY[question]
    if question is Question.PROGRAMME:
        design = replace(design, starts=tuple(made.starts.items()))
    found = read(design, bare)
    assert found.refused or found.estimate is not None
    assert not (found.refused and found.established)
    json.dumps(found.as_json(), allow_nan=False)


def test_one_of_several_credentials_is_compared_with_none(made: Simulated) -> None:
    ledger = made.ledger
    one = read(replace(PAY, achievement="Data handling"), ledger)
    held = ledger.held_at_hiring
    about = ledger.word("achievement")
    other = held & (about.codes != about.levels.index("Data handling"))
    assert ("other_credential", int(other.sum())) in one.left_out
    assert one.treated + one.treated_left_out == int((held & ~other).sum())
    assert read(replace(PAY, achievement="Nothing of the kind"), ledger).code == "one_group"


def test_a_handful_of_teams_carries_no_interval(made: Simulated) -> None:
    ledger = made.ledger
    few = Words((np.arange(len(ledger)) % 4).astype(np.int32), ("a", "b", "c", "d"))
    found = read(PAY, replace(ledger, words={**ledger.words, "team": few}))
    assert "few_clusters" in codes(found)
    alone = replace(PAY, cluster="")
    assert "few_clusters" not in codes(read(alone, ledger))
    assert read(alone, ledger).clusters is None


def test_perfect_separation_and_one_group_are_findings(made: Simulated) -> None:
    ledger = made.ledger
    only = read(PAY, ledger.where(ledger.held_at_hiring))
    assert (only.code, only.refused) == ("one_group", True)
    apart = ledger.number("experience_years").copy()
    apart[ledger.held_at_hiring] += 40
    numbers = {**ledger.numbers, "experience_years": apart}
    assert read(PAY, replace(ledger, numbers=numbers)).code == "separation"


def test_read_together_each_says_whether_it_holds_among_all(made: Simulated) -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    some = tuple(
        read(READY[question], made.ledger)
        for question in (
            Question.STARTING_PAY,
            Question.DAYS_TO_PRODUCTIVITY,
            Question.TRAINING_COST,
            Question.RETENTION,
        )
    )
    found = together(some)
    expected = multitest.multipletests([one.p for one in some], method="holm")[1]
    assert [one.family[1] for one in found if one.family] == pytest.approx(list(expected))
    assert [one.established for one in found] == [one.established for one in some]


# A programme that teams start at different times


def test_teams_that_start_at_different_quarters() -> None:
    made = simulate(
        people=9_000, today=TODAY, rng=np.random.default_rng(8), teams=60, programme=15.0
    )
    design = replace(READY[Question.PROGRAMME], starts=tuple(made.starts.items()))
    found = read(design, made.ledger)
    assert found.estimate
    # The floor of five days and the horizon take a little of the 15 days off.
    assert found.estimate.low <= -14.3 <= found.estimate.high
    assert any(since < 0 for since, _ in found.event_times)
    assert read(READY[Question.PROGRAMME], made.ledger).code == "no_starts"


def test_a_drift_that_no_test_would_find_is_no_number() -> None:
    """Few teams leave a test of earlier trends without power: its figures are infinite."""
    few = simulate(
        people=1_500, today=TODAY, rng=np.random.default_rng(0), teams=12, programme=15.0
    )
    found = read(replace(READY[Question.PROGRAMME], starts=tuple(few.starts.items())), few.ledger)
    assert found.placebo is not None
    assert found.placebo.figures["drift"] == math.inf
    kept = found.as_json()
    assert json.loads(json.dumps(kept, allow_nan=False)) == json.loads(json.dumps(kept))
    assert kept["placebo"]["figures"]["drift"] is None
