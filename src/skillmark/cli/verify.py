"""`skillmark verify`: check badges of any wrapping, one or very many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli import INTERRUPTED
from skillmark.cli.checking import Line, Links, Task, Written, allowed, moment, verifier
from skillmark.cli.console import Exit, complain, echo, emit, progress, worst
from skillmark.nouns.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from skillmark.verify.report import Report
    from skillmark.verify.sources import Source


def command(
    *,
    what: Annotated[
        list[str],
        typer.Argument(help="Files, folders, archives, .jsonl, lists and tables of links, links."),
    ],
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody.")] = False,
    trust: Annotated[
        list[Path] | None, typer.Option(help="List of issuers that you trust (JSON).")
    ] = None,
    trust_key: Annotated[
        list[str] | None,
        typer.Option(help="Key (Multikey), DID or https id of whose signed lists you trust."),
    ] = None,
    ask_domain: Annotated[
        bool,
        typer.Option("--ask-domain", help="Ask the domain that an issuer names if it is its own."),
    ] = False,
    require_known_issuer: Annotated[
        bool, typer.Option("--require-known-issuer", help="An issuer in none of the lists is a no.")
    ] = False,
    holder: Annotated[
        str,
        typer.Option(
            help="E-mail address or DID of whom it must belong to; a table's own go first."
        ),
    ] = "",
    context: Annotated[
        list[str] | None, typer.Option(help="URL=FILE: pin one more JSON-LD context.")
    ] = None,
    at: Annotated[
        str, typer.Option(help="Verify for this moment (ISO 8601) and not for now.")
    ] = "",
    only: Annotated[
        str, typer.Option(help="Show these verdicts or reasons alone: invalid,unknown,expired.")
    ] = "",
    sheet: Annotated[
        Path | None, typer.Option("--csv", help="Write the table to this new file, - for stdout.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="How many processes work at once.")] = 1,
    connections: Annotated[
        int, typer.Option(min=1, max=64, help="How many links are followed at once.")
    ] = 8,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> int:
    """Check badges: JSON, JWT, PNG, SVG; in files, folders, archives, lists or behind links.

    A table (.csv, .tsv) has a column of links and may have one with the e-mail addresses or DIDs of
    whom they should belong to. Ends with 0 if all are valid, 1 if one is not, 3 if one could not be
    checked.
    """
    from skillmark.cli import reports as shown
    from skillmark.verify import sources

    if not trust:
        _check_needs_list(require_known_issuer=require_known_issuer, trust_key=trust_key)
    if ask_domain and offline:
        raise InputError("--ask-domain asks somebody, --offline nobody", remedy="leave one out")
    if json and str(sheet) == "-":
        raise InputError("--json and --csv - both write to stdout", remedy="give --csv a file")
    task = Task(
        now=moment(at),
        offline=offline,
        registries=tuple((str(path), _read(path)) for path in trust or ()),
        pins=tuple(trust_key or ()),
        ask_domain=ask_domain,
        contexts=tuple(_pin(pair) for pair in context or ()),
        holder=holder,
        require_known_issuer=require_known_issuer,
        allow=allowed(),
    )
    wanted = _wanted(only)
    verifier(task)  # a registry or context that makes no sense is told before anything else
    found = sources.listed(what)
    first = list(islice(found, 2))
    alone = len(what) == len(first) == 1 and first[0].name == what[0]
    found = chain(first, found)
    total = None
    if not any(_endless(name) for name in what):
        known = list(found)
        found, total = iter(known), len(known)
    quiet = json or str(sheet) == "-"
    stopped = False
    with shown.export(sheet) as export, progress() as bar:
        line = bar.add_task("verifying", total=total)
        links = Links(task, done=lambda: bar.advance(line))
        check = Written(task) if json and sheet is None else task
        desk = _Desk(wanted, export, shown.Table(), json=json, alone=alone, quiet=quiet)
        try:
            for report in _told(_reports(check, found, links, jobs, connections), alone=alone):
                desk.take(report)
        except KeyboardInterrupt:
            stopped = True
            # a slow link holds back the order, but not what is known of those behind it
            for number in sorted(links.ready):
                desk.take(links.ready[number])
    desk.table.flush()
    tally = desk.tally
    if tally and not alone and not quiet:
        shown.show_tally(tally, shown=desk.printed)
    if stopped:
        of = f" of {total:,}" if total is not None else ""
        complain(f"stopped after {tally.total():,}{of}; what was finished is shown")
        return INTERRUPTED
    if not tally:
        raise InputError("there is nothing to check in it", where=", ".join(what))
    return worst(tally)


@dataclass
class _Desk:
    """Where reports are counted and shown as they come."""

    wanted: frozenset[str]
    export: Any
    table: Any
    json: bool
    alone: bool
    quiet: bool
    printed: int = 0
    tally: Counter[Exit] = field(default_factory=Counter)

    def take(self, report: Report | Line) -> None:
        """Count a report; show it if it is of those that were asked for."""
        from skillmark.cli import reports as shown

        self.tally[_code(report)] += 1
        if self.wanted and not self.wanted & {report.verdict.value, str(report.reason)}:
            return
        self.printed += 1
        if isinstance(report, Line):
            echo(report.text)
            return
        self.export.add(report)
        if self.json:
            emit(report.to_json())
        elif self.alone and not self.quiet:
            shown.show(report)
        elif not self.quiet:
            self.table.add(report)


def _reports(
    check: Task | Written, found: Iterable[Source], links: Links, jobs: int, connections: int
) -> Iterator[Report | Line]:
    """Check files in processes, and links in threads, which mostly wait."""
    from skillmark.compute.bulk import in_order, processes
    from skillmark.compute.threads import threads

    with processes(jobs) as executor:
        numbered = enumerate(found)
        for link, run in groupby(numbered, key=lambda pair: pair[1].link):
            if not link:
                sources = (source for _, source in run)
                for report in in_order(check, sources, executor=executor, jobs=jobs):
                    links.done()
                    yield report
                continue
            with threads(connections) as waiting:
                for report in in_order(
                    links.opened(), run, executor=waiting, jobs=connections, chunk=1
                ):
                    links.ready.pop(min(links.ready))
                    yield report


def _wanted(only: str) -> frozenset[str]:
    """Read the verdicts and reasons of `--only`."""
    from skillmark.verify.checks import Reason, Verdict

    named = frozenset(part.strip().lower().replace(" ", "_") for part in only.split(",") if part)
    known = [one.value for one in (*Verdict, *Reason)]
    for name in sorted(named.difference(known)):
        raise InputError(
            f"no verdict or reason {name!r}", where="--only", remedy=f"one of: {', '.join(known)}"
        )
    return named


def _endless(name: str) -> bool:
    """Say whether what stands in it is best counted while it is read."""
    path = Path(name)
    return path.suffix.lower() in {".jsonl", ".ndjson"} or path.is_dir()


def _told(reports: Iterable[Report | Line], *, alone: bool) -> Iterator[Report | Line]:
    """Pass reports on; what could not be read is told on stderr as well, and ends a single one."""
    from skillmark.verify.checks import Reason

    for report in reports:
        if report.reason is Reason.UNREADABLE:
            cause = report.trouble if isinstance(report, Line) else report.checks[0].detail
            where = "" if cause.startswith(report.source) else report.source
            if alone:
                kind = UnavailableError if report.source.startswith("http") else InputError
                raise kind(cause, where=where)
            complain(f"{where}: {cause}" if where else cause)
        yield report


def _code(report: Report | Line) -> Exit:
    return {"valid": Exit.GOOD, "invalid": Exit.NO, "unknown": Exit.UNKNOWN}[report.verdict.value]


def _check_needs_list(*, require_known_issuer: bool, trust_key: list[str] | None) -> None:
    if require_known_issuer:
        raise InputError("--require-known-issuer needs --trust", remedy="name a list of issuers")
    if trust_key:
        raise InputError("--trust-key needs --trust", remedy="name the list that it signed")


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
