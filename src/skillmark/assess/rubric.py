"""Rating rubrics for several raters: dimensions with anchors, read from TOML.

`[rubric]` holds `id`, `title`, `description`, `min_raters` (by group), `anonymity_threshold`,
`aggregation` (`mean-of-group-means`), `cut` and `cut_reason`; dimensions follow as
`[[dimension]]` with `id`, `skill`, `label`, `question` and `anchors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from skillmark.assess.reading import SkillName
from skillmark.assess.tables import known, number, parse
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.text import Text

SELF = "self"
"""The group of the person who is rated; shown beside the others, never counted."""
AGGREGATION = "mean-of-group-means"


@dataclass(frozen=True, slots=True)
class RatingAnchor:
    """What was seen of someone who gets this score."""

    score: float
    text: Text


@dataclass(frozen=True, slots=True)
class Dimension:
    """One question, answered with the score of the anchor that fits best."""

    id: str
    skill: str
    label: Text
    question: Text
    anchors: tuple[RatingAnchor, ...]

    @property
    def lowest(self) -> float:
        """The lowest score."""
        return self.anchors[0].score

    @property
    def highest(self) -> float:
        """The highest score."""
        return self.anchors[-1].score


@dataclass(frozen=True, slots=True)
class RaterRubric:
    """What raters are asked, how many are needed, and where passing begins."""

    id: str
    title: Text
    description: Text
    dimensions: tuple[Dimension, ...]
    min_raters: tuple[tuple[str, int], ...]
    """Pairs of rater group and the raters it needs at the least."""
    anonymity_threshold: int
    cut: float
    cut_reason: Text

    @property
    def groups(self) -> tuple[str, ...]:
        """The rater groups that count, without `self`."""
        return tuple(group for group, _ in self.min_raters)

    def dimension(self, dimension_id: str) -> Dimension:
        """Return the dimension, or raise `InputError` naming it."""
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise InputError(f"there is no dimension {dimension_id!r}", where=f"rubric {self.id}")


def read_rubric(words: str, *, where: str = "rubric", skill_uri: SkillName = str) -> RaterRubric:
    """Return the rubric that `words` (TOML) define; raises `InputError` naming the place."""
    try:
        document = parse(words, where="")
        known(document, {"rubric", "dimension"}, {"rubric", "dimension"})
        head = document["rubric"]
        members = {"id", "title", "description", "min_raters", "cut", "cut_reason"}
        known(head, members | {"anonymity_threshold", "aggregation"}, members, "rubric")
        if head.get("aggregation", AGGREGATION) != AGGREGATION:
            raise InputError(f"there is no aggregation {head['aggregation']!r}", remedy=AGGREGATION)
        dimensions = tuple(_dimension(row, skill_uri) for row in document["dimension"])
        rubric = RaterRubric(
            id=head["id"],
            title=Text.of(head["title"]),
            description=Text.of(head["description"]),
            dimensions=dimensions,
            min_raters=tuple((group, _count(n, group)) for group, n in head["min_raters"].items()),
            anonymity_threshold=_count(head.get("anonymity_threshold", 3), "anonymity_threshold"),
            cut=number(head["cut"], "rubric, cut"),
            cut_reason=Text.of(head["cut_reason"]),
        )
        _check(rubric)
    except SkillmarkError as error:
        raise error.at(where) from error
    return rubric


def _check(rubric: RaterRubric) -> None:
    ids = [dimension.id for dimension in rubric.dimensions]
    if len(set(ids)) < len(ids):
        raise InputError("two dimensions have the same id")
    if SELF in rubric.groups or not rubric.groups:
        raise InputError("min_raters names the groups that count; self never does")
    if not all(d.lowest < rubric.cut <= d.highest for d in rubric.dimensions):
        raise InputError(f"the cut {rubric.cut:g} lies outside the anchors", where="rubric")


def _dimension(row: Mapping[str, Any], skill_uri: SkillName) -> Dimension:
    where = f"dimension {row.get('id', '?')}"
    members = {"id", "skill", "label", "question", "anchors"}
    known(row, members, members, where)
    for anchor in row["anchors"]:
        known(anchor, {"score", "text"}, {"score", "text"}, f"{where}, anchors")
    anchors = tuple(
        RatingAnchor(number(anchor["score"], where), Text.of(anchor["text"]))
        for anchor in row["anchors"]
    )
    if len(anchors) < 2 or any(low.score >= high.score for low, high in pairwise(anchors)):
        raise InputError("anchors need rising scores, two at the least", where=where)
    return Dimension(
        row["id"], skill_uri(row["skill"]), Text.of(row["label"]), Text.of(row["question"]), anchors
    )


def _count(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputError(f"{value!r} is not a number of raters", where=where)
    return value
