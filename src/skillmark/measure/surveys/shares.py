"""What people say: shares with honest intervals. A belief, never an effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtr

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.estimate import Z95
from skillmark.measure.table import Floats, need, number, read_rows
from skillmark.nouns.errors import InputError, UnavailableError


@dataclass(frozen=True, slots=True)
class Answers:
    """One question: who agreed, with weights and strata. Those without an answer are counted."""

    agreed: Floats
    weights: Floats
    strata: tuple[str, ...]
    missing: int = 0
    question: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A share against a published figure."""

    published: float
    published_n: int | None
    difference: float
    low: float
    high: float
    z: float
    p: float


@dataclass(frozen=True, slots=True)
class Share:
    """A share (0 to 1) with its 95% Wilson interval on the effective number of answers."""

    question: str
    share: float
    low: float
    high: float
    n: int
    effective_n: float
    missing: int
    comparison: Compared | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the share as the command line prints it; keys are stable."""
        comparison = self.comparison
        return {
            "question": self.question,
            "type": "belief",
            "share": self.share,
            "ci": [self.low, self.high],
            "n": self.n,
            "effective_n": self.effective_n,
            "missing": self.missing,
            "comparison": None
            if comparison is None
            else {
                "published": comparison.published,
                "published_n": comparison.published_n,
                "difference": comparison.difference,
                "ci": [comparison.low, comparison.high],
                "z": comparison.z,
                "p": comparison.p,
            },
        }


def read_answers(
    path: Path,
    *,
    question: str,
    agree: Sequence[str],
    weights: str | None = None,
    strata: str | None = None,
) -> Answers:
    """Read one question from CSV, one row a respondent.

    An answer is agreement if it equals one of `agree` (letter case aside); an empty cell is no
    answer. Weights must be above 0. An `agree` value that nobody gave is refused: a typo would
    otherwise read as 0%.
    """
    columns, rows = read_rows(path)
    need(columns, [question, *filter(None, (weights, strata))], name=path.name)
    wanted = {value.strip().casefold() for value in agree if value.strip()}
    given = {row.cells[question].casefold() for row in rows}
    unknown = sorted(wanted - given)
    if not wanted or unknown:
        raise InputError(
            f"nobody answered {unknown[0]!r}" if unknown else "no value counts as agreement",
            where=f"{path.name}, column {question}",
            remedy=f"the answers are {', '.join(sorted(given - {''})[:12])}",
        )
    answered = [row for row in rows if row.cells[question]]
    weight = [1.0] * len(answered)
    if weights:
        for index, row in enumerate(answered):
            place = f"{path.name}, line {row.line}, column {weights}"
            weight[index] = number(row.cells[weights], where=place)
            if weight[index] <= 0:
                raise InputError("a weight must be above 0", where=place)
    return Answers(
        agreed=np.array([float(row.cells[question].casefold() in wanted) for row in answered]),
        weights=np.array(weight),
        strata=tuple(row.cells[strata] if strata else "" for row in answered),
        missing=len(rows) - len(answered),
        question=question,
    )


def share(
    answers: Answers, *, published: float | None = None, published_n: int | None = None
) -> Share:
    """Return the weighted share that agrees, with its interval, and a comparison if asked.

    The variance is that of a stratified sample by linearisation (Cochran 1977, ch. 5); the
    interval is Wilson's with the number of answers replaced by the effective number, which keeps
    its coverage for weighted data (Dean and Pagano 2015). Fewer than 5 answers raise
    `UnavailableError`: nothing may be printed about them.
    """
    n = len(answers.agreed)
    if n < LEAST_CELL:
        raise UnavailableError(
            f"{n} answers: fewer than {LEAST_CELL} are not reported, to protect people",
            where=answers.question,
            remedy="ask more people",
            code="suppressed",
        )
    w, y = answers.weights, answers.agreed
    p = float(w @ y / w.sum())
    effective = _effective(answers, p)
    low, high = wilson(p, effective)
    comparison = None
    if published is not None:
        comparison = _compare(p, effective, published, published_n)
    return Share(answers.question, p, low, high, n, effective, answers.missing, comparison)


def wilson(p: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95% interval for a share `p` of `n` answers (Wilson 1927)."""
    z2 = Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _effective(answers: Answers, p: float) -> float:
    w, y = answers.weights, answers.agreed
    kish = float(w.sum() ** 2 / (w @ w))
    if p in (0.0, 1.0):
        return kish
    z = w * (y - p) / w.sum()
    strata = np.array(answers.strata)
    variance = 0.0
    for stratum in np.unique(strata):
        inside = z[strata == stratum]
        if len(inside) < 2:
            raise InputError(
                f"stratum {str(stratum)!r} has one answer: its variance is unknown",
                where=answers.question,
                remedy="merge it with a similar stratum",
            )
        centred = inside - inside.mean()
        variance += float(centred @ centred) * len(inside) / (len(inside) - 1)
    # A stratified sample in which every stratum agrees with itself has no variance left.
    if variance == 0:
        return kish
    # n over the design effect: what a simple random sample of n would have, over what this has.
    return len(y) * p * (1 - p) / (len(y) - 1) / variance


def _compare(p: float, n: float, published: float, published_n: int | None) -> Compared:
    if not 0 < published < 1:
        raise InputError(f"{published} is not a share", remedy="give a number between 0 and 1")
    difference = p - published
    if published_n is None:
        # One sample: the published figure is taken as exact (score test).
        test_se = sqrt(published * (1 - published) / n)
        low, high = (limit - published for limit in wilson(p, n))
    else:
        pooled = (p * n + published * published_n) / (n + published_n)
        test_se = sqrt(pooled * (1 - pooled) * (1 / n + 1 / published_n))
        # Newcombe's hybrid of two Wilson intervals (Newcombe 1998, method 10).
        l1, u1 = wilson(p, n)
        l2, u2 = wilson(published, published_n)
        low = difference - sqrt((p - l1) ** 2 + (u2 - published) ** 2)
        high = difference + sqrt((u1 - p) ** 2 + (published - l2) ** 2)
    z = difference / test_se
    return Compared(published, published_n, difference, low, high, z, float(2 * ndtr(-abs(z))))
