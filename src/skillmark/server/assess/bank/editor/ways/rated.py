"""What a person scores by a rubric: words, and files."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from skillmark.assess.interactions import ItemType
from skillmark.assess.interactions.rated import LEVELS
from skillmark.server.assess.bank.editor.collecting import Collector, plain, spread
from skillmark.server.assess.bank.editor.parts import Builder, Card, Group, Row
from skillmark.server.assess.bank.editor.ways.base import Table, Way


class _RatedWay(Way):
    """A rubric, and an answer that earns full points."""

    def spread(self, document: Table) -> dict[str, str]:
        """Rubric and sample."""
        found = spread("sample", document.get("sample"))
        for number, one in enumerate(document["rubric"]):
            row = f"criterion-{number}"
            found |= {f"{row}-id": one["id"], f"{row}-points": plain(one["points"])}
            for level in LEVELS:
                found |= spread(f"{row}-{level}", one[level])
        return found

    def blank(self) -> dict[str, str]:
        """One criterion."""
        return {"criterion-0-id": "a", "criterion-0-points": "2"}

    def cards(self, b: Builder) -> list[Card]:
        """What is asked for, the rubric, and the sample."""

        def row(prefix: str, number: int) -> Row:
            title = _("Criterion %(number)s") % {"number": number}
            parts: list[Any] = [
                b.words(f"{prefix}-criterion", title, titled=True),
                b.number(f"{prefix}-points", _("Points")),
                b.words(f"{prefix}-full", _("What earns all of them"), lines=2),
                b.words(f"{prefix}-partial", _("What earns a part"), lines=2),
                b.words(f"{prefix}-zero", _("What earns none"), lines=2),
            ]
            return Row(prefix, title, parts)

        rubric = b.rows("criterion", _("Criteria"), row, add=_("Add a criterion"))
        sample = b.words("sample", _("An answer that earns full points"), lines=4)
        return [
            *self.asked(b),
            Card(
                _("Rubric"),
                [rubric, sample],
                _("A person scores every criterion. The points of the question are their sum."),
            ),
        ]

    def asked(self, b: Builder) -> list[Card]:
        """Return the cards of what is asked for."""
        return []

    def table(self, c: Collector) -> Table:
        """Rubric and sample."""
        rubric = []
        for row in c.given.rows("criterion"):
            points = c.number(f"{row}-points", _("how many points is it worth?"))
            if points is not None and points <= 0:
                c.wrong(f"{row}-points", _("a criterion is worth more than 0 points"))
            said = {
                "criterion": _("say what is looked at"),
                "full": _("say what earns all points"),
                "partial": _("say what earns a part"),
                "zero": _("say what earns none"),
            }
            levels = {level: c.words(f"{row}-{level}", said[level]) for level in LEVELS}
            if all(levels.values()):
                rubric.append({"id": c.id(row), "points": points or 0, **levels})
        if not c.given.rows("criterion"):
            c.wrong("criterion", _("it needs a criterion at the least"))
        sample = c.words("sample")
        return {"rubric": rubric} | ({"sample": sample} if sample else {})


class ShortWay(_RatedWay):
    """Words."""

    type = ItemType.SHORT

    def spread(self, document: Table) -> dict[str, str]:
        """Rubric, sample, and about how many words."""
        most = document.get("max_words")
        return super().spread(document) | ({"max-words": str(most)} if most else {})

    def asked(self, b: Builder) -> list[Card]:
        """How long an answer may be."""
        words = b.number("max-words", _("About how many words at the most"))
        return [Card(_("The answer"), [words])]

    def table(self, c: Collector) -> Table:
        """Rubric, sample and length."""
        most = _count(c, "max-words", 1, 5000)
        return super().table(c) | ({"max_words": most} if most else {})

    def members(self) -> set[str]:
        """What the fields stand for."""
        return {"rubric", "sample", "max_words"}


class UploadWay(_RatedWay):
    """Files."""

    type = ItemType.UPLOAD

    def blank(self) -> dict[str, str]:
        """One file."""
        return super().blank() | {"files": "1"}

    def spread(self, document: Table) -> dict[str, str]:
        """Rubric, sample, and which files."""
        endings = ", ".join(document.get("endings", ()))
        return super().spread(document) | {
            "files": str(document.get("files", 1)),
            "endings": endings,
        }

    def asked(self, b: Builder) -> list[Card]:
        """How many files, and of which kind."""
        files = b.number("files", _("How many files at the most"))
        endings = b.line("endings", _("How their names may end, such as pdf, docx; empty: anyhow"))
        return [Card(_("The files"), [Group([files, endings])])]

    def table(self, c: Collector) -> Table:
        """Rubric, sample and files."""
        endings = [
            one.strip().lstrip(".").lower()
            for one in c.given("endings").replace(";", ",").split(",")
            if one.strip(" .")
        ]
        if not all(one.isascii() and one.isalnum() and len(one) <= 10 for one in endings):
            c.wrong("endings", _("endings are letters and digits with commas between them"))
            endings = []
        found = super().table(c) | {"files": _count(c, "files", 1, 20) or 1}
        return found | ({"endings": endings} if endings else {})

    def members(self) -> set[str]:
        """What the fields stand for."""
        return {"rubric", "sample", "files", "endings"}


def _count(c: Collector, name: str, least: int, most: int) -> int | None:
    said = c.given(name)
    if not said:
        return None
    if not said.isdecimal() or not least <= int(said[:6]) <= most:
        c.wrong(
            name, _("a whole number from %(least)s to %(most)s") % {"least": least, "most": most}
        )
        return None
    return int(said)
