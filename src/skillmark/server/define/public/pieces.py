"""The pieces of a pathway as its public page shows them: learned where, assessed how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from skillmark.define.effort import Effort, effort
from skillmark.define.shortest import offers, shortest
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.held import Held
from skillmark.nouns.pathway import Pathway, Step
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text
from skillmark.server.award import believed
from skillmark.server.define.models import AchievementRecord, OpportunityRecord, PathwayRecord
from skillmark.server.skills import services as frameworks


@dataclass
class Piece:
    """One achievement on the way."""

    slug: str
    row: AchievementRecord | None
    """`None` where the achievement is gone."""
    noun: Achievement | None = None
    skills: list[dict[str, Any]] = field(default_factory=list)
    courses: list[OpportunityRecord] = field(default_factory=list)
    within: list[PathwayRecord] = field(default_factory=list)
    """Pathways that lead to this piece, where it is a whole itself."""

    @property
    def name(self) -> Text:
        """What it is called."""
        return self.noun.name if self.noun else Text.of(self.slug)

    @cached_property
    def credibility(self) -> Credibility | None:
        """How far its test can be believed; looked up where a page says it."""
        return believed.behind(self.row) if self.row is not None else None

    @property
    def address(self) -> str:
        """Path of its page, empty where nobody else sees it."""
        if self.row is None or not self.row.public:
            return ""
        return reverse("public_achievement", args=[self.row.organisation.slug, self.slug])


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill at a level, taken by whatever achievement."""

    label: dict[str, str]
    level: int | None
    address: str


def named_skills(asked: Iterable[SkillLevel], row: PathwayRecord) -> list[Skill]:
    """Return skills as pages show them."""
    wanted = list(asked)
    labels = frameworks.label_maps({one.skill for one in wanted}, row.organisation)
    return [Skill(labels[one.skill], one.level, frameworks.page(one.skill)) for one in wanted]


def pieces(row: PathwayRecord, noun: Pathway | None = None) -> dict[str, Piece]:
    """Return the pieces of a pathway by their id, in its order, and what it awards last.

    `noun` is the version that is looked at; by default the present one.
    """
    noun = noun or row.noun
    slugs = (*noun.root.achievements(), noun.awards)
    rows = AchievementRecord.objects.of(row.organisation).select_related("organisation")
    known = {one.slug: one for one in rows.filter(slug__in=slugs)}
    found = {slug: Piece(slug, known.get(slug)) for slug in slugs}
    _fill(found.values())
    return found


def _fill(found: Iterable[Piece]) -> None:
    there = [piece for piece in found if piece.row is not None]
    nouns = {piece.slug: piece.row.noun for piece in there if piece.row is not None}
    place = there[0].row.organisation if there and there[0].row else None
    labels = frameworks.label_maps(
        {one.skill for noun in nouns.values() for one in noun.skills}, place
    )
    today = timezone.localdate()
    by_row: dict[int, list[OpportunityRecord]] = {}
    courses = OpportunityRecord.objects.filter(leads_to__in=[piece.row for piece in there])
    for course in courses.select_related("organisation").order_by("slug"):
        by_row.setdefault(course.leads_to_id, []).append(course)
    ways: dict[int, list[PathwayRecord]] = {}
    wholes = PathwayRecord.objects.filter(
        Q(awards__in=[piece.row for piece in there]), published__isnull=False
    )
    for way in wholes.select_related("organisation"):
        ways.setdefault(way.awards_id, []).append(way)
    for piece in there:
        assert piece.row is not None  # noqa: S101 - those without one were left out
        piece.noun = nouns[piece.slug]
        piece.skills = [
            {
                "label": labels[one.skill],
                "level": one.level,
                "address": frameworks.page(one.skill),
            }
            for one in piece.noun.skills
        ]
        piece.courses = [one for one in by_row.get(piece.row.pk, []) if not over(one, today)]
        piece.within = ways.get(piece.row.pk, [])


def over(course: OpportunityRecord, today: Any) -> bool:
    """Say whether an offer has ended."""
    ends = course.noun.ends or course.noun.starts
    return ends is not None and ends < today


@dataclass(frozen=True, slots=True)
class Takes:
    """What a pathway takes, as far as its pieces say."""

    hours: Effort | None
    ects: Effort | None
    money: Effort | None
    currency: str
    fewest: int
    """Achievements at least, badges from elsewhere among them."""


def takes(noun: Pathway, found: Mapping[str, Piece]) -> Takes:
    """Return hours, credits and money of a pathway: least and most over the ways through it.

    Money is what the learning opportunities cost, the cheapest or the dearest of each piece; where
    they are in several currencies there is no sum.
    """
    offered = offers(piece.noun for piece in found.values() if piece.noun is not None)

    def of(name: str) -> Effort | None:
        def cost(slug: str) -> tuple[float, float] | None:
            piece = found.get(slug)
            value = getattr(piece.noun.elements, name) if piece and piece.noun else None
            return (value, value) if value else None

        return effort(noun, offered, cost)

    currencies = {
        course.noun.price.currency for piece in found.values() for course in piece.courses
    }

    def price(slug: str) -> tuple[float, float] | None:
        amounts = [one.noun.price.amount for one in found[slug].courses] if slug in found else []
        return (float(min(amounts)), float(max(amounts))) if amounts else None

    way = shortest(noun, Held(), offered)
    return Takes(
        hours=of("workload_hours"),
        ects=of("ects"),
        money=effort(noun, offered, price) if len(currencies) == 1 else None,
        currency=next(iter(currencies), ""),
        fewest=len(way) if way else 0,
    )


def tree(step: Step, found: Mapping[str, Piece], row: PathwayRecord) -> dict[str, Any]:
    """Return a step for the page: how many of what, or how many credits."""
    return {
        "name": step.name,
        "need": step.need,
        "of": len(step.options),
        "credits": step.credits,
        "options": [_option(option, found, row) for option in step.options],
    }


def _option(option: Any, found: Mapping[str, Piece], row: PathwayRecord) -> dict[str, Any]:
    if isinstance(option, Step):
        return tree(option, found, row)
    if isinstance(option, SkillLevel):
        return {"skill": named_skills([option], row)[0]}
    return {"piece": found[option]}


def names(found: Mapping[str, Piece]) -> dict[str, str]:
    """Return what the pieces are called, in the reader's language."""
    language = get_language() or "en"
    return {slug: piece.name.in_language(language) for slug, piece in found.items()}
