"""GIFT, kind by kind."""

from __future__ import annotations

import pytest

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults, Fate
from skillmark.nouns.errors import InputError

DEFAULTS = Defaults(skill="urn:s", level=2, skills={"Algebra": "urn:algebra"})


def read(text: str):
    return exchange.read(text.encode(), name="quiz.gift", defaults=DEFAULTS)


def one(text: str):
    found = read(text)
    (item,) = found.test.items
    return item, [f"{x.fate}: {x}" for x in found.remarks]


def test_a_choice_with_weights_and_feedback():
    item, told = one("::Capitals:: Capital of Italy?{\n=Rome#Right!\n~%50%Milan#Nearly\n~Oslo\n}")
    assert item.id == "capitals"
    assert item.interaction.share("a") == 1
    assert item.interaction.share("b") == 0.5
    assert item.interaction.share("c") == 0
    assert str(item.interaction.options[0].why) == "Right!"
    assert not told


def test_several_right_answers():
    item, told = one("Which are even?{~%50%2 ~%50%4 ~%-50%3 ~%-50%5}")
    assert item.interaction.share(["a", "b"]) == 1
    assert item.interaction.share(["a", "c"]) == 0
    assert not told
    _, told = one("Which are even?{~%50%2 ~%50%4 ~3}")
    assert "takes away what a right one earns" in told[0]


@pytest.mark.parametrize(("said", "right"), [("T", "true"), ("FALSE", "false")])
def test_true_or_false(said, right):
    item, _ = one(f"Water is wet.{{{said}#No, look.#Yes.####In general.}}")
    assert item.interaction.right() == right
    whys = {option.id: str(option.why) for option in item.interaction.options}
    assert whys[right] == "Yes."
    assert str(item.rationale) == "In general."


def test_words_with_weights():
    item, _ = one("The author of Faust?{=Goethe =%50%Schiller}")
    assert item.interaction.share({"answer": " goethe "}) == 1
    assert item.interaction.share({"answer": "Schiller"}) == 0.5


def test_words_that_stand_for_any_are_refused():
    with pytest.raises(InputError, match="stands for any words"):
        read("The author of Faust?{=Goethe*}")
    item, _ = one("The author of Faust?{=Goethe =%0%*#Anything else is wrong}")
    assert item.interaction.share({"answer": "x"}) == 0


@pytest.mark.parametrize(
    ("said", "value", "tolerance"),
    [("#5", 5, 0), ("#3.14:0.005", 3.14, 0.005), ("#1..2", 1.5, 0.5), ("#=7:1 =%50%8:3", 7, 1)],
)
def test_numbers(said, value, tolerance):
    item, _ = one(f"How many?{{{said}}}")
    assert (item.interaction.value, item.interaction.tolerance) == (value, tolerance)


def test_pairs_with_one_more_to_choose_from():
    item, _ = one("Match.{\n=Italy -> Rome\n=Norway -> Oslo\n= -> Bern\n}")
    assert [str(row.text) for row in item.interaction.rows] == ["Italy", "Norway"]
    assert [str(option.text) for option in item.interaction.options] == ["Rome", "Oslo", "Bern"]
    assert item.interaction.right() == {"r1": "a", "r2": "b"}


def test_a_missing_word():
    item, _ = one("Rome is the {=capital ~river} of Italy.")
    assert str(item.prompt) == "Rome is the _____ of Italy."
    item, _ = one("Two plus two is {=four =4} today.")
    assert str(item.interaction.text) == "Two plus two is [[answer]] today."


def test_an_essay_gets_a_criterion():
    item, told = one("Tell about your journey. {}")
    assert item.needs_rater
    assert "no rubric" in told[0]


def test_escapes_formats_comments_and_names():
    item, _ = one(
        "// a comment\n::Set \\: 1::[html]What does <b>\\{1\\}</b> hold?"
        "{\n=[markdown]\\~ \\= \\#\n~b}"
    )
    assert str(item.prompt) == "What does **{1}** hold?"
    assert str(item.interaction.options[0].text) == "~ = #"
    item, _ = one("[markdown]Is *a*\\n\\nb?{T}")
    assert str(item.prompt) == "Is *a*\n\nb?"


def test_categories_and_tags_name_skills():
    found = read(
        "$CATEGORY: Maths/Algebra\n\nx?{T}\n\n$CATEGORY: Other\n\n"
        "// [tag:urn:tagged] [tag:level 5]\ny?{F}\n\nz?{T}\n"
    )
    assert [(i.skill, i.level) for i in found.test.items] == [
        ("urn:algebra", 2),
        ("urn:tagged", 5),
        ("urn:s", 2),
    ]


def test_what_cannot_be_read_is_named_with_its_line_and_the_rest_is_read():
    found = read("Good?{T}\n\nA description.\n\n\nNo end {=a\n\nTwo {=a} and {=b}.\n\nAlso?{F}\n")
    assert len(found.test.items) == 2
    assert [(x.line, x.fate) for x in found.remarks] == [(n, Fate.LEFT_OUT) for n in (3, 6, 8)]
    assert "descriptions are not questions" in found.remarks[0].words


def test_two_questions_of_one_name_both_stay():
    found = read("::q::a?{T}\n\n::q::b?{F}\n")
    assert [item.id for item in found.test.items] == ["q", "q-2"]
