"""Rankings for very many roles in a file, a role a line: what was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import BinaryIO

import orjson

from skillmark.match.bulk import rank_many
from skillmark.match.crowd import Crowd
from skillmark.match.keeping import plain
from skillmark.match.lines import line
from skillmark.match.ranking import SCORER
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.person import Role

FORMAT = "skillmark-rankings-1"


def rank_into(
    path: Path,
    crowd: Crowd,
    roles: Sequence[Role],
    *,
    top: int = 10,
    executor: Executor | None = None,
    jobs: int = 1,
    label: Callable[[str], str] = lambda skill: skill,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Rank a crowd for roles into a JSON Lines file and return how many were ranked now.

    The first line says what the file rests on: the crowd's digest, day, scorer and assumptions.
    Then comes a line for each role, in their order. Roles that the file has already are not ranked
    again; half a line at its end is taken away. `crowd` has a file of its own. Raises
    `ConflictError` where the file rests on something else.
    """
    head = {
        "format": FORMAT,
        "crowd": crowd.digest,
        "today": crowd.today.isoformat(),
        "scorer": SCORER,
        "top": top,
        "assumptions": plain(crowd.assumptions),
    }
    with path.open("a+b") as stream:
        done = _resume(stream, orjson.dumps(head), roles, path)
        if progress:
            progress(done, len(roles))
        found = rank_many(crowd, roles[done:], top=top, executor=executor, jobs=jobs)
        for number, ranked in enumerate(found, start=done):
            role = roles[number]
            entry = {
                "role": role.id or str(number + 1),
                "title": str(role.title),
                "digest": _digest(role),
                "ranking": [line(one, label=label) for one in ranked],
            }
            stream.write(orjson.dumps(entry) + b"\n")
            stream.flush()
            if progress:
                progress(number + 1, len(roles))
        os.fsync(stream.fileno())
    return len(roles) - done


def _resume(stream: BinaryIO, head: bytes, roles: Sequence[Role], path: Path) -> int:
    """Check what is there, cut off what is torn and return how many roles are done."""
    stream.seek(0)
    lines = _whole_lines(stream)
    first = next(lines, None)
    if first is None:
        stream.truncate(0)
        stream.write(head + b"\n")
        return 0
    if first != head:
        raise ConflictError(
            "it was begun with other people, another day, scorer or assumptions",
            where=str(path),
            remedy="give another file, or go on with what it was begun with",
        )
    end, done = len(first) + 1, 0
    for done, text in enumerate(lines, start=1):
        if done > len(roles) or _said(text) != _digest(roles[done - 1]):
            raise ConflictError(
                f"line {done + 1} is of another role", where=str(path), remedy="give another file"
            )
        end += len(text) + 1
    stream.truncate(end)
    return done


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    for text in stream:
        if text.endswith(b"\n"):
            yield text[:-1]


def _said(text: bytes) -> object:
    try:
        entry = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return entry.get("digest") if isinstance(entry, dict) else None


def _digest(role: Role) -> str:
    kept = orjson.dumps(plain(role), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(kept).hexdigest()[:16]
