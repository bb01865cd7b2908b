"""`skillmark measure designs`: questions written down before data, and what they found."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from skillmark.cli.console import Exit, emit, out
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.measure.designs.design import Design
    from skillmark.measure.designs.finding import Finding
    from skillmark.measure.designs.planning.terms import Plan
    from skillmark.measure.designs.registry import Registry

app = typer.Typer(help="Questions written down before data: register them, plan and read them.")

FILE = "designs.json"
Folder = Annotated[Path, typer.Argument(help=f"Folder with ledger.csv and {FILE}.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
As = Annotated[str | None, typer.Option("--today", help="Read as of this day (YYYY-MM-DD).")]


@app.command("list")
def list_command(
    folder: Annotated[Path | None, typer.Argument(help=f"Folder with {FILE}.")] = None,
    *,
    as_json: Json = False,
) -> int:
    """List the ready-made questions and what a folder has registered."""
    from skillmark.measure.designs.ready import READY

    there = _registry(folder).current if folder else ()
    if as_json:
        emit(
            {
                "ready": [design.as_json() for design in READY.values()],
                "registered": [one.as_json() for one in there],
            }
        )
        return Exit.GOOD
    table = _table("id", "question", "worth knowing", "unit", "registered", "read on")
    for design in READY.values():
        table.add_row(design.id, *_said(design), "ready-made", "")
    for one in there:
        days = ", ".join(str(day) for day in one.design.readings)
        table.add_row(one.design.id, *_said(one.design), f"{one.at:%Y-%m-%d %H:%M}", days)
    out.print(table)
    return Exit.GOOD


@app.command("show")
def show_command(folder: Folder, name: str, *, as_json: Json = False) -> int:
    """Show a registered design with every change since the first registration."""
    registrations = _registry(folder).of(name)
    if not registrations:
        raise InputError(f"no design {name!r} is registered", where=FILE)
    if as_json:
        emit(
            {
                "registrations": [
                    {
                        **one.as_json(),
                        "changes": [
                            {"name": c.name, "before": c.before, "after": c.after}
                            for c in one.changes
                        ],
                    }
                    for one in registrations
                ]
            }
        )
        return Exit.GOOD
    for one in registrations:
        out.print(f"[bold]{one.at:%Y-%m-%d %H:%M} UTC[/bold] {escape(one.by)}  {one.digest}")
        for change in one.changes:
            out.print(f"  {change.name}: {change.before} -> {change.after}", markup=False)
    for member, value in registrations[-1].design.as_json().items():
        out.print(f"{member}: {json.dumps(value, ensure_ascii=False)}", markup=False)
    return Exit.GOOD


@app.command("register")
def register_command(
    folder: Folder,
    question: Annotated[str, typer.Argument(help="A ready-made question, or a design as JSON.")],
    *,
    read_on: Annotated[
        list[str], typer.Option(help="Day on which the ledger is read; several share alpha.")
    ],
    by: Annotated[str, typer.Option(help="Who writes it down.")],
    worth: Annotated[
        float | None, typer.Option(help="Smallest effect worth knowing, in the question's unit.")
    ] = None,
    covariates: Annotated[
        str | None, typer.Option(help="Columns known before hiring, separated by commas.")
    ] = None,
    horizon: Annotated[float | None, typer.Option(help="Days after hiring.")] = None,
    achievement: Annotated[str | None, typer.Option(help="Which credential; any if left out.")] = (
        None
    ),
    name: Annotated[
        str | None, typer.Option("--id", help="Its id; the question's if left out.")
    ] = (None),
    hired_from: Annotated[str | None, typer.Option(help="Only people hired from this day.")] = None,
    start: Annotated[
        list[str] | None, typer.Option(help="Programme: TEAM=DAY on which the team starts.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Write a design down with a time stamp; a change is a new registration."""
    from skillmark.measure.designs.design import Design
    from skillmark.nouns.objects import parse

    path = Path(question)
    if path.suffix == ".json":
        given = parse(_text(path), where=path.name)
    else:
        given = _ready(question).as_json()
    changed: dict[str, Any] = {
        "id": name,
        "worth_knowing": worth,
        "horizon_days": horizon,
        "achievement": achievement,
        "hired_from": hired_from,
        "covariates": None if covariates is None else [c for c in covariates.split(",") if c],
        "starts": dict(_start(one) for one in start) if start else None,
        "readings": read_on,
    }
    given |= {member: value for member, value in changed.items() if value is not None}
    design = Design.of(given, where=path.name)
    registry = _registry(folder).register(design, now=datetime.now(UTC), by=by)
    (folder / FILE).write_text(registry.written(), encoding="utf-8")
    made = registry.registrations[-1]
    if as_json:
        emit(made.as_json())
    else:
        out.print(f"registered {design.id} as {made.digest}", markup=False)
        for change in made.changes:
            out.print(f"  {change.name}: {change.before} -> {change.after}", markup=False)
    return Exit.GOOD


@app.command("run")
def run_command(
    folder: Folder,
    names: Annotated[list[str] | None, typer.Argument(help="Ids; all if left out.")] = None,
    *,
    today: As = None,
    seed: Annotated[int, typer.Option(help="Seed of the placebo's shuffles.")] = 0,
    as_json: Json = False,
) -> int:
    """Read registered designs; exit 1 where one of them is not established."""
    import numpy as np

    from skillmark.measure.designs.running import run_all
    from skillmark.measure.ledger.reading import read_ledger

    registry = _registry(folder)
    current = registry.current
    for name in names or ():
        if registry.latest(name) is None:
            raise InputError(f"no design {name!r} is registered", where=FILE)
    if not current:
        raise InputError(
            "no design is registered",
            where=str(folder / FILE),
            remedy="register one: skillmark measure designs register",
        )
    found = run_all(
        current,
        read_ledger(folder / "ledger.csv"),
        today=_today(today),
        rng=np.random.default_rng(seed),
    )
    asked = [one for one in found if not names or one.design.id in names]
    for one in asked:
        if as_json:
            emit(one.as_json())
        else:
            _show(one)
    return Exit.GOOD if all(one.established for one in asked) else Exit.NO


