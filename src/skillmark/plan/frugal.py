"""The same gaps for less money: nobody keeps a dearer bundle than needed for what they close."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from skillmark.plan.bundles import Bundles, Person
from skillmark.plan.columns import Pool, Vector

_ROOM = 1e-9


def frugal(pool: Pool, masks: Sequence[int]) -> dict[int, list[int]]:
    """Return person to local offers: each the cheapest bundle that closes the same and still fits.

    One person after the other, within the seats that the others leave. Money that closes nothing
    is not spent, whether or not there is a budget.
    """
    needed = [_needed(pool.persons[p], mask) for p, mask in enumerate(masks)]
    amount = pool.limits.amount
    room = amount - pool.uses_of(needed)
    seats = np.zeros(len(amount), dtype=np.bool_)
    seats[list(pool.limits.seats.values())] = True
    taken: dict[int, list[int]] = {}
    for store in (pool.complete, pool.wide):
        for owner, first, count in zip(
            store.owners.tolist(), store.first.tolist(), store.counts.tolist(), strict=True
        ):
            mask = needed[owner]
            if not mask:
                continue
            person = pool.persons[owner]
            own = store.masks[first : first + count]
            mine = person.masks([mask])
            wanted = person.closed_by(mine)
            cost = person.bits(own, len(person.costs)) @ person.costs
            now = float((person.bits(mine, len(person.costs)) @ person.costs)[0])
            enough = (person.closed_by(own) & wanted[0]) == wanted[0]
            cheaper = np.flatnonzero(enough & (cost < now - _ROOM))
            if len(cheaper):
                room = room + _uses(pool, owner, mask)
                for row in cheaper[np.argsort(cost[cheaper], kind="stable")]:
                    new = store.uses[first + int(row)].toarray().ravel()
                    if (room - new >= -_ROOM)[seats].all():
                        mask = int(own[row])
                        break
                room = room - _uses(pool, owner, mask)
            taken[owner] = [i for i in range(len(person.one.offers)) if mask >> i & 1]
    return taken


def _needed(person: Person, mask: int) -> int:
    """Leave out what closes nothing that the rest does not close and that nothing requires."""
    if not mask:
        return mask
    closes = _closed(person, mask)
    # the dearest first
    for i in sorted(range(len(person.costs)), key=lambda i: (-person.costs[i], i)):
        required = any(mask >> c & 1 and i in before for c, before in enumerate(person.one.before))
        if mask >> i & 1 and not required and _closed(person, mask & ~(1 << i)) == closes:
            return _needed(person, mask & ~(1 << i))
    return mask


def _closed(person: Person, mask: int) -> int:
    return sum(1 << g for g, able in enumerate(person.closers) if able & mask)


def _uses(pool: Pool, owner: int, mask: int) -> Vector:
    mine = pool.persons[owner].masks([mask])
    bundle = Bundles(mine, pool.persons[owner].closed_by(mine), 0.0)
    uses: Vector = pool.stored([(owner, bundle)]).uses.toarray().ravel()
    return uses
