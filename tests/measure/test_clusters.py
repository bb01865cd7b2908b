"""Errors that follow clusters: exact where an exact answer exists, honest about few of them."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.measure.effects import aipw
from skillmark.measure.effects.clusters import LEAST_FREEDOM, adjusted
from skillmark.measure.effects.effect import effect
from skillmark.measure.effects.fit import naive
from skillmark.measure.effects.matching import matched
from skillmark.measure.effects.study import Study


def teams(
    rng: np.random.Generator, groups: int, *, size: int = 12, shift: float = 0.0, alike: float = 0.6
) -> Study:
    team = np.repeat(np.arange(groups), size)
    of_team = rng.normal(size=groups)
    whole = np.arange(groups) % 2
    x = rng.normal(size=(len(team), 2)) + alike * of_team[team, None]
    d = whole[team].astype(float)
    y = x[:, 0] + shift * d + rng.normal(size=groups)[team] + rng.normal(size=len(team))
    return Study(d, y, x, ("a", "b"), clusters=team)


def test_whole_clusters_of_one_size_are_a_comparison_of_their_means() -> None:
    """There Bell and McCaffrey's error is Welch's of the means, Satterthwaite's t about as wide."""
    study = teams(np.random.default_rng(0), 12)
    found = naive(study.treatment, study.outcome, study.clusters)
    means = study.outcome.reshape(12, -1).mean(axis=1)
    plain = naive((np.arange(12) % 2).astype(float), means)
    assert found.value == pytest.approx(plain.value)
    assert found.se == pytest.approx(plain.se, rel=1e-9)
    assert found.high == pytest.approx(plain.high, rel=0.01)


def test_people_who_are_clusters_of_their_own_are_people() -> None:
    study = teams(np.random.default_rng(1), 40)
    d, y, x = study.treatment, study.outcome, study.covariates
    alone = aipw.att(d, y, x, study.names, clusters=np.arange(len(d))[::-1].copy())
    people = aipw.att(d, y, x, study.names)
    assert alone.att.se == pytest.approx(people.att.se, rel=1e-9)
    assert alone.freedom == pytest.approx(people.freedom, rel=0.2)
    together = aipw.att(d, y, x, study.names, clusters=study.clusters)
    assert together.att.value == people.att.value
    assert together.att.se > 1.5 * people.att.se


def test_residuals_are_enlarged_as_published() -> None:
    """CR2 leaves the expected square of a cluster's residuals as independent errors have it."""
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(30), rng.normal(size=30)])
    clusters = np.sort(rng.integers(0, 6, 30))
    inverse = np.linalg.inv(x.T @ x)
    hat = np.eye(30) - x @ inverse @ x.T
    large = adjusted(hat, x, inverse, clusters)
    for cluster in range(6):
        rows = clusters == cluster
        # E[Ae e'A'] = A (I - H) A' on the block, the identity by the definition of A.
        assert np.allclose((large @ large.T)[np.ix_(rows, rows)], np.eye(rows.sum()), atol=1e-8)


def test_many_small_clusters_are_enlarged_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    study = teams(np.random.default_rng(5), 1500, size=4)
    d, y, x = study.treatment, study.outcome, study.covariates
    at_once = aipw.att(d, y, x, study.names, clusters=study.clusters)
    monkeypatch.setattr("skillmark.measure.effects.clusters._SLIGHT", 0.0)
    each = aipw.att(d, y, x, study.names, clusters=study.clusters)
    plain = aipw.att(d, y, x, study.names)
    assert at_once.att.se == pytest.approx(each.att.se, rel=1e-6)
    assert each.att.se > 1.2 * plain.att.se


@pytest.mark.slow
def test_the_interval_covers_with_few_teams_where_the_plain_one_does_not() -> None:
    rng = np.random.default_rng(7)
    covered = plain = by_matching = 0
    for _ in range(150):
        study = teams(rng, 14)
        d, y, x = study.treatment, study.outcome, study.covariates
        found = aipw.att(d, y, x, study.names, clusters=study.clusters).att
        covered += found.covers_zero
        by_matching += matched(study, ratio=3).att.covers_zero
        plain += aipw.att(d, y, x, study.names).att.covers_zero
    assert 135 <= covered <= 149  # 142.5 expected
    assert 132 <= by_matching <= 150
    assert plain < 100


@pytest.mark.slow
@pytest.mark.parametrize("alike", [0.0, 0.6])
def test_eight_large_teams_keep_the_level(alike: float) -> None:
    """Where just enough degrees of freedom are left, one in twenty finds what is not there."""
    rng = np.random.default_rng(11)
    freedom, found = [], []
    for _ in range(400):
        study = teams(rng, 8, size=40, alike=alike)
        fit = aipw.att(
            study.treatment, study.outcome, study.covariates, study.names, clusters=study.clusters
        )
        freedom.append(fit.freedom)
        found.append(not fit.att.covers_zero)
    enough = np.array(freedom) >= LEAST_FREEDOM
    assert enough.sum() > 100
    assert np.array(found)[enough].mean() < 0.05 + 3 * (0.05 * 0.95 / enough.sum()) ** 0.5


def test_too_few_clusters_are_said() -> None:
    few = effect(
        teams(np.random.default_rng(3), 6, size=40, shift=9, alike=0.0),
        rng=np.random.default_rng(0),
    )
    assert few.verdict.code == "few_clusters"
    assert "3 clusters with treated and 3 with untreated" in few.verdict.reason
    assert few.clusters is not None
    assert few.clusters.effective_treated <= 3.01
    assert few.as_json()["clusters"]["treated"] == 3
    many = effect(teams(np.random.default_rng(4), 30, shift=3), rng=np.random.default_rng(0))
    assert many.verdict.established
    assert many.interval == "influence function, clustered"
    again = effect(
        teams(np.random.default_rng(4), 30, shift=3),
        rng=np.random.default_rng(0), resample=60, shuffles=19,
    )  # fmt: skip
    assert again.estimate.se == pytest.approx(many.estimate.se, rel=0.4)
