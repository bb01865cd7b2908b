"""One table for people, one line of JSON for programs."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

MISSING = "no peer on this machine"


class PeerMissingError(Exception):
    """A peer that continuous integration must have is not there."""


@dataclass
class Figures:
    """The figures of one bench: rows by column, and what a reader has to know."""

    name: str
    title: str
    columns: Sequence[str]
    """Also the order of the columns; the first is text, the others are numbers."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, **row: Any) -> None:
        """Add a row; a column that is left out stays empty."""
        self.rows.append(row)

    def missing(self, who: str, remedy: str, *, required: bool) -> None:
        """Say that a peer is not here; where `CI=true`, a required one is a failure."""
        if required and os.environ.get("CI") == "true":
            raise PeerMissingError(f"{who}: {MISSING}; {remedy}")
        self.add(**{self.columns[0]: f"{who}: {MISSING}"})
        self.notes.append(f"{who} is missing: {remedy}")

    def show(self, *, as_json: bool) -> None:
        """Print the table; with `as_json` to stderr, and one JSON object as a line to stdout."""
        console = Console(
            stderr=as_json, highlight=False, width=None if sys.stdout.isatty() else 160
        )
        table = Table(title=self.title, title_justify="left", title_style="bold")
        for number, column in enumerate(self.columns):
            heading = column.replace("_per_", "/").replace("_", " ")
            table.add_column(heading, justify="right" if number else "left", no_wrap=True)
        for row in self.rows:
            table.add_row(*(_cell(row.get(column)) for column in self.columns))
        console.print(table)
        for note in self.notes:
            console.print(Padding(" ".join(note.split()), (0, 2)))
        if as_json:
            sys.stdout.write(json.dumps(self.as_json(), ensure_ascii=False, allow_nan=False) + "\n")

    def as_json(self) -> dict[str, Any]:
        """Return everything, with what ran it."""
        return {
            "bench": self.name,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "rows": self.rows,
            "notes": [" ".join(note.split()) for note in self.notes],
        }


def options(about: str | None) -> argparse.ArgumentParser:
    """Return a parser with what every bench understands."""
    parser = argparse.ArgumentParser(description=(about or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="tiny cases: does it run at all?")
    parser.add_argument("--json", action="store_true", help="one line of JSON on stdout")
    return parser


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
