"""Reading a bank: the JSON that `skillmark assess calibrate --json` prints.

`{"model": M, "persons"?: N, "items": [ITEM, ...]}` with ITEM as
`{"item", "a", "b", "c"?, "levels"?, "model"?, "se"?: {"a", "b"}}`. `b` is a number, or a list for
an item with levels. An item's own model goes before the bank's, so that one file may hold both
kinds. Other members are passed over: they describe the calibration.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from skillmark.assess.scaling.bank import Bank, BankItem
from skillmark.assess.scaling.response_model import Model
from skillmark.assess.scaling.rubrics.parameters import CategoryModel
from skillmark.nouns.errors import InputError, UnreadableError

MODELS: Mapping[str, Model | CategoryModel] = {
    **{model.value: model for model in Model},
    **{model.value: model for model in CategoryModel},
}


def read_bank(words: str) -> Bank:
    """Return the bank; raises `InputError` that names the item and what is wrong with it."""
    try:
        found = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"this is not JSON: {error}") from None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise InputError(
            "this is no bank: it has no list 'items'",
            remedy="give the file that `skillmark assess calibrate --json` printed",
        )
    common = found.get("model")
    persons = found.get("persons")
    return Bank(
        tuple(_item(place, entry, common) for place, entry in enumerate(items)),
        persons if type(persons) is int and persons > 0 else None,
    )


def bank_as_json(bank: Bank) -> dict[str, Any]:
    """Return the bank as JSON that `read_bank` reads."""
    return {"persons": bank.persons, "items": [_item_as_json(item) for item in bank.items]}


def _item_as_json(item: BankItem) -> dict[str, Any]:
    dichotomous = isinstance(item.model, Model)
    errors = item.b_errors or (None,) * len(item.b)
    return {
        "item": item.name,
        "model": item.model.value,
        "a": item.a,
        "b": item.b[0] if dichotomous else list(item.b),
        **({"c": item.c} if dichotomous else {"levels": list(item.levels)}),
        "se": {"a": item.a_error, "b": errors[0] if dichotomous else list(errors)},
    }


def _item(place: int, entry: object, common: object) -> BankItem:
    where = f"/items/{place}"
    if not isinstance(entry, dict):
        raise InputError("an item is an object", where=where)
    name = entry.get("item")
    if not isinstance(name, str) or not name:
        raise InputError("an item needs a name", where=f"{where}/item")
    chosen = entry.get("model", common)
    model = MODELS.get(chosen) if isinstance(chosen, str) else None
    if model is None:
        raise InputError(
            f"there is no model {chosen!r}",
            where=f"{where}/model",
            remedy="one of: " + ", ".join(MODELS),
        )
    given = entry.get("b")
    b = given if isinstance(given, list) else [given]
    levels = entry.get("levels", list(range(len(b) + 1)))
    if not isinstance(levels, list) or not all(type(level) is int for level in levels):
        raise InputError("levels are whole numbers", where=f"{where}/levels")
    errors = entry.get("se")
    errors = errors if isinstance(errors, dict) else {}
    own = errors.get("b")
    listed = [_error(one) for one in (own if isinstance(own, list) else [own])]
    return BankItem(
        name,
        model,
        _number(entry.get("a"), f"{where}/a", name),
        tuple(_number(one, f"{where}/b", name) for one in b),
        _number(entry.get("c") or 0.0, f"{where}/c", name),
        tuple(levels),
        _error(errors.get("a")),
        tuple(listed) if len(listed) == len(b) and any(listed) else None,
    )


def _number(value: object, where: str, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"{value!r} of {name} is not a number", where=where)
    return float(value)


def _error(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and value > 0 else None
