"""The report's section on outcomes by group: described, compared with the largest, no verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from skillmark.measure.estimate import Estimate
from skillmark.measure.insight import equity as groups
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report.phrases import Said
from skillmark.render.document import Section, Table, further


def equity(said: Said, ledger: Ledger, *, today: date) -> Section | None:
    """Outcomes by group; `None` where the ledger has no groups, or none that can be compared."""
    tables = groups.equity(ledger, today=today)
    told = [(table, row) for table in tables for row in table.rows if row.comparable]
    if not told:
        return None
    compared = sum(cell.p is not None for _table, row in told for cell in row.cells)
    hold = [
        said["insight_equity_one"].format(
            outcome=said[f"insight_{row.outcome}"],
            group=_group(said, cell.groups),
            kind=table.kind,
            gap=_gap(said, row.outcome, cell.gap),
        )
        for table, row in told
        for cell in row.cells
        if cell.differs
    ]
    summary = (
        said["insight_equity_some"].format(
            k=said.number(len(hold)), n=said.number(compared), list="; ".join(hold)
        )
        if hold
        else said["insight_equity_none"].format(n=said.number(compared))
    )
    section = Section(
        "insight_equity",
        said["insight_equity"],
        paragraphs=(said["insight_equity_text"], said.marked(summary)),
    )
    shown = (table for table in tables if any(row.comparable for row in table.rows))
    more = further(section, tables=tuple(_table(said, one, ledger.currency or "") for one in shown))
    return replace(section, more=more)


def _table(said: Said, table: groups.Table, currency: str) -> Table:
    keys = ("insight_outcome", "group", "people", "insight_value", "insight_difference")
    rows = tuple(
        _line(said, row, cell, currency)
        for row in table.rows
        if row.comparable
        for cell in row.cells
    )
    caption = said["insight_equity_table"].format(kind=table.kind)
    return Table(caption, tuple(said[key] for key in keys), rows, names=2)


def _group(said: Said, names: Sequence[str]) -> str:
    return " + ".join(name or said["insight_not_stated"] for name in names)


def _line(said: Said, row: groups.Row, cell: groups.Cell, currency: str) -> tuple[str, ...]:
    outcome, group = said[f"insight_{row.outcome}"], _group(said, cell.groups)
    if cell.hidden:
        return (outcome, group, said["few"], said["unknown"], said["unknown"])
    own = said["unknown"]
    if cell.own is not None:
        share = row.outcome in groups.SHARES
        own = said.percent(cell.own.value) if share else said.number(cell.own.value)
        own = f"{own} {currency}" if row.outcome == "starting_pay" else own
    gap = said["insight_reference"] if cell.reference else _gap(said, row.outcome, cell.gap)
    return (outcome, group, said.number(cell.n), own, gap)


def _gap(said: Said, outcome: str, found: Estimate | None) -> str:
    if found is None:
        return said["unknown"]
    if outcome == "days_to_productivity":
        shown = said["insight_days"].format(said.number(found.value, 1))
        return f"{shown} ({said.range(found.low, found.high, 1)})"
    low, high = 100 * found.low, 100 * found.high
    if outcome in groups.SHARES:
        shown = said["insight_points"].format(said.number(100 * found.value))
        return f"{shown} ({said.range(low, high)})"
    shown = said.percent(found.value)
    return f"{shown} ({said['to'].format(said.percent(found.low), said.percent(found.high))})"
