"""Pictures of the dashboards, as SVG in the page; the table beside has the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.measure.insight.calibration import HIGHEST, LOWEST, Calibration
from skillmark.measure.insight.equity import Row
from skillmark.measure.insight.feedback import Item, Named
from skillmark.measure.insight.funnel import Funnel, TimeTo
from skillmark.measure.insight.progress import Closed
from skillmark.render import charts
from skillmark.render import funnel as bars
from skillmark.render.against_diagonal import against_diagonal
from skillmark.render.dumbbells import Row as Dumbbell
from skillmark.render.dumbbells import dumbbells
from skillmark.server.measure.dashboards import words

MOST = 24
"""Rows of a picture; the table has all."""


def _language() -> str:
    return get_language() or "en"


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - drawn here; every word in it is escaped


def _beside() -> str:
    return _("The table beside has the same numbers.")


def funnel(found: Funnel) -> SafeString:
    """Draw how many reach each stage, and which share goes on."""
    stages = [
        bars.Stage(
            str(words.STAGES[step.stage]),
            step.count,
            words.count(step.count),
            _("%(share)s go on") % {"share": words.percent(step.of_before)}
            if number and step.of_before is not None
            else "",
            _("%(share)s of all") % {"share": words.percent(step.of_entered)}
            if number and step.of_entered is not None
            else "",
        )
        for number, step in enumerate(found.steps)
    ]
    return _safe(bars.svg(stages, title=_("How far people come"), description=_beside()))


def waiting(found: TimeTo) -> SafeString:
    """Draw the share without the credential by days since the beginning."""
    curve = found.curve
    steps = charts.Steps(
        _("everybody"),
        *(
            tuple(float(x) for x in line)
            for line in (curve.times, curve.survival, curve.low, curve.high)
        ),
    )
    return _safe(
        charts.survival(
            [steps],
            title=_("Still on the way"),
            axis=_("Days since the beginning"),
            share=_("Without the credential"),
            description=_beside(),
            language=_language(),
        )
    )


def gaps(found: Sequence[Closed], when: str) -> SafeString:
    """Draw the share of what roles ask for that is proven, then and now."""
    rows = [
        Dumbbell(
            one.group or _("without a name"),
            one.first.met.value,
            one.last.met.value,
            one.last.met.low,
            one.last.met.high,
        )
        for one in found
        if one.first.met and one.last.met
    ]
    return _safe(
        dumbbells(
            rows[:MOST],
            names=(when, _("today")),
            title=_("What roles ask for, and how much of it is proven"),
            axis=_("Share proven, with its 95 % interval today"),
            description=_beside(),
            language=_language(),
        )
    )


def calibration(found: Calibration) -> SafeString:
    """Draw mean assessed level by what people say."""
    points = [
        (one.at, charts.IntervalRow("", one.mean.value, one.mean.low, one.mean.high))
        for one in found.curve
        if one.mean is not None
    ]
    return _safe(
        against_diagonal(
            points,
            domain=(LOWEST, HIGHEST),
            title=_("What people say, and what was assessed"),
            across=_("Level that people say"),
            up=_("Mean assessed level"),
            agree=_("both agree"),
            description=_beside(),
            language=_language(),
        )
    )


def misjudged(found: Calibration) -> SafeString:
    """Draw the bias by band of assessed level: corrected where that is possible, else as it is."""
    rows = []
    for one in found.bands:
        if one.mean is None:
            continue
        label = _("assessed at %(level)s") % {"level": words.number(one.at, 1)}
        if one.corrected is not None:
            rows.append(_interval(label, one.corrected))
        else:
            rows.append(_interval(label, one.mean, quiet=True))
        if one.benchmark is not None:
            noise = _("%(band)s: if they knew nothing") % {"band": label}
            rows.append(
                charts.IntervalRow(noise, one.benchmark, one.benchmark, one.benchmark, True)
            )
    return _safe(
        charts.intervals(
            rows,
            title=_("By how many levels people misjudge themselves"),
            axis=_("Self-rating less assessed level (above 0: too high)"),
            description=_beside(),
            language=_language(),
        )
    )


def names(found: Sequence[Named]) -> SafeString:
    """Draw each name's own correlation, grey, and the one drawn towards the mean of all."""
    rows = []
    for one in found:
        if one.own is None:
            continue
        if one.shrunken is not None:
            rows.append(_interval(one.name, one.shrunken.estimate))
            rows.append(
                _interval(_("%(name)s, by itself") % {"name": one.name}, one.own, quiet=True)
            )
        else:
            rows.append(_interval(one.name, one.own))
    return _safe(
        charts.intervals(
            rows[:MOST],
            title=_("How far results foretell performance"),
            axis=_("Correlation, with its 95 % interval"),
            description=_beside(),
            language=_language(),
        )
    )


def items(found: Sequence[Item], called: dict[str, str]) -> SafeString:
    """Draw each item's correlation with performance; what holds among so many is in colour."""
    told = [one for one in found if one.estimate is not None]
    rows = [
        _interval(called.get(one.name, one.name), one.estimate,
                  quiet=one.code not in ("foretells", "against"))
        for one in told[:MOST] if one.estimate is not None
    ]  # fmt: skip
    return _safe(
        charts.intervals(
            rows,
            title=_("Questions and later performance"),
            axis=_("Correlation, with its 95 % interval"),
            description=_beside(),
            language=_language(),
        )
    )


def equity(row: Row) -> SafeString:
    """Draw the differences of one outcome to the reference."""
    rows = [
        _interval(words.group(cell.groups), cell.gap, quiet=not cell.differs)
        for cell in row.cells
        if cell.gap is not None
    ]
    days = row.outcome == "days_to_productivity"
    return _safe(
        charts.intervals(
            rows,
            title=str(words.OUTCOMES[row.outcome]),
            axis=_("Difference in days") if days else _("Difference"),
            description=_beside(),
            percent=not days,
            language=_language(),
        )
    )


def _interval(label: str, found: Any, *, quiet: bool = False) -> charts.IntervalRow:
    return charts.IntervalRow(label, found.value, found.low, found.high, quiet)
