"""GenAI readiness by function, as people rate it: for dashboards, beside what is proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skillmark.measure.surveys.shares import Share
from skillmark.nouns.errors import UnavailableError
from skillmark.plan.foresight.readiness import Readiness
from skillmark.server.measure.surveying.models import State, SurveyRecord
from skillmark.server.measure.surveying.results import by_group
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.plan.foresight.readiness import picture

QUESTION, GROUP = "genai_ready", "function"


@dataclass(frozen=True, slots=True)
class Ready:
    """One business function."""

    function: str
    said: Share | None
    """Share of those who rate themselves very or extremely prepared: a belief. `None` where it is
    withheld or nobody was asked."""
    proven: Readiness | None
    """How the skills that roles ask for are known (`plan.foresight`); `None` where the function
    is called otherwise there."""


@dataclass(frozen=True, slots=True)
class ReadinessByFunction:
    """The latest survey that asked, beside what is known of skills."""

    functions: tuple[Ready, ...]
    closed: datetime | None
    """When that survey was closed; `None` where there is none."""
    simulated: bool


def readiness_by_function(
    organisation: OrganisationRecord, *, language: str = "en"
) -> ReadinessByFunction:
    """Return GenAI readiness by business function, self-rated and proven apart."""
    known = {one.ready.function.casefold(): one.ready for one in picture(organisation).functions}
    survey = _latest(organisation)
    ready = []
    if survey is not None:
        scale = survey.questionnaire.question(GROUP).scale
        asked = {q.id: pair for q, pair in _groups(survey)}.get(QUESTION, ())
        for one in asked:
            name = scale.label(int(one.name), language)
            ready.append(Ready(name, one.found, known.pop(name.casefold(), None)))
    ready.extend(Ready(one.function, None, one) for one in known.values())
    return ReadinessByFunction(
        tuple(ready),
        survey.closed if survey else None,
        survey.simulated if survey else False,
    )


def _latest(organisation: OrganisationRecord) -> SurveyRecord | None:
    for row in SurveyRecord.objects.of(organisation).filter(state=State.CLOSED).order_by("-closed"):
        ids = {one.id for one in row.questionnaire.questions}
        if {QUESTION, GROUP} <= ids:
            found: SurveyRecord = row
            return found
    return None


def _groups(survey: SurveyRecord):  # type: ignore[no-untyped-def]
    try:
        return by_group(survey, GROUP)
    except UnavailableError:
        return []
