"""Running tests against mutants in forks of one process that has everything imported.

A fork becomes a mutant in memory (`mutation.live`), which costs milliseconds. Where that is not
possible, or where nothing was noticed though the line also ran while modules were imported, the
mutant gets an import of its own: a fork of the process before any of the product was imported,
with a finder that hands out its source.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mutation.live import Live
from mutation.mutants import Mutant

QUIET = [
    *("-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
]
MEMORY = 6 << 30
SURVIVED, KILLED, AGAIN = 0, 1, 3
"""How a fork ends; any other end is a killed mutant too (a crash, no end)."""


@dataclass
class Map:
    """Which test runs which lines."""

    durations: dict[str, float] = field(default_factory=dict)
    """Seconds, under trace, by the name of the test."""
    lines: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    """Test, then file, then lines."""
    imported: dict[str, set[int]] = field(default_factory=dict)
    """Lines, by file, that ran before the first test."""
    broken: set[str] = field(default_factory=set)
    """Tests that fail without any mutant (under trace, a test of speed may): they are not asked."""

    def of(self, file: str) -> Map:
        """The part about the tests of one file."""
        tests = {test for test in self.durations if test.partition("::")[0] == file}
        return Map(
            {test: self.durations[test] for test in tests},
            {test: self.lines[test] for test in tests if test in self.lines},
            self.imported,
            self.broken & tests,
        )

    def add(self, other: Map) -> None:
        """Take in another part."""
        self.durations.update(other.durations)
        self.lines.update(other.lines)
        self.broken |= other.broken
        for file, lines in other.imported.items():
            self.imported.setdefault(file, set()).update(lines)

    def reaching(self, file: str, reach: tuple[int, int]) -> list[str]:
        """The tests that run a statement."""
        wanted = set(range(reach[0], reach[1] + 1))
        return [test for test, files in self.lines.items() if files.get(file, set()) & wanted]

    def meeting(self, file: str) -> list[str]:
        """The tests that run anything of a file, or are named after it: they may only read it."""
        near = f"test_{Path(file).stem}.py::"
        return [test for test, files in self.lines.items() if files.get(file) or near in test]

    def chosen(
        self, tests: Sequence[str], near: str, budget: float, first: str = ""
    ) -> tuple[str, ...]:
        """The likeliest to notice, in that order, as many as take `budget` seconds.

        First the one that did last time, then those in a file named after the module (twice the
        budget), then the others; short ones first.
        """

        def rank(test: str) -> tuple[bool, bool, float]:
            return test != first, near not in test.partition("::")[0], self.durations[test]

        taken, left = [], {True: 2 * budget, False: budget}
        for test in sorted(tests, key=rank):
            close = near in test.partition("::")[0]
            if test == first or left[close] > 0:
                taken.append(test)
                left[close] -= self.durations[test]
        return tuple(taken)


class Tracing:
    """A pytest plugin that fills a `Map`."""

    def __init__(self, files: Sequence[str]) -> None:
        self.map = Map()
        self.hit: dict[str, set[int]] = {file: set() for file in files}
        self.locals = {file: self.local(file) for file in files}

    def local(self, file: str) -> Callable[..., Any]:
        add = self.hit[file].add

        def trace(frame: types.FrameType, event: str, _: object) -> Any:
            if event == "line":
                add(frame.f_lineno)
            return trace

        return trace

    def trace(self, frame: types.FrameType, event: str, _: object) -> Any:
        return self.locals.get(frame.f_code.co_filename)

    def start(self) -> None:
        threading.settrace(self.trace)
        sys.settrace(self.trace)

    def taken(self) -> dict[str, set[int]]:
        found = {file: set(lines) for file, lines in self.hit.items() if lines}
        for lines in self.hit.values():
            lines.clear()
        return found

    def pytest_collection_finish(self) -> None:
        self.map.imported = self.taken()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        began = time.perf_counter()
        self.taken()
        sys.settrace(self.trace)
        yield
        self.map.lines[item.nodeid] = self.taken()
        self.map.durations[item.nodeid] = time.perf_counter() - began

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.map.broken.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        sys.settrace(None)
        for test in self.map.broken:
            self.map.lines.pop(test, None)


@dataclass(frozen=True)
class Job:
    """A mutant and the tests to ask, in their order."""

    mutant: Mutant
    tests: tuple[str, ...]
    ran_before: bool = False
    """Whether it runs while modules are imported: a live change may come too late."""


class Forking:
    """A pytest plugin that runs jobs instead of tests, each in a fork."""

    def __init__(
        self, jobs: Sequence[Job], sources: dict[str, bytes], pool: Pool, world: Map
    ) -> None:
        self.jobs, self.sources, self.pool, self.world = jobs, sources, pool, world
        self.again: list[Job] = []
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        session.config.pluginmanager.unregister(name="terminalreporter")
        live = Live({job.mutant.module for job in self.jobs}, self.sources)
        gc.collect()
        gc.freeze()
        for job in self.jobs:
            self.pool.start(job, partial(self.run, job, items, live))
        self.pool.finish()
        return True

    def run(self, job: Job, items: dict[str, pytest.Item], live: Live) -> int:
        """In the fork: become the mutant, then ask the tests."""
        if not live.become(job.mutant):
            return AGAIN
        chosen = [items[test] for test in job.tests if test in items]
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            watch(self.world.durations[item.nodeid])
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                self.pool.say(self.failed)
                return KILLED
        return AGAIN if job.ran_before else SURVIVED


class Choosing:
    """A pytest plugin that keeps some tests, in an order, and says which failed first."""

    def __init__(self, job: Job, pool: Pool, world: Map) -> None:
        self.job, self.pool, self.world = job, pool, world

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        place = {test: number for number, test in enumerate(self.job.tests)}
        items[:] = sorted(
            (item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid]
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        watch(self.world.durations[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.pool.say(report.nodeid)


def imported(job: Job, source: bytes, path: Path, pool: Pool, world: Map) -> int:
    """In a fork where nothing was imported: import the mutant, then ask the tests."""
    sys.meta_path.insert(0, _Finder(job.mutant.module, job.mutant.applied(source), path))
    watch(5)
    files = sorted({test.partition("::")[0] for test in job.tests})
    if not files:
        return SURVIVED
    code = pytest.main([*QUIET, "-x", *files], plugins=[Choosing(job, pool, world)])
    return SURVIVED if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else KILLED


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    def __init__(self, name: str, source: bytes, path: Path) -> None:
        self.name, self.source, self.path = name, source, path

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname != self.name:
            return None
        package = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=package
        )

    def get_source(self, fullname: str) -> str:
        return self.source.decode()

    def get_code(self, fullname: str) -> types.CodeType:
        return compile(self.source, str(self.path), "exec", dont_inherit=True)


def watch(seconds: float) -> None:
    """End this process when a test takes far longer than it did: a mutant may never come back."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, 1 + 3 * seconds)
    signal.setitimer(signal.ITIMER_REAL, 20 + 20 * seconds)


