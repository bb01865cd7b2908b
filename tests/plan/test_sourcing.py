"""Build, buy or hire: known answers without ranges, laws with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import Gap, Offer
from skillmark.plan.sourcing import Candidate, Figure, Kind, Way, building, compare

SURE = Figure.sure
BUILD = Way(Kind.BUILD, once=SURE(3000), weeks=SURE(10), weekly=SURE(0), success=SURE(1))
BUY = Way(Kind.BUY, once=SURE(0), weeks=SURE(2), weekly=SURE(500), success=SURE(1))
HIRE = Way(Kind.HIRE, once=SURE(8000), weeks=SURE(12), weekly=SURE(100), success=SURE(0.6))


def test_without_ranges_the_totals_are_what_one_works_out_by_hand() -> None:
    made = compare(
        (BUILD, BUY), seats=2, horizon=52, missing=SURE(200), rng=np.random.default_rng(1)
    )
    build, buy = made.options
    assert build.cost.median == build.cost.low == build.cost.high == 2 * (3000 + 10 * 200)
    assert buy.cost.median == 2 * (2 * 200 + 50 * 500)
    assert (build.weeks.median, build.missed.median, build.ready) == (10.0, 4000.0, 1.0)
    assert (build.cheapest, buy.cheapest) == (1.0, 0.0)
    later, never = made.break_evens
    # a seat: 3000 + 200 t against 400 + 500 (t - 2), equal at 12 weeks; but from week 10 on
    # training costs nothing more: 5000 against 400 + 500 (t - 2), less from week 12 on
    assert later.weeks is not None
    assert (later.first, later.share, later.weeks.median) == (Kind.BUILD, 1.0, 12.0)
    assert (never.first, never.share, never.weeks) == (Kind.BUY, 0.0, None)
    assert {(a.of, a.name) for a in made.assumptions} >= {("all", "missing"), ("buy", "weekly")}
    assert all(a.figure.source == "your figure" for a in made.assumptions)


def test_as_many_attempts_as_it_takes_and_the_same_draws_again() -> None:
    def run(seed: int) -> tuple[object, ...]:
        made = compare(
            (HIRE,), seats=1, horizon=60, missing=SURE(0), rng=np.random.default_rng(seed),
            draws=500,
        )  # fmt: skip
        return (made.options, made.break_evens)

    assert run(5) == run(5)
    certain = replace(HIRE, weekly=SURE(0))
    made = compare(
        (certain,), seats=1, horizon=200, missing=SURE(0), rng=np.random.default_rng(2),
        draws=2_000, level=0.5,
    )  # fmt: skip
    # geometric: 60 of a hundred need one attempt, 84 at most two
    assert (made.options[0].cost.low, made.options[0].cost.median) == (8000.0, 8000.0)
    assert made.options[0].cost.high == 16_000.0
    assert made.options[0].weeks.high == 24.0


def test_wider_figures_give_wider_intervals_and_shares_add_up() -> None:
    vague = replace(BUY, weekly=Figure(500, 200, 1500, "quotes of three suppliers"))
    made = compare(
        (BUILD, vague, HIRE), seats=3, horizon=26, missing=Figure(100, 0, 300),
        rng=np.random.default_rng(3),
    )  # fmt: skip
    assert sum(option.cheapest for option in made.options) == pytest.approx(1.0)
    for option in made.options:
        assert option.cost.low < option.cost.median < option.cost.high
    assert len(made.break_evens) == 6


@pytest.mark.parametrize(
    "figure", [(1.0, 2.0, 3.0), (2.0, -1.0, 3.0), (2.0, 1.0, float("inf")), (2.0, 1.0, 1.5)]
)
def test_figures_out_of_order_are_refused(figure: tuple[float, float, float]) -> None:
    with pytest.raises(InputError, match="a figure of"):
        Figure(*figure)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(InputError, match="probability"):
        replace(HIRE, success=Figure(0.5, 0.0, 1.0))
    rng = np.random.default_rng(4)
    with pytest.raises(InputError, match="each kind"):
        compare((BUY, BUY), seats=1, horizon=4, missing=SURE(0), rng=rng)
    with pytest.raises(InputError, match="0 seats"):
        compare((BUY,), seats=0, horizon=4, missing=SURE(0), rng=rng)


def test_own_people_are_those_who_are_ready_soonest() -> None:
    offers = (Offer("basics", 100, 8, ("a",)), Offer("deep", 300, 40, ("b",), requires=("basics",)))
    candidates = (
        Candidate("ana", (Gap("b", 1.0),), frozenset({"basics"}), 4.0),
        Candidate("ben", (Gap("b", 1.0),), frozenset(), 4.0),
        Candidate("cleo", (Gap("b", 1.0),), frozenset(), 2.0),
        Candidate("dan", (Gap("c", 1.0),), frozenset(), 9.0),
    )
    found = building(candidates, offers, seats=2, hour=SURE(50), completing=Figure(0.9, 0.7, 1.0))
    assert found is not None
    way, people = found
    assert people == ("ana", "ben")
    assert (way.weeks.low, way.weeks.likely, way.weeks.high) == (10.0, 11.0, 12.0)
    assert (way.once.low, way.once.high) == (300 + 40 * 50, 400 + 48 * 50)
    assert building(candidates, offers, seats=4, hour=SURE(50), completing=SURE(1)) is None
