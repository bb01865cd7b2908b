"""What the pages of raters show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.assess.interactions import evidence
from skillmark.assess.interactions.rated import Criterion, Rated
from skillmark.assess.items import Item, Stimulus
from skillmark.assess.judging import Standing
from skillmark.assess.scoring import score
from skillmark.server.assess import library
from skillmark.server.assess.models import RatingRecord, RatingRole, ResponseRecord
from skillmark.server.assess.rating import queue, seen, settling
from skillmark.server.assess.rating.models import ASKED, DeclarationRecord, RatingActRecord
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services as frameworks

LATELY = 10
"""Answers that somebody has rated, which the list shows."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queue as one rater sees it."""

    rows: Any
    """What they may begin now, as wanted, oldest first."""
    wanted: queue.Wanted
    tests: list[tuple[str, Any]]
    """Pairs of slug and title."""
    items: list[str]
    skills: list[tuple[str, Any]]
    """Pairs of URI and label."""
    all: int
    """What waits in the organisation, for whomever."""
    mine: int
    stuck: int
    """What nobody is left to rate."""
    lately: list[RatingRecord]

    @property
    def others(self) -> int:
        """What waits for others."""
        return self.all - self.mine


def waiting(
    organisation: OrganisationRecord,
    rater: AccountRecord,
    wanted: queue.Wanted,
    *,
    now: datetime,
) -> Waiting:
    """Return what waits for a rater."""
    rows = queue.waiting_for(organisation, rater, now=now)
    choices = list(
        rows.order_by().values_list(
            "attempt__delivery__test__slug", "attempt__delivery__test__title", "item", "skill"
        )
    )
    titles = {slug: title for slug, title, _item, _skill in choices}
    skills = _sorted({skill for *_, skill in choices})
    names = frameworks.label_maps(skills)
    return Waiting(
        wanted.of(rows),
        wanted,
        [(slug, titles[slug]) for slug in _sorted(titles)],
        _sorted({item for _slug, _title, item, _skill in choices}),
        [(skill, names[skill]) for skill in skills],
        queue.queue(organisation).count(),
        len(choices),
        queue.stuck(organisation),
        list(
            RatingRecord.objects.of(organisation)
            .filter(rater=rater)
            .select_related("response__attempt__delivery__test")
            .order_by("-at", "-pk")[:LATELY]
        ),
    )


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(names)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer as one rater sees it."""

    response: ResponseRecord
    item: Item
    rubric: tuple[Criterion, ...]
    stimulus: Stimulus | None
    standing: Standing
    mine: RatingRecord | None
    opinions: tuple[seen.Opinion, ...]
    signs: tuple[seen.Sign, ...]
    contest: RatingActRecord | None
    """Who asked for a second look last, and why, for who decides and afterwards."""

    @property
    def deciding(self) -> bool:
        """Whether the reader is to decide, not to rate."""
        return bool(self.standing.why) and self.mine is None

    @property
    def closed(self) -> bool:
        """Whether the reader has nothing to give any more."""
        return self.mine is not None and self.standing.missing == 0

    @property
    def own(self) -> tuple[tuple[Criterion, float], ...]:
        """What the reader gave, criterion by criterion."""
        return tuple((one, self.mine.points[one.id]) for one in self.rubric) if self.mine else ()

    @property
    def stands(self) -> tuple[tuple[Criterion, float], ...]:
        """What the answer earns, criterion by criterion, once that is final."""
        points = self.standing.points
        return tuple((one, points[one.id]) for one in self.rubric) if points else ()

    @property
    def total(self) -> float:
        """What the answer earns in all."""
        return sum(points for _criterion, points in self.stands)

    @property
    def apart(self) -> list[Criterion]:
        """Criteria on which raters are too far apart, for who decides."""
        return [one for one in self.rubric if one.id in self.standing.apart]

    @property
    def words(self) -> str:
        """An answer in words."""
        return self.response.value if isinstance(self.response.value, str) else ""

    @property
    def files(self) -> list[Any]:
        """Files of the answer."""
        return list(evidence.files(self.response.value))

    @property
    def links(self) -> list[dict[str, Any]]:
        """Links of the answer, with the site that each leads to."""
        found = evidence.links(self.response.value)
        return [{**one, "host": evidence.host_of(one["url"])} for one in found]

    @property
    def note(self) -> str:
        """What the candidate says of the evidence."""
        return evidence.note(self.response.value)

    @property
    def declaration(self) -> DeclarationRecord | None:
        """Whose work the candidate says it is."""
        return getattr(self.response.attempt, "declaration", None)


def is_rated(response: ResponseRecord) -> bool:
    """Whether a person rates this answer."""
    item = library.noun(response.attempt.delivery.test).by_id.get(response.item)
    return item is not None and score(item, response.value).pending


def page_of(response: ResponseRecord, viewer: AccountRecord) -> Page:
    """Return the page of a submitted answer that a person rates."""
    test = library.noun(response.attempt.delivery.test)
    item = test.item(response.item)
    way = item.interaction
    standing = settling.standings(response.attempt)[response.item]
    mine = response.ratings.filter(rater=viewer).first()
    asked = response.acts.filter(kind__in=ASKED).order_by("-at", "-pk").first()
    sees = mine is None or mine.role == RatingRole.SECOND_LOOK or standing.final
    return Page(
        response,
        item,
        way.rubric if isinstance(way, Rated) else (),
        next((one for one in test.stimuli if one.id == item.stimulus), None),
        standing,
        mine,
        seen.opinions(response, viewer),
        seen.signs(response, viewer),
        asked if sees else None,
    )
