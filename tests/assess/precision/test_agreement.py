"""Kappa, Krippendorff's alpha, intraclass correlation: papers' examples, R, laws, bad data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from skillmark.assess.precision.agreement import (
    Level,
    Weights,
    cohen,
    fleiss,
    intraclass,
    krippendorff,
    paradox,
    percent,
)
from skillmark.nouns.errors import InputError

NAN = np.nan


def rng(seed=1):
    return np.random.default_rng(seed)


def alpha(ratings, level="nominal", draws=20, seed=1):
    return krippendorff(ratings, level=level, rng=rng(seed), draws=draws)


def two(table):
    """Both raters' ratings, from how often each pair of categories was given."""
    table = np.asarray(table)
    k = len(table)
    rows, columns = np.repeat(np.arange(k), k), np.tile(np.arange(k), k)
    return np.repeat(rows, table.ravel()), np.repeat(columns, table.ravel())


def error(interval):
    return (interval.high - interval.estimate) / 1.959964


DIAGNOSES = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]
"""200 cases, Cohen (1960, 1968): kappa .492, weighted .348."""
CREDIT = 1 - np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]]) / 6


def test_cohens_examples():
    a, b = two(DIAGNOSES)
    assert cohen(a, b).estimate == pytest.approx(0.492, abs=0.0005)
    assert cohen(a, b, weights=CREDIT).estimate == pytest.approx(0.348, abs=0.0005)
    # Psychologists' weights do not change what unweighted ones say.
    assert cohen(a, b, weights=np.eye(3)) == cohen(a, b)


def test_the_standard_error_as_psych_prints_it():
    """R psych 2.2.9, `cohen.kappa`, n 200: var.kappa .00260118519."""
    assert error(cohen(*two(DIAGNOSES))) ** 2 == pytest.approx(0.00260118519, rel=1e-5)


def test_ratings_as_psych_and_irr_print_them(ratings):
    """R psych 2.2.9 and irr 0.84.1, the 19 subjects whom all rated."""
    whole = ratings[~np.isnan(ratings).any(axis=1)]
    pair = whole[:, :2].T
    found = cohen(*pair)
    assert found.estimate == pytest.approx(0.39788732)
    assert (found.low, found.high) == pytest.approx((0.10889041, 0.68688424), abs=1e-5)
    assert cohen(*pair, weights="linear").estimate == pytest.approx(0.5643739)
    assert cohen(*pair, weights=Weights.QUADRATIC).estimate == pytest.approx(0.68807994)
    assert fleiss(whole).estimate == pytest.approx(0.298, abs=0.0005)


