"""The shortest way from what somebody has proven to what is asked, through what is on offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor
from typing import Any

from skillmark.match import Assumptions
from skillmark.match.proficiency import believe
from skillmark.match.standing import ASSESSED
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.plan import Gap, Offer
from skillmark.nouns.proficiency import HIGHEST, LOWEST
from skillmark.plan.catalogue import Catalogue, carries
from skillmark.plan.quickest import quickest
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted
from skillmark.server.plan.models import OfferRecord, PostRecord
from skillmark.server.plan.services import as_offer

HOURS_OF_A_WEEK = 168.0
HOURS_A_WEEK = 4.0
"""How long somebody learns in a week where nobody has said; editable wherever it is used."""


@dataclass(frozen=True, slots=True)
class Step:
    """One credential on the way. Weeks count from today."""

    row: OfferRecord
    offer: Offer
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Path:
    """What to learn in which order, and when it is done."""

    steps: tuple[Step, ...]
    weeks: float
    left: tuple[str, ...]
    """Skills that nothing on offer leads to: the way ends before them."""

    @property
    def hours(self) -> float:
        """Hours that all steps take together."""
        return sum(step.offer.hours for step in self.steps)

    @property
    def cost(self) -> float:
        """What all steps cost the organisation."""
        return sum(step.offer.cost for step in self.steps)

    @property
    def week(self) -> int:
        """The calendar week in which it ends, counted from 1."""
        return max(1, ceil(self.weeks - 1e-9))

    @property
    def arrives(self) -> bool:
        """Whether it closes every gap."""
        return not self.left


def proven_today(
    pieces: Iterable[Evidence], *, today: date, assumptions: Assumptions
) -> dict[str, int]:
    """Return skill to the highest level that verified or observed evidence makes likely today.

    Likely is a probability of one half or more, so what has faded below a level no longer
    proves it; the same rule decides who counts on the bench.
    """
    found: dict[str, int] = {}
    for piece in pieces:
        if piece.evidence_class in ASSESSED:
            mean = believe(piece, today=today, assumptions=assumptions).mean or LOWEST
            level = max(LOWEST, min(HIGHEST, floor(mean + 0.5)))
            found[piece.skill] = max(level, found.get(piece.skill, LOWEST))
    return found


@dataclass(frozen=True, slots=True)
class Ways:
    """Everything that shortest ways at one organisation are made of, read once."""

    rows: Mapping[str, OfferRecord]
    catalogue: Catalogue
    hours: Mapping[int, float]
    """Hours a week that a post leaves for learning, by account."""
    willing: frozenset[int]
    """Accounts that agree to have their training planned: for nobody else is a way worked out."""
    otherwise: float = HOURS_A_WEEK
    _known: dict[Any, Path | None] = field(default_factory=dict)
    _near: dict[Any, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, organisation: OrganisationRecord, *, otherwise: float = HOURS_A_WEEK) -> Ways:
        """Read offers, posts and consents."""
        rows = _followable({row.slug: row for row in OfferRecord.objects.of(organisation)})
        posts = PostRecord.objects.of(organisation).filter(hours_a_week__gt=0)
        return cls(
            rows,
            Catalogue([as_offer(row) for row in rows.values()]),
            dict(posts.values_list("account", "hours_a_week")),
            frozenset(permitted(organisation, Purpose.PLANNING).values_list("pk", flat=True)),
            otherwise,
        )

    def hours_of(self, account: int) -> float:
        """Return how many hours a week somebody can learn."""
        return min(self.hours.get(account, self.otherwise), HOURS_OF_A_WEEK)

    def path(self, account: int, gaps: tuple[Gap, ...], held: Mapping[str, int]) -> Path | None:
        """Return the shortest way that closes the gaps; `None` where nothing closes any of them.

        Also `None` for whoever has not agreed to have training planned.
        """
        if account not in self.willing or not gaps:
            return None
        around = self._around(gaps)
        pace, holds = self.hours_of(account), self._held(around, held, gaps)
        # Colleagues who lack the same and hold the same of what leads there share one way.
        key = (gaps, holds, pace)
        if key not in self._known:
            self._known[key] = self._found(gaps, holds, pace)
        return self._known[key]

    def holds(self, held: Mapping[str, int]) -> frozenset[str]:
        """Return the offers whose every skill is proven today at its level."""
        return self._held(range(len(self.catalogue.offers)), held, ())

    def _held(
        self, among: Iterable[int], held: Mapping[str, int], gaps: Iterable[Gap]
    ) -> frozenset[str]:
        """Return which of some offers are held.

        What would close a gap is not among them: an offer without levels says nothing of how
        far somebody has come.
        """
        offers = (self.catalogue.offers[number] for number in among)
        return frozenset(
            offer.id
            for offer in offers
            if offer.skills
            and all(held.get(s, 0) >= dict(offer.levels).get(s, LOWEST) for s in offer.skills)
            and not any(carries(offer, gap) for gap in gaps)
        )

    def _around(self, gaps: tuple[Gap, ...]) -> frozenset[int]:
        """Return the offers that can be part of a way: what closes a gap, and what that needs."""
        if gaps not in self._near:
            ends = [c for gap in gaps for c in self.catalogue.carriers(gap)]
            self._near[gaps] = frozenset(ends).union(*(self.catalogue.needs[c] for c in ends))
        return self._near[gaps]

    def _found(self, gaps: tuple[Gap, ...], holds: frozenset[str], pace: float) -> Path | None:
        way = quickest(gaps, self.catalogue, holds=holds, hours_per_week=pace)
        if way is None:
            return None
        steps = tuple(
            Step(self.rows[slug], as_offer(self.rows[slug]), start, end)
            for slug, start, end in way.steps
        )
        return Path(steps, way.weeks, way.left) if steps else None


def _followable(rows: Mapping[str, OfferRecord]) -> dict[str, OfferRecord]:
    """Leave out offers whose prerequisites are not on offer or form a circle.

    Nobody can follow them, and one of them must not take everybody's way.
    """
    kept: dict[str, OfferRecord] = {}
    left = dict(rows)
    while ready := [slug for slug, row in left.items() if all(r in kept for r in row.requires)]:
        kept |= {slug: left.pop(slug) for slug in ready}
    return {slug: row for slug, row in rows.items() if slug in kept}
