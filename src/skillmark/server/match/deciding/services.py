"""A person decides; the log keeps who, what, why, and what the ranking said at that moment."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.match import Ranked
from skillmark.nouns.decision import SELECTED, Decided, Decision
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.match.candidates import Candidate
from skillmark.server.match.deciding import snapshots
from skillmark.server.match.deciding.models import DecisionRecord
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.ranking import Ranking, rank_people
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

FINAL = frozenset({Decided.HIRED, Decided.WITHDRAWN})
"""What no further decision follows."""
PREFERRED = frozenset({Decided.OFFERED, Decided.HIRED})
"""What passes over everybody who is not preferred too."""


@transaction.atomic
def decide(
    role: RoleRecord,
    person: str,
    decided_as: Decided,
    *,
    reason: str,
    actor: AccountRecord,
    now: datetime | None = None,
) -> DecisionRecord:
    """Store a decision about `person` (id of the ranking), with the ranking of this moment.

    Raises `InputError` without a reason or for somebody who is not considered, `ConflictError`
    where somebody was hired or has withdrawn already, or decides about themselves.
    """
    moment = now or timezone.now()
    RoleRecord.objects.select_for_update().get(pk=role.pk)
    last = DecisionRecord.objects.of(role.organisation).filter(role=role, person=person).last()
    if last is not None and last.decided_as in FINAL:
        raise ConflictError(_("this was decided for good already"), where=person)
    ranking = rank_people(role.organisation, role, today=moment.date(), now=moment)
    place = next((one for one in ranking.ranked if one.person == person), None)
    if place is None:
        raise InputError(_("nobody by this id is considered for the role"), where=person)
    who = ranking.candidate(place)
    account = who.account or _account_of(who)
    if account is not None and account.pk == actor.pk:
        raise ConflictError(
            _("nobody decides about themselves"), remedy=_("leave it to somebody else")
        )
    noun = Decision(
        role=str(role.pk),
        person=person,
        decided_as=decided_as,
        decided_by=str(actor),
        decided=moment,
        reason=reason.strip(),
        rank=place.rank,
        of=len(ranking.ranked),
        scorer=ranking.scorer,
        against_ranking=_against(ranking, place, decided_as, _last_of(role)),
    )
    row: DecisionRecord = DecisionRecord.objects.create(
        organisation=role.organisation,
        role=role,
        person=person,
        account=account,
        candidate=who.outside,
        decided_as=noun.decided_as.value,
        decided_by=actor,
        decided_name=noun.decided_by[:150],
        decided=noun.decided,
        reason=noun.reason,
        rank=noun.rank,
        of=noun.of,
        scorer=noun.scorer,
        against_ranking=noun.against_ranking,
        snapshot=snapshots.said(place),
        ranking=snapshots.keep(ranking, role),
        number=1 + (role.decisions.aggregate(most=Max("number"))["most"] or 0),
    )
    audit.record(
        "decided",
        row,
        actor=actor,
        organisation=role.organisation,
        decided_as=noun.decided_as,
        against_ranking=noun.against_ranking,
    )
    return row


def decisions(role: RoleRecord) -> list[DecisionRecord]:
    """Return every decision about a role, the oldest first."""
    return list(DecisionRecord.objects.of(role.organisation).filter(role=role))


def _account_of(who: Candidate) -> AccountRecord | None:
    """Return the account of somebody from outside who has one, by a verified address."""
    if who.outside is None:
        return None
    found = EmailAddress.objects.filter(
        email__iexact=who.outside.holder, verified=True, user__is_active=True
    ).select_related("user")
    address = found.first()
    return address.user if address else None


def _last_of(role: RoleRecord) -> dict[str, Decided]:
    return {row.person: Decided(row.decided_as) for row in decisions(role)}


def _against(
    ranking: Ranking, place: Ranked, decided_as: Decided, last: dict[str, Decided]
) -> bool:
    """Say whether a decision turns the order of the ranking round.

    Somebody is selected though somebody above was turned down; somebody is offered the role or
    hired past somebody above who is still there; or somebody is turned down though somebody
    below is selected.
    """
    above = [last.get(one.person) for one in ranking.ranked[: place.rank - 1]]
    if decided_as in PREFERRED:
        return any(one not in PREFERRED | {Decided.WITHDRAWN} for one in above)
    if decided_as in SELECTED:
        return Decided.REJECTED in above
    if decided_as is Decided.REJECTED:
        return any(last.get(one.person) in SELECTED for one in ranking.ranked[place.rank :])
    return False
