"""What belongs together: rows of a table, words in gaps."""

from __future__ import annotations

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.server.assess.bank.editor.collecting import (
    Collector,
    spread,
    spread_options,
    ticked,
)
from skillmark.server.assess.bank.editor.given import Given
from skillmark.server.assess.bank.editor.parts import (
    Builder,
    Card,
    Row,
    option_menu,
    whole_only,
)
from skillmark.server.assess.bank.editor.ways.base import Table, Way, blank_rows
from skillmark.server.assess.bank.editor.ways.choices import empty_option, option_rows
from skillmark.server.assess.bank.editor.ways.marked import check_places, of_text, text_group


class MatchWay(Way):
    """Lines, and for each what belongs to it."""

    type = ItemType.MATCH

    def blank(self) -> dict[str, str]:
        """Three lines, each with an answer of its own."""
        found = blank_rows("row", 3) | blank_rows("option", 3)
        return found | {f"row-{n}-key": found[f"option-{n}-id"] for n in range(3)}

    def spread(self, document: Table) -> dict[str, str]:
        """Lines and answers."""
        found = spread_options("row", document["rows"]) | spread_options(
            "option", document["options"]
        )
        for number, one in enumerate(document["rows"]):
            found[f"row-{number}-key"] = document["key"][one["id"]]
        return found | ticked(document, "once", "exact")

    def cards(self, b: Builder) -> list[Card]:
        """A card for the answers, one for the lines."""
        answers = option_rows(b, lambda prefix: [], _("Answer"))
        answers.title, answers.add = _("Answers"), _("Add an answer")
        menu = option_menu(b.given, "option", b.languages)

        def row(prefix: str, number: int) -> Row:
            title = _("Line %(number)s") % {"number": number}
            why = b.words(f"{prefix}-why", _("Why, told after the test"), lines=2)
            parts = [
                b.words(f"{prefix}-text", title, lines=2, titled=True),
                b.menu(f"{prefix}-key", _("What belongs to it"), menu),
            ]
            return Row(prefix, title, parts, [why], folded=_("Explanation"))

        lines = b.rows("row", _("Lines"), row, add=_("Add a line"))
        once = b.box("once", _("Every answer may be used once only"))
        return [
            Card(
                _("Answers"),
                [answers],
                _("They stand in a menu, in words alone. Some may belong to no line."),
            ),
            Card(_("Lines"), [lines, once, whole_only(b)]),
        ]

    def table(self, c: Collector) -> Table:
        """Rows, options and key."""
        rows = c.options("row", _("say what stands in this line, or remove it"))
        options = c.options("option", empty_option())
        if not c.given.rows("row"):
            c.wrong("row", _("it needs a line at the least"))
        if len(c.given.rows("option")) < 2:
            c.wrong("option", _("it needs two answers at the least"))
        ids = {c.id(row) for row in c.given.rows("option")}
        key = _key(c, "row", ids)
        return {"rows": rows, "options": options, "key": key} | c.flags("once", "exact")

    def members(self) -> set[str]:
        """All of it."""
        return {"rows", "options", "key", "once", "exact"}


class GapMatchWay(Way):
    """A text with gaps, and words for them."""

    type = ItemType.GAP_MATCH

    def blank(self) -> dict[str, str]:
        """Three words."""
        return blank_rows("option", 3)

    def spread(self, document: Table) -> dict[str, str]:
        """Text, words, and what belongs into each gap."""
        found = spread("text", document["text"]) | spread_options("option", document["options"])
        for number, (gap, option) in enumerate(document["key"].items()):
            found |= {f"gap-{number}-id": gap, f"gap-{number}-key": option}
        return found | ticked(document, "reuse", "exact")

    def tidy(self, given: Given, languages: tuple[str, ...]) -> Given:
        """A row for every gap of the text."""
        return of_text(given, "gap", languages, marked=False)

    def cards(self, b: Builder) -> list[Card]:
        """A card for the text, one for the words, one for the gaps."""
        words = option_rows(b, lambda prefix: [], _("Word"))
        words.title, words.add = _("Words"), _("Add a word")
        menu = option_menu(b.given, "option", b.languages)

        def row(prefix: str, number: int) -> Row:
            gap = b.given(f"{prefix}-id")
            word = b.menu(f"{prefix}-key", _("The word that belongs here"), menu)
            return Row(prefix, f"[[{gap}]]", [word])

        gaps = b.rows("gap", _("What belongs into the gaps"), row, movable=False)
        return [
            Card(_("Text"), [text_group(b, "gap")]),
            Card(
                _("Words"),
                [words],
                _("They stand in a menu, in words alone. Some may belong into no gap."),
            ),
            Card(
                _("Gaps"),
                [gaps, b.box("reuse", _("A word may stand in several gaps")), whole_only(b)],
                _("They follow from the text."),
            ),
        ]

    def table(self, c: Collector) -> Table:
        """Text, options and key."""
        text = c.words("text", _("write the text, with [[name]] where a gap is"))
        check_places(c, text, "gap", marked=False)
        options = c.options("option", empty_option())
        if len(c.given.rows("option")) < 2:
            c.wrong("option", _("it needs two words at the least"))
        ids = {c.id(row) for row in c.given.rows("option")}
        key = _key(c, "gap", ids, once=not c.on("reuse"))
        return {"text": text, "options": options, "key": key} | c.flags("reuse", "exact")

    def members(self) -> set[str]:
        """All of it."""
        return {"text", "options", "key", "reuse", "exact"}


def _key(c: Collector, prefix: str, ids: set[str], *, once: bool | None = None) -> dict[str, str]:
    """Return what belongs to each row of a list, and say where nothing does or it is taken."""
    alone = c.on("once") if once is None else once
    key: dict[str, str] = {}
    for row in c.given.rows(prefix):
        chosen = c.given(f"{row}-key")
        if chosen not in ids:
            c.wrong(f"{row}-key", _("choose what belongs here"))
            continue
        if alone and chosen in key.values():
            c.wrong(f"{row}-key", _("this one is used already, and may be used once only"))
        key[c.id(row)] = chosen
    return key
