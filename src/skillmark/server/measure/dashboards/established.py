"""What is established and what not, and who answered surveys: composed of the rooms that know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import get_language

from skillmark.measure.insight.hiding import part, rounded
from skillmark.measure.report import finding_words
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.render.words import base
from skillmark.server.measure.designing import services as designing
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.measure.surveying.models import SurveyRecord
from skillmark.server.people.models import OrganisationRecord

SURVEYS = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One question that was written down, with what the data say to it in the reader's words."""

    name: str
    """Of its page."""
    title: str
    verdict: str
    """Empty while a job still reads it."""
    sentence: str
    settled: bool
    """Established, and holding among all questions that were written down."""


def findings(organisation: OrganisationRecord, *, today: date) -> list[Found]:
    """Return what every registered question finds; kept readings are not computed again."""
    tongue = base(get_language() or "en")
    said = Said(PHRASES[tongue], tongue, False)
    found = []
    for one, answer in designing.current(organisation, today=today):
        title = finding_words.title(said, one.design)
        if answer is None:
            found.append(Found(one.design.id, title, "", "", False))
            continue
        found.append(
            Found(
                one.design.id,
                title,
                finding_words.verdict(said, answer),
                finding_words.sentence(said, answer),
                answer.holds,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """One survey: how many were asked and answered, rounded to 5."""

    pk: int
    title: Any
    """Language map."""
    wave: int
    asked: int | None
    answered: int | None
    share: float | None
    simulated: bool


def answered(organisation: OrganisationRecord) -> list[Answered]:
    """Return the last surveys that went to invited people, the newest first."""
    rows = (
        SurveyRecord.objects.of(organisation)
        .filter(opened__isnull=False, asked__gt=0)
        .annotate(said=Count("answers"))
        .order_by("-opened")[:SURVEYS]
    )
    return [
        Answered(
            row.pk, row.title, row.wave, rounded(row.asked), rounded(row.said),
            part(row.said, row.asked), row.simulated,
        )
        for row in rows
    ]  # fmt: skip


def outcomes(organisation: OrganisationRecord) -> dict[str, int]:
    """Return how many people the ledger holds, and how many of them are made up."""
    found: dict[str, int] = OutcomeRecord.objects.of(organisation).aggregate(
        outcomes=Count("pk"), simulated=Count("pk", filter=Q(simulated=True))
    )
    return found
