"""An output as the ledger knows it: what is in it, what is missing from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from skillmark.award.credential import Signed
from skillmark.award.ledger.books import Books
from skillmark.award.ledger.enlist import Enlisting
from skillmark.award.ledger.ledger import Written
from skillmark.award.output import Output

_CHUNK = 1_000


class Outlet:
    """One output during a run; needs the scratch tables of `ledger.enlist`.

    A file of lines is only read where the ledger does not know it: what was appended after the last
    commit (a run that was stopped), or all of it (it was lost, or is another one than last time).
    """

    def __init__(self, output: Output, books: Books) -> None:
        """Find out what is in the output; half a line that a crash left is cut off."""
        self._output, self._books = output, books
        self.number, noted = books.ledger.output(output.path)
        self._whole = output.length() < noted
        """Whether all of it was read."""
        self._noted = 0 if self._whole else noted
        self._known = self._read(self._noted)
        self._unmarked = 0
        """Credentials that a run wrote and did not come to mark: as long as there are any, the
        next run must read again from where this one did."""
        if self._known:
            self._unmarked = books.database.value(
                "SELECT count(*) FROM scratch.there t JOIN ids ON ids.id = t.id"
                " WHERE NOT EXISTS (SELECT 1 FROM signed s WHERE s.n = ids.n)"
            )

    def _read(self, start: int) -> bool:
        found = self._output.scan(start)
        some = False
        while part := list(islice(found, _CHUNK)):
            some = True
            with self._books.database.at_once():
                add = "INSERT OR REPLACE INTO scratch.there VALUES (?, ?)"
                self._books.database.many(add, part)
        return some

    def find(self, id: str) -> bytes | None:  # noqa: A002
        """Return the digest of a credential that is there although the ledger does not know it."""
        return self._output.find(id) or self._told(id)

    def missing(self, enlisting: Enlisting) -> Iterator[int]:
        """Yield the signed awards that people of a roster have and the output has not."""
        lines = self._output.length() > 0 or self._whole
        elsewhere = self.number if lines and not self._whole else None
        if elsewhere is not None:
            if next(enlisting.written(elsewhere), None) is None:
                return
            self._known |= self._read(0)
            self._whole = True
        there: list[tuple[int, int]] = []
        for n, id_ in enlisting.written(elsewhere):
            if not (self._output.holds(id_) or self._told(id_)):
                yield n
            elif lines:
                there.append((self.number, n))
            if len(there) == _CHUNK:
                self._note_there(there)
        self._note_there(there)

    def _told(self, id: str) -> bytes | None:  # noqa: A002
        if not self._known:
            return None
        digest: bytes | None
        digest = self._books.database.value("SELECT digest FROM scratch.there WHERE id = ?", id)
        return digest

    def _note_there(self, there: list[tuple[int, int]]) -> None:
        with self._books.ledger.transaction():
            self._books.database.many("UPDATE signed SET output = ? WHERE n = ?", there)
        there.clear()

    def write(self, credentials: Sequence[Signed]) -> None:
        """Keep credentials, forced to the disk."""
        self._output.write(credentials)

    def note(self, written: Sequence[Written]) -> None:
        """Note that they are there. Inside a transaction, after `write`."""
        ledger = self._books.ledger
        if self._unmarked:
            self._unmarked -= sum(self._told(one.id) is not None for one in written)
        ledger.signed(written, self.number)
        ledger.note_length(self.number, self._noted if self._unmarked else self._output.length())

    def settle(self) -> None:
        """Note how long the output is, once all that is in it is known."""
        with self._books.ledger.transaction():
            self._books.ledger.note_length(self.number, self._output.length())
