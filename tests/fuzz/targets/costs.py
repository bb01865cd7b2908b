"""Costs and assumptions: what is read is a model that works out, and nothing in it is invented.

The first letter says which file the rest is: a (costs), b (assumptions), c (participants), d
(trend).
"""

from __future__ import annotations

from math import isfinite

from skillmark.measure.costs.assumption import Isolation
from skillmark.measure.costs.drawing import draw
from skillmark.measure.costs.isolation import Isolated
from skillmark.measure.costs.model import Model
from skillmark.measure.costs.programme import Item
from skillmark.measure.costs.reading import (
    assumptions_of,
    items_of,
    participants_of,
    read_text,
    trend_of,
)
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

READERS = {"a": items_of, "b": assumptions_of, "c": participants_of, "d": trend_of}


def check(data: bytes) -> None:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    reader = READERS.get(words[:1])
    if reader is None:
        return
    text = words[1:]
    try:
        found, currencies = read_text(text, reader, name="file.csv")
        model = _model(found)
    except SkillmarkError as error:
        refused(error)
        return
    assert len(currencies) <= 1
    assert len(found) < text.count("\n") + text.count("\r") + 2
    drawn = draw(model, seed=1, size=20)
    for one in model.quantities:
        values = drawn[one.name]
        low, high = one.ends
        assert all(isfinite(value) for value in values)
        assert (values <= one.cap).all()
        if one.isolation not in {Isolation.TREND, Isolation.PARTICIPANTS}:
            wide = 1e-9 * max(abs(low), abs(high), 1.0)
            assert ((values >= min(low, one.cap) - wide) & (values <= high + wide)).all()
    # whatever a file says, it establishes nothing
    assert not any(one.established for one in model.quantities)


def _model(found: tuple[object, ...]) -> Model:
    items = [one for one in found if isinstance(one, Item)]
    isolated = [one for one in found if isinstance(one, Isolated)]
    assumed = [one for one in found if not isinstance(one, Item | Isolated)]
    return Model.of("EUR", items, assumed, isolated)  # type: ignore[arg-type]
