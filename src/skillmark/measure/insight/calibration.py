"""Confidence calibration: how well people judge themselves, beside what an assessment says.

Self-rating and assessed level are numbers from 1 to 8 of one person in one skill; a person may
appear with several skills, so all errors are clustered by person.

An assessment errs, and that alone makes the low seem overconfident and the high seem modest: who
was assessed low was on average assessed too low. The picture known after Kruger and Dunning
(1999) arises from pure noise (Krueger and Mueller 2002; Nuhfer and others 2016, 2017; Gignac and
Zajenkowski 2020). Three things keep this page honest:

- the calibration curve runs over what people *say* (mean assessed level among those who rate
  themselves at each level); errors of the assessment average out there;
- where bands are over what was *assessed*, the level of a band is Kelley's (1947) regressed true
  score, mean + reliability (observed - mean), if the reliability is given, and the benchmark of
  self-ratings that know nothing stands beside it either way;
- that low performers misjudge more than others is said only if a curve, not a slope, shows it
  (quadratic term, Gignac and Zajenkowski 2020).

A change after training is a trend: nobody was kept from learning. People trained in between are
put beside those who were not, where both are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.insight import spread
from skillmark.measure.insight.hiding import hidden
from skillmark.measure.insight.restriction import reliable
from skillmark.measure.insight.spread import Codes
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError, UnavailableError

LOWEST, HIGHEST = 1, 8
LEAST_PEOPLE = 10
"""Clusters from which on a cluster-robust error is worth its name."""
CLOSE = 0.5
"""A mean bias within so many levels of 0 is called well calibrated, if the interval says so too."""


@dataclass(frozen=True, slots=True)
class Point:
    """A level or band with what the other side says about it; estimates are `None` if hidden."""

    at: float
    """Level that people say (curve), or mean assessed level (bands)."""
    n: int
    """Ratings; 0 where hidden."""
    people: int
    mean: Estimate | None = None
    """Curve: mean assessed level. Band: mean self-rating less the band's assessed level."""
    corrected: Estimate | None = None
    """Band: the same against the regressed true level; `None` without a reliability."""
    benchmark: float | None = None
    """Band: what self-ratings that know nothing would show here."""
    over: Estimate | None = None
    """Share that rates itself above what was assessed."""
    under: Estimate | None = None

    @property
    def hidden(self) -> bool:
        """Whether too few people stand behind it."""
        return self.mean is None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well people judge themselves."""

    n: int
    people: int
    bias: Estimate
    """Mean of self-rating less assessed level; above 0 is overconfidence."""
    error: Estimate
    """Mean absolute difference, in levels."""
    over: Estimate
    exact: Estimate
    under: Estimate
    curve: tuple[Point, ...]
    """By self-rated level: mean assessed level."""
    bands: tuple[Point, ...]
    """By assessed level, in up to four bands of about as many ratings."""
    slope: Estimate
    """Levels of self-rating by which people differ who differ by one assessed level."""
    true_slope: Estimate | None
    """The same by one true level (slope / reliability): 1 where people know themselves."""
    bend: Estimate | None
    """Quadratic term of self-rating on assessed level; `None` where no curve can be fitted."""
    reliability: float | None

    @property
    def code(self) -> str:
        """`over`, `under`, `calibrated` or `open`: what the mean bias establishes."""
        if self.bias.low > 0:
            return "over" if self.bias.high > CLOSE else "calibrated"
        if self.bias.high < 0:
            return "under" if self.bias.low < -CLOSE else "calibrated"
        within = self.bias.low > -CLOSE and self.bias.high < CLOSE
        return "calibrated" if within else "open"

    @property
    def low_misjudge_more(self) -> bool:
        """Whether low performers misjudge themselves more than a straight line explains."""
        return self.bend is not None and self.bend.low > 0


@dataclass(frozen=True, slots=True)
class Change:
    """How misjudgement changed from the first to the last rating of a person's skill."""

    pairs: int
    people: int
    bias: Estimate
    """Change of self-rating less assessed level."""
    error: Estimate
    """Change of the absolute difference; below 0 is better calibration."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Change among those who trained in between, and among those who did not."""

    trained: Change | None
    others: Change | None
    difference: Estimate | None
    """Of the change of the absolute error; `None` unless both groups are there."""


