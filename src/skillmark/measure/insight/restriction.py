"""Correlations corrected for range restriction, and for a criterion's unreliability if known.

Whoever later has a performance rating was chosen: by the assessment itself, or by something that
goes with it. Among the chosen the assessment varies less, and its correlation with performance is
smaller than among all who were assessed. Two corrections, both exact under linear regression and
equal spread of the errors:

- direct (Thorndike's case 2, 1949; Pearson 1903): people were chosen by the result itself. With
  u = sd(result, chosen) / sd(result, all): R = (r/u) / sqrt(1 + r^2 (1/u^2 - 1));
- indirect (case 4; Hunter, Schmidt and Le 2006): people were chosen by something that works
  through what the result measures. It needs the result's reliability among all who were assessed.

Both are the identity at u = 1 and rise with r. The first is too small where the second is true.
"""

from __future__ import annotations

from math import atanh, sqrt, tanh

from skillmark.measure.estimate import Z95, Estimate
from skillmark.nouns.errors import InputError

LEAST_PAIRS = 10
"""Pairs from which on a correlation gets an interval: Fisher's z is good from about there."""


def fisher(r: float, n: int, *, given: int = 0) -> Estimate:
    """Return a correlation of n pairs with Fisher's (1921) interval.

    `given` is the number of variables held fixed in a partial correlation. At least `given` + 5
    pairs are needed. The standard error is the large-sample one, (1 - r^2) / sqrt(n - 3 - given).
    """
    if n - given < 5:
        raise InputError(f"{n} pairs are too few for a correlation's interval")
    kept = max(-1 + 1e-9, min(1 - 1e-9, r))
    half = Z95 / sqrt(n - 3 - given)
    middle = atanh(kept)
    return Estimate(
        r, (1 - kept**2) / sqrt(n - 3 - given), tanh(middle - half), tanh(middle + half)
    )


def case2(r: float, u: float) -> float:
    """Return the correlation among all, from r among those chosen by the predictor itself.

    `u` is above 0: the predictor's standard deviation among the chosen over that among all.
    """
    _check(r, u)
    return r / u / sqrt(1 + r * r * (1 / (u * u) - 1))


def restricted(rho: float, u: float) -> float:
    """Return the correlation among the chosen, from that among all: the inverse of `case2`."""
    return case2(rho, 1 / u)


def case4(r: float, u: float, reliability: float, criterion: float = 1.0) -> float:
    """Return the operational validity among all, from r among those chosen indirectly.

    `reliability` is the predictor's among all, `criterion` the criterion's among the chosen (1
    leaves it alone). Operational: corrected for the restriction, not for the predictor's own
    unreliability, because it is used as it is. Raises `InputError` where u and the reliability
    contradict each other: the true scores would have no variance left.
    """
    _check(r, u)
    reliable(reliability)
    reliable(criterion)
    true_variance = (u * u - (1 - reliability)) / reliability
    if true_variance <= 0:
        raise InputError(
            f"with a reliability of {reliability:g} the spread cannot fall to {u:.2f} of itself",
            where="reliability",
            remedy="check the reliability: it is that among all who were assessed",
        )
    within = 1 - (1 - reliability) / (u * u)
    true = max(-1.0, min(1.0, r / sqrt(within * criterion)))
    return case2(true, sqrt(true_variance)) * sqrt(reliability)


def attenuated(r: float, criterion: float) -> float:
    """Return r corrected for the criterion's unreliability (Spearman 1904), at most 1."""
    reliable(criterion)
    return max(-1.0, min(1.0, r / sqrt(criterion)))


def reliable(value: float) -> None:
    """Refuse what is no reliability."""
    if not 0 < value <= 1:
        raise InputError(
            f"{value} is no reliability",
            where="reliability",
            remedy="give a number above 0 and at most 1",
        )


def _check(r: float, u: float) -> None:
    if not -1 <= r <= 1:
        raise InputError(f"{r} is no correlation")
    if not u > 0:
        raise InputError(f"{u} is no ratio of spreads", remedy="it is above 0; 1 is no restriction")
