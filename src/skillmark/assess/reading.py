"""Tests as TOML: the format in which authors write items, read strictly.

`[test]` holds `id`, `title`, `description`, `language`, `minutes`, `[test.blueprint]` (items a
skill), `[test.scoring]` and `[test.cut]`; items follow as `[[item]]`, situational judgement
as `[[scenario]]` with `scoring = "best-worst"`. Texts are strings in the test's language or
tables of languages. Unknown members are refused by name.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

from skillmark.assess.items import (
    Criterion,
    CutRule,
    Item,
    ItemType,
    NumericKey,
    Option,
    Test,
)
from skillmark.nouns.errors import InputError, SkillmarkError, UnreadableError
from skillmark.nouns.proficiency import level as check_level
from skillmark.nouns.text import Text

Table = Mapping[str, Any]
SkillName = Callable[[str], str]

TEST = {"id", "title", "description", "language", "minutes", "blueprint", "scoring", "cut"}
ITEM = {"id", "skill", "level", "type", "prompt", "options", "key", "points", "rationale"}
SHORT = {"max_words", "rubric", "sample"}
REVIEW = {"checked"}
SCENARIO = {"id", "skill", "level", "text", "options", "points", "rationale"}


def parse(words: str, *, where: str) -> Table:
    """Return `words` as TOML, or raise `UnreadableError` with the line."""
    try:
        return tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"this is not TOML: {error}", where=where) from error


def read_test(words: str, *, where: str = "test", skill_uri: SkillName = str) -> Test:
    """Return the test that `words` (TOML) define; `skill_uri` turns short skill names to URIs.

    Raises `InputError` naming `where`, the item and the member. A situational judgement test
    without a blueprint asks every scenario.
    """
    try:
        document = parse(words, where="")
        known(document, {"test", "item", "scenario"}, {"test"})
        head = document["test"]
        known(head, TEST, TEST - {"minutes", "blueprint", "scoring", "cut"}, "test")
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
        )
    except SkillmarkError as error:
        raise error.at(where) from error


def known(table: Table, allowed: Collection[str], needed: Collection[str], where: str = "") -> None:
    """Raise `InputError` for a member that is not `allowed` or one that is `needed` and absent."""
    if not isinstance(table, Mapping):
        raise InputError("a table belongs here", where=where)
    unknown = sorted(set(table) - set(allowed))
    if unknown:
        raise InputError(
            f"there is no member {unknown[0]!r}", where=where, remedy=f"known: {sorted(allowed)}"
        )
    missing = sorted(set(needed) - set(table))
    if missing:
        raise InputError(f"{missing[0]} is missing", where=where)


def number(value: object, where: str) -> float:
    """Return `value` as a finite number, or raise `InputError`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) == float("inf"):
        raise InputError(f"{value!r} is not a number", where=where)
    if value != value:  # noqa: PLR0124 (NaN is the one number that differs from itself)
        raise InputError("nan is not a number", where=where)
    return value


def _items(document: Table, language: str, skill_uri: SkillName) -> list[Item]:
    questions = [_item(row, language, skill_uri) for row in document.get("item", ())]
    return questions + [_scenario(row, language, skill_uri) for row in document.get("scenario", ())]


def _item(row: Table, language: str, skill_uri: SkillName) -> Item:
    where = f"item {row.get('id', '?')}"
    known(row, ITEM | SHORT | REVIEW, {"id", "skill", "level", "type", "prompt"}, where)
    try:
        kind = ItemType(row["type"])
    except ValueError:
        raise InputError(
            f"there is no type {row['type']!r}", where=where, remedy=f"one of: {[*ItemType]}"
        ) from None
    key = row.get("key", ())
    rubric = tuple(_criterion(one, language, where) for one in row.get("rubric", ()))
    return Item(
        id=row["id"],
        skill=skill_uri(row["skill"]),
        level=check_level(row["level"], where=f"{where}, level"),
        type=kind,
        prompt=_text(row["prompt"], language),
        options=tuple(_option(one, language, where) for one in row.get("options", ())),
        key=() if isinstance(key, Mapping) else tuple(key),
        numeric=_numeric(key, where) if isinstance(key, Mapping) else None,
        points=_points(row, rubric, where),
        rationale=_maybe(row, "rationale", language),
        max_words=row.get("max_words"),
        rubric=rubric,
        sample=_maybe(row, "sample", language),
        checked=_checked(row, where),
    )


