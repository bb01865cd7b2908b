"""A text with gaps, each a menu, words or a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.server.assess.bank.editor.collecting import (
    Collector,
    per_cent,
    plain,
    spread,
    spread_options,
    ticked,
)
from skillmark.server.assess.bank.editor.given import Given, free_id
from skillmark.server.assess.bank.editor.parts import Builder, Card, Group, Row, letter, whole_only
from skillmark.server.assess.bank.editor.ways.base import Table, Way
from skillmark.server.assess.bank.editor.ways.choices import empty_option
from skillmark.server.assess.bank.editor.ways.marked import check_places, of_text, text_group

WORDS, MENU, NUMBER = "words", "menu", "number"


class ClozeWay(Way):
    """Gaps follow from the text; each has a kind, and rows of its own."""

    type = ItemType.CLOZE

    def blank(self) -> dict[str, str]:
        """Nothing: gaps come from the text."""
        return {}

    def spread(self, document: Table) -> dict[str, str]:
        """Text and gaps."""
        found = spread("text", document["text"]) | ticked(document, "exact")
        for number, gap in enumerate(document["gaps"]):
            found |= _spread(f"gap-{number}", gap)
        return found

    def tidy(self, given: Given, languages: tuple[str, ...]) -> Given:
        """A row for every gap of the text, and rows in it for its kind."""
        found = of_text(given, "gap", languages, marked=False)
        for row in found.rows("gap"):
            if not found(f"{row}-kind"):
                found = found.put({f"{row}-kind": WORDS})
            kind = found(f"{row}-kind")
            if kind == WORDS and not found.rows(f"{row}-answer"):
                found = found.put({f"{row}-answer-0-id": "a"})
            if kind == MENU and not found.rows(f"{row}-option"):
                ids = ["a", free_id(["a"])]
                found = found.put({f"{row}-option-{n}-id": one for n, one in enumerate(ids)})
        return found

    def cards(self, b: Builder) -> list[Card]:
        """A card for the text and one for the gaps."""

        def row(prefix: str, number: int) -> Row:
            name = b.given(f"{prefix}-id")
            kinds = [
                (WORDS, _("words are typed")),
                (MENU, _("one of a menu")),
                (NUMBER, _("a number")),
            ]
            kind = b.menu(f"{prefix}-kind", _("How gap %(name)s is filled") % {"name": name}, kinds)
            kind.anew = True
            own = {WORDS: _answers, MENU: _menu, NUMBER: _number}
            parts = own.get(b.given(f"{prefix}-kind"), _answers)(b, prefix)
            return Row(prefix, f"[[{name}]]", [kind, *parts])

        gaps = b.rows("gap", _("Gaps"), row, movable=False)
        return [
            Card(_("Text"), [text_group(b, "gap")]),
            Card(
                _("Gaps"),
                [gaps, whole_only(b)],
                _("They follow from the text, and earn the same part of the points each."),
            ),
        ]

    def table(self, c: Collector) -> Table:
        """Text and gaps."""
        text = c.words("text", _("write the text, with [[name]] where a gap is"))
        check_places(c, text, "gap", marked=False)
        read = {WORDS: _read_answers, MENU: _read_menu, NUMBER: _read_number}
        gaps = [
            {"id": c.id(row), **read.get(c.given(f"{row}-kind"), _read_answers)(c, row)}
            for row in c.given.rows("gap")
        ]
        return {"text": text, "gaps": gaps} | c.flags("exact")

    def members(self) -> set[str]:
        """All of it."""
        return {"text", "gaps", "exact"}


def _spread(row: str, gap: dict[str, Any]) -> dict[str, str]:
    found = {f"{row}-id": gap["id"]}
    if "options" in gap:
        found |= {f"{row}-kind": MENU, f"{row}-right": gap["key"]}
        return found | spread_options(f"{row}-option", gap["options"])
    if "answers" in gap:
        found |= {f"{row}-kind": WORDS} | ({f"{row}-case": "on"} if gap.get("case") else {})
        for number, (answer, share) in enumerate(gap["answers"]):
            found |= {
                f"{row}-answer-{number}-id": letter(number).lower(),
                f"{row}-answer-{number}-said": answer,
                f"{row}-answer-{number}-share": per_cent(share),
            }
        return found
    found |= {f"{row}-kind": NUMBER, f"{row}-value": plain(gap["value"])}
    return found | ({f"{row}-tolerance": plain(gap["tolerance"])} if gap.get("tolerance") else {})


def _answers(b: Builder, prefix: str) -> list[Any]:
    def row(name: str, number: int) -> Row:
        title = _("Answer %(number)s") % {"number": number}
        said = b.line(f"{name}-said", title)
        share = b.number(f"{name}-share", _("Per cent of the points; empty: all"))
        return Row(name, title, [Group([said, share])])

    answers = b.rows(f"{prefix}-answer", _("Answers that count"), row, add=_("Add an answer"))
    return [answers, b.box(f"{prefix}-case", _("Capital letters matter"))]


def _menu(b: Builder, prefix: str) -> list[Any]:
    def row(name: str, number: int) -> Row:
        title = f"{_('Option')} {letter(number - 1)}"
        right = b.radio(f"{prefix}-right", _("This is the right one"), b.given(f"{name}-id"))
        why = b.words(f"{name}-why", _("Why it is right or wrong, told after the test"), lines=2)
        words = b.words(f"{name}-text", title, titled=True)
        return Row(name, title, [words, right], [why], folded=_("Explanation"))

    rows = b.rows(f"{prefix}-option", _("Options"), row, add=_("Add an option"))
    rows.error = rows.error or b.errors.get(f"{prefix}-right", "")
    return [rows]


def _number(b: Builder, prefix: str) -> list[Any]:
    value = b.number(f"{prefix}-value", _("The right number"))
    return [Group([value, b.number(f"{prefix}-tolerance", _("It may be off by"))])]


def _read_answers(c: Collector, row: str) -> Table:
    answers: list[list[Any]] = []
    for name in c.given.rows(f"{row}-answer"):
        said = c.given(f"{name}-said")
        share = c.share(f"{name}-share")
        if said:
            answers.append([said, 1.0 if share is None else share])
        else:
            c.wrong(f"{name}-said", _("write the answer, or remove it"))
    if answers and not any(share == 1 for _answer, share in answers):
        c.wrong(f"{row}-answer", _("one answer has to earn everything"))
    return {"answers": answers} | ({"case": True} if c.on(f"{row}-case") else {})


def _read_menu(c: Collector, row: str) -> Table:
    options = c.options(f"{row}-option", empty_option())
    rows = c.given.rows(f"{row}-option")
    if len(rows) < 2:
        c.wrong(f"{row}-option", _("a menu needs two options at the least"))
    key = c.given(f"{row}-right")
    if key not in [c.id(one) for one in rows]:
        c.wrong(f"{row}-right", _("mark the option that is right"))
    return {"options": options, "key": key or "?"}


def _read_number(c: Collector, row: str) -> Table:
    value = c.number(f"{row}-value", _("which number is right?"))
    tolerance = c.number(f"{row}-tolerance", least=0)
    return {"value": 0 if value is None else value, "tolerance": tolerance or 0.0}
