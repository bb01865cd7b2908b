"""`skillmark verify`: check badges of any wrapping, one or very many."""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillmark.cli.console import Exit, complain, emit, out, progress, worst
from skillmark.nouns.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from skillmark.trust.fetched import Fetch
    from skillmark.verify.report import Report
    from skillmark.verify.sources import Source
    from skillmark.verify.verify import Verifier

ALLOW = "SKILLMARK_FETCH_ALLOW"
"""Environment variable: origins (`http://127.0.0.1:8000`, comma-separated) inside one's own network
that may be asked although they are not public."""


@dataclass(frozen=True)
class Task:
    """What a batch is verified against, in a form that can travel to another process."""

    now: datetime
    offline: bool
    registries: tuple[bytes, ...]
    contexts: tuple[tuple[str, bytes], ...]
    holder: str
    require_known_issuer: bool
    allow: frozenset[str]

    def __call__(self, sources: list[Source]) -> list[Report]:
        """Verify these sources, in order."""
        verifier = _verifier(self)
        return [_check(verifier, source) for source in sources]


@functools.lru_cache(maxsize=1)
def _verifier(task: Task) -> Verifier:
    """Make the verifier once a process, so that what it fetched serves the whole batch."""
    from skillmark.trust.contexts import bundled
    from skillmark.verify.registry import Registry
    from skillmark.verify.verify import Verifier

    registry = None
    if task.registries:
        lists = [Registry.read(data) for data in task.registries]
        registry = Registry.of(issuer for one in lists for issuer in one.issuers.values())
    return Verifier(
        now=task.now,
        fetch=None if task.offline else client(task.allow),
        contexts=bundled().with_extra(dict(task.contexts)),
        registry=registry,
        holder=task.holder,
        require_known_issuer=task.require_known_issuer,
    )


def client(allow: frozenset[str] | None = None) -> Fetch:
    """Return the HTTP client that commands use."""
    from skillmark.fetch.client import Client

    return Client(allow=allowed() if allow is None else allow)


def allowed() -> frozenset[str]:
    """Return the origins that `SKILLMARK_FETCH_ALLOW` names."""
    return frozenset(part.strip() for part in os.environ.get(ALLOW, "").split(",") if part.strip())


def _check(verifier: Verifier, source: Source) -> Report:
    from skillmark.verify.report import unreadable

    if source.error is not None:
        return unreadable(source.name, source.error)
    return verifier.check_bytes(source.data, source=source.name, staples=source.staples)


