"""Which sittings count when a test is looked at as a whole.

Practice counts nowhere. In adaptive and mastery tests the answers decide who gets which
question: shares of right answers, agreement of pairs and points then say more of the choosing
than of the questions. So figures rest on forms that were drawn, or the same for everybody.
"""

from __future__ import annotations

from typing import Any

from skillmark.server.assess.models import AttemptRecord, Mode, TestRecord

FORMS = (Mode.LINEAR, Mode.DRAWN)


def counted(test: TestRecord, *, simulated: bool) -> Any:
    """Return the final attempts of one kind on which figures of a test may rest."""
    return AttemptRecord.objects.of(test.organisation).filter(
        delivery__test=test,
        delivery__mode__in=FORMS,
        final=True,
        practice=False,
        simulated=simulated,
    )


def apart(test: TestRecord) -> tuple[int, int]:
    """Return how many sittings stand apart: chosen by the answers, and practice."""
    rows = AttemptRecord.objects.of(test.organisation).filter(delivery__test=test, final=True)
    chosen = rows.filter(practice=False).exclude(delivery__mode__in=FORMS)
    return chosen.count(), rows.filter(practice=True).count()
