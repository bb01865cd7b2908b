"""Finding questions in a bank of many thousands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from skillmark.server.assess.bank.models import QuestionRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions are looked for; what is empty does not matter."""

    words: str = ""
    """All of them stand in the question."""
    skill: str = ""
    level: int | None = None
    type: str = ""
    state: str = ""
    family: str = ""


def search(organisation: OrganisationRecord, wanted: Wanted) -> QuerySet[QuestionRecord]:
    """Return the questions that are looked for, by name."""
    rows: QuerySet[QuestionRecord] = QuestionRecord.objects.of(organisation).order_by("slug")
    for word in wanted.words.casefold().split():
        rows = rows.filter(words__contains=word)
    for member in ("skill", "type", "state", "family"):
        value = getattr(wanted, member)
        if value:
            rows = rows.filter(**{member: value})
    return rows if wanted.level is None else rows.filter(level=wanted.level)


def skills(organisation: OrganisationRecord) -> list[tuple[str, Any]]:
    """Return the skills of the bank, each with its label."""
    rows = QuestionRecord.objects.of(organisation).order_by("skill")
    found = list(rows.values_list("skill", flat=True).distinct())
    labels = frameworks.label_maps(found)
    return [(uri, labels[uri]) for uri in found]


def families(organisation: OrganisationRecord) -> list[str]:
    """Return the families of the bank."""
    rows = QuestionRecord.objects.of(organisation).exclude(family="").order_by("family")
    return list(rows.values_list("family", flat=True).distinct())
