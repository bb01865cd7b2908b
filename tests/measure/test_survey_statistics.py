"""Survey statistics against published tables and a kept library; and nobody given away."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.measure.surveys import variance
from skillmark.measure.surveys.answers import Answers
from skillmark.measure.surveys.groups import by_group, withheld
from skillmark.measure.surveys.multiple import benjamini_hochberg, holm
from skillmark.measure.surveys.nonresponse import (
    Asked,
    bounds,
    by_stratum,
    completeness,
    everybody,
)
from skillmark.measure.surveys.published import PUBLISHED, Found, beside
from skillmark.measure.surveys.shares import average, newcombe, share, wilson
from skillmark.measure.surveys.trends import between, mid_p, paired
from skillmark.measure.surveys.weighting import post_stratify, rake
from skillmark.nouns.errors import InputError, UnavailableError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import statsmodels.api as sm
    from statsmodels.stats import multitest, proportion
    from statsmodels.stats.contingency_tables import mcnemar


def yes(count: int, n: int) -> Answers:
    return Answers.of(np.array([1.0] * count + [0.0] * (n - count)), question="q")


def made(n: int, seed: int) -> Answers:
    """Return answers of people in clusters within strata, with unequal weights."""
    rng = np.random.default_rng(seed)
    cluster = rng.integers(0, 18, n)
    mood = rng.normal(0, 0.8, 18)
    agreed = (rng.random(n) < 1 / (1 + np.exp(-mood[cluster]))).astype(float)
    return Answers(
        agreed,
        rng.uniform(0.3, 3, n),
        tuple("ab"[c % 2] for c in cluster),
        question="q",
        clusters=tuple(f"team {c}" for c in cluster),
    )


# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10, all eight contrasts.
@pytest.mark.parametrize(
    ("a", "m", "b", "n", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ],
)
def test_published_intervals_of_a_difference(
    a: int, m: int, b: int, n: int, low: float, high: float
) -> None:
    first, second = (b / n, *wilson(b / n, n)), (a / m, *wilson(a / m, m))
    assert newcombe(first, second) == pytest.approx((low, high), abs=5e-5)
    if min(m, n) >= 5 and 0 < a + b < m + n:
        found = between(yes(b, n), yes(a, m))
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
        theirs = proportion.proportions_ztest([a, b], [m, n])
        assert (found.z, found.p) == pytest.approx(theirs)


# Newcombe (1998), Statistics in Medicine 17, 2635-2650, table III, method 10.
PAIRED = {
    (36, 12, 2, 0): (0.0569, 0.3404), (20, 12, 2, 16): (0.0562, 0.3292),
    (18, 12, 2, 18): (0.0562, 0.3290), (36, 14, 0, 0): (0.1528, 0.4167),
    (35, 14, 0, 1): (0.1461, 0.4175), (18, 14, 0, 18): (0.1441, 0.3963),
    (2, 97, 1, 0): (0.8721, 0.9854), (1, 97, 1, 1): (0.8736, 0.9850),
    (0, 29, 1, 0): (0.6666, 0.9882), (2, 98, 0, 0): (0.9178, 0.9945),
    (1, 98, 0, 1): (0.9171, 0.9916), (0, 30, 0, 0): (0.8395, 1.0),
    (54, 0, 0, 0): (-0.0664, 0.0664), (53, 0, 0, 1): (-0.0729, 0.0729),
    (30, 0, 0, 24): (-0.0358, 0.0358), (29, 0, 0, 25): (-0.0354, 0.0354),
    (28, 0, 0, 26): (-0.0352, 0.0352), (27, 0, 0, 27): (-0.0351, 0.0351),
}  # fmt: skip


def test_published_intervals_of_a_paired_difference() -> None:
    def of(both: int, lost: int, won: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
        return (
            np.repeat([1.0, 1.0, 0.0, 0.0], [both, lost, won, neither]),
            np.repeat([1.0, 0.0, 1.0, 0.0], [both, lost, won, neither]),
        )

    for counts, limits in PAIRED.items():
        found = paired(*of(*counts))
        # A last digit is off by one in the table: (1, 97, 1, 1) begins at 0.87367.
        assert (-found.high, -found.low) == pytest.approx(limits, abs=8e-5)
    # Airway hyper-responsiveness before and after: the interval in Fagerland, Lydersen and Laake
    # (2014, Statistics in Medicine 33, 2850-2875), the mid-p by the formula of theirs of 2013 (BMC
    # Medical Research Methodology 13:91): 18/256 less 8/256.
    found = paired(*of(1, 1, 7, 12))
    assert (-found.high, -found.low) == pytest.approx((-0.507, -0.026), abs=5e-4)
    assert found.p == pytest.approx(10 / 256)
    for lost, won in ((1, 7), (2, 4), (0, 4), (12, 30)):
        exact = mcnemar([[9, lost], [won, 4]], exact=True).pvalue
        assert mid_p(lost, won) <= exact
        half = mcnemar([[9, lost], [won, 4]], exact=False, correction=False).pvalue
        assert mid_p(lost, won) == pytest.approx(half, abs=0.09)
    assert mid_p(3, 3) == pytest.approx(1 - 20 / 64 / 2)
    with pytest.raises(UnavailableError, match="4 people answered both times"):
        paired(*of(1, 1, 1, 1))


def test_shares_and_corrections_agree_with_a_kept_library() -> None:
    for count, n in ((0, 12), (7, 12), (181, 260), (40, 40)):
        theirs = proportion.proportion_confint(count, n, method="wilson")
        assert wilson(count / n, n) == pytest.approx(theirs)
    for p in ([0.04, 0.001, 0.03, 0.03, 0.9], [0.2], [0.01, 0.02, 0.03, 0.04, 0.05]):
        assert holm(p) == pytest.approx(multitest.multipletests(p, method="holm")[1])
        assert benjamini_hochberg(p) == pytest.approx(
            multitest.multipletests(p, method="fdr_bh")[1]
        )


def test_clusters_agree_with_a_kept_library_and_with_leaving_one_out() -> None:
    answers = made(240, 4)
    one = Answers(
        answers.agreed, answers.weights, ("",) * 240, question="q", clusters=answers.clusters
    )
    found = variance.mean(one)
    names, codes = np.unique(np.array(one.clusters), return_inverse=True)
    fit = sm.WLS(one.agreed, np.ones(240), weights=one.weights).fit(
        cov_type="cluster", cov_kwds={"groups": codes}
    )
    assert found.value == pytest.approx(fit.params[0])
    assert found.variance == pytest.approx(fit.bse[0] ** 2)
    assert found.df == len(names) - 1
    left_out = [
        np.average(one.agreed[codes != k], weights=one.weights[codes != k])
        for k in range(len(names))
    ]
    jackknife = (len(names) - 1) / len(names) * np.sum((left_out - np.mean(left_out)) ** 2)
    assert found.variance == pytest.approx(jackknife, rel=0.1)
    assert share(one).design_effect > 1.5
    assert share(one).df == len(names) - 1
    # Where all agree there is no variance to learn from: ten teams are then ten answers.
    same = Answers(np.ones(100), np.ones(100), ("",) * 100, clusters=tuple("abcdefghij" * 10))
    assert share(same).low == pytest.approx(wilson(1, 10)[0])
    # A part of the respondents keeps the design: clusters without any of them still count.
    part = np.array([c in {"team 1", "team 2", "team 3"} for c in one.clusters])
    assert share(one, domain=part).df == len(names) - 1
    assert share(one, domain=part).n == int(part.sum())


def test_intervals_cover_the_truth_when_teams_are_chosen() -> None:
    rng = np.random.default_rng(5)
    covered = blind = 0
    for _ in range(300):
        mood = rng.normal(0, 0.8, 20)
        codes = np.repeat(np.arange(20), 10)
        agreed = (rng.random(200) < 1 / (1 + np.exp(-mood[codes]))).astype(float)
        teams = tuple(str(c) for c in codes)
        plain = Answers.of(agreed)
        clustered = Answers(agreed, plain.weights, plain.strata, clusters=teams)
        for answers, name in ((clustered, "design"), (plain, "blind")):
            found = share(answers)
            hit = found.low <= 0.5 <= found.high
            covered += hit and name == "design"
            blind += hit and name == "blind"
    assert 276 <= covered <= 294  # 285 expected
    assert blind < 262  # clusters ignored: too sure of itself


def test_everybody_asked_leaves_less_unknown() -> None:
    few, all_of_them = yes(60, 100), yes(60, 100)
    part = Answers(few.agreed, few.weights, few.strata, population={"": 125}, question="q")
    whole = Answers(few.agreed, few.weights, few.strata, population={"": 100}, question="q")
    # Cochran (1977, 3.2): the variance of a share shrinks by (N - n) / N.
    assert variance.mean(part).variance == pytest.approx(0.2 * variance.mean(few).variance)
    assert share(part).effective_n == pytest.approx(500)
    assert (share(whole).low, share(whole).high) == (0.6, 0.6)
    assert share(whole).as_json()["effective_n"] is None
    assert share(all_of_them).low < share(part).low < 0.6
    with pytest.raises(InputError, match="100 answers of 99 people"):
        share(Answers(few.agreed, few.weights, few.strata, population={"": 99}))
    with pytest.raises(InputError, match="a population and clusters together"):
        share(
            Answers(few.agreed, few.weights, few.strata, clusters=few.strata, population={"": 200})
        )


def test_means_have_students_interval() -> None:
    scores = np.array([1, 2, 2, 3, 4, 5, 5, 4, 3, 3], dtype=float)
    found = average(Answers.of(scores))
    theirs = sm.stats.DescrStatsW(scores).tconfint_mean()
    assert (found.low, found.high) == pytest.approx(theirs)


def test_raking_meets_its_margins_and_keeps_what_they_leave_open() -> None:
    rng = np.random.default_rng(3)
    area, age = rng.choice(["n", "s"], 400, p=[0.3, 0.7]), rng.choice(["y", "m", "o"], 400)
    wanted = {"area": {"n": 55, "s": 45}, "age": {"y": 0.2, "m": 0.5, "o": 0.3}}
    found = rake({"area": tuple(area), "age": tuple(age)}, wanted, trim=None)
    assert found.weights.mean() == pytest.approx(1)
    assert np.average(area == "n", weights=found.weights) == pytest.approx(0.55)
    assert np.average(age == "m", weights=found.weights) == pytest.approx(0.5)
    assert found.off < 1e-8
    assert found.trimmed == 0
    # Iterative fitting scales rows and columns: odds ratios stay those of the sample (Deming and
    # Stephan 1940), as the unweighted table has them.

    def odds(w: np.ndarray) -> float:
        cell = {(a, b): w[(area == a) & (age == b)].sum() for a in "ns" for b in "ymo"}
        return float(cell["n", "y"] * cell["s", "o"] / cell["n", "o"] / cell["s", "y"])

    assert odds(found.weights) == pytest.approx(odds(np.ones(400)))
    one = post_stratify(tuple(area), {"n": 1, "s": 1}, trim=None)
    assert one.weights[area == "n"] == pytest.approx(400 / 2 / (area == "n").sum())
    # Kish: 1 + CV^2.
    cv2 = one.weights.var() / one.weights.mean() ** 2
    assert one.design_effect == pytest.approx(1 + cv2)


def test_trimming_is_said_and_impossible_margins_are_refused() -> None:
    strata = ("rare",) * 4 + ("usual",) * 196
    cut = post_stratify(strata, {"rare": 0.4, "usual": 0.6}, trim=5)
    assert cut.trimmed == 4
    assert cut.largest < post_stratify(strata, {"rare": 0.4, "usual": 0.6}, trim=None).largest
    assert cut.off > 0.1
    assert max(cut.weights) / np.median(cut.weights) <= 5 + 1e-6
    with pytest.raises(InputError, match="no total for 'usual'"):
        post_stratify(strata, {"rare": 1})
    with pytest.raises(InputError, match="nobody who answered is 'third'"):
        post_stratify(strata, {"rare": 1, "usual": 1, "third": 1})
    with pytest.raises(InputError, match="cannot hold together"):
        rake({"a": "xxyy", "b": "ppqq"}, {"a": {"x": 1, "y": 1}, "b": {"p": 1, "q": 3}})


def test_groups_are_compared_and_small_ones_withheld_with_what_gives_them_away() -> None:
    names = ("it",) * 40 + ("sales",) * 30 + ("legal",) * 3 + ("press",) * 8
    agreed = np.array([1.0] * 30 + [0.0] * 10 + [1.0] * 8 + [0.0] * 22 + [1.0] * 3 + [0.0] * 8)
    found = {one.name: one for one in by_group(Answers.of(agreed), names)}
    assert found["legal"].found is None
    assert found["press"].found is None  # else legal follows from the total
    assert found["legal"].as_json() == {"group": "legal", "withheld": True}
    gap = found["it"].gap
    assert gap is not None
    assert gap.difference == pytest.approx(30 / 40 - 8 / 30)
    assert (gap.low, gap.high) == pytest.approx(
        newcombe((8 / 30, *wilson(8 / 30, 30)), (0.75, *wilson(0.75, 40)))
    )
    assert gap.p_adjusted == pytest.approx(min(1, 2 * gap.p))
    clustered = made(240, 8)
    halves = tuple("left" if i % 2 else "right" for i in range(240))
    both = by_group(clustered, halves)
    assert both[0].gap is not None
    assert both[1].gap is not None
    assert both[0].gap.difference == pytest.approx(-both[1].gap.difference)
    # Half of each cluster on either side: what the clusters share drops out of the difference.
    apart = between(share(clustered, domain=np.array(halves) == "left"),
                    share(clustered, domain=np.array(halves) == "right"))  # fmt: skip
    assert both[0].gap.high - both[0].gap.low < apart.high - apart.low


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text("abcdef", max_size=2), st.integers(0, 12), max_size=7))
def test_what_is_withheld_never_follows_from_the_total(sizes: dict[str, int]) -> None:
    hidden = withheld(sizes)
    if not hidden:
        assert all(n == 0 or n >= 5 for n in sizes.values())
        return
    unseen = {name for name in hidden if sizes[name]} | {name for name in sizes if name == ""}
    everybody_unseen = hidden >= {name for name, n in sizes.items() if n}
    assert everybody_unseen or (len(unseen) >= 2 and sum(sizes[name] for name in unseen) >= 5)


def test_nonresponse_rates_and_bounds() -> None:
    asked = Asked(asked=200, complete=90, partial=10, unknown=50)
    assert (asked.rr1, asked.rr2) == (90 / 250, 100 / 250)
    assert [completeness(n, 10) for n in (8, 5, 4)] == ["complete", "partial", "break_off"]
    # Manski (1995): 0.8 among the half that answered is anything from 0.4 to 0.9 among all.
    all_of_them = everybody(share(yes(80, 100)), 200)
    assert (all_of_them.low, all_of_them.high) == pytest.approx((0.4, 0.9))
    wide = bounds(share(yes(80, 100)), 0.5)
    assert wide.low < 0.4
    assert wide.high > 0.9
    with pytest.raises(InputError, match="100 answered of 90 asked"):
        Asked(90, 100)
    strata = {"it": Asked(40, 20), "legal": Asked(3, 1), "press": Asked(6, 6), "hr": Asked(30, 9)}
    named = by_stratum(strata, anonymous=False)
    assert {name for name, one in named.items() if one is None} == {"legal", "press"}
    silent = by_stratum({"it": Asked(40, 20), "all": Asked(6, 6)}, anonymous=True)
    assert silent == {"it": None, "all": None}  # who answered in "all" would be known


def test_published_figures_are_cited_and_compared_honestly() -> None:
    for one in PUBLISHED.values():
        assert (one.figure is None) != (one.up_to is None)
        assert one.self_reported
        assert all(one.wording[tag] and one.asked[tag] for tag in ("en", "de"))
        assert one.source
        assert bool(one.url) == (one.found is Found.PRESS)
    own = yes(70, 100)
    assert beside("training_cost", own).own.comparison is None  # "up to" is a ceiling
    assert beside("shorter_training", own).own.comparison is None  # not found in its source
    assert beside("shorter_training_india", own).own.comparison is not None
    assert PUBLISHED["proficiency"].figure == 0.91  # "more than 90%" in some of the press
    one_sample = beside("higher_pay", own).own.comparison
    assert one_sample is not None
    assert one_sample.as_json()["published_uncertainty"] == "unknown"
    assert one_sample.high == pytest.approx(wilson(0.7, 100)[1] - 0.9)
    two = beside("application_us_2022", own).own.comparison
    assert two is not None
    assert two.published_n == 150
    assert two.high - two.low > one_sample.high - one_sample.low
