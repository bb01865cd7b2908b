"""What the editor's page is built of: fields, words in several languages, lists of rows, cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from skillmark.server.assess.bank.editor.given import Given

NAMES = {"en": "English", "de": "Deutsch"}
"""Languages in their own words; others go by their tag."""


@dataclass
class Field:
    """One field of the form."""

    name: str
    label: str
    value: str = ""
    kind: str = "line"
    """`line`, `text`, `number`, `box`, `radio`, `menu` or `hidden`."""
    help: str = ""
    lang: str = ""
    choices: Sequence[tuple[str, str]] = ()
    chosen: str = ""
    """The value that a box or radio button sends."""
    error: str = ""
    lines: int = 2
    focus: bool = False
    anew: bool = False
    """Whether a change shows other fields."""
    unseen: str = ""
    """The part of the label that is for screen readers only: a heading beside it says the same."""
    mark: str = ""
    """What a button beside it makes of selected words: `gap` or `words`."""

    template = "assess/editor/field.html"

    @property
    def id(self) -> str:
        """Its id on the page, which no field of the preview has."""
        return f"e-{self.name}" + (f"-{self.chosen}" if self.kind == "radio" else "")

    @property
    def checked(self) -> bool:
        """Whether the box is ticked or the radio button chosen."""
        return self.value == self.chosen

    @property
    def described(self) -> str:
        """The ids of what describes it."""
        there = (("help", self.help), ("error", self.error))
        return " ".join(f"{self.id}-{what}" for what, said in there if said)

    def fields(self) -> Iterator[Field]:
        """Yield itself."""
        yield self


@dataclass
class Group:
    """Fields side by side: the same words in several languages, or a few numbers."""

    parts: list[Field]
    template = "assess/editor/group.html"

    def fields(self) -> Iterator[Field]:
        """Yield the fields."""
        yield from self.parts


@dataclass
class Row:
    """One row of a list."""

    prefix: str
    title: str
    parts: list[Any]
    more: list[Any] = field(default_factory=list)
    """Fields that are folded away, under `folded`."""
    folded: str = ""
    number: int = 0
    first: bool = False
    last: bool = False
    focus: str = ""
    error: str = ""

    def fields(self) -> Iterator[Field]:
        """Yield the fields of the row."""
        for part in [*self.parts, *self.more]:
            yield from part.fields()

    @property
    def up(self) -> str:
        """The step of the button that moves it up."""
        return f"up:{self.prefix.rpartition('-')[0]}:{self.number}"

    @property
    def down(self) -> str:
        """The step of the button that moves it down."""
        return f"down:{self.prefix.rpartition('-')[0]}:{self.number}"

    @property
    def opened(self) -> bool:
        """Whether something is folded away that a reader should see."""
        return any(one.error or one.value for part in self.more for one in part.fields())


@dataclass
class Rows:
    """A list that may grow and shrink."""

    prefix: str
    title: str
    rows: list[Row]
    add: str = ""
    """What the button that adds a row says; empty where rows come from elsewhere."""
    help: str = ""
    error: str = ""
    movable: bool = True
    focus: str = ""
    template = "assess/editor/rows.html"

    @property
    def adding(self) -> str:
        """The step of the button that adds a row."""
        return f"add:{self.prefix}"

    def fields(self) -> Iterator[Field]:
        """Yield the fields of all rows."""
        for row in self.rows:
            yield from row.fields()


@dataclass
class Card:
    """A part of the page with a heading."""

    title: str
    parts: list[Any]
    help: str = ""
    template: str = ""
    """A template of its own, for what is more than fields."""

    def fields(self) -> Iterator[Field]:
        """Yield the fields of the card."""
        for part in self.parts:
            yield from part.fields()


@dataclass(frozen=True)
class Builder:
    """Makes fields that hold what stands there, with what is wrong about it."""

    given: Given
    languages: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    focus: str = ""

    def line(self, name: str, label: str, **more: Any) -> Field:
        """Return a field of one line."""
        return self._field(name, label, kind=more.pop("kind", "line"), **more)

    def number(self, name: str, label: str, **more: Any) -> Field:
        """Return a field for a number."""
        return self._field(name, label, kind="number", **more)

    def text(self, name: str, label: str, lines: int = 3, **more: Any) -> Field:
        """Return a field of several lines."""
        return self._field(name, label, kind="text", lines=lines, **more)

    def menu(self, name: str, label: str, choices: Sequence[tuple[str, str]], **more: Any) -> Field:
        """Return a menu."""
        return self._field(name, label, kind="menu", choices=choices, **more)

    def box(self, name: str, label: str, **more: Any) -> Field:
        """Return a box to tick."""
        return self._field(name, label, kind="box", chosen="on", **more)

    def radio(self, name: str, label: str, chosen: str, **more: Any) -> Field:
        """Return one radio button of those called `name`."""
        return self._field(name, label, kind="radio", chosen=chosen, **more)

    def hidden(self, name: str) -> Field:
        """Return a field that is not seen."""
        return self._field(name, "", kind="hidden")

    def words(self, name: str, label: str, *, lines: int = 0, **more: Any) -> Group:
        """Return a field for each language, side by side; of several lines if there are `lines`.

        `titled` says that the label stands above them already.
        """
        several, titled = len(self.languages) > 1, more.pop("titled", False)
        hint = more.pop("help", "")
        found = []
        for tag in self.languages:
            language = NAMES.get(tag, tag)
            unseen = f"{label}, " if several else label
            rest = language if several else ""
            one = self._field(
                f"{name}-{tag}",
                rest if titled else f"{unseen}{rest}",
                kind="text" if lines else "line",
                lines=lines,
                lang=tag,
                help=hint if tag == self.languages[0] else "",
                unseen=unseen if titled else "",
                **more,
            )
            found.append(one)
        return Group(found)

    def rows(self, prefix: str, title: str, make: Callable[[str, int], Row], **more: Any) -> Rows:
        """Return a list; `make` gets the beginning of a row's names and its number from 1."""
        names = self.given.rows(prefix)
        rows = [make(name, number) for number, name in enumerate(names, start=1)]
        for number, row in enumerate(rows):
            row.number, row.first, row.last = number, number == 0, number == len(rows) - 1
            row.error = self.errors.get(row.prefix, "")
            row.focus = self.focus
            row.parts.append(self.hidden(f"{row.prefix}-id"))
            if self.focus == row.prefix:
                seen = (one for one in row.fields() if one.kind != "hidden")
                next(seen).focus = True
        error = self.errors.get(prefix, "")
        return Rows(prefix, title, rows, error=error, focus=self.focus, **more)

    def _field(self, name: str, label: str, **more: Any) -> Field:
        value = self.given(name)
        return Field(name, label, value, error=self.errors.get(name, ""), **more)


def option_menu(given: Given, prefix: str, languages: Sequence[str]) -> list[tuple[str, str]]:
    """Return the rows of a list as choices of a menu: `B: the words`."""
    found = [("", "–")]
    for number, row in enumerate(given.rows(prefix)):
        said = next((w for tag in languages if (w := given(f"{row}-text-{tag}"))), "")
        shown = said if len(said) <= 40 else f"{said[:39]}…"
        found.append((given(f"{row}-id"), f"{letter(number)}: {shown}" if said else letter(number)))
    return found


def letter(number: int) -> str:
    """Return A, B, ..., Z, 27, 28 for 0, 1, ..."""
    return chr(65 + number) if number < 26 else str(number + 1)


def whole_only(b: Builder) -> Field:
    """Return the box that turns partial credit off."""
    return b.box("exact", _("Only the whole answer earns anything"))
