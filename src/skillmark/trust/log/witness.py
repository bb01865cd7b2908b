"""A second party's part: remember how far a log had come, and sign only what continues it.

A witness keeps, for every log that it knows, the log's key and the last checkpoint that it signed.
It signs a later one only after a proof that it continues that one (RFC 9162, 2.1.4). What it will
never do is sign two histories of one log: that is all that its signature says.

The memory is on the disk before a signature leaves (C2SP tlog-witness: "MUST persist the new
checkpoint before responding"): a witness that is stopped in between has signed nothing that it does
not remember.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from skillmark.nouns.errors import ConflictError, InputError, UnavailableError, UnreadableError
from skillmark.trust import strictjson
from skillmark.trust.log import merkle, notes
from skillmark.trust.log.history import ForkedError, RolledBackError
from skillmark.trust.log.notes import Checkpoint, Note, NoteSigner, VerifierKey
from skillmark.trust.log.tree import Tiles, Tree

_FORMAT = "skillmark-witness"
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a witness knows of one log."""

    key: VerifierKey
    """The log's key, as it was when the log was first seen, or as it was given."""
    checkpoint: bytes
    """The last one that the witness signed, with its signature."""

    @property
    def head(self) -> Checkpoint:
        """What that checkpoint says."""
        return notes.read_checkpoint(self.checkpoint)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What came of one look at a log."""

    note: Note
    """The checkpoint with the witness's signature below the others."""
    head: Checkpoint
    key: VerifierKey
    """The log's key."""
    before: Checkpoint | None
    """What was signed last; `None` if the log was never seen."""


def attest(head: Checkpoint, seen: Checkpoint | None, tiles: Tiles, *, where: str = "") -> None:
    """Raise unless a checkpoint continues the one that was seen last, proven by the log's tiles.

    Raises `RolledBackError`, `ForkedError`, or `UnreadableError` where the tiles do not belong to
    the checkpoint, so that nothing can be proven with them. Nothing in the tiles is believed.
    """
    if seen is not None and seen.size > head.size:
        raise RolledBackError(
            f"it shows {head.size:,} entries, but {seen.size:,} were signed here already",
            where=where,
            remedy="an old copy was put back, or you were shown one: ask the log's owner, "
            "and keep both checkpoints",
        )
    tree = Tree(tiles, head.size)
    if tree.root() != head.root:
        raise UnreadableError(
            "its tiles do not give the root of its checkpoint",
            where=where,
            remedy="look at it with: skillmark log check",
            code="log_damaged",
        )
    if seen is None:
        return
    path = tree.prove_consistency(seen.size, head.size)
    if not merkle.consistent(seen.size, head.size, seen.root, head.root, path):
        raise ForkedError(
            f"its {head.size:,} entries do not begin with the {seen.size:,} that were signed here",
            where=where,
            remedy="the log was rewritten, or you are shown another one than others are: "
            "keep both checkpoints, they prove it",
        )


def witness(
    checkpoint: bytes,
    tiles_of: Callable[[int], Tiles],
    *,
    memory: Path,
    name: str,
    signer: NoteSigner,
    key: VerifierKey | None,
    published: Callable[[], str],
    now: datetime,
    where: str = "",
) -> Witnessed:
    """Sign a log's checkpoint if it continues what `memory` (a file) knows of the log.

    The log's key is the one that the memory holds; at first sight the one that is given as `key`,
    else the one that is `published` beside the log. `tiles_of` gives the tiles for a size. Raises
    what `attest` raises, `NoteError` where the log's key did not sign, `ConflictError` where the
    memory holds another key than is given. The memory is then what it was before.
    """
    head = notes.read_checkpoint(checkpoint)
    with _alone(memory):
        logs = _read(memory)
        known = logs.get(head.origin)
        trusted = _key(head.origin, known, key, published)
        notes.verify(head.note, [trusted])
        attest(head, known.head if known else None, tiles_of(head.size), where=where)
        note = notes.cosign(head.note, name, signer, now=now)
        logs[head.origin] = Remembered(trusted, note.data)
        _write(memory, logs)
    return Witnessed(note, head, trusted, known.head if known else None)


def _key(
    origin: str,
    known: Remembered | None,
    given: VerifierKey | None,
    published: Callable[[], str],
) -> VerifierKey:
    if known is not None and given is not None and known.key != given:
        raise ConflictError(
            f"{origin} was seen here with another key: {known.key}",
            where="--log-key",
            remedy="a log keeps its key; with a new one it is a new log, under a new origin",
        )
    key = known.key if known else given
    if key is None:
        text = published()
        if not text:
            raise InputError(
                "the log publishes no key beside it",
                where=origin,
                remedy="ask its owner for the verifier key and give it with --log-key",
            )
        key = VerifierKey.read(text)
    if key.name != origin:
        raise InputError(
            f"the key is {key.name}'s, the log says it is {origin}", remedy="give the log's own key"
        )
    return key


def _read(memory: Path) -> dict[str, Remembered]:
    try:
        data = memory.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnavailableError(f"cannot be read: {error.strerror}", where=str(memory)) from None
    try:
        value = strictjson.parse(data, largest=_LARGEST)
        if value.get("format") != _FORMAT or value.get("version") != 1:
            raise UnreadableError("this is no memory of a witness")  # noqa: TRY301
        return {
            origin: Remembered(VerifierKey.read(one["key"]), one["checkpoint"].encode())
            for origin, one in value["logs"].items()
        }
    except UnreadableError as error:
        raise error.at(str(memory)) from None
    except (KeyError, TypeError, AttributeError):
        raise UnreadableError("a damaged memory of a witness", where=str(memory)) from None


def _write(memory: Path, logs: Mapping[str, Remembered]) -> None:
    value = {
        "format": _FORMAT,
        "version": 1,
        "logs": {
            origin: {"key": str(one.key), "checkpoint": one.checkpoint.decode()}
            for origin, one in sorted(logs.items())
        },
    }
    partial = memory.with_name(f".{memory.name}.partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            json.dump(value, file, indent=2, ensure_ascii=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(memory)
        directory = os.open(memory.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise UnavailableError(
            f"cannot write: {error.strerror}",
            where=str(memory),
            remedy="nothing was signed; make room and run again",
        ) from error


@contextmanager
def _alone(memory: Path) -> Iterator[None]:
    """Keep two looks at once from signing two histories: who looks, writes, before the next."""
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        lock = memory.with_name(f".{memory.name}.lock").open("wb")
    except OSError as error:
        raise UnavailableError(f"cannot write: {error.strerror}", where=str(memory)) from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
