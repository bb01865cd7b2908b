"""A published log, checked as a whole: who signed it, whether it is sound, what it continues."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.trust.dids import timestamp
from skillmark.trust.log import notes
from skillmark.trust.log.check import Piece, check
from skillmark.trust.log.findings import Checked, Kind, Problem
from skillmark.trust.log.layout import Place, count, places
from skillmark.trust.log.notes import TIMED, Checkpoint, Note, NoteError, Signed, VerifierKey
from skillmark.trust.log.published import Published


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known of a log after all of it was read."""

    origin: str
    found: Checked
    key: str
    """Where the key of the check comes from: `given`, `published`, or `none` was there."""
    as_of: str | None
    """When the checkpoint was signed, where it says so."""
    witnesses: tuple[Signed, ...]
    against: tuple[str, ...]
    """Names of the checkpoints that it was compared with."""

    def to_json(self) -> dict[str, Any]:
        """Return it as `skillmark log check --json` promises it."""
        return {
            "size": self.found.size,
            "root": base64.b64encode(self.found.root).decode(),
            "consistent": self.found.consistent,
            "problems": [problem.to_json() for problem in self.found.problems],
            "more_problems": self.found.more,
            "unread": self.found.unread,
            "origin": self.origin,
            "key": self.key,
            "as_of": self.as_of,
            "witnesses": [
                {"name": one.key.name, "at": timestamp(one.at) if one.at else None}
                for one in self.witnesses
            ],
            "against": list(self.against),
        }


def audit(
    log: Published,
    *,
    key: VerifierKey | None = None,
    witnesses: Sequence[VerifierKey] = (),
    seen: Sequence[tuple[str, bytes]] = (),
    read: Callable[[Iterable[Place], int], Iterator[Piece]] | None = None,
) -> Audit:
    """Check a log: its signature with `key` (else the published one), all of it, and its past.

    `seen` are names and notes of checkpoints that were seen before. `read` reads places in order
    and is told how many there are; without it, they are read one after the other. Raises
    `InputError` where there is no checkpoint, or one of `seen` is of another log or not signed by
    it, so that it shows nothing.
    """
    head = notes.read_checkpoint(log.checkpoint())
    known, source = _key(log, key)
    before = [(name, _seen(name, note, head, known)) for name, note in seen]
    order = places(head.size)
    pieces = read(order, count(head.size)) if read else one_by_one(log, order)
    found = check(head, pieces, seen=before)
    as_of = _signature(head.note, known, found)
    return Audit(
        origin=head.origin,
        found=found,
        key=source,
        as_of=as_of,
        witnesses=_witnesses(head.note, witnesses, found),
        against=tuple(name for name, _ in seen),
    )


def one_by_one(log: Published, order: Iterable[Place]) -> Iterator[Piece]:
    """Read places one after the other; what cannot be read is an error in its place."""
    for place in order:
        try:
            yield place, log.get(place)
        except SkillmarkError as error:
            yield place, error


def _key(log: Published, given: VerifierKey | None) -> tuple[VerifierKey | None, str]:
    if given is not None:
        return given, "given"
    text = log.verifier_key()
    return (VerifierKey.read(text), "published") if text else (None, "none")


def _seen(name: str, data: bytes, head: Checkpoint, key: VerifierKey | None) -> Checkpoint:
    try:
        seen = notes.read_checkpoint(data)
        if seen.origin != head.origin:
            raise InputError(
                f"it is of the log {seen.origin}, this is {head.origin}",
                remedy="give a checkpoint of this log",
            )
        if key is not None:
            notes.verify(seen.note, _both(key))
    except SkillmarkError as error:
        raise error.at(name) from None
    return seen


def _signature(note: Note, key: VerifierKey | None, found: Checked) -> str | None:
    if key is None:
        found.unread.append(
            "who signed the checkpoint could not be told: no key is published beside the log "
            "(give it with --key)"
        )
        return None
    try:
        signed = notes.verify(note, _both(key))
    except NoteError as error:
        found.add([Problem(Kind.SIGNATURE, "checkpoint", error.cause)])
        return None
    return next((timestamp(one.at) for one in signed if one.at), None)


def _witnesses(note: Note, keys: Sequence[VerifierKey], found: Checked) -> tuple[Signed, ...]:
    try:
        return tuple(notes.verify(note, keys)) if keys else ()
    except NoteError as error:
        if error.code != "not_signed":
            found.add([Problem(Kind.SIGNATURE, "checkpoint", error.cause)])
        return ()


def _both(key: VerifierKey) -> list[VerifierKey]:
    """A log's one key signs plainly, and with the time."""
    return [key, VerifierKey(key.name, key.public, TIMED)]
