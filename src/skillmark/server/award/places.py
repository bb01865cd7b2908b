"""Free places in an organisation's status lists, at random, and none of them ever twice.

Whoever draws locks the pair of lists until the transaction ends: two orders at once, in whichever
processes, come one after the other and never meet in a place.
"""

from __future__ import annotations

from random import Random, SystemRandom
from typing import Any

from django.db.models import F

from skillmark.server.award import lists
from skillmark.server.award.models import PROGRAMS, StatusPairRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust.bitstring import candidates

__all__ = ["PROGRAMS", "draw"]

FULL = 15, 16
"""Share of a list that is given out: so that a free place is found by a few draws."""
_ASKED = 900
"""Places that one query is asked about."""


def draw(
    organisation: OrganisationRecord, n: int, *, programs: bool = False, rng: Random | None = None
) -> list[tuple[int, int]]:
    """Draw `n` free places (list, index) inside the open transaction.

    Each is as likely as any other that is free in the list that is being filled, whatever was drawn
    before it; a list that is full is followed by another. `programs` are credentials that programs
    have signed, which have lists of their own.
    """
    rng = rng or SystemRandom()
    places: list[tuple[int, int]] = []
    number = _newest(organisation, programs=programs)
    while len(places) < n:
        lists.begin(organisation, number)
        rows = StatusPairRecord.objects.of(organisation).select_for_update()
        pair = rows.get(number=number)
        newest = _newest(organisation, programs=programs)
        if newest > number:  # somebody filled it while we waited
            number = newest
            continue
        closed = lists.closed(organisation, number)
        room = pair.size * FULL[0] // FULL[1] - pair.given - len(closed)
        take = min(n - len(places), max(0, room))
        indexes = _drawn(organisation, pair, take, closed, rng)
        StatusPairRecord.objects.filter(pk=pair.pk).update(given=F("given") + take)
        places += [(number, index) for index in indexes]
        number += 1
    return places


def _newest(organisation: OrganisationRecord, *, programs: bool) -> int:
    """Return the number of the list that is being filled."""
    mine = StatusPairRecord.objects.of(organisation)
    mine = mine.filter(number__gte=PROGRAMS) if programs else mine.filter(number__lt=PROGRAMS)
    newest = mine.order_by("-number").values_list("number", flat=True).first()
    return newest or (PROGRAMS if programs else 1)


def _drawn(
    organisation: OrganisationRecord, pair: StatusPairRecord, n: int, closed: set[int], rng: Random
) -> list[int]:
    rows: Any = lists.table(pair.number).objects.of(organisation).filter(list_number=pair.number)
    found: dict[int, None] = {}
    while len(found) < n:
        fresh = [
            index
            for index in dict.fromkeys(candidates(rng, n - len(found), size=pair.size))
            if index not in closed and index not in found
        ]
        taken: set[int] = set()
        for first in range(0, len(fresh) if pair.given else 0, _ASKED):
            asked = rows.filter(list_index__in=fresh[first : first + _ASKED])
            taken.update(asked.values_list("list_index", flat=True))
        found.update(dict.fromkeys(index for index in fresh if index not in taken))
    return list(found)
