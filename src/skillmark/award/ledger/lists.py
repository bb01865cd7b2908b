"""The status lists of a ledger: places drawn, bits kept, files signed where something changed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from skillmark.award import status
from skillmark.award.decoys import Decoys
from skillmark.award.decoys import of as decoys_of
from skillmark.award.ledger.database import Database
from skillmark.award.state import replace
from skillmark.award.status import Pair
from skillmark.trust.bitstring import StatusList, candidates
from skillmark.trust.dids import timestamp
from skillmark.trust.keys import Signer

RENEWED = timedelta(days=30)
"""A list that did not change is signed again after this time, long before it runs out."""
_GUESSES = 1_024
_SHARE = 4_096
"""Places that are sorted together when they are stored."""


class Lists:
    """The pairs of status lists of one issuer, numbered from 1."""

    def __init__(self, database: Database, *, secret: str) -> None:
        """Look after the lists of a ledger; their decoys follow from `secret` (none if empty)."""
        self._database, self._secret = database, secret

    def draw(self, rng: Random) -> Iterator[tuple[int, int, int]]:
        """Yield free places at random, without end: list, index, and in which share it is stored.

        Neighbours say nothing about each other. A place counts as taken once it is yielded; where
        all are, the next pair of lists is begun. To be used inside a transaction.
        """
        number = self._database.value("SELECT max(number) FROM lists") or self.begin(1)
        while True:
            size = self._size(number)
            taken = self._taken(number, size)
            first = number << 32
            for index in _free(rng, taken, size):
                yield number, index, first + index // _SHARE
            number = self.begin(number + 1)

    def begin(self, number: int) -> int:
        """Begin the pair of this number; return the number."""
        size = status.size_to_begin(number)
        pair = Pair.begin(number, size=size, decoys=self._decoys(number, size))
        self._keep(pair)
        return number

    def restore(self, number: int) -> None:
        """Write down a pair of version 0.1, whose places and changes are in the ledger already."""
        places = self._database.rows("SELECT place FROM places WHERE list = ?", number)
        decoys = self._decoys(number, status.SIZE).without({place for (place,) in places})
        self._keep(Pair.begin(number, size=status.SIZE, decoys=decoys))

    def put(self, changed: Iterable[tuple[int, int, str]]) -> None:
        """Write down how credentials stand now: list, index, status. Inside a transaction."""
        pair: Pair | None = None
        for number, index, standing in sorted(changed):
            if pair is None or pair.number != number:
                if pair is not None:
                    self._keep(pair)
                pair = self.pair(number)
            pair.put(index, standing)
        if pair is not None:
            self._keep(pair)

    def pair(self, number: int) -> Pair:
        """Return a pair as it stands."""
        found = self._database.one(
            "SELECT revocation, suspension FROM lists WHERE number = ?", number
        )
        assert found is not None  # noqa: S101 - places are drawn from lists that are there
        return Pair(number, StatusList(found[0]), StatusList(found[1]))

    def publish(
        self, directory: Path, base_url: str, *, signer: Signer, now: datetime
    ) -> list[int]:
        """Sign the lists that changed, or are old, and put them into `directory`; return which."""
        done = []
        found = list(self._database.rows("SELECT number, published FROM lists ORDER BY number"))
        for number, published in found:
            names = [url.rpartition("/")[2] for url in status.urls(base_url, number)]
            fresh = published is not None and now - datetime.fromisoformat(published) < RENEWED
            if fresh and all((directory / name).exists() for name in names):
                continue
            pair = status.sign_pair(base_url, self.pair(number), signer=signer, now=now)
            for name, signed in zip(names, pair, strict=True):
                replace(directory / name, signed.data)
            with self._database.transaction():
                self._database.run(
                    "UPDATE lists SET published = ? WHERE number = ?", timestamp(now), number
                )
            done.append(number)
        return done

    def _keep(self, pair: Pair) -> None:
        self._database.run(
            "INSERT INTO lists VALUES (?, ?, ?, NULL) ON CONFLICT (number) DO UPDATE SET"
            " revocation = excluded.revocation, suspension = excluded.suspension, published = NULL",
            pair.number,
            bytes(pair.revocation),
            bytes(pair.suspension),
        )

    def _size(self, number: int) -> int:
        length = "SELECT length(revocation) FROM lists WHERE number = ?"
        return 8 * int(self._database.value(length, number))

    def _decoys(self, number: int, size: int) -> Decoys:
        return decoys_of(self._secret, number, size=size)

    def _taken(self, number: int, size: int) -> bytearray:
        """Return a byte for every place of a list: 1 where a credential or a decoy is."""
        taken = bytearray(size)
        for (place,) in self._database.rows("SELECT place FROM places WHERE list = ?", number):
            taken[place] = 1
        for place in self._decoys(number, size).places:
            taken[place] = 1
        return taken


def _free(rng: Random, taken: bytearray, size: int) -> Iterator[int]:
    """Yield all indexes that are not taken, at random."""
    left = taken.count(0)
    while left > size // 2:
        for index in candidates(rng, _GUESSES, size=size):
            if not taken[index]:
                taken[index] = 1
                left -= 1
                yield index
    # guesses would mostly hit what is taken: shuffle what is left
    free = array("I", (index for index in range(size) if not taken[index]))
    while free:
        for number in array("Q", rng.randbytes(8 * min(_GUESSES, len(free)))):
            # of 2^64 numbers a remainder favours none by more than one in 2^40
            place = number % len(free)
            index, free[place] = free[place], free[-1]
            free.pop()
            yield index
