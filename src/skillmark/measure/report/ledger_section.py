"""The report's section about its people: who they are, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.cells import LEAST_CELL, withheld
from skillmark.measure.ledger.columns import COLUMNS, Kind, Known
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.phrases import Said
from skillmark.measure.report.summary import Group
from skillmark.render.document import Figure, Section, Table, further
from skillmark.render.stacked_bars import stacked_bars
from skillmark.render.words import month

_MANY_YEARS: Final = 24


def ledger(said: Said, people: Ledger, groups: Sequence[Group]) -> Section:
    """Who is in the ledger, the groups side by side, and how much is recorded."""
    held = groups[0]
    words = said["report_ledger_whole" if held.suppressed else "ledger_text"]
    made = Section(
        id="ledger",
        title=said["report_questions"],
        paragraphs=(words.format(n=said.number(len(people)), held=said.number(held.n)),),
        figures=_hires(said, people),
        tables=(_groups(said, people, groups),),
    )
    return replace(made, more=further(made, tables=(_recorded(said, people),)))


def period(said: Said, people: Ledger) -> str:
    """From which month to which month people were hired; empty where it is not known."""
    hired = people.day("hired")
    known = hired[~np.isnat(hired)]
    if len(known) < LEAST_CELL:
        return ""
    first, last = (month(day.astype(object), said.language) for day in (known.min(), known.max()))
    return first if first == last else said["report_period"].format(first, last)


def years(people: Ledger) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Return each person's year of hiring (NaT where unknown), and every year that occurs."""
    of_each = people.day("hired").astype("datetime64[Y]")
    return of_each, np.unique(of_each[~np.isnat(of_each)])


def _hires(said: Said, people: Ledger) -> tuple[Figure, ...]:
    of_each, every = years(people)
    if not 1 < len(every) <= _MANY_YEARS:
        return ()
    held = people.held_at_hiring
    counts = [
        (int((of_each[held] == year).sum()), int((of_each[~held] == year).sum())) for year in every
    ]
    # The totals of both columns stand in the next table.
    hidden = withheld(counts)
    rows: list[tuple[str, ...]] = []
    bars = []
    for place, (year, pair) in enumerate(zip(every, counts, strict=True)):
        if place in hidden:
            rows.append((str(year), said["report_withheld"], said["report_withheld"]))
            continue
        rows.append((str(year), *(said.number(count) for count in pair)))
        bars += [
            (str(year), said[name], float(count))
            for name, count in zip(("with", "without"), pair, strict=True)
        ]
    if not bars:
        return ()
    title = said["report_hires"]
    table = Table(title, (said["report_year"], said["with"], said["without"]), tuple(rows))
    svg = stacked_bars(
        bars,
        parts=(said["with"], said["without"]),
        title=title,
        axis=said["report_hires_axis"],
        description="; ".join(f"{row[0]}: {row[1]}, {row[2]}" for row in rows),
        language=said.language,
    )
    return (Figure(svg, title, table, said.simulated),)


def _groups(said: Said, people: Ledger, groups: Sequence[Group]) -> Table:
    header = (
        said["group"],
        said["people"],
        said["median_days"],
        said["cost"].format(people.currency or said["unknown"]),
        said["hours"],
        said["retention"],
    )
    rows = tuple(_group_row(said, group) for group in groups)
    return Table(said["ledger"], header, rows, said["described"])


def _group_row(said: Said, group: Group) -> tuple[str, ...]:
    if group.suppressed:
        return (group.name, said["report_withheld"], *[said["unknown"]] * 4)
    return (
        group.name,
        said.number(group.n),
        said.interval(group.median_days),
        said.interval(group.cost),
        said.interval(group.hours),
        said.shares(group.retention),
    )


def _recorded(said: Said, people: Ledger) -> Table:
    """How much of the ledger is filled, for what can always be filled.

    A day of leaving or of a promotion is empty where it has not happened, so its absence says
    nothing about the record.
    """
    rows = []
    for column in COLUMNS:
        known = _known(people, column.name, column.kind)
        # A share near 0 or 1 would give away a handful of people.
        if known is None or column.known is Known.TREATMENT or known < LEAST_CELL:
            continue
        whole = len(people)
        share = 1.0 if whole - known < LEAST_CELL else known / whole
        rows.append((column.name, said.percent(share)))
    header = (said["report_column"], said["report_share_known"])
    return Table(said["report_recorded"], header, tuple(rows), said["report_recorded_note"])


def _known(people: Ledger, name: str, kind: Kind) -> int | None:
    if kind in {Kind.NUMBER, Kind.RATING, Kind.MONEY}:
        return int((~np.isnan(people.number(name))).sum())
    if kind is Kind.WORDS:
        return int(people.word(name).known.sum())
    if name == "hired":
        return int((~np.isnat(people.day(name))).sum())
    return None
