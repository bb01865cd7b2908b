"""Signed notes, checkpoints and cosignatures, to the byte as C2SP has them.

A checkpoint is a note of three lines (the log's origin, its size, its root) and signatures. Keys
sign in two ways: plainly (type 1; the log), or with the time (type 4; witnesses: "as of this moment
this is the largest log that I saw, and it only ever grew"). A log may sign in both ways with its
one key; that says when the checkpoint was made. The two can never be taken for each other, since
no origin is `cosignature/v1`.

Sources: C2SP signed-note, tlog-checkpoint, tlog-cosignature v1 (Ed25519), RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.trust.keys import Signer
from skillmark.trust.publickey import Algorithm, KeyFormatError, PublicKey

LARGEST = 64 * 1024
"""Bytes of a note."""
MOST = 64
"""Signatures of a note; C2SP asks for at least 16."""
PLAIN, TIMED = 1, 4
"""Signature types: Ed25519 over the text; Ed25519 over the time and the text (a cosignature)."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEADER = "cosignature/v1"
_LATEST = 2**63 - 1
_NUMBER = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(UnreadableError):
    """This is no signed note, or not one that a key which is asked for signed.

    Codes: `not_a_note`, `not_a_checkpoint`, `not_a_key`, `not_signed` (by none of the keys),
    `wrong_signature` (one that claims to be of a key and is not).
    """

    code = "not_a_note"


class NoteSigner(Signer, Protocol):
    """A signer that knows its public key, which its signatures name."""

    @property
    def public(self) -> PublicKey:
        """The public key."""
        ...


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by name, as `name+id+base64` (C2SP signed-note, "Verifier keys")."""

    name: str
    public: PublicKey
    kind: int = PLAIN

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(c.isspace() for c in self.name):
            raise NoteError(
                f"{self.name!r} cannot be the name of a key",
                remedy="use an address without its scheme, such as example.org/log",
                code="not_a_key",
            )
        if _CONTROL.search(self.name) or self.name == _HEADER:
            raise NoteError(f"{self.name!r} cannot be the name of a key", code="not_a_key")
        if self.public.algorithm is not Algorithm.ED25519:
            raise NoteError(
                f"notes are signed with ed25519, this is a key of kind {self.public.algorithm}",
                remedy="make one with: skillmark keys generate --algorithm ed25519",
                code="not_a_key",
            )

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of its name, kind and public key."""
        named = self.name.encode() + b"\n" + self._encoded
        return hashlib.sha256(named).digest()[:4]

    @property
    def _encoded(self) -> bytes:
        return bytes([self.kind]) + self.public.raw

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self._encoded).decode()}"

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """Read a verifier key, or raise `NoteError` (code `not_a_key`)."""
        name, _, rest = text.strip().partition("+")
        written, _, encoded = rest.partition("+")
        data = decoded(encoded)
        if data is None or len(data) != 33 or data[0] not in (PLAIN, TIMED):
            raise NoteError(
                f"{text.strip()[:60]!r} is no verifier key for Ed25519",
                remedy="it looks like example.org/log+1a2b3c4d+AQ...",
                code="not_a_key",
            )
        public = PublicKey(Algorithm.ED25519, data[1:])
        try:
            public.loaded()
        except KeyFormatError as error:
            raise NoteError(str(error), code="not_a_key") from error
        key = cls(name, public, data[0])
        if key.id.hex() != written:
            raise NoteError(
                f"the key {name!r} and its id {written[:16]!r} do not belong together",
                remedy="was it copied whole?",
                code="not_a_key",
            )
        return key

    @classmethod
    def of(cls, signer: NoteSigner, name: str, kind: int = PLAIN) -> VerifierKey:
        """Return the verifier key of a signer."""
        return cls(name, signer.public, kind)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who claims to have signed, and with what key."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> str:
        """The line, without its end."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.data).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who claims to have signed it."""

    text: bytes
    """Ends with a line feed; the empty line behind it does not belong to it."""
    signatures: tuple[Signature, ...]

    @property
    def data(self) -> bytes:
        """The whole note, as it is published."""
        lines = "".join(f"{signature.line}\n" for signature in self.signatures)
        return self.text + b"\n" + lines.encode()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says. Believe it only as far as `verify` says who signed it."""

    origin: str
    size: int
    root: bytes
    note: Note


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds."""

    key: VerifierKey
    at: datetime | None
    """When it was made, where the signature says so."""


