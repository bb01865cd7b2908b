"""The pictures that `measure did` and `measure survival` write, in English or German."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skillmark.cli.measure_shown import Language
from skillmark.measure.cells import LEAST_CELL
from skillmark.render.charts import Steps
from skillmark.render.event_study import EventPoint, event_study
from skillmark.render.survival_curves import AtRisk, survival_curves
from skillmark.render.words import number

if TYPE_CHECKING:
    from skillmark.measure.durations.compared import Compared, Group
    from skillmark.measure.estimate import Estimate
    from skillmark.measure.panels.staggered import Staggered

STEPS = 100
"""Heights of a curve that are drawn: single days would be single people."""


WORDS = {
    "en": {
        "event_study": "Effects by time since the start",
        "effect": "effect on {}",
        "since": "periods since the start",
        "before": "before the start: should be zero",
        "after": "since the start",
        "base": "compared with",
        "to": "to",
        "curves": "Share still waiting",
        "waiting": "still waiting",
        "at_risk": "Watched and still waiting",
        "all": "all",
    },
    "de": {
        "event_study": "Wirkungen nach der Zeit seit dem Start",
        "effect": "Wirkung auf {}",
        "since": "Perioden seit dem Start",
        "before": "vor dem Start: sollte null sein",
        "after": "seit dem Start",
        "base": "Vergleich",
        "to": "bis",
        "curves": "Anteil, der noch wartet",
        "waiting": "wartet noch",
        "at_risk": "Beobachtet und noch wartend",
        "all": "alle",
    },
}


def write_event_study(found: Staggered, outcome: str, path: Path, language: Language) -> None:
    """Write the effects with intervals and, where there was a bootstrap, bands."""
    said = WORDS[language.value]
    bands = {since: (low, high) for since, low, high in found.bands}
    early = {cell.since for cell in found.effects if cell.is_placebo}
    points = [
        EventPoint(
            since, x.value, x.low, x.high, *bands.get(since, (None, None)), placebo=since in early
        )
        for since, x in found.by_event_time
    ]
    svg = event_study(
        points,
        title=said["event_study"],
        axis=said["effect"].format(outcome),
        across=said["since"],
        before=said["before"],
        after=said["after"],
        base=None if found.base_time is None else (found.base_time, said["base"]),
        description="; ".join(
            f"{number(since, language.value)}: {_range(x, said['to'], language)}"
            for since, x in found.by_event_time
        ),
        language=language.value,
    )
    path.write_text(svg, encoding="utf-8")


def write_curves(found: Compared, time: str, path: Path, language: Language) -> None:
    """Write the curves of all groups up to the horizon, with the numbers they rest on."""
    said = WORDS[language.value]
    grid = tuple(float(t) for t in np.linspace(0, found.horizon, STEPS + 1)[1:])
    names = [group.name or said["all"] for group in found.groups]
    curves = [
        Steps(name, grid, *_heights(group, grid))
        for name, group in zip(names, found.groups, strict=True)
    ]
    rows = [
        AtRisk(name, found.times, tuple(_shown(n, language) for n in group.at_risk))
        for name, group in zip(names, found.groups, strict=True)
    ]
    half = found.horizon / 2
    svg = survival_curves(
        curves,
        rows,
        title=said["curves"],
        axis=time,
        share=said["waiting"],
        at_risk_title=said["at_risk"],
        description="; ".join(
            f"{name}, {number(half, language.value)}: "
            f"{number(100 * group.curve.at(half)[0], language.value)} %"
            for name, group in zip(names, found.groups, strict=True)
        ),
        language=language.value,
    )
    path.write_text(svg, encoding="utf-8")


def _heights(
    group: Group, grid: tuple[float, ...]
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    survival, low, high = zip(*(group.curve.at(t) for t in grid), strict=True)
    return survival, low, high


def _shown(people: int, language: Language) -> str:
    return f"<{LEAST_CELL}" if 0 < people < LEAST_CELL else number(people, language.value)


def _range(x: Estimate, to: str, language: Language) -> str:
    value, low, high = (number(y, language.value, digits=2) for y in (x.value, x.low, x.high))
    return f"{value} ({low} {to} {high})"
