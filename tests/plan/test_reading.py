"""PROBLEM.json: typos are named, places are given."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillmark.nouns.errors import InputError
from skillmark.plan import read_problem

GOOD: dict[str, Any] = {
    "objective": "value",
    "budget": {"money": 100},
    "people": [{"id": "p", "gaps": [{"skill": "s", "value": 1, "level": 3}], "holds": []}],
    "credentials": [{"id": "c", "cost": 10, "hours": 2, "skills": ["s"], "levels": {"s": 3}}],
}


def read(**changes: Any) -> Any:
    return read_problem(json.dumps({**GOOD, **changes}), where="problem.json")


def test_reads_what_the_contract_says() -> None:
    problem = read(periods=["Q1"], targets=[{"skill": "s", "people": 1}])
    assert problem.money == 100.0
    assert problem.people[0].gaps[0].level == 3
    assert problem.offers[0].levels == (("s", 3),)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"buget": {}}, "unknown member 'buget'"),
        ({"objective": "fun"}, "objective 'fun'"),
        ({"budget": {"money": -1}}, "/budget/money"),
        ({"budget": {"money": True}}, "'money' should be a number"),
        (
            {"people": [{"id": "p", "gaps": [{"skill": "s"}]}]},
            "/people/0/gaps/0: 'value' is missing",
        ),
        ({"people": GOOD["people"] * 2}, "'p' occurs twice"),
        ({"people": [{"id": "p", "gaps": [{"skill": "s", "value": 1, "level": 9}]}]}, "level"),
        (
            {"people": [{"id": "p", "gaps": [{"skill": "s", "value": 1, "deadline": "Q9"}]}]},
            "deadline 'Q9' is not a period",
        ),
        (
            {
                "credentials": [
                    {"id": "c", "cost": 1, "hours": 1, "skills": ["s"], "requires": ["x"]}
                ]
            },
            "'x' is required but not among the credentials",
        ),
        (
            {"credentials": [{"id": "c", "cost": 1, "hours": 1, "skills": [], "levels": {"s": 1}}]},
            "does not carry",
        ),
    ],
)
def test_refuses_by_name_and_place(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refused:
        read(**changes)
    assert words in str(refused.value)
    assert "problem.json" in str(refused.value)


@pytest.mark.parametrize("text", ["{", '{"a": NaN}', '{"a": 1, "a": 2}', "[" * 100_000])
def test_broken_json_is_one_clear_error(text: str) -> None:
    with pytest.raises(InputError, match=r"problem\.json"):
        read_problem(text, where="problem.json")
