"""What is kept here of one person, to take along; and to be rid of."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from skillmark.server.assess.observing.models import (
    ObservationRecord,
    ObservationRequestRecord,
    PeerAskRecord,
    PeerSeatRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


def kept(account: AccountRecord, organisation: OrganisationRecord | None) -> dict[str, Any]:
    """Return all that is kept of a person here, as observed and as observer, for JSON.

    Of others it holds what the person wrote or read; what peers said has no author anywhere.
    """
    mine = Q(account=account) | Q(observer=account)
    observations = ObservationRecord.objects.of(organisation).filter(mine)
    requests = ObservationRequestRecord.objects.of(organisation).filter(mine | Q(asked_by=account))
    return {
        "observations": [
            {
                "id": str(row.pk),
                "about": row.account.email,
                "observer": row.observer.email if row.observer else None,
                "skill": row.skill,
                "level": row.level,
                "dated": row.dated.isoformat(),
                "counts_until": row.until.isoformat(),
                "did": row.did,
                "situation": row.situation,
                "relation": row.relation,
                "basis": row.basis,
                "frequency": row.frequency,
                "link": row.link,
                "checklist": row.marks,
                "recorded": row.recorded.isoformat(),
                "withdrawn": row.withdrawn.isoformat() if row.withdrawn else None,
                "comment": row.comment,
                "objected": row.objected.isoformat() if row.objected else None,
                "reply": row.reply,
            }
            for row in observations.select_related("account", "observer").order_by("recorded")
        ],
        "requests": [
            {
                "id": str(row.pk),
                "about": row.account.email,
                "observer": row.observer.email,
                "asked_by": row.asked_by.email if row.asked_by else None,
                "skill": row.skill,
                "task": row.task,
                "checklist": row.criteria,
                "due": row.due.isoformat() if row.due else None,
                "state": row.state,
                "reason": row.reason,
                "asked": row.asked.isoformat(),
            }
            for row in requests.select_related("account", "observer", "asked_by").order_by("asked")
        ],
        "asked_of_peers": [
            {"skill": row.skill, "asked": row.asked.isoformat(), "closes": row.closes.isoformat()}
            for row in PeerAskRecord.objects.of(organisation).filter(account=account)
        ],
        "asked_as_peer": [
            {"about": row.ask.account.email, "skill": row.ask.skill, "answered": row.answered}
            for row in PeerSeatRecord.objects.of(organisation)
            .filter(account=account)
            .select_related("ask__account")
        ],
    }


@transaction.atomic
def erase(
    account: AccountRecord, organisation: OrganisationRecord, *, actor: AccountRecord
) -> None:
    """Erase a person from here: what is about them is gone, what they saw of others is nameless.

    An observation of somebody else stays that person's evidence. Deleting the account does the
    same everywhere, by the foreign keys.
    """
    rows = ObservationRecord.objects.of(organisation)
    rows.filter(account=account).delete()
    rows.filter(observer=account).update(observer=None, reply="")
    requests = ObservationRequestRecord.objects.of(organisation)
    requests.filter(Q(account=account) | Q(observer=account)).delete()
    requests.filter(asked_by=account).update(asked_by=None)
    PeerAskRecord.objects.of(organisation).filter(account=account).delete()
    PeerSeatRecord.objects.of(organisation).filter(account=account).delete()
    audit.record("at_work_erased", account, actor=actor, organisation=organisation)
