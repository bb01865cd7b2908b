"""When pieces make a whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillmark.define.stacking import pieces
from skillmark.nouns.pathway import Pathway, Step
from skillmark.nouns.text import Text

NAMES = ("a", "b", "c", "d", "e")


def _step(children: st.SearchStrategy[str | Step]) -> st.SearchStrategy[Step]:
    options = st.lists(children, min_size=1, max_size=4)
    return options.flatmap(
        lambda some: st.integers(1, len(some)).map(lambda need: Step(tuple(some), need))
    )


STEPS = _step(st.recursive(st.sampled_from(NAMES), _step, max_leaves=8))
HELD = st.sets(st.sampled_from((*NAMES, "elsewhere")))


def way(root: Step) -> Pathway:
    words = Text.of({"en": "The way"})
    return Pathway("way", words, words, root, "whole")


@given(root=STEPS, held=HELD, more=HELD)
def test_holding_more_never_takes_a_whole_away(root: Step, held: set[str], more: set[str]) -> None:
    found, wider = pieces(way(root), held), pieces(way(root), held | more)
    if found is not None:
        assert wider is not None
        assert set(found) <= set(wider)


@given(root=STEPS, held=HELD)
def test_pieces_are_held_asked_for_and_enough_by_themselves(root: Step, held: set[str]) -> None:
    found = pieces(way(root), held)
    assert (found is not None) == root.met_by(held)
    if found is not None:
        assert set(found) <= held & set(root.achievements())
        assert pieces(way(root), found) == found
