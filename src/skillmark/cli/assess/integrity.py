"""`skillmark assess integrity`: patterns in responses that a person should look at."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.assess.cells import Cells, read_cells
from skillmark.cli.assess.shared import File, Id, Json, read, table
from skillmark.cli.console import emit, out
from skillmark.nouns.errors import InputError, SkillmarkError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from skillmark.assess.integrity.looking import Findings, Sittings
    from skillmark.assess.responses import Responses

TITLES = {
    "similar_answers": "similar answers",
    "haste": "too fast to have read",
    "fast_and_right": "fast and right on hard questions",
    "easier_since": "easier since the date",
    "drift": "easier over time",
    "gain_on_exposed": "better on exposed questions",
}


def integrity(
    responses: File,
    *,
    id_column: Id = "",
    options: Annotated[
        Path | None, typer.Option(help="CSV of the same form: which option was chosen.")
    ] = None,
    times: Annotated[
        Path | None, typer.Option(help="CSV of the same form: seconds for each question.")
    ] = None,
    dates: Annotated[
        str, typer.Option(help="Column of RESPONSES.csv with the day of sitting, YYYY-MM-DD.")
    ] = "",
    since: Annotated[
        str, typer.Option(help="Day from which on questions may have been known, YYYY-MM-DD.")
    ] = "",
    exposed: Annotated[
        str, typer.Option(help="Questions that may have been known, comma between them.")
    ] = "",
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Say of everything that there is no field data.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what is worth a look: similar answers, haste, questions that become easier.

    Flags are for people to look at and never verdicts: each comes with innocent explanations.
    Where there is nothing to find, one file in twenty has a flag of a kind at the most.
    """
    from skillmark.assess.integrity.looking import look

    if since and not dates:
        raise InputError("--since needs --dates", remedy="name the column with the day of sitting")
    matrix = read(responses, id_column, dates)
    try:
        findings = look(
            _sittings(matrix, id_column, options, times, dates=dates, since=since, exposed=exposed)
        )
    except SkillmarkError as error:
        raise error.at(str(responses)) from error
    if json:
        _emit(findings, simulated=simulated)
    else:
        _show(findings, simulated=simulated)


def _sittings(
    matrix: Responses,
    id_column: str,
    options: Path | None,
    times: Path | None,
    *,
    dates: str,
    since: str,
    exposed: str,
) -> Sittings:
    from skillmark.assess.integrity.looking import Sittings

    return Sittings(
        matrix,
        None if options is None else _numbered(_cells(options, matrix, id_column)),
        None if times is None else _cells(times, matrix, id_column).numbers(),
        _days(matrix.groups, dates) if dates else None,
        float(_day(since, "--since").toordinal()) if since else None,
        tuple(name.strip() for name in exposed.split(",") if name.strip()),
    )


def _cells(path: Path, matrix: Responses, id_column: str) -> Cells:
    """Return the cells of a second file, for the people and items of the first."""
    cells = read_cells(path, id_column=id_column)
    return cells.of(matrix.items, matrix.persons, len(matrix.values))


def _numbered(cells: Cells) -> NDArray[np.int16]:
    """Return the options as numbers, item by item; -1 where there is none."""
    import numpy as np

    found = np.full((len(cells.rows), len(cells.items)), -1, dtype=np.int16)
    for item in range(found.shape[1]):
        column = [row[item] for row in cells.rows]
        numbers = {name: n for n, name in enumerate(sorted(set(column) - {""}))}
        if len(numbers) > MOST_OPTIONS:
            raise InputError(
                f"more than {MOST_OPTIONS} different answers",
                where=f"{cells.path}, column {cells.items[item]}",
            )
        found[:, item] = [numbers.get(name, -1) for name in column]
    return found


MOST_OPTIONS = 20


def _days(words: tuple[str, ...], column: str) -> NDArray[np.float64]:
    import numpy as np

    return np.array([float(_day(one, f"column {column}").toordinal()) for one in words])


def _day(words: str, where: str) -> date:
    try:
        return datetime.fromisoformat(words).date()
    except ValueError:
        raise InputError(f"{words!r} is no day", where=where, remedy="write 2026-11-27") from None


def _emit(findings: Findings, *, simulated: bool) -> None:
    from skillmark.assess.integrity.flags import NO_VERDICT

    found: dict[str, Any] = {
        "flags": [
            {
                "kind": flag.kind.value,
                "who": list(flag.who),
                "what": list(flag.what),
                "strength": flag.strength.word,
                "p": flag.strength.p,
                "p_adjusted": flag.strength.p_adjusted,
                "words": flag.words,
                "figures": dict(flag.figures),
                "innocent": list(flag.innocent),
            }
            for flag in findings.flags
        ],
        "clusters": [list(group) for group in _clusters(findings)],
        "looked_for": [asdict(one) for one in findings.looks],
        "persons": findings.persons,
        "items": findings.items,
        "exposure": findings.exposure,
        "field_data": "simulated: no field data" if simulated else "as given",
        "note": NO_VERDICT,
    }
    emit(found)


def _clusters(findings: Findings) -> tuple[tuple[str, ...], ...]:
    """Return those of more than two people whom flagged pairs connect."""
    from skillmark.assess.integrity.similarity import clusters

    pairs = [(flag.who[0], flag.who[1]) for flag in findings.flags if len(flag.who) == 2]
    return tuple(group for group in clusters(pairs) if len(group) > 2)


def _show(findings: Findings, *, simulated: bool) -> None:
    from rich.markup import escape

    from skillmark.assess.integrity.flags import NO_VERDICT

    if simulated:
        out.print("Simulated responses: no field data.", style="yellow")
    for kind in dict.fromkeys(flag.kind for flag in findings.flags):
        flags = [flag for flag in findings.flags if flag.kind == kind]
        shown = table(f"Worth a look: {TITLES[kind.value]}", "who or what", "p adj.", "strength")
        shown.add_column("why")
        for flag in flags:
            p = flag.strength.p_adjusted
            about = ", ".join(flag.who or flag.what)
            adjusted = "-" if p is None else f"{p:.1e}"
            shown.add_row(escape(about), adjusted, flag.strength.word, escape(flag.words))
        out.print(shown)
        out.print("It may be that " + "; or ".join(flags[0].innocent) + ".", markup=False)
    for group in _clusters(findings):
        out.print(f"Connected by such pairs: {', '.join(group)}", markup=False)
    if not findings.flags:
        out.print(f"Nothing unusual among {findings.persons:,} people.")
    for one in findings.looks:
        what = TITLES[one.kind.value]
        if one.reason:
            out.print(f"Not looked for: {what}: {one.reason}", markup=False, style="dim")
        else:
            out.print(f"Looked for: {what}: {one.tests:,} comparisons", markup=False, style="dim")
    name, most = max(findings.exposure.items(), key=lambda one: one[1])
    out.print(f"Seen most: {name}, by {most:,} people", markup=False, style="dim")
    out.print(NO_VERDICT)
