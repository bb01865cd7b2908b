"""Drafts of pathways: every edit leaves something that can be drawn and continued."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.define import drafting
from skillmark.define.pathways_written import pathway_from, pathway_to
from skillmark.define.picture import picture
from skillmark.define.problem import ProblemKind
from skillmark.nouns.errors import InputError
from skillmark.nouns.pathway import Pathway

from .drawn import IDS, SKILLS, pathways

PLACES = st.lists(st.integers(0, 3), min_size=1, max_size=3).map(tuple)
STEPS = st.sampled_from(["", "step-1", "step-2", "step-3"])
NAMES = st.sampled_from([*IDS, *SKILLS, "step-1", "step-2"])
OPTIONS = st.one_of(
    st.sampled_from(IDS), st.sampled_from(SKILLS).map(lambda uri: {"skill": uri, "level": 2})
)
EDITS = st.one_of(
    st.tuples(st.just(drafting.add), st.tuples(OPTIONS), st.fixed_dictionaries({"into": STEPS})),
    st.tuples(st.just(drafting.add_step), st.just(()), st.fixed_dictionaries({"into": STEPS})),
    st.tuples(st.just(drafting.group), st.tuples(st.lists(PLACES, max_size=3)), st.just({})),
    st.tuples(st.just(drafting.ungroup), st.tuples(PLACES), st.just({})),
    st.tuples(st.just(drafting.remove), st.tuples(PLACES), st.just({})),
    st.tuples(st.just(drafting.remove_named), st.tuples(NAMES), st.just({})),
    st.tuples(
        st.just(drafting.move),
        st.tuples(PLACES, st.sampled_from(["up", "down", "in", "out"])),
        st.just({}),
    ),
    st.tuples(
        st.just(drafting.drop),
        st.tuples(PLACES),
        st.fixed_dictionaries({"into": PLACES | st.just(()), "number": st.integers(0, 3)}),
    ),
    st.tuples(
        st.just(drafting.rule),
        st.tuples(STEPS),
        st.fixed_dictionaries(
            {"need": st.none() | st.integers(0, 4), "amount": st.none() | st.just(2.0)}
        ),
    ),
    st.tuples(st.just(drafting.name), st.tuples(STEPS, st.just({"en": "A stage"})), st.just({})),
    st.tuples(st.just(drafting.before), st.tuples(NAMES, NAMES), st.just({})),
)


def draw(edits: list[Any]) -> dict[str, Any]:
    draft = drafting.empty("p")
    for edit, args, members in edits:
        before = deepcopy(draft)
        try:
            new = edit(draft, *args, **members)
        except InputError:
            new = draft
        assert draft == before, "the old draft is left alone"
        draft = new
    return draft


@given(st.lists(EDITS, max_size=12))
def test_whatever_is_drawn_can_be_looked_at_and_shown(edits: list[Any]) -> None:
    draft = draw(edits)
    pathway, missing = drafting.look(draft)
    assert (pathway is None) == (not any(not drafting.is_step(o) for _p, o in drafting.walk(draft)))
    assert {one.kind for one in missing} == {ProblemKind.UNFINISHED}
    if pathway is not None:
        picture(pathway)
        picture(pathway, narrow=True)
    ids = [step["id"] for _place, step in drafting.steps(draft)]
    assert len(set(ids)) == len(ids)
    if not any("options" in one.concerns or "need" in one.concerns for one in missing):
        named = {**draft, "name": {"en": "P"}, "description": {"en": "D"}, "awards": "z"}
        assert pathway is None or pathway_from(drafting.finished(named)).root == pathway.root


@given(pathways())
def test_a_finished_pathway_is_continued_without_a_change(pathway: Pathway) -> None:
    draft = drafting.of(pathway_to(pathway))
    assert pathway_from(drafting.finished(draft)).order == pathway.order
    again, missing = drafting.look(draft)
    assert missing == []
    assert again is not None
    assert pathway_to(again) == pathway_to(pathway)


@given(st.lists(EDITS, max_size=8), PLACES)
def test_down_undoes_up_and_out_undoes_in(edits: list[Any], place: tuple[int, ...]) -> None:
    draft = draw(edits)
    try:
        option = drafting.at(draft, place)
    except InputError:
        return
    up = drafting.move(draft, place, "up")
    if up != draft:
        assert drafting.move(up, (*place[:-1], place[-1] - 1), "down") == draft
    inside = drafting.move(draft, place, "in")
    if inside != draft and place[-1] > 0:
        above = drafting.at(inside, (*place[:-1], place[-1] - 1))
        back = (*place[:-1], place[-1] - 1, len(above["options"]) - 1)
        assert drafting.at(inside, back) == option
        out = drafting.move(inside, back, "out")
        assert out == draft


def test_all_of_them_stays_all_when_one_is_added() -> None:
    draft = drafting.of({"id": "p", "name": {"en": "P"}, "description": {"en": "D"}, "need": 2,
                         "awards": "z", "steps": ["a", "b"]})  # fmt: skip
    pathway, _missing = drafting.look(drafting.add(draft, "c"))
    assert pathway is not None
    assert pathway.root.need == 3


def test_what_is_taken_out_is_forgotten_by_the_order() -> None:
    draft = drafting.empty("p")
    for one in "abc":
        draft = drafting.add(draft, one)
    draft = drafting.before(drafting.before(draft, "a", "b"), "b", "c")
    assert drafting.remove(draft, (0,))["order"] == [["b", "c"]]
    assert "order" not in drafting.remove_named(draft, "b")


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (lambda d: drafting.add(d, "a"), "already"),
        (lambda d: drafting.before(d, "a", "a"), "two different"),
        (lambda d: drafting.remove(d, (7,)), "nothing stands there"),
        (lambda d: drafting.drop(d, (1,), into=(1,), number=0), "into itself"),
        (lambda d: drafting.place_of("x"), "not a place"),
        (lambda d: drafting.rule(d, "nowhere", need=1), "no step"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(edit: Any, complaint: str) -> None:
    draft = drafting.add_step(drafting.add(drafting.empty("p"), "a"))
    with pytest.raises(InputError, match=complaint):
        edit(draft)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 5) | st.floats() | st.sampled_from(["", "a", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "options",
                    "need",
                    "skill",
                    "level",
                    "credits",
                    "ects",
                    "name",
                    "id",
                    "share",
                    "renewal",
                    "refresher",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(JSON, JSON, JSON, JSON, JSON)
def test_whatever_a_document_says_is_read_or_refused_in_words(
    steps: Any, need: Any, asked: Any, order: Any, validity: Any
) -> None:
    document = {"id": "p", "name": "P", "description": "D", "awards": "z", "steps": [steps, "a"],
                "need": need, "credits": asked, "order": [order], "validity": validity}  # fmt: skip
    for chosen in (document, {**document, "order": [], "validity": None}):
        try:
            read = pathway_from(chosen)
        except InputError:
            continue
        assert pathway_from(pathway_to(read)) == read
