"""Stackable pathways: their problems, and progress along them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.define.catalogue import Catalogue, starter
from skillmark.define.pathway import ProblemKind, check, problems, progress
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.errors import InputError
from skillmark.nouns.pathway import Pathway, Step
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text

WORDS = Text.of("words")
MODEL = starter().achievements[0]


def achievement(
    name: str, *skills: tuple[str, int | None], test: str | None = "test"
) -> Achievement:
    shown = tuple(SkillLevel(*skill) for skill in skills) or (SkillLevel("urn:x", 1),)
    return replace(MODEL, id=name, skills=shown, test=test)


def pathway(name: str, awards: str, *options: str | Step, need: int | None = None) -> Pathway:
    return Pathway(name, WORDS, WORDS, Step(options, need or len(options)), awards)


def kinds(achievements: list[Achievement], *pathways: Pathway) -> list[ProblemKind]:
    return [one.kind for one in problems(Catalogue(tuple(achievements), pathways))]


def test_the_starter_pathways_make_sense() -> None:
    check(starter())


def test_an_unknown_achievement_is_named() -> None:
    catalogue = Catalogue((achievement("a"),), (pathway("p", "z", "a", "b"),))
    (unknown, *_) = problems(catalogue)
    assert (unknown.kind, unknown.concerns) == (ProblemKind.UNKNOWN, ("b", "z"))
    with pytest.raises(InputError, match="b, z") as caught:
        check(catalogue)
    assert (caught.value.where, caught.value.code) == ("pathway p", "unknown_achievement")


def test_pathways_that_lead_back_to_themselves_are_found() -> None:
    all_of = [achievement(name, test=None) for name in "abc"]
    found = problems(
        Catalogue(
            tuple(all_of), (pathway("p", "a", "b"), pathway("q", "b", "c"), pathway("r", "c", "a"))
        )
    )
    cycles = [one for one in found if one.kind is ProblemKind.CYCLE]
    assert [one.concerns for one in cycles] == [
        ("a", "b", "c", "a"), ("b", "c", "a", "b"), ("c", "a", "b", "c"),
    ]  # fmt: skip
    assert [one.kind for one in found if one.kind is not ProblemKind.CYCLE] == [
        ProblemKind.UNREACHABLE
    ] * 3


def test_a_cycle_with_a_way_around_it_can_still_be_reached() -> None:
    found = kinds(
        [achievement("a", test=None), achievement("b"), achievement("c")],
        pathway("p", "a", "c", Step.any_of("a", "b")),
    )
    assert found == [ProblemKind.CYCLE]


def test_the_same_option_twice_is_found_however_deep() -> None:
    parts = [achievement(name) for name in "abz"]
    assert kinds(parts, pathway("p", "z", "a", "a", need=2)) == [ProblemKind.REPEATED]
    assert kinds(parts, pathway("p", "z", "a", Step(("b", "b"), 1))) == [ProblemKind.REPEATED]


def test_a_skill_that_can_be_avoided_is_not_promised() -> None:
    parts = [achievement("a", ("urn:s", 3)), achievement("b", ("urn:t", 3))]
    award = achievement("z", ("urn:s", 3), test=None)
    assert kinds([*parts, award], pathway("p", "z", "a", "b")) == []
    (avoided,) = problems(Catalogue((*parts, award), (pathway("p", "z", "a", "b", need=1),)))
    assert (avoided.kind, avoided.concerns) == (ProblemKind.UNASSESSED, ("urn:s",))


def test_a_promise_above_the_level_assessed_is_found() -> None:
    parts = [achievement("a", ("urn:s", 3)), achievement("z", ("urn:s", 4), test=None)]
    assert kinds(parts, pathway("p", "z", "a")) == [ProblemKind.UNASSESSED]
    with_test = [parts[0], replace(parts[1], test="final")]
    assert kinds(with_test, pathway("p", "z", "a")) == []


def test_progress_on_the_starter_pathway() -> None:
    (path,) = starter().pathways
    nothing = progress(path, [])
    assert (nothing.share, nothing.fewest, nothing.done) == (0, 3, False)
    some = progress(path, ["genai-foundations", "something-else"])
    assert some.held == ("genai-foundations",)
    assert some.next == (
        "genai-engineering-teams", "genai-people-functions", "communicating-at-work",
    )  # fmt: skip
    assert (some.fewest, round(some.share, 2)) == (2, 0.33)
    both = progress(path, ["genai-engineering-teams", "genai-people-functions"])
    assert both.fewest == 2
    done = progress(path, ["genai-foundations", "genai-people-functions", "communicating-at-work"])
    assert (done.done, done.share, done.fewest, done.next, done.open) == (True, 1.0, 0, (), None)


NAMES = st.sampled_from([f"a{number}" for number in range(8)])
STEPS = st.recursive(
    NAMES,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda options: st.integers(1, len(options)).map(lambda need: Step(tuple(options), need))
    ),
    max_leaves=8,
).map(lambda one: one if isinstance(one, Step) else Step.all_of(one))


@given(STEPS, st.sets(NAMES), NAMES)
def test_holding_more_never_takes_anybody_back(step: Step, held: set[str], more: str) -> None:
    path = Pathway("p", WORDS, WORDS, step, "award")
    before, after = progress(path, held), progress(path, held | {more})
    assert 0 <= before.share <= after.share <= 1
    assert after.fewest <= before.fewest
    assert before.done == (before.fewest == 0) == step.met_by(held)
