"""Store whom a roster newly names: everything but the signatures, in one transaction.

The roster is read once, as a stream, into a scratch file; who is named twice, who has it and who is
fresh is then a matter of a few statements (the rules are those of `triage`). What is looked up by
something random is merged into the ledger's tables in their own order: sorted in 256 parts, by its
first byte, because each part fits into memory and the whole need not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from random import Random

from skillmark.award.ledger.database import Database
from skillmark.award.ledger.ledger import key
from skillmark.award.ledger.lists import Lists
from skillmark.award.report import Rejections
from skillmark.award.roster import Rejected, Row
from skillmark.award.triage import Objections, changed, particulars, twice

CHUNK = 1_000
"""Rows that go into the scratch file together."""

SCRATCH = (
    """CREATE TABLE scratch.rows (
        n INTEGER PRIMARY KEY, line INTEGER, id TEXT, salt TEXT, name TEXT, email TEXT,
        person TEXT, level INTEGER, result TEXT, evidence_url TEXT, valid_from TEXT,
        valid_until TEXT
    ) STRICT""",
    # Who and which id, in 256 parts by the first byte.
    """CREATE TABLE scratch.people (
        part INTEGER, n INTEGER, key BLOB, PRIMARY KEY (part, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE scratch.ids (
        part INTEGER, n INTEGER, id TEXT, PRIMARY KEY (part, n)
    ) STRICT, WITHOUT ROWID""",
    # Where each fresh one stands, and the same in the order of the places.
    """CREATE TABLE scratch.placed (
        n INTEGER PRIMARY KEY, list INTEGER, place INTEGER
    ) STRICT""",
    """CREATE TABLE scratch.places (
        part INTEGER, n INTEGER, list INTEGER, place INTEGER, PRIMARY KEY (part, n)
    ) STRICT, WITHOUT ROWID""",
    # Rows that are not fresh: whose award stands in their way, or what speaks against them.
    """CREATE TABLE scratch.told (
        n INTEGER PRIMARY KEY, other INTEGER, reason TEXT, key BLOB
    ) STRICT""",
    # The first row of each award that somebody has already.
    "CREATE TABLE scratch.holders (other INTEGER PRIMARY KEY, n INTEGER) STRICT",
    # Credentials that a file of lines holds beyond what the ledger knows of.
    "CREATE TABLE scratch.there (id TEXT PRIMARY KEY, digest BLOB) STRICT, WITHOUT ROWID",
)

_SAME = " AND ".join(
    f"r.{column} IS i.{column}"
    for column in (
        *("name", "email", "person", "level"),
        *("result", "evidence_url", "valid_from", "valid_until"),
    )
)


class Enlisting:
    """One roster on its way into the ledger; needs the tables of `SCRATCH`."""

    def __init__(
        self,
        database: Database,
        *,
        achievement: str,
        objections: Objections,
        unreadable: Rejections,
        rejected: Rejections,
        rng: Random,
    ) -> None:
        self._database, self._rng = database, rng
        self._achievement = achievement
        self._objections = objections
        self._unreadable, self._rejected = unreadable, rejected
        self.base = database.value("SELECT max(n) FROM intents") or 0
        """Awards of earlier runs have numbers up to this one."""
        self.staged = 0

    def stage(self, rows: Iterable[Row | Rejected], on_progress: Callable[[int], object]) -> None:
        """Read a roster into the scratch file; lines that make no sense are told."""
        with self._database.at_once():
            self._stage(iter(rows), on_progress)

    def _stage(
        self, source: Iterator[Row | Rejected], on_progress: Callable[[int], object]
    ) -> None:
        database = self._database
        while part := list(islice(source, CHUNK)):
            read, people, ids, told = [], [], [], []
            numbers = self._rng.randbytes(32 * len(part)).hex()
            for place, row in enumerate(part):
                if isinstance(row, Rejected):
                    self._unreadable.add(row.line, row.reason)
                    continue
                self.staged += 1
                n = self.base + self.staged
                id_, salt = _id(numbers[64 * place : 64 * place + 32]), numbers[64 * place + 32 :]
                who = key(self._achievement, row.person)
                read.append((n, row.line, id_, salt[:32], *particulars(row)))
                people.append((who[0], n, who))
                ids.append((int(id_[9:11], 16), n, id_))
                if reason := self._objections(row):
                    told.append((n, reason, who))
            database.many(f"INSERT INTO scratch.rows VALUES ({_marks(12)})", read)
            database.many("INSERT INTO scratch.people VALUES (?, ?, ?)", people)
            database.many("INSERT INTO scratch.ids VALUES (?, ?, ?)", ids)
            database.many("INSERT INTO scratch.told VALUES (?, NULL, ?, ?)", told)
            on_progress(self.staged)

    def sort(self) -> int:
        """Find out who is fresh and make them holders; return how many. Inside a transaction."""
        run = self._database.run
        # the first line that names somebody new holds it; whoever has it already goes on doing so
        run(
            "INSERT OR IGNORE INTO held (key, n)"
            " SELECT key, n FROM scratch.people ORDER BY part, key, n"
        )
        run(
            "INSERT INTO scratch.told (n, other)"
            " SELECT p.n, h.n FROM scratch.people p JOIN held h ON h.key = p.key WHERE h.n <> p.n"
            " ON CONFLICT (n) DO UPDATE SET other = excluded.other"
        )
        # of those who have it too, a second row is told what its first one is
        run(
            "INSERT OR IGNORE INTO scratch.holders (other, n)"
            " SELECT other, n FROM scratch.told WHERE other <= ? ORDER BY n",
            self.base,
        )
        run(
            "UPDATE scratch.told AS t SET other = h.n FROM scratch.holders h"
            " WHERE h.other = t.other AND h.n <> t.n"
        )
        run(
            "DELETE FROM held"
            " WHERE key IN (SELECT key FROM scratch.told WHERE other IS NULL) AND n > ?",
            self.base,
        )
        self._reject()
        return self.staged - int(self._database.value("SELECT count(*) FROM scratch.told"))

    def _reject(self) -> None:
        """Tell the rows that nothing is awarded for, in the order of their lines."""
        found = self._database.rows(
            "SELECT r.line, r.name, t.reason, f.line, b.at FROM scratch.told t"
            " JOIN scratch.rows r ON r.n = t.n"
            " LEFT JOIN scratch.rows f ON f.n = t.other"
            " LEFT JOIN intents i ON i.n = t.other LEFT JOIN batches b ON b.batch = i.batch"
            f" WHERE t.other IS NULL OR t.other > ? OR NOT ({_SAME}) ORDER BY t.n",
            self.base,
        )
        for line, name, reason, first, at in found:
            why = twice(first) if first else changed(at) if at else reason
            self._rejected.add(line, why, name)

    @property
    def _held(self) -> str:
        """A statement that selects the awards of those who have them as their rows say."""
        return (
            "SELECT t.other AS n FROM scratch.told t JOIN scratch.rows r ON r.n = t.n"
            f" JOIN intents i ON i.n = t.other WHERE t.other <= {self.base} AND {_SAME}"
        )

    def written(self, elsewhere: int | None) -> Iterator[tuple[int, str]]:
        """Yield number and id of those that were signed: all, or those not in an output."""
        yield from self._database.rows(
            f"SELECT s.n, i.id FROM ({self._held}) h JOIN signed s ON s.n = h.n"
            " JOIN intents i ON i.n = s.n WHERE ?1 IS NULL OR s.output IS NOT ?1",
            elsewhere,
        )

    def already(self, finished: int) -> int:
        """Count those that were signed before this run: their numbers are up to `finished`."""
        found = self._database.value(f"SELECT count(*) FROM ({self._held}) WHERE n <= ?", finished)
        return int(found)

    def store(self, batch: int, lists: Lists | None) -> None:
        """Store the intents of those who are fresh. Inside the transaction of `sort`.

        A conflict (an id drawn twice) ends the whole transaction: to undo one statement alone,
        SQLite would keep every page that it changes in memory.
        """
        run = self._database.run
        if lists is not None:
            self._place(lists)
        fresh = "NOT EXISTS (SELECT 1 FROM scratch.told t WHERE t.n = s.n)"
        run(
            "INSERT OR ROLLBACK INTO ids (id, n)"
            f" SELECT s.id, s.n FROM scratch.ids s WHERE {fresh} ORDER BY s.part, s.id"
        )
        run(
            "INSERT OR ROLLBACK INTO intents SELECT s.n, ?, s.line, s.id, s.salt,"
            " s.name, s.email, s.person, s.level, s.result, s.evidence_url,"
            " s.valid_from, s.valid_until, p.list, p.place"
            " FROM scratch.rows s LEFT JOIN scratch.placed p ON p.n = s.n"
            f" WHERE {fresh} ORDER BY s.n",
            batch,
        )

    def _place(self, lists: Lists) -> None:
        """Draw a place in the status lists for each who is fresh."""
        database = self._database
        source = database.rows(
            "SELECT s.n FROM scratch.rows s"
            " WHERE NOT EXISTS (SELECT 1 FROM scratch.told t WHERE t.n = s.n) ORDER BY s.n"
        )
        drawn = zip((n for (n,) in source), lists.draw(self._rng), strict=False)
        for part in iter(lambda: list(islice(drawn, CHUNK)), []):
            database.many(
                "INSERT INTO scratch.placed VALUES (?, ?, ?)",
                [(n, number, index) for n, (number, index, _) in part],
            )
            database.many(
                "INSERT INTO scratch.places VALUES (?, ?, ?, ?)",
                [(share, n, number, index) for n, (number, index, share) in part],
            )
        database.run(
            "INSERT OR ROLLBACK INTO places (list, place, n)"
            " SELECT list, place, n FROM scratch.places ORDER BY part, list, place"
        )

    def outcomes(self, finished: int) -> Iterator[tuple[int, str, str, str]]:
        """Yield line, name, outcome and id of every row that was not rejected, in order.

        `issued`; `already` (up to `finished`); `waiting` for what is not signed yet.
        """
        yield from self._database.rows(
            "SELECT r.line, r.name, CASE WHEN s.n IS NULL THEN 'waiting'"
            " WHEN s.n <= ? THEN 'already' ELSE 'issued' END, i.id"
            " FROM scratch.rows r LEFT JOIN scratch.told t ON t.n = r.n"
            " JOIN intents i ON i.n = coalesce(t.other, r.n) LEFT JOIN signed s ON s.n = i.n"
            " WHERE NOT EXISTS (SELECT 1 FROM dropped d WHERE d.n = i.n)"
            f" AND (t.n IS NULL OR (t.other <= ? AND {_SAME})) ORDER BY r.n",
            finished,
            self.base,
        )

    def forecast(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield what `outcomes` would, of rows that are not stored."""
        yield from self._database.rows(
            "SELECT r.line, r.name, CASE WHEN t.n IS NULL THEN 'fresh' ELSE 'already' END,"
            " coalesce(i.id, '') FROM scratch.rows r LEFT JOIN scratch.told t ON t.n = r.n"
            " LEFT JOIN intents i ON i.n = t.other"
            f" WHERE t.n IS NULL OR (t.other <= ? AND {_SAME}) ORDER BY r.n",
            self.base,
        )


def _id(digits: str) -> str:
    """Return a random UUID (version 4, RFC 9562) as URN, from 32 hexadecimal digits."""
    variant = "89ab"[int(digits[16], 16) & 3]
    return (
        f"urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}"
        f"-{digits[20:]}"
    )


def _marks(n: int) -> str:
    return ", ".join("?" * n)
