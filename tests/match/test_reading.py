"""ROLE.json and PEOPLE.jsonl are read strictly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillmark.match.reading import read_candidates, read_role
from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Importance


def role(**member: Any) -> Any:
    return read_role(
        json.dumps({"title": "Analyst", "skills": [{"skill": "s", **member}]}), where="role.json"
    )


def candidates(*evidence: Any) -> Any:
    line = json.dumps({"id": "p", "evidence": list(evidence)})
    return list(read_candidates(["", line], where="people.jsonl"))


def test_reads_what_the_contract_says() -> None:
    read = role(level=4, importance="optional", weight=2, must=True).requirements[0]
    assert (read.level, read.importance, read.weight, read.must) == (
        4,
        Importance.OPTIONAL,
        2.0,
        True,
    )
    (person,) = candidates(
        {"skill": "s", "level": 3, "class": "claimed", "date": "2026-01-01"},
        {"credential": "x.json"},
    )
    assert person.evidence[0].level == 3
    assert person.credentials == ("x.json",)


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ({"lvel": 3}, "role.json: /skills/0: unknown member 'lvel'"),
        ({"level": 9}, "/skills/0/level"),
        ({"level": 3.5}, "not a level"),
        ({"importance": "nice"}, "use essential or optional"),
        ({"weight": 0}, "use a number above 0"),
        ({"must": 1}, "should be true or false"),
        ({"weight": 10**400}, "/skills/0/weight: the number is too large"),
    ],
)
def test_role_refuses_by_name(member: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refused:
        role(**member)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"skill": "s", "class": "verified", "date": "2026-01-01"}, "cannot be typed in"),
        ({"skill": "s", "class": "sure", "date": "2026-01-01"}, "class 'sure'"),
        ({"skill": "s", "class": "claimed", "date": "1.1.2026"}, "use YYYY-MM-DD"),
        ({"skill": "s", "class": "claimed"}, "'date' is missing"),
    ],
)
def test_people_refuse_by_line(evidence: Any, words: str) -> None:
    with pytest.raises(InputError) as refused:
        candidates(evidence)
    assert words in str(refused.value)
    assert "people.jsonl, line 2: /evidence/0" in str(refused.value)


def test_an_id_twice_is_refused() -> None:
    line = json.dumps({"id": "p", "evidence": []})
    with pytest.raises(InputError, match="line 1 already"):
        list(read_candidates([line, line], where="people.jsonl"))
