"""Sitting a test: one attempt by the server's clock, answers saved as they come, one submission.

An open attempt is resumed, never doubled. What arrives after the deadline is not stored; an
attempt whose time is over is closed, with what was saved in time, by whoever looks at it next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from skillmark.assess.forms import draw
from skillmark.assess.interactions.base import Response
from skillmark.assess.scoring import Score, score
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.evidence import Result
from skillmark.server.assess import bank, calibration
from skillmark.server.assess.asked import is_answered
from skillmark.server.assess.models import (
    AttemptRecord,
    DeliveryRecord,
    ResponseRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

LONGEST_ANSWER = 20_000
"""Characters of a short answer that are stored."""


def start_attempt(
    account: AccountRecord,
    delivery: DeliveryRecord,
    *,
    now: datetime,
    rng: Random,
    agreed: bool,
    language: str = "en",
) -> AttemptRecord:
    """Begin an attempt, or return the person's open one.

    `agreed`: the person confirmed the honour statement and agreed to storing the answers.
    Raises `ConflictError` where the delivery is closed or no attempt is left.
    """
    try:
        return _start(account, delivery, now=now, rng=rng, agreed=agreed, language=language)
    except IntegrityError:
        # Two clicks at once: the constraint let one of them through, and it is the attempt.
        return AttemptRecord.objects.get(delivery=delivery, account=account, submitted=None)


@transaction.atomic
def _start(
    account: AccountRecord,
    delivery: DeliveryRecord,
    *,
    now: datetime,
    rng: Random,
    agreed: bool,
    language: str,
) -> AttemptRecord:
    mine = AttemptRecord.objects.of(delivery.organisation).filter(
        delivery=delivery, account=account
    )
    running = mine.filter(submitted=None).first()
    if running is not None and not _over(running, now):
        return running
    if running is not None:
        _finish(running, now=now)
    if not agreed:
        raise InputError(
            _("the honour statement is not confirmed"),
            remedy=_("tick the box: without it no answers may be stored"),
        )
    if not delivery.open:
        raise ConflictError(_("this test is closed"), remedy=_("ask those who offer it"))
    if delivery.attempts_allowed is not None and mine.count() >= delivery.attempts_allowed:
        raise ConflictError(
            _("all %(count)s attempts are used") % {"count": delivery.attempts_allowed},
            remedy=_("ask those who offer the test"),
            code="attempts_used",
        )
    attempt = open_attempt(delivery, now=now, rng=rng, language=language)
    attempt.account, attempt.person = account, str(account.pk)
    attempt.save(force_insert=True)
    audit.record("attempt_started", attempt, actor=account, organisation=delivery.organisation)
    return attempt


def open_attempt(
    delivery: DeliveryRecord, *, now: datetime, rng: Random, language: str = "en"
) -> AttemptRecord:
    """Return an attempt, not yet stored, at a form that is drawn with `rng`."""
    test = bank.delivered(bank.noun(delivery.test), include_short=delivery.include_short)
    form = draw(test, rng=rng)
    maximum = sum(test.item(name).points for name in form.item_ids)
    return AttemptRecord(
        organisation=delivery.organisation,
        delivery=delivery,
        form=[[name, list(order)] for name, order in form.items],
        language=language,
        agreed=now,
        started=now,
        deadline=None if delivery.minutes is None else now + timedelta(minutes=delivery.minutes),
        maximum=maximum,
        cut=bank.cut_for_form(delivery.test, form.item_ids),
    )


def _over(attempt: AttemptRecord, now: datetime) -> bool:
    return attempt.deadline is not None and now >= attempt.deadline


@transaction.atomic
def note_shown(attempt: AttemptRecord, number: int, *, now: datetime) -> None:
    """Keep when the server first showed the item at place `number` (from 1) of an open attempt."""
    name, _order = attempt.form[number - 1]
    if attempt.responses.filter(item=name).exists():
        return
    row = _locked(attempt)
    if row.submitted is not None or _over(row, now):
        return
    item = bank.noun(row.delivery.test).item(name)
    ResponseRecord.objects.get_or_create(
        attempt=row,
        item=name,
        defaults={
            "organisation": row.organisation,
            "skill": item.skill,
            "saved": now,
            "shown": now,
            "maximum": item.points,
        },
    )


@transaction.atomic
def save_answer(
    attempt: AttemptRecord, item_id: str, value: Response, *, now: datetime
) -> ResponseRecord:
    """Store an answer; the latest that arrives in time counts.

    Raises `ConflictError` when the attempt is submitted or its time is over, `InputError` for
    an item that is not in the form or an answer that does not fit it.
    """
    row = _locked(attempt)
    if row.submitted is not None:
        raise ConflictError(_("this attempt is submitted already"), code="submitted")
    if _over(row, now):
        raise ConflictError(
            _("the time is over; this answer was not stored"),
            remedy=_("what was saved before the deadline counts"),
            code="time_over",
        )
    if item_id not in {name for name, _order in row.form}:
        raise InputError(_("this item is not in your form"), code="unknown_item")
    item = bank.noun(row.delivery.test).item(item_id)
    if isinstance(value, str) and len(value) > LONGEST_ANSWER:
        raise InputError(
            _("the answer is longer than %(count)s characters") % {"count": LONGEST_ANSWER},
            remedy=_("shorten it"),
        )
    score(item, value)  # refuses what does not fit, before it is stored
    saved, _new = ResponseRecord.objects.update_or_create(
        attempt=row,
        item=item_id,
        defaults={
            "organisation": row.organisation,
            "skill": item.skill,
            "value": value,
            "saved": now,
            "maximum": item.points,
        },
    )
    if saved.answered is None and is_answered(value):
        saved.answered = now
        saved.save(update_fields=["answered"])
    return saved


def _locked(attempt: AttemptRecord) -> AttemptRecord:
    return (
        AttemptRecord.objects.select_for_update(of=("self",))
        .select_related("delivery__test", "organisation")
        .get(pk=attempt.pk)
    )


@transaction.atomic
def submit(attempt: AttemptRecord, *, now: datetime) -> AttemptRecord:
    """Close and score the attempt. Submitting again changes nothing and returns the same."""
    row = _locked(attempt)
    if row.submitted is None:
        _finish(row, now=now)
        audit.record("attempt_submitted", row, actor=row.account, organisation=row.organisation)
    return row


def close_if_over(attempt: AttemptRecord, *, now: datetime) -> AttemptRecord:
    """Submit an open attempt whose time is over, with what was saved in time."""
    if attempt.submitted is None and _over(attempt, now):
        return submit(attempt, now=now)
    return attempt


def _finish(row: AttemptRecord, *, now: datetime) -> None:
    row.late = _over(row, now)
    row.submitted = row.deadline if row.late else now
    test = bank.noun(row.delivery.test)
    given = {one.item: one for one in row.responses.all()}
    for name, _order in row.form:
        item = test.item(name)
        one = given.get(name) or ResponseRecord(
            organisation=row.organisation,
            attempt=row,
            item=name,
            skill=item.skill,
            saved=row.submitted,
            maximum=item.points,
        )
        keep_score(one, score(item, one.value))
        one.save()
    rescore(row)


def keep_score(response: ResponseRecord, scored: Score) -> None:
    """Write a score into the row of its response."""
    response.points = None if scored.pending else scored.points
    response.pending = scored.pending


def rescore(row: AttemptRecord) -> None:
    """Add up the stored points; final once no response waits for a rater."""
    responses = list(row.responses.all())
    row.final = not any(one.pending for one in responses)
    row.score = round(sum(one.points or 0.0 for one in responses), 9)
    row.save()


def results(attempt: AttemptRecord) -> Result:
    """Return the result of a submitted attempt; not final while a rater has to score something."""
    if attempt.submitted is None or attempt.score is None:
        raise ConflictError(_("this attempt is still open"), remedy=_("submit it first"))
    pending = attempt.responses.filter(pending=True).values_list("item", flat=True)
    ability = calibration.ability(attempt, calibration.latest(attempt.delivery.test))
    return Result(
        test=attempt.delivery.test.slug,
        person=attempt.person,
        taken=attempt.submitted,
        score=attempt.score,
        maximum=attempt.maximum,
        cut=attempt.cut,
        ability=ability.estimate if ability else None,
        standard_error=ability.standard_error if ability else None,
        simulated=attempt.simulated,
        pending=tuple(pending),
    )


@dataclass(frozen=True, slots=True)
class SkillScore:
    """What an attempt earned on one skill."""

    skill: str
    points: float
    maximum: float
    items: int
    pending: int

    @property
    def share(self) -> float:
        """Share of the points, not below 0."""
        return max(0.0, self.points / self.maximum)


def by_skill(attempt: AttemptRecord) -> list[SkillScore]:
    """Return what a submitted attempt earned on each skill, in the order of the blueprint."""
    responses = list(attempt.responses.all())
    found = []
    for skill, _count in bank.noun(attempt.delivery.test).blueprint:
        mine = [one for one in responses if one.skill == skill]
        if mine:
            found.append(
                SkillScore(
                    skill,
                    sum(one.points or 0.0 for one in mine),
                    sum(one.maximum for one in mine),
                    len(mine),
                    sum(one.pending for one in mine),
                )
            )
    return found
