"""Texts linked to the skills they speak of."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Occupation, Skill
from skillmark.nouns.text import Text
from skillmark.skills.language.segments import is_boilerplate, segments
from skillmark.skills.language.stems import stem
from skillmark.skills.linking.calibration import THRESHOLD, Evidence
from skillmark.skills.linking.cues import level_cue, level_of_years
from skillmark.skills.linking.linker import Linked, Linker
from skillmark.skills.starter import framework

ADVERTISEMENT = """\
Data analyst (m/f/d)
- Expert in SQL, 3+ years of Python
- basic knowledge of Kuberntes
We are an equal opportunity employer. We offer a competitive salary, 30 days of vacation and \
health insurance. Send us your CV!"""
BOILERPLATE = (
    "We are an equal opportunity employer and value diversity.",
    "All applicants will be considered without regard to race, color, religion or gender identity.",
    "We offer a competitive salary, health insurance and a gym membership.",
    "Please send your CV and cover letter to our office.",
    "Wir bieten eine attraktive Vergütung und 30 Tage Urlaub.",
    "Schwerbehinderte Menschen werden bei gleicher Eignung bevorzugt.",
    "Wir freuen uns auf Ihre Bewerbungsunterlagen.",
)


@cache
def starter() -> Linker:
    return Linker(framework())


def labels(linked: Linked) -> list[str]:
    return [match.label for match in linked.links]


def test_an_advertisement_is_linked_with_places_and_levels() -> None:
    linked = starter().link(ADVERTISEMENT)
    by_label = {match.label: match for match in linked.links}
    assert {"SQL", "Python", "Container orchestration with Kubernetes"} <= set(by_label)
    levels = {label: match.level_cue and match.level_cue.level for label, match in by_label.items()}
    assert levels["SQL"] == 6
    assert levels["Python"] == 4
    assert levels["Container orchestration with Kubernetes"] == 2
    for match in linked.matches:
        assert 0 <= match.score <= 1
        assert match.why
        for span in match.spans:
            assert ADVERTISEMENT[span.start : span.end] == span.words
    assert by_label["Python"].spans[0].words == "Python"
    assert list(linked.matches) == sorted(linked.matches, key=lambda match: -match.score)


def test_german_texts_are_read_as_german() -> None:
    text = "Sehr gute Kenntnisse in Projektmanagement, Erfahrung mit Datenanalysen."
    linked = starter().link(text, language="de")
    assert {"Projektmanagement", "Datenanalyse"} <= set(labels(linked))


@pytest.mark.parametrize("sentence", BOILERPLATE)
def test_boilerplate_stays_unmatched(sentence: str) -> None:
    linked = starter().link(sentence)
    assert linked.unmatched
    assert linked.matches == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "!!!",
        "Lorem ipsum dolor sit amet.",
        "We met for lunch at the old harbour.",
        "a" * 9999,
    ],
)
def test_what_names_no_skill_is_unmatched(text: str) -> None:
    assert starter().link(text).unmatched


def test_every_starter_label_and_alternative_links_to_its_skill() -> None:
    for skill in framework().skills:
        for words in (*skill.label, *(words for _, words in skill.alt_labels)):
            linked = starter().link(words)
            scores = {match.uri: match.score for match in linked.links}
            assert scores.get(skill.uri, 0) >= 0.9, (words, labels(linked))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(BOILERPLATE), min_size=1, max_size=3),
    st.lists(
        st.sampled_from(framework().skills), min_size=1, max_size=3, unique_by=lambda s: s.uri
    ),
    st.booleans(),
)
def test_adding_boilerplate_changes_no_link(
    boilerplate: list[str], skills: list[Skill], first: bool
) -> None:
    wanted = "\n".join(f"Experience with {skill.label} is needed." for skill in skills)
    more = "\n".join([*boilerplate, wanted] if first else [wanted, *boilerplate])
    before = [(match.uri, match.score) for match in starter().link(wanted).matches]
    after = [(match.uri, match.score) for match in starter().link(more).matches]
    assert before == after


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_any_text_is_answered_with_true_places(text: str) -> None:
    for match in starter().link(text).matches:
        assert 0 <= match.score <= 1
        for span in match.spans:
            assert text[span.start : span.end] == span.words


def test_fewer_are_the_first_of_more() -> None:
    many = starter().link(ADVERTISEMENT, top=10).matches
    assert starter().link(ADVERTISEMENT, top=2).matches == many[:2]


def test_occupations_are_linked_by_their_own_labels() -> None:
    jobs = Framework(
        "f", Text.of("F"), "1", "", "", (),
        (Occupation("urn:baker", Text.of("baker"), alt_labels=(("en", "bread maker"),)),
         Occupation("urn:smith", Text.of("blacksmith"))),
    )  # fmt: skip
    linker = Linker(jobs)
    assert linker.link("We need a bread maker.", kind="occupation").links[0].uri == "urn:baker"
    assert linker.link("We need a bread maker.").unmatched
    with pytest.raises(InputError, match="skill, occupation"):
        linker.link("x", kind="job")
    with pytest.raises(InputError):
        linker.link("x", top=0)


def test_names_that_are_everyday_words_need_their_capital() -> None:
    fw = Framework(
        "f", Text.of("F"), "1", "", "",
        (Skill("urn:swift", Text.of("Swift (computer programming)")),
         Skill("urn:r", Text.of("R")),
         Skill("urn:care", Text.of("care"), Text.of("Gives swift help when others need it."))),
    )  # fmt: skip
    linker = Linker(fw)
    assert linker.link("Builds apps in Swift and R for our clients.").links != ()
    found = {match.uri for match in linker.link("A swift answer to Mr. r. in R&D.").links}
    assert "urn:swift" not in found
    assert "urn:r" not in found


def test_scores_rise_with_the_evidence() -> None:
    weak = Evidence(0.3, 3, 0.1, 0.5, label_said=False, density=0.5)
    strong = Evidence(1.0, 8, 0.6, 1.0, label_said=True, density=1.0)
    assert weak.probability() < THRESHOLD < strong.probability()


@pytest.mark.parametrize(
    ("sentence", "word", "level"),
    [
        ("Expert in Python and some experience of SQL", "Python", 6),
        ("Expert in Python and some experience of SQL", "SQL", 2),
        ("very good Python", "Python", 4),
        ("at least 5 years of Python", "Python", 5),
        ("mindestens 3 Jahre Python", "Python", 4),
        ("German C1", "German", 5),
        ("Expert in SQL, 3+ years of Python", "SQL", 6),
        ("Python (expert), SQL", "Python", 6),
        ("fortgeschrittene Python-Programmierung", "Python", 5),
        ("Python", "Python", None),
    ],
)
def test_level_cues(sentence: str, word: str, level: int | None) -> None:
    start = sentence.index(word)
    cue = level_cue(sentence, [(start, start + len(word))])
    assert (cue and cue.level) == level
    if cue:
        assert sentence[cue.start : cue.end] == cue.words


def test_years_map_monotonously() -> None:
    levels = [level_of_years(years) for years in range(40)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (2, 6)


def test_segments_keep_their_places_and_languages() -> None:
    text = "First sentence here. Wir suchen eine Person mit Erfahrung!\n• third"
    found = segments(text)
    assert [text[one.start : one.end] for one in found] == [
        "First sentence here", "Wir suchen eine Person mit Erfahrung", "third",
    ]  # fmt: skip
    assert [one.language for one in found] == ["", "de", ""]
    assert is_boilerplate("Equal  Opportunity employer")
    assert not is_boilerplate("Builds pension software")


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("manage managing management managers managed", "en"),
        ("communicate communication communicating", "en"),
        ("analyse analyze analysis analytics analyst", "en"),
        ("organisation organization organise organizing", "en"),
        ("program programs programming programmer", "en"),
        ("teach teacher teaching", "en"),
        ("policy policies", "en"),
        ("verwalten verwaltung", "de"),
        ("prufung prufungen prufen", "de"),
    ],
)
def test_forms_of_one_word_share_a_stem(words: str, language: str) -> None:
    assert len({stem(word, language) for word in words.split()}) == 1


@pytest.mark.parametrize("words", ["finance final", "business bus", "use user", "nurse nursery"])
def test_different_words_keep_apart(words: str) -> None:
    first, second = words.split()
    assert stem(first, "en") != stem(second, "en")
