"""What changed between two waves: a trend, never an effect. Why it changed is open."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any

import numpy as np
from scipy.special import bdtr

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.surveys.answers import Answers
from skillmark.measure.surveys.shares import (
    Share,
    newcombe,
    pooled_error,
    score,
    share,
    wilson,
)
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError, UnavailableError


@dataclass(frozen=True, slots=True)
class Change:
    """The later share less the earlier one, with its 95% interval (shares from 0 to 1)."""

    question: str
    first: float
    second: float
    n_first: int
    n_second: int
    difference: float
    low: float
    high: float
    z: float
    p: float
    paired: bool = False
    """Whether the same people were asked twice."""

    @property
    def changed(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def as_json(self) -> dict[str, Any]:
        """Return the change as the command line prints it."""
        return {
            "question": self.question,
            "type": "trend",
            "first": self.first,
            "second": self.second,
            "n": [self.n_first, self.n_second],
            "difference": self.difference,
            "ci": [self.low, self.high],
            "z": self.z if isfinite(self.z) else None,
            "p": self.p,
            "paired": self.paired,
        }


def between(first: Answers | Share, second: Answers | Share) -> Change:
    """Compare two waves of different people: Newcombe's interval, and a two-proportion z.

    Weights, strata and clusters enter by the effective numbers of answers. Raises
    `UnavailableError` where a wave has fewer than 5 answers.
    """
    a = share(first) if isinstance(first, Answers) else first
    b = share(second) if isinstance(second, Answers) else second
    low, high = newcombe((a.share, a.low, a.high), (b.share, b.low, b.high))
    difference = b.share - a.share
    z, p = score(difference, pooled_error(a.share, a.effective_n, b.share, b.effective_n))
    return Change(b.question, a.share, b.share, a.n, b.n, difference, low, high, z, p)


def paired(first: Floats, second: Floats, *, question: str = "") -> Change:
    """Compare two answers (0 or 1) of the same people, in the same order.

    The interval is Newcombe's for paired shares (1998b, method 10), the test McNemar's with mid-p
    (Fagerland, Lydersen and Laake 2013). Fewer than 5 pairs raise `UnavailableError`.
    """
    before, after = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    if len(before) != len(after):
        raise InputError("pairs need one answer of each wave", where=question)
    n = len(before)
    if n < LEAST_CELL:
        raise UnavailableError(
            f"{n} people answered both times: fewer than {LEAST_CELL} are not reported",
            where=question,
            remedy="ask more people twice",
            code="suppressed",
        )
    both, neither = int((before & after).sum()), int((~before & ~after).sum())
    lost, won = int((before & ~after).sum()), int((~before & after).sum())
    p1, p2 = (both + lost) / n, (both + won) / n
    low, high = newcombe(
        (p1, *wilson(p1, n)), (p2, *wilson(p2, n)), _correlation(both, lost, won, neither)
    )
    apart = lost + won
    z = (won - lost) / sqrt(apart) if apart else 0.0
    return Change(question, p1, p2, n, n, p2 - p1, low, high, z, mid_p(lost, won), paired=True)


def mid_p(lost: int, won: int) -> float:
    """Return McNemar's two-sided mid-p for those who changed one way and the other."""
    apart, fewer = lost + won, min(lost, won)
    if apart == 0:
        return 1.0
    up_to = float(bdtr(fewer, apart, 0.5))
    at = up_to - (float(bdtr(fewer - 1, apart, 0.5)) if fewer else 0.0)
    return 1.0 - at / 2 if lost == won else min(1.0, 2 * up_to - at)


def _correlation(both: int, lost: int, won: int, neither: int) -> float:
    """Return Newcombe's phi, with the numerator corrected by n/2 where it is positive."""
    product = (both + lost) * (won + neither) * (both + won) * (lost + neither)
    if product == 0:
        return 0.0
    n = both + lost + won + neither
    covariance = float(both * neither - lost * won)
    if covariance > 0:
        covariance = max(covariance - n / 2, 0.0)
    return covariance / sqrt(product)
