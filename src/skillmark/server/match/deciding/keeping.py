"""How long decisions are kept, and how a person is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from skillmark.server import rows
from skillmark.server.jobs import mail
from skillmark.server.jobs.models import MailRecord
from skillmark.server.jobs.services import Running
from skillmark.server.match.deciding import contesting, links, snapshots
from skillmark.server.match.deciding.models import (
    AccessLinkRecord,
    ContestRecord,
    DecisionRecord,
    GateRecord,
    MatchingPolicyRecord,
    RankingRecord,
)
from skillmark.server.match.models import CandidateRecord
from skillmark.server.match.surveying import services as surveying
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

FORGET = "match.forget"
LEAST_MONTHS = 6
"""Logs of a high-risk system are kept for at least six months (AI Act, Article 26 (6))."""
NOBODY = "–"


def policy_of(organisation: OrganisationRecord) -> MatchingPolicyRecord:
    """Return what an organisation has set, or what holds while it has set nothing (not stored)."""
    found = MatchingPolicyRecord.objects.of(organisation).first()
    return found or MatchingPolicyRecord(organisation=organisation)


@contextmanager
def _gate() -> Iterator[None]:
    """Let this transaction, and no other, change and delete what the log keeps."""
    with transaction.atomic():
        gate = GateRecord.objects.create()
        yield
        gate.delete()


def concerned(now: datetime) -> Iterable[OrganisationRecord]:
    """Return the organisations that keep something for longer than they said."""
    first = DecisionRecord.objects.values("organisation").annotate(first=Min("decided"))
    months = {row.organisation_id: row.keep_months for row in MatchingPolicyRecord.objects.all()}
    usual = MatchingPolicyRecord().keep_months
    old = [
        one["organisation"]
        for one in first.order_by()
        if one["first"] < before(now, months.get(one["organisation"], usual))
    ]
    return OrganisationRecord.objects.filter(pk__in=old).order_by("pk")


def before(now: datetime, months: int) -> datetime:
    """Return the moment so many months (of 30.4375 days) ago."""
    return now - timedelta(days=round(months * 30.4375))


def run(running: Running) -> dict[str, Any]:
    """Delete what is kept long enough at one organisation, as a job."""
    return {"deleted": forget_old(running.job.organisation, now=timezone.now())}


def forget_old(organisation: OrganisationRecord, *, now: datetime) -> int:
    """Delete decisions older than the organisation keeps them, with all that belongs to them.

    One that is contested and not answered is kept until it is. Returns how many decisions went.
    """
    limit = before(now, policy_of(organisation).keep_months)
    old = DecisionRecord.objects.of(organisation).filter(decided__lt=limit)
    ids = set(old.values_list("pk", flat=True))
    ids -= contesting.kept_open(ids)
    with _gate():
        rows.erase_for_good()
        ContestRecord.objects.filter(decision__in=ids).delete()
        DecisionRecord.objects.filter(pk__in=ids).delete()
        _drop_unused(organisation)
        AccessLinkRecord.objects.of(organisation).filter(expires__lt=now).delete()
        if ids:
            audit.record("decisions_deleted", actor=None, organisation=organisation, count=len(ids))
    return len(ids)


def _drop_unused(organisation: OrganisationRecord) -> None:
    used = ContestRecord.objects.exclude(ranking=None).values("ranking")
    RankingRecord.objects.of(organisation).filter(decisions=None).exclude(pk__in=used).delete()


def erase(
    account: AccountRecord, organisation: OrganisationRecord, *, actor: AccountRecord | None
) -> int:
    """Erase a person from an organisation's log and survey; returns how many decisions that was.

    About the person: decision, reason, evidence and contest are deleted, and their numbers taken
    out of the rankings kept. What they decided about others stays those others' record, without
    their name.
    """
    with _gate():
        rows.erase_for_good()
        surveying.forget(organisation, account=account)
        mine = contesting.about(account).filter(organisation=organisation)
        outside = CandidateRecord.objects.of(organisation).filter(
            pk__in=mine.exclude(candidate=None).values("candidate")
        )
        persons = {f"member-{account.pk}", *mine.values_list("person", flat=True)}
        gone = _erase_persons(organisation, persons)
        for one in outside:
            _unsend(one.holder)
        outside.delete()
        by = Q(decided_by=account)
        DecisionRecord.objects.of(organisation).filter(by).update(
            decided_by=None, decided_name=NOBODY
        )
        ContestRecord.objects.of(organisation).filter(answered_by=account).update(
            answered_by=None, answered_name=NOBODY
        )
        audit.record("decisions_erased", account, actor=actor, organisation=organisation)
    return gone


def erase_candidate(row: CandidateRecord, *, actor: AccountRecord | None) -> int:
    """Erase somebody from outside with files, decisions and contests, when they ask for it."""
    with _gate():
        rows.erase_for_good()
        gone = _erase_persons(row.organisation, {f"candidate-{row.pk}"})
        _unsend(row.holder)
        audit.record("candidate_erased", row, actor=actor, organisation=row.organisation)
        row.delete()
    return gone


@transaction.atomic
def erase_address(address: str, organisation: OrganisationRecord, *, actor: AccountRecord) -> int:
    """Erase whoever is known by an address: an account, somebody from outside, or both."""
    gone = 0
    account = AccountRecord.objects.filter(email__iexact=address.strip()).first()
    if account is not None:
        gone += erase(account, organisation, actor=actor)
    for row in CandidateRecord.objects.of(organisation).filter(holder__iexact=address.strip()):
        gone += erase_candidate(row, actor=actor)
    return gone


def _erase_persons(organisation: OrganisationRecord, persons: set[str]) -> int:
    about = DecisionRecord.objects.of(organisation).filter(person__in=persons)
    gone = about.count()
    ContestRecord.objects.filter(decision__in=about).delete()
    about.delete()
    surveying.forget(organisation, persons=persons)
    for ranking in RankingRecord.objects.of(organisation):
        for person in persons & {one[0] for one in ranking.outcome}:
            snapshots.drop(ranking, person)
    _drop_unused(organisation)
    return gone


def _unsend(holder: str) -> None:
    """Forget the mail that was sent to somebody from outside, and never send their link."""
    mail.erase(holder, (), {})
    for row in MailRecord.objects.filter(sent=None, recipients=[holder]):
        body = message_from_bytes(bytes(row.raw), policy=policy.default).get_body(("plain",))
        if body is not None and links.PATH in body.get_content():
            row.delete()


def kept(account: AccountRecord) -> list[dict[str, Any]]:
    """Return everything that is kept of decisions about a person, for JSON."""
    return [
        {
            "organisation": str(row.organisation),
            "role": dict(row.role.title),
            "decided_as": row.decided_as,
            "decided_by": row.decided_name,
            "decided": row.decided.isoformat(),
            "reason": row.reason,
            "rank": row.rank,
            "of": row.of,
            "scorer": row.scorer,
            "against_ranking": row.against_ranking,
            "explanation": row.snapshot,
            "contests": [
                {
                    "raised": one.raised.isoformat(),
                    "words": one.words,
                    "outcome": one.outcome or None,
                    "answer": one.answer or None,
                    "answered_by": one.answered_name or None,
                    "rank_anew": one.rank,
                    "of_anew": one.of,
                }
                for one in row.contests.all()
            ],
        }
        for row in contesting.about(account)
    ]
