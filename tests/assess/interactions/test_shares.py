"""Points for answers, by example."""

from __future__ import annotations

import pytest

from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Entry, Menu, Number
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.hot_spot import HotSpot, Region
from skillmark.assess.interactions.hot_text import HotText
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.options import Option
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import Criterion, Upload
from skillmark.assess.interactions.slider import Slider
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

T = Text.of("?")
A, B, C, D = (Option(name, T) for name in "abcd")
MATCH = Match((A, B), (C, D), (("a", "c"), ("b", "d")), once=True)
GAPS = GapMatch(Text.of("[[x]] [[y]]"), (A, B, C), (("x", "a"), ("y", "b")))
CLOZE = Cloze(
    Text.of("[[m]] [[w]] [[n]]"),
    (
        Menu("m", (A, B), "b"),
        Entry("w", (("Straße", 1.0), ("Weg", 0.5))),
        Number("n", 2.5, 0.1),
    ),
)
TEXT = HotText(Text.of("[[a|one]] [[b|two]] [[c|three]]"), ("a", "b"))
MAP = HotSpot(
    "m.png", 20, 10, T,
    (Region("l", T, "rect", (0, 0, 5, 5)), Region("r", T, "circle", (8, 5, 2))), ("l",),
)  # fmt: skip
FILES = Upload((Criterion("c", 1, T, T, T, T),), files=1, endings=("pdf",), links=1)
LINK = {"title": "Repository", "url": "https://code.example/team/shop?tab=1#read"}
FILE = {"name": "a.pdf", "digest": "0" * 64, "size": 3}


@pytest.mark.parametrize(
    ("way", "response", "share"),
    [
        (Choice((A, B, C), "a", (("b", 0.5),)), "b", 0.5),
        (Choice((A, B, C), "a", (("b", 0.5),)), "c", 0),
        (Multiple((A, B, C), ("a", "b"), exact=True), ["a"], 0),
        (Multiple((A, B, C), ("a", "b"), exact=True), ["b", "a"], 1),
        (Order((A, B, C), ("c", "a", "b"), exact=True), ["b", "c", "a"], 0),
        (Slider(0, 10, 1, 7, 1), 6, 1),
        (Slider(0, 10, 1, 7, 1), "5", 0),
        (MATCH, {"a": "c"}, 0.5),
        (MATCH, {"a": "d", "b": "c"}, 0),
        (GAPS, {"x": "a", "y": "c"}, 0.5),
        (CLOZE, {"m": "b"}, 1 / 3),
        (CLOZE, {"w": " strasse "}, 1 / 3),
        (CLOZE, {"w": "weg", "n": "2,45", "m": " "}, 0.5),
        (TEXT, ["a", "b"], 1),
        (TEXT, ["a", "c"], 0),
        (TEXT, ["a"], 0.5),
        (MAP, ["l"], 1),
        (MAP, ["r"], 0),
        (FILES, [FILE], 0),
        (FILES, [FILE, LINK, {"note": "The tests are mine."}], 0),
        (FILES, [LINK], 0),
    ],
)
def test_share(way, response, share):
    assert way.share(response) == pytest.approx(share)


@pytest.mark.parametrize(
    ("way", "lines"),
    [
        (MATCH, ["? → ?", "? → ?"]),
        (GAPS, ["[?] [?]"]),
        (CLOZE, ["[?] [Straße] [2.5 ± 0.1]"]),
        (TEXT, ["one", "two"]),
        (Slider(0, 10, 1, 7, 1, "bar"), ["7 ± 1 bar"]),
    ],
)
def test_what_is_right_in_words(way, lines):
    assert way.solution("en") == lines


@pytest.mark.parametrize(
    ("way", "response", "cause"),
    [
        (MATCH, {"z": "c"}, "no place 'z'"),
        (MATCH, {"a": "z"}, "no option 'z'"),
        (MATCH, {"a": "c", "b": "c"}, "used twice"),
        (MATCH, ["a"], "does not fit"),
        (GAPS, {"x": "a", "y": "a"}, "used twice"),
        (CLOZE, {"z": "b"}, "no place 'z'"),
        (CLOZE, {"m": "z"}, "no option 'z'"),
        (CLOZE, {"n": "much"}, "not a number"),
        (CLOZE, {"w": 3}, "does not fit"),
        (TEXT, ["z"], "no place 'z'"),
        (MAP, ["l", "r"], "one region"),
        (MAP, ["z"], "no region 'z'"),
        (Slider(0, 10, 1, 7, 1), 11, "not lie on the scale"),
        (FILES, [FILE, FILE], "does not fit"),
        (FILES, [{**FILE, "name": "a.exe"}], "another kind"),
        (FILES, [{**FILE, "digest": "abc"}], "no digest"),
        (FILES, [LINK, LINK], "does not fit"),
        (FILES, [{**LINK, "title": " "}], "needs a title"),
        (FILES, [{**LINK, "size": 3}], "does not fit"),
        (FILES, [{"note": " "}], "empty"),
        (FILES, [{"note": "n" * 2001}], "longer"),
        (FILES, [{"note": "one"}, {"note": "two"}], "does not fit"),
    ],
)
def test_what_does_not_fit_is_refused(way, response, cause):
    with pytest.raises(InputError, match=cause):
        way.share(response)
