"""Options to choose from, as several interactions have them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from skillmark.assess.interactions.base import twice
from skillmark.assess.tables import Table, filled, known, name, pairs, place, rows, words
from skillmark.nouns.text import Text


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from. `why` says after the test why it is right or wrong."""

    id: str
    text: Text
    why: Text | None = None


class Named(Protocol):
    """What has an id and words."""

    @property
    def id(self) -> str:
        """Its id, unique within the item."""

    @property
    def text(self) -> Text:
        """What is shown."""


def flaw_of(options: Sequence[Named], key: Collection[str], *, least: int = 2) -> str:
    """Say what is wrong with options or a key that names some of them."""
    ids = [option.id for option in options]
    if twice(ids):
        return "two options have the same id"
    if len(ids) < least:
        return f"it needs at least {'two options' if least == 2 else f'{least} options'}"
    strange = sorted(set(key) - set(ids))
    if strange:
        return f"the key names {', '.join(strange)}, which is no option"
    return "the key names an option twice" if twice(key) else ""


def shown_options(
    options: Sequence[Named], language: str, order: Sequence[str]
) -> list[dict[str, str]]:
    """Return id and words of every option, in `order`."""
    by_id = {option.id: option.text for option in options}
    return [{"id": one, "text": by_id[one].in_language(language)} for one in order]


def words_of(options: Sequence[Named], ids: Sequence[str], language: str) -> list[str]:
    """Return the words of some options, in the order of `ids`."""
    by_id = {option.id: option.text for option in options}
    return [by_id[one].in_language(language) for one in ids]


def option_documents(options: Sequence[Option]) -> list[dict[str, Any]]:
    """Return options as JSON."""
    return [filled(id=one.id, text=pairs(one.text), why=pairs(one.why)) for one in options]


def read_options(table: Table, language: str, where: str) -> tuple[Option, ...]:
    """Return the options that a table lists."""
    return tuple(
        _option(row, language, f"{where}, option")
        for row in rows(table.get("options", ()), f"{where}, options")
    )


def _option(row: Table, language: str, where: str) -> Option:
    at = place(row, where)
    known(row, {"id", "text", "why"}, {"id", "text"}, at)
    id_ = name(row["id"], at)
    why = words(row["why"], language, at) if row.get("why") else None
    return Option(id_, words(row["text"], language, at), why)


def read_key(table: Table, where: str) -> tuple[str, ...]:
    """Return the ids that a table's key lists."""
    return tuple(name(one, f"{where}, key") for one in rows(table.get("key", ()), f"{where}, key"))
