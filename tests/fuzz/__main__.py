"""Fuzz every target within a total of seconds, or replay one input.

What is learned is kept in a folder outside version control, so that a later run goes on from there;
Ctrl-C stops at once and loses nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .minimise import minimise, symptom
from .target import CORPUS, load, names, run

LEAST = 1.0
"""Seconds that a target gets, however many there are."""
GRACE = 60.0
"""Seconds more that a busy machine may take to start one."""


@dataclass
class Fuzzing:
    """One run over several targets."""

    targets: list[str]
    folder: Path
    seconds: float
    jobs: int
    seed: int = 0
    """Where its chances begin; 0: elsewhere each time."""
    found: list[tuple[str, Path]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ends: float = 0.0
    _waiting: int = field(init=False)
    _start: float = 1.5
    """How long the last one took to start."""
    _running: list[subprocess.Popen[str]] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._waiting = len(self.targets)

    def run(self) -> int:
        """Fuzz them all; return the exit code."""
        self._ends = time.monotonic() + self.seconds
        with ThreadPoolExecutor(self.jobs) as pool:
            try:
                for line in pool.map(self.one, self.targets):
                    print(line, flush=True)
            except KeyboardInterrupt:
                self._stopped.set()
                for process in self._running:
                    process.kill()
                print(f"stopped; the next run goes on from {self.folder}")
        for line in [report(name, path) for name, path in self.found] + self.failed:
            print(line)
        return 1 if self.found or self.failed else 0

    def one(self, name: str) -> str:
        """Fuzz one target for its share of the time that is left."""
        with self._lock:
            left = self._ends - time.monotonic()
            share = left * self.jobs / max(self._waiting, self.jobs) - self._start
            self._waiting -= 1
        if self._stopped.is_set() or left < -GRACE:
            return f"{name:20} no time left"
        return self.fuzz(name, max(share, LEAST))

    def fuzz(self, name: str, seconds: float) -> str:
        """Fuzz one target; return one line about it."""
        learned, findings = self.folder / "corpus" / name, self.folder / "findings"
        learned.mkdir(parents=True, exist_ok=True)
        findings.mkdir(parents=True, exist_ok=True)
        known = set(findings.glob(f"{name}-*"))
        begun = time.monotonic()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", f"{__package__}.driver", name, str(learned)),
                *(str(folder) for folder in [CORPUS / name] if folder.is_dir()),
                *(f"-max_total_time={int(seconds)}", f"-artifact_prefix={findings}/{name}-"),
                *("-print_final_stats=1", f"-seed={self.seed}"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=os.environ | {"PYTHONHASHSEED": "0"},
        )
        self._running.append(process)
        try:
            said, _ = process.communicate(timeout=seconds + GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return f"{name:20} too slow to start on this machine, now"
        # libFuzzer does not count what it takes to start
        self._start = max(0.0, time.monotonic() - begun - seconds)
        new = sorted(set(findings.glob(f"{name}-*")) - known)
        if new:
            self.found += [(name, path) for path in new]
        elif process.returncode and not self._stopped.is_set():
            self.failed.append(f"FAILED {name}: the fuzzer did not run\n{said[-3000:]}")
        runs = re.search(r"number_of_executed_units: (\d+)", said)
        coverage = re.findall(r"cov: (\d+)", said)
        took = time.monotonic() - begun
        return (
            f"{name:20} {took:6.1f} s {int(runs[1]) if runs else 0:9,} runs"
            f" {coverage[-1] if coverage else '?':>6} edges {len(new)} findings"
        )


def report(name: str, path: Path) -> str:
    """Make a finding as short as it gets, and say how to see it again."""
    target = load(name)

    def check(data: bytes) -> None:
        run(target, data)

    data = path.read_bytes()
    what = symptom(check, data) or "only seen by the fuzzer (memory, time, or not repeatable)"
    path = path.with_name(f"{path.name}.short")
    path.write_bytes(minimise(check, data))
    return (
        f"FOUND {name}: {what}\n  input   {path}\n"
        f"  replay  {sys.executable} -m {__package__} --replay {name} {path}\n"
        f"  keep    cp {path} {CORPUS / name}/   (the test suite replays it from then on)"
    )


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"default: all ({', '.join(names())})")
    parser.add_argument("--seconds", type=float, default=600, help="altogether (default: 600)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"), help="default: .fuzz")
    parser.add_argument("--seed", type=int, default=0, help="repeatable (default: 0, not)")
    parser.add_argument("--replay", action="store_true", help="TARGET FILE...: run these inputs")
    said = parser.parse_args(arguments)
    if said.replay:
        target = load(said.targets[0])
        for file in said.targets[1:]:
            run(target, Path(file).read_bytes())
            print(f"{file}: holds")
        return 0
    if unknown := set(said.targets) - set(names()):
        parser.error(f"no target {', '.join(sorted(unknown))}")
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris has no wheel for this machine; the test suite still replays the corpus")
        return 1 if os.environ.get("CI") == "true" else 0
    return Fuzzing(said.targets or names(), said.folder, said.seconds, said.jobs, said.seed).run()


if __name__ == "__main__":
    sys.exit(main())
