"""Mantel and Haenszel's test of items."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.fairness.mantel_haenszel import against_each, mantel_haenszel
from skillmark.assess.multiplicity import benjamini_hochberg
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.errors import InputError


def drawn(seed, *, shift=0.0, impact=0.0, persons=2000, items=20):
    """Rasch responses; item q0 is `shift` harder for the focal group, which is `impact` abler."""
    rng = np.random.default_rng(seed)
    focal = np.arange(persons) % 2 == 1
    theta = rng.standard_normal(persons) + impact * focal
    difficulty = np.tile(np.linspace(-1.5, 1.5, items), (persons, 1))
    difficulty[focal, 0] += shift
    difficulty[:, 0] += 1.5
    values = rng.random((persons, items)) < 1 / (1 + np.exp(difficulty - theta[:, None]))
    groups = tuple("focal" if one else "ref" for one in focal)
    return Responses(tuple(f"q{n}" for n in range(items)), values.astype(np.int8), groups=groups)


def test_an_independent_implementation_agrees():
    from statsmodels.stats.contingency_tables import StratifiedTable

    responses = drawn(1, shift=0.8, persons=400, items=8)
    report = mantel_haenszel(responses, reference="ref")
    total = (responses.values == 1).sum(axis=1)
    reference = np.array(responses.groups) == "ref"
    for place, found in enumerate(report.items):
        tables = []
        for level in np.unique(total):
            right = responses.values[:, place] == 1
            at = total == level
            table = np.array(
                [
                    [(at & reference & right).sum(), (at & reference & ~right).sum()],
                    [(at & ~reference & right).sum(), (at & ~reference & ~right).sum()],
                ]
            )
            if table.sum() > 1 and table.sum(axis=0).all() and table.sum(axis=1).all():
                tables.append(table)
        expected = StratifiedTable(tables)
        test = expected.test_null_odds(correction=True)
        assert found.chi2 == pytest.approx(test.statistic)
        assert found.p == pytest.approx(test.pvalue)
        assert found.delta == pytest.approx(-2.35 * expected.logodds_pooled)
        assert found.standard_error == pytest.approx(2.35 * expected.logodds_pooled_se)


def test_holland_and_thayers_measure_finds_the_item_and_no_other():
    report = mantel_haenszel(drawn(2, shift=1.0, persons=6000))
    classes = {item.item: item.ets_class for item in report.items}
    assert classes.pop("q0") == "C"
    assert set(classes.values()) == {"A"}
    # A Rasch difference in difficulty of 1 is a delta of -2.35.
    assert report.items[0].delta == pytest.approx(-2.35, abs=0.35)


def test_an_abler_group_is_no_dif():
    report = mantel_haenszel(drawn(3, impact=0.8, persons=4000))
    assert all(item.ets_class == "A" for item in report.items)


def test_moderate_dif_is_class_b():
    report = mantel_haenszel(drawn(4, shift=0.55, persons=8000), reference="ref")
    assert report.items[0].ets_class == "B"


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_exchanging_the_groups_turns_the_sign(seed):
    responses = drawn(seed, shift=0.5, persons=300, items=6)
    one = mantel_haenszel(responses, reference="ref")
    other = mantel_haenszel(responses, reference="focal")
    for first, second in zip(one.items, other.items, strict=True):
        assert first.chi2 == pytest.approx(second.chi2)
        assert first.delta == pytest.approx(-second.delta)
        assert first.ets_class == second.ets_class


def test_under_no_dif_the_test_rejects_one_in_twenty():
    p = [item.p for seed in range(60) for item in mantel_haenszel(drawn(seed, persons=500)).items]
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.06


def test_the_larger_group_is_the_reference():
    responses = drawn(5, persons=301)
    assert mantel_haenszel(responses).reference == "ref"
    assert mantel_haenszel(responses).counts == (151, 150)


@pytest.mark.parametrize(
    ("first", "second", "reference"),
    [
        ("focal", "reference", "reference"),
        ("Focal", "all others", "all others"),
        ("F", "R", "R"),
        ("F", "M", "F"),
        ("1", "0", "0"),
    ],
)
def test_a_group_may_say_by_name_that_it_is_the_reference(first, second, reference):
    responses = drawn(5, persons=100)
    groups = tuple({"ref": first, "focal": second}[group] for group in responses.groups)
    found = mantel_haenszel(Responses(responses.items, responses.values, groups=groups))
    assert found.reference == reference


def test_people_without_group_or_responses_are_left_out():
    responses = drawn(6, persons=200)
    values = responses.values.copy()
    values[0] = MISSING
    groups = ("ref", "", *responses.groups[2:])
    assert mantel_haenszel(Responses(responses.items, values, groups=groups)).left_out == 2


def test_an_item_that_everybody_got_right_says_nothing():
    responses = drawn(7, persons=200)
    values = responses.values.copy()
    values[:, 2] = 1
    found = mantel_haenszel(Responses(responses.items, values, groups=responses.groups)).items[2]
    assert (found.chi2, found.p, found.delta, found.ets_class) == (None, None, None, None)


@pytest.mark.parametrize(
    ("groups", "reference", "cause"),
    [
        ((), "", "no groups"),
        (("a",) * 40, "", "1 groups"),
        (("a", "b", "c", "b") * 10, "", "3 groups"),
        (("a",) * 35 + ("b",) * 5, "", "'b' has 5 people"),
        (("a", "b") * 20, "z", "no group 'z'"),
    ],
)
def test_groups_that_cannot_be_compared(groups, reference, cause):
    values = np.random.default_rng(0).integers(0, 2, (40, 4)).astype(np.int8)
    with pytest.raises(InputError, match=cause):
        mantel_haenszel(Responses(tuple("abcd"), values, groups=groups), reference=reference)


def test_several_groups_are_compared_with_the_largest():
    responses = drawn(8, shift=1.0, persons=1500)
    groups = tuple(
        ("all", "all", "east", "west", "all")[n % 5] if group == "ref" else "focus"
        for n, group in enumerate(responses.groups)
    )
    many = Responses(responses.items, responses.values, groups=groups)
    reports = against_each(many, reference="focus")
    assert [(one.reference, one.focal) for one in reports] == [
        ("focus", "all"),
        ("focus", "east"),
        ("focus", "west"),
    ]
    assert sum(one.counts[1] for one in reports) == 750
    raw = [item.p for one in reports for item in one.items]
    adjusted = [item.p_adjusted for one in reports for item in one.items]
    assert adjusted == pytest.approx(benjamini_hochberg(raw).tolist())
    assert against_each(many)[0].reference == "focus"


def test_the_interval_is_delta_and_two_errors():
    item = mantel_haenszel(drawn(9, shift=1.0, persons=1000)).items[0]
    found = item.interval()
    assert found.high - found.estimate == pytest.approx(1.959964 * item.standard_error, rel=1e-6)
    assert found.low < item.delta < found.high


def test_the_interval_covers_the_truth_nineteen_times_in_twenty():
    shifts = 120
    covered = 0
    for seed in range(shifts):
        found = mantel_haenszel(drawn(seed, shift=0.5, persons=800), reference="ref", purify=True)
        interval = found.items[0].interval()
        covered += interval.low < -2.35 * 0.5 < interval.high
    assert covered / shifts > 0.88


def test_purification_frees_the_other_items():
    """Many items against one group make the rest look like advantages until they are out."""
    rng = np.random.default_rng(10)
    focal = np.arange(4000) % 2 == 1
    b = np.tile(np.linspace(-1, 1, 12), (4000, 1))
    b[np.ix_(focal, [0, 4, 8, 11])] += 1.0
    values = rng.random((4000, 12)) < 1 / (1 + np.exp(b - rng.standard_normal((4000, 1))))
    groups = tuple("focal" if one else "ref" for one in focal)
    responses = Responses(tuple(f"q{n}" for n in range(12)), values.astype(np.int8), groups=groups)
    raw, pure = (mantel_haenszel(responses, purify=one) for one in (False, True))
    innocent = [n for n in range(12) if n not in (0, 4, 8, 11)]
    assert np.mean([raw.items[n].delta for n in innocent]) > 0.5
    assert abs(np.mean([pure.items[n].delta for n in innocent])) < 0.15
    assert {"q0", "q4", "q8", "q11"} <= set(pure.unmatched)


def test_purification_never_empties_the_score():
    rng = np.random.default_rng(11)
    values = rng.integers(0, 2, (400, 4)).astype(np.int8)
    values[::2, :2], values[1::2, 2:] = 1, 1
    responses = Responses(tuple("abcd"), values, groups=("x", "y") * 200)
    found = mantel_haenszel(responses, purify=True)
    assert len(found.unmatched) <= 2


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_people_and_items_does_not_matter(seed):
    responses = drawn(seed, shift=0.5, persons=300, items=6)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(300), rng.permutation(6)
    turned = Responses(
        tuple(responses.items[k] for k in columns),
        responses.values[rows][:, columns],
        groups=tuple(responses.groups[k] for k in rows),
    )
    first = mantel_haenszel(responses, reference="ref", purify=True)
    second = mantel_haenszel(turned, reference="ref", purify=True)
    assert {item.item: item.p for item in first.items} == pytest.approx(
        {item.item: item.p for item in second.items}
    )
