"""What holds for every way of answering: keys earn everything, and never leave the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.interactions import INTERACTIONS, ItemType
from skillmark.assess.interactions.base import Interaction
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
from skillmark.assess.items import Item
from skillmark.assess.public import public_view
from skillmark.assess.reading import item_document, read_item
from skillmark.assess.scoring import score
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

words = st.text("abcdefgh ", min_size=1, max_size=12).filter(str.strip).map(str.strip)
texts = st.builds(lambda en, de: Text.of({"en": en, "de": de}), words, words)
hidden = st.uuids().map(lambda u: Text.of({"en": f"secret-{u}", "de": f"geheim-{u}"}))
Draw = Callable[[Any], Any]


def ids_of(draw: Draw, prefix: str = "o", least: int = 3, most: int = 6) -> list[str]:
    return [f"{prefix}{n}" for n in range(draw(st.integers(least, most)))]


def options_of(draw: Draw, ids: list[str]) -> tuple[Option, ...]:
    return tuple(Option(one, draw(texts), draw(hidden)) for one in ids)


def some_of(draw: Draw, ids: list[str]) -> tuple[str, ...]:
    chosen = draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1))
    return tuple(sorted(chosen))


def rubric_of(draw: Draw) -> tuple[Criterion, ...]:
    return (Criterion("c1", float(draw(st.integers(1, 4))), *(draw(hidden) for _ in range(4))),)


@st.composite
def choices(draw):
    ids = ids_of(draw)
    key, partly = draw(st.permutations(ids))[:2]
    partial = ((partly, draw(st.floats(0.1, 0.9))),) if draw(st.booleans()) else ()
    return Choice(options_of(draw, ids), key, partial)


@st.composite
def multiples(draw):
    ids = ids_of(draw)
    return Multiple(options_of(draw, ids), some_of(draw, ids), draw(st.booleans()))


@st.composite
def orders(draw):
    ids = ids_of(draw)
    key = draw(st.permutations(ids).filter(lambda p: list(p) != ids))
    return Order(options_of(draw, ids), tuple(key), draw(st.booleans()))


@st.composite
def matches(draw):
    rows, columns = ids_of(draw, "r", 1, 4), ids_of(draw, "o", 4, 6)
    once = draw(st.booleans())
    where = draw(st.permutations(columns)) if once else None
    key = tuple(
        (row, where[n] if where else draw(st.sampled_from(columns))) for n, row in enumerate(rows)
    )
    exact = draw(st.booleans())
    return Match(options_of(draw, rows), options_of(draw, columns), key, once, exact)


@st.composite
def gap_matches(draw):
    gaps, ids = ids_of(draw, "g", 1, 3), ids_of(draw, "o", 3, 6)
    reuse = draw(st.booleans())
    where = draw(st.permutations(ids))
    key = tuple(
        (gap, draw(st.sampled_from(ids)) if reuse else where[n]) for n, gap in enumerate(gaps)
    )
    text = Text.of({tag: " and ".join(f"[[{gap}]]" for gap in gaps) for tag in ("en", "de")})
    return GapMatch(text, options_of(draw, ids), key, reuse, draw(st.booleans()))


@st.composite
def clozes(draw):
    ids = ids_of(draw)
    gaps = (
        Menu("g1", options_of(draw, ids), draw(st.sampled_from(ids))),
        Entry("g2", ((f"secret-{draw(words)}", 1.0), ("secret-half", 0.5)), draw(st.booleans())),
        Number("g3", draw(st.floats(1e5, 1e6)), draw(st.floats(1e-9, 1e-8))),
    )
    kept = gaps[: draw(st.integers(1, 3))]
    text = Text.of({"en": " ".join(f"x [[{gap.id}]]" for gap in kept)})
    return Cloze(text, kept, draw(st.booleans()))


@st.composite
def hot_texts(draw):
    ids = ids_of(draw, "w")
    text = Text.of({tag: " ".join(f"[[{one}|word]]" for one in ids) for tag in ("en", "de")})
    return HotText(text, some_of(draw, ids), draw(st.booleans()))


@st.composite
def hot_spots(draw):
    ids = ids_of(draw, "r")
    regions = tuple(
        Region(one, draw(texts), "rect", (10.0 * n, 0.0, 10.0 * n + 9, 9.0))
        for n, one in enumerate(ids)
    )
    key = some_of(draw, ids)
    return HotSpot("map.png", 100, 10, draw(texts), regions, key, draw(st.booleans()))


@st.composite
def sliders(draw):
    steps = draw(st.integers(2, 40))
    at = draw(st.integers(0, steps))
    return Slider(0.0, steps * 0.5, 0.5, at * 0.5, draw(st.sampled_from([0.0, 0.5])), "kg")


@st.composite
def best_worsts(draw):
    ids = ids_of(draw)
    effects = draw(st.permutations([float(n) for n in range(len(ids))]))
    rated = zip(ids, effects, strict=True)
    return BestWorst(tuple(Reaction(one, draw(texts), n, draw(hidden)) for one, n in rated))


@st.composite
def shorts(draw):
    return ShortAnswer(rubric_of(draw), draw(hidden), draw(st.none() | st.integers(1, 300)))


@st.composite
def uploads(draw):
    files, links = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    endings = ("pdf", "txt") if files else ()
    return Upload(rubric_of(draw), draw(hidden), files or int(not links), endings, links)


numerics = st.builds(Numeric, st.floats(1e5, 1e6), st.floats(1e-9, 1e-8), st.just("kg"))
BY_TYPE = {
    ItemType.CHOICE: choices(),
    ItemType.MULTIPLE: multiples(),
    ItemType.NUMERIC: numerics,
    ItemType.SLIDER: sliders(),
    ItemType.CLOZE: clozes(),
    ItemType.ORDER: orders(),
    ItemType.MATCH: matches(),
    ItemType.GAP_MATCH: gap_matches(),
    ItemType.HOT_TEXT: hot_texts(),
    ItemType.HOT_SPOT: hot_spots(),
    ItemType.BEST_WORST: best_worsts(),
    ItemType.SHORT: shorts(),
    ItemType.UPLOAD: uploads(),
}
interactions = st.one_of(*BY_TYPE.values())


@st.composite
def items(draw):
    """Any item, with everything that must stay secret marked as such."""
    way = draw(interactions)
    return Item("item-1", "urn:skill", 3, draw(texts), way, way.worth or 2.0, draw(hidden))


def rekeyed(way: Interaction, rng: Random) -> Interaction:
    """Return the same to look at, with another key, other explanations and another rubric."""
    match way:
        case Choice(options=options):
            bare = tuple(replace(one, why=None) for one in options)
            return Choice(bare, rng.choice(options).id)
        case Multiple(options=options, key=key):
            return Multiple(options, tuple(one.id for one in options if one.id not in key), True)
        case Order(options=options, key=key):
            return Order(options, (*key[1:], key[0]))
        case Numeric():
            return Numeric(rng.uniform(-9, 9), 1.0, way.unit)
        case Slider():
            return replace(way, value=rng.choice([way.low, way.high]), tolerance=0.1)
        case Match(rows=rows) if not way.once:
            return replace(way, key=tuple((row.id, way.options[0].id) for row in rows))
        case GapMatch() if way.reuse:
            return replace(way, key=tuple((gap, way.options[0].id) for gap, _ in way.key))
        case Cloze():
            return replace(way, gaps=tuple(_other_gap(gap, rng) for gap in way.gaps), exact=True)
        case HotText(key=key):
            shown = [one["id"] for one in way.shown("en", ())["pieces"] if "id" in one]
            return replace(way, key=tuple(one for one in shown if one not in key))
        case HotSpot(regions=regions, key=key) if len(key) > 1 and len(regions) - len(key) > 1:
            return replace(way, key=tuple(one.id for one in regions if one.id not in key))
        case BestWorst(reactions=reactions):
            turned = (replace(one, effectiveness=-one.effectiveness) for one in reactions)
            return BestWorst(tuple(turned))
        case ShortAnswer() | Upload():
            other = Criterion("zz", way.worth or 1.0, *[Text.of("x")] * 4)
            return replace(way, rubric=(other,), sample=None)
    return way


def _other_gap(gap: Menu | Entry | Number, rng: Random) -> Menu | Entry | Number:
    match gap:
        case Menu(options=options):
            return replace(gap, key=rng.choice(options).id)
        case Entry():
            return Entry(gap.id, (("anything", 1.0),))
        case Number():
            return Number(gap.id, rng.uniform(-9, 9))


def test_every_type_is_drawn_here():
    assert set(BY_TYPE) == set(INTERACTIONS) == set(ItemType)
    for kind, way in INTERACTIONS.items():
        assert way.type is kind


@given(interactions)
def test_what_is_drawn_here_has_no_flaw(way):
    assert way.flaw() == ""


class TestPublicView:
    """Hostile case 42: the key never leaves the house."""

    @given(items(), st.sampled_from(["en", "de"]))
    def test_it_holds_nothing_of_the_key(self, item, language):
        shown = json.dumps(public_view(item, language=language))
        assert "secret" not in shown
        assert "geheim" not in shown
        assert "key" not in public_view(item)
        for value in (getattr(item.interaction, "value", None),):
            if isinstance(item.interaction, Numeric):
                assert repr(value) not in shown

    @given(items(), st.randoms(use_true_random=False))
    def test_it_does_not_depend_on_what_is_secret(self, item, rng):
        way = rekeyed(item.interaction, rng)
        other = replace(item, rationale=None, level=item.level + 1, checked="x", interaction=way)
        assert public_view(item) == public_view(other)


class TestScoring:
    """Shares of the points."""

    @given(items())
    def test_what_is_right_earns_everything(self, item):
        right = item.interaction.right()
        if item.needs_rater:
            assert right is None
        else:
            assert score(item, right).full

    @given(interactions)
    def test_what_is_right_is_said_in_words(self, way):
        said = way.solution("de")
        assert all(isinstance(line, str) and line for line in said)
        assert said

    @given(items(), st.randoms(use_true_random=False))
    def test_any_guess_fits_and_stays_within_the_points(self, item, rng):
        earned = score(item, item.interaction.guess(rng))
        assert item.interaction.lowest * item.points <= earned.points <= item.points
        assert earned.pending == (item.needs_rater and earned.answered)

    @pytest.mark.parametrize("kind", sorted(set(ItemType) - {ItemType.SHORT, ItemType.UPLOAD}))
    def test_guessing_earns_what_it_says(self, kind):
        """The mean of 1,000 guesses lies within five standard errors of `guessed`."""
        rng = Random(20261127)

        @given(BY_TYPE[kind])
        def check(way):
            earned = []
            for _ in range(1000):
                guess = way.guess(rng)
                blank = guess in ([], {}, None)
                earned.append(0.0 if blank else way.share(guess))
            mean = sum(earned) / len(earned)
            spread = (sum((one - mean) ** 2 for one in earned) / len(earned)) ** 0.5
            assert abs(mean - way.guessed()) <= 5 * spread / 1000**0.5 + 0.02

        with_few(check)

    @given(interactions, st.sampled_from([True, 3, "zz", ["zz"], {"zz": "zz"}, [["a"]], {"a": 1}]))
    def test_what_does_not_fit_is_refused_or_earns_little(self, way, response):
        """Nothing that a browser can send ends in anything but a share or a refusal."""
        share = 0.0
        with suppress(InputError):
            share = way.share(response)
        assert way.lowest <= share <= 1


def with_few(check: Callable[[], None]) -> None:
    """Run a property on few examples: each of them is a simulation."""
    from hypothesis import settings

    settings(max_examples=4, deadline=None)(check)()


class TestDocuments:
    """What is stored is read back."""

    @given(items())
    def test_reading_what_was_written_gives_an_equal_item(self, item):
        stored = json.loads(json.dumps(item_document(item)))
        assert read_item(stored, "en") == item

    @given(interactions, st.randoms(use_true_random=False))
    def test_an_arrangement_names_every_part_once(self, way, rng):
        order = way.arrange(rng)
        assert sorted(order) == sorted(way.parts())
        assert way.shown("en", order)
