"""Beginning an attempt: an open one is resumed, never doubled."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from skillmark.assess.forms import Form, draw
from skillmark.assess.items import Test
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import delivering, exposure, library
from skillmark.server.assess.models import AttemptRecord, DeliveryRecord, Mode
from skillmark.server.assess.sitting import accommodating, agreeing, clock, engine, finishing
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord


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
    if running is not None and not clock.over(running, now):
        return running
    if running is not None:
        finishing.finish(running, now=now)
    if not agreed:
        raise InputError(
            _("the honour statement is not confirmed"),
            remedy=_("tick the box: without it no answers may be stored"),
        )
    if delivering.early(delivery, now):
        raise ConflictError(_("this test is not open yet"), remedy=_("come back when it opens"))
    if delivering.over(delivery, now):
        raise ConflictError(_("this test is closed"), remedy=_("ask those who offer it"))
    if delivery.attempts_allowed is not None and mine.count() >= delivery.attempts_allowed:
        raise ConflictError(
            _("all %(count)s attempts are used") % {"count": delivery.attempts_allowed},
            remedy=_("ask those who offer the test"),
            code="attempts_used",
        )
    attempt = open_attempt(delivery, now=now, rng=rng, language=language)
    attempt.account, attempt.person = account, str(account.pk)
    attempt.agreement = agreeing.agreement(
        language, practice=delivery.practice, task=agreeing.is_task(delivery)
    )
    accommodating.apply(attempt, accommodating.allowance(delivery, account))
    attempt.save(force_insert=True)
    audit.record("attempt_started", attempt, actor=account, organisation=delivery.organisation)
    return attempt


def open_attempt(
    delivery: DeliveryRecord, *, now: datetime, rng: Random, language: str = "en"
) -> AttemptRecord:
    """Return an attempt, not yet stored, at the form that its mode gives it with `rng`."""
    attempt = AttemptRecord(
        organisation=delivery.organisation,
        delivery=delivery,
        practice=delivery.practice,
        language=language,
        agreed=now,
        started=now,
        deadline=None if delivery.minutes is None else now + timedelta(minutes=delivery.minutes),
    )
    if engine.chosen(delivery):
        engine.begin(attempt, rng=rng)
        return attempt
    test = library.delivered(library.noun(delivery.test), include_short=delivery.include_short)
    if delivery.mode == Mode.LINEAR:
        form = everything(test, rng=rng)
    else:
        form = draw(test, rng=rng, seen=exposure.seen(delivery.test, test))
    attempt.form = [[name, list(order)] for name, order in form.items]
    attempt.maximum = test.points(form.item_ids)
    attempt.cut = library.cut_for_form(delivery.test, form.item_ids)
    return attempt


def everything(test: Test, *, rng: Random) -> Form:
    """Return the form of every question in the order of the test; options are shuffled."""
    return Form(test.id, tuple((item.id, item.interaction.arrange(rng)) for item in test.items))
