"""Build, buy or hire: the figures that somebody gives, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Role
from skillmark.nouns.plan import Offer
from skillmark.plan import gaps as gaps_of
from skillmark.plan.sourcing import (
    Candidate,
    Comparison,
    Figure,
    Kind,
    Way,
    building,
    compare,
)
from skillmark.server.plan.situations import Holdings, Someone

SEED = 1
"""The same figures give the same answer."""
LOOKED_AT = 200
"""People who lack least of the role, of whom those are taken that are ready soonest."""
HOURS = 4.0
"""Hours a week to learn, where nobody has said otherwise."""
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that the page asks for: what it is called, its unit and an example."""

    key: str
    name: str | Promise
    example: tuple[float, float, float]
    """Low, likely, high: an example that somebody has to replace by their own figures."""


FIGURES = (
    Asked("hour", _("Build: an hour of learning costs, besides fees (EUR)"), (30, 45, 60)),
    Asked("completing", _("Build: completes what was begun (%)"), (70, 85, 95)),
    Asked("buy_once", _("Buy: setting up (EUR)"), (2000, 4000, 8000)),
    Asked("buy_weeks", _("Buy: until the first day (weeks)"), (2, 4, 8)),
    Asked("buy_weekly", _("Buy: a week costs (EUR)"), (2500, 3500, 4500)),
    Asked("buy_success", _("Buy: can do it (%)"), (70, 85, 95)),
    Asked("hire_once", _("Hire: advertising, choosing, onboarding (EUR)"), (4000, 8000, 15000)),
    Asked("hire_weeks", _("Hire: until productive (weeks)"), (16, 26, 40)),
    Asked("hire_weekly", _("Hire: a week costs more than today (EUR)"), (1200, 1600, 2000)),
    Asked("hire_success", _("Hire: the hire fits (%)"), (50, 70, 85)),
    Asked("missing", _("A week without costs (EUR)"), (0, 500, 1500)),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The ways side by side, and who would be trained."""

    comparison: Comparison
    trained: tuple[str, ...]
    """Ids of people; empty where too few can learn everything."""
    built: bool


def figures(said: Mapping[str, str]) -> dict[str, Figure]:
    """Return the figures of a form; what is not given is the example.

    Raises `InputError` that names the figure for what is no range.
    """
    found = {}
    for one in FIGURES:
        values = []
        for part, example in zip(("low", "likely", "high"), one.example, strict=True):
            written = said.get(f"{one.key}_{part}", "").strip().replace(",", ".")
            try:
                values.append(float(written) if written else float(example))
            except ValueError:
                raise InputError(str(_("that is no number")), where=str(one.name)) from None
        if "success" in one.key or one.key == "completing":
            values = [value / PERCENT for value in values]
        low, likely, high = values
        try:
            found[one.key] = Figure(likely, low, high)
        except InputError as error:
            raise InputError(
                str(_("low, likely and high go up, and none is below 0")), where=str(one.name)
            ) from error
    return found


def answer(
    people: tuple[Someone, ...],
    offers: tuple[Offer, ...],
    role: Role,
    *,
    seats: int,
    horizon: int,
    given: dict[str, Figure],
) -> Answer:
    """Compare to train own people for a role, to buy it in, and to hire."""
    built = building(
        _candidates(people, offers, role),
        offers,
        seats=seats,
        hour=given["hour"],
        completing=given["completing"],
    )
    ways = [
        Way(
            kind,
            once=given[f"{kind}_once"],
            weeks=given[f"{kind}_weeks"],
            weekly=given[f"{kind}_weekly"],
            success=given[f"{kind}_success"],
        )
        for kind in (Kind.BUY, Kind.HIRE)
    ]
    if built is not None:
        ways.insert(0, built[0])
    found = compare(
        ways,
        seats=seats,
        horizon=horizon,
        missing=given["missing"],
        rng=np.random.default_rng(SEED),
    )
    return Answer(found, built[1] if built else (), built is not None)


def _candidates(
    people: tuple[Someone, ...], offers: tuple[Offer, ...], role: Role
) -> list[Candidate]:
    """Return those who lack least of the role; who lacks nothing is there already."""
    holdings = Holdings(offers)
    lacking: list[tuple[float, str, Any]] = []
    for one in people:
        open_ = gaps_of(role, one.proven)
        if open_:
            lacking.append((sum(gap.value for gap in open_), one.id, (one, open_)))
    return [
        Candidate(one.id, open_, holdings.of(one.proven), hours_per_week=one.hours_a_week or HOURS)
        for _value, _id, (one, open_) in sorted(lacking, key=lambda row: row[:2])[:LOOKED_AT]
    ]