def calibration(
    self_rated: Any, assessed: Any, *, person: Any, reliability: float | None = None
) -> Calibration:
    """Return how self-ratings compare with assessed levels.

    All three are sequences of one length; levels are 1 to 8. `reliability` (above 0, at most 1) is
    that of the assessed levels. Raises `InputError` for levels out of range and
    `UnavailableError` below 5 people.
    """
    said, found, clusters = _checked(self_rated, assessed, person)
    if reliability is not None:
        reliable(reliability)
    gap = said - found
    x = np.column_stack([np.ones(len(said)), found])
    slope = _coefficient(said, x, clusters, 1)
    true = None
    if reliability and slope is not None:
        true = Estimate.normal(slope.value / reliability, slope.se / reliability)
    centred = found - found.mean()
    bend = _coefficient(
        said, np.column_stack([np.ones(len(said)), centred, centred**2]), clusters, 2
    )
    return Calibration(
        n=len(said),
        people=int(clusters.max()) + 1,
        bias=spread.mean(gap, clusters),
        error=spread.mean(np.abs(gap), clusters),
        over=spread.share(gap > 0, clusters),
        exact=spread.share(gap == 0, clusters),
        under=spread.share(gap < 0, clusters),
        curve=_curve(said, found, clusters),
        bands=_bands(said, found, clusters, reliability),
        slope=slope or Estimate(float("nan"), float("nan"), float("-inf"), float("inf")),
        true_slope=true,
        bend=bend,
        reliability=reliability,
    )


def _checked(self_rated: Any, assessed: Any, person: Any) -> tuple[Floats, Floats, Codes]:
    said = np.asarray(self_rated, dtype=np.float64)
    found = np.asarray(assessed, dtype=np.float64)
    if not len(said) == len(found) == len(person):
        raise InputError("ratings, assessments and people are not equally many")
    for name, values in (("self_rated", said), ("assessed", found)):
        wrong = np.flatnonzero(~((values >= LOWEST) & (values <= HIGHEST)))
        if wrong.size:
            raise InputError(
                f"{values[wrong[0]]:g} is not a level",
                where=f"{name}, position {wrong[0] + 1}",
                remedy=f"levels are {LOWEST} to {HIGHEST}",
            )
    clusters = spread.numbered(person)
    people = int(clusters.max()) + 1 if len(clusters) else 0
    if people < LEAST_CELL:
        raise UnavailableError(
            f"{people} people with both a self-rating and an assessment: fewer than "
            f"{LEAST_CELL} are not reported, to protect people",
            remedy="have more people rate themselves before they are assessed",
            code="suppressed",
        )
    return said, found, clusters


def _coefficient(y: Floats, x: Floats, clusters: Codes, index: int) -> Estimate | None:
    people = int(clusters.max()) + 1
    if people < LEAST_PEOPLE:
        return None
    try:
        beta, covariance = spread.least_squares(y, x, clusters)
    except np.linalg.LinAlgError:
        return None
    return Estimate.normal(float(beta[index]), float(np.sqrt(covariance[index, index])))


def _curve(said: Floats, found: Floats, clusters: Codes) -> tuple[Point, ...]:
    levels = np.unique(np.round(said))
    masks = [np.round(said) == level for level in levels]
    people = [len(np.unique(clusters[mask])) for mask in masks]
    out = hidden(people)
    points = []
    for level, mask, count, small in zip(levels, masks, people, out, strict=True):
        if small:
            points.append(Point(float(level), 0, 0))
            continue
        own = spread.numbered(clusters[mask])
        middle = spread.mean(found[mask], own)
        inside = Estimate(
            middle.value, middle.se, max(LOWEST, middle.low), min(HIGHEST, middle.high)
        )
        gap = said[mask] - found[mask]
        points.append(
            Point(
                float(level),
                int(mask.sum()),
                count,
                inside,
                over=spread.share(gap > 0, own),
                under=spread.share(gap < 0, own),
            )
        )
    return tuple(points)


