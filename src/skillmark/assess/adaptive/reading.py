"""Reading a bank from JSON, strictly: what is wrong is named with its place."""

from __future__ import annotations

import math
from typing import Any

from skillmark.assess.adaptive.bank import STEEPEST, Bank, bank_of
from skillmark.nouns.errors import InputError

FARTHEST = 50.0
"""No ability comes near a difficulty beyond this."""

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


def _row(row: Any, where: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InputError("an object was expected", where=where)
    if {"levels", "intercepts"} & set(row):
        raise InputError(
            "this item has more than two scores",
            where=where,
            remedy="mastery and adaptive tests take items that are right or wrong (1pl, 2pl, 3pl)",
            code="levels",
        )
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
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InputError(f"{name!r} is not finite", where=f"{where}/{name}")
    return number
