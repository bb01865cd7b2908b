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
FARTHEST = 50.0


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


_ITEM = {
    "item", "a", "b", "c", "intercept", "se",
    "content", "enemies", "max_exposure", "exposure", "eligibility", "released",
}  # fmt: skip
_CALIBRATION = {"fit", "infit", "outfit", "persons", "asked", "p_value", "thresholds"}
"""What a calibration may say of an item beside its parameters; it decides nothing here."""


def read(value: Any, *, where: str = "") -> Bank:
    """Return the bank in a JSON object as `skillmark assess calibrate --json` prints it.

    Each item may also have `content`, `enemies` (ids), `max_exposure`, `exposure` and
    `eligibility` (0 to 1) and `released`. Raises `InputError` with the JSON pointer for what is
    missing, misspelt, not finite, or not possible (a slope of 0 or below).
    """
    if not isinstance(value, dict):
        raise InputError("an object was expected", where=where)
    rows = value.get("items")
    if not isinstance(rows, list):
        raise InputError(
            "a list of items is missing",
            where=f"{where}/items",
            remedy="give what `skillmark assess calibrate --json` prints",
        )
    if not rows:
        raise InputError("the bank is empty", where=f"{where}/items", code="too_few")
    if value.get("converged") is False:
        raise InputError(
            "this calibration did not converge", where=f"{where}/converged", code="diverged"
        )
    return bank_of([_row(row, f"{where}/items/{k}") for k, row in enumerate(rows)],
                   model=str(value.get("model", "")), where=where)  # fmt: skip


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


def _row(row: Any, where: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InputError("an object was expected", where=where)
    unknown = sorted(set(row) - _ITEM - _CALIBRATION)
    if unknown:
        raise InputError(
            f"unknown member {unknown[0]!r}",
            where=where,
            remedy="known are " + ", ".join(sorted(_ITEM)),
        )
    name = row.get("item")
    if not isinstance(name, str) or not name:
        raise InputError("the item has no id", where=f"{where}/item")
    place = f"{where} (item {name})"
    a = _number(row, "a", place)
    if not 0 < a <= STEEPEST:
        flaw = "0 or below" if a <= 0 else f"above {STEEPEST:g}"
        raise InputError(
            f"a slope of {a:g} is {flaw}: "
            + ("able people would fail it" if a <= 0 else "no item sorts people that sharply"),
            where=f"{place}/a",
            remedy="look at the item and its key, and leave it out of the bank",
            code="slope",
        )
    b = _number(row, "b", place)
    if abs(b) > FARTHEST:
        raise InputError(f"a difficulty of {b:g} is out of reach", where=f"{place}/b")
    c = _number(row, "c", place, default=0.0)
    if not 0 <= c < 1:
        raise InputError(f"guessing of {c:g} is not between 0 and 1", where=f"{place}/c")
    d = _number(row, "intercept", place, default=-a * b)
    if not math.isclose(d, -a * b, rel_tol=1e-3, abs_tol=1e-2):
        raise InputError(
            f"intercept {d:g} and difficulty {b:g} contradict each other at slope {a:g}",
            where=f"{place}/intercept",
            remedy="the intercept is -a b",
        )
    return {"item": name, "a": a, "d": d, "c": c} | _standing(row, place)


def _standing(row: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the members that calibration does not print."""
    found: dict[str, Any] = {}
    errors = row.get("se") or {}
    if not isinstance(errors, dict):
        raise InputError("an object was expected", where=f"{place}/se")
    for name, short in (("a", "se_a"), ("intercept", "se_d"), ("c", "se_c")):
        if errors.get(name) is not None:
            found[short] = _number(errors, name, f"{place}/se")
    for name in ("max_exposure", "exposure", "eligibility"):
        if row.get(name) is not None:
            found[name] = _number(row, name, place)
            if not 0 <= found[name] <= 1:
                raise InputError(f"{found[name]:g} is no share", where=f"{place}/{name}")
    for name, kind, called in (("content", str, "a text"), ("released", bool, "true or false")):
        if row.get(name) is not None:
            if not isinstance(row[name], kind):
                raise InputError(f"{name!r} should be {called}", where=f"{place}/{name}")
            found[name] = row[name]
    enemies = row.get("enemies") or []
    if not isinstance(enemies, list) or not all(isinstance(one, str) for one in enemies):
        raise InputError("a list of ids was expected", where=f"{place}/enemies")
    return found | {"enemies": enemies}


def _number(row: dict[str, Any], name: str, where: str, default: float | None = None) -> float:
    value = row.get(name, default)
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(
            f"{name!r} is missing" if value is None else f"{name!r} should be a number",
            where=f"{where}/{name}",
        )
    if not math.isfinite(value):
        raise InputError(f"{name!r} is not finite", where=f"{where}/{name}")
    return float(value)


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
