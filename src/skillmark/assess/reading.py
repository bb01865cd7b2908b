"""Tests as TOML: the format in which authors write items, read strictly.

`[test]` holds `id`, `title`, `description`, `language`, `minutes`, `[test.blueprint]` (items a
skill), `[test.scoring]` and `[test.cut]`; items follow as `[[item]]`, situational judgement
as `[[scenario]]` with `scoring = "best-worst"`; material that several items ask about as
`[[stimulus]]`. Texts are strings in the test's language or
tables of languages. What else is true of every form stands in `[[test.demand]]`
(`skillmark.assess.demands`), the number of pilot items a form in `pilots`. Unknown members are
refused by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from skillmark.assess.demands import Demand, read_demand
from skillmark.assess.interactions import INTERACTIONS
from skillmark.assess.interactions.base import Interaction, ItemType
from skillmark.assess.interactions.best_worst import BestWorst
from skillmark.assess.items import CutRule, Item, Stimulus, Test
from skillmark.assess.tables import (
    Table,
    filled,
    known,
    name,
    number,
    pairs,
    parse,
    place,
    rows,
    whole,
    words,
    yes_or_no,
)
from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.nouns.proficiency import level as check_level
from skillmark.nouns.text import Text

SkillName = Callable[[str], str]

STIMULUS = {"id", "title", "text"}
OPTIONAL = {"minutes", "blueprint", "scoring", "cut", "demand", "pilots"}
TEST = {"id", "title", "description", "language"} | OPTIONAL
ITEM = {
    "id", "skill", "level", "type", "prompt", "points", "rationale", "checked", "stimulus",
    "family", "exposure", "pilot", "difficulty",
}  # fmt: skip
SCENARIO = {"id", "skill", "level", "text", "options", "points", "rationale"}


def read_test(words: str, *, where: str = "test", skill_uri: SkillName = str) -> Test:
    """Return the test that `words` (TOML) define; `skill_uri` turns short skill names to URIs.

    Raises `InputError` naming `where`, the item and the member. A situational judgement test
    without a blueprint asks every scenario.
    """
    try:
        document = parse(words, where="")
        known(document, {"test", "stimulus", "item", "scenario"}, {"test"})
        head = document["test"]
        known(head, TEST, TEST - OPTIONAL, "test")
        language = str(head["language"])
        items = tuple(_items(document, language, skill_uri))
        return Test(
            id=head["id"],
            title=Text.of(head["title"], language),
            description=Text.of(head["description"], language),
            language=language,
            minutes=number(head["minutes"], "test, minutes") if "minutes" in head else None,
            blueprint=_blueprint(head.get("blueprint"), items, skill_uri),
            items=items,
            cut=_cut(head["cut"], language) if "cut" in head else None,
            scoring=_scoring(head.get("scoring", {}), language),
            stimuli=tuple(
                read_stimulus(row, language)
                for row in rows(document.get("stimulus", ()), "stimulus")
            ),
            demands=read_demands(head.get("demand", ()), skill_uri),
            pilots=whole(head.get("pilots", 0), "test, pilots"),
        )
    except SkillmarkError as error:
        raise error.at(where) from error


def _items(document: Table, language: str, skill_uri: SkillName) -> list[Item]:
    questions = [
        read_item(row, language, skill_uri) for row in rows(document.get("item", ()), "item")
    ]
    return questions + [
        _scenario(row, language, skill_uri)
        for row in rows(document.get("scenario", ()), "scenario")
    ]


def read_item(row: Table, language: str, skill_uri: SkillName = str) -> Item:
    """Return the item that a table defines, an author's or what `item_document` wrote.

    Raises `InputError` naming the item and the member.
    """
    where = place(row, "item")
    kind = interaction_of(row, where)
    known(row, ITEM | kind.members, {"id", "skill", "level", "type", "prompt"}, where)
    way = kind.read(row, language, where)
    return Item(
        id=name(row["id"], where),
        skill=skill_uri(row["skill"]),
        level=check_level(row["level"], where=f"{where}, level"),
        prompt=words(row["prompt"], language, where),
        interaction=way,
        points=float(number(row.get("points", way.worth or 1.0), f"{where}, points")),
        rationale=_maybe(row, "rationale", language),
        stimulus=str(row.get("stimulus", "")),
        checked=_checked(row, where),
        family=str(row.get("family", "")),
        exposure=_share(row, "exposure", where),
        pilot=yes_or_no(row.get("pilot", False), f"{where}, pilot"),
        difficulty=_share(row, "difficulty", where),
    )


def read_demands(value: object, skill_uri: SkillName = str) -> tuple[Demand, ...]:
    """Return the demands that a list of tables tells of."""
    return tuple(
        read_demand(row, f"demand {place}", skill_uri)
        for place, row in enumerate(rows(value, "demand"), 1)
    )


def read_stimulus(row: Table, language: str) -> Stimulus:
    """Return the stimulus that a table defines."""
    where = place(row, "stimulus")
    known(row, STIMULUS, STIMULUS, where)
    return Stimulus(
        name(row["id"], where),
        words(row["title"], language, where),
        words(row["text"], language, where),
    )


def interaction_of(row: Table, where: str) -> type[Interaction]:
    """Return the interaction that an item's `type` names, or raise `InputError`."""
    known(row, set(row) if isinstance(row, Mapping) else (), {"type"}, where)
    try:
        return INTERACTIONS[ItemType(row["type"])]
    except ValueError:
        raise InputError(
            f"there is no type {row['type']!r}", where=where, remedy=f"one of: {[*ItemType]}"
        ) from None


