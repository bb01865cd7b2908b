"""Hints on item writing: each rule where it holds, and silence where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.options import Option
from skillmark.assess.items import Item, Stimulus
from skillmark.assess.starter import starter_test, starter_tests
from skillmark.assess.writing.readability import ease, syllables
from skillmark.assess.writing.rules import Rule, hints
from skillmark.nouns.text import Text


def item(*said: str, prompt: str = "Which one is it?", language: str = "en") -> Item:
    """A choice of which the first option is right."""
    options = tuple(Option(chr(97 + n), Text.of(words, language)) for n, words in enumerate(said))
    return Item(
        "q", "urn:s", 3, Text.of(prompt, language), Choice(options, "a"),
        rationale=Text.of("Because.", language),
    )  # fmt: skip


def rules(one: Item, material: Stimulus | None = None) -> set[Rule]:
    return {hint.rule for hint in hints(one, material)}


FINE = item("A plane", "A saw", "A file")


def test_a_sound_question_is_left_alone():
    assert hints(FINE) == []


@pytest.mark.parametrize(
    ("question", "rule", "options"),
    [
        (item("A", "B", "All of the above"), Rule.ALL_OF_THE_ABOVE, (3,)),
        (item("A", "B", "Alle genannten", language="de"), Rule.ALL_OF_THE_ABOVE, (3,)),
        (item("A", "None of these", "C"), Rule.NONE_OF_THE_ABOVE, (2,)),
        (item("A", "Keine der genannten", "C", language="de"), Rule.NONE_OF_THE_ABOVE, (2,)),
        (item("Often", "It always holds", "At times"), Rule.ABSOLUTE, (2,)),
        (item("A thing", "a  THING", "Else"), Rule.SAME_OPTIONS, (1, 2)),
        (
            item("The one that has a very long and careful explanation", "A saw", "A file"),
            Rule.LONGEST_IS_KEY,
            (1,),
        ),
        (
            item("A saw", "The one that has a very long and careful text", "A file"),
            Rule.LENGTHS_DIFFER,
            (2,),
        ),
        (item("A", "B"), Rule.FEW_OPTIONS, ()),
        (
            item("A calibrated scale", "A saw", "A file", prompt="What must be calibrated first?"),
            Rule.ECHO,
            (1,),
        ),
    ],
)
def test_options(question, rule, options):
    found = [hint for hint in hints(question) if hint.rule is rule]
    assert [hint.options for hint in found] == [options]


def test_words_that_every_option_repeats():
    question = item("It is because of rust", "It is because of dust", "It is because of frost")
    assert [h.said for h in hints(question)] == ["It is because of"]


@pytest.mark.parametrize(
    ("prompt", "language", "hit"),
    [
        ("Which is not a tool?", "en", True),
        ("Which is NOT a tool?", "en", False),
        ("Which is **not** a tool?", "en", False),
        ("Was ist kein Werkzeug?", "de", True),
        ("Was ist **kein** Werkzeug?", "de", False),
        ("Notice the note: which one?", "en", False),
    ],
)
def test_negatives_want_emphasis(prompt, language, hit):
    question = item("A plane", "A saw", "A file", prompt=prompt, language=language)
    assert (Rule.NEGATIVE in rules(question)) == hit


def test_what_is_missing():
    assert rules(replace(FINE, rationale=None)) == {Rule.NO_EXPLANATION}
    assert rules(replace(FINE, prompt=Text.of("See ![](plan.png)?"))) == {Rule.NO_ALT}
    assert rules(replace(FINE, prompt=Text.of("See ![plan.png](plan.png)?"))) == {Rule.NO_ALT}
    assert rules(replace(FINE, prompt=Text.of("See ![The plan](plan.png)?"))) == set()
    both = Text.of({"en": "Which?", "de": "Welches?"})
    assert [h.language for h in hints(replace(FINE, prompt=both))] == ["de"]


def test_formulas_that_cannot_be_read_are_named():
    question = replace(FINE, prompt=Text.of("What is $\\foo{x}$, and $x^2$?"))
    assert [(h.rule, h.said) for h in hints(question)] == [(Rule.UNREAD_FORMULA, "\\foo{x}")]


def test_numbers_that_nobody_hits_exactly():
    assert Rule.EXACT_NUMBER in rules(replace(FINE, interaction=Numeric(0.333)))
    assert Rule.EXACT_NUMBER not in rules(replace(FINE, interaction=Numeric(0.333, 0.001)))
    assert Rule.EXACT_NUMBER not in rules(replace(FINE, interaction=Numeric(12)))


def test_reading_ease_by_its_formula():
    # 6 words, 1 sentence, 6 syllables: 206.835 - 6.09 - 84.6 (Flesch 1948); 180 - 6 - 58.5 (Amstad)
    assert ease("The cat sat on the mat.", "en") == pytest.approx(116.145)
    assert ease("Der Hund saß auf dem Gras.", "de-AT") == pytest.approx(115.5)
    assert ease("Le chat", "fr") is None
    assert ease("$x^2$ ![a](b.png) 12", "en") is None


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("make", "en", 1), ("table", "en", 2), ("walked", "en", 1), ("wanted", "en", 2),
        ("university", "en", 5), ("the", "en", 1), ("Straße", "de", 2), ("Häuser", "de", 2),
        ("Geschwindigkeit", "de", 4),
    ],
)  # fmt: skip
def test_syllables(word, language, count):
    assert syllables(word, language) == count


def test_long_winded_words_are_noticed():
    hard = (
        "Notwithstanding organisational heterogeneity, institutional accountability necessitates "
        "comprehensive interdisciplinary documentation of methodological considerations, "
        "particularly regarding generalisability, operationalisation and epistemological "
        "presuppositions of multidimensional characterisations."
    )
    material = Stimulus("m", Text.of("Title"), Text.of(hard))
    assert rules(FINE, material) == {Rule.HARD_TO_READ}


def test_the_starter_tests_hold_to_the_rules_that_concern_everybody():
    severe = {Rule.SAME_OPTIONS, Rule.NO_ALT, Rule.UNREAD_FORMULA, Rule.ALL_OF_THE_ABOVE}
    for name in starter_tests():
        for one in starter_test(name).items:
            assert not rules(one) & severe, one.id
