"""What pathways and programmes cannot be, and what is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.held import CreditUnit, Held, Holding
from skillmark.nouns.pathway import (
    Before,
    Credits,
    Pathway,
    Step,
    Validity,
    WholeRenewal,
)
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.programme import Programme, ProgrammeCourse
from skillmark.nouns.text import Text

WORDS = Text.of("words")
SQL = SkillLevel("urn:sql", 4)


def pathway(*options: str | Step, order: tuple[Before, ...] = ()) -> Pathway:
    return Pathway("p", WORDS, WORDS, Step.all_of(*options), "z", order)


def programme(**members: object) -> Programme:
    return Programme("p", WORDS, WORDS, **members)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Step((), 0, credits=Credits(1)), "0 of 0"),
        (lambda: Step(("a",), 0), "0 of 1"),
        (lambda: Credits(0), "sum of 0"),
        (lambda: Credits(float("inf")), "sum of inf"),
        (lambda: pathway("a", order=(Before("a", "b"),)), "'b', which is no part"),
        (lambda: pathway("a", order=(Before("a", "a"),)), "before itself"),
        (lambda: pathway(Step(("a",), 1, id="s"), Step(("b",), 1, id="s")), "same name"),
        (lambda: pathway("s", Step(("b",), 1, id="s")), "same name"),
        (lambda: Validity(share=0.5), "only where it is named"),
        (lambda: Validity(renewal=WholeRenewal.SHARE), "only where it is named"),
        (lambda: Validity(renewal=WholeRenewal.SHARE, share=1.5), "share of 1.5"),
        (lambda: Validity(renewal=WholeRenewal.REFRESHER), "only where its step"),
        (lambda: programme(), "a pathway or to achievements"),
        (lambda: programme(pathway="p", achievements=("a",)), "a pathway or to achievements"),
        (lambda: programme(pathway="p", eqf_level=9), "EQF level 9"),
        (lambda: programme(pathway="p", ects=0), "more than 0"),
        (lambda: programme(pathway="p", languages=()), "some language"),
        (lambda: ProgrammeCourse("c", date(2026, 2, 1), date(2026, 1, 1)), "ends before"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Callable[[], object], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        make()


def test_what_is_held_counts_once_and_at_its_best() -> None:
    held = Held(
        (
            Holding("a", (SkillLevel("urn:sql", 3),), ects=2, hours=50),
            Holding("a", (SQL,), ects=1, hours=60),
            Holding("", (SkillLevel("urn:talk", None),)),
        )
    )
    assert (list(held), len(held), "" in held) == (["a"], 1, False)
    assert held.credits("a", CreditUnit.ECTS) == 2
    assert held.credits("a", CreditUnit.HOURS) == 60
    assert held.credits("b", CreditUnit.ECTS) == 0
    assert held.confirms(SQL)
    assert not held.confirms(SkillLevel("urn:sql", 5))
    assert held.confirms(SkillLevel("urn:talk", None))
    assert not held.confirms(SkillLevel("urn:talk", 1))


def test_a_sum_of_tenths_is_reached() -> None:
    step = Step(("a", "b", "c"), 0, credits=Credits(0.3, CreditUnit.HOURS))
    held = Held(tuple(Holding(one, hours=0.1) for one in "abc"))
    assert step.met_by(held)
    assert not step.met_by(["a", "b", "c"]), "plain ids count no credits"


def test_what_stands_in_both_steps_does_not_wait_for_itself() -> None:
    first, then = Step(("a", "b"), 2, id="first"), Step(("b", "c"), 1, id="then")
    way = pathway(first, then, order=(Before("first", "then"),))
    assert way.waiting("b", Held()) == ()
    assert way.waiting("c", Held.of(["a"])) == ("first",)
    assert way.waiting("c", Held.of(["a", "b"])) == ()


def test_a_skill_may_come_first() -> None:
    root = Step((SQL, "a"), 2)
    way = Pathway("p", WORDS, WORDS, root, "z", (Before("urn:sql", "a"),))
    assert way.waiting("a", Held()) == ("urn:sql",)
    assert way.waiting("a", Held((Holding("", (SQL,)),))) == ()


def test_a_programme_lasts_from_its_first_course_to_its_last() -> None:
    courses = (
        ProgrammeCourse("late", date(2026, 5, 1), date(2026, 9, 1)),
        ProgrammeCourse("early", date(2026, 2, 1), date(2026, 3, 1)),
        ProgrammeCourse("some time"),
    )
    said = programme(pathway="p", courses=courses)
    assert (said.starts, said.ends) == (date(2026, 2, 1), date(2026, 9, 1))
    assert (programme(achievements=("a",)).starts, programme(pathway="p").ends) == (None, None)
