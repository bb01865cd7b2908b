"""`skillmark doctor`: is the site well, and what to do where it is not."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from skillmark.cli.console import Exit, emit, err, out

if TYPE_CHECKING:
    from skillmark.server.checkup.check import Check
    from skillmark.server.environment import Environment

MARKS = {"ok": "[green]ok[/]", "warn": "[yellow]warn[/]", "fail": "[bold red]fail[/]"}


def command(
    json: Annotated[bool, typer.Option("--json", help="One JSON object to stdout.")] = False,
) -> int:
    """Check machine, settings, keys, database and mail; exit code 1 where something fails."""
    from skillmark.server import environment
    from skillmark.server.checkup import house, machine
    from skillmark.server.checkup.check import State, worst

    now = datetime.now(UTC)
    site = environment.read()
    with err.status("looking ..."):
        found = [*machine.checks(site, now=now), *house.checks(site, os.environ, now=now)]
        found += _records(site, found, now=now)
    overall = worst(found)
    if json:
        lines = [
            {"check": c.name, "state": c.state.value, "detail": c.detail, "remedy": c.remedy}
            for c in found
        ]
        emit({"state": overall.value, "checks": lines})
    else:
        _show(found)
    return Exit.NO if overall is State.FAIL else Exit.GOOD


def _records(site: Environment, found: list[Check], *, now: datetime) -> list[Check]:
    """Look into the database, where there is one and opening it does no harm."""
    from skillmark.server.archive.manifest import DATABASE
    from skillmark.server.checkup.check import State

    broken = {c.name for c in found if c.state is State.FAIL}
    if broken & {"sqlite", "data folder"} or not (
        site.database_url or (site.data / DATABASE).is_file()
    ):
        return []
    from skillmark.cli.project import start

    start()
    from skillmark.server.checkup import records

    return list(records.checks(site, now=now))


def _show(found: list[Check]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for check in found:
        table.add_row(MARKS[check.state.value], check.name, _plain(check.detail))
        if check.remedy:
            table.add_row("", "", f"[dim]->[/] {_plain(check.remedy)}")
    out.print(table)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
