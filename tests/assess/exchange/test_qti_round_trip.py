"""QTI packages: what is written is read back equal, and in one language without our own file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess import exchange
from skillmark.assess.exchange.archive import pack, unpack
from skillmark.assess.exchange.qti.package_in import read_package
from skillmark.assess.exchange.qti.package_out import write_package
from skillmark.assess.exchange.remarks import Defaults, Fate
from skillmark.assess.exchange.sidecar import NAME
from skillmark.assess.interactions.cloze import Cloze, Entry
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import Criterion, Upload
from skillmark.assess.items import Item, Test
from skillmark.nouns.text import Text

from .drawing import PICTURE, any_test

FILES = {"map.png": PICTURE, "folder/a b.pdf": b"%PDF"}


def read(data: bytes):
    return read_package(data, name="t.zip", defaults=Defaults())


@settings(max_examples=20)
@given(any_test(), st.sampled_from(["", "de"]))
def test_reading_what_was_written_gives_an_equal_test(test, language):
    """In every language, with all files."""
    found = read(write_package(test, FILES, language))
    assert found.test == test
    assert found.files == FILES
    assert not found.remarks


@settings(max_examples=25)
@given(any_test(), st.randoms(use_true_random=False))
def test_without_our_own_file_one_language_comes_back(test, rng):
    """Everything that a response earns, who measures what, and all words of that language."""
    files = unpack(write_package(test, FILES, "en"))
    del files[NAME]
    found = read(pack(files))
    assert not [one for one in found.remarks if one.fate is Fate.LEFT_OUT], found.remarks
    assert {item.id for item in found.test.items} == {item.id for item in test.items}
    assert dict(found.test.blueprint) == dict(test.blueprint)
    assert found.test.minutes == test.minutes
    for item in test.items:
        other = found.test.item(item.id)
        assert (other.type, other.skill, other.level) == (item.type, item.skill, item.level)
        assert other.points == pytest.approx(item.points)
        assert other.stimulus == item.stimulus
        assert " ".join(str(other.prompt).split()) == " ".join(
            item.prompt.in_language("en").split()
        )
        assert (other.rationale is None) == (item.rationale is None)
        if isinstance(item.interaction, Order):
            continue  # options may be named anew, so that their ids do not give the order away
        if item.needs_rater:
            assert [one.points for one in other.interaction.rubric] == [
                one.points for one in item.interaction.rubric
            ]
            assert str(other.interaction.sample) == item.interaction.sample.in_language("en")
            continue
        response = rng.choice([item.interaction.right(), item.interaction.guess(rng)])
        if response in ([], {}):
            continue
        if isinstance(item.interaction, Cloze):
            assert other.interaction.text == item.interaction.text
        assert other.interaction.share(response) == pytest.approx(
            item.interaction.share(response), abs=1e-6
        )


def test_spaces_within_an_answer_change_no_share():
    gap = Entry("g1", (("twice  spaced", 1.0), ("half", 0.5)))
    item = Item("q", "urn:skill:x", 3, Text.of("?"), Cloze(Text.of("[[g1]]"), (gap,)), 1.0)
    test = Test("t", Text.of("T"), Text.of("-"), "en", None, (("urn:skill:x", 1),), (item,))
    files = unpack(write_package(test, {}, "en"))
    del files[NAME]
    [back] = read(pack(files)).test.item("q").interaction.gaps
    assert [back.share(one) for one in ("twice spaced", "twice  spaced", "half")] == [1, 1, 0.5]
    assert len(back.answers) == len(gap.answers)


@given(any_test())
@settings(max_examples=10)
def test_the_same_test_gives_the_same_bytes(test):
    assert write_package(test, FILES) == write_package(test, FILES)


@pytest.mark.parametrize(("files", "endings"), [(2, ("pdf",)), (0, ())])
def test_links_come_back_from_the_package_alone_and_are_named_for_other_programs(files, endings):
    criterion = Criterion("c", 2.0, *[Text.of("words")] * 4)
    way = Upload((criterion,), files=files, endings=endings, links=3)
    item = Item("hand-in", "urn:skill:x", 3, Text.of("Show your work."), way, 2.0)
    test = Test("task", Text.of("Task"), Text.of("-"), "en", None, (("urn:skill:x", 1),), (item,))
    told = []
    package = unpack(exchange.write(test, {}, "qti", remark=told.append))
    assert [one.where for one in told] == ["item hand-in"]
    assert "QTI asks for no links" in told[0].words
    del package[NAME]
    back = read(pack(package)).test.item("hand-in").interaction
    assert (back.files, back.endings, back.links) == (files, endings, 3)
    told.clear()
    exchange.write(test, {}, "moodle", remark=told.append)
    assert any("left out: its links" in one.words for one in told)
