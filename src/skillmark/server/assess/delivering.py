"""Offering a test: which questions, to whom it tells what, and when."""

from __future__ import annotations

from datetime import datetime
from random import Random, SystemRandom

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.assembling.shortfall import require
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import library, offering
from skillmark.server.assess.models import DeliveryRecord, Mode, Telling, TestRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord


@transaction.atomic
def deliver(
    test: TestRecord,
    *,
    include_short: bool = True,
    minutes: float | None = None,
    attempts_allowed: int | None = None,
    achievement: str = "",
    mode: str = Mode.DRAWN,
    choices: offering.Choices | None = None,
    practice: bool = False,
    telling: str = Telling.RESULT,
    opens: datetime | None = None,
    closes: datetime | None = None,
    pause_minutes: float = 0,
    raters: int = 1,
    tolerance: float = 0.2,
    rng: Random | None = None,
    actor: AccountRecord | None = None,
) -> DeliveryRecord:
    """Offer a test to the candidates of its organisation.

    Without short answers every form is scored at once; with them a person scores those first.
    `minutes` is the test's own time unless given; `achievement` is what passing confirms.
    `choices` are for adaptive and mastery tests, whose lottery of questions `rng` decides.
    Raises `ConflictError` or `InputError` for what cannot be offered like that: without a cut
    score, without a calibration where the answers choose, practice that confirms something.
    """
    if library.cut_of(test) is None:
        raise ConflictError(
            _("this test has no cut score"),
            where=test.slug,
            remedy=_("set the cut score with its method and reason first"),
        )
    own = library.noun(test)
    # what practice is for is told at once, and a person's score is not
    short = include_short and not practice
    require(library.delivered(own, include_short=short))
    _check(mode, telling, practice=practice, achievement=achievement)
    if opens is not None and closes is not None and closes <= opens:
        raise InputError(
            _("this test would close before it opens"),
            remedy=_("give a later time to close, or none"),
            code="window",
        )
    rules = None
    if mode in offering.CHOSEN:
        rules = offering.freeze(
            test,
            mode,
            choices or offering.Choices(),
            practice=practice,
            short=short,
            rng=rng or SystemRandom(),
        )
    row = DeliveryRecord.objects.create(
        organisation=test.organisation,
        test=test,
        include_short=short,
        minutes=own.minutes if minutes is None else minutes,
        attempts_allowed=None if practice else attempts_allowed,
        achievement=achievement,
        mode=mode,
        rules=rules,
        practice=practice,
        telling=telling,
        opens=opens,
        closes=closes,
        pause_minutes=pause_minutes,
        raters=raters,
        tolerance=tolerance,
    )
    audit.record(
        "test_delivered",
        row,
        actor=actor,
        organisation=test.organisation,
        mode=str(mode),
        practice=practice,
    )
    return row


def _check(mode: str, telling: str, *, practice: bool, achievement: str) -> None:
    if mode not in Mode.values or telling not in Telling.values:
        raise InputError(_("there is no such way to offer a test"))
    if telling == Telling.AT_ONCE and not practice:
        raise InputError(
            _("a test that tells what is right after each question decides about nobody"),
            remedy=_("offer it as practice, or tell the result at the end"),
            code="telling",
        )
    if practice and achievement:
        raise InputError(
            _("practice confirms nothing, so it earns no badge"),
            remedy=_("leave the achievement empty, or offer the test for real"),
            code="practice",
        )


@transaction.atomic
def close(delivery: DeliveryRecord, *, actor: AccountRecord | None) -> None:
    """Take an offer back; attempts that have begun may be finished."""
    delivery.open = False
    delivery.save(update_fields=["open"])
    audit.record("delivery_closed", delivery, actor=actor, organisation=delivery.organisation)


def early(delivery: DeliveryRecord, now: datetime) -> bool:
    """Whether a test is not open yet, by the server's clock."""
    return delivery.opens is not None and now < delivery.opens


def over(delivery: DeliveryRecord, now: datetime) -> bool:
    """Whether nobody may begin a test any more; who has begun may finish."""
    return not delivery.open or (delivery.closes is not None and now >= delivery.closes)
