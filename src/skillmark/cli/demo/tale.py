"""What the stages of the demo share, and how they speak."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from skillmark.cli.demo.cast import Member


@dataclass
class Tale:
    """The demo organisation as it comes to be, stage by stage."""

    out: Path
    seed: int
    now: datetime
    base_url: str
    console: Console
    organisation: Any = None
    administrator: Any = None
    visitor: Any = None
    """The learner whom everybody may be who comes in through that door."""
    members: tuple[Member, ...] = ()
    accounts: dict[str, Any] = field(default_factory=dict)
    """E-mail address to account."""
    attempts: dict[str, Any] = field(default_factory=dict)
    """E-mail address to that person's attempt at the test."""
    delivery: Any = None
    awards: list[Any] = field(default_factory=list)
    role: Any = None
    began: float = field(default_factory=time.perf_counter)

    def rng(self, stage: str) -> Random:
        """Return the randomness of a stage, which no other stage disturbs."""
        return Random(f"{self.seed}:{stage}")  # noqa: S311 (simulation, not secrets)

    def stage(self, verb: str, about: str) -> None:
        """Begin a stage."""
        title = Text.assemble((f" {verb} ", "bold reverse"), f" {about} ")
        self.console.print()
        self.console.print(Rule(title, align="left", style="dim"))

    def say(self, line: str) -> None:
        """Print one line; rich markup is understood."""
        self.console.print(f"  {line}", soft_wrap=True)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a small table."""
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for number, heading in enumerate(headings):
            table.add_column(heading, justify="left" if number == 0 else "right")
        for row in rows:
            table.add_row(*row)
        self.console.print(table)
