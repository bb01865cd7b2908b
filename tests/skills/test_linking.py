"""Texts linked to the skills they speak of."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Occupation, Skill
from skillmark.nouns.text import Text
from skillmark.skills.language.segments import is_boilerplate, segments
from skillmark.skills.language.stems import stem
from skillmark.skills.linking import fusion, meaning
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
    """Linked by words alone, as it is without the extra."""
    return Linker(framework())


@cache
def understanding() -> Linker:
    """Linked by words and meanings."""
    embedder = meaning.default()
    if embedder is None:
        pytest.skip("the extra `embeddings` is not installed")
    return Linker(framework(), embedder=embedder)


@pytest.fixture(params=["words", "meanings"])
def linker(request: pytest.FixtureRequest) -> Linker:
    return starter() if request.param == "words" else understanding()


def labels(linked: Linked) -> list[str]:
    return [match.label for match in linked.links]


def test_an_advertisement_is_linked_with_places_and_levels(linker: Linker) -> None:
    linked = linker.link(ADVERTISEMENT)
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


def test_german_texts_are_read_as_german(linker: Linker) -> None:
    text = "Sehr gute Kenntnisse in Projektmanagement, Erfahrung mit Datenanalysen."
    linked = linker.link(text, language="de")
    assert {"Projektmanagement", "Datenanalyse"} <= set(labels(linked))


@pytest.mark.parametrize("sentence", BOILERPLATE)
def test_boilerplate_stays_unmatched(linker: Linker, sentence: str) -> None:
    linked = linker.link(sentence)
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
def test_what_names_no_skill_is_unmatched(linker: Linker, text: str) -> None:
    assert linker.link(text).unmatched


def test_most_boilerplate_stays_unmatched(linker: Linker) -> None:
    folder = Path(__file__).parent.parent / "fixtures" / "linking"
    lines = (folder / "boilerplate.txt").read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if not line.startswith("#")]
    matched = [
        sentence
        for sentence, linked in zip(sentences, linker.link_many(sentences), strict=True)
        if not linked.unmatched
    ]
    assert len(matched) <= len(sentences) // 10, matched


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("keeps honey bees", "beekeeping"),
        ("looking after ill people in hospital", "patient care"),
        ("reaches good agreements with suppliers in talks", "negotiation"),
    ],
)
def test_what_is_meant_is_found_without_its_words(text: str, label: str) -> None:
    names = ("bookkeeping", "patient care", "teamwork", "welding", "beekeeping", "negotiation")
    skills = tuple(Skill(f"urn:{name}", Text.of(name)) for name in names)
    embedder = understanding() and meaning.default()
    linker = Linker(Framework("f", Text.of("F"), "1", "", "", skills), embedder=embedder)
    first = linker.link(text).matches[0]
    assert first.label == label
    assert "means about the same as" in first.why
    assert first.spans
    assert first.spans[0].words in text


def test_many_are_linked_as_if_each_were_alone(linker: Linker) -> None:
    texts = [ADVERTISEMENT, "", "Projektmanagement", "works well in a team", ADVERTISEMENT[:40]]
    # few, and so many that two threads share them in several portions, one of them a long text
    more = [f"{skill.label}. Has read about it." for skill in framework().skills[:20]]
    for some in (texts, [*texts, *more, "\n".join(more), ""]):
        assert linker.link_many(some) == [linker.link(text) for text in some]
    assert linker.link_many([]) == []


def test_sentences_may_come_in_any_order(linker: Linker) -> None:
    sentences = ["Expert in SQL.", "You lead a team of analysts.", "Writes clear reports."]
    scores = [
        {match.uri: match.score for match in linker.link("\n".join(order), top=50).matches}
        for order in (sentences, sentences[::-1])
    ]
    assert scores[0] == scores[1]


def test_case_and_typing_errors_cost_little(linker: Linker) -> None:
    for text in ("project managment", "PROJECT MANAGEMENT", "machine lerning", "pyhton"):
        assert linker.link(text, top=1).links, text


def test_meanings_that_are_not_there_are_not_waited_for() -> None:
    skills = (Skill("urn:bread", Text.of("baking bread")),)
    made = Linker(
        Framework("f", Text.of("F"), "1", "", "", skills),
        embedder=meaning.default(), compute=False,
    )  # fmt: skip
    assert not made.link("baking bread").by_meaning
    assert made.link("baking bread").links


@pytest.mark.slow
def test_another_process_links_the_same() -> None:
    program = (
        "import sys; from skillmark.skills.linking import meaning; "
        "from skillmark.skills.linking.linker import Linker; "
        "from skillmark.skills.starter import framework; "
        "print(Linker(framework(), embedder=meaning.default()).link(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, ADVERTISEMENT], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == str(understanding().link(ADVERTISEMENT))


@pytest.mark.parametrize("stride", [1, pytest.param(30, id="meanings")])
def test_every_starter_label_and_alternative_links_to_its_skill(stride: int) -> None:
    linker = starter() if stride == 1 else understanding()
    for skill in framework().skills[::stride]:
        names = [*skill.label, *(words for _, words in skill.alt_labels)]
        for words, linked in zip(names, linker.link_many(names), strict=True):
            scores = {match.uri: match.score for match in linked.links}
            assert scores.get(skill.uri, 0) >= 0.9, (words, labels(linked))


@settings(deadline=None, max_examples=8)
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
    for linker in (starter(), understanding()):
        before = [(match.uri, match.score) for match in linker.link(wanted).matches]
        after = [(match.uri, match.score) for match in linker.link(more).matches]
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


def test_titles_are_read_without_their_noise_and_prose_only_names_jobs() -> None:
    jobs = Framework(
        "f", Text.of("F"), "1", "", "", (),
        (Occupation("urn:baker", Text.of("baker"), alt_labels=(("en", "bread maker"),)),
         Occupation("urn:dev", Text.of("software developer"))),
    )  # fmt: skip
    linker = Linker(jobs, embedder=meaning.default())
    texts = ["Sr. Software Dev (m/f/d), Berlin", "She would rather write programs than bake cakes.",
             "Bread maker", ""]  # fmt: skip
    found = linker.link_many(texts, kind="occupation")
    assert found == [linker.link(text, kind="occupation") for text in texts]
    assert [linked.links[0].uri if linked.links else None for linked in found] == [
        "urn:dev", None, "urn:baker", None,
    ]  # fmt: skip
    assert "Software developer" in found[0].links[0].why


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
    words = fusion.parameters().sentences.words
    rows = np.zeros((2, len(words.features)), dtype=np.float32)
    strong = {"share_weight": 3, "share_cubed": 1, "cosine": 0.6, "cosine_rank": 1, "said": 1,
              "outright": 0.6, "density": 1, "label_words": 2, "sentence_words": 2}  # fmt: skip
    weak = {"share_weight": 0.5, "share_cubed": 0.03, "cosine": 0.1, "cosine_rank": 0.5,
            "density": 0.2, "label_words": 3, "sentence_words": 3}  # fmt: skip
    for row, values in zip(rows, (weak, strong), strict=True):
        for name, value in values.items():
            row[words.features.index(name)] = value
    low, high = words.probabilities(rows).tolist()
    assert 0 <= low < words.threshold < high <= 1


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
        ("three (3) years of Python", "Python", 4),
        ("five or more years of Python", "Python", 5),
        ("zwei Jahre Python", "Python", 3),
        ("mindestens fünfjährige Erfahrung in Python", "Python", 5),
        ("fluent English", "English", 5),
        ("Muttersprachler Deutsch", "Deutsch", 6),
        ("no expert knowledge of Python needed", "Python", None),
        ("expert knowledge of Python is not required", "Python", None),
        ("keine fortgeschrittenen Python-Kenntnisse", "Python", None),
        ("not only good Python", "Python", 3),
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
