"""`skillmark measure costs`: what a programme costs and is worth, every assumption listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from skillmark.cli.console import Exit, emit, out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skillmark.measure.costs.isolation import Isolated
    from skillmark.measure.costs.phillips import Rung
    from skillmark.measure.costs.simulating import Outcome
    from skillmark.measure.report.cost_words import CostWords


def costs(
    folder: Annotated[
        Path,
        typer.Argument(
            help="costs.csv, assumptions.csv, and optionally ledger.csv, designs.json, "
            "participants.csv, trend.csv."
        ),
    ],
    draws: Annotated[int, typer.Option(min=10_000, max=1_000_000, help="Draws.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1,
    template: Annotated[
        bool,
        typer.Option("--template", help="Write empty costs.csv and assumptions.csv to fill in."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> int:
    """Say what a programme costs and saves, and what would have to be true for it to pay.

    Exit code 0 means that it pays by what counts, 1 that it does not, 3 that it cannot be told.
    """
    if template:
        return _template(folder)
    from datetime import UTC, datetime

    import numpy as np

    from skillmark.measure.costs.measured import last_day
    from skillmark.measure.costs.plain import as_json as plain
    from skillmark.measure.costs.reading import read_costs
    from skillmark.measure.costs.simulating import Verdict
    from skillmark.measure.designs.registry import Registry
    from skillmark.measure.ledger.reading import read_ledger
    from skillmark.measure.report.costing import work_out
    from skillmark.measure.report.questions import findings, isolated
    from skillmark.nouns.errors import InputError, UnreadableError

    if not folder.is_dir():
        raise UnreadableError("not a folder", where=str(folder))
    given = read_costs(folder)
    if not given:
        raise InputError(
            "no costs.csv and no assumptions.csv in which anything is filled in",
            where=str(folder),
            remedy=f"begin with: skillmark measure costs {folder} --template",
        )
    ledger = read_ledger(folder / "ledger.csv") if (folder / "ledger.csv").exists() else None
    day = (last_day(ledger) if ledger is not None else None) or datetime.now(UTC).date()
    changes: tuple[Isolated, ...] = ()
    if ledger is not None:
        asked = folder / "designs.json"
        registry = Registry.read(asked.read_text(encoding="utf-8")) if asked.exists() else None
        rng = np.random.default_rng(seed)
        changes = isolated(findings(registry, ledger, today=day, rng=rng))
    found = work_out(given, ledger, changes, today=day, seed=seed, draws=draws)
    verdict = found.outcome.verdict if found.outcome else Verdict.NO_COSTS
    if as_json:
        emit(plain(found.outcome, found.rungs))
    elif found.outcome is not None:
        _show(found.outcome, found.rungs)
    if verdict is Verdict.PAYS:
        return Exit.GOOD
    return Exit.NO if verdict is Verdict.DOES_NOT_PAY else Exit.UNKNOWN


def _template(folder: Path) -> int:
    """Write files to fill in, and never over what is there."""
    from skillmark.measure.costs.templates import TEMPLATES
    from skillmark.nouns.errors import ConflictError

    folder.mkdir(parents=True, exist_ok=True)
    there = [name for name in TEMPLATES if (folder / name).exists()]
    if there:
        raise ConflictError(
            f"{there[0]} is there already", where=str(folder), remedy="move it, or fill it in"
        )
    for name, text in TEMPLATES.items():
        (folder / name).write_text(text, encoding="utf-8")
    out.print(f"written: {', '.join(str(folder / name) for name in TEMPLATES)}", markup=False)
    return Exit.GOOD


def _show(outcome: Outcome, rungs: Sequence[Rung]) -> None:
    from skillmark.measure.report import cost_pictures
    from skillmark.measure.report.cost_words import CostWords
    from skillmark.measure.report.phrases import PHRASES, Said

    words = CostWords(Said(PHRASES["en"], "en", simulated=False), outcome.model.currency)
    if outcome.model.simulated:
        out.print("[yellow]simulated[/yellow]: rows of this come from a documented model")
    pictures = (
        cost_pictures.costs_and_savings(words, outcome),
        cost_pictures.what_moves(words, outcome),
        cost_pictures.levels(words, rungs),
    )
    for picture in pictures:
        if picture is not None:
            _table(picture.table.caption, picture.table.header, picture.table.rows)
    _assumptions(words, outcome)
    if outcome.unstated and outcome.costs is not None:
        total = words.money(outcome.costs.mean)
        said = words["at_least"].format(costs=total, kinds=words.kinds(outcome.unstated))
        out.print(escape(said))
    true = cost_pictures.what_would_have_to_be_true(words, outcome)
    if true is not None:
        _table(f"{true.caption}: {true.note}", true.header, true.rows)
    if outcome.if_true is not None:
        out.print(escape(words.if_true(outcome)), style="dim")
    if outcome.counted is not None and outcome.counted.benefits.high > 0:
        share = words.percent(outcome.counted.above_zero)
        out.print(escape(words["above_zero"].format(p=share)), style="dim")
    out.print(f"[bold]{escape(words.verdict(outcome))}[/bold]")


def _assumptions(words: CostWords, outcome: Outcome) -> None:
    from skillmark.measure.report.cost_section import assumptions

    table = assumptions(words, outcome)
    if table is not None:
        _table(table.caption, table.header, table.rows)


def _table(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(
        box=None, header_style="dim", pad_edge=False, title=escape(caption), title_justify="left",
        title_style="bold",
    )  # fmt: skip
    for number, heading in enumerate(header):
        table.add_column(escape(heading), justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    out.print(table)
    out.print()
