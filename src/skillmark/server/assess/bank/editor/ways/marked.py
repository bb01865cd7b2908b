"""Texts with marked places: gaps `[[name]]`, and words `[[name|words]]` that can be marked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.assess.interactions.marked_text import pieces
from skillmark.server.assess.bank.editor.collecting import Collector, Words, spread, ticked
from skillmark.server.assess.bank.editor.given import Given
from skillmark.server.assess.bank.editor.parts import Builder, Card, Group, Row, whole_only
from skillmark.server.assess.bank.editor.ways.base import Table, Way


def names_in(text: str, *, marked: bool) -> list[str]:
    """Return the names of the gaps or of the marked words of a text, in order."""
    member = "id" if marked else "gap"
    return [piece[member] for piece in pieces(text) if member in piece]


def of_text(given: Given, prefix: str, languages: tuple[str, ...], *, marked: bool) -> Given:
    """Return the fields with a row for every place of the text, the first language's first.

    Rows keep what they hold and their order. One whose place is gone stays as long as it holds
    something: a slip of the pen in the text loses nothing.
    """
    named: list[str] = []
    for tag in languages:
        named += [n for n in names_in(given(f"text-{tag}"), marked=marked) if n not in named]
    rows = given.rows(prefix)
    kept = [row for row in rows if given(f"{row}-id") in named or _holds(given, row)]
    there = {given(f"{row}-id") for row in kept}
    found = given.ordered(prefix, kept)
    new = [name for name in named if name not in there]
    return found.put({f"{prefix}-{len(kept) + k}-id": name for k, name in enumerate(new)})


def _holds(given: Given, row: str) -> bool:
    start = f"{row}-"
    return any(
        value
        for name, value in given.items()
        if name.startswith(start) and not name.endswith("-id")
    )


def text_group(b: Builder, mark: str) -> Group:
    """Return the text in every language, with a word on how places are written."""
    if mark == "gap":
        said = _("Write [[name]] where a gap is, such as: Water boils at [[degrees]] °C.")
    else:
        said = _("Write [[name|words]] for what can be marked: The [[a|cat]] [[b|sleeps]].")
    return b.words("text", _("Text"), lines=6, help=said, mark=mark, anew=True)


def check_places(c: Collector, text: Words, prefix: str, *, marked: bool) -> None:
    """Say where languages have other places than the first, a place twice, or one is gone."""
    if not text:
        return
    first = names_in(text[0][1], marked=marked)
    if not first:
        c.wrong(f"text-{text[0][0]}", _("there is no place in it yet: see above how it is written"))
    for tag, words in text:
        own = names_in(words, marked=marked)
        twice = next((name for name in own if own.count(name) > 1), "")
        if twice:
            c.wrong(f"text-{tag}", _("[[%(name)s]] stands there twice") % {"name": twice})
        if names_in(words, marked=not marked):
            c.wrong(f"text-{tag}", _wrong_kind(marked))
        for name in [*first, *own]:
            if name not in own or name not in first:
                c.wrong(
                    f"text-{tag}",
                    _("[[%(name)s]] does not stand in every language") % {"name": name},
                )
    for row in c.given.rows(prefix):
        name = c.id(row)
        if name not in first:
            c.wrong(row, _("[[%(name)s]] stands nowhere in the text") % {"name": name})


def _wrong_kind(marked: bool) -> str:
    if marked:
        return _("there is a gap: words that can be marked are written [[name|words]]")
    return _("there are words in a gap: gaps are written [[name]]")


class HotTextWay(Way):
    """Words of a text that are to be marked."""

    type = ItemType.HOT_TEXT

    def blank(self) -> dict[str, str]:
        """Nothing: places come from the text."""
        return {}

    def spread(self, document: Table) -> dict[str, str]:
        """Text, and which of its places are right."""
        found = spread("text", document["text"]) | ticked(document, "exact")
        for number, name in enumerate(names_in(document["text"][0][1], marked=True)):
            found[f"spot-{number}-id"] = name
            if name in document["key"]:
                found[f"spot-{number}-right"] = "on"
        return found

    def tidy(self, given: Given, languages: tuple[str, ...]) -> Given:
        """A row for every place."""
        return of_text(given, "spot", languages, marked=True)

    def cards(self, b: Builder) -> list[Card]:
        """A card for the text and one for the places."""
        words: dict[str, str] = {}
        for tag in b.languages:
            for piece in pieces(b.given(f"text-{tag}")):
                if "id" in piece:
                    words.setdefault(piece["id"], piece["text"])

        def row(prefix: str, number: int) -> Row:
            name = b.given(f"{prefix}-id")
            said = _("“%(words)s” is to be marked") % {"words": words.get(name, name)}
            return Row(prefix, f"[[{name}]]", [b.box(f"{prefix}-right", said)])

        places = b.rows("spot", _("Which are right"), row, movable=False)
        return [
            Card(_("Text"), [text_group(b, "words")]),
            Card(
                _("Places"),
                [places, whole_only(b)],
                _(
                    "They follow from the text. A right mark earns its part of the points, a wrong "
                    "one costs as much; nobody falls below 0."
                ),
            ),
        ]

    def table(self, c: Collector) -> Table:
        """Text and key."""
        text = c.words("text", _("write the text, with [[name|words]] for what can be marked"))
        check_places(c, text, "spot", marked=True)
        rows = c.given.rows("spot")
        key = [c.id(row) for row in rows if c.on(f"{row}-right")]
        if text and len(rows) < 2:
            c.wrong(f"text-{text[0][0]}", _("at least two places have to be such as can be marked"))
        elif text and (not key or len(key) == len(rows)):
            c.wrong("spot", _("some places have to be right and some wrong"))
        return {"text": text, "key": key} | c.flags("exact")

    def members(self) -> set[str]:
        """All of it."""
        return {"text", "key", "exact"}
