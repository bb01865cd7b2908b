"""Answers in words: a right answer says what the solution says."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillmark.assess.interactions.base import ItemType
from skillmark.assess.interactions.spoken import said
from skillmark.assess.items import Item
from skillmark.assess.reading import read_test
from skillmark.skills.starter import uri

WORDS = Path(__file__).parents[2] / "fixtures/questions/every-way.toml"
ITEMS = read_test(WORDS.read_text(encoding="utf-8"), skill_uri=uri).items
OPEN = {ItemType.CLOZE, ItemType.NUMERIC, ItemType.SLIDER, ItemType.SHORT, ItemType.UPLOAD}
"""Where the solution names more than one answer: with tolerances or several spellings."""


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_right_answer_reads_like_the_solution(item: Item, language: str) -> None:
    way = item.interaction
    if item.type in OPEN:
        return
    found, wanted = said(way, way.right(), language), way.solution(language)
    in_order = item.type in {ItemType.ORDER, ItemType.BEST_WORST}
    assert found == wanted if in_order else sorted(found) == sorted(wanted)


def by(kind: ItemType) -> Item:
    return next(item for item in ITEMS if item.type is kind)


def test_typed_answers_are_said_as_they_were_typed() -> None:
    assert said(by(ItemType.NUMERIC).interaction, "1,5", "en") == ["1,5"]
    assert said(by(ItemType.SHORT).interaction, "Ask first.", "en") == ["Ask first."]
    file = [{"name": "card.txt", "digest": "0", "size": 3}]
    assert said(by(ItemType.UPLOAD).interaction, file, "en") == ["card.txt"]
    link = [{"title": "Code", "url": "https://code.example/"}, {"note": "All of it."}]
    said_of_it = ["card.txt", "Code: https://code.example/", "All of it."]
    assert said(by(ItemType.UPLOAD).interaction, file + link, "en") == said_of_it


def test_a_gap_without_an_answer_is_seen_as_one() -> None:
    way = by(ItemType.CLOZE).interaction
    given = dict(way.right())  # type: ignore[arg-type, call-overload]
    gap = next(iter(given))
    whole, part = said(way, given, "en")[0], said(way, given | {gap: ""}, "en")[0]
    assert "[…]" in part
    assert "[…]" not in whole


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_nothing_fails_on_what_was_not_answered_or_is_no_option(item: Item) -> None:
    assert said(item.interaction, None, "en") == []
    for strange in (["gone"], {"gone": "gone"}):
        for line in said(item.interaction, strange, "en"):
            assert isinstance(line, str)
