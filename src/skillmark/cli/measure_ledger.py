"""`skillmark measure ledger`: an HR system's export becomes a ledger, or every mistake is told."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from skillmark.cli.console import Exit, emit, err, out, progress
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.measure.ledger.mapping import Applied, Mapping, Proposal, Sheet

app = typer.Typer(help="The outcome ledger: from an HR system's export, line by line.")

SHOWN = 40
Export = Annotated[Path, typer.Argument(help="CSV as an HR system exports it, or a ledger.csv.")]
Given = Annotated[
    Path | None,
    typer.Option("--mapping", help="What the columns are (JSON, as `ledger map` writes it)."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day of the export, over the mapping's."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


@app.command("map")
def map_command(
    export: Export,
    *,
    destination: Annotated[
        Path | None, typer.Option("--out", help="Write the mapping here, to be looked at.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Propose what each column is; exit 3 while something has to be said by somebody."""
    from skillmark.measure.ledger.mapping import look, propose

    sheet = look(export)
    found = propose(sheet.header, sheet.sample())
    if destination is not None:
        if destination.exists():
            raise InputError("is there already", where=str(destination), remedy="choose another")
        written = json.dumps(found.mapping.as_json(), ensure_ascii=False, indent=1)
        destination.write_text(written + "\n", encoding="utf-8")
    if as_json:
        emit(_proposed(sheet, found))
    else:
        _show(sheet, found)
    return Exit.UNKNOWN if found.questions else Exit.GOOD


@app.command("check")
def check_command(
    export: Export,
    *,
    mapping: Given = None,
    as_of: AsOf = None,
    destination: Annotated[
        Path | None, typer.Option("--out", help="Write the ledger here, where nothing is wrong.")
    ] = None,
    sound: Annotated[
        bool,
        typer.Option("--sound", help="Write it without the people about whom something is wrong."),
    ] = False,
    as_json: Json = False,
) -> int:
    """Read an export by its mapping: 1 where something is wrong, with every line; 0 where not."""
    made, said = _applied(export, mapping, as_of)
    read = made.read
    ledger = read.sound if sound else read.ledger
    written = None
    if destination is not None and ledger is not None:
        from skillmark.measure.ledger.writing import write_to

        with destination.open("w", encoding="utf-8", newline="") as stream:
            write_to(stream, ledger)
        written = str(destination)
    if as_json:
        emit(
            {
                "rows": read.rows,
                "people": len(set(read.everybody.tolist())),
                "sound": 0 if read.sound is None else len(read.sound),
                "currency": None if read.sound is None else read.sound.currency,
                "mistakes": read.mistakes,
                "counted": [
                    {"column": column, "code": code, "lines": count}
                    for (column, code), count in read.counted.items()
                ],
                "problems": [asdict(problem) for problem in read.problems],
                "encoding": made.sheet.encoding,
                "mapping": said.digest,
                "written": written,
            }
        )
    else:
        _tell(made, written)
    return Exit.NO if read.mistakes else Exit.GOOD


@app.command("dictionary")
def dictionary_command(*, as_json: Json = False) -> int:
    """Print the data dictionary: every column, what is in a cell, and what it may serve as."""
    from skillmark.measure.ledger.columns import COLUMNS, GROUP

    groups = "a group whose outcomes are compared; for tables of equity alone"
    if as_json:
        columns = [
            {"column": c.name, "kind": c.kind, "known": c.known, "meaning": c.meaning}
            for c in COLUMNS
        ]
        emit({"columns": columns, "groups": f"{GROUP}NAME"})
        return Exit.GOOD
    table = _table("column", "a cell holds", "known", "meaning")
    for column in COLUMNS:
        table.add_row(column.name, column.kind, column.known, column.meaning)
    table.add_row(f"{GROUP}NAME", "words", "before", groups)
    out.print(table)
    return Exit.GOOD


def _applied(export: Path, file: Path | None, as_of: datetime | None) -> tuple[Applied, Mapping]:
    from skillmark.cli.files import read_text
    from skillmark.measure.ledger.mapping import apply, look, propose, read_mapping

    sheet = look(export)
    if file is not None:
        said = read_mapping(read_text(file), where=str(file))
    else:
        found = propose(sheet.header, sheet.sample())
        said = found.mapping
        asked = [one for one in found.questions if one.code != "as_of" or as_of is None]
        if asked:
            first = asked[0]
            raise InputError(
                f"nobody has said of {first.column}: {first.code}",
                where=f"{export.name}, column {first.source}" if first.source else export.name,
                remedy="write a mapping with `skillmark measure ledger map --out M.json`, say it"
                " there and give it with --mapping",
                code="open_question",
            )
    if as_of is not None:
        said = replace(said, as_of=as_of.date())
    with progress() as bar:
        task = bar.add_task("reading", total=None)
        return apply(said, sheet, progress=lambda rows: bar.update(task, completed=rows)), said


def _proposed(sheet: Sheet, found: Proposal) -> dict[str, object]:
    return {
        "encoding": sheet.encoding,
        "separator": sheet.separator,
        "header_line": sheet.starts,
        "mapping": found.mapping.as_json(),
        "digest": found.mapping.digest,
        "guesses": [asdict(guess) for guess in found.guesses],
        "questions": [asdict(question) for question in found.questions],
        "address": found.address or None,
        "left_out": [{"source": name, "why": why} for name, why in found.left_out],
    }


def _show(sheet: Sheet, found: Proposal) -> None:
    table = _table("ledger", "column of the file", "how sure", "by")
    for guess in found.guesses:
        colour = "green" if guess.confidence == "sure" else "yellow"
        table.add_row(
            guess.column,
            escape(guess.source),
            f"[{colour}]{guess.confidence}[/{colour}]",
            guess.reason.replace("_", " "),
        )
    out.print(table)
    if sheet.recoded:
        out.print(f"read as {sheet.encoding}: look at the umlauts")
    for question in found.questions:
        example = f" ({escape(question.example)})" if question.example else ""
        source = f" in {escape(question.source)}" if question.source else ""
        out.print(
            f"[yellow]to be said[/yellow]: {question.column}{source}: {question.code}{example}"
        )
    if found.left_out:
        names = ", ".join(f"{name} ({why})" if why else name for name, why in found.left_out)
        out.print(f"left out and never stored: {escape(names)}")
    if found.address:
        out.print(f"addresses, only for linking who agreed: {escape(found.address)}")


def _tell(made: Applied, written: str | None) -> None:
    read = made.read
    people = 0 if read.sound is None else len(read.sound)
    if made.sheet.recoded:
        err.print(f"read as {made.sheet.encoding}: look at the umlauts")
    if read.mistakes:
        counts = _table("column", "what", "lines")
        for (column, code), count in sorted(read.counted.items(), key=lambda one: -one[1]):
            counts.add_row(escape(column) or "–", code.replace("_", " "), f"{count:,}")
        out.print(counts)
        for problem in read.problems[:SHOWN]:
            place = f"line {problem.line}" + (f", {problem.column}" if problem.column else "")
            out.print(f"[red]{escape(place)}[/red]: {escape(problem.cause)} ({problem.remedy})")
        if read.mistakes > SHOWN:
            out.print(f"and {read.mistakes - SHOWN:,} more (--json has the first thousand)")
    out.print(
        f"{read.rows:,} rows, {read.mistakes:,} mistakes, {people:,} people about whom nothing is"
        " wrong"
    )
    if written:
        out.print(f"written: {written}", markup=False)


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table
