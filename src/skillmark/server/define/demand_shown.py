"""Demand in words: how far a skill is met, how it moved, what a silence says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skillmark.define.demand import Cover, Demand, Idle, Offer, Way
from skillmark.define.nearby import Relation
from skillmark.define.shares import Share, Trend
from skillmark.server.define.demand import Against

COVERS = {
    Cover.COVERED: (gettext_lazy("Confirmed"), "good", "check"),
    Cover.LOW: (gettext_lazy("Confirmed too low"), "unsure", "arrow"),
    Cover.HALF: (gettext_lazy("Only taught or promised"), "unsure", "dash"),
    Cover.MISSING: (gettext_lazy("Missing"), "bad", "cross"),
}
TRENDS = {
    Trend.RISING: gettext_lazy("rising"),
    Trend.FALLING: gettext_lazy("falling"),
    Trend.UNCLEAR: gettext_lazy("unclear"),
}
WAYS = {
    Way.ASSESSED: gettext_lazy("confirmed by"),
    Way.TAUGHT: gettext_lazy("taught by"),
    Way.PROMISED: gettext_lazy("promised by the pathway"),
}
RELATIONS = {
    Relation.SAME: gettext_lazy("the same in another framework"),
    Relation.NARROWER: gettext_lazy("a part of it"),
    Relation.BROADER: gettext_lazy("it is a part of this"),
    Relation.ADJACENT: gettext_lazy("one step away"),
    Relation.SIMILAR: gettext_lazy("similar"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One skill that is asked for, as the page shows it."""

    demand: Demand
    label: Any
    found: Against
    query: str = ""

    @property
    def cover(self) -> tuple[Any, str, str]:
        """Words, tone and icon of how far it is met."""
        return COVERS[self.demand.cover]

    @property
    def percent(self) -> str:
        """Its share with the interval, in percent."""
        return percent(self.demand.share)

    @property
    def address(self) -> str:
        """Where its texts and words are."""
        asked = urlencode({"uri": self.demand.skill})
        return f"{reverse('demand_skill')}?{asked}{'&' if self.query else ''}{self.query}"

    @property
    def trend(self) -> Any:
        """How it moved, in words."""
        return TRENDS[self.demand.change.trend] if self.demand.change else ""

    @property
    def moved(self) -> str:
        """The difference of the shares with its interval, in percentage points."""
        change = self.demand.change
        if change is None or not change.old.of:
            return ""
        low, high = change.interval
        said = [_signed(100 * part) for part in (change.difference, low, high)]
        return _("%(difference)s points (%(low)s to %(high)s)") % dict(
            zip(("difference", "low", "high"), said, strict=True)
        )

    @property
    def near(self) -> list[tuple[Any, Any]]:
        """What is close to it in the catalogue: relation in words, and label."""
        return [
            (RELATIONS[Relation(one.relation)], self.found.labels[one.skill])
            for one in self.demand.near
        ]

    @property
    def offers(self) -> list[tuple[Any, Any, str, int | None]]:
        """What speaks of it here."""
        return offers_of(self.demand.offers, self.found)

    @property
    def draft(self) -> str:
        """Where an achievement for it is drafted."""
        said = {"skill": self.demand.skill}
        if self.demand.asked:
            said["level"] = str(self.demand.asked)
        return f"{reverse('achievement_create')}?{urlencode(said)}"


def percent(share: Share) -> str:
    """Return a share with its interval, in whole percent."""
    low, high = share.interval
    return _("%(value)s %% (%(low)s–%(high)s)") % {
        "value": round(100 * share.value),
        "low": round(100 * low),
        "high": round(100 * high),
    }


def _signed(points: float) -> str:
    whole = round(points)
    return f"{'+' if whole > 0 else '−' if whole < 0 else '±'}{abs(whole)}"


def offers_of(offers: Iterable[Offer], found: Against) -> list[tuple[Any, Any, str, int | None]]:
    """Return how, by what, where and at which level offers speak of a skill."""
    return [(WAYS[one.way], *found.names[one.way, one.name], one.level) for one in offers]


def idle_words(one: Idle) -> str:
    """Say what may be said of a skill that is offered and not asked for."""
    said = {
        "run": one.run,
        "bound": number_format(round(100 * one.bound)),
    }
    if not one.sure:
        return _("Too few to say: %(run)s without it so far.") % said
    if one.last is None:
        return _("Never asked for in %(run)s: fewer than %(bound)s %% ask for it.") % said
    return _("Not in the newest %(run)s: by now fewer than %(bound)s %% ask for it.") % said
