"""The log of a state directory: entries in the ledger, tiles and checkpoints published beside it.

The ledger is the truth. An entry is stored in the transaction of what it records; its tiles are
written after the commit and the checkpoint last, so a published checkpoint is never ahead of the
ledger. A ledger that is behind it was restored from an old backup, one that contradicts it is
another history: then nothing more is awarded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

import orjson

from skillmark.award.ledger.database import Database
from skillmark.award.storage import force, told
from skillmark.nouns.errors import UnreadableError
from skillmark.trust import keys
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import history, notes
from skillmark.trust.log.files import Files
from skillmark.trust.log.history import ForkedError, RolledBackError
from skillmark.trust.log.notes import Checkpoint, VerifierKey
from skillmark.trust.log.receipts import Receipt
from skillmark.trust.log.statements import SALT, Sealed, Statement, seal
from skillmark.trust.log.tree import Tree

_PAGE = 4_096
"""Entries that are read and hashed together."""


class Logbook:
    """The log of one ledger, open to be written or to be looked into."""

    def __init__(self, database: Database, directory: Path, *, origin: str) -> None:
        """Look at the log that is published in `directory`; `confirm` before anything is done."""
        self._database, self._files, self._origin = database, Files(directory), origin
        self._tree: Tree | None = None

    @property
    def size(self) -> int:
        """How many entries the ledger holds."""
        last: int | None = self._database.value("SELECT max(entry_index) FROM log")
        return 0 if last is None else last + 1

    @property
    def seen(self) -> Checkpoint | None:
        """The checkpoint that is published."""
        data = self._files.checkpoint()
        return notes.read_checkpoint(data) if data else None

    def confirm(self, *others: Checkpoint) -> None:
        """Make sure that the ledger continues what is published, and what `others` witnessed.

        Raises `RolledBackError` where the ledger is behind, `ForkedError` where it says otherwise.
        """
        where = str(self._files.directory)
        for seen in (*filter(None, (self.seen,)), *others):
            if seen.origin != self._origin:
                raise ForkedError(
                    f"the checkpoint is of the log {seen.origin}, this is {self._origin}",
                    where=where,
                )
            if seen.size > self.size:
                raise RolledBackError(
                    f"the ledger holds {self.size:,} entries of its log, but {seen.size:,} were"
                    " published",
                    where=where,
                    remedy="an old backup was restored: restore a newer one; until then nothing is"
                    " awarded",
                )
            if self._root(seen.size) != seen.root:
                raise ForkedError(
                    f"the first {seen.size:,} entries are not those that were published",
                    where=where,
                    remedy="the ledger was changed, or continued from another backup: restore a"
                    " sound one",
                )

    def _root(self, size: int) -> bytes:
        """Return the root of the ledger's first entries: noted when published, else worked out."""
        noted: bytes | None
        noted = self._database.value("SELECT root FROM heads WHERE size = ?", size)
        if noted is not None:
            return noted
        tree = Tree(_Memory(), 0)
        for entries in self._entries(0, size):
            tree.append(entries)
        return tree.root()

    def add(self, statements: Sequence[tuple[int | None, Statement]], rng: Random) -> list[bytes]:
        """Append statements, each with the intent that it is about; return their entries.

        To be used inside the transaction of what they record.
        """
        first = self.size
        salts = rng.randbytes(SALT * len(statements))
        rows, entries = [], []
        for number, (n, statement) in enumerate(statements):
            sealed = seal(statement, salts[SALT * number : SALT * (number + 1)])
            said = orjson.dumps(sealed.statement).decode()
            rows.append((first + number, sealed.entry, sealed.salt, n, said))
            entries.append(sealed.entry)
        self._database.many("INSERT INTO log VALUES (?, ?, ?, ?, ?)", rows)
        return entries

    def extend(self, entries: Sequence[bytes] = ()) -> None:
        """Take entries that were committed into the tiles; `entries` are the last of them."""
        tree, size = self._published(), self.size
        if tree.size + len(entries) == size:
            tree.append(entries)
            return
        for page in self._entries(tree.size, size):
            tree.append(page)

    def publish(self, signer: SigningKey, *, now: datetime) -> None:
        """Write the tiles, then a signed checkpoint over everything in the ledger."""
        seen = self.seen
        if seen is not None and seen.size == self.size:
            return
        self.extend()
        tree = self._published()
        root = tree.root()
        with self._database.transaction():
            self._database.run("INSERT OR REPLACE INTO heads VALUES (?, ?)", tree.size, root)
        vkey = str(VerifierKey.of(signer, self._origin))
        if self._files.verifier_key() != vkey:
            self._files.keep_verifier_key(vkey)
        self._files.keep_checkpoint(
            notes.checkpoint(self._origin, tree.size, root, signer, now=now)
        )

    def entries(self, n: int) -> list[tuple[int, str]]:
        """Return index and kind of every entry about an intent."""
        found = self._database.rows(
            "SELECT entry_index, coalesce(statement ->> '$.kind', 'erased') FROM log"
            " WHERE n = ? ORDER BY entry_index",
            n,
        )
        return [(index, kind) for index, kind in found]

    def receipts(self, n: int, head: Checkpoint | None = None) -> Iterator[Receipt]:
        """Yield a receipt for every entry about an intent that a checkpoint covers.

        That is the published one, or an older `head` of the same log, such as a cosigned one;
        `ConflictError` where the log does not begin with it.
        """
        seen = self.seen
        if seen is None:
            return
        tree = Tree(self._files, seen.size)
        if head is not None:
            if head.origin != self._origin:
                raise ForkedError(f"the checkpoint is of the log {head.origin}", where=self._origin)
            history.confirm(tree, head, where=self._origin)
            seen = head
        found = self._database.rows(
            "SELECT entry_index, entry, salt, statement FROM log"
            " WHERE n = ? AND entry_index < ? AND salt IS NOT NULL ORDER BY entry_index",
            n,
            seen.size,
        )
        for index, entry, salt, said in found:
            sealed = Sealed(entry, salt, orjson.loads(said))
            path = tree.prove(index, seen.size)
            yield Receipt.of(sealed, index, path, seen.note.data)

    def _published(self) -> Tree:
        """Return the tree of the published files; anew from the ledger where tiles are missing."""
        if self._tree is None:
            seen = self.seen
            tree = Tree(self._files, seen.size if seen else 0)
            try:
                sound = seen is None or tree.root() == seen.root
            except UnreadableError:
                sound = False
            self._tree = tree if sound else Tree(self._files, 0)
        return self._tree

    def _entries(self, first: int, end: int) -> Iterator[list[bytes]]:
        for start in range(first, end, _PAGE):
            found = self._database.rows(
                "SELECT entry FROM log WHERE entry_index >= ? AND entry_index < ?"
                " ORDER BY entry_index",
                start,
                min(start + _PAGE, end),
            )
            yield [entry for (entry,) in found]


