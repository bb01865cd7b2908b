"""How many people rate the answers of an offer, and how far they may be apart."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.judging import Rule
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess.models import DeliveryRecord, RatingRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

MOST = 5
"""Raters of one answer."""


@transaction.atomic
def set_rule(
    delivery: DeliveryRecord, *, raters: int, tolerance: float, actor: AccountRecord | None
) -> DeliveryRecord:
    """Say how answers of an offer are rated; `tolerance` is a share of the points, 0 to 1.

    Raises `InputError` for a rule that makes no sense, and `ConflictError` once somebody has
    rated an answer of the offer: others would be judged by another rule.
    """
    row = DeliveryRecord.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    rule = Rule(raters, tolerance)
    if rule.raters > MOST:
        raise InputError(_("at most %(most)s people rate an answer") % {"most": MOST})
    if RatingRecord.objects.filter(response__attempt__delivery=row).exists():
        raise ConflictError(
            _("answers of this offer have been rated already"),
            remedy=_("close it and offer the test anew, by the other rule"),
            code="rated",
        )
    row.raters, row.tolerance = rule.raters, rule.tolerance
    row.save(update_fields=["raters", "tolerance"])
    audit.record(
        "raters_set",
        row,
        actor=actor,
        organisation=row.organisation,
        raters=row.raters,
        tolerance=row.tolerance,
    )
    return row