def parse(data: bytes) -> Note:
    """Read a signed note, or raise `NoteError`."""
    if len(data) > LARGEST:
        raise NoteError(f"more than {LARGEST} bytes are no note that we read")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError(f"not UTF-8 at byte {error.start}") from None
    if _CONTROL.search(text):
        raise NoteError("a note holds no control characters but line feeds")
    body, gap, signed = text.rpartition("\n\n")
    if not gap or not body or not signed.endswith("\n"):
        raise NoteError("a note is text, an empty line and lines with signatures")
    lines = signed.removesuffix("\n").split("\n")
    if len(lines) > MOST:
        raise NoteError(f"more than {MOST} signatures on one note")
    return Note(f"{body}\n".encode(), tuple(_signature(line) for line in lines))


def read_checkpoint(data: bytes | Note) -> Checkpoint:
    """Read a checkpoint without asking who signed it, or raise `NoteError`."""
    note = data if isinstance(data, Note) else parse(data)
    lines = note.text.decode().removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteError("a checkpoint has three lines or more", code="not_a_checkpoint")
    origin, size, root = lines[:3]
    hashed = decoded(root)
    if not _NUMBER.fullmatch(size) or int(size) > _LATEST or hashed is None or len(hashed) != 32:
        raise NoteError(
            "the second line of a checkpoint is a size, the third the hash of a root",
            code="not_a_checkpoint",
        )
    return Checkpoint(origin, int(size), hashed, note)


def checkpoint(
    origin: str, size: int, root: bytes, signer: NoteSigner, *, now: datetime | None = None
) -> bytes:
    """Return a checkpoint signed by the log's own Ed25519 key.

    With `now`, the same key also signs with the time, so that readers learn how fresh it is. One
    key must never sign two checkpoints that do not continue each other: see `history.confirm`.
    """
    if size < 0 or len(root) != 32:
        raise InputError("a checkpoint needs a size and a root of 32 bytes")
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n".encode()
    plain = VerifierKey.of(signer, origin)
    note = Note(text, (Signature(origin, plain.id, signer.sign(text)),))
    return cosign(note, origin, signer, now=now).data if now else note.data


def cosign(note: Note, name: str, signer: NoteSigner, *, now: datetime) -> Note:
    """Return the note with one more signature, of type 4: by this key, at this moment.

    The caller has made sure that the log only grew since this key signed last.
    """
    key = VerifierKey.of(signer, name, TIMED)
    # not timestamp(): a float rounds the last microsecond of a second up, some centuries from now
    seconds = (now - EPOCH) // timedelta(seconds=1)
    signature = seconds.to_bytes(8, "big") + signer.sign(_timed(note.text, seconds))
    others = tuple(s for s in note.signatures if (s.name, s.key_id) != (name, key.id))
    return Note(note.text, (*others, Signature(name, key.id, signature)))


def verify(note: Note, keys: Iterable[VerifierKey]) -> list[Signed]:
    """Return which of the keys signed the note; signatures of others are left aside.

    Raises `NoteError` where none did (`not_signed`), or where a signature claims to be of one of
    the keys and does not hold (`wrong_signature`).
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[tuple[str, bytes], Signed] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        signed = _signed(key, note.text, signature.data)
        if signed is None:
            raise NoteError(
                f"the signature of {key.name} does not hold",
                remedy="the note was changed, or the key is another of the same name",
                code="wrong_signature",
            )
        found[key.name, key.id] = signed
    if not found:
        asked = ", ".join(sorted({key.name for key in known.values()})) or "no key"
        raise NoteError(f"it is not signed by {asked}", code="not_signed")
    return list(found.values())


def _signed(key: VerifierKey, text: bytes, signature: bytes) -> Signed | None:
    """Return what a signature over a note's text says; `None` if it does not hold."""
    if key.kind == PLAIN:
        return Signed(key, None) if key.public.verifies(text, signature) else None
    seconds = int.from_bytes(signature[:8], "big")
    if seconds > _LATEST or not key.public.verifies(_timed(text, seconds), signature[8:]):
        return None
    try:
        return Signed(key, datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None  # no year that people count


def _timed(text: bytes, seconds: int) -> bytes:
    return f"{_HEADER}\ntime {seconds}\n".encode() + text


def _signature(line: str) -> Signature:
    mark, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = decoded(encoded)
    fits = mark == "—" and name and "+" not in name and not any(c.isspace() for c in name)
    if not fits or data is None or len(data) < 5:
        raise NoteError(f"{line[:60]!r} is no line with a signature")
    return Signature(name, data[:4], data[4:])


def decoded(text: str) -> bytes | None:
    """Decode standard base 64 that is written in the one way it can be."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None