class _Memory:
    """Tiles that are needed for a root alone: of each level, the last one."""

    def __init__(self) -> None:
        self._last: dict[int | None, tuple[int, bytes]] = {}

    def tile(self, level: int, number: int) -> bytes:
        return self._get(level, number)

    def keep_tile(self, level: int, number: int, hashes: bytes) -> None:
        self._last[level] = number, hashes

    def entries(self, number: int) -> bytes:
        return self._get(None, number)

    def keep_entries(self, number: int, entries: bytes) -> None:
        self._last[None] = number, entries

    def _get(self, level: int | None, number: int) -> bytes:
        kept, hashes = self._last.get(level, (-1, b""))
        return hashes if kept == number else b""


def origin_of(base_url: str) -> str:
    """Return the name of the log that is published under a base URL: its address, no scheme."""
    return f"{base_url.partition('://')[2].rstrip('/')}/log"


def log_key(path: Path, passphrase: bytes | None) -> SigningKey:
    """Return the log's own key, made where there is none: encrypted if there is a passphrase."""
    if path.exists():
        return keys.load(path, passphrase)
    # renamed into place, so that a run that is killed here leaves no half a key
    partial = path.with_name(f".{path.name}.partial")
    made = SigningKey.generate(Algorithm.ED25519)
    with told(path):
        partial.unlink(missing_ok=True)
        keys.save(made, partial, passphrase)
        partial.replace(path)
        force(path.parent)
    return made


def award_statement(id_: str, digest: bytes, key: str, at: str, replaces: str = "") -> Statement:
    """Say that these bytes were handed out."""
    said = {"kind": "award", "id": id_, "digest": f"sha256:{digest.hex()}", "key": key, "at": at}
    return said | ({"replaces": replaces} if replaces else {})


def status_statement(id_: str, status: str, at: str) -> Statement:
    """Say how a credential stands from now on."""
    return {"kind": "status", "id": id_, "status": status, "at": at}
