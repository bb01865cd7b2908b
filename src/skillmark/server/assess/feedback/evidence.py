"""What came of feedback from all sides, as evidence: only if the person says so, and no level.

Raters were asked so that somebody could learn from it. It becomes evidence when the person lets
it, when it is over, when the score reaches the cut, and then for those skills alone whose
dimensions reach it too. It names no level: a rubric has one cut and no scale of levels, and the
raters were not asked for any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from statistics import fmean

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.assess.multirater import MultiraterReport
from skillmark.assess.observing import later
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess.feedback.models import FeedbackRecord
from skillmark.server.assess.feedback.services import Feedback, standing
from skillmark.server.people.models import AccountRecord, OrganisationRecord

MONTHS = 24
"""How long it counts."""


def evidence_of(
    organisation: OrganisationRecord | None, accounts: Iterable[AccountRecord], *, today: date
) -> dict[int, list[Evidence]]:
    """Return by account what feedback says that its person released."""
    rows = FeedbackRecord.objects.of(organisation).filter(
        account__in=list(accounts), released__isnull=False
    )
    moment = timezone.make_aware(datetime.combine(today, time.max))
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows.select_related("organisation").order_by("-opened"):
        found[row.account_id].extend(_pieces(standing(row, now=moment), today))
    return found


def _pieces(found: Feedback, today: date) -> list[Evidence]:
    dated = ended(found.row)
    if found.report is None or not found.report.passed or later(dated, MONTHS) < today:
        return []
    title = found.rubric.title.in_language(get_language() or "en")
    return [
        Evidence(
            skill=skill,
            evidence_class=EvidenceClass.EVIDENCED,
            dated=dated,
            source=f"feedback:{found.row.pk}",
            title=title,
            issuer=_("%(count)s raters") % {"count": found.report.raters},
        )
        for skill in skills_reached(found.report)
    ]


def skills_reached(report: MultiraterReport) -> tuple[str, ...]:
    """Return the skills of which the mean of all their dimensions reaches the cut.

    A skill with a dimension that too few could score is left out.
    """
    scores: dict[str, list[float | None]] = defaultdict(list)
    for one in report.dimensions:
        scores[one.skill].append(one.score)
    known = {
        skill: [score for score in given if score is not None]
        for skill, given in scores.items()
        if None not in given
    }
    return tuple(skill for skill, given in known.items() if fmean(given) >= report.cut - 1e-9)


def ended(row: FeedbackRecord) -> date:
    """Return the day on which the last answer could come in."""
    return min(row.closed or row.closes, row.closes).date()
