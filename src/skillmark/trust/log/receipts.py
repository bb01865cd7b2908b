"""Receipts: what one person needs to show that the log holds a statement, without asking anybody.

A receipt opens exactly one entry (its salt and its statement) and leads from it to the root of a
signed checkpoint. It is given to the person whom the entry is about.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.trust import strictjson
from skillmark.trust.log import merkle, notes, statements
from skillmark.trust.log.notes import Checkpoint
from skillmark.trust.log.statements import Sealed

_FORMAT = "skillmark-log-receipt"
_MEMBERS = frozenset(
    ("format", "version", "origin", "index", "salt", "statement", "path", "checkpoint")
)


class ReceiptError(InputError):
    """This is no receipt."""

    code = "receipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One entry, opened, and the path to a checkpoint that speaks for it."""

    index: int
    """Which entry of the log it is; the first is 0."""
    salt: bytes
    statement: dict[str, str]
    path: tuple[bytes, ...]
    """Hashes from the entry's neighbour to just below the root."""
    checkpoint: bytes
    """The signed note, with everything that was signed below it."""

    @classmethod
    def of(cls, sealed: Sealed, index: int, path: list[bytes], checkpoint: bytes) -> Receipt:
        """Make a receipt; `path` is `tree.prove(index, size)` for the checkpoint's size."""
        return cls(index, sealed.salt, sealed.statement, tuple(path), checkpoint)

    @property
    def head(self) -> Checkpoint:
        """What the checkpoint says, whoever signed it."""
        return notes.read_checkpoint(self.checkpoint)

    @property
    def origin(self) -> str:
        """Which log it is a receipt of."""
        return self.head.origin

    def fits(self, data: bytes) -> bool:
        """Say whether the statement is the award of exactly these bytes."""
        return self.statement.get("digest") == digest(data)

    def holds(self) -> bool:
        """Say whether the path leads from the statement to the checkpoint's root.

        That says nothing yet about who signed the checkpoint.
        """
        head = self.head
        entry = statements.commitment(self.statement, self.salt)
        return merkle.included(merkle.leaf(entry), self.index, head.size, self.path, head.root)

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return {
            "format": _FORMAT,
            "version": 1,
            "origin": self.origin,
            "index": self.index,
            "salt": _written(self.salt),
            "statement": dict(self.statement),
            "path": [_written(part) for part in self.path],
            "checkpoint": self.checkpoint.decode(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | bytes | str) -> Receipt:
        """Read a receipt strictly, or raise `ReceiptError` (or what its parts raise)."""
        if isinstance(value, bytes | str):
            value = strictjson.parse(value)
        if value.get("format") != _FORMAT or value.get("version") != 1:
            raise ReceiptError(
                "this is no receipt of a log",
                remedy="it comes from: skillmark log prove, or from the page of the award",
            )
        for name in value.keys() ^ _MEMBERS:
            cause = "unknown member" if name in value else "there is no member"
            raise ReceiptError(f"{cause} {name!r}")
        index, statement, path = value["index"], value["statement"], value["path"]
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < 2**63:
            raise ReceiptError("the index of an entry is a whole number", where="/index")
        if not isinstance(statement, dict):
            raise ReceiptError("an object was expected", where="/statement")
        statements.check(statement)
        if not isinstance(path, list) or len(path) > merkle.DEEPEST:
            raise ReceiptError(
                f"a list of at most {merkle.DEEPEST} hashes was expected", where="/path"
            )
        if not isinstance(value["checkpoint"], str):
            raise ReceiptError("a text was expected", where="/checkpoint")
        try:
            note = value["checkpoint"].encode()
        except UnicodeEncodeError:
            raise ReceiptError("half of a surrogate pair", where="/checkpoint") from None
        receipt = cls(
            index,
            _bytes(value["salt"], statements.SALT, "/salt"),
            statement,
            tuple(_bytes(part, merkle.SIZE, f"/path/{at}") for at, part in enumerate(path)),
            note,
        )
        if receipt.origin != value["origin"]:
            raise ReceiptError("its checkpoint is of another log", where="/origin")
        return receipt


def digest(data: bytes) -> str:
    """Return the digest of a credential's exact bytes, as statements on awards carry it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _written(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: Any, count: int, where: str) -> bytes:
    data = notes.decoded(text) if isinstance(text, str) else None
    if data is None or len(data) != count:
        raise ReceiptError(f"{count} bytes in base 64 were expected", where=where)
    return data
