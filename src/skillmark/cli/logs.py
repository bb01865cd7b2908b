"""Logs and keys as commands are given them: opened, read, shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from skillmark.cli.console import out
from skillmark.cli.files import read_bytes

if TYPE_CHECKING:
    from skillmark.trust.log.audit import Audit
    from skillmark.trust.log.check import Piece
    from skillmark.trust.log.layout import Place
    from skillmark.trust.log.notes import VerifierKey
    from skillmark.trust.log.published import Published


def published(log: str, *, offline: bool = False) -> Published:
    """Open a log in a directory or behind an address."""
    from skillmark.cli.checking import client
    from skillmark.trust.log.published import Published
    from skillmark.verify.source import is_url

    return Published.at(log, client() if is_url(log) and not offline else None)


def verifier_key(text: str) -> VerifierKey | None:
    """Read a verifier key that is given as such or in a file; nothing gives `None`."""
    from skillmark.trust.log.notes import VerifierKey

    if not text:
        return None
    path = Path(text)
    if len(text) < 256 and path.is_file():
        return VerifierKey.read(read_bytes(path).decode("utf-8", "replace"))
    return VerifierKey.read(text)


def pieces(log: Published, order: Iterable[Place], connections: int) -> Iterator[Piece]:
    """Read a log's files in order; those behind an address several at once."""
    from skillmark.compute.bulk import in_order
    from skillmark.compute.threads import threads
    from skillmark.trust.log.audit import one_by_one
    from skillmark.verify.source import is_url

    if not is_url(log.name):
        yield from one_by_one(log, order)
        return
    with threads(connections) as waiting:
        read: Callable[[list[Place]], list[Piece]] = lambda part: list(one_by_one(log, part))  # noqa: E731
        yield from in_order(read, order, executor=waiting, jobs=connections, chunk=1)


def show(audit: Audit) -> None:
    """Print what was found of a log."""
    found = audit.found
    word, style = {
        True: ("sound", "bold green"),
        False: ("NOT SOUND", "bold red"),
        None: ("could not be told", "bold yellow"),
    }[found.consistent]
    out.print(f"[{style}]{word}[/]", end=" ")
    out.print(f"{found.size:,} entries of {audit.origin}", markup=False, soft_wrap=True)
    said = audit.to_json()
    line(f"root {said['root']}")
    sources = {"given": "the key that you gave", "published": "the key published beside it"}
    if audit.key in sources:
        when = f" on {audit.as_of}" if audit.as_of else ""
        line(f"checkpoint checked with {sources[audit.key]}{when}")
    for one in said["witnesses"]:
        line(f"witnessed by {one['name']} on {one['at']}")
    for name in audit.against:
        if not any(problem.where == name for problem in found.problems):
            line(f"continues {name}")
    for problem in found.problems:
        out.print(f"  [bold red]{problem.kind.value}[/]", end=" ")
        out.print(f"{problem.where}: {problem.detail}", markup=False, soft_wrap=True)
    if found.more:
        line(f"and {found.more:,} problems more")
    for cause in found.unread:
        out.print("  [bold yellow]not read[/]", end=" ")
        out.print(cause, markup=False, soft_wrap=True)


def line(text: str) -> None:
    """Print one line below the answer."""
    out.print(f"  {text}", markup=False, soft_wrap=True)