def _scenario(row: Table, language: str, skill_uri: SkillName) -> Item:
    where = f"scenario {row.get('id', '?')}"
    known(row, SCENARIO, {"id", "skill", "level", "text", "options"}, where)
    return Item(
        id=row["id"],
        skill=skill_uri(row["skill"]),
        level=check_level(row["level"], where=f"{where}, level"),
        type=ItemType.BEST_WORST,
        prompt=_text(row["text"], language),
        options=tuple(_option(one, language, where) for one in row["options"]),
        points=number(row.get("points", 2), f"{where}, points"),
        rationale=_maybe(row, "rationale", language),
    )


def _option(row: Table, language: str, where: str) -> Option:
    where = f"{where}, option {row.get('id', '?')}"
    known(row, {"id", "text", "why", "effectiveness"}, {"id", "text"}, where)
    rated = row.get("effectiveness")
    return Option(
        id=row["id"],
        text=_text(row["text"], language),
        why=_maybe(row, "why", language),
        effectiveness=None if rated is None else number(rated, f"{where}, effectiveness"),
    )


def _criterion(row: Table, language: str, where: str) -> Criterion:
    members = {"id", "points", "criterion", "full", "partial", "zero"}
    known(row, members, members, f"{where}, rubric")
    words = {name: _text(row[name], language) for name in ("criterion", "full", "partial", "zero")}
    return Criterion(id=row["id"], points=number(row["points"], f"{where}, rubric"), **words)


def _numeric(key: Table, where: str) -> NumericKey:
    known(key, {"value", "tolerance", "unit"}, {"value"}, f"{where}, key")
    return NumericKey(
        number(key["value"], f"{where}, key"),
        number(key.get("tolerance", 0), f"{where}, key"),
        str(key.get("unit", "")),
    )


def _points(row: Table, rubric: tuple[Criterion, ...], where: str) -> float:
    earned = sum(criterion.points for criterion in rubric) or 1
    return float(number(row.get("points", earned), f"{where}, points"))


def _checked(row: Table, where: str) -> str:
    words = row.get("checked", "")
    if not isinstance(words, str):
        raise InputError("checked takes words", where=where, remedy='such as "agreed"')
    return words


def _blueprint(
    table: Table | None, items: tuple[Item, ...], skill_uri: SkillName
) -> tuple[tuple[str, int], ...]:
    if table is None:
        return tuple(Counter(item.skill for item in items).items())
    for skill, count in table.items():
        if isinstance(count, bool) or not isinstance(count, int):
            raise InputError(f"{count!r} is no number of items", where=f"blueprint, {skill}")
    return tuple((skill_uri(skill), count) for skill, count in table.items())


def _cut(table: Table, language: str) -> CutRule:
    known(table, {"method", "description", "level"}, {"method", "description"}, "test.cut")
    target = check_level(table.get("level", 3), where="test.cut, level")
    return CutRule(table["method"], _text(table["description"], language), target)


def _scoring(rules: Table | str, language: str) -> tuple[tuple[str, Text], ...]:
    if isinstance(rules, str):
        if rules != ItemType.BEST_WORST:
            raise InputError(
                f"there is no scoring rule {rules!r}", where="test.scoring", remedy="best-worst"
            )
        return ()
    return tuple((topic, _text(words, language)) for topic, words in rules.items())


def _text(words: str | Table, language: str) -> Text:
    return Text.of(words.strip() if isinstance(words, str) else words, language)


def _maybe(row: Table, member: str, language: str) -> Text | None:
    return _text(row[member], language) if row.get(member) else None
