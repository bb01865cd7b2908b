"""What storing a ledger would change: who is new, who is different in what, who is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.ledger.columns import BY_NAME, Kind
from skillmark.measure.ledger.store import Ledger, Words

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that would be another one."""

    person: str
    column: str
    before: str
    after: str


@dataclass(slots=True)
class Compared:
    """How many are new, changed, the same and gone, and the first changes one by one."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    by_column: dict[str, int] = field(default_factory=dict)
    """How many people are different in a column."""
    changes: list[Change] = field(default_factory=list)


def compare(stored: Ledger, coming: Ledger, everybody: NDArray[np.object_]) -> Compared:
    """Compare what is stored with what comes in; `everybody` is in the file, right or wrong."""
    places = {person: at for at, person in enumerate(stored.people.tolist())}
    at = np.array([places.get(person, -1) for person in coming.people.tolist()], dtype=np.int64)
    known = at >= 0
    before, after = stored.where(at[known]), coming.where(known)
    different = np.zeros(len(after), dtype=np.bool)
    found = Compared(new=int((~known).sum()))
    for column, differs, texts in _columns(before, after):
        count = int(differs.sum())
        if not count:
            continue
        found.by_column[column] = count
        different |= differs
        for place in np.flatnonzero(differs)[: max(0, SHOWN - len(found.changes))].tolist():
            was, comes = texts(place)
            found.changes.append(Change(str(after.people[place]), column, was, comes))
    found.changed = int(different.sum())
    found.same = len(after) - found.changed
    found.gone = len(places.keys() - set(everybody.tolist()))
    return found


def _columns(before: Ledger, after: Ledger) -> Iterator[tuple[str, NDArray[np.bool], Any]]:
    for name, numbers in after.numbers.items():
        old = before.number(name)
        digits = 2 if BY_NAME[name].kind is Kind.MONEY else 9
        same = (np.round(old, digits) == np.round(numbers, digits)) | (
            np.isnan(old) & np.isnan(numbers)
        )
        yield name, ~same, _said(old, numbers)
    for name, days in after.days.items():
        was = before.day(name)
        same = (was == days) | (np.isnat(was) & np.isnat(days))
        yield name, ~same, _said(was, days)
    for name, words in after.words.items():
        yield name, *_words(before.word(name), words)
    for name, words in after.groups.items():
        there = before.groups.get(name)
        none = Words(np.full(len(before), -1, dtype=np.int32), ())
        yield f"group:{name}", *_words(there or none, words)
    for name, flags in after.flags.items():
        was_so = before.flag(name)
        yield name, was_so != flags, _said(was_so.astype(int), flags.astype(int))


def _words(old: Words, new: Words) -> tuple[NDArray[np.bool], Any]:
    code = {level: place for place, level in enumerate(old.levels)}
    as_old = np.array([*(code.get(level, -2) for level in new.levels), -1], dtype=np.int64)
    differs = as_old[new.codes] != old.codes
    return differs, lambda place: (old.at(place), new.at(place))


def _said(old: NDArray[Any], new: NDArray[Any]) -> Any:
    return lambda place: (_text(old[place]), _text(new[place]))


def _text(value: Any) -> str:
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value)
    if isinstance(value, np.floating):
        return "" if np.isnan(value) else f"{value:.10g}"
    return str(value)
