"""From fields to tables: the members of an item, and what is wrong with which field."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from skillmark.assess.interactions.numerals import read_number
from skillmark.nouns.errors import InputError
from skillmark.server.assess.bank.editor.given import Given

Words = list[list[str]]
"""Pairs of language and words, as documents keep them."""


@dataclass
class Collector:
    """Reads fields. What is missing or wrong is kept by field, the first of each, for authors."""

    given: Given
    languages: tuple[str, ...]
    errors: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Width and height in pixels of the pictures that are here, by name."""

    def wrong(self, name: str, said: str) -> None:
        """Keep what is wrong with a field, unless something was wrong with it already."""
        self.errors.setdefault(name, said)

    def id(self, row: str) -> str:
        """Return the id of a row; one that has none goes by its place."""
        return self.given(f"{row}-id") or row

    def words(self, name: str, missing: str = "") -> Words:
        """Return the words in every language that has some; `missing` is said where none has."""
        found = [[tag, said] for tag in self.languages if (said := self.given(f"{name}-{tag}"))]
        if missing and not found:
            self.wrong(f"{name}-{self.languages[0]}", missing)
        return found

    def number(self, name: str, missing: str = "", *, least: float | None = None) -> float | None:
        """Return the number in a field, `None` where there is none or where it is wrong."""
        said = self.given(name)
        if not said:
            if missing:
                self.wrong(name, missing)
            return None
        try:
            value = read_number(said, where="")
        except InputError:
            self.wrong(name, _("“%(said)s” is not a number") % {"said": said[:40]})
            return None
        if least is not None and value < least:
            self.wrong(name, _("this cannot be less than %(least)s") % {"least": f"{least:g}"})
            return None
        return int(value) if said.lstrip("+-").isdecimal() else value

    def share(self, name: str) -> float | None:
        """Return per cent of the points as a share of 1."""
        said = self.given(name).rstrip("% ").replace(",", ".")
        if not said:
            return None
        try:
            value = float(Decimal(said) / 100)
        except InvalidOperation:
            value = -1.0
        if not 0 < value <= 1:
            self.wrong(name, _("give a share from 1 to 100 per cent"))
            return None
        return value

    def on(self, name: str) -> bool:
        """Say whether a box is ticked."""
        return self.given(name) == "on"

    def flags(self, *names: str) -> dict[str, bool]:
        """Return the boxes that are ticked."""
        return {name: True for name in names if self.on(name)}

    def options(self, prefix: str, missing: str, *, why: bool = True) -> list[dict[str, Any]]:
        """Return the options of a list: id, text and explanation; rows without words are said."""
        found = []
        for row in self.given.rows(prefix):
            text = self.words(f"{row}-text", missing)
            said = {"id": self.id(row), "text": text}
            if why and (because := self.words(f"{row}-why")):
                said["why"] = because
            if text:
                found.append(said)
        return found


def spread(name: str, words: Words | None) -> dict[str, str]:
    """Return the fields of words in several languages."""
    return {f"{name}-{tag}": said for tag, said in words or ()}


def spread_options(prefix: str, options: list[dict[str, Any]]) -> dict[str, str]:
    """Return the fields of a list of options."""
    found: dict[str, str] = {}
    for number, one in enumerate(options):
        row = f"{prefix}-{number}"
        found |= {f"{row}-id": one["id"]}
        found |= spread(f"{row}-text", one["text"]) | spread(f"{row}-why", one.get("why"))
    return found


def ticked(document: dict[str, Any], *names: str) -> dict[str, str]:
    """Return the boxes of the members that are true."""
    return {name: "on" for name in names if document.get(name)}


def plain(value: float) -> str:
    """Return a number as people type it: `0.5`, `210`."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def per_cent(share: float) -> str:
    """Return a share of 1 in per cent, exactly."""
    return format((Decimal(repr(float(share))) * 100).normalize(), "f")