def item_document(item: Item) -> dict[str, Any]:
    """Return an item, its key included, as JSON that `read_item` reads back equal."""
    return filled(
        id=item.id,
        skill=item.skill,
        level=item.level,
        type=item.type.value,
        prompt=pairs(item.prompt),
        points=item.points,
        rationale=pairs(item.rationale),
        stimulus=item.stimulus,
        checked=item.checked,
        family=item.family,
        exposure=item.exposure,
        pilot=item.pilot or None,
        difficulty=item.difficulty,
        **item.interaction.document(),
    )


def _scenario(row: Table, language: str, skill_uri: SkillName) -> Item:
    where = place(row, "scenario")
    known(row, SCENARIO, {"id", "skill", "level", "text", "options"}, where)
    return Item(
        id=name(row["id"], where),
        skill=skill_uri(row["skill"]),
        level=check_level(row["level"], where=f"{where}, level"),
        prompt=words(row["text"], language, where),
        interaction=BestWorst.read(row, language, where),
        points=number(row.get("points", 2), f"{where}, points"),
        rationale=_maybe(row, "rationale", language),
    )


def _share(row: Table, member: str, where: str) -> float | None:
    value = row.get(member)
    return None if value is None else float(number(value, f"{where}, {member}"))


def _checked(row: Table, where: str) -> str:
    said = row.get("checked", "")
    if not isinstance(said, str):
        raise InputError("checked takes words", where=where, remedy='such as "agreed"')
    return said


def _blueprint(
    table: Table | None, items: tuple[Item, ...], skill_uri: SkillName
) -> tuple[tuple[str, int], ...]:
    if table is None:
        return tuple(Counter(item.skill for item in items if not item.pilot).items())
    for skill, count in table.items():
        if isinstance(count, bool) or not isinstance(count, int):
            raise InputError(f"{count!r} is no number of items", where=f"blueprint, {skill}")
    return tuple((skill_uri(skill), count) for skill, count in table.items())


def _cut(table: Table, language: str) -> CutRule:
    known(table, {"method", "description", "level"}, {"method", "description"}, "test.cut")
    target = check_level(table.get("level", 3), where="test.cut, level")
    return CutRule(table["method"], words(table["description"], language), target)


def _scoring(rules: Table | str, language: str) -> tuple[tuple[str, Text], ...]:
    if isinstance(rules, str):
        if rules != ItemType.BEST_WORST:
            raise InputError(
                f"there is no scoring rule {rules!r}", where="test.scoring", remedy="best-worst"
            )
        return ()
    return tuple((topic, words(said, language)) for topic, said in rules.items())


def _maybe(row: Table, member: str, language: str) -> Text | None:
    return words(row[member], language) if row.get(member) else None
