"""Items that cannot work are refused when they are written, not when somebody sits them."""

from __future__ import annotations

import pytest

from skillmark.assess.interactions.best_worst import BestWorst, Reaction
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Entry, Menu, Number
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.hot_spot import HotSpot, Region
from skillmark.assess.interactions.hot_text import HotText
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.options import Option
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import Criterion, ShortAnswer, Upload
from skillmark.assess.interactions.slider import Slider
from skillmark.nouns.text import Text

T = Text.of("?")
A, B, C = (Option(name, T) for name in "abc")
ONE = Criterion("c1", 2, T, T, T, T)
LEFT = Region("l", T, "rect", (0, 0, 5, 5))
RIGHT = Region("r", T, "circle", (8, 5, 2))
TWO_GAPS = Text.of({"en": "[[x]] and [[y]]", "de": "[[y]] und [[x]]"})


@pytest.mark.parametrize(
    ("way", "cause"),
    [
        (Choice((A, B), "z"), "names z"),
        (Choice((A,), "a"), "two options"),
        (Choice((A, A), "a"), "same id"),
        (Choice((A, B), "a", (("b", 1.5),)), "0 to 1, not 1.5"),
        (Choice((A, B), "a", (("a", 0.5),)), "twice"),
        (Multiple((A, B), ("a", "b")), "some wrong"),
        (Multiple((A, B), ()), "some wrong"),
        (Multiple((A, B), ("a", "a")), "twice"),
        (Order((A, B, C), ("a", "b")), "every option"),
        (Order((A, B, C), ("a", "b", "c")), "right order already"),
        (Order((B, A, C), ("a", "b", "c")), "right order already"),
        (Numeric(float("nan")), "no range"),
        (Numeric(1, -1), "no range"),
        (Slider(5, 5, 1, 5), "no places"),
        (Slider(0, 5, 9, 5), "step of 9"),
        (Slider(0, 5, 1, 6), "not lie"),
        (Slider(0, 5, 1, 2.5), "no place"),
        (Match((A, B), (A, B), (("a", "b"),)), "every place once"),
        (Match((A,), (A, B), (("a", "z"),)), "names z"),
        (Match((A, B), (A, B), (("a", "b"), ("b", "b")), once=True), "two places"),
        (GapMatch(TWO_GAPS, (A, B), (("x", "a"),)), "explained nowhere"),
        (GapMatch(TWO_GAPS, (A, B), (("x", "a"), ("y", "a"))), "two places"),
        (GapMatch(Text.of("none"), (A, B), ()), "at least one gap"),
        (GapMatch(Text.of("[[x]] [[x]]"), (A, B), (("x", "a"),)), "a place twice"),
        (Cloze(T, ()), "needs gaps"),
        (Cloze(T, (Number("x", 1),)), "no a gap 'x'"),
        (Cloze(Text.of("[[x]]"), (Entry("x", (("half", 0.5),)),)), "earns everything"),
        (Cloze(Text.of("[[x]]"), (Entry("x", (("", 1.0),)),)), "an answer of gap x"),
        (Cloze(Text.of("[[x]]"), (Menu("x", (A, B), "z"),)), "names z"),
        (Cloze(Text.of("[[x]]"), (Number("x", float("inf")),)), "gap x"),
        (HotText(Text.of("[[a|one]]"), ("a",)), "at least two"),
        (HotText(Text.of("[[a|one]] [[b|two]]"), ("a", "b")), "some wrong"),
        (HotText(Text.of("[[a|one]] [[b|two]]"), ("z",)), "names z"),
        (HotText(Text.of({"en": "[[a|x]] [[b|y]]", "de": "[[a|x]]"}), ("a",)), "'de' has no"),
        (HotSpot("m.png", 10, 10, T, (LEFT, RIGHT), ("l", "r")), "some wrong"),
        (HotSpot("m.png", 4, 10, T, (LEFT, RIGHT), ("l",)), "not lie in the picture"),
        (HotSpot("", 10, 10, T, (LEFT, RIGHT), ("l",)), "a picture"),
        (
            HotSpot("m.png", 9, 9, T, (LEFT, Region("p", T, "poly", (1, 1, 2, 2))), ("l",)),
            "is no poly",
        ),
        (BestWorst((Reaction("a", T, 1), Reaction("b", T, 1))), "the most"),
        (ShortAnswer(()), "rubric"),
        (ShortAnswer((ONE, ONE)), "same id"),
        (ShortAnswer((ONE,), max_words=0), "positive"),
        (Upload((ONE,), files=0), "a file or a link"),
        (Upload((ONE,), files=21), "at most 20"),
        (Upload((ONE,), links=-1), "at most 20"),
        (Upload((ONE,), endings=(".pdf",)), "no ending"),
    ],
)
def test_a_flaw_is_named(way, cause):
    assert cause in way.flaw()