def edges(values: Floats, most: int = 4) -> Floats:
    """Return the inner edges of up to `most` bands of about as many values each."""
    cuts = np.quantile(values, np.linspace(0, 1, most + 1)[1:-1])
    return np.unique(cuts[(cuts > values.min()) & (cuts <= values.max())])


def _bands(
    said: Floats, found: Floats, clusters: Codes, reliability: float | None
) -> tuple[Point, ...]:
    band = np.searchsorted(edges(found), found, side="right")
    masks = [band == number for number in np.unique(band)]
    people = [len(np.unique(clusters[mask])) for mask in masks]
    out = hidden(people)
    middle = float(found.mean())
    points = []
    for mask, count, small in zip(masks, people, out, strict=True):
        here = float(found[mask].mean())
        if small:
            points.append(Point(here, 0, 0))
            continue
        own = spread.numbered(clusters[mask])
        gap = said[mask] - found[mask]
        corrected = None
        if reliability is not None:
            regressed = middle + reliability * (found[mask] - middle)
            corrected = spread.mean(said[mask] - regressed, own)
        points.append(
            Point(
                here,
                int(mask.sum()),
                count,
                spread.mean(gap, own),
                corrected,
                float(said.mean()) - here,
                spread.share(gap > 0, own),
                spread.share(gap < 0, own),
            )
        )
    return tuple(points)


def changes(ratings: Sequence[Any], *, trained: dict[str, Any] | None = None) -> Changes:
    """Return how misjudgement changed from the first to the last rating of each person's skill.

    `ratings` have `person`, `skill`, `self_rated`, `assessed` and `date` (see `reading.Rating`);
    pairs of one day are none. `trained` gives a person's day of training: a person counts as
    trained in between if it lies after the first rating and not after the last. Without it,
    everybody is among `trained`. Fewer than 5 people in a group, and the group is `None`.
    """
    first: dict[tuple[str, str], Any] = {}
    last: dict[tuple[str, str], Any] = {}
    for one in sorted(ratings, key=lambda one: one.date):
        first.setdefault((one.person, one.skill), one)
        last[one.person, one.skill] = one
    pairs = [(first[key], last[key]) for key in first if last[key].date > first[key].date]
    groups: dict[bool, list[tuple[Any, Any]]] = {True: [], False: []}
    for before, after in pairs:
        day = None if trained is None else trained.get(before.person)
        in_between = trained is None or (day is not None and before.date < day <= after.date)
        groups[in_between].append((before, after))
    found = {name: _change(group) for name, group in groups.items()}
    yes, no = found[True], found[False]
    difference = None
    if yes is not None and no is not None:
        se = float(np.hypot(yes.error.se, no.error.se))
        value = yes.error.value - no.error.value
        difference = Estimate(value, se, value - Z95 * se, value + Z95 * se)
    return Changes(yes, no, difference)


def _change(pairs: Sequence[tuple[Any, Any]]) -> Change | None:
    clusters = spread.numbered([before.person for before, _after in pairs])
    people = int(clusters.max()) + 1 if len(clusters) else 0
    if people < LEAST_CELL:
        return None
    gaps = np.array(
        [(b.self_rated - b.assessed, a.self_rated - a.assessed) for b, a in pairs], dtype=np.float64
    )
    return Change(
        len(pairs),
        people,
        spread.mean(gaps[:, 1] - gaps[:, 0], clusters),
        spread.mean(np.abs(gaps[:, 1]) - np.abs(gaps[:, 0]), clusters),
    )
