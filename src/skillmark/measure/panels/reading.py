"""Reading a panel from CSV, one row a unit and period; everything wrong is named by its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from skillmark.measure.panels.panel import NEVER, Panel
from skillmark.measure.table import Row, need, number, read_rows
from skillmark.nouns.errors import InputError


def read_panel(
    path: Path,
    *,
    unit: str,
    time: str,
    first_treated: str,
    outcome: str,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
) -> Panel:
    """Read a panel from CSV, one row a unit and period.

    `first_treated` is the first period of treatment; empty, 0, "never" or "inf" for units never
    treated. A unit with two rows for a period, a missing period, a changing first period or a
    changing cluster is refused with its line.
    """
    columns, rows = read_rows(path)
    names = tuple(dict.fromkeys(name.strip() for name in covariates if name.strip()))
    wanted = [unit, time, first_treated, outcome, *names, *([cluster] if cluster else [])]
    need(columns, wanted, name=path.name)
    for name in names:
        if name in (unit, time, first_treated, outcome):
            raise InputError(
                f"{name!r} has another role and cannot be a covariate too",
                remedy="take it out of the covariates",
            )
    units: dict[str, int] = {}
    starts: list[float] = []
    shared: list[str] = []
    seen: dict[tuple[int, float], int] = {}
    for k, row in enumerate(rows):
        place = f"{path.name}, line {row.line}"
        who = row.cells[unit]
        if not who:
            raise InputError("a row without a unit", where=f"{place}, column {unit}")
        when = number(row.cells[time], where=f"{place}, column {time}")
        start = _start(row.cells[first_treated], f"{place}, column {first_treated}")
        group = row.cells[cluster] if cluster else ""
        index = units.setdefault(who, len(units))
        if index == len(starts):
            starts.append(start)
            shared.append(group)
        if starts[index] != start:
            raise InputError(
                f"unit {who!r} has another first period than above",
                where=place,
                remedy="give the first period of treatment in every row; it stays treated after",
            )
        if shared[index] != group:
            raise InputError(
                f"unit {who!r} is in another cluster than above",
                where=f"{place}, column {cluster}",
                remedy="a unit stays in one cluster: give the same in every row",
            )
        if cluster and not group:
            raise InputError(f"unit {who!r} has no cluster", where=f"{place}, column {cluster}")
        if (index, when) in seen:
            raise InputError(f"unit {who!r} has two rows for period {when:g}", where=place)
        seen[index, when] = k
    order, periods = _balanced(seen, tuple(units), path.name)
    shape = (len(units), len(periods))
    return Panel(
        units=tuple(units),
        periods=periods,
        first_treated=np.array(starts),
        outcome=np.reshape(_column(rows, order, outcome, path.name), shape),
        covariates=np.reshape(
            np.array([_column(rows, order, name, path.name) for name in names]).T,
            (*shape, len(names)),
        )
        if names
        else np.empty((0, 0, 0)),
        names=names,
        clusters=np.unique(np.array(shared), return_inverse=True)[1] if cluster else None,
    )


def _column(rows: Sequence[Row], order: Sequence[int], column: str, name: str) -> list[float]:
    return [
        number(rows[k].cells[column], where=f"{name}, line {rows[k].line}, column {column}")
        for k in order
    ]


def _start(cell: str, where: str) -> float:
    if cell.lower() in ("", "0", "never", "inf", "na", "nan"):
        return NEVER
    return number(cell, where=where) or NEVER


def _balanced(
    seen: dict[tuple[int, float], int], units: tuple[str, ...], name: str
) -> tuple[list[int], tuple[float, ...]]:
    """Return the rows by unit and period, and the periods."""
    periods = tuple(sorted({when for _, when in seen}))
    if len(periods) < 2:
        raise InputError("only one period", where=name, remedy="a panel needs two or more periods")
    order = []
    for index, who in enumerate(units):
        for when in periods:
            row = seen.get((index, when))
            if row is None:
                raise InputError(
                    f"unit {who!r} has no row for period {when:g}",
                    where=name,
                    remedy="complete the panel or leave the unit out",
                    code="unbalanced",
                )
            order.append(row)
    return order, periods
