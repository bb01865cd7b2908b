"""Bringing the ratings of several groups together without giving any rater away.

A group's figure for a dimension is the mean of its raters. It is shown and counted only
where enough of them scored the dimension: the group's minimum and, unless that minimum is a single
rater, the anonymity threshold. A group below is neither shown nor merged, since the rest
could be worked out by subtraction. Groups count the same; the self-rating stands apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from skillmark.assess.rubric import SELF, Dimension, RaterRubric
from skillmark.nouns.errors import InputError

GROUPS_NEEDED = 2
"""Groups that a dimension needs for a score."""
SHARE_NEEDED = 0.75
"""Share of the dimensions that the overall score needs."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater saw: scores by dimension; what was not observed is left out."""

    rater: str
    group: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """A group's mean for a dimension; `None` where too few scored it to be shown."""

    group: str
    mean: float | None
    raters: int | None
    """How many scored it, `None` where hidden."""


@dataclass(frozen=True, slots=True)
class DimensionFigure:
    """A dimension's figures; `score` is `None` with fewer than two groups to show."""

    dimension: str
    skill: str
    groups: tuple[GroupFigure, ...]
    score: float | None
    self_rating: float | None


@dataclass(frozen=True, slots=True)
class MultiraterReport:
    """What the raters say of one person."""

    rubric: str
    dimensions: tuple[DimensionFigure, ...]
    score: float
    cut: float
    raters: int
    """Raters that count, without the person."""

    @property
    def passed(self) -> bool:
        """Whether the overall score reaches the cut."""
        return self.score >= self.cut - 1e-9


def aggregate(rubric: RaterRubric, ratings: Sequence[Rating]) -> MultiraterReport:
    """Return the report on one person.

    Raises `InputError` with code `too_few_raters` where a group is below its minimum, or
    fewer than three quarters of the dimensions can be scored; and for raters who rate twice,
    groups and dimensions that do not exist, and scores outside the anchors.
    """
    _check(rubric, ratings)
    _check_minimum(rubric, ratings)
    figures = tuple(_figure(rubric, dimension, ratings) for dimension in rubric.dimensions)
    scored = [figure.score for figure in figures if figure.score is not None]
    if len(scored) < SHARE_NEEDED * len(figures):
        raise InputError(
            f"only {len(scored)} of {len(figures)} dimensions can be scored",
            where=f"rubric {rubric.id}",
            remedy="ask more raters, or raters who could observe more",
            code="too_few_raters",
        )
    counted = sum(rating.group != SELF for rating in ratings)
    return MultiraterReport(rubric.id, figures, fmean(scored), rubric.cut, counted)


def _figure(
    rubric: RaterRubric, dimension: Dimension, ratings: Sequence[Rating]
) -> DimensionFigure:
    groups = []
    for group, minimum in rubric.min_raters:
        given = _given(dimension, ratings, group)
        # A group of one, such as the manager, is told before rating that it is shown.
        needed = minimum if minimum == 1 else max(minimum, rubric.anonymity_threshold)
        enough = len(given) >= needed
        groups.append(
            GroupFigure(group, fmean(given), len(given))
            if enough
            else GroupFigure(group, None, None)
        )
    shown = [figure.mean for figure in groups if figure.mean is not None]
    own = _given(dimension, ratings, SELF)
    return DimensionFigure(
        dimension.id,
        dimension.skill,
        tuple(groups),
        fmean(shown) if len(shown) >= GROUPS_NEEDED else None,
        own[0] if own else None,
    )


def _given(dimension: Dimension, ratings: Sequence[Rating], group: str) -> list[float]:
    return [
        rating.scores[dimension.id]
        for rating in ratings
        if rating.group == group and dimension.id in rating.scores
    ]


def _check(rubric: RaterRubric, ratings: Sequence[Rating]) -> None:
    twice = [name for name, n in Counter(rating.rater for rating in ratings).items() if n > 1]
    if twice:
        raise InputError("someone rates twice", where=f"rater {twice[0]}")
    if sum(rating.group == SELF for rating in ratings) > 1:
        raise InputError("there is more than one self-rating", where=f"rubric {rubric.id}")
    for rating in ratings:
        where = f"rater {rating.rater}"
        if rating.group not in {*rubric.groups, SELF}:
            raise InputError(
                f"there is no rater group {rating.group!r}",
                where=where,
                remedy="one of: " + ", ".join([*rubric.groups, SELF]),
            )
        for name, score in rating.scores.items():
            dimension = rubric.dimension(name)
            if not dimension.lowest <= score <= dimension.highest:
                raise InputError(
                    f"{score:g} is not a score",
                    where=f"{where}, dimension {name}",
                    remedy=f"give {dimension.lowest:g} to {dimension.highest:g}",
                )


def _check_minimum(rubric: RaterRubric, ratings: Sequence[Rating]) -> None:
    there = Counter(rating.group for rating in ratings if rating.scores)
    short = [f"{need} of group {g}" for g, need in rubric.min_raters if there[g] < need]
    if short:
        raise InputError(
            f"too few have rated: {', '.join(short)} are needed",
            where=f"rubric {rubric.id}",
            remedy="wait for more ratings; nothing is shown until then",
            code="too_few_raters",
        )
