"""The report's section on how people judge themselves, beside what was assessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from skillmark.measure.insight import calibration as rating
from skillmark.measure.insight.reading import Rating
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.phrases import Said
from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render import charts
from skillmark.render.against_diagonal import against_diagonal
from skillmark.render.document import Figure, Section, Table


def calibration(
    said: Said, ratings: Sequence[Rating], ledger: Ledger | None = None
) -> Section | None:
    """How people judge themselves; `None` without ratings, or of too few people."""
    if not ratings:
        return None
    first = _first(ratings)
    try:
        found = rating.calibration(
            [one.self_rated for one in first],
            [one.assessed for one in first],
            person=[one.person for one in first],
        )
    except UnavailableError:
        return None
    key = "bias_open" if found.code == "open" else found.code
    sentence = said[f"insight_{key}"].format(
        b=said.number(found.bias.value, 2),
        l=said.number(found.bias.low, 2),
        h=said.number(found.bias.high, 2),
        n=said.number(found.n),
        p=said.number(found.people),
    )
    header = (said["insight_said"], said["insight_ratings"], said["insight_assessed"])
    rows, points = [], []
    for one in found.curve:
        level = said.number(one.at)
        if one.mean is None:
            rows.append((level, said["few"], said["unknown"]))
            continue
        e = one.mean
        points.append((one.at, charts.IntervalRow("", e.value, e.low, e.high)))
        shown = f"{said.number(e.value, 1)} ({said.range(e.low, e.high, 1)})"
        rows.append((level, said.number(one.n), shown))
    table = Table(said["insight_figure_calibration"], header, tuple(rows))
    figures: tuple[Figure, ...] = ()
    if points:
        svg = against_diagonal(
            points,
            domain=(rating.LOWEST, rating.HIGHEST),
            title=table.caption,
            across=said["insight_across"],
            up=said["insight_up"],
            agree=said["insight_agree"],
            description="; ".join(f"{row[0]}: {row[2]}" for row in rows),
            language=said.language,
        )
        figures = (Figure(svg, table.caption, table, said.simulated),)
    return Section(
        "insight_calibration",
        said["insight_calibration"],
        claims=_change(said, ratings, ledger),
        paragraphs=(said.marked(sentence), said["insight_noise"]),
        figures=figures,
    )


def _first(ratings: Sequence[Rating]) -> list[Rating]:
    """Return each person's first rating of a skill: later ones know of a result."""
    found: dict[tuple[str, str], Rating] = {}
    for one in sorted(ratings, key=lambda one: one.date):
        found.setdefault((one.person, one.skill), one)
    return list(found.values())


def _change(said: Said, ratings: Sequence[Rating], ledger: Ledger | None) -> tuple[Claim, ...]:
    trained: dict[str, Any] | None = None
    if ledger is not None:
        days = ledger.day("credential_date")
        there = ~np.isnat(days)
        trained = {
            str(person): day.astype(date)
            for person, day in zip(ledger.people[there], days[there], strict=True)
        }
    found = rating.changes(ratings, trained=trained).trained
    if found is None:
        return ()
    e = found.error
    sentence = said["insight_change"].format(
        e=said.number(e.value, 2),
        l=said.number(e.low, 2),
        h=said.number(e.high, 2),
        p=said.number(found.people),
    )
    claim = Claim(ClaimType.TREND, sentence, e.value, e.low, e.high, found.people)
    return (said.claim(claim),)
