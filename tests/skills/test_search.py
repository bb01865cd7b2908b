"""Search as you type."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import UnreadableError
from skillmark.nouns.skill import Occupation, Skill
from skillmark.nouns.text import Text
from skillmark.skills.language.words import fold, forms, tokens
from skillmark.skills.search import Search
from skillmark.skills.searching import compounds
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


@pytest.fixture(scope="module")
def work() -> Search:
    """What people type for, in several languages, with occupations."""
    skills = [
        Skill("urn:pm", Text.of({"en": "project management", "de": "Projektmanagement"})),
        Skill("urn:pc", Text.of("project controlling"), alt_labels=(("en", "manage projects"),)),
        Skill("urn:safety", Text.of({"de": "Arbeitssicherheit", "en": "occupational safety"})),
        Skill("urn:work", Text.of({"de": "Arbeit", "en": "labour"})),
        Skill("urn:secure", Text.of({"de": "Sicherheit", "en": "security"})),
        Skill("urn:team", Text.of("work in teams"), alt_labels=(("en", "team-working"),)),
        Skill("urn:web", Text.of("front end development"), alt_labels=(("en", "web frontends"),)),
        Skill("urn:base", Text.of("database design")),
        Skill("urn:ski", Text.of({"en": "ski waxing", "fr": "fartage de skis"})),
    ]
    baker = Occupation("urn:baker", Text.of("baker"), essential=("urn:pm", "urn:team"))
    chef = Occupation("urn:chef", Text.of("project chef"), essential=("urn:pm",))
    return Search([*skills, baker, chef])


@pytest.mark.parametrize(
    ("query", "language", "uri"),
    [
        ("sicherheit", "de", "urn:secure"),
        ("management projekt", "de", "urn:pm"),
        ("Projekt-Management", "de", "urn:pm"),
        ("projektmanagment", "de", "urn:pm"),
        ("projekmana", "de", "urn:pm"),
        ("safety ocupational", "en", "urn:safety"),
        ("managing projects", "en", "urn:pc"),
        ("management of the project", "en", "urn:pm"),
        ("teamwork", "en", "urn:team"),
        ("frontend", "en", "urn:web"),
        ("frontend development", "en", "urn:web"),
        ("data base", "en", "urn:base"),
        ("databse", "en", "urn:base"),
        ("fartage", "en", "urn:ski"),
    ],
)
def test_what_people_type_finds_what_they_mean(
    work: Search, query: str, language: str, uri: str
) -> None:
    hits = work.search(query, language=language)
    assert [hit.uri for hit in hits][:1] == [uri]


def test_words_of_three_letters_are_taken_as_they_are_typed(work: Search) -> None:
    assert work.search("ski waxing")[0].uri == "urn:ski"
    assert work.search("sik waxing") == []


def test_a_word_inside_a_compound_comes_after_the_word_itself(work: Search) -> None:
    assert [hit.uri for hit in work.search("sicherheit", language="de")] == [
        "urn:secure",
        "urn:safety",
    ]


def test_skills_occupations_or_both(work: Search) -> None:
    both = {hit.uri: hit.kind for hit in work.search("project")}
    assert both == {"urn:pm": "skill", "urn:pc": "skill", "urn:chef": "occupation"}
    assert [hit.uri for hit in work.search("project", kind="occupation")] == ["urn:chef"]
    assert "urn:chef" not in {hit.uri for hit in work.search("project", kind="skill")}


def test_what_occupations_ask_for_comes_first_where_all_else_is_equal() -> None:
    skills = [Skill(f"urn:{n}", Text.of(f"lay {w}")) for n, w in enumerate(("bricks", "stones"))]
    mason = Occupation("urn:mason", Text.of("mason"), essential=("urn:1",))
    assert [hit.uri for hit in Search([*skills, mason]).search("lay")] == ["urn:1", "urn:0"]


def test_a_guess_says_that_it_is_one(work: Search) -> None:
    (hit, *_) = work.search("databse design", language="en")
    assert hit.guessed
    assert not work.search("database design", language="en")[0].guessed


def test_labels_in_the_readers_language_come_before_equal_ones(work: Search) -> None:
    search = Search(
        [
            Skill("urn:it", Text.of({"it": "manager"})),
            Skill("urn:en", Text.of({"en": "manager"})),
        ]
    )
    assert [hit.uri for hit in search.search("manag", language="en")] == ["urn:en", "urn:it"]
    assert [hit.uri for hit in search.search("manag", language="it")] == ["urn:it", "urn:en"]


def test_an_index_is_kept_and_answers_alike(work: Search, tmp_path: Path) -> None:
    work.save(tmp_path / "index", of={"framework": "abc"})
    kept = Search.open(tmp_path / "index", of={"framework": "abc"})
    for query in ("proj", "sicherheit", "databse", "frontend", "teamwork"):
        assert kept.search(query, language="de") == work.search(query, language="de")
    with pytest.raises(UnreadableError, match="something else"):
        Search.open(tmp_path / "index", of={"framework": "another"})


@pytest.mark.parametrize("damage", [b"", b"12345678", b"\x08\0\0\0\0\0\0\0{}......"])
def test_a_damaged_index_is_refused(work: Search, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "index").write_bytes(damage)
    with pytest.raises(UnreadableError):
        Search.open(tmp_path / "index", of={})


def test_an_index_that_was_cut_off_is_refused(work: Search, tmp_path: Path) -> None:
    work.save(tmp_path / "index", of={})
    whole = (tmp_path / "index").read_bytes()
    (tmp_path / "index").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(UnreadableError):
        Search.open(tmp_path / "index", of={})


words = st.text("abcdefghijklmnopqrstuvwxyzäöüé", min_size=2, max_size=12)


@given(st.lists(words, min_size=1, max_size=8, unique=True), st.data())
def test_a_label_finds_itself_in_any_order_of_words_and_in_capitals(
    found: list[str], data: st.DataObject
) -> None:
    label = " ".join(found)
    search = Search([Skill("urn:it", Text.of(label)), Skill("urn:no", Text.of("zz yy"))])
    shuffled = " ".join(data.draw(st.permutations(found)))
    assert search.search(label.upper())[0].score == 1.0
    assert search.search(shuffled)[0].uri == "urn:it"


@given(words.filter(lambda word: len(word) >= 4), st.data())
def test_one_typing_error_is_forgiven(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "q" + word[place:],
                word[:place] + "q" + word[place + 1 :],
            ]
        )
    )
    search = Search([Skill("urn:it", Text.of(f"{word}"))])
    if len(fold(wrong)) >= 4:
        assert [hit.uri for hit in search.search(wrong)] == ["urn:it"]


def test_words_inside_compounds_are_learnt_from_the_labels() -> None:
    known = ["qualitat", "sicherung", "arbeit", "sicherheit", "gesundheit", "schutz"]
    made = compounds.parts(
        [*known, "qualitatssicherung", "arbeitssicherheit", "gesundheitsschutz", "blumenstrauss"]
    )
    assert made == {
        "qualitatssicherung": ("sicherung",),
        "arbeitssicherheit": ("sicherheit",),
        "gesundheitsschutz": ("schutz",),
    }
