"""The simulated ledger: confounded as documented, and its truth is found."""

from __future__ import annotations

from datetime import date

import numpy as np

from skillmark.measure.designs.design import Question
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.running import run
from skillmark.measure.ledger.simulate import simulate

TODAY = date(2026, 11, 1)


def test_same_seed_same_ledger() -> None:
    one = simulate(people=50, today=TODAY, rng=np.random.default_rng(3))
    two = simulate(people=50, today=TODAY, rng=np.random.default_rng(3))
    other = simulate(people=50, today=TODAY, rng=np.random.default_rng(4))
    assert one.ledger.outcomes() == two.ledger.outcomes()
    assert one.ledger.outcomes() != other.ledger.outcomes()


def test_every_row_says_that_it_is_simulated() -> None:
    made = simulate(people=80, today=TODAY, rng=np.random.default_rng(0))
    outcomes = made.ledger.outcomes()
    assert all(outcome.simulated for outcome in outcomes)
    assert all(o.left is None or o.hired is None or o.hired < o.left for o in outcomes)
    assert any(outcome.productivity_censored for outcome in outcomes)


def test_the_naive_difference_overstates_and_the_interval_covers_the_truth() -> None:
    design = READY[Question.DAYS_TO_PRODUCTIVITY].read_on(TODAY)
    covered = naive_covered = 0
    overstated = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        made = simulate(people=300, today=TODAY, rng=rng)
        truth = made.truth(float(design.horizon_days or 0))
        read = run(design, made.ledger, today=TODAY, rng=rng, shuffles=2)
        found, plain = read.estimate, read.naive
        assert found is not None
        assert plain is not None
        covered += found.low <= truth <= found.high
        naive_covered += plain.low <= truth <= plain.high
        overstated.append(plain.value - truth)
    assert covered >= 34  # 38 expected
    assert naive_covered <= 25
    assert np.mean(overstated) < -5
