"""Moodle's XML, kind by kind."""

from __future__ import annotations

import base64

import pytest

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults, Fate
from skillmark.nouns.errors import InputError

from .drawing import PICTURE

DEFAULTS = Defaults(skill="urn:s", level=2)


def read(*questions: str):
    data = "<?xml version='1.0'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>"
    return exchange.read(data.encode(), name="quiz.xml", defaults=DEFAULTS)


def one(kind: str, inside: str, prompt: str = "What?"):
    found = read(question(kind, inside, prompt))
    (item,) = found.test.items
    return item, [str(x) for x in found.remarks]


def question(kind: str, inside: str, prompt: str = "What?", name: str = "Q 1") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{prompt}]]></text></questiontext>'
        f"{inside}</question>"
    )


def answer(words: str, fraction: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}"><text>{words}</text>{more}</answer>'


def test_a_choice():
    item, told = one(
        "multichoice",
        answer("Rome", "100", "<feedback><text>Yes</text></feedback>") + answer("Oslo", "0")
        + "<single>true</single><defaultgrade>2</defaultgrade>"
        + "<generalfeedback><text>It is.</text></generalfeedback>",
        "<p>Capital of <b>Italy</b>?</p>",
    )  # fmt: skip
    assert str(item.prompt) == "Capital of **Italy**?"
    assert (item.id, item.points, str(item.rationale)) == ("q-1", 2, "It is.")
    assert item.interaction.right() == "a"
    assert str(item.interaction.options[0].why) == "Yes"
    assert not told


def test_several():
    item, _ = one(
        "multichoice",
        answer("2", "50") + answer("4", "50") + answer("5", "-50") + "<single>false</single>",
    )
    assert item.interaction.right() == ["a", "b"]


def test_true_or_false():
    item, _ = one("truefalse", answer("true", "0") + answer("false", "100"))
    assert item.interaction.right() == "false"


def test_words_and_numbers():
    item, _ = one("shortanswer", "<usecase>1</usecase>" + answer("Bonn", "100"))
    assert item.interaction.share({"answer": "bonn"}) == 0
    item, _ = one(
        "numerical",
        answer("9.81", "100", "<tolerance>0.01</tolerance>")
        + "<units><unit><multiplier>1</multiplier><unit_name>m/s²</unit_name></unit></units>",
    )
    assert item.interaction.value == pytest.approx(9.81)
    assert item.interaction.tolerance == pytest.approx(0.01)
    assert item.interaction.unit == "m/s²"


def test_pairs_orders_and_essays():
    pair = "<subquestion><text>{}</text><answer><text>{}</text></answer></subquestion>"
    item, _ = one("matching", pair.format("Italy", "Rome") + pair.format("", "Oslo"))
    assert item.interaction.right() == {"r1": "a"}
    item, _ = one(
        "ordering",
        answer("second", "2") + answer("first", "1") + answer("third", "3")
        + "<gradingtype>ALL_OR_NOTHING</gradingtype>",
    )  # fmt: skip
    texts = {option.id: str(option.text) for option in item.interaction.options}
    assert [texts[one] for one in item.interaction.key] == ["first", "second", "third"]
    assert item.interaction.exact
    item, _ = one("essay", "<graderinfo><text>Look for reasons.</text></graderinfo>")
    assert str(item.interaction.rubric[0].criterion) == "Look for reasons."


def test_embedded_questions():
    item, told = one(
        "cloze",
        "",
        "<p>About Italy.</p><p>{1:MULTICHOICE:=Rome#Yes~Oslo} lies on the"
        " {1:SHORTANSWER:=Tiber~%50%Arno} for {1:NUMERICAL:=2800:100} years.</p>",
    )
    assert str(item.prompt) == "About Italy."
    assert str(item.interaction.text) == "[[g1]] lies on the [[g2]] for [[g3]] years."
    assert item.interaction.share({"g1": "a", "g2": "Arno", "g3": "2750"}) == pytest.approx(2.5 / 3)
    assert item.points == 3
    assert "feedback for single answers" in told[0]


def test_words_into_gaps():
    box = "<dragbox><text>{}</text><group>1</group></dragbox>"
    item, _ = one("ddwtos", box.format("cat") + box.format("mat"), "The [[1]] on the [[2]].")
    assert str(item.interaction.text) == "The [[g1]] on the [[g2]]."
    assert item.interaction.right() == {"g1": "a", "g2": "b"}
    menu = box.replace("dragbox", "selectoption")
    item, _ = one("gapselect", menu.format("cat") + menu.format("mat"), "The [[2]].")
    assert item.interaction.right() == {"g1": "b"}


def test_pictures_are_kept_and_those_that_are_missing_named():
    data = base64.b64encode(PICTURE).decode()
    text = (
        '<question type="truefalse"><name><text>q</text></name><questiontext format="html"><text>'
        '<![CDATA[<p><img src="@@PLUGINFILE@@/a%20b.png" alt="a map">'
        '<img src="https://example.org/x.png" alt="there"></p>]]></text>'
        f'<file name="a b.png" path="/" encoding="base64">{data}</file></questiontext>'
        f"{answer('true', '100')}{answer('false', '0')}</question>"
    )
    found = read(text)
    assert found.files == {"a b.png": PICTURE}
    assert str(found.test.items[0].prompt) == "![a map](<a b.png>)there"
    assert "https://example.org/x.png" in found.remarks[0].words


def test_what_cannot_be_read_is_named_with_its_line_and_the_rest_is_read():
    good = question("truefalse", answer("true", "100") + answer("false", "0"))
    found = read(good, "<!-- <question> -->", question("calculated", "", name="Sum"))
    assert len(found.test.items) == 1
    assert [(x.fate, x.where, x.line) for x in found.remarks] == [(Fate.LEFT_OUT, "Sum", 5)]
    assert "calculated is not supported" in found.remarks[0].words
    with pytest.raises(InputError, match="Sum: the type calculated is not supported"):
        read(question("calculated", "", name="Sum"))
