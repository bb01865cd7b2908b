"""`skillmark verify`: check badges of any wrapping, one or very many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli import INTERRUPTED
from skillmark.cli.checking import Line, Links, Task, Written, allowed, moment, verifier
from skillmark.cli.console import Exit, complain, echo, emit, progress, worst
from skillmark.nouns.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from skillmark.verify.logged import Asking
    from skillmark.verify.report import Report
    from skillmark.verify.sources import Source

LOGGED = {"pass": Exit.GOOD, "fail": Exit.NO, "unknown": Exit.UNKNOWN}


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
    receipt: Annotated[
        Path | None,
        typer.Option(help="Receipt of the badge's log; else NAME.receipt.json beside it."),
    ] = None,
    witness: Annotated[
        list[str] | None, typer.Option(help="Verifier key of a witness of logs, or its file.")
    ] = None,
    log_key: Annotated[
        str, typer.Option(help="Verifier key of the log, or its file; else the published one.")
    ] = "",
    require_logged: Annotated[
        bool, typer.Option("--require-logged", help="A badge that is in no log is a no.")
    ] = False,
    at: Annotated[
        str, typer.Option(help="Verify for this moment (ISO 8601) and not for now.")
    ] = "",
    only: Annotated[
        str, typer.Option(help="Show these verdicts or reasons alone: invalid,unknown,expired.")
    ] = "",
    sheet: Annotated[
        Path | None, typer.Option("--csv", help="Write the table to this new file, - for stdout.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="How many processes work at once; one if not given.")
    ] = None,
    cluster: Annotated[
        str, typer.Option(help="Address of a Dask scheduler, to check files on its workers.")
    ] = "",
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
    from skillmark.compute.cluster import executor as workers
    from skillmark.verify import sources

    for clash, said, remedy in (
        (
            require_known_issuer and not trust,
            "--require-known-issuer needs --trust",
            "name a list of issuers",
        ),
        (
            cluster and jobs is not None,
            "--cluster and --jobs exclude each other",
            "leave one of them out",
        ),
        (trust_key and not trust, "--trust-key needs --trust", "name the list that it signed"),
        (
            ask_domain and offline,
            "--ask-domain asks somebody, --offline nobody",
            "leave one out",
        ),
        (
            json and str(sheet) == "-",
            "--json and --csv - both write to stdout",
            "give --csv a file",
        ),
    ):
        if clash:
            raise InputError(said, remedy=remedy)
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
        receipt=_read(receipt) if receipt else b"",
        asking=_asking(log_key, witness or []),
        require_logged=require_logged,
        clock=datetime.now(UTC) if at else None,
    )
    wanted = _wanted(only)
    verifier(task)  # a registry or context that makes no sense is told before anything else
    found = sources.listed(what)
    first = list(islice(found, 2))
    alone = len(what) == len(first) == 1 and first[0].name == what[0]
    if receipt and not alone:
        raise InputError("a receipt is of one badge", where="--receipt", remedy="give one badge")
    found = chain(first, found)
    total = None
    if not any(_endless(name) for name in what):
        known = list(found)
        found, total = iter(known), len(known)
    quiet = json or str(sheet) == "-"
    stopped = False
    with (
        workers(jobs=jobs or 1, cluster=cluster) as (executor, parts),
        shown.export(sheet) as export,
        progress() as bar,
    ):
        line = bar.add_task("verifying", total=total)
        links = Links(task, done=lambda: bar.advance(line))
        check = Written(task) if json and sheet is None else task
        desk = _Desk(wanted, export, shown.Table(), json=json, alone=alone, quiet=quiet)
        reports = _reports(
            check, found, links, executor=executor, jobs=parts, connections=connections
        )
        desk.require_logged = require_logged
        try:
            for report in _told(reports, alone=alone):
                desk.take(report)
        except KeyboardInterrupt:
            stopped = True
            reports.close()
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
    require_logged: bool = False
    printed: int = 0
    tally: Counter[Exit] = field(default_factory=Counter)

    def take(self, report: Report | Line) -> None:
        """Count a report; show it if it is of those that were asked for."""
        from skillmark.cli import reports as shown

        codes = [_code(report)]
        if self.require_logged and report.logged is not None:
            codes.append(LOGGED[report.logged.status.value])
        self.tally[worst(codes)] += 1
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
    check: Task | Written,
    found: Iterable[Source],
    links: Links,
    *,
    executor: Executor | None,
    jobs: int,
    connections: int,
) -> Generator[Report | Line]:
    """Check files in other processes, and links in threads, which mostly wait."""
    from skillmark.compute.bulk import in_order
    from skillmark.compute.threads import threads

    numbered = enumerate(found)
    for link, run in groupby(numbered, key=lambda pair: pair[1].link):
        if not link:
            sources = (source for _, source in run)
            for report in in_order(check, sources, executor=executor, jobs=jobs, carry=True):
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


def _asking(key: str, witnesses: list[str]) -> Asking | None:
    """Read the keys that receipts are checked with."""
    if not key and not witnesses:
        return None
    from skillmark.cli.logs import verifier_key
    from skillmark.verify.logged import Asking

    named = (verifier_key(text) for text in witnesses)
    return Asking(verifier_key(key), tuple(one for one in named if one))


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
