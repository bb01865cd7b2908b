"""The fields that every question has: its words, skill, level, points, material, place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.assess.items import Item, Stimulus
from skillmark.assess.tables import pairs
from skillmark.nouns.proficiency import ANCHORS
from skillmark.nouns.text import Text
from skillmark.server.assess.bank.editor.collecting import Collector, plain, spread
from skillmark.server.assess.bank.editor.parts import Builder, Card, Field

MOST_POINTS = 1000


def spread_item(item: Item, material: Stimulus | None) -> dict[str, str]:
    """Return the fields of an item, but for those of its way of answering."""
    found = {
        "slug": item.id,
        "skill": item.skill,
        "level": str(item.level),
        "points": plain(item.points),
        **spread("prompt", pairs(item.prompt)),
        **spread("rationale", pairs(item.rationale)),
    }
    if material is not None:
        found |= {"material-id": material.id}
        found |= spread("material-title", pairs(material.title))
        found |= spread("material-text", pairs(material.text))
    return found


def question_card(b: Builder) -> Card:
    """Return the card with the words of the question."""
    notation = _(
        "Markdown: **bold**, - lists, tables. Formulas: $x^2$. "
        "Pictures: ![what it shows](name.png)."
    )
    prompt = b.words("prompt", _("Question"), lines=4, help=notation)
    return Card(_("The question"), [prompt], template="assess/editor/asked.html")


def other_cards(b: Builder, *, rated: bool) -> list[Card]:
    """Return the cards that stand behind the way of answering."""
    return [
        Card(
            _("Explanation"),
            [b.words("rationale", _("Why the right answer is right"), lines=3)],
            _("Candidates read it after the test, where they are told."),
        ),
        _placed(b, rated=rated),
        Card(
            _("Material"),
            [
                b.words("material-title", _("Title")),
                b.words("material-text", _("Text"), lines=4),
                b.hidden("material-id"),
            ],
            _("A text, table or picture shown above the question. Leave it empty for none."),
            template="assess/editor/folded.html",
        ),
        Card(
            _("In the bank"),
            [
                b.line(
                    "slug",
                    _("Short name"),
                    help=_("Letters, digits and dashes. Empty: made of the question. It stays."),
                ),
                b.line(
                    "family",
                    _("Family"),
                    help=_("Questions of one family never meet in the same test."),
                ),
                b.number("exposure", _("Seen by at most, per cent of candidates")),
                b.line("remark", _("What is new in this version")),
            ],
            template="assess/editor/folded.html",
        ),
    ]


def _placed(b: Builder, *, rated: bool) -> Card:
    level: Field = b.menu("level", _("Level"), levels())
    parts: list[Any] = [level]
    if not rated:
        parts.append(b.number("points", _("Points")))
    return Card(
        _("Skill and level"),
        parts,
        template="assess/editor/skill.html",
    )


def levels() -> list[tuple[str, str]]:
    """Return the levels with their names and what they mean."""
    language = get_language() or "en"
    return [
        (
            str(one.level),
            f"{one.level} {one.name.in_language(language)}: {one.meaning.in_language(language)}",
        )
        for one in ANCHORS
    ]


def read_head(c: Collector) -> dict[str, Any]:
    """Return members of an item: prompt, rationale, skill, level, points, material."""
    prompt = c.words("prompt", _("write the question"))
    rationale = c.words("rationale")
    skill = c.given("skill")
    if not skill:
        c.wrong("skill", _("choose the skill that it measures"))
    level = c.given("level")
    if level not in {str(one.level) for one in ANCHORS}:
        c.wrong("level", _("choose the level"))
        level = "3"
    points = c.number("points") if c.given("points") else 1.0
    if points is not None and not 0 < points <= MOST_POINTS:
        c.wrong("points", _("a question is worth more than 0 points"))
        points = 1.0
    return {
        "prompt": _text(prompt),
        "rationale": _text(rationale),
        "skill": skill,
        "level": int(level),
        "points": points or 1.0,
    }


def read_material(c: Collector, slug: str) -> Stimulus | None:
    """Return the material, `None` where nothing stands in its fields."""
    if not c.words("material-title") and not c.words("material-text"):
        return None
    title = c.words("material-title", _("give the material a title"))
    text = c.words("material-text", _("write the material, or empty its title"))
    if not title or not text:
        return None
    name = c.given("material-id") or f"about-{slug}"
    return Stimulus(name, Text(_tuples(title)), Text(_tuples(text)))


def _text(words: list[list[str]]) -> Text | None:
    return Text(_tuples(words)) if words else None


def _tuples(words: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((tag, said) for tag, said in words)
