"""A learner on a pathway: begun, shared or not, how far, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from skillmark.define.pathway import Progress, progress
from skillmark.server.define.learning.holding import Held, held
from skillmark.server.define.models import PathwayRecord, StartRecord
from skillmark.server.define.public.pieces import Piece, pieces
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@dataclass(slots=True)
class Walk:
    """How far one person is along one pathway."""

    pathway: PathwayRecord
    start: StartRecord | None
    """`None` where the person has not begun it."""
    found: dict[str, Piece]
    """All pieces by their id, and what it awards."""
    held: dict[str, Held]
    """Those of them that count."""
    progress: Progress

    @property
    def name(self) -> dict[str, str]:
        """What the pathway is called."""
        return self.pathway.name

    @property
    def awarded(self) -> Held | None:
        """The whole, where the person has it."""
        return self.held.get(self.pathway.noun.awards)

    @property
    def steps(self) -> list[tuple[Piece, str, Held | None]]:
        """Every piece with its state: `held`, `next` or `spare` (not needed any more)."""
        upcoming = set(self.progress.next)
        return [
            (self.found[slug], self._state(slug, upcoming), self.held.get(slug))
            for slug in self.pathway.noun.root.achievements()
        ]

    def _state(self, slug: str, upcoming: set[str]) -> str:
        if slug in self.held:
            return "held"
        return "next" if slug in upcoming else "spare"

    @property
    def following(self) -> list[Piece]:
        """What can be worked for now."""
        return [self.found[slug] for slug in self.progress.next if slug in self.found]

    @property
    def recognised(self) -> bool:
        """Whether something from elsewhere counts in it."""
        pieces_held = (self.held.get(one) for one in self.progress.held)
        return any(one is not None and one.recognition is not None for one in pieces_held)

    @property
    def counted(self) -> int:
        """Pieces that count."""
        return len(self.progress.held)

    @property
    def needed(self) -> int:
        """Pieces that are needed in all, on the way that is shortest from here."""
        return self.counted + self.progress.fewest


def walk(
    row: PathwayRecord,
    account: AccountRecord,
    *,
    start: StartRecord | None = None,
    known: dict[str, Held] | None = None,
) -> Walk:
    """Return how far a person is; `known` spares asking again what counts at this provider."""
    mine = held(account, row.organisation) if known is None else known
    found = pieces(row)
    here = {slug: one for slug, one in mine.items() if slug in found}
    return Walk(row, start, found, here, progress(row.noun, frozenset(here)))


def begun(account: AccountRecord, row: PathwayRecord) -> StartRecord | None:
    """Return since when somebody is on a pathway, `None` where they are not."""
    return StartRecord.objects.filter(account=account, pathway=row).first()


def mine(account: AccountRecord, *, most: int = 100) -> list[Walk]:
    """Return the pathways that somebody has begun, the newest first."""
    rows = StartRecord.objects.filter(account=account).select_related(
        "pathway__organisation", "pathway__awards"
    )
    known: dict[int, dict[str, Held]] = {}
    found = []
    for start in rows.order_by("-started", "-pk")[:most]:
        place = start.pathway.organisation
        if place.pk not in known:
            known[place.pk] = held(account, place)
        found.append(walk(start.pathway, account, start=start, known=known[place.pk]))
    return found


@transaction.atomic
def begin(row: PathwayRecord, account: AccountRecord, *, share: bool) -> StartRecord:
    """Keep that somebody is on a pathway, once, and whether the provider may see who it is."""
    start, new = StartRecord.objects.get_or_create(
        pathway=row,
        account=account,
        defaults={"organisation": row.organisation, "shared": timezone.now() if share else None},
    )
    if new:
        audit.record(
            "pathway_begun", row, actor=account, organisation=row.organisation, shared=share
        )
    return start


@transaction.atomic
def share(start: StartRecord, *, shared: bool) -> None:
    """Let the provider see who it is and how far, or no longer."""
    start.shared = timezone.now() if shared else None
    start.save(update_fields=["shared"])
    audit.record(
        "pathway_shared" if shared else "pathway_unshared",
        start.pathway,
        actor=start.account,
        organisation=start.organisation,
    )


@transaction.atomic
def leave(start: StartRecord) -> None:
    """Forget that somebody was on a pathway."""
    audit.record(
        "pathway_left", start.pathway, actor=start.account, organisation=start.organisation
    )
    start.delete()


@dataclass(frozen=True, slots=True)
class Counted:
    """Who is on a pathway, as its provider sees it."""

    pathway: PathwayRecord
    begun: int
    """Everybody, also those who keep to themselves who they are."""
    walks: tuple[tuple[AccountRecord, Walk], ...]
    """Those who share it, those who are furthest first."""

    @property
    def kept(self) -> int:
        """How many keep it to themselves."""
        return self.begun - len(self.walks)


def learners(row: PathwayRecord) -> Counted:
    """Return who is on a pathway and shares it, and how many there are in all."""
    starts = StartRecord.objects.filter(pathway=row, account__is_active=True)
    shared = starts.exclude(shared=None).select_related("account")
    walks = [(start.account, walk(row, start.account, start=start)) for start in shared]
    walks.sort(key=lambda pair: (pair[1].progress.fewest, str(pair[0])))
    return Counted(row, starts.count(), tuple(walks))


def counts(place: OrganisationRecord) -> Iterable[PathwayRecord]:
    """Return the pathways of a provider, with how many have begun each (`begun`)."""
    rows = PathwayRecord.objects.of(place).annotate(
        begun=Count("starts", filter=Q(starts__account__is_active=True))
    )
    return rows.order_by("-begun", "slug")
