"""Who has seen which question of a test, so that none is seen by more than it may be."""

from __future__ import annotations

from collections import Counter

from skillmark.assess.assembling.random import Seen
from skillmark.assess.items import Test
from skillmark.server.assess.models import AttemptRecord, TestRecord
from skillmark.server.people.models import OrganisationRecord

WINDOW = 500
"""Candidates that are looked back at: shares are those of the newest."""


def seen(row: TestRecord, test: Test) -> Seen | None:
    """Return what earlier candidates of a test were given, in any version of it.

    `None` where no question has a limit, so that nobody waits for a count that decides nothing.
    """
    if all(item.exposure is None for item in test.items):
        return None
    return forms_of(row.organisation, row.slug)


def forms_of(organisation: OrganisationRecord, slug: str) -> Seen:
    """Count the questions in the forms of the newest candidates: people, and not for practice."""
    rows = (
        AttemptRecord.objects.of(organisation)
        .filter(delivery__test__slug=slug, simulated=False, practice=False)
        .order_by("-started", "pk")
        .values_list("form", flat=True)[:WINDOW]
    )
    forms = list(rows)
    return Seen(len(forms), Counter(name for form in forms for name, _order in form))
