"""Every way through a pathway, and whether it can be gone before its first piece runs out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from skillmark.define.shortest import candidates, closure
from skillmark.nouns.held import Held, Holding
from skillmark.nouns.pathway import Pathway, met

MOST_LOOKS = 1000
"""How many sets are looked at: a second's work. Pathways that people draw have far fewer ways."""


def elsewhere(pathway: Pathway) -> Held:
    """Return badges from elsewhere that confirm each skill the pathway takes from anywhere."""
    return Held(tuple(Holding("", (one,)) for one in pathway.root.skills()))


def completes(
    pathway: Pathway, offered: Mapping[str, Holding], among: Collection[str], start: Held
) -> bool:
    """Say whether taking only what is `among`, in an order that can be kept, completes it."""
    return pathway.root.met_by(closure(pathway, start, offered, among)[1])


def ways(
    pathway: Pathway,
    offered: Mapping[str, Holding],
    *,
    among: Collection[str] | None = None,
    start: Held | None = None,
    most: int = MOST_LOOKS,
) -> tuple[frozenset[str], ...] | None:
    """Return the smallest sets of achievements that complete it: none has another inside it.

    `None` where there are more than can be looked at. `among` are the achievements that may be
    taken (by default the pathway's own and those that confirm its skills); `start` is what is
    held, by default badges from elsewhere for the skills that it takes from anywhere.
    """
    held = elsewhere(pathway) if start is None else start
    some = tuple(candidates(pathway, held, offered) if among is None else among)
    found: list[frozenset[str]] = []
    stack: list[tuple[tuple[str, ...], int]] = [((), 0)]
    looks = 0
    while stack:
        taken, place = stack.pop()
        looks += 1
        if looks > most:
            return None
        if completes(pathway, offered, taken, held):
            if not any(
                completes(pathway, offered, [two for two in taken if two != one], held)
                for one in taken
            ):
                found.append(frozenset(taken))
        elif place < len(some) and completes(pathway, offered, (*taken, *some[place:]), held):
            stack += [(taken, place + 1), ((*taken, some[place]), place + 1)]
    return tuple(dict.fromkeys(found))


def first_to_run_out(
    pathway: Pathway,
    offered: Mapping[str, Holding],
    way: Collection[str],
    months: Mapping[str, int | None],
    *,
    hours_a_month: float,
) -> tuple[str, float] | None:
    """Return which piece runs out before the others are done, in the best order that can be kept.

    With the months that the others take. `None` where all hold to the end. `months` says how long
    each holds. The best order is built from its beginning: of what can be taken, first what holds
    longest (Lawler's rule for the latest of all, which is right for every order of this kind).
    """
    waits = [(pathway.part(one.first), pathway.after(one.first)) for one in pathway.order]
    held, left = elsewhere(pathway), list(way)

    def takes(one: str) -> float:
        return offered[one].hours / hours_a_month if one in offered else 0.0

    def lasts(one: str) -> float:
        found = months.get(one)
        return float("inf") if found is None else float(found)

    while left:
        free = [
            one for one in left if all(one not in late or met(first, held) for first, late in waits)
        ]
        if not free:
            return None
        chosen = max(free, key=lambda one: lasts(one) + takes(one))
        left.remove(chosen)
        after = sum(map(takes, left))
        if after > lasts(chosen) + 1e-9:
            return chosen, after
        held = held.also([offered.get(chosen, Holding(chosen))])
    return None
