"""The candidate's word, with the submission: whose work it is, and what helped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from skillmark.assess.interactions.base import ItemType
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.rating.models import DeclarationRecord
from skillmark.server.assess.sitting import agreeing
from skillmark.server.assess.sitting.asked import is_answered

LONGEST = 2_000
"""Characters."""


def asks(attempt: AttemptRecord) -> bool:
    """Whether an open attempt holds work that nobody saw being made.

    That is what was handed in, and every answer that a person rates where no clock runs or where
    people rate them all: whoever began such a task was promised to be asked (`agreeing`).
    """
    test = library.noun(attempt.delivery.test)
    open_to_help = attempt.deadline is None or agreeing.is_task(attempt.delivery)
    for response in attempt.responses.all():
        item = test.item(response.item)
        own = item.type is ItemType.UPLOAD or (item.needs_rater and open_to_help)
        if own and is_answered(response.value):
            return True
    return False


@transaction.atomic
def declare(attempt: AttemptRecord, *, help_used: str, now: datetime) -> None:
    """Keep that the candidate says it is their own work, and what helped; the latest counts."""
    DeclarationRecord.objects.update_or_create(
        attempt=attempt,
        defaults={
            "organisation": attempt.organisation,
            "help": help_used.strip()[:LONGEST],
            "at": now,
        },
    )
