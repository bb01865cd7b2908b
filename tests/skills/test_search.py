"""Search as you type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.skill import Skill
from skillmark.nouns.text import Text
from skillmark.skills.language.words import fold, forms, tokens
from skillmark.skills.search import Search
from skillmark.skills.starter import framework


@pytest.fixture(scope="module")
def search() -> Search:
    return Search(
        [
            Skill(
                "urn:1",
                Text.of({"en": "Quality management", "de": "Qualitätsmanagement"}),
                alt_labels=(("de", "Güteprüfung"), ("fr", "gestion de la qualité")),
            ),
            Skill("urn:2", Text.of({"en": "Manage budgets", "de": "Budgets verwalten"})),
            Skill("urn:3", Text.of("C++")),
            Skill("urn:4", Text.of("C#")),
            Skill("urn:5", Text.of("C")),
            Skill("urn:6", Text.of("Python"), alt_labels=(("en", "Python programming"),)),
        ]
    )


@pytest.mark.parametrize(
    ("query", "uri"),
    [
        ("qual", "urn:1"),
        ("qualitats", "urn:1"),
        ("Qualitäts", "urn:1"),
        ("guteprufung", "urn:1"),
        ("qualite gest", "urn:1"),
        ("budg", "urn:2"),
        ("budgest", "urn:2"),
        ("mangae budgets", "urn:2"),
        ("C++", "urn:3"),
        ("c#", "urn:4"),
        ("c", "urn:5"),
        ("pyhton", "urn:6"),
    ],
)
def test_finds(search: Search, query: str, uri: str) -> None:
    assert search.search(query)[0].uri == uri


@pytest.mark.parametrize("query", ["", "  ", "!?", "zzzzzz", "budgets zzzzzz"])
def test_finds_nothing_for_what_is_not_there(search: Search, query: str) -> None:
    assert search.search(query) == []


def test_a_whole_label_scores_one_and_says_what_matched(search: Search) -> None:
    (hit, *_) = search.search("qualitätsmanagement", language="de")
    assert (hit.label, hit.matched, hit.language) == ("Qualitätsmanagement",) * 2 + ("de",)
    assert hit.score == pytest.approx(1.0)


def test_an_empty_framework_finds_nothing() -> None:
    assert Search([]).search("anything") == []


def test_every_concept_comes_once(search: Search) -> None:
    hits = search.search("python")
    assert [hit.uri for hit in hits] == ["urn:6"]


def test_every_starter_label_is_found_first_or_shares_its_label() -> None:
    starter = Search(framework().skills)
    for skill in framework().skills:
        for label in skill.label:
            assert starter.search(label)[0].score >= 0.97, label


@given(st.text(max_size=40))
def test_folding_is_idempotent_and_any_query_is_answered(query: str) -> None:
    assert fold(fold(query)) == fold(query)
    Search([Skill("urn:1", Text.of("one"))]).search(query)


@given(st.text(max_size=60))
def test_tokens_know_their_places(text: str) -> None:
    found = tokens(text)
    assert [token.form for token in found] == forms(text)
    for token in found:
        assert fold(text[token.start : token.end]).replace("-", "") == token.form


def test_typing_against_a_large_framework_finds_what_is_meant() -> None:
    """How fast is the bench's to say."""
    words = [f"{a}{b}" for a in ("data", "plan", "test", "team") for b in range(500)]
    skills = [
        Skill(f"urn:{n}", Text.of(f"{words[n % 2000]} {words[(n * 7) % 2000]} management"))
        for n in range(14_000)
    ]
    search = Search(skills)
    for query in ("m", "mana", "data1 manag", "test12", "plan manag", "managemnt"):
        found = search.search(query)
        assert found, query
        if " " not in query and query != "managemnt":
            assert all(query in match.label for match in found)
