"""GenAI readiness by function, as people rate it: for dashboards, beside what is proven."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skillmark.measure.surveys.shares import Share
from skillmark.measure.surveys.tally import groups
from skillmark.nouns.errors import UnavailableError
from skillmark.plan.foresight.readiness import Readiness
from skillmark.render.words import LANGUAGES
from skillmark.server.measure.surveying.models import State, SurveyRecord
from skillmark.server.measure.surveying.results import wave_of
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


@dataclass(frozen=True, slots=True)
class SelfRated:
    """What the latest closed survey that asked says of each function: beliefs alone."""

    functions: tuple[tuple[dict[str, str], Share | None], ...]
    """Names by language, and the share; `None` where it is withheld."""
    counted: str
    """Which answers count, in the reader's language."""
    closed: datetime | None
    simulated: bool


def self_rated(organisation: OrganisationRecord, *, language: str = "en") -> SelfRated:
    """Return how ready people say they are, by business function; empty where nobody asked."""
    survey = _latest(organisation)
    if survey is None:
        return SelfRated((), "", None, False)
    wave = wave_of(survey)
    question, by = (wave.instrument.question(one) for one in (QUESTION, GROUP))
    try:
        found = groups(wave, question, by)
    except UnavailableError:
        found = ()
    told = tuple(
        ({tongue: by.scale.label(int(one.name), tongue) for tongue in LANGUAGES}, one.found)
        for one in found
    )
    return SelfRated(told, question.scale.top(language), survey.closed, survey.simulated)


def readiness_by_function(
    organisation: OrganisationRecord, *, language: str = "en"
) -> ReadinessByFunction:
    """Return GenAI readiness by business function, self-rated and proven apart."""
    known = {one.ready.function.casefold(): one.ready for one in picture(organisation).functions}
    said = self_rated(organisation, language=language)
    ready = []
    for names, share in said.functions:
        mine = [known.pop(one.casefold()) for one in names.values() if one.casefold() in known]
        ready.append(Ready(names[language], share, mine[0] if mine else None))
    ready.extend(Ready(one.function, None, one) for one in known.values())
    return ReadinessByFunction(tuple(ready), said.closed, said.simulated)


def _latest(organisation: OrganisationRecord) -> SurveyRecord | None:
    for row in SurveyRecord.objects.of(organisation).filter(state=State.CLOSED).order_by("-closed"):
        ids = {one.id for one in row.questionnaire.questions}
        if {QUESTION, GROUP} <= ids:
            found: SurveyRecord = row
            return found
    return None
