"""Demand over time: from the organisation's own advertisements and roles, or counts it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from skillmark.plan.foresight.forecast import AHEAD, forecast
from skillmark.plan.foresight.outlook import Forecast, Outlook
from skillmark.plan.foresight.panel import Panel, Sighting, count, fitting
from skillmark.plan.foresight.periods import Every
from skillmark.plan.foresight.technologies import Technology
from skillmark.server.define import demand as wanted
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.plan.foresight import signals
from skillmark.server.plan.foresight.models import SignalKind, SignalRecord
from skillmark.server.skills import services as frameworks

KEPT = 16
_FORECASTS: dict[Any, tuple[Forecast, ...]] = {}
"""The last few, by everything that they are made of: a page is looked at more than once."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of demand, and what it foretells."""

    forecasts: tuple[Forecast, ...]
    every: Every
    starts: tuple[date, ...]
    labels: dict[str, dict[str, str]]
    source: str
    """In the reader's words: where the counts come from."""
    simulated: bool
    sources: int
    """Texts and roles, or what the counts count, over all periods."""
    technologies: dict[str, Technology]
    marked_by: SignalRecord | None

    def with_outlook(self, outlook: Outlook) -> list[Forecast]:
        """Return the skills of one outlook, the most asked for first."""
        found = [one for one in self.forecasts if one.outlook is outlook]
        return sorted(found, key=lambda one: (-one.lately.value, one.skill))

    def one(self, skill: str) -> Forecast | None:
        """Return one skill."""
        return next((one for one in self.forecasts if one.skill == skill), None)


def choices(organisation: OrganisationRecord | None) -> list[tuple[str, str]]:
    """Return the sources of demand to choose from."""
    rows = SignalRecord.objects.of(organisation).filter(kind=SignalKind.COUNTS).defer("content")
    return [
        ("", _("own advertisements and roles")),
        *((str(row.pk), str(row)) for row in rows),
    ]


def seen(
    organisation: OrganisationRecord,
    *,
    today: date,
    source: str = "",
    every: str = "",
    horizons: int | None = None,
) -> Seen:
    """Count and forecast. `source` is the id of counts that were brought, else one's own."""
    row = None
    if source:
        rows = SignalRecord.objects.of(organisation).filter(kind=SignalKind.COUNTS)
        row = next((one for one in rows if str(one.pk) == source), None)
    panel = signals.panel_of(row, today=today) if row else own(organisation, every, today=today)
    found = _forecast(panel, horizons or AHEAD[panel.every])
    maps = frameworks.label_maps(panel.skills, organisation)
    labels = {
        skill: {"en": panel.labels[skill]} if skill in panel.labels else maps[skill]
        for skill in panel.skills
    }
    mark = signals.newest(organisation, SignalKind.TECHNOLOGIES)
    nouns = frameworks.skills(panel.skills, organisation) if mark else {}
    marks = {
        skill: technology
        for skill in panel.skills
        if (technology := signals.technology_of(mark, nouns.get(skill))) is not None
    }
    return Seen(
        found,
        panel.every,
        panel.starts,
        labels,
        str(row) if row else _("advertisements that you keep and roles that you opened"),
        bool(row and row.simulated),
        int(panel.of.max(axis=0).sum()) if panel.of.size else 0,
        marks,
        mark,
    )


def own(organisation: OrganisationRecord, every: str, *, today: date) -> Panel:
    """Count the organisation's own sources; roles that are filled were demand when they opened."""
    sources = wanted.sources(organisation, wanted.Asked(), closed=True)
    seen_ones = [Sighting(one.dated, frozenset(ask.skill for ask in one.asks)) for one in sources]
    chosen = Every(every) if every in set(Every) else fitting(seen_ones, today=today)
    return count(seen_ones, every=chosen, today=today)


def falling(organisation: OrganisationRecord, *, today: date) -> frozenset[str]:
    """Return the skills whose demand falls, by any of the organisation's sources."""
    found: set[str] = set()
    for source, _words in choices(organisation):
        those = seen(organisation, today=today, source=source)
        found |= {one.skill for one in those.with_outlook(Outlook.FALLING)}
    return frozenset(found)


def _forecast(panel: Panel, horizons: int) -> tuple[Forecast, ...]:
    key = (
        panel.every, panel.starts, panel.skills, panel.asked.tobytes(), panel.of.tobytes(), horizons
    )  # fmt: skip
    found = _FORECASTS.get(key)
    if found is None:
        found = forecast(panel, horizons=horizons)
        _FORECASTS[key] = found
        if len(_FORECASTS) > KEPT:
            # another thread may have been here first
            _FORECASTS.pop(next(iter(_FORECASTS)), None)
    return found
