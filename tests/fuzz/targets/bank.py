"""Banks of items: what is read is finite, sorted and whole, and comes back as it was written."""

from __future__ import annotations

import json

import numpy as np

from skillmark.assess.adaptive.reading import read
from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.objects import parse

from ..bench import refused
from ..mutate import of_json

mutate = of_json("items", "a", "b", "c", "intercept", "enemies", "content", "max_exposure")


def check(data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    try:
        given = parse(text, where="bank")
        bank = read(given, where="bank")
    except SkillmarkError as error:
        refused(error)
        return
    assert len(bank) == len(given["items"]), "an item was dropped"
    assert list(bank.items) == sorted(row["item"] for row in given["items"])
    for column in (bank.parameters.a, bank.parameters.d, bank.parameters.c, bank.max_exposure):
        assert np.isfinite(column).all()
    assert (bank.parameters.a > 0).all()
    again = read(json.loads(json.dumps(bank.as_json())), where="again")
    assert again.items == bank.items
    assert again.enemies == bank.enemies
    assert np.allclose(again.parameters.d, bank.parameters.d)
