"""A learner on a pathway: begun, shared or not, how far, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from skillmark.define.pathway import Progress, progress
from skillmark.nouns.pathway import Pathway
from skillmark.server.define.learning.holding import Counts, Mine
from skillmark.server.define.learning.holding import mine as mine_at
from skillmark.server.define.models import PathwayRecord, StartRecord
from skillmark.server.define.pathways import versions
from skillmark.server.define.public.pieces import Piece, Skill, named_skills, pieces
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord


@dataclass(slots=True)
class Walk:
    """How far one person is along one pathway."""

    pathway: PathwayRecord
    start: StartRecord | None
    """`None` where the person has not begun it."""
    noun: Pathway
    """The version that the person follows: the one they began under."""
    found: dict[str, Piece]
    """All pieces by their id, and what it awards."""
    mine: Mine
    progress: Progress

    @property
    def name(self) -> dict[str, str]:
        """What the pathway is called."""
        return self.pathway.name

    @property
    def awarded(self) -> Counts | None:
        """The whole, where the person has it."""
        return self.mine.by_achievement.get(self.noun.awards)

    @property
    def renewed(self) -> bool:
        """Whether the pathway has changed since the person began it."""
        return self.noun != self.pathway.noun

    @property
    def states(self) -> dict[str, str]:
        """Every piece: `held`, `next`, `waiting` (something comes first), `expired` or `spare`."""
        said = dict.fromkeys(self.noun.root.achievements(), "spare")
        said |= {one.achievement: "waiting" for one in self.progress.waiting}
        said |= dict.fromkeys(self.progress.next, "next")
        said |= dict.fromkeys(self.progress.expired, "expired")
        return said | dict.fromkeys(self.progress.held, "held")

    @property
    def steps(self) -> list[tuple[Piece, str, Counts | None]]:
        """Every piece with its state, and what of the person's it is."""
        counts = self.mine.by_achievement
        return [(self.found[one], state, counts.get(one)) for one, state in self.states.items()]

    @property
    def skills(self) -> list[tuple[Skill, bool, Counts | None]]:
        """Skills that it takes by whatever achievement, and whether they are confirmed."""
        confirmed = set(self.progress.skills)
        asked = self.noun.root.skills()
        return [
            (skill, one in confirmed, self.mine.by_skill.get(one.skill))
            for skill, one in zip(named_skills(asked, self.pathway), asked, strict=True)
        ]

    @property
    def following(self) -> list[Piece]:
        """What can be worked for now: first what lies on the shortest way."""
        way = self.progress.way.taken if self.progress.way else ()
        order = [*(one for one in way if one in self.progress.next), *self.progress.next]
        return [self.found[one] for one in dict.fromkeys(order) if one in self.found]

    @property
    def recognised(self) -> bool:
        """Whether something from elsewhere counts in it."""
        used = [self.mine.by_achievement.get(one) for one in self.progress.held]
        used += [self.mine.by_skill.get(one.skill) for one in self.progress.skills]
        return any(one is not None and one.recognition is not None for one in used)

    @property
    def counted(self) -> int:
        """Pieces that count, skills from elsewhere among them."""
        return len(self.progress.held) + len(self.progress.skills)

    @property
    def needed(self) -> int:
        """Pieces in all, on the way that is shortest from here."""
        return self.counted + (self.progress.fewest or 0)


def walk(
    row: PathwayRecord,
    account: AccountRecord,
    *,
    start: StartRecord | None = None,
    known: Mine | None = None,
    shown: dict[Pathway, dict[str, Piece]] | None = None,
    fresh: bool = True,
) -> Walk:
    """Return how far a person is.

    `known` spares asking again what counts at this provider, `shown` what the pieces of a version
    are; without `fresh` the last check of each recognised badge counts.
    """
    counts = mine_at(account, row.organisation, fresh=fresh) if known is None else known
    version = versions.followed(row, start.started) if start else None
    noun = version.noun if version else row.noun
    found = pieces(row, noun) if shown is None or noun not in shown else shown[noun]
    if shown is not None:
        shown[noun] = found
    offered = [piece.noun for piece in found.values() if piece.noun is not None]
    how_far = progress(noun, counts.held, offered=offered, today=timezone.localdate())
    return Walk(row, start, noun, found, counts, how_far)


def begun(account: AccountRecord, row: PathwayRecord) -> StartRecord | None:
    """Return since when somebody is on a pathway, `None` where they are not."""
    return StartRecord.objects.filter(account=account, pathway=row).first()


def mine(account: AccountRecord, *, most: int = 100, fresh: bool = True) -> list[Walk]:
    """Return the pathways that somebody has begun, the newest first."""
    rows = StartRecord.objects.filter(account=account).select_related(
        "pathway__organisation", "pathway__awards"
    )
    known: dict[int, Mine] = {}
    found = []
    for start in rows.order_by("-started", "-pk")[:most]:
        place = start.pathway.organisation
        if place.pk not in known:
            known[place.pk] = mine_at(account, place, fresh=fresh)
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

    begun: int
    """Everybody, also those who keep to themselves who they are."""
    sharing: int
    walks: tuple[tuple[AccountRecord, Walk], ...]
    """Some of those who share it, those who are furthest first."""

    @property
    def kept(self) -> int:
        """How many keep it to themselves."""
        return self.begun - self.sharing


def sharing(row: PathwayRecord) -> QuerySet[StartRecord]:
    """Return who is on a pathway and shares it, those who began last first."""
    starts = StartRecord.objects.filter(pathway=row, account__is_active=True)
    return starts.exclude(shared=None).select_related("account").order_by("-started", "-pk")


def counted(row: PathwayRecord, some: Iterable[StartRecord]) -> Counted:
    """Return how many are on a pathway, and how far some of those are who share it."""
    shown: dict[Pathway, dict[str, Piece]] = {}
    walks = [
        (start.account, walk(row, start.account, start=start, shown=shown, fresh=False))
        for start in some
    ]
    walks.sort(key=lambda pair: (pair[1].progress.fewest or 0, str(pair[0])))
    begun = StartRecord.objects.filter(pathway=row, account__is_active=True).count()
    return Counted(begun, sharing(row).count(), tuple(walks))
