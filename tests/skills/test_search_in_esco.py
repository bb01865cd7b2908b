"""Search as you type in the official ESCO release: what people type and what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillmark.skills.exchange import esco
from skillmark.skills.search import Search

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def search(shared: Path) -> Search:
    framework = esco.read(shared / "data" / "esco-1.1.1").framework
    return Search([*framework.skills, *framework.occupations])


@pytest.mark.parametrize(
    ("query", "label", "place"),
    [
        ("pyt", "Python (computer programming)", 1),
        ("pyhton", "Python (computer programming)", 1),
        ("javascrpt", "JavaScript", 1),
        ("proj man", "project management", 3),
        ("project managment", "project management", 3),
        ("c#", "C#", 1),
        ("photoshop", "Adobe Photoshop", 1),
        ("customer servce", "customer service", 1),
        ("machne lerning", "machine learning", 1),
        ("learning machine", "machine learning", 2),
        ("first aid", "first aid", 1),
        ("give first aid", "provide first aid", 2),
        ("frontend developer", "user interface developer", 1),
        ("truck driver", "cargo vehicle driver", 1),
        ("teamwork", "work in teams", 6),
        ("acounting", "accounting", 1),
        ("time management", "manage time", 1),
    ],
)
def test_finds_what_is_meant_among_the_first(
    search: Search, query: str, label: str, place: int
) -> None:
    found = [hit.label for hit in search.search(query, language="en")]
    assert label in found[:place], found


def test_what_does_not_exist_is_not_found(search: Search) -> None:
    assert search.search("kubernetes zzgw", language="en") == []