class Pool:
    """A few forks at a time."""

    def __init__(self, size: int, ended: Callable[[Job, int, str], None]) -> None:
        self.size, self.ended = size, ended
        self.running: dict[int, tuple[Job, int]] = {}
        self.voice = -1

    def start(self, job: Job, work: Callable[[], int]) -> None:
        """Run `work` in a fork as soon as there is room."""
        while len(self.running) >= self.size:
            self.reap()
        ear, mouth = os.pipe()
        child = os.fork()
        if child == 0:
            code = KILLED
            try:
                os.close(ear)
                self.voice = mouth
                silence()
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
                code = work()
            finally:
                os._exit(code)
        os.close(mouth)
        self.running[child] = (job, ear)

    def say(self, test: str) -> None:
        """In a fork: tell which test noticed."""
        os.write(self.voice, test.encode()[:4000] + b"\n")

    def reap(self) -> None:
        child, status = os.wait()
        job, ear = self.running.pop(child)
        with os.fdopen(ear, "rb") as heard:
            said = heard.read().decode().partition("\n")[0]
        self.ended(job, os.waitstatus_to_exitcode(status), said)

    def finish(self) -> None:
        while self.running:
            self.reap()


def silence() -> None:
    """Let this process print nothing."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


@contextmanager
def forked() -> Iterator[bool]:
    """Do the body in a fork and wait for it; yields whether this is the fork."""
    child = os.fork()
    if child:
        yield False
        _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit(os.waitstatus_to_exitcode(status))
        return
    try:
        yield True
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(2)
    os._exit(0)
