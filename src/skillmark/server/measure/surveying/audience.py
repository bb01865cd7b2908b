"""Who is asked: everybody of an organisation, people in some roles, or some teams."""

from __future__ import annotations

from collections import Counter
from typing import Any

from skillmark.measure.cells import LEAST_CELL
from skillmark.server.measure.surveying.models import SurveyRecord, Whom
from skillmark.server.people.models import AccountRecord, MembershipRecord, OrganisationRecord
from skillmark.server.plan.models import PostRecord


def people(survey: SurveyRecord) -> Any:
    """Return the active accounts (a query set) that a survey asks; none for an open link."""
    place = survey.organisation
    members = MembershipRecord.objects.of(place)
    if survey.whom == Whom.LINK:
        return AccountRecord.objects.none()
    if survey.whom == Whom.ROLES:
        members = members.filter(role__in=survey.chosen)
    found = AccountRecord.objects.filter(is_active=True, pk__in=members.values("account"))
    if survey.whom == Whom.TEAMS:
        posts = PostRecord.objects.of(place).filter(team__in=survey.chosen)
        found = found.filter(pk__in=posts.values("account"))
    return found


def teams(organisation: OrganisationRecord) -> list[tuple[str, int]]:
    """Return the teams with their numbers of people, in the order of the alphabet."""
    return _counted(organisation, "team")


def functions(organisation: OrganisationRecord) -> list[str]:
    """Return the business functions that are large enough to be a group of a result."""
    return [name for name, n in _counted(organisation, "function") if n >= LEAST_CELL]


def _counted(organisation: OrganisationRecord, column: str) -> list[tuple[str, int]]:
    named = PostRecord.objects.of(organisation).exclude(**{column: ""})
    return sorted(Counter(named.values_list(column, flat=True)).items())
