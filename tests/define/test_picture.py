"""Where everything of a pathway's picture is: laws that hold for every pathway."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given

from skillmark.define.catalogue import starter
from skillmark.define.picture import NARROW, Band, Node, NodeKind, Picture, picture
from skillmark.nouns.pathway import Before, Pathway, Step
from skillmark.nouns.text import Text

from .drawn import WORDS, pathways


def apart(one: Node, other: Node) -> bool:
    return (
        abs(one.x - other.x) >= (one.width + other.width) / 2 - 1e-6
        or abs(one.y - other.y) >= (one.height + other.height) / 2 - 1e-6
    )


def meets(band: Band, node: Node) -> bool:
    return (
        node.x + node.width / 2 > band.x
        and node.x - node.width / 2 < band.x + band.width
        and node.y + node.height / 2 > band.y
        and node.y - node.height / 2 < band.y + band.height
    )


def inside(band: Band, node: Node) -> bool:
    return (
        node.x - node.width / 2 >= band.x
        and node.x + node.width / 2 <= band.x + band.width
        and node.y - node.height / 2 >= band.y
        and node.y + node.height / 2 <= band.y + band.height
    )


@pytest.mark.parametrize("narrow", [False, True])
@given(pathway=pathways())
def test_boxes_are_inside_the_frame_and_never_overlap(pathway: Pathway, narrow: bool) -> None:
    drawn = picture(pathway, narrow=narrow)
    assert drawn == picture(pathway, narrow=narrow)
    assert len({node.id for node in drawn.nodes}) == len(drawn.nodes)
    for node in drawn.nodes:
        assert node.x - node.width / 2 >= -1e-6
        assert node.x + node.width / 2 <= drawn.width + 1e-6
        assert node.y - node.height / 2 >= -1e-6
        assert node.y + node.height / 2 <= drawn.height + 1e-6
    for one, other in combinations(drawn.nodes, 2):
        assert apart(one, other), (one.id, other.id)
    if narrow:
        assert drawn.width == NARROW


@pytest.mark.parametrize("narrow", [False, True])
@given(pathway=pathways())
def test_every_line_runs_forward_and_everything_leads_to_the_award(
    pathway: Pathway, narrow: bool
) -> None:
    drawn = picture(pathway, narrow=narrow)
    nodes = {node.id: node for node in drawn.nodes}
    for edge in drawn.edges:
        along = [y if narrow else x for x, y in edge.points]
        assert along == sorted(along)
        one, other = nodes[edge.source], nodes[edge.target]
        assert (one.y < other.y) if narrow else (one.x < other.x)
    reached, todo = {"award"}, ["award"]
    while todo:
        target = todo.pop()
        new = {edge.source for edge in drawn.edges if edge.target == target} - reached
        reached |= new
        todo += new
    assert reached == set(nodes)


@pytest.mark.parametrize("narrow", [False, True])
@given(pathway=pathways())
def test_a_band_holds_its_own_boxes_and_no_other(pathway: Pathway, narrow: bool) -> None:
    staged = Pathway("p", WORDS, WORDS, _named(pathway.root), "z", pathway.order)
    drawn = picture(staged, narrow=narrow)
    assert len(drawn.bands) == sum(1 for step in staged.root.steps()) - 1
    for band in drawn.bands:
        place = where(staged.root, band.step)
        for node in drawn.nodes:
            own = node.kind is not NodeKind.AWARD and node.place[: len(place)] == place
            assert inside(band, node) if own else not meets(band, node), (place, node.id)


def where(step: Step, wanted: Step, place: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The place of a step in another."""
    for number, option in enumerate(step.options):
        if option is wanted:
            return (*place, number)
        if isinstance(option, Step) and (found := where(option, wanted, (*place, number))):
            return found
    return ()


def _named(step: Step) -> Step:
    options = tuple(_named(one) if isinstance(one, Step) else one for one in step.options)
    return Step(options, step.need, Text.of("stage"), step.id, step.credits)


def crossings(drawn: Picture) -> int:
    """Pairs of lines between the same columns that cross."""
    found = 0
    nodes = {node.id: node for node in drawn.nodes}
    for one, other in combinations([edge for edge in drawn.edges if edge.order], 2):
        a, b = nodes[one.source], nodes[one.target]
        c, d = nodes[other.source], nodes[other.target]
        found += (a.x, b.x) == (c.x, d.x) and (a.y - c.y) * (b.y - d.y) < 0
    return found


def test_arrows_that_need_not_cross_do_not() -> None:
    order = (Before("a", "f"), Before("b", "e"), Before("c", "d"))
    pathway = Pathway("p", WORDS, WORDS, Step.all_of(*"abcdef"), "z", order)
    drawn = picture(pathway)
    assert sum(edge.order for edge in drawn.edges) == 3
    assert crossings(drawn) == 0


def test_what_is_before_stands_left_and_needs_no_second_line() -> None:
    pathway = Pathway("p", WORDS, WORDS, Step.all_of("a", "b"), "z", (Before("b", "a"),))
    drawn = picture(pathway)
    at = {node.option: node for node in drawn.nodes}
    assert at["b"].x < at["a"].x
    lines = [(edge.source, edge.target, edge.order) for edge in drawn.edges]
    assert ("option-1", "option-0", True) in lines
    assert ("option-1", "step", False) not in lines
    low = {node.option: node.y for node in picture(pathway, narrow=True).nodes}
    assert low["b"] < low["a"]


def test_a_circle_is_drawn_without_the_arrow_that_closes_it() -> None:
    circle = (Before("a", "b"), Before("b", "a"))
    pathway = Pathway("p", WORDS, WORDS, Step.all_of("a", "b"), "z", circle)
    assert sum(edge.order for edge in picture(pathway).edges) == 1


def test_a_stage_before_a_stage_is_one_arrow_to_its_band() -> None:
    one = Step(("a", "b"), 2, WORDS, "one")
    two = Step(("c", "d", "e"), 2, WORDS, "two")
    pathway = Pathway("p", WORDS, WORDS, Step.all_of(two, one), "z", (Before("one", "two"),))
    drawn = picture(pathway)
    [arrow] = [edge for edge in drawn.edges if edge.order]
    [band] = [band for band in drawn.bands if band.step is two]
    assert arrow.points[-1] == (band.x, band.y + band.height / 2)


def test_the_starter_picture_shows_every_option_and_the_award() -> None:
    for pathway in starter().pathways:
        drawn = picture(pathway)
        shown = [node.option for node in drawn.nodes if node.kind is NodeKind.ACHIEVEMENT]
        assert sorted(map(str, shown)) == sorted(
            one for one in pathway.root.leaves() if isinstance(one, str)
        )
        assert sum(node.kind is NodeKind.AWARD for node in drawn.nodes) == 1