def command(
    *,
    what: Annotated[list[str], typer.Argument(help="Files, folders, archives, .jsonl or links.")],
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody.")] = False,
    trust: Annotated[
        list[Path] | None, typer.Option(help="List of issuers that you trust (JSON).")
    ] = None,
    require_known_issuer: Annotated[
        bool, typer.Option("--require-known-issuer", help="An issuer in none of the lists is a no.")
    ] = False,
    holder: Annotated[
        str, typer.Option(help="E-mail address or DID of whom it must belong to.")
    ] = "",
    context: Annotated[
        list[str] | None, typer.Option(help="URL=FILE: pin one more JSON-LD context.")
    ] = None,
    at: Annotated[
        str, typer.Option(help="Verify for this moment (ISO 8601) and not for now.")
    ] = "",
    jobs: Annotated[int, typer.Option(min=1, help="How many processes work at once.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> int:
    """Check badges: JSON, JWT, PNG, SVG; in files, folders, archives, lists or behind links.

    Ends with 0 if all are valid, 1 if one is not, 3 if one could not be checked.
    """
    from skillmark.compute.bulk import in_order, processes
    from skillmark.verify import sources

    if require_known_issuer and not trust:
        raise InputError("--require-known-issuer needs --trust", remedy="name a list of issuers")
    task = Task(
        now=_moment(at),
        offline=offline,
        registries=tuple(_read(path) for path in trust or ()),
        contexts=tuple(_pin(pair) for pair in context or ()),
        holder=holder,
        require_known_issuer=require_known_issuer,
        allow=allowed(),
    )
    _verifier(task)  # a registry or context that makes no sense is told before anything else
    found = sources.expand(what, fetch=None if offline else client(task.allow))
    tally: Counter[Exit] = Counter()
    alone = _alone(what)
    with processes(jobs) as executor, progress() as bar:
        line = bar.add_task("verifying", total=None)
        reports = in_order(task, found, executor=executor, jobs=jobs)
        for report in _told(reports, alone=alone):
            bar.advance(line)
            tally[_code(report)] += 1
            if json:
                emit(report.to_json())
            elif alone:
                _show(report)
            else:
                _show_line(report)
    if not json and not alone:
        _show_tally(tally)
    return worst(tally)


def _told(reports: Iterable[Report], *, alone: bool) -> Iterator[Report]:
    """Pass reports on; what could not be read is told on stderr as well, and ends a single one."""
    from skillmark.verify.checks import Reason

    for report in reports:
        if report.reason is Reason.UNREADABLE:
            cause = report.checks[0].detail
            where = "" if cause.startswith(report.source) else report.source
            if alone:
                kind = UnavailableError if report.source.startswith("http") else InputError
                raise kind(cause, where=where)
            complain(f"{where}: {cause}" if where else cause)
        yield report


def _alone(what: list[str]) -> bool:
    """Say whether one credential was named, rather than a batch."""
    if len(what) != 1:
        return False
    path = Path(what[0])
    return path.suffix.lower() not in {".jsonl", ".ndjson"} and not path.is_dir()


def _code(report: Report) -> Exit:
    return {"valid": Exit.GOOD, "invalid": Exit.NO, "unknown": Exit.UNKNOWN}[report.verdict.value]


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{text!r} is no moment", where="--at", remedy="write 2026-05-31T12:00:00Z"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pin(pair: str) -> tuple[str, bytes]:
    # a URL may hold "=" itself, a file name hardly ever
    url, equals, file = pair.rpartition("=")
    if not equals or not url or not file:
        raise InputError(f"{pair!r} is not URL=FILE", where="--context")
    return url, _read(Path(file))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", where=str(path)) from None


_COLOURS = {"valid": "green", "invalid": "red", "unknown": "yellow"}
_MARKS = {
    "pass": ("✓", "green"),
    "fail": ("✗", "red"),
    "unknown": ("?", "yellow"),
    "not_applicable": ("·", "dim"),
}


def _show_line(report: Report) -> None:
    """Print one line of a batch: the verdict, what it is about, and what decided against it."""
    from rich.text import Text

    from skillmark.verify.checks import decisive

    line = Text(f"{report.verdict.value:8}", style=f"bold {_COLOURS[report.verdict.value]}")
    line.append(printable(report.source), style="not bold default")
    if _says_something(report):
        said = report.summary
        line.append(f"  {printable(said.achievement)}, {printable(said.issuer_name)} ", "default")
        line.append(f"<{printable(said.issuer_id)}>", "dim default")
    if report.caution:
        line.append(f"  {printable(report.caution)}", "not bold yellow")
    if report.reason:
        line.append(f"\n        {report.reason.value.replace('_', ' ')}: ", "not bold")
        check = decisive(report.checks, report.verdict)
        line.append(printable(check.detail) if check else "", "not bold default")
    out.print(line)


def _show_tally(tally: Counter[Exit]) -> None:
    from rich.text import Text

    line = Text(f"{tally.total():,} checked: ")
    for code, word in ((Exit.GOOD, "valid"), (Exit.NO, "invalid"), (Exit.UNKNOWN, "unknown")):
        line.append(f"{tally[code]:,} {word}  ", style=f"bold {_COLOURS[word]}")
    out.print(line)


def _show(report: Report) -> None:
    """Print one report for people: the verdict, what it is about, and every check."""
    from rich.table import Table
    from rich.text import Text

    colour = _COLOURS[report.verdict.value]
    title = Text(report.verdict.value.upper(), style=f"bold reverse {colour}")
    if report.reason:
        title.append(f" {report.reason.value.replace('_', ' ')}", style=f"not reverse {colour}")
    title.append(f"  {printable(report.source)}", style="not reverse bold")
    out.print(title)
    if _says_something(report):
        said = report.summary
        # a name can be imitated, its identifier cannot: they are always shown together
        out.print(
            Text(f"  {printable(said.achievement)}  from {printable(said.issuer_name)} "),
            Text(f"<{printable(said.issuer_id)}>", style="dim"),
        )
        for skill in said.skills:
            level = f", level {skill.level}" if skill.level else ""
            out.print(Text(f"  • {printable(skill.name)}{level}"))
        if report.caution:
            out.print(Text(f"  {printable(report.caution)}", style="yellow"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    for check in report.checks:
        mark, style = _MARKS[check.status.value]
        table.add_row(
            Text(f"  {mark}", style=style),
            Text(check.name.value.replace("_", " ")),
            Text(printable(check.detail)),
            Text(check.spec, style="dim"),
        )
    out.print(table)
    if report.as_of:
        out.print(Text(f"  as of {report.as_of.isoformat(timespec='seconds')}", style="dim"))
    out.print()


def _says_something(report: Report) -> bool:
    """Say whether anything is known of what it is about: of an address alone nothing is."""
    said = report.summary
    return said is not None and bool(said.achievement or said.issuer_id)


def printable(text: str) -> str:
    """Make what strangers wrote safe for a terminal: no control or direction characters."""
    return "".join(c if c.isprintable() else "�" for c in text)
