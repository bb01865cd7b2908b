"""Who may be counted: people with a post here who may be planned for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from skillmark.match.proficiency import believe
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.plan import Offer
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.foresight.impact import Employee
from skillmark.plan.foresight.standing import Standing
from skillmark.plan.foresight.weakening import Holding
from skillmark.server.hold.models import BadgeRecord
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.evidence import evidence_of
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose
from skillmark.server.people.permitting import agreeing, permitted
from skillmark.server.plan.known import known
from skillmark.server.plan.models import PostRecord


@dataclass(frozen=True, slots=True)
class Staffed:
    """One person with a post."""

    post: PostRecord
    evidence: tuple[Evidence, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who may be counted, and how many have not agreed."""

    people: tuple[Staffed, ...]
    not_agreed: int


def staff(organisation: OrganisationRecord, *, only: AccountRecord | None = None) -> Staff:
    """Return people with a post; `only` one person, whose own page it is."""
    posts = PostRecord.objects.of(organisation).select_related("account", "role")
    if only is not None:
        rows = list(posts.filter(account=only))
        missing, evidence = 0, evidence_of(organisation, [only])
    else:
        rows = list(posts.filter(account__in=permitted(organisation, Purpose.PLANNING)))
        missing = posts.count() - len(rows)
        evidence = known(organisation, [row.account for row in rows])
    return Staff(
        tuple(
            Staffed(row, pieces, Standing.of(pieces))
            for row in sorted(rows, key=lambda row: row.account_id)
            for pieces in [evidence.get(row.account_id, ())]
        ),
        missing,
    )


def employees(people: Sequence[Staffed], offers: Sequence[Offer]) -> list[Employee]:
    """Return people as a scenario sees them."""
    return [
        Employee(
            str(one.post.account_id),
            str(one.post.role_id or ""),
            one.standing,
            held(one.standing, offers),
            one.post.hours_a_week or None,
        )
        for one in people
    ]


def held(standing: Standing, offers: Sequence[Offer]) -> frozenset[str]:
    """Return the offers whose every skill is proven at its level: nobody learns for them again."""
    return frozenset(
        offer.id
        for offer in offers
        if offer.skills
        and all(
            standing.reached(skill, dict(offer.levels).get(skill))
            in (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
            for skill in offer.skills
        )
    )


def holdings(
    organisation: OrganisationRecord, people: Sequence[Staffed], *, by: date
) -> list[Holding]:
    """Return proof as it will be on a day: faded by the organisation's assumption, or ended."""
    assumptions = assumptions_of(organisation)
    ends: dict[tuple[int, str], date] = {}
    # whom only a basis of the organisation covers, keeps the backpack closed
    open_ = agreeing(organisation, Purpose.PLANNING).filter(
        pk__in=[one.post.account_id for one in people]
    )
    badges = BadgeRecord.objects.filter(account__in=open_)
    for account, title, until in badges.values_list("account_id", "title", "valid_until"):
        day = _day(until)
        if day is not None:
            ends[account, title] = day
    return [
        Holding(
            str(one.post.account_id),
            str(one.post.role_id or ""),
            piece.skill,
            piece.title or piece.source,
            piece.level,
            None if piece.level is None else believe(piece, today=by, assumptions=assumptions).mean,
            ends.get((one.post.account_id, piece.title)),
        )
        for one in people
        for piece in one.evidence
        if piece.evidence_class is EvidenceClass.VERIFIED
    ]


def _day(moment: str) -> date | None:
    try:
        return datetime.fromisoformat(moment).date()
    except ValueError:
        return None
