"""Phillips' ladder: no level follows from a lower one, and nothing is isolated by saying so."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from skillmark.measure.costs.assumption import Assumption, Isolation
from skillmark.measure.costs.isolation import by_comparison, by_participants, by_trend
from skillmark.measure.costs.model import Model
from skillmark.measure.costs.phillips import Evidence, Learning, Level, Missing, ladder
from skillmark.measure.costs.programme import EXPECTED, Item
from skillmark.measure.costs.savings import Ground
from skillmark.measure.costs.simulating import simulate
from skillmark.measure.estimate import Estimate
from skillmark.measure.surveys.shares import Share

LIKED = ("It was useful", Share("useful", 0.9, 0.84, 0.94, 120, 120.0, 3))
COMPARED = by_comparison(
    "days_faster", Estimate.normal(-9, 2), established=True, n=400, sign=-1.0, source="a design"
)
LOOKED = by_comparison(
    "days_faster", Estimate.normal(-2, 4), established=False, n=90, sign=-1.0
)  # fmt: skip
BELIEVED = by_participants("days_faster", [(30.0, 0.9, 0.9)] * 200)
TREND = by_trend("days_faster", [(k, k) for k in range(6)], [(6.0, 9.0)])


def outcome(*isolated):
    known = [Assumption.fixed("hires", 40), Assumption("day_worth", 200, 120, 320)]
    items = [Item(kind.value, 100, kind) for kind in EXPECTED]
    return simulate(Model.of("EUR", items, known, isolated))


def test_nothing_known_is_five_levels_that_say_what_is_missing():
    rungs = ladder(Evidence(), None)
    assert [rung.level for rung in rungs] == list(Level)
    assert all(rung.ground is None and rung.missing and not rung.known for rung in rungs)
    assert [rung.established for rung in rungs] == [None, None, None, False, False]


def test_each_level_has_its_kind_of_claim_and_its_interval():
    evidence = Evidence(
        reactions=[LIKED],
        learning=Learning(passed=45, taken=60, sure=0.93, source="a test"),
        uses=[LIKED],
        isolated=[COMPARED],
    )
    one, two, three, four, five = ladder(evidence, outcome(COMPARED))
    assert (one.ground, two.ground, three.ground) == (Ground.BELIEF, Ground.RECORD, Ground.BELIEF)
    passed = two.readings[0]
    assert (passed.low, passed.high) == pytest.approx(proportion_confint(45, 60, method="wilson"))
    assert not two.missing
    assert (four.ground, four.established, four.isolation) == (
        Ground.EFFECT, True, Isolation.COMPARISON,
    )  # fmt: skip
    assert five.ground is Ground.BOUND
    assert five.established
    assert five.rests_on == ("faster_start",)
    roi = five.readings[0]
    assert roi.low < roi.value < roi.high
    seen = ladder(Evidence(uses=[LIKED], observed=[LIKED]), None)[2]
    assert seen.ground is Ground.RECORD


@pytest.mark.parametrize(
    ("isolated", "ground", "missing"),
    [
        (BELIEVED, Ground.BELIEF, Missing.ISOLATION),
        (TREND, Ground.TREND, Missing.ISOLATION),
        (LOOKED, Ground.EFFECT, Missing.EVIDENCE),
    ],
)
def test_what_is_not_isolated_or_not_established_has_no_return(isolated, ground, missing):
    four, five = ladder(Evidence(isolated=[isolated]), outcome(isolated))[3:]
    assert (four.ground, four.established, four.missing) == (ground, False, (missing,))
    assert four.known
    assert (five.known, five.established, five.missing) == (False, False, (Missing.ISOLATION,))


def test_an_established_effect_stands_above_two_hundred_beliefs():
    four = ladder(Evidence(isolated=[BELIEVED, COMPARED]), None)[3]
    assert (four.ground, four.established) == (Ground.EFFECT, True)


def test_few_people_are_not_shown_and_results_without_precision_say_so():
    assert ladder(Evidence(learning=Learning(2, 4)), None)[1].missing == (Missing.TOO_FEW,)
    assert ladder(Evidence(learning=Learning(20, 40)), None)[1].missing == (Missing.PRECISION,)


def test_a_liked_programme_of_unknown_costs_reaches_one_level():
    rungs = ladder(Evidence(reactions=[LIKED]), simulate(Model.of("EUR")))
    assert [rung.known for rung in rungs] == [True, False, False, False, False]
    assert rungs[4].missing == (Missing.COSTS,)
    told = rungs[0].as_json()
    assert told["claim"] == "belief"
    assert told["readings"][0]["ci"] == [0.84, 0.94]
