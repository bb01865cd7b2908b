"""When one person learns what: offers laid over calendar weeks.

An offer that says how many `weeks` it runs spreads its hours evenly over them; one that does not
is learned as fast as the hours a week allow. Offers run beside each other as far as the hours of
the week reach, and none begins before what it requires has ended. Malleable work on one resource
with precedence, scheduled by priority (longest remaining path first: Hu 1961, "Parallel sequencing
and assembly line problems"), and by every order of priority where few offers leave a doubt.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import permutations

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import Offer
from skillmark.plan.catalogue import Catalogue

_TRIED = 6
"""Up to this many offers every order of priority is tried where the first rule leaves a doubt."""
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Stretch:
    """The same things learned side by side: from week `start` to week `end`, hours a week each."""

    start: float
    end: float
    hours_a_week: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Begin and end of each offer (index: weeks from the start), and what is done meanwhile."""

    weeks: float
    spans: tuple[tuple[int, float, float], ...]
    """(offer, start, end), in the order of their starts."""
    stretches: tuple[Stretch, ...]
    at_least: float
    """Weeks that no order of the same offers can undercut."""


def check_hours(hours_per_week: float) -> None:
    """Raise `InputError` where nobody could learn in such a week."""
    if not 0 < hours_per_week <= 168:
        raise InputError(
            f"{hours_per_week:g} hours a week", remedy="use a number above 0 and up to 168"
        )


def duration(offer: Offer, hours_per_week: float) -> float:
    """Return the weeks that an offer takes when nothing else is learned."""
    return max(offer.weeks or 0.0, offer.hours / hours_per_week)


def lower_bound(catalogue: Catalogue, chosen: Collection[int], hours_per_week: float) -> float:
    """Return weeks that no schedule of `chosen` undercuts: all hours, and the longest chain."""
    hours = sum(catalogue.offers[c].hours for c in chosen)
    tails = _tails(catalogue, chosen, hours_per_week)
    return max(hours / hours_per_week, max(tails.values(), default=0.0))


def arrange(catalogue: Catalogue, chosen: Collection[int], hours_per_week: float) -> Calendar:
    """Return a schedule of `chosen` (what they require is among them or held already)."""
    tails = _tails(catalogue, chosen, hours_per_week)
    least = lower_bound(catalogue, chosen, hours_per_week)
    best = _run(catalogue, sorted(chosen, key=lambda c: (-tails[c], c)), hours_per_week, least)
    if best.weeks > least + _EPSILON and len(chosen) <= _TRIED:
        for order in permutations(sorted(chosen)):
            other = _run(catalogue, order, hours_per_week, least)
            if other.weeks < best.weeks - _EPSILON:
                best = other
    return best


def _tails(
    catalogue: Catalogue, chosen: Collection[int], hours_per_week: float
) -> dict[int, float]:
    """Return for each offer the weeks from its start to the end of the longest chain after it."""
    after: dict[int, list[int]] = {c: [] for c in chosen}
    for c in chosen:
        for required in catalogue.requires[c]:
            if required in after:
                after[required].append(c)
    tails: dict[int, float] = {}
    for c in sorted(chosen, key=lambda c: -len(catalogue.needs[c])):
        rest = max((tails[later] for later in after[c]), default=0.0)
        tails[c] = duration(catalogue.offers[c], hours_per_week) + rest
    return tails


def _run(
    catalogue: Catalogue, order: Sequence[int], hours_per_week: float, least: float
) -> Calendar:
    """Simulate: at every moment those first in `order` learn as much as still fits."""
    remaining = {c: duration(catalogue.offers[c], hours_per_week) for c in order}
    rate = {c: catalogue.offers[c].hours / d if d > 0 else 0.0 for c, d in remaining.items()}
    open_before = {c: {r for r in catalogue.requires[c] if r in remaining} for c in remaining}
    started: dict[int, float] = {}
    ended: dict[int, float] = {}
    stretches: list[Stretch] = []
    now = 0.0
    while len(ended) < len(order):
        speed: dict[int, float] = {}
        capacity = hours_per_week
        for c in order:
            if c in ended or not open_before[c] <= ended.keys():
                continue
            share = 1.0 if rate[c] <= capacity + _EPSILON else capacity / rate[c]
            if remaining[c] <= _EPSILON or share > _EPSILON:
                speed[c] = share
                started.setdefault(c, now)
                capacity = max(0.0, capacity - share * rate[c])
        step = min(remaining[c] / share if share else 0.0 for c, share in speed.items())
        if step > _EPSILON:
            load = tuple((c, speed[c] * rate[c]) for c in sorted(speed))
            stretches.append(Stretch(now, now + step, load))
        now += step
        for c, share in speed.items():
            remaining[c] -= share * step
            if remaining[c] <= _EPSILON:
                ended[c] = now
    spans = tuple(sorted(((c, started[c], ended[c]) for c in ended), key=lambda s: (s[1], s[2])))
    return Calendar(now, spans, tuple(stretches), least)
