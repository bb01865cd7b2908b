"""The simulated ledger: confounded as documented, and its truth is found."""

from __future__ import annotations

from datetime import date

import numpy as np

from skillmark.measure.designs.credential_effect import horizon, study
from skillmark.measure.effects.aipw import att
from skillmark.measure.effects.fit import naive
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
    covered = naive_covered = 0
    overstated = []
    for seed in range(40):
        made = simulate(people=300, today=TODAY, rng=np.random.default_rng(seed))
        given = study(made.ledger)
        truth = made.truth(horizon(made.ledger))
        found = att(given.treatment, given.outcome, given.covariates, given.names).att
        plain = naive(given.treatment, given.outcome)
        covered += found.low <= truth <= found.high
        naive_covered += plain.low <= truth <= plain.high
        overstated.append(plain.value - truth)
    assert covered >= 34  # 38 expected
    assert naive_covered <= 25
    assert np.mean(overstated) < -5
