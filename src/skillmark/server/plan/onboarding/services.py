"""Hire somebody and plan the first weeks; tick what is learned; keep when the ramp was over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.decision import Decided
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.gaps import gaps as gaps_of
from skillmark.plan.onboarding import Onboarding
from skillmark.plan.onboarding import onboarding as work_out
from skillmark.server.match.candidates import Candidate, candidates
from skillmark.server.match.deciding.models import DecisionRecord
from skillmark.server.match.deciding.services import decide
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role
from skillmark.server.people import audit
from skillmark.server.people import services as accounts
from skillmark.server.people.actions import Role
from skillmark.server.people.models import (
    AccountRecord,
    ObjectionRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.plan.known import known, proven
from skillmark.server.plan.models import OfferRecord, OnboardingRecord, PostRecord, StepRecord
from skillmark.server.plan.situations import as_offer, holds

HOURS = 8.0
"""Hours a week to learn, where nobody says otherwise: a day of five."""
NOTICE = timedelta(days=30)
"""From the decision to the first day, where nobody says otherwise."""


@transaction.atomic
def hire(
    role: RoleRecord,
    person: str,
    *,
    reason: str,
    actor: AccountRecord,
    start: date | None = None,
    hours_a_week: float | None = None,
    now: datetime | None = None,
) -> OnboardingRecord:
    """Decide that somebody is hired, and plan what they learn from the first day on.

    Raises what `deciding.services.decide` raises, and `InputError` for a week without hours.
    """
    moment = now or timezone.now()
    # what is proven is read before the decision, which may take somebody out of the ranking
    who = _candidate(role, person, moment)
    decision = decide(role, person, Decided.HIRED, reason=reason, actor=actor, now=moment)
    return begin(
        decision,
        who,
        start=start or moment.date() + NOTICE,
        hours_a_week=hours_a_week,
        actor=actor,
    )


def _candidate(role: RoleRecord, person: str, now: datetime) -> Candidate:
    for one in candidates(role.organisation, role, now=now):
        if one.person.id == person:
            return one
    raise InputError(_("nobody by this id is considered for the role"), where=person)


def begin(
    decision: DecisionRecord,
    who: Candidate,
    *,
    start: date,
    hours_a_week: float | None,
    actor: AccountRecord,
) -> OnboardingRecord:
    """Store the onboarding that follows a decision, inside its transaction."""
    post = PostRecord.objects.of(decision.organisation).filter(account=who.account).first()
    hours = hours_a_week or (post.hours_a_week if post and who.account else None) or HOURS
    row = OnboardingRecord(
        organisation=decision.organisation,
        role=decision.role,
        person=decision.person,
        account=who.account,
        candidate=who.outside,
        start=start,
        hours_a_week=hours,
        planned_end=start,
        decided_name=decision.decided_name,
    )
    _lay_out(row, who.person.evidence)
    audit.record("onboarding_begun", row, actor=actor, organisation=row.organisation)
    return row


def _lay_out(row: OnboardingRecord, evidence: Iterable[Evidence]) -> None:
    """Work out the steps from what is proven now, and store them with the row."""
    pieces = tuple(evidence)
    records = {one.slug: one for one in OfferRecord.objects.of(row.organisation)}
    offers = [as_offer(one) for one in records.values()]
    shown = proven(pieces)
    found: Onboarding = work_out(
        gaps_of(as_role(row.role), {}),
        shown,
        offers,
        start=row.start,
        hours_per_week=row.hours_a_week,
        # a prerequisite whose every skill is proven is nothing to learn
        holds=holds(shown, offers),
    )
    row.planned_end = found.ramp_ends
    row.open_gaps = list(found.left)
    row.save()
    row.steps.all().delete()
    steps = [
        _step(row, records[slug], waived=True, proof=_proof(records[slug], pieces))
        for slug in found.spared
    ]
    steps += [
        _step(row, records[one.credential], begins=one.begins, ends=one.ends) for one in found.steps
    ]
    for position, step in enumerate(steps):
        step.position = position
    StepRecord.objects.bulk_create(steps)


def _step(
    row: OnboardingRecord,
    offer: OfferRecord,
    *,
    waived: bool = False,
    proof: tuple[date, str] | None = None,
    begins: date | None = None,
    ends: date | None = None,
) -> StepRecord:
    return StepRecord(
        organisation=row.organisation,
        onboarding=row,
        slug=offer.slug,
        title=offer.title,
        skills=offer.skills,
        cost=Decimal(offer.cost),
        hours=offer.hours,
        begins=begins,
        ends=ends,
        waived=waived,
        ticked=proof[0] if proof else None,
        source=proof[1][:500] if proof else "",
    )


def _proof(step: OfferRecord | StepRecord, evidence: Iterable[Evidence]) -> tuple[date, str] | None:
    """Return since when credentials prove all that a step brings, and by which one last.

    `None` while a skill is missing, or is known by something else than a credential.
    """
    verified = [one for one in evidence if one.evidence_class is EvidenceClass.VERIFIED]
    last: tuple[date, str] | None = None
    for skill, level in step.skills.items():
        able = [
            (one.dated, one.source)
            for one in verified
            if one.skill == skill and (level is None or (one.level or 0) >= level)
        ]
        if not able:
            return None
        first = min(able)
        last = first if last is None else max(last, first)
    return last


def visible(organisation: OrganisationRecord | None) -> Iterable[OnboardingRecord]:
    """Return the onboardings (a query set) of an organisation, without people who objected."""
    objected = ObjectionRecord.objects.filter(
        organisation=OuterRef("organisation"),
        account=OuterRef("account"),
        purpose=Purpose.PLANNING,
        ended=None,
    )
    return (
        OnboardingRecord.objects.of(organisation)
        .filter(~Exists(objected))
        .select_related("role", "account", "candidate", "organisation")
        .prefetch_related("steps")
    )


def mine(account: AccountRecord) -> list[OnboardingRecord]:
    """Return the onboardings of a person: as a member, or of an address that they confirmed."""
    adopt(account)
    rows = OnboardingRecord.objects.filter(account=account)
    return list(
        rows.select_related("role", "account", "candidate", "organisation").prefetch_related(
            "steps"
        )
    )


def adopt(account: AccountRecord) -> None:
    """Let a person have the onboardings of somebody from outside whose address is theirs."""
    for address in EmailAddress.objects.filter(user=account, verified=True):
        OnboardingRecord.objects.filter(
            account=None, candidate__holder__iexact=address.email
        ).update(account=account)


@transaction.atomic
def refresh(row: OnboardingRecord, *, now: datetime | None = None) -> int:
    """Tick the steps that credentials prove at this moment; say how many are new."""
    waiting = [step for step in row.steps.all() if step.ticked is None]
    if not waiting:
        return 0
    moment = now or timezone.now()
    evidence = _evidence(row, moment)
    ticked = 0
    for step in waiting:
        proof = _proof(step, evidence)
        if proof is not None:
            step.ticked, step.source = proof[0], proof[1][:500]
            step.save(update_fields=["ticked", "source"])
            ticked += 1
    if ticked:
        audit.record(
            "onboarding_ticked", row, actor=None, organisation=row.organisation, steps=ticked
        )
    return ticked


def _evidence(row: OnboardingRecord, now: datetime) -> tuple[Evidence, ...]:
    """What speaks for the person now: files handed in, own awards, and the backpack if open."""
    if row.account is None and row.candidate is not None:
        holder = EmailAddress.objects.filter(email__iexact=row.candidate.holder, verified=True)
        found = holder.select_related("user").first()
        if found is not None:
            row.account = found.user
            row.save(update_fields=["account"])
    pieces: list[Evidence] = []
    if row.candidate is not None:
        considered = candidates(row.organisation, row.role, now=now)
        pieces += next((o.person.evidence for o in considered if o.person.id == row.person), ())
    if row.account is not None:
        pieces += known(row.organisation, [row.account], now=now).get(row.account.pk, ())
    return tuple(pieces)


@transaction.atomic
def change(
    row: OnboardingRecord, *, start: date, hours_a_week: float, actor: AccountRecord
) -> None:
    """Move the first day or the hours: what is still to learn is laid out anew.

    Raises `ConflictError` where the ramp is over.
    """
    if row.productive is not None or row.left is not None:
        raise ConflictError(_("this onboarding is over"))
    row.start, row.hours_a_week = start, hours_a_week
    _lay_out(row, _evidence(row, timezone.now()))
    audit.record("onboarding_changed", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def state_productive(
    row: OnboardingRecord, day: date, *, actor: AccountRecord, today: date | None = None
) -> None:
    """Keep from which day somebody says that the person works unaided; a later word replaces it.

    Raises `InputError` for a day before the first or after today.
    """
    if not row.start <= day <= (today or timezone.localdate()):
        raise InputError(_("this is no day between the first one and today"), where=day.isoformat())
    row.productive, row.stated = day, timezone.now()
    row.stated_by, row.stated_name = actor, str(actor)[:150]
    row.save(update_fields=["productive", "stated", "stated_by", "stated_name"])
    audit.record("onboarding_productive", row, actor=actor, organisation=row.organisation)


@transaction.atomic
def state_left(row: OnboardingRecord, day: date, *, actor: AccountRecord) -> None:
    """Keep that the person left before or after the ramp was over."""
    if day < row.start:
        raise InputError(_("that is before the first day"), where=day.isoformat())
    row.left = day
    row.save(update_fields=["left"])
    audit.record("onboarding_left", row, actor=actor, organisation=row.organisation)


def invite(row: OnboardingRecord, *, actor: AccountRecord) -> str:
    """Mail somebody from outside an invitation to open an account with the address they gave.

    Raises `ConflictError` for a member, `InputError` for somebody known by a DID alone.
    """
    if row.account is not None or row.candidate is None:
        raise ConflictError(_("this person has an account already"))
    if "@" not in row.candidate.holder:
        raise InputError(_("no e-mail address is known of this person"))
    return accounts.invite(row.organisation, row.candidate.holder, Role.LEARNER, actor=actor)


def name_of(row: OnboardingRecord) -> str:
    """Return what the person is called."""
    if row.account is not None:
        return str(row.account)
    return row.candidate.name if row.candidate else ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What an onboarding costs, and what it does not."""

    cost: float
    hours: float
    saved_cost: float
    saved_hours: float
    done: int
    steps: int

    @property
    def percent(self) -> int:
        """Share of what is to learn that is learned, 0 to 100."""
        return 100 * self.done // self.steps if self.steps else 100


def sums(row: OnboardingRecord) -> Sums:
    """Add up the steps."""
    learned = [step for step in row.steps.all() if not step.waived]
    waived = [step for step in row.steps.all() if step.waived]
    return Sums(
        cost=float(sum(step.cost for step in learned)),
        hours=sum(step.hours for step in learned),
        saved_cost=float(sum(step.cost for step in waived)),
        saved_hours=sum(step.hours for step in waived),
        done=sum(step.ticked is not None for step in learned),
        steps=len(learned),
    )
