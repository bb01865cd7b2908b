"""A calibrated bank: items with their parameters, and what a test has to know about each."""

from __future__ import annotations

import hashlib
import json
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.scaling.response_model import Floats, ItemParameters
from skillmark.nouns.errors import InputError

STEEPEST = 12.0
"""No real item is steeper; a slope beyond it was a mistake or a failed calibration."""


@dataclass(frozen=True, eq=False)
class Bank:
    """Items in the order of their ids, so that the order in a file has no effect on any test.

    All arrays have one entry an item. `errors` holds the standard errors of slope, intercept
    and guessing, `nan` where the calibration gives none.
    """

    items: tuple[str, ...]
    parameters: ItemParameters
    errors: ItemParameters
    content: tuple[str, ...]
    """The area or skill that an item belongs to, empty where none was given."""
    enemies: tuple[tuple[int, ...], ...]
    """Places of the items that must not meet this one in one test (symmetric)."""
    max_exposure: Floats
    """Largest share of test takers that may see the item; 1 where no limit was given."""
    exposure: Floats
    """Share of test takers that saw it so far; 0 where nothing is known."""
    eligibility: Floats
    """Probability that a session may use the item (`exposure.limit` finds it)."""
    released: NDArray[np.bool_]
    """Published: anybody may know the answer, so it is never asked."""
    model: str = ""

    def __len__(self) -> int:
        return len(self.items)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Items that may be asked at all."""
        return ~self.released & (self.max_exposure > 0)

    def place(self, item: str) -> int:
        """Return where an item stands; raises `InputError` for one that is not here."""
        place = bisect_left(self.items, item)
        if place == len(self.items) or self.items[place] != item:
            raise InputError(f"there is no item {item!r} in the bank", code="unknown_item")
        return place

    def with_eligibility(self, eligibility: Floats) -> Bank:
        """Return the same bank with other probabilities of being eligible."""
        return replace(self, eligibility=eligibility)

    def with_parameters(self, parameters: ItemParameters, errors: ItemParameters) -> Bank:
        """Return the same items as another calibration sees them (in the order of `items`)."""
        return replace(self, parameters=parameters, errors=errors)

    def keep(self, which: NDArray[np.bool_]) -> Bank:
        """Return the bank of these items alone."""
        at = np.flatnonzero(which)
        now = {int(old): new for new, old in enumerate(at)}
        p, e = self.parameters, self.errors
        return replace(
            self,
            items=tuple(self.items[k] for k in at),
            parameters=ItemParameters(p.a[at], p.d[at], p.c[at]),
            errors=ItemParameters(e.a[at], e.d[at], e.c[at]),
            content=tuple(self.content[k] for k in at),
            enemies=tuple(tuple(now[o] for o in self.enemies[k] if o in now) for k in at),
            max_exposure=self.max_exposure[at],
            exposure=self.exposure[at],
            eligibility=self.eligibility[at],
            released=self.released[at],
        )

    def as_json(self) -> dict[str, Any]:
        """Return what `read` reads."""
        p, e = self.parameters, self.errors
        return {
            "model": self.model,
            "items": [
                {
                    "item": item,
                    "a": float(p.a[k]),
                    "b": float(p.b[k]),
                    "c": float(p.c[k]),
                    "intercept": float(p.d[k]),
                    "se": {
                        "a": _finite(e.a[k]),
                        "intercept": _finite(e.d[k]),
                        "c": _finite(e.c[k]),
                    },
                    "content": self.content[k],
                    "enemies": [self.items[other] for other in self.enemies[k]],
                    "max_exposure": float(self.max_exposure[k]),
                    "exposure": float(self.exposure[k]),
                    "eligibility": float(self.eligibility[k]),
                    "released": bool(self.released[k]),
                }
                for k, item in enumerate(self.items)
            ],
        }

    def digest(self) -> str:
        """Return a fingerprint of everything that decides which item comes next."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()


def bank_of(rows: Sequence[Mapping[str, Any]], *, model: str = "", where: str = "") -> Bank:
    """Return the bank of these items (as `read` takes them, already checked one by one)."""
    twice = [name for name, count in Counter(row["item"] for row in rows).items() if count > 1]
    if twice:
        raise InputError(f"two items are called {twice[0]!r}", where=f"{where}/items")
    order = sorted(range(len(rows)), key=lambda k: rows[k]["item"])
    items = [rows[k] for k in order]
    names = tuple(str(row["item"]) for row in items)

    def column(name: str, default: float) -> Floats:
        return np.array([float(row.get(name, default)) for row in items])

    a, c = column("a", np.nan), column("c", 0.0)
    d = np.array([row["d"] if "d" in row else -row["a"] * row["b"] for row in items], dtype=float)
    return Bank(
        items=names,
        parameters=ItemParameters(a, d, c),
        errors=ItemParameters(
            column("se_a", np.nan), column("se_d", np.nan), column("se_c", np.nan)
        ),
        content=tuple(row.get("content", "") for row in items),
        enemies=_enemies(items, names, where, order),
        max_exposure=column("max_exposure", 1.0),
        exposure=column("exposure", 0.0),
        eligibility=column("eligibility", 1.0),
        released=np.array([bool(row.get("released", False)) for row in items]),
        model=model,
    )


def _enemies(
    rows: Sequence[Mapping[str, Any]], names: tuple[str, ...], where: str, order: Sequence[int]
) -> tuple[tuple[int, ...], ...]:
    """Return everybody's enemies by place; who is named as an enemy has one, too."""
    at = {name: place for place, name in enumerate(names)}
    found: list[set[int]] = [set() for _ in names]
    for place, row in enumerate(rows):
        for enemy in row.get("enemies", ()):
            spot = f"{where}/items/{order[place]}/enemies"
            if enemy not in at:
                raise InputError(f"there is no item {enemy!r} in the bank", where=spot)
            if at[enemy] == place:
                raise InputError(f"{enemy!r} cannot be its own enemy", where=spot)
            found[place].add(at[enemy])
            found[at[enemy]].add(place)
    return tuple(tuple(sorted(one)) for one in found)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
