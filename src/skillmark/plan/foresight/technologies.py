"""O*NET's hot and in-demand technologies, from the official workbook `Technology Skills`.

Hot: named often in employers' advertisements all over the economy. In demand: named often in those
for one occupation. Both are O*NET's own judgements of a release, and no forecast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from skillmark.nouns.errors import InputError
from skillmark.skills.exchange import sheets

SOURCE = "O*NET Technology Skills"
COLUMNS = ("O*NET-SOC Code", "Example", "Hot Technology", "In Demand")


@dataclass(frozen=True, slots=True)
class Technology:
    """One product or language, and how O*NET marks it."""

    name: str
    hot: bool
    occupations: int
    """Occupations that use it."""
    in_demand: tuple[str, ...]
    """Codes of the occupations in which it is in demand."""


def read_technologies(workbook: bytes, *, where: str) -> tuple[Technology, ...]:
    """Read the workbook (.xlsx) or its text form (tab-separated); raises `InputError`."""
    rows = _rows(workbook, where=where)
    header = [name.strip() for name in next(rows, [])]
    if missing := [name for name in COLUMNS if name not in header]:
        raise InputError(
            f"the column {missing[0]} is missing",
            where=where,
            remedy="give the file Technology Skills of an official O*NET release",
        )
    code_at, name_at, hot_at, demand_at = (header.index(name) for name in COLUMNS)
    used: dict[str, set[str]] = defaultdict(set)
    demanded: dict[str, set[str]] = defaultdict(set)
    hot: set[str] = set()
    for row in rows:
        cells = [*row, *[""] * (len(header) - len(row))]
        name = cells[name_at].strip()
        if not name:
            continue
        used[name].add(cells[code_at])
        if cells[hot_at].strip() == "Y":
            hot.add(name)
        if cells[demand_at].strip() == "Y":
            demanded[name].add(cells[code_at])
    if not used:
        raise InputError("it names no technology", where=where)
    return tuple(
        Technology(name, name in hot, len(codes), tuple(sorted(demanded[name])))
        for name, codes in sorted(used.items())
    )


def _rows(workbook: bytes, *, where: str) -> Iterator[list[str]]:
    if workbook[:2] == b"PK":
        yield from sheets.rows(workbook, where=where)
        return
    try:
        text = workbook.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("it is neither an Excel workbook nor a text", where=where) from None
    for line in text.splitlines():
        yield line.split("\t")
