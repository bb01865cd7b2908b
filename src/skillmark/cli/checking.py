"""What commands verify with: here, in other processes, and in threads that follow links."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.trust.fetched import Fetch
    from skillmark.verify.checks import Reason, Verdict
    from skillmark.verify.logged import Asking, Logged
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
    registries: tuple[tuple[str, bytes], ...]
    """Name and bytes of each list of known issuers."""
    contexts: tuple[tuple[str, bytes], ...]
    holder: str
    require_known_issuer: bool
    allow: frozenset[str]
    receipt: bytes = b""
    """A receipt of a log, for the one credential that there is."""
    asking: Asking | None = None
    """What receipts are checked against."""
    require_logged: bool = False
    clock: datetime | None = None
    """What time it is, where `now` was asked for."""
    pins: tuple[str, ...] = ()
    """Keys and names of those whose signed lists are believed."""
    ask_domain: bool = False

    def __call__(self, sources: list[Source]) -> list[Report]:
        """Verify these sources, in order."""
        mine = verifier(self)
        return [self.check(source, mine) for source in sources]

    def check(self, source: Source, verifier: Verifier) -> Report:
        """Verify one source: for the holder that its list names, else for everybody's."""
        from skillmark.verify.report import unreadable

        if source.error is not None:
            return unreadable(source.name, source.error).listed_as(source.expected)
        expected = source.expected
        verifier.holder = (expected.holder if expected else "") or self.holder
        report = verifier.check_bytes(source.data, source=source.name, staples=source.staples)
        report = report.listed_as(expected)
        if source.receipt or self.receipt or self.require_logged:
            return self._logged(report, source, verifier.fetch)
        return report

    def _logged(self, report: Report, source: Source, fetch: Fetch | None) -> Report:
        """Add what a receipt shows."""
        from skillmark.verify import logged

        receipt = self.receipt or source.receipt
        if not receipt:
            return report.logged_as(logged.missing())
        forms = [data for data in (report.secured, source.data) if data]
        asking = self.asking or logged.Asking()
        said = report.credential if report.secured else None
        return report.logged_as(logged.look(receipt, forms, said, asking=asking, fetch=fetch))

    def verifier(self, fetch: Fetch | None) -> Verifier:
        """Make a verifier, for one thread."""
        from skillmark.trust.contexts import bundled
        from skillmark.verify import registries
        from skillmark.verify.verify import Verifier

        contexts = bundled().with_extra(dict(self.contexts))
        registry = None
        if self.registries:
            lists = [registries.Named(*one) for one in self.registries]
            registry = registries.trusted(
                lists, self.pins, now=self.now, fetch=fetch, contexts=contexts
            )
        return Verifier(
            now=self.now,
            fetch=fetch,
            contexts=contexts,
            registry=registry,
            holder=self.holder,
            require_known_issuer=self.require_known_issuer,
            clock=self.clock,
            ask_domain=self.ask_domain,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One report as it is printed with `--json`, and what else a command asks of it.

    A report's parts take longer to travel between processes than to be written down.
    """

    verdict: Verdict
    reason: Reason | None
    source: str
    trouble: str
    """Why it could not be read, where it could not."""
    text: str
    logged: Logged | None = None

    @classmethod
    def of(cls, report: Report) -> Line:
        """Write a report down."""
        from skillmark.cli.console import encoded

        trouble = report.checks[0].detail if report.checks else ""
        text = encoded(report.to_json())
        return cls(report.verdict, report.reason, report.source, trouble, text, report.logged)


@dataclass(frozen=True)
class Written:
    """A task whose reports come back as lines."""

    task: Task

    def __call__(self, sources: list[Source]) -> list[Line]:
        """Verify these sources, in order."""
        return [Line.of(report) for report in self.task(sources)]


@functools.lru_cache(maxsize=1)
def verifier(task: Task) -> Verifier:
    """Make the verifier once a process, so that what it fetched serves the whole batch."""
    from skillmark.fetch.once import Once

    # what did not answer once is not waited for again
    return task.verifier(None if task.offline else Once(client(task.allow)))


@dataclass
class Links:
    """Follows links and verifies what is behind them, in as many threads as ask it."""

    task: Task
    done: Callable[[], object]
    """Called whenever one is finished, in whatever order."""
    ready: dict[int, Report] = field(default_factory=dict)
    """Reports by the number of their link that are finished and not yet passed on."""
    fetch: Fetch | None = None
    _own: threading.local = field(default_factory=threading.local)

    def opened(self) -> Links:
        """Get ready, in one thread, for many: they share what fetches every address once."""
        from skillmark.fetch.once import Once

        if self.fetch is None and not self.task.offline:
            self.fetch = Once(client(self.task.allow))
        return self

    def __call__(self, numbered: list[tuple[int, Source]]) -> list[Report]:
        """Follow and verify, in order."""
        from skillmark.verify.sources import follow

        if not hasattr(self._own, "verifier"):
            self._own.verifier = self.task.verifier(self.fetch)
        found = []
        for number, source in numbered:
            report = self.task.check(follow(source, self.fetch), self._own.verifier)
            self.ready[number] = report
            self.done()
            found.append(report)
        return found


def moment(text: str) -> datetime:
    """Read the moment of `--at`; without one, it is now."""
    if not text:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{text!r} is no moment", where="--at", remedy="write 2026-05-31T12:00:00Z"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def client(allow: frozenset[str] | None = None) -> Fetch:
    """Return the HTTP client that commands use."""
    from skillmark.fetch.client import Client

    return Client(allow=allowed() if allow is None else allow)


def allowed() -> frozenset[str]:
    """Return the origins that `SKILLMARK_FETCH_ALLOW` names."""
    return frozenset(part.strip() for part in os.environ.get(ALLOW, "").split(",") if part.strip())
