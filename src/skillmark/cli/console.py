"""What the command line prints: JSON or tables to stdout; errors and progress to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)


class Exit(IntEnum):
    """Exit codes, the same for every command."""

    GOOD = 0
    """Done, and the answer is good."""
    NO = 1
    """Done, and the answer is no (invalid, infeasible, effect not there, ...)."""
    USAGE = 2
    """Wrong usage or unreadable input."""
    UNKNOWN = 3
    """Could not tell."""


def worst(codes: Iterable[Exit]) -> Exit:
    """Return how a batch ends: 1 beats 3 beats 0."""
    order = (Exit.NO, Exit.UNKNOWN, Exit.GOOD)
    found = set(codes)
    return next((code for code in order if code in found), Exit.GOOD)


def emit(value: dict[str, Any]) -> None:
    """Write one JSON object as one line to stdout."""
    echo(encoded(value))


def echo(line: str) -> None:
    """Write one line to stdout, where whoever reads along sees it at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def encoded(value: dict[str, Any]) -> str:
    """Return one JSON object as one line."""
    import orjson

    try:
        return orjson.dumps(value).decode()
    except TypeError:
        # half a character, as a file name may hold, has a form in JSON but none in UTF-8
        line = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return line.encode(errors="backslashreplace").decode()


def complain(line: str) -> None:
    """Write one line about an error to stderr, whatever it contains."""
    one = " ".join(line.split())
    sys.stderr.write("skillmark: " + "".join(c if c.isprintable() else "�" for c in one) + "\n")


def progress() -> Progress:
    """Return a progress bar on stderr that vanishes when done and stays quiet in a pipe."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not sys.stderr.isatty(),
    )
