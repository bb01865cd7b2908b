"""The ledger: what was meant and is to be signed, what was signed, and where it was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from skillmark.award.ledger.database import Database
from skillmark.award.work import Intent, Particulars

_PAGE = 500
_INTENT = (
    "SELECT i.n, i.batch, i.line, i.id, i.salt, b.at, i.name, i.email, i.person, i.level, i.result,"
    " i.evidence_url, i.valid_from, i.valid_until, i.list, i.place"
    " FROM intents i JOIN batches b ON b.batch = i.batch"
)


class Meant(NamedTuple):
    """An intent with its place in the ledger."""

    n: int
    batch: int
    line: int
    """Of the roster that named the person."""
    intent: Intent


@dataclass(frozen=True, slots=True)
class Batch:
    """What the intents of one run have in common."""

    achievement: Mapping[str, Any]
    """Open Badges Achievement object."""
    issuer: Mapping[str, Any]
    """Open Badges Profile object."""
    form: str
    at: str
    """ISO 8601: when they were meant, which is when they count as signed."""


class Written(NamedTuple):
    """A credential that is on the disk of its output."""

    n: int
    digest: bytes
    """SHA-256 of its bytes."""
    id: str


class Ledger:
    """Awards in the order in which they are signed. One process writes at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._batches: dict[int, Batch] = {}

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """All that is done inside counts together or not at all (`Database.transaction`)."""
        with self.database.transaction(keep=keep):
            yield

    # -- what was meant

    def begin_batch(self, batch: Batch, *, source: str) -> int:
        """Store what following intents refer to; return its number."""
        database = self.database
        database.run(
            "INSERT INTO batches (at, achievement, issuer, form, source) VALUES (?, ?, ?, ?, ?)",
            batch.at,
            json.dumps(batch.achievement, ensure_ascii=False),
            json.dumps(batch.issuer, ensure_ascii=False),
            batch.form,
            source,
        )
        return int(database.value("SELECT max(batch) FROM batches"))

    def batch(self, number: int) -> Batch:
        """Return a batch."""
        if number not in self._batches:
            found = self.database.one(
                "SELECT achievement, issuer, form, at FROM batches WHERE batch = ?", number
            )
            assert found is not None  # noqa: S101 - intents name batches that are there
            achievement, issuer, form, at = found
            self._batches[number] = Batch(json.loads(achievement), json.loads(issuer), form, at)
        return self._batches[number]

    @property
    def finished(self) -> int:
        """All intents up to this number were signed or given up: they are taken in their order."""
        signed, dropped = self.database.one(
            "SELECT (SELECT max(n) FROM signed), (SELECT max(n) FROM dropped)"
        ) or (0, 0)
        return max(signed or 0, dropped or 0)

    def pending(self) -> Iterator[Meant]:
        """Yield the intents that wait for their signature, in order, a page at a time."""
        yield from self._pages(f"{_INTENT} WHERE i.n > ? ORDER BY i.n LIMIT {_PAGE}", self.finished)

    def waiting(self) -> int:
        """Count them."""
        return int(self.database.value("SELECT count(*) FROM intents WHERE n > ?", self.finished))

    def signed_after(self, n: int) -> int:
        """Count the intents behind this number that were signed."""
        return int(self.database.value("SELECT count(*) FROM signed WHERE n > ?", n))

    def meant(self, numbers: Iterable[int]) -> Iterator[Meant]:
        """Yield these intents."""
        for n in numbers:
            found = self.database.one(f"{_INTENT} WHERE i.n = ?", n)
            if found is not None:
                yield _meant(found)

    def _pages(self, statement: str, last: int) -> Iterator[Meant]:
        # by pages, because what they lead to is written while they are read
        while page := list(self.database.rows(statement, last)):
            yield from map(_meant, page)
            last = page[-1][0]

    # -- what was done

    def signed(self, written: Sequence[Written], output: int) -> None:
        """Note that credentials are in an output, forced to its disk."""
        self.database.many(
            "INSERT INTO signed VALUES (?, ?, ?)"
            " ON CONFLICT (n) DO UPDATE SET digest = excluded.digest, output = excluded.output",
            [(one.n, one.digest, output) for one in written],
        )

    def drop(self, given_up: Iterable[tuple[int, str]]) -> None:
        """Give up what cannot be signed, and why; the people can be awarded again."""
        rows = list(given_up)
        self.database.many("INSERT INTO dropped VALUES (?, ?)", rows)
        self.release(n for n, _ in rows)

    def release(self, numbers: Iterable[int]) -> None:
        """Let these people be awarded the same again."""
        found = []
        for n in numbers:
            row = self.database.one("SELECT batch, name, email, person FROM intents WHERE n = ?", n)
            if row is not None:
                who = person(*row[1:])
                found.append((key(str(self.batch(row[0]).achievement["id"]), who), n))
        self.database.many("DELETE FROM held WHERE key = ? AND n = ?", found)

    def digest(self, n: int) -> bytes | None:
        """Return the digest of what was handed out for an intent."""
        found: bytes | None = self.database.value("SELECT digest FROM signed WHERE n = ?", n)
        return found

    # -- where it was written

    def output(self, path: Path) -> tuple[int, int]:
        """Return the number of an output, and how long its file of lines was when it was noted."""
        name = str(path.absolute())
        found = self.database.one("SELECT output, bytes FROM outputs WHERE path = ?", name)
        if found is None:
            with self.transaction():
                self.database.run("INSERT INTO outputs (path, bytes) VALUES (?, 0)", name)
            found = self.database.one("SELECT output, bytes FROM outputs WHERE path = ?", name)
        assert found is not None  # noqa: S101 - just made
        return int(found[0]), int(found[1])

    def note_length(self, output: int, length: int) -> None:
        """Note how long a file of lines is now."""
        self.database.run("UPDATE outputs SET bytes = ? WHERE output = ?", length, output)


def key(achievement: str, who: str) -> bytes:
    """Return what stands in `held` for an achievement and a person."""
    return hashlib.sha256(f"{achievement}\0{who}".encode()).digest()[:16]


def person(name: str, email: str, id: str) -> str:  # noqa: A002
    """Return what tells a person from the others, as `roster.Row.person` does."""
    return id or email.lower() or name


def _meant(row: tuple[Any, ...]) -> Meant:
    n, batch, line, id_, salt, at = row[:6]
    place = None if row[14] is None else (row[14], row[15])
    return Meant(n, batch, line, Intent(id_, salt, at, Particulars(*row[6:14]), place))
