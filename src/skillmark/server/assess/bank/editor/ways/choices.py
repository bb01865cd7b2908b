"""Options to choose from: one right, several right, most and least effective."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.server.assess.bank.editor.collecting import (
    Collector,
    per_cent,
    plain,
    spread_options,
    ticked,
)
from skillmark.server.assess.bank.editor.parts import (
    Builder,
    Card,
    Field,
    Row,
    Rows,
    letter,
    whole_only,
)
from skillmark.server.assess.bank.editor.ways.base import Table, Way, blank_rows


def option_rows(
    b: Builder,
    extra: Callable[[str], list[Field]],
    what: str = "",
    folded: Callable[[str], list[Field]] = lambda prefix: [],
) -> Rows:
    """Return a list of options, each with its words, what is `extra`, and what is folded away."""

    def row(prefix: str, number: int) -> Row:
        title = f"{what or _('Option')} {letter(number - 1)}"
        words = b.words(f"{prefix}-text", title, lines=2, titled=True)
        why = b.words(f"{prefix}-why", _("Why it is right or wrong, told after the test"), lines=2)
        more = folded(prefix)
        said = _("Explanation, part of the points") if more else _("Explanation")
        return Row(prefix, title, [words, *extra(prefix)], [*more, why], folded=said)

    return b.rows("option", _("Options"), row, add=_("Add an option"))


def empty_option() -> str:
    """Return what is said of an option without words."""
    return _("say what this option says, or remove it")


class ChoiceWay(Way):
    """One of several options."""

    type = ItemType.CHOICE

    def blank(self) -> dict[str, str]:
        """Three options, as research advises."""
        return blank_rows("option", 3)

    def spread(self, document: Table) -> dict[str, str]:
        """Options, the right one, shares of others."""
        found = spread_options("option", document["options"]) | {"right": document["key"][0]}
        shares = document.get("partial", {})
        for number, one in enumerate(document["options"]):
            if one["id"] in shares:
                found[f"option-{number}-share"] = per_cent(shares[one["id"]])
        return found

    def cards(self, b: Builder) -> list[Card]:
        """One card with the options."""

        def right(prefix: str) -> list[Field]:
            return [b.radio("right", _("This is the right one"), b.given(f"{prefix}-id"))]

        def share(prefix: str) -> list[Field]:
            said = _("Per cent of the points, though it is not the right one")
            return [b.number(f"{prefix}-share", said)]

        rows = option_rows(b, right, folded=share)
        rows.error = rows.error or b.errors.get("right", "")
        return [Card(_("Options"), [rows], _("Their order changes from person to person."))]

    def table(self, c: Collector) -> Table:
        """Options, key and shares."""
        options = c.options("option", empty_option())
        rows = c.given.rows("option")
        if len(rows) < 2:
            c.wrong("option", _("a choice needs two options at the least"))
        key = c.given("right")
        if key not in [c.id(row) for row in rows]:
            c.wrong("right", _("mark the option that is right"))
        shares: dict[str, float] = {}
        for row in rows:
            share = c.share(f"{row}-share")
            if share is None or c.id(row) == key:
                continue
            if share == 1:
                c.wrong(
                    f"{row}-share", _("an option that is not the right one earns less than all")
                )
            shares[c.id(row)] = share
        return {"options": options, "key": [key]} | ({"partial": shares} if shares else {})

    def members(self) -> set[str]:
        """All of a choice."""
        return {"options", "key", "partial"}


class MultipleWay(Way):
    """Any number of options."""

    type = ItemType.MULTIPLE

    def blank(self) -> dict[str, str]:
        """Four options."""
        return blank_rows("option", 4)

    def spread(self, document: Table) -> dict[str, str]:
        """Options, each right or not."""
        found = spread_options("option", document["options"]) | ticked(document, "exact")
        for number, one in enumerate(document["options"]):
            if one["id"] in document["key"]:
                found[f"option-{number}-right"] = "on"
        return found

    def cards(self, b: Builder) -> list[Card]:
        """One card with the options."""
        rows = option_rows(b, lambda prefix: [b.box(f"{prefix}-right", _("This one is right"))])
        return [
            Card(
                _("Options"),
                [rows, whole_only(b)],
                _(
                    "A right choice earns its part of the points, a wrong one costs as much; "
                    "nobody falls below 0."
                ),
            )
        ]

    def table(self, c: Collector) -> Table:
        """Options and key."""
        options = c.options("option", empty_option())
        rows = c.given.rows("option")
        key = [c.id(row) for row in rows if c.on(f"{row}-right")]
        if len(rows) < 2:
            c.wrong("option", _("it needs two options at the least"))
        elif not key or len(key) == len(rows):
            c.wrong("option", _("some options have to be right and some wrong"))
        return {"options": options, "key": key} | c.flags("exact")

    def members(self) -> set[str]:
        """All of it."""
        return {"options", "key", "exact"}


class BestWorstWay(Way):
    """Reactions to a situation, each more or less effective."""

    type = ItemType.BEST_WORST

    def blank(self) -> dict[str, str]:
        """Four reactions."""
        return blank_rows("option", 4)

    def spread(self, document: Table) -> dict[str, str]:
        """Reactions with their effectiveness."""
        found = spread_options("option", document["options"])
        for number, one in enumerate(document["options"]):
            found[f"option-{number}-effectiveness"] = plain(one["effectiveness"])
        return found

    def cards(self, b: Builder) -> list[Card]:
        """One card with the reactions."""
        rows = option_rows(
            b,
            lambda prefix: [b.number(f"{prefix}-effectiveness", _("How effective it is"))],
            _("Reaction"),
        )
        rows.title, rows.add = _("Reactions"), _("Add a reaction")
        return [
            Card(
                _("Reactions"),
                [rows],
                _(
                    "Experts say how effective each is, on any one scale: the highest number is "
                    "the best reaction, the lowest the worst. Naming each earns half of the "
                    "points; taking one for the other costs half."
                ),
            )
        ]

    def table(self, c: Collector) -> Table:
        """Reactions."""
        found: list[dict[str, Any]] = c.options("option", empty_option())
        rows = c.given.rows("option")
        rated = {
            c.id(row): c.number(f"{row}-effectiveness", _("how effective is it?")) for row in rows
        }
        known = [value for value in rated.values() if value is not None]
        if len(rows) < 2:
            c.wrong("option", _("it needs two reactions at the least"))
        elif len(known) == len(rows) and (
            known.count(max(known)) > 1 or known.count(min(known)) > 1
        ):
            c.wrong("option", _("one reaction has to be the most and one the least effective"))
        for one in found:
            if (value := rated[one["id"]]) is not None:
                one["effectiveness"] = value
        return {"options": found}

    def members(self) -> set[str]:
        """All of it."""
        return {"options"}
