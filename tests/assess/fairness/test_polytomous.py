"""Mantel's test and the standardised mean difference."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from skillmark.assess.fairness.polytomous import mantel
from skillmark.nouns.errors import InputError


def rated(seed, *, persons=1000, items=8, harder=0.0, impact=0.0):
    """0 to 3 points; the first item is `harder` for the focal group, which is `impact` abler."""
    rng = np.random.default_rng(seed)
    focal = np.arange(persons) % 2 == 1
    theta = rng.standard_normal(persons) + impact * focal
    place = theta[:, None] - harder * focal[:, None] * (np.arange(items) == 0)
    latent = 1.3 * place + rng.logistic(size=(persons, items))
    points = np.digitize(latent, [-1.5, 0.0, 1.5]).astype(float)
    return points, [f"q{n}" for n in range(items)], ["focal" if one else "ref" for one in focal]


def test_moments_are_those_of_every_way_to_deal_the_points():
    """One score level: mean and variance by enumerating who could be in the focal group."""
    own = np.array([0, 0, 1, 1, 2, 2, 3, 3, 0, 1, 2, 3, 3, 1, 0, 2, 1, 1, 2, 0], dtype=float)
    groups = ["ref"] * 10 + ["focal"] * 10
    # The other item completes every score to 3, so that there is one level.
    points = np.column_stack([own, 3 - own])
    found = mantel(points, ["a", "b"], groups).items[0]
    sums = np.array([sum(own[list(chosen)]) for chosen in combinations(range(20), 10)])
    observed = own[10:].sum()
    assert found.chi2 == pytest.approx((observed - sums.mean()) ** 2 / sums.var(), rel=1e-9)
    assert found.smd.estimate == pytest.approx(own[10:].mean() - own[:10].mean())
    differences = sums / 10 - (own.sum() - sums) / 10
    half = (found.smd.high - found.smd.low) / 2
    assert half == pytest.approx(1.959964 * differences.std(), rel=1e-5)


def test_right_and_wrong_give_mantel_haenszel_without_correction():
    from statsmodels.stats.contingency_tables import StratifiedTable

    rng = np.random.default_rng(1)
    points = (rng.random((400, 5)) < 0.6).astype(float)
    groups = ["ref", "focal"] * 200
    found = mantel(points, list("abcde"), groups, reference="ref").items[2]
    total, first = points.sum(axis=1), np.array(groups) == "ref"
    tables = []
    for level in np.unique(total):
        at, right = total == level, points[:, 2] == 1
        table = np.array(
            [
                [(at & first & right).sum(), (at & first & ~right).sum()],
                [(at & ~first & right).sum(), (at & ~first & ~right).sum()],
            ]
        )
        if table.sum(axis=0).all() and table.sum(axis=1).all():
            tables.append(table)
    expected = StratifiedTable(tables).test_null_odds(correction=False)
    assert found.chi2 == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)


def test_a_harder_item_is_found_and_an_abler_group_is_none():
    items = mantel(*rated(2, persons=4000, harder=0.6), purify=True).items
    assert items[0].size == "C"
    assert items[0].smd.high < 0
    assert {item.size for item in items[1:]} == {"A"}
    assert {item.size for item in mantel(*rated(3, persons=4000, impact=0.5)).items} == {"A"}


def test_without_dif_one_in_twenty():
    p = [item.p for seed in range(60) for item in mantel(*rated(seed, persons=400)).items]
    assert 0.03 < (np.array(p) < 0.05).mean() < 0.075


def test_exchanging_the_groups_turns_the_sign_of_the_effect():
    points, items, groups = rated(4, persons=300, harder=0.5)
    one = mantel(points, items, groups, reference="ref").items
    other = mantel(points, items, groups, reference="focal").items
    for first, second in zip(one, other, strict=True):
        assert first.chi2 == pytest.approx(second.chi2)
    # The size is weighted by where the focal group is, so it turns only nearly.
    assert np.sign(one[0].effect) == -np.sign(other[0].effect)


def test_gaps_constants_and_bad_shapes():
    points, items, groups = rated(5, persons=200)
    points[:, 1] = 2
    points[::2, 2] = np.nan
    found = mantel(points, items, groups, reference="ref")
    assert found.items[1].p is None
    assert found.items[1].size is None
    assert found.items[2].p is None
    with pytest.raises(InputError, match="one column an item"):
        mantel(points, items[:-1], groups)
    points[0, 0] = np.inf
    with pytest.raises(InputError, match="infinite"):
        mantel(points, items, groups)
    with pytest.raises(InputError, match="1 groups"):
        mantel(np.ones((20, 2)), ["a", "b"], ["x"] * 20)
