"""What people answered in surveys that speaks to the levels of an evaluation."""

from __future__ import annotations

from skillmark.measure.report.costing import Asked
from skillmark.measure.surveys.instruments import Audience
from skillmark.server.measure.surveying.models import State, SurveyRecord
from skillmark.server.measure.surveying.results import results
from skillmark.server.people.models import OrganisationRecord


def said(organisation: OrganisationRecord, *, language: str) -> tuple[list[Asked], bool]:
    """Return the answers of learners and employees, and whether any are simulated.

    Of each series the newest wave that is closed. Employers speak of others than the programme's
    people, and are left out.
    """
    closed = SurveyRecord.objects.of(organisation).filter(state=State.CLOSED)
    newest = closed.exclude(pk__in=closed.exclude(before=None).values("before"))
    found: list[Asked] = []
    simulated = False
    for row in newest.select_related("before", "organisation").order_by("pk"):
        if row.questionnaire.audience is Audience.EMPLOYERS:
            continue
        told = [one for one in results(row).tallies if one.top is not None]
        simulated = simulated or (row.simulated and bool(told))
        found += [
            (one.question.id, one.question.text.get(language, one.question.id), one.top)
            for one in told
            if one.top is not None
        ]
    return found, simulated
