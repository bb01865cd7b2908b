"""The content of the starter item bank: what can go wrong in writing items is tested here."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import chisquare

from skillmark.assess import items as nouns
from skillmark.assess.interactions import Order
from skillmark.assess.interactions.options import Option
from skillmark.assess.reading import read_test
from skillmark.assess.scoring import score
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

Item = dict[str, Any]

TYPES = {"choice", "multiple", "numeric", "order", "short"}
FORM_LENGTH = 30
CHECKED = {"agreed", "agreed after revision"}
COMMON = {"id", "skill", "level", "type", "prompt", "points", "rationale", "checked"}
MEMBERS = {
    "choice": COMMON | {"options", "key"},
    "multiple": COMMON | {"options", "key"},
    "order": COMMON | {"options", "key"},
    "numeric": COMMON | {"key"},
    "short": COMMON | {"max_words", "rubric", "sample"},
}


@pytest.fixture(scope="module")
def bank(root: Path) -> dict[str, Any]:
    path = root / "src/skillmark/assess/starter/genai-foundations.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def items(bank: dict[str, Any]) -> list[Item]:
    found: list[Item] = bank["item"]
    return found


def of_type(items: list[Item], *types: str) -> list[Item]:
    return [item for item in items if item["type"] in types]


def key_and_distractor_lengths(item: Item) -> tuple[int, list[int]]:
    lengths = {option["id"]: len(option["text"]) for option in item["options"]}
    return lengths.pop(item["key"][0]), list(lengths.values())


def test_the_test_has_its_titles_its_rules_and_a_written_borderline(bank: dict[str, Any]) -> None:
    test = bank["test"]
    assert test["id"] == "genai-foundations"
    assert set(test["title"]) == set(test["description"]) == {"en", "de"}
    assert test["language"] == "en"
    assert test["minutes"] > 0
    assert set(test["scoring"]) == {"multiple", "order"}
    assert test["cut"]["method"] == "Borderline description"
    assert len(test["cut"]["description"].split()) >= 100
    assert set(test["cut"]) == {"method", "description"}, "no invented cut score"


def test_the_bank_is_large_and_varied_enough(items: list[Item]) -> None:
    assert len(items) >= 60
    assert {item["type"] for item in items} == TYPES
    assert len({item["skill"] for item in items}) >= 6
    assert len({item["level"] for item in items}) >= 4
    assert all(1 <= item["level"] <= 8 for item in items)


def test_identifiers_and_texts_are_unique(items: list[Item]) -> None:
    for member in ("id", "prompt"):
        repeated = [v for v, n in Counter(item[member] for item in items).items() if n > 1]
        assert not repeated
    assert all(re.fullmatch(r"gf-\d{3}", item["id"]) for item in items)


def test_every_item_has_exactly_the_members_of_its_type(items: list[Item]) -> None:
    for item in items:
        assert set(item) == MEMBERS[item["type"]], item["id"]
        assert len(item["rationale"].split()) >= 10, item["id"]
        assert item["points"] >= 1, item["id"]


def test_every_item_was_solved_a_second_time_without_its_key(root: Path, items: list[Item]) -> None:
    assert {item["id"]: item["checked"] for item in items if item["checked"] not in CHECKED} == {}
    bank = root / "src/skillmark/assess/starter/genai-foundations.toml"
    read = read_test(bank.read_text(encoding="utf-8")).items
    assert [item.checked for item in read] == [item["checked"] for item in items]


def test_a_note_of_the_check_that_is_no_text_is_refused(root: Path) -> None:
    bank = root / "src/skillmark/assess/starter/genai-foundations.toml"
    words = bank.read_text(encoding="utf-8").replace('checked = "agreed"', "checked = true", 1)
    with pytest.raises(InputError, match="checked takes words"):
        read_test(words)


def test_the_rule_for_orders_in_words_is_the_rule_that_scores(bank: dict[str, Any]) -> None:
    rule = bank["test"]["scoring"]["order"]
    found = re.search(r"key ([a-z-]+) and answer ([a-z-]+) share .*: (\d)/(\d)$", rule)
    assert found, rule
    key, answer = (tuple(words.split("-")) for words in found.groups()[:2])
    options = tuple(Option(name, Text.of(name)) for name in sorted(key))
    item = nouns.Item("o", "s", 3, Text.of("?"), Order(options, key))
    assert score(item, answer).points == pytest.approx(int(found[3]) / int(found[4]))


def test_keys_refer_to_options(items: list[Item]) -> None:
    for item in of_type(items, "choice", "multiple", "order"):
        ids = [option["id"] for option in item["options"]]
        assert ids == list("abcdef"[: len(ids)]), item["id"]
        assert len(set(item["key"])) == len(item["key"]), item["id"]
        assert set(item["key"]) <= set(ids), item["id"]
        texts = [option["text"].casefold() for option in item["options"]]
        assert len(set(texts)) == len(texts), item["id"]


def test_choice_items_have_four_options_and_one_key(items: list[Item]) -> None:
    for item in of_type(items, "choice"):
        assert (len(item["options"]), len(item["key"])) == (4, 1), item["id"]


def test_multiple_response_items_do_not_give_the_number_of_keys_away(items: list[Item]) -> None:
    multiple = of_type(items, "multiple")
    for item in multiple:
        assert 2 <= len(item["key"]) < len(item["options"]), item["id"]
        assert "Select every option that applies." in item["prompt"], item["id"]
    counts = Counter(len(item["key"]) for item in multiple)
    assert len(counts) >= 3
    assert max(counts.values()) <= 0.6 * len(multiple)


def test_order_items_are_listed_far_from_their_key(items: list[Item]) -> None:
    for item in of_type(items, "order"):
        ids = [option["id"] for option in item["options"]]
        assert sorted(item["key"]) == ids, item["id"]
        listed = set(pairwise(ids))
        assert not listed & set(pairwise(item["key"])), item["id"]


def test_every_option_says_why(items: list[Item]) -> None:
    for item in of_type(items, "choice", "multiple", "order"):
        for option in item["options"]:
            assert set(option) == {"id", "text", "why"}, item["id"]
            assert len(option["why"].split()) >= 3, (item["id"], option["id"])


def test_the_position_of_the_key_is_balanced(items: list[Item]) -> None:
    keys = Counter(item["key"][0] for item in of_type(items, "choice"))
    statistic, _ = chisquare([keys[letter] for letter in "abcd"])
    assert statistic < 6.25, f"beyond the 10 % point of chi-square with 3 degrees: {keys}"


def test_the_same_key_never_comes_three_times_in_a_row(items: list[Item]) -> None:
    keys = [item["key"][0] for item in of_type(items, "choice")]
    assert all(len(set(keys[i : i + 3])) > 1 for i in range(len(keys) - 2))


def test_length_does_not_give_the_key_away(items: list[Item]) -> None:
    choice = of_type(items, "choice")
    pairs = [key_and_distractor_lengths(item) for item in choice]
    assert sum(key > max(others) for key, others in pairs) <= 0.4 * len(choice)
    assert sum(key < min(others) for key, others in pairs) <= 0.4 * len(choice)
    for item, (key, others) in zip(choice, pairs, strict=True):
        assert max(key, *others) <= 1.5 * min(key, *others), item["id"]


def test_no_option_refers_to_the_other_options(items: list[Item]) -> None:
    lazy = re.compile(
        r"\b(all|none|both|neither) of the (above|options|other)|\bboth [abcd]\b", re.I
    )
    for item in of_type(items, "choice", "multiple"):
        assert not [o["text"] for o in item["options"] if lazy.search(o["text"])], item["id"]


def test_numeric_keys_name_value_tolerance_and_unit(items: list[Item]) -> None:
    for item in of_type(items, "numeric"):
        key = item["key"]
        assert set(key) == {"value", "tolerance", "unit"}, item["id"]
        assert isinstance(key["value"], float), item["id"]
        assert 0 <= key["tolerance"] <= 0.02 * key["value"], item["id"]


def test_numeric_keys_follow_from_the_prompts(items: list[Item]) -> None:
    expected = {
        "0.75 words": 9000 / 0.75,
        "5,000 e-mails": 5000 * (1500 * 2.00 + 250 * 8.00) / 1e6,
        "by hand takes 20 minutes": 20 - (4 + 0.15 * 20),
        "context window of 32,000": (32000 - 1500 - 300 - 2500) // 600,
        "tested on 40 questions": 100 * (6 - 1) / ((34 - 30) + (6 - 1)),
        "flags 80 messages": 100 * 60 / 90,
        "2 % of 10,000 documents": 100 * 200 * 0.95 / (200 * 0.95 + 9800 * 0.05),
        "Cohen's kappa": (0.8 - (0.7**2 + 0.3**2)) / (1 - (0.7**2 + 0.3**2)),
        "needs 10 steps": 100 * 0.97**10,
        "whole history": sum(4000 + 1000 * call for call in range(5)),
    }
    numeric = of_type(items, "numeric")
    assert len(numeric) == len(expected)
    for phrase, value in expected.items():
        (item,) = [item for item in numeric if phrase in item["prompt"]]
        shown = 0.005 if value < 1 else 0.05
        assert item["key"]["value"] == pytest.approx(value, abs=shown), item["id"]


def test_rubrics_are_analytic_and_sum_to_the_points(items: list[Item]) -> None:
    for item in of_type(items, "short"):
        assert sum(row["points"] for row in item["rubric"]) == item["points"], item["id"]
        assert len({row["id"] for row in item["rubric"]}) == len(item["rubric"]) >= 2, item["id"]
        for row in item["rubric"]:
            assert set(row) == {"id", "points", "criterion", "full", "partial", "zero"}, item["id"]
            assert all(str(row[member]).strip() for member in row), item["id"]


def test_model_answers_keep_the_limit_that_candidates_are_given(items: list[Item]) -> None:
    for item in of_type(items, "short"):
        assert len(item["sample"].split()) <= item["max_words"], item["id"]
        assert f"at most {item['max_words']} words" in item["prompt"], item["id"]


def test_the_blueprint_can_be_drawn_from_the_bank(bank: dict[str, Any], items: list[Item]) -> None:
    blueprint = bank["test"]["blueprint"]
    held = Counter(item["skill"] for item in items)
    assert sum(blueprint.values()) == FORM_LENGTH
    assert set(blueprint) == set(held)
    for skill, wanted in blueprint.items():
        assert held[skill] >= 2 * wanted, f"{skill}: two forms without overlap must be possible"


def test_every_skill_is_one_of_the_starter_framework(root: Path, items: list[Item]) -> None:
    known: set[str] = set()
    for path in sorted((root / "src/skillmark/skills/starter").glob("*.toml")):
        framework = tomllib.loads(path.read_text(encoding="utf-8"))
        for value in framework.values():
            if isinstance(value, list):
                known |= {row["id"] for row in value if isinstance(row, dict) and "id" in row}
    assert {item["skill"] for item in items} <= known
