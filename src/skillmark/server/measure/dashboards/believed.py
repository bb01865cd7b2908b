"""GenAI readiness of business functions: what is proven beside what people say of themselves.

Two different things that share a table and no column. What is proven counts people whose badges
were verified; what people say is a share of survey answers, anonymous, and a belief. Neither is
drawn from the other, and a difference between them says of nobody that they are wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from skillmark.measure.surveys.shares import Share
from skillmark.render import charts
from skillmark.server.measure.dashboards import words
from skillmark.server.measure.dashboards.leading import Ready
from skillmark.server.measure.dashboards.pictures import MOST
from skillmark.server.measure.surveying.readiness import SelfRated


@dataclass(frozen=True, slots=True)
class Function:
    """One business function."""

    name: str
    proven: Ready | None
    """`None` where fewer than five people have a role that asks, or the function is unknown."""
    said: Share | None
    """`None` where it is withheld, or nobody of this function was asked."""
    asked: bool
    """Whether the survey has this function, so that a missing share is a withheld one."""

    @property
    def told(self) -> bool:
        """Whether there is anything to show."""
        return self.proven is not None or self.said is not None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything of the table."""

    functions: tuple[Function, ...]
    counted: str
    closed: datetime | None
    simulated: bool

    @property
    def said(self) -> bool:
        """Whether a survey asked at all."""
        return self.closed is not None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the functions with their figures as they are written."""
        return [_row(one) for one in self.functions]


def beside(proven: Sequence[Ready], said: SelfRated, *, language: str) -> Readiness:
    """Put both beside each other, matched by the function's name in any language."""
    known = {one.function.casefold(): one for one in proven}
    rows = []
    for names, share in said.functions:
        mine = [known.pop(one.casefold()) for one in names.values() if one.casefold() in known]
        rows.append(Function(names[language], mine[0] if mine else None, share, True))
    rows += [Function(one.function, one, None, False) for one in known.values()]
    told = sorted((one for one in rows if one.told), key=lambda one: one.name.casefold())
    return Readiness(tuple(told), said.counted, said.closed, said.simulated)


def _row(one: Function) -> dict[str, Any]:
    ready, share = one.proven, one.said
    figures: dict[str, Any] = {"one": one}
    if ready is not None:
        figures |= {
            name: words.percent(value)
            for name, value in (
                ("verified", ready.verified), ("low", ready.low), ("high", ready.high),
                ("observed", ready.observed), ("claimed", ready.claimed),
            )
        }  # fmt: skip
    if share is not None:
        figures |= {
            "said": words.percent(share.share),
            "said_low": words.percent(share.low),
            "said_high": words.percent(share.high),
        }
    return figures


def picture(found: Readiness, *, language: str) -> SafeString:
    """Draw the proven share of each function and, hollow in tone and of another shape, the belief.

    The table beside has the same numbers.
    """
    rows = []
    for one in found.functions:
        if one.proven is not None:
            label = _("%(function)s: proven") % {"function": one.name}
            ready = one.proven
            rows.append(charts.IntervalRow(label, ready.verified, ready.low, ready.high))
        if one.said is not None:
            label = _("%(function)s: self-rated") % {"function": one.name}
            share = one.said
            rows.append(charts.IntervalRow(label, share.share, share.low, share.high, quiet=True))
    svg = charts.intervals(
        rows[:MOST],
        title=_("Ready for GenAI: proven, and self-rated"),
        axis=_("Share of people, of answers"),
        description=_("The table beside has the same numbers."),
        percent=True,
        reference=None,
        language=language,
    )
    return mark_safe(svg)  # noqa: S308 - drawn here; every word in it is escaped
