"""What entries of the log commit to: statements on awards, their status, and keys.

An entry is `HMAC-SHA256(key=salt, message=JCS(statement))`: it tells nothing about anybody without
its salt, which the issuer keeps and gives away only within a receipt. Once a salt is erased, nobody
can say what its entry was about, and the proofs of all others still hold.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from skillmark.nouns.errors import InputError
from skillmark.trust import strictjson

SALT = 16
"""Bytes of a salt."""
Statement = Mapping[str, str]

_SHAPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "award": (frozenset(("kind", "id", "digest", "key", "at")), frozenset(("replaces",))),
    "status": (frozenset(("kind", "id", "status", "at")), frozenset()),
    "key": (frozenset(("kind", "key", "event", "at")), frozenset()),
}
"""For each kind: members that must be there, and members that may be."""
_WORDS = {
    "status": frozenset(("revoked", "suspended", "active")),
    "event": frozenset(("introduced", "retired", "compromised")),
}
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ", re.ASCII)
_LONGEST = 4096
"""Letters of one member."""


class StatementError(InputError):
    """This is no statement that a log of ours holds."""

    code = "statement"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A statement with the entry that commits to it."""

    entry: bytes
    """32 bytes: what goes into the log, for everybody to see."""
    salt: bytes
    """16 random bytes that nobody else may learn before they are given a receipt."""
    statement: dict[str, str]


def seal(statement: Statement, salt: bytes) -> Sealed:
    """Return the entry for a statement, or raise `StatementError`."""
    return Sealed(commitment(statement, salt), salt, dict(statement))


def commitment(statement: Statement, salt: bytes) -> bytes:
    """Return the 32 bytes that a statement and a salt of 16 bytes make together."""
    if len(salt) != SALT:
        raise StatementError(f"a salt has {SALT} bytes, not {len(salt)}")
    check(statement)
    # all members are texts and their names ASCII: orjson then writes what RFC 8785 asks for
    try:
        message = orjson.dumps(statement, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise StatementError(f"it cannot be written as JSON: {error}") from None
    return hmac.digest(salt, message, "sha256")


def opens(entry: bytes, statement: Statement, salt: bytes) -> bool:
    """Say whether an entry commits to this statement."""
    return hmac.compare_digest(commitment(statement, salt), entry)


def read(data: bytes | str) -> dict[str, str]:
    """Read a statement from JSON, or raise `StatementError` or `JsonError`."""
    value = strictjson.parse(data)
    check(value)
    return value


def check(statement: Mapping[str, Any]) -> None:
    """Raise `StatementError` for what is not exactly one of the three kinds."""
    kind = statement.get("kind")
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise StatementError(
            f"there is no statement of kind {kind!r}"[:200], remedy=f"known: {', '.join(_SHAPES)}"
        )
    needed, allowed = shape
    if statement.keys() != needed:
        for name in statement.keys() - needed - allowed:
            raise StatementError(f"unknown member {name!r}", where=str(kind))
        for name in sorted(needed - statement.keys()):
            raise StatementError(f"{name!r} is missing", where=str(kind))
    for name, value in statement.items():
        if not isinstance(value, str) or not value or len(value) > _LONGEST:
            raise StatementError("a text was expected", where=f"{kind}/{name}")
    if not _MOMENT.fullmatch(statement["at"]):
        raise StatementError(
            f"{statement['at'][:40]!r} is no moment", where=f"{kind}/at",
            remedy="write 2026-05-31T12:00:00Z",
        )  # fmt: skip
    if kind == "award":
        if not _DIGEST.fullmatch(statement["digest"]):
            raise StatementError(
                "a digest is sha256: and 64 hexadecimal digits", where=f"{kind}/digest"
            )
        return
    word = "status" if kind == "status" else "event"
    if statement[word] not in _WORDS[word]:
        raise StatementError(
            f"{statement[word][:40]!r} is none of {', '.join(sorted(_WORDS[word]))}",
            where=f"{kind}/{word}",
        )
