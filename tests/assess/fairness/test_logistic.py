"""Differential item functioning by logistic regression."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.fairness.logistic import Kind, Ratio, fit, logistic
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.errors import InputError


def drawn(seed, *, persons=600, items=15, harder=0.0, flatter=1.0):
    """2PL responses; the last item is `harder`, and `flatter` times as steep, for the focal."""
    rng = np.random.default_rng(seed)
    focal = np.arange(persons) % 2 == 1
    theta = rng.standard_normal(persons)
    b = np.tile(np.linspace(-1.5, 1.5, items), (persons, 1))
    a = np.full((persons, items), 1.2)
    b[:, -1] = 0
    b[focal, -1] += harder
    a[focal, -1] *= flatter
    values = rng.random((persons, items)) < 1 / (1 + np.exp(-a * (theta[:, None] - b)))
    groups = tuple("focal" if one else "reference" for one in focal)
    return Responses(tuple(f"q{n}" for n in range(items)), values.astype(np.int8), groups=groups)


def test_without_dif_one_in_twenty_is_significant():
    p = [
        [item.both.p, item.uniform.p, item.non_uniform.p]
        for seed in range(40)
        for item in logistic(drawn(seed)).items
    ]
    shares = (np.array(p) < 0.05).mean(axis=0)
    assert ((shares > 0.03) & (shares < 0.075)).all(), shares


def test_a_harder_item_is_found_as_uniform_and_others_are_not_flagged():
    report = logistic(drawn(1, persons=4000, harder=1.0), purify=True, kind=Kind.UNIFORM)
    found = report.items[-1]
    assert found.uniform.p_adjusted < 1e-6
    assert found.uniform.jodoin_gierl in {"B", "C"}
    assert found.log_odds.high < 0
    assert all(item.uniform.jodoin_gierl == "A" for item in report.items[:-1])


def test_a_flatter_item_is_non_uniform():
    found = logistic(drawn(2, persons=4000, flatter=0.2)).items[-1]
    assert found.non_uniform.p < 1e-10
    assert found.both.chi2 == pytest.approx(found.uniform.chi2 + found.non_uniform.chi2)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_exchanging_the_groups_turns_the_sign_and_nothing_else(seed):
    responses = drawn(seed, persons=200, items=6, harder=0.5)
    one = logistic(responses, reference="reference")
    other = logistic(responses, reference="focal")
    for first, second in zip(one.items, other.items, strict=True):
        assert first.both.chi2 == pytest.approx(second.both.chi2, abs=1e-7)
        assert first.both.r2 == pytest.approx(second.both.r2, abs=1e-9)
        assert first.log_odds.estimate == pytest.approx(-second.log_odds.estimate, abs=1e-7)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_people_and_items_does_not_matter(seed):
    responses = drawn(seed, persons=200, items=6, harder=0.5)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(200), rng.permutation(6)
    turned = Responses(
        tuple(responses.items[k] for k in columns),
        responses.values[rows][:, columns],
        groups=tuple(responses.groups[k] for k in rows),
    )
    first = {item.item: item.both.chi2 for item in logistic(responses).items}
    second = {item.item: item.both.chi2 for item in logistic(turned).items}
    assert first == pytest.approx(second, abs=1e-7)


def test_separation_is_said_and_gives_no_number():
    responses = drawn(3, persons=100, items=5)
    values = responses.values.copy()
    # Who has a response in the focal group is right, everybody else is wrong.
    values[:, 0] = (np.arange(100) % 2 == 1).astype(np.int8)
    item = logistic(Responses(responses.items, values, groups=responses.groups)).items[0]
    assert (item.both, item.uniform, item.log_odds) == (None, None, None)
    assert "infinite" in item.reason


def test_quasi_separation_is_found():
    design = np.column_stack([np.ones(8), [0, 0, 0, 0, 1, 1, 1, 1]])
    assert fit(design, np.array([0.0, 1, 0, 1, 1, 1, 1, 1])) is None
    assert fit(design, np.array([0.0, 1, 0, 1, 1, 0, 1, 1])) is not None
    same = np.column_stack([design, design[:, 1]])
    assert fit(same, np.array([0.0, 1, 0, 1, 1, 0, 1, 1])) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda values: values.__setitem__((slice(None), 1), 1), "alike"),
        (
            lambda values: values.__setitem__((slice(1, None, 2), 1), MISSING),
            "one of the groups",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(change, reason):
    responses = drawn(4, persons=100, items=5)
    values = responses.values.copy()
    change(values)
    item = logistic(Responses(responses.items, values, groups=responses.groups)).items[1]
    assert item.both is None
    assert reason in item.reason


def test_small_groups_are_refused():
    responses = drawn(5, persons=30, items=5)
    groups = ("a",) * 25 + ("b",) * 5
    with pytest.raises(InputError, match="'b' has 5 people") as caught:
        logistic(Responses(responses.items, responses.values, groups=groups))
    assert caught.value.code == "too_few"


@pytest.mark.parametrize(
    ("r2", "p", "jodoin", "zumbo"),
    [
        (0.2, 0.2, "A", "A"),
        (0.034, 0.001, "A", "A"),
        (0.035, 0.001, "B", "A"),
        (0.07, 0.001, "C", "A"),
        (0.13, 0.001, "C", "B"),
        (0.26, 0.001, "C", "C"),
    ],
)
def test_classes(r2, p, jodoin, zumbo):
    ratio = Ratio(10.0, 2, p, r2)
    assert (ratio.jodoin_gierl, ratio.zumbo_thomas) == (jodoin, zumbo)