@app.command("plan")
def plan_command(
    question: Annotated[str, typer.Argument(help="A ready-made question, or a registered id.")],
    folder: Annotated[Path | None, typer.Argument(help="Folder with ledger.csv.")] = None,
    *,
    worth: Annotated[float | None, typer.Option(help="Smallest effect worth knowing.")] = None,
    mean: Annotated[float | None, typer.Option(help="Assumed mean of the outcome.")] = None,
    sd: Annotated[float | None, typer.Option(help="Assumed standard deviation.")] = None,
    share: Annotated[float, typer.Option(help="Assumed share with the credential.")] = 0.3,
    r2: Annotated[float, typer.Option(help="Assumed share that covariates explain.")] = 0.2,
    separation: Annotated[
        float, typer.Option(help="Assumed spread of the log-odds of having it; 0 for lots.")
    ] = 0.8,
    today: As = None,
    as_json: Json = False,
) -> int:
    """Say how many people a design needs; exit 1 where the ledger has fewer."""
    from skillmark.measure.designs.design import Design
    from skillmark.measure.designs.planning.planned import plan
    from skillmark.measure.designs.planning.terms import Assumptions
    from skillmark.measure.ledger.reading import read_ledger

    last = _registry(folder).latest(question) if folder else None
    design = last.design if last else _ready(question)
    if worth is not None:
        design = Design.of({**design.as_json(), "worth_knowing": worth})
    if folder is None:
        if sd is None or mean is None:
            raise InputError(
                "without a ledger, a plan needs assumptions", remedy="give --mean and --sd"
            )
        made = plan(design, Assumptions(mean, sd, share, r2, separation))
    else:
        made = plan(design, read_ledger(folder / "ledger.csv"), today=_today(today))
    if as_json:
        emit(made.as_json())
    else:
        _show_plan(made)
    return Exit.NO if made.enough is False else Exit.GOOD


def _registry(folder: Path | None) -> Registry:
    from skillmark.measure.designs.registry import Registry

    path = None if folder is None else folder / FILE
    if path is None or not path.exists():
        if folder is not None and not folder.is_dir():
            raise InputError("not a folder", where=str(folder))
        return Registry()
    return Registry.read(_text(path), where=FILE)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not UTF-8", where=path.name) from None
    except OSError as error:
        raise InputError(error.strerror or str(error), where=str(path)) from None


def _ready(question: str) -> Design:
    from skillmark.measure.designs.ready import READY

    for known, design in READY.items():
        if question in (known.value, design.id):
            return design
    raise InputError(
        f"{question!r} is no question",
        remedy=f"known are {', '.join(design.id for design in READY.values())}",
    )


def _start(text: str) -> tuple[str, str]:
    team, equals, day = text.rpartition("=")
    if not equals or not team:
        raise InputError(f"{text!r} is no start", where="--start", remedy="write TEAM=YYYY-MM-DD")
    return team, day


def _today(day: str | None) -> date:
    if day is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise InputError(
            f"{day!r} is not a day", where="--today", remedy="use YYYY-MM-DD"
        ) from None


def _said(design: Design) -> tuple[str, str, str]:
    return design.question.value, f"{design.worth_knowing:g}", design.settled.unit.value


def _show(one: Finding) -> None:
    colour = "green" if one.established else "yellow"
    verdict = "established" if one.established else "not established"
    reasons = ", ".join(objection.code for objection in one.objections)
    mark = "[yellow]simulated[/yellow] " if one.simulated else ""
    line = f"{mark}[bold]{one.design.id}[/bold] [{colour}]{verdict}[/{colour}]"
    out.print(f"{line}{f': {reasons}' if reasons else ''}")
    if one.estimate is None:
        out.print(f"  {escape(str(one.objections[-1].figures.get('said', '')))}")
    else:
        table = _table("", "estimate", "95% interval")
        rows = [("naive difference", one.naive), ("effect on the treated", one.estimate)]
        if one.placebo:
            rows.append((f"placebo ({one.placebo.kind})", one.placebo.estimate))
        for label, it in rows:
            if it is not None:
                table.add_row(label, f"{it.value:,.4g}", f"{it.low:,.4g} to {it.high:,.4g}")
        out.print(table)
    settle = one.settle
    if settle.people_needed and not one.established:
        out.print(
            f"  about {settle.people_needed:,} (now {settle.people_now:,}) would show "
            f"{settle.wanted:,.4g}"
        )
    if settle.day:
        out.print(f"  it can be read on {settle.day}")
    if one.timing:
        known = f"{one.timing.known} of {one.timing.of} outcomes were decided by then"
        out.print(f"  registered {one.registered_at:%Y-%m-%d}: {known}")


def _show_plan(made: Plan) -> None:
    out.print(
        f"{made.design.id}: about {made.people_needed:,} establish {made.wanted:,.4g} four times "
        "in five"
    )
    if made.people_now is not None and made.detectable_now is not None:
        out.print(
            f"  there are {made.people_now:,} ({made.hires_now:,} hires): enough for "
            f"{made.detectable_now:,.4g}"
        )


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="left" if index == 0 else "right")
    return table
