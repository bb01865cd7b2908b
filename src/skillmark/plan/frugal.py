"""The same gaps for less money: nobody keeps a dearer bundle than needed for what they close."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from skillmark.plan.columns import Pool

_ROOM = 1e-9


def frugal(pool: Pool, masks: Sequence[int]) -> dict[int, list[int]]:
    """Return person to local offers: each the cheapest bundle that closes the same and still fits.

    One person after the other, within the seats that the others leave. Money that closes nothing
    is not spent, whether or not there is a budget.
    """
    amount = pool.limits.amount
    room = amount - pool.uses_of(masks)
    seat_rows = np.zeros(len(amount), dtype=np.bool_)
    seat_rows[list(pool.limits.seats.values())] = True
    taken: dict[int, list[int]] = {}
    for store in (pool.complete, pool.wide):
        for owner, first, count in zip(
            store.owners.tolist(), store.first.tolist(), store.counts.tolist(), strict=True
        ):
            mask = masks[owner]
            person = pool.persons[owner]
            if not mask:
                continue
            own = store.masks[first : first + count]
            closes = person.closed_by(own)
            wanted = person.closed_by(person.masks([mask]))[0]
            cost = person.bits(own, len(person.costs)) @ person.costs
            now = float((person.bits(person.masks([mask]), len(person.costs)) @ person.costs)[0])
            enough = np.flatnonzero((closes & wanted) == wanted)
            cheaper = enough[cost[enough] < now - _ROOM]
            here = np.flatnonzero(own == person.mask(mask))
            if not len(here):
                cheaper = cheaper[:0]
            for row in cheaper[np.argsort(cost[cheaper], kind="stable")]:
                old = store.uses[first + int(here[0])].toarray().ravel()
                new = store.uses[first + int(row)].toarray().ravel()
                after = room + old - new
                if (after >= -_ROOM)[seat_rows].all():
                    room, mask = after, int(own[row])
                    break
            taken[owner] = [i for i in range(len(person.one.offers)) if mask >> i & 1]
    return taken