@pytest.mark.parametrize("weights", ["linear", "quadratic"])
def test_weighted_standard_errors(ratings, weights):
    """As statsmodels has them, and as weighing every subject a little more and less has them.

    R psych 2.2.9 prints others (.0195 for .0193, .0167 for .0211), which neither agrees with.
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    pair = ratings[~np.isnan(ratings).any(axis=1)][:, :2]
    table = np.zeros((5, 5))
    np.add.at(table, tuple(pair.T.astype(int) - 1), 1)
    found = cohen(*pair.T, weights=weights)
    peer = cohens_kappa(table, wt=weights)
    assert found.estimate == pytest.approx(peer.kappa)
    assert error(found) == pytest.approx(peer.std_kappa, rel=1e-5)


def test_fleiss_example():
    """Fleiss (1971), table 1: 30 patients, 6 psychiatrists, 5 diagnoses; kappa .430."""
    counts = [
        (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0),
        (2, 0, 4, 0, 0), (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6),
        (1, 0, 0, 5, 0), (1, 1, 0, 4, 0), (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1),
        (0, 0, 5, 0, 1), (3, 0, 0, 1, 2), (5, 1, 0, 0, 0), (0, 2, 0, 4, 0), (1, 0, 2, 0, 3),
        (0, 0, 0, 0, 6), (0, 1, 0, 5, 0), (0, 2, 0, 1, 3), (2, 0, 0, 4, 0), (1, 0, 0, 4, 1),
        (0, 5, 0, 1, 0), (4, 0, 0, 0, 2), (0, 2, 0, 4, 0), (1, 0, 5, 0, 0), (0, 0, 0, 0, 6),
    ]  # fmt: skip
    found = fleiss(np.array([np.repeat(np.arange(5.0), row) for row in counts]))
    assert found.estimate == pytest.approx(0.430, abs=0.0005)
    assert found.low < 0.430 < found.high


def test_the_error_of_fleiss_is_what_every_subject_adds(ratings):
    whole = ratings[~np.isnan(ratings).any(axis=1)]
    many = np.repeat(whole, 500, axis=0)
    adds = []
    for row in whole:
        heavier = np.concatenate([many, np.tile(row, (5, 1))])
        adds.append((fleiss(heavier).estimate - fleiss(many).estimate) * len(many) / 5)
    expected = np.std(adds, ddof=1) / np.sqrt(len(whole))
    assert error(fleiss(whole)) == pytest.approx(expected, rel=0.01)


CODED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T
"""Krippendorff (2011), part C: 12 units, 4 observers, gaps."""


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorffs_example(level, published):
    found = alpha(CODED, level, draws=200)
    assert found.estimate == pytest.approx(published, abs=0.0005)
    assert found.low < found.estimate <= found.high


@pytest.mark.parametrize(
    ("level", "printed"),
    [
        ("nominal", 0.24435028),
        ("ordinal", 0.64314833),
        ("interval", 0.643464),
        ("ratio", 0.62479774),
    ],
)
def test_krippendorff_as_irr_prints_it(ratings, level, printed):
    """R irr 0.84.1, `kripp.alpha`."""
    assert alpha(ratings, level).estimate == pytest.approx(printed, abs=1e-7)


@pytest.mark.slow
def test_the_bootstrap_holds_as_often_as_it_says():
    def draw(generator, subjects):
        true = generator.normal(size=(subjects, 1))
        return np.round(2 * true + generator.normal(size=(subjects, 3)))

    truth = alpha(draw(rng(9), 100_000), "interval", draws=1).estimate
    generator = rng(2)
    inside = [
        one.low <= truth <= one.high
        for one in (alpha(draw(generator, 60), "interval", draws=200) for _ in range(150))
    ]
    assert 0.87 < np.mean(inside) < 0.99


TARGETS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
)
"""Shrout and Fleiss (1979), table 2: ICC(2,1) .29, ICC(2,4) .62."""


def test_shrout_and_fleiss_example():
    found = intraclass(TARGETS)
    assert found.single.estimate == pytest.approx(0.29, abs=0.005)
    assert found.average.estimate == pytest.approx(0.62, abs=0.005)
    assert (found.single.low, found.single.high) == pytest.approx((0.019, 0.761), abs=0.0005)


def test_intraclass_as_psych_prints_it(ratings):
    """R psych 2.2.9, `ICC(..., lmer=FALSE)`: ICC2 and ICC2k."""
    found = intraclass(ratings)
    one, mean = found.single, found.average
    assert (one.estimate, one.low, one.high) == pytest.approx(
        (0.68371361, 0.48952838, 0.84278788), abs=1e-6
    )
    assert (mean.estimate, mean.low, mean.high) == pytest.approx(
        (0.89633832, 0.79321288, 0.95544333), abs=1e-6
    )
    assert (found.subjects, found.raters) == (19, 4)


tables = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=6, max_size=25).map(
    lambda rows: np.array(rows, dtype=float)
)


@given(tables, st.permutations(range(3)), st.integers(0, 100))
def test_order_of_raters_and_subjects_does_not_matter(rated, raters, seed):
    assume(len(np.unique(rated)) > 1)
    turned = rated[rng(seed).permutation(len(rated))][:, raters]
    assert fleiss(turned).estimate == pytest.approx(fleiss(rated).estimate)
    assert percent(turned).estimate == pytest.approx(percent(rated).estimate)
    for level in Level:
        first, second = alpha(rated, level, draws=1), alpha(turned, level, draws=1)
        assert first.estimate == pytest.approx(second.estimate)
        assert first.estimate <= 1 + 1e-12


@given(tables)
def test_cohen_is_symmetric_and_at_most_one(rated):
    first, second = rated[:, 0], rated[:, 1]
    assume(np.ptp(first) > 0)
    assume(np.ptp(second) > 0)
    for weights in Weights:
        one, other = cohen(first, second, weights=weights), cohen(second, first, weights=weights)
        assert one.estimate == pytest.approx(other.estimate)
        assert one.low == pytest.approx(other.low, abs=1e-6)
        assert -1 <= one.low <= one.estimate <= one.high <= 1


@given(tables, st.permutations([0.0, 1.0, 2.0, 3.0]))
def test_new_names_for_categories_change_no_nominal_statistic(rated, names):
    assume(len(np.unique(rated)) > 1)
    named = np.array(names)[rated.astype(int)]
    assert alpha(named, draws=1).estimate == pytest.approx(alpha(rated, draws=1).estimate)
    assert fleiss(named).estimate == pytest.approx(fleiss(rated).estimate)


@given(st.floats(0.1, 1000), st.floats(-1e6, 1e6))
def test_units_change_no_interval_alpha_and_no_ratio(ratings, scale, shift):
    moved = alpha(ratings * scale + shift, "interval", draws=1)
    assert moved.estimate == pytest.approx(alpha(ratings, "interval", draws=1).estimate, abs=1e-6)
    scaled = alpha(ratings * scale, "ratio", draws=1)
    assert scaled.estimate == pytest.approx(alpha(ratings, "ratio", draws=1).estimate)
    # Any order-keeping change of units leaves the ordinal alpha alone.
    bent = alpha(np.exp(ratings), "ordinal", draws=1)
    assert bent.estimate == pytest.approx(alpha(ratings, "ordinal", draws=1).estimate)


def test_full_agreement_is_one():
    same = np.repeat(np.arange(1.0, 7)[:, None], 3, axis=1)
    assert fleiss(same).estimate == pytest.approx(1)
    assert cohen(same[:, 0], same[:, 1]).estimate == pytest.approx(1)
    assert percent(same).estimate == 1
    for level in Level:
        assert alpha(same, level).estimate == pytest.approx(1)
    found = intraclass(same)
    assert (found.single.estimate, found.single.low, found.average.high) == pytest.approx((1, 1, 1))


def test_full_agreement_of_few_is_no_certainty():
    """Ten of ten: Wilson (1927) has 0.722 to 1; by chance they agree on a half."""
    same = np.repeat(np.array([1.0, 2] * 5)[:, None], 2, axis=1)
    expected = (0.7225 - 0.5) / 0.5
    for found in (cohen(*same.T), fleiss(same), alpha(same), alpha(same, "interval")):
        assert (found.estimate, found.high) == (1, 1)
        assert found.low == pytest.approx(expected, abs=0.001)


def test_ratings_by_chance_are_near_zero():
    chance = rng(3).integers(0, 3, (4000, 3)).astype(float)
    for found in (fleiss(chance), cohen(*chance.T[:2]), alpha(chance), intraclass(chance).single):
        assert abs(found.estimate) < 0.05
        assert found.low < 0.02


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=2, max_size=8).map(
        np.array
    )
)
def test_intraclass_correlations_stay_within_their_limits(rated):
    assume(np.ptp(rated) > 1e-9 * np.abs(rated).max() + 1e-90)
    found = intraclass(rated)
    for one in (found.single, found.average):
        assert -1 <= one.low <= one.estimate <= one.high <= 1


def test_a_stricter_rater_lowers_absolute_agreement():
    true = rng(4).normal(10, 3, (50, 1)) + rng(5).normal(size=(50, 2))
    strict = true - np.array([0, 3])
    assert intraclass(strict).single.estimate < intraclass(true).single.estimate - 0.1


def test_percent_of_two_raters_is_a_share_with_wilsons_interval():
    found = percent(np.array([[1.0, 1]] * 30 + [[1.0, 2]] * 10))
    assert found.estimate == 0.75
    # Wilson (1927) for 30 of 40.
    assert (found.low, found.high) == pytest.approx((0.598, 0.858), abs=0.005)


def test_the_paradox_is_said_in_words():
    rated = np.array([[1.0, 1]] * 90 + [[0.0, 1]] * 5 + [[1.0, 0]] * 5)
    kappa = cohen(*rated.T).estimate
    assert kappa < 0
    words = paradox(rated, kappa)
    assert "Raters agree on 90%" in words
    assert "95% of all ratings are the same one" in words
    balanced = np.array([[1.0, 1]] * 45 + [[0.0, 0]] * 45 + [[0.0, 1]] * 5 + [[1.0, 0]] * 5)
    assert cohen(*balanced.T).estimate == pytest.approx(0.8)
    assert paradox(balanced, 0.8) == ""
    assert paradox(rng(1).integers(0, 2, (50, 2)).astype(float), 0.0) == ""


ONE_VALUE = np.ones((30, 3))


@pytest.mark.parametrize(
    ("ratings", "cause"),
    [
        (np.ones((30, 1)), "two raters"),
        (np.ones(30), "two raters"),
        (np.full((30, 3), NAN), "rated by two raters"),
        (np.where(np.eye(30)[:, :3] > 0, 1.0, NAN), "rated by two raters"),
        (np.full((30, 3), np.inf), "infinite"),
        (np.zeros((0, 3)), "rated by two raters"),
        (ONE_VALUE, "all ratings are the same"),
    ],
)
def test_what_cannot_be_told_is_refused(ratings, cause):
    with pytest.raises(InputError, match=cause):
        fleiss(ratings)
    with pytest.raises(InputError, match=cause):
        alpha(ratings)


@pytest.mark.parametrize(
    ("refused", "cause"),
    [
        (lambda: cohen([1, 2], [NAN, 2]), "1 subjects"),
        (lambda: cohen([], []), "0 subjects"),
        (lambda: cohen([1, 1, 1], [1, 1, 1]), "all ratings are the same"),
        (lambda: cohen([1, 1, 1, 1], [1, 2, 1, 1]), "one rater gives everybody the same"),
        (lambda: cohen([1, np.inf], [1, 2]), "infinite"),
        (lambda: cohen([1, 2], [2, 2], weights="cubic"), "no weights 'cubic'"),
        (lambda: cohen([1, 2], [2, 2], weights=np.ones((3, 3))), "2 x 2 credits"),
        (lambda: fleiss(np.array([[1.0, 2.0]])), "two or more subjects"),
        (lambda: alpha(np.array([[1.0, 2], [2, 2]]), "cardinal"), "no level 'cardinal'"),
        (lambda: alpha(np.array([[1.0, -2], [2, 2]]), "ratio"), "below 0"),
        (lambda: alpha(rng().random((1500, 2)), "ratio"), "different ratings"),
        (lambda: intraclass(np.ones((30, 1))), "two raters"),
        (lambda: intraclass(ONE_VALUE), "all ratings are the same"),
        (lambda: intraclass(np.array([[1, NAN], [2, 3]])), "1 subjects"),
        (lambda: intraclass(np.full((30, 3), np.inf)), "infinite"),
    ],
)
def test_bad_ratings(refused, cause):
    with pytest.raises(InputError, match=cause):
        refused()
