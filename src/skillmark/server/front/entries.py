"""The menu and the dashboard, made of what every app offers and what the person may do."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.people.actions import OWN, Action, Role
from skillmark.server.people.permissions import may, roles


class Section(models.TextChoices):
    """Groups of the menu, in the order they are shown."""

    MINE = "mine", _("My skills")
    DEFINE = "define", _("Define")
    ASSESS = "assess", _("Assess")
    AWARD = "award", _("Award and verify")
    MATCH = "match", _("Match")
    PLAN = "plan", _("Plan")
    MEASURE = "measure", _("Measure")
    RUN = "run", _("Run the place")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go: shown in the menu and, as a card, on the dashboard."""

    section: Section
    label: Any
    about: Any
    url: str
    """Name of the route."""
    action: Action | None
    """Who sees it; `None` for everybody."""
    icon: str = "dot"
    figure: Callable[[HttpRequest], Any] | None = None
    """A short number for the card, such as how many items wait; `None` shows nothing."""
    order: int = 50


@cache
def entries() -> tuple[Entry, ...]:
    """Return the entries of all apps, in the order to show them."""
    found: list[Entry] = []
    for app in settings.APPS:
        if find_spec(f"skillmark.server.{app}.menu"):
            found.extend(importlib.import_module(f"skillmark.server.{app}.menu").ENTRIES)
    places = list(Section)
    return tuple(sorted(found, key=lambda e: (places.index(e.section), e.order)))


HOMES: dict[Role, tuple[Section, ...]] = {
    Role.ADMINISTRATOR: (Section.RUN,),
    Role.PROVIDER_ADMIN: (Section.DEFINE, Section.ASSESS, Section.AWARD),
    Role.ASSESSOR: (Section.ASSESS,),
    Role.LEARNER: (Section.MINE,),
    Role.RECRUITER: (Section.MATCH,),
    Role.LD_LEAD: (Section.PLAN, Section.MEASURE),
    Role.TECHNICAL_LEADER: (Section.MATCH, Section.PLAN),
}
"""What somebody of a role comes for: it stands first in the menu and on the dashboard."""


def visible(request: HttpRequest) -> list[tuple[Section, list[Entry]]]:
    """Return the sections with the entries that this person may use, their own work first."""
    place = getattr(request, "organisation", None)
    groups: dict[Section, list[Entry]] = {}
    for entry in entries():
        action = entry.action
        if action is None or may(request.user, action, None if action in OWN else place):
            groups.setdefault(entry.section, []).append(entry)
    first = {section for role in roles(request.user, place) for section in HOMES[role]}
    return sorted(groups.items(), key=lambda group: group[0] not in first)
