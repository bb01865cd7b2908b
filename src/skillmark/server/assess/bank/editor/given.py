"""What stands in the fields of the editor: flat names and words, and lists of rows among them.

The fields of a list `option` are called `option-0-id`, `option-0-text-en`, `option-1-id` and so
on; lists may hold lists (`gap-0-answer-2-share`). Rows are added, taken away and moved by
renaming fields, so that nothing else is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from skillmark.nouns.errors import InputError

MOST_ROWS = 60
"""Rows of one list."""
_STEP = re.compile(r"(add|remove|up|down):([a-z][a-z0-9-]{0,60}?)(?::(\d{1,3}))?")


class Given:
    """The words in the fields, by name. Blanks around them and the line ends of browsers go."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {
            name: value.replace("\r\n", "\n").strip().replace("\x00", "")
            for name, value in values.items()
        }

    def __call__(self, name: str) -> str:
        """Return what stands in a field; empty where there is none."""
        return self._values.get(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Given) and self._values == other._values

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._values.items())))

    def items(self) -> Collection[tuple[str, str]]:
        """Return names and words."""
        return self._values.items()

    def rows(self, prefix: str) -> list[str]:
        """Return the beginnings of the names of a list's rows, in order: `option-0`, ..."""
        pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,3}})-")
        numbers = {int(found[1]) for name in self._values if (found := pattern.match(name))}
        return [f"{prefix}-{number}" for number in sorted(numbers)[:MOST_ROWS]]

    def having(self, **values: str) -> Given:
        """Return the same with other words in some fields (`_` stands for `-` in their names)."""
        return self.put({name.replace("_", "-"): value for name, value in values.items()})

    def put(self, values: Mapping[str, str]) -> Given:
        """Return the same with other words in some fields."""
        return Given({**self._values, **values})

    def without(self, prefix: str) -> Given:
        """Return the same without a row or a list."""
        start = f"{prefix}-"
        return Given({n: v for n, v in self._values.items() if not n.startswith(start)})

    def ordered(self, prefix: str, rows: Collection[str]) -> Given:
        """Return the same with a list that has these of its rows, in this order."""
        kept = self.without(prefix)._values
        for number, row in enumerate(rows):
            start = f"{row}-"
            kept |= {
                f"{prefix}-{number}-{name.removeprefix(start)}": value
                for name, value in self._values.items()
                if name.startswith(start)
            }
        return Given(kept)


def free_id(taken: Collection[str]) -> str:
    """Return the first of a, b, ..., z, o27, o28, ... that is not taken."""
    number = 0
    while (name := chr(97 + number) if number < 26 else f"o{number + 1}") in taken:
        number += 1
    return name


def stepped(given: Given, step: str) -> tuple[Given, str]:
    """Return what stands there after a step, and the row or button that wants the focus.

    Steps: `add:LIST`, `remove:LIST:NUMBER`, `up:LIST:NUMBER`, `down:LIST:NUMBER`, numbers from 0.
    Raises `InputError` for what is no step, and for a list that is full.
    """
    found = _STEP.fullmatch(step)
    if not found or (found[1] == "add") != (found[3] is None):
        raise InputError(f"there is no step {step[:60]!r}")
    way, prefix = found[1], found[2]
    rows = given.rows(prefix)
    if way == "add":
        if len(rows) >= MOST_ROWS:
            raise InputError(f"a list has at most {MOST_ROWS} rows")
        taken = {given(f"{row}-id") for row in rows}
        grown = given.ordered(prefix, rows).put({f"{prefix}-{len(rows)}-id": free_id(taken)})
        return grown, f"{prefix}-{len(rows)}"
    number = int(found[3])
    if number >= len(rows):
        return given, ""
    return _CHANGES[way](given, prefix, rows, number)


def _removed(given: Given, prefix: str, rows: list[str], number: int) -> tuple[Given, str]:
    rest = [row for k, row in enumerate(rows) if k != number]
    onto = f"{prefix}-{min(number, len(rest) - 1)}" if rest else f"add:{prefix}"
    return given.ordered(prefix, rest), onto


def _moved(by: int) -> Callable[[Given, str, list[str], int], tuple[Given, str]]:
    def move(given: Given, prefix: str, rows: list[str], number: int) -> tuple[Given, str]:
        to = min(max(number + by, 0), len(rows) - 1)
        rows.insert(to, rows.pop(number))
        way = "up" if (by < 0 and to > 0) or to == len(rows) - 1 else "down"
        return given.ordered(prefix, rows), f"{way}:{prefix}:{to}"

    return move


_CHANGES = {"remove": _removed, "up": _moved(-1), "down": _moved(1)}
