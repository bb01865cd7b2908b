"""Free places in an organisation's status lists, at random, and none of them ever twice.

Whoever draws locks the pair of lists until the transaction ends: two orders at once, in whichever
processes, come one after the other and never meet in a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Any

from django.db.models import F

from skillmark.server.award.models import PROGRAMS, StatusPairRecord
from skillmark.server.award.status import lists
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust.bitstring import candidates

__all__ = ["PROGRAMS", "draw", "stream"]

FULL = 15, 16
"""Share of a list that is given out: so that a free place is found by a few draws."""
_ASKED = 900
"""Places that one query is asked about, and that are drawn at once."""


def draw(
    organisation: OrganisationRecord, n: int, *, programs: bool = False, rng: Random | None = None
) -> list[tuple[int, int]]:
    """Draw `n` free places (list, index) inside the open transaction.

    Each is as likely as any other that is free in the list that is being filled, whatever was drawn
    before it; a list that is full is followed by another. `programs` are credentials that programs
    have signed, which have lists of their own.
    """
    drawing = _Drawing(organisation, programs, rng or SystemRandom())
    places: list[tuple[int, int]] = []
    while len(places) < n:
        places += drawing.some(n - len(places))
    return places


def stream(
    organisation: OrganisationRecord, *, programs: bool = False, rng: Random | None = None
) -> Iterator[tuple[int, int]]:
    """Yield free places without end, for who does not know yet how many are needed.

    They are drawn as they are taken: at most as many are left over as were used.
    """
    drawing = _Drawing(organisation, programs, rng or SystemRandom())
    n = 1
    while True:
        yield from drawing.some(n)
        n = min(2 * n, _ASKED)


@dataclass
class _Drawing:
    """What one transaction draws: it knows what it has drawn before that is in no table yet."""

    organisation: OrganisationRecord
    programs: bool
    rng: Random
    number: int = 0
    closed: set[int] = field(default_factory=set)
    mine: bytearray = field(default_factory=bytearray)
    """A bit for each place that this transaction has drawn from the list."""

    def some(self, most: int) -> list[tuple[int, int]]:
        """Return up to `most` places, all of one list; none where that has just become full."""
        pair = self.locked()
        room = pair.size * FULL[0] // FULL[1] - pair.given - len(self.closed)
        take = min(most, room)
        if take < 1:
            self.enter(self.number + 1)
            return []
        indexes = self.drawn(pair, take)
        StatusPairRecord.objects.filter(pk=pair.pk).update(given=F("given") + take)
        return [(self.number, index) for index in indexes]

    def locked(self) -> StatusPairRecord:
        """Return the pair that is being filled, for this transaction alone."""
        while True:
            if not self.number:
                self.enter(self.newest())
            rows = StatusPairRecord.objects.of(self.organisation).select_for_update()
            pair: StatusPairRecord = rows.get(number=self.number)
            if self.newest() == self.number:
                return pair
            self.number = 0  # somebody filled it while we waited

    def enter(self, number: int) -> None:
        """Go on with this list, begun now if need be."""
        pair = lists.begin(self.organisation, number)
        self.number, self.mine = number, bytearray(pair.size // 8)
        self.closed = lists.closed(self.organisation, number)

    def newest(self) -> int:
        """Return the number of the list that is being filled."""
        rows = StatusPairRecord.objects.of(self.organisation)
        rows = (
            rows.filter(number__gte=PROGRAMS) if self.programs else rows.filter(number__lt=PROGRAMS)
        )
        newest: int | None = rows.order_by("-number").values_list("number", flat=True).first()
        return newest or (PROGRAMS if self.programs else 1)

    def drawn(self, pair: StatusPairRecord, n: int) -> list[int]:
        """Draw places of a list that no credential has, and that nobody keeps closed."""
        table: Any = lists.table(pair.number)
        rows = table.objects.of(self.organisation).filter(list_number=pair.number)
        found: list[int] = []
        while len(found) < n:
            fresh = [
                index
                for index in dict.fromkeys(candidates(self.rng, n - len(found), size=pair.size))
                if index not in self.closed and not self.mine[index >> 3] >> (index & 7) & 1
            ]
            taken: set[int] = set()
            for first in range(0, len(fresh) if pair.given else 0, _ASKED):
                asked = rows.filter(list_index__in=fresh[first : first + _ASKED])
                taken.update(asked.values_list("list_index", flat=True))
            for index in fresh:
                if index not in taken:
                    self.mine[index >> 3] |= 1 << (index & 7)
                    found.append(index)
        return found
