"""Shares: published intervals, weights and strata, and nobody exposed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.surveys.shares import Answers, read_answers, share, wilson
from skillmark.nouns.errors import InputError, UnavailableError


def answers(yes: int, no: int, weights: list[float] | None = None, strata: str = "") -> Answers:
    agreed = np.array([1.0] * yes + [0.0] * no)
    w = np.array(weights) if weights else np.ones(yes + no)
    return Answers(agreed, w, tuple(strata) or ("",) * (yes + no), question="q")


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_wilson_intervals(yes: int, n: int, low: float, high: float) -> None:
    found = share(answers(yes, n - yes))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.share == yes / n


def test_equal_weights_change_almost_nothing() -> None:
    plain, weighted = share(answers(30, 70)), share(answers(30, 70, [2.5] * 100))
    assert weighted.effective_n == pytest.approx(plain.effective_n)
    assert plain.effective_n == pytest.approx(100)


def test_unequal_weights_cost_precision() -> None:
    rng = np.random.default_rng(1)
    found = share(answers(50, 50, [float(w) for w in rng.uniform(0.2, 5, 100)]))
    assert found.effective_n < 85
    assert found.high - found.low > wilson(0.5, 100)[1] - wilson(0.5, 100)[0]


def test_strata_that_explain_the_answers_gain_precision() -> None:
    mixed = share(answers(50, 50))
    by_stratum = share(answers(50, 50, strata="a" * 45 + "b" * 5 + "a" * 5 + "b" * 45))
    assert by_stratum.effective_n > 2 * mixed.effective_n


def test_weighted_intervals_cover_the_truth() -> None:
    rng = np.random.default_rng(9)
    covered = 0
    for _ in range(400):
        group = rng.random(200) < 0.5
        yes = (rng.random(200) < np.where(group, 0.3, 0.6)).astype(float)
        w = np.where(group, 0.5, 1.5)
        found = share(Answers(yes, w, tuple("ab"[int(g)] for g in group)))
        covered += found.low <= (0.5 * 0.3 + 1.5 * 0.6) / 2 <= found.high
    assert 366 <= covered <= 392  # 380 expected


def test_comparison_with_a_published_figure() -> None:
    found = share(answers(60, 40), published=0.5).comparison
    assert found is not None
    assert found.z == pytest.approx(0.1 / np.sqrt(0.25 / 100))
    assert found.p == pytest.approx(0.0455, abs=5e-5)
    assert found.low > 0
    two = share(answers(56, 14), published=48 / 80, published_n=80).comparison
    assert two is not None
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, (a) 56/70 - 48/80, method 10.
    assert (two.low, two.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_fewer_than_five_answers_are_not_reported() -> None:
    with pytest.raises(UnavailableError, match="4 answers") as caught:
        share(answers(2, 2))
    assert caught.value.exit_code == 3
    assert share(answers(3, 2)).n == 5


def test_reading(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("id;helped;w;s\n1;Ja;1,5;n\n2;nein;1;n\n3;;1;n\n4;JA;2;s\n")
    found = read_answers(path, question="helped", agree=["ja"], weights="w", strata="s")
    assert found.agreed.tolist() == [1, 0, 1]
    assert found.weights.tolist() == [1.5, 1, 2]
    assert found.strata == ("n", "n", "s")
    assert found.missing == 1


@pytest.mark.parametrize(
    ("agree", "weights", "message"),
    [
        (["yess"], None, "nobody answered 'yess'"),
        ([""], None, "no value counts as agreement"),
        (["yes"], "w", "line 3, column w: a weight must be above 0"),
        (["yes"], "id", "line 2, column id: 'a' is not a number"),
        (["yes"], "nope", "no column 'nope'"),
    ],
)
def test_refusals(tmp_path: Path, agree: list[str], weights: str | None, message: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text("id,q,w\na,yes,1\nb,no,0\n")
    with pytest.raises(InputError, match=message):
        read_answers(path, question="q", agree=agree, weights=weights)


def test_a_stratum_of_one_has_no_variance() -> None:
    with pytest.raises(InputError, match="stratum 'b' has one answer"):
        share(answers(3, 3, strata="aaaaab"))
