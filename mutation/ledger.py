"""What is known about each mutant, kept between runs, and how it is told."""

from __future__ import annotations

import ast
import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from mutation.mutants import Mutant


def digest(*files: Path) -> str:
    """What changes when one of the files does."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


@cache
def _test(file: Path, name: str) -> str:
    """A digest of the text of one test, decorators included; empty if there is none."""
    source = file.read_text()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            parts = [ast.get_source_segment(source, part) for part in (*node.decorator_list, node)]
            return hashlib.sha256("".join(map(str, parts)).encode()).hexdigest()[:16]
    return ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant."""

    noticed: bool
    by: str = ""
    """The test that failed; empty when the process ended otherwise, or nothing noticed."""


class Ledger:
    """Verdicts in a file, one a line; the last one about a mutant counts."""

    def __init__(self, file: Path, root: Path) -> None:
        self.file, self.root = file, root
        self.entries: dict[str, dict[str, Any]] = {}
        if file.exists():
            for line in file.read_text().splitlines():
                entry = json.loads(line)
                self.entries[entry["key"]] = entry

    def known(self, mutant: Mutant, source: str, everything: str) -> Verdict | None:
        """The verdict, if nothing that it rests on has changed."""
        entry = self.entries.get(mutant.key)
        if entry is None or entry["source"] != source:
            return None
        if entry["noticed"] and not entry["by"]:
            return Verdict(True)  # it could not be imported, or it never came back
        rests = self.rests(entry["by"], everything) if entry["noticed"] else everything
        if entry["rests"] != rests:
            return None
        return Verdict(entry["noticed"], entry["by"])

    def last(self, mutant: Mutant) -> str:
        """The test that noticed it last time."""
        return str(self.entries.get(mutant.key, {}).get("by", ""))

    def rests(self, by: str, everything: str) -> str:
        """What a verdict rests on: the text of the test that noticed, or all of them."""
        file, _, name = by.partition("::")
        if not by or not (self.root / file).is_file():
            return everything
        return _test(self.root / file, name.partition("[")[0].rpartition("::")[2]) or everything

    def note(self, mutant: Mutant, source: str, everything: str, verdict: Verdict) -> None:
        """Keep a verdict."""
        entry = {
            "key": mutant.key,
            "source": source,
            "rests": self.rests(verdict.by, everything) if verdict.noticed else everything,
            "noticed": verdict.noticed,
            "by": verdict.by,
        }
        self.entries[mutant.key] = entry
        with self.file.open("a") as out:
            out.write(json.dumps(entry) + "\n")


class Equivalent:
    """Mutants that no test can notice, each with the reason, from a TOML file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.listed: dict[tuple[str, str, str, str, int], str] = {}
        self.used: set[tuple[str, str, str, str, int]] = set()
        for module, entries in tomllib.loads(file.read_text()).items():
            for entry in entries:
                place = (
                    f"skillmark.{module}",
                    entry["in"],
                    entry["was"],
                    entry["now"],
                    entry.get("nth", 1),
                )
                self.listed[place] = entry["because"]

    def why(self, mutant: Mutant) -> str:
        """The reason, or nothing."""
        place = (mutant.module, mutant.scope, mutant.was, mutant.now, mutant.nth)
        if place in self.listed:
            self.used.add(place)
        return self.listed.get(place, "")

    def stale(self, modules: Iterable[str]) -> list[str]:
        """Entries about these modules that fit no mutant any more."""
        asked = set(modules)
        return [
            f"{place[0]} {place[1]}: {place[2]} -> {place[3]}"
            for place in self.listed
            if place not in self.used and place[0] in asked
        ]


@dataclass
class Score:
    """How many mutants of a module were noticed."""

    module: str
    mutants: int = 0
    noticed: int = 0
    equivalent: int = 0
    unasked: int = 0

    @property
    def asked(self) -> int:
        """Those that can be noticed and about which the tests were asked."""
        return self.mutants - self.equivalent - self.unasked

    @property
    def share(self) -> float:
        """Noticed of the asked, 0 to 1."""
        return self.noticed / self.asked if self.asked else 1.0

    @property
    def survived(self) -> int:
        return self.asked - self.noticed

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share of all lies, in 95 % of samples (Wilson 1927); the share if all are."""
        n, z = self.asked, 1.959964
        if not self.unasked or not n:
            return (self.share, self.share) if n else (0.0, 1.0)
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        spread = z * sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - spread, middle + spread

    @property
    def said(self) -> str:
        """The share for people."""
        if not self.asked and self.unasked:
            return "?"
        low, high = self.interval
        sure = f" ({100 * low:.0f} to {100 * high:.0f})" if self.unasked else ""
        return f"{100 * self.share:.1f} %{sure}"


def total(scores: Iterable[Score], name: str) -> Score:
    """The sum of some."""
    whole = Score(name)
    for score in scores:
        whole.mutants += score.mutants
        whole.noticed += score.noticed
        whole.equivalent += score.equivalent
        whole.unasked += score.unasked
    return whole


def table(scores: Iterable[Score]) -> list[str]:
    """Rows of Markdown."""
    rows = [
        "| module | mutants | noticed | equivalent | survived | not asked | score |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    rows += [
        f"| {score.module} | {score.mutants} | {score.noticed} | {score.equivalent} "
        f"| {score.survived} | {score.unasked} | {score.said} |"
        for score in scores
    ]
    return rows
