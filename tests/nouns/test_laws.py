"""The small laws of the nouns."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import skillmark.nouns
from skillmark.nouns.achievement import MicroCredentialElements
from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Result
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.money import Money
from skillmark.nouns.pathway import Step
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import ANCHORS, SCALE_MAPPINGS, EvidenceClass, level
from skillmark.nouns.text import Text

names = st.sampled_from("abcdef")
steps = st.recursive(
    st.lists(names, min_size=1, max_size=3),
    lambda inner: st.lists(inner, min_size=1, max_size=3),
    max_leaves=6,
)


def as_step(tree: Any, need: int) -> Step:
    options = tuple(as_step(t, need) if isinstance(t, list) else t for t in tree)
    return Step(options, min(need, len(options)))


@given(steps, st.integers(1, 3), st.sets(names), names)
def test_holding_more_never_unmeets_a_step(tree: Any, need: int, held: set[str], more: str) -> None:
    step = as_step(tree, need)
    if step.met_by(held):
        assert step.met_by(held | {more})
        assert step.remaining(held) is None
    else:
        rest = step.remaining(held)
        assert rest is not None
        assert not rest.met_by(set())
        assert rest.met_by(set(rest.achievements()))
        assert step.met_by(held | set(rest.achievements()))


def test_a_step_cannot_ask_for_more_than_it_offers() -> None:
    with pytest.raises(InputError):
        Step(("a",), 2)


@pytest.mark.parametrize("number", [0, 9, 2.5, "x", True, None, float("nan"), float("inf")])
def test_levels_are_whole_and_on_the_scale(number: Any) -> None:
    with pytest.raises(InputError, match=r"skills/0"):
        level(number, where="skills/0")


def test_the_scale_is_anchored_in_both_languages() -> None:
    assert [a.level for a in ANCHORS] == list(range(1, 9))
    for anchor in ANCHORS:
        assert set(anchor.meaning.as_mapping()) == {"en", "de"}


@pytest.mark.parametrize("mapping", SCALE_MAPPINGS, ids=lambda m: m.scale)
def test_other_scales_map_in_order_with_method_and_confidence(mapping: Any) -> None:
    ours = [mapping.level_of(value) for value, _ in mapping.values]
    assert ours == sorted(ours)
    assert all(level(n) == n for n in ours)
    assert mapping.method
    assert 0 < mapping.confidence < 1
    with pytest.raises(InputError, match="one of"):
        mapping.level_of("Z9")


def test_classes_of_evidence_are_ordered_by_strength() -> None:
    assert [c.rank for c in EvidenceClass] == [0, 1, 2, 3, 4]
    assert min(EvidenceClass, key=lambda c: c.rank) is EvidenceClass.VERIFIED


def test_text_falls_back_to_the_base_language_and_then_the_first() -> None:
    text = Text.of({"en": "Listening", "de": "Zuhören"})
    assert text.in_language("de-AT") == "Zuhören"
    assert text.language_shown("fr") == "en"
    assert text.in_language("fr") == "Listening"
    with pytest.raises(InputError):
        Text(())


def test_currencies_are_never_mixed() -> None:
    euro = Money(Decimal("10"), "EUR")
    assert str(euro + Money(Decimal("2.5"), "EUR")) == "12.50 EUR"
    with pytest.raises(InputError, match="convert"):
        euro + Money(Decimal("1"), "USD")
    with pytest.raises(InputError):
        Money(Decimal("1"), "euro")
    with pytest.raises(InputError):
        Money(Decimal("NaN"), "EUR")


def test_a_result_with_a_pending_item_is_not_passed() -> None:
    done = Result("t", "p", datetime(2026, 1, 1, tzinfo=UTC), 20, 30, 18)
    assert done.passed
    assert not dataclasses.replace(done, pending=("i7",)).passed
    assert not dataclasses.replace(done, score=17.9).passed


def test_a_role_names_a_skill_once() -> None:
    with pytest.raises(InputError, match="twice"):
        Role(Text.of("R"), (Requirement("s"), Requirement("s", 3)))
    with pytest.raises(InputError, match="matches everybody"):
        Role(Text.of("R"), ())


@pytest.mark.parametrize(
    "wrong", [{"eqf_level": 9}, {"workload_hours": 0}, {"learning_outcomes": ()}]
)
def test_elements_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    good = {
        "country": "DE",
        "awarding_body": "Academy",
        "learning_outcomes": (Text.of("Does it."),),
        "workload_hours": 25,
        "assessment_type": "written",
        "participation": "online",
        "quality_assurance": "internal",
    }
    MicroCredentialElements(**good)
    with pytest.raises(InputError):
        MicroCredentialElements(**{**good, **wrong})


def test_a_learning_opportunity_has_a_real_address_and_length() -> None:
    good = {
        "id": "o",
        "title": Text.of("Course"),
        "provider": "P",
        "url": "https://example.org/o",
        "skills": (),
        "hours": 3,
        "price": Money(Decimal(0), "EUR"),
    }
    LearningOpportunity(**good)
    for wrong in ({"url": "javascript:alert(1)"}, {"hours": 0}, {"seats": -1}):
        with pytest.raises(InputError):
            LearningOpportunity(**{**good, **wrong})


def test_every_noun_is_frozen() -> None:
    for module in pkgutil.iter_modules(skillmark.nouns.__path__, "skillmark.nouns."):
        for thing in vars(importlib.import_module(module.name)).values():
            if dataclasses.is_dataclass(thing):
                assert thing.__dataclass_params__.frozen, thing


def test_an_error_says_what_where_and_what_to_do() -> None:
    error = InputError("no such skill", where="/skills/0", remedy="import the framework")
    assert (
        str(error.at("role.json")) == "role.json: /skills/0: no such skill (import the framework)"
    )
    assert type(error.at("x")) is InputError
