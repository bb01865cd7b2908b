"""A ranking as one reader sees it: with names, or with letters in their place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from skillmark.match import Ranked
from skillmark.server.match import services
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.ranking import Ranking
from skillmark.server.match.recognising.rules import Cited, cited
from skillmark.server.match.reviewing import veil
from skillmark.server.match.shown import Label, Place, letter, place
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class Look:
    """A ranking as one reader sees it."""

    ranking: Ranking
    labels: dict[str, Label]
    cited: Cited
    anonymous: bool

    def place(self, one: Ranked) -> Place:
        """Return a place for a page."""
        return place(
            one,
            self.labels,
            candidate=self.ranking.candidate(one),
            anonymous=self.anonymous,
            cited=self.cited,
        )

    def name(self, person: str) -> str:
        """Return what somebody is called: their name, or their letter where names are hidden."""
        one = next(one for one in self.ranking.ranked if one.person == person)
        return letter(one.rank) if self.anonymous else self.ranking.candidate(one).name


def look(request: HttpRequest, row: RoleRecord) -> Look:
    """Rank people for a role, as the reader may see it."""
    now = timezone.now()
    found = services.rank_people(request.organisation, row, today=now.date(), now=now)
    skills = (one.skill for one in found.role.requirements)
    return Look(
        found,
        frameworks.label_maps(skills, request.organisation),
        cited(request.organisation, found.evidence),
        veil.hidden(request, row),
    )


def page_of(request: HttpRequest, row: RoleRecord) -> str:
    """Return the address of a ranking; hidden names stay hidden."""
    query = "?anonymous=1" if request.GET.get("anonymous") == "1" else ""
    return reverse("role", args=[row.pk]) + query
