"""What a change of roles takes: laws, and a case worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.plan import Offer
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.text import Text
from skillmark.plan.foresight.impact import Employee, impact
from skillmark.plan.foresight.scenario import Amendment, Change, Scenario, asked_after, dropped
from skillmark.plan.foresight.standing import Standing
from skillmark.plan.foresight.way import shortest
from skillmark.plan.foresight.weakening import Holding, Weakness, losing, weakening

BY = date(2027, 1, 1)
V, E, C, M = (
    EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED, EvidenceClass.MISSING,
)  # fmt: skip
ANALYST = Role(
    Text.of("Analyst"),
    (Requirement("sql", 3), Requirement("excel", 4), Requirement("art", 2, Importance.OPTIONAL)),
    id="analyst",
)
CLERK = Role(Text.of("Clerk"), (Requirement("excel", 2),), id="clerk")
ROLES = {"analyst": ANALYST, "clerk": CLERK}
OFFERS = (
    Offer("sql-4", 400, 40, ("sql",), (("sql", 4),), requires=("sql-3",)),
    Offer("sql-3", 100, 10, ("sql",), (("sql", 3),)),
    Offer("sql-boot", 450, 60, ("sql",), (("sql", 4),)),
)


def proof(skill, level, cls=V):
    return Evidence(skill, cls, date(2026, 1, 1), level)


def somebody(name, role, *evidence, **more):
    return Employee(name, role, Standing.of(evidence), **more)


def work_out(scenario, people, offers=OFFERS, weeks=10.0):
    return impact(scenario, ROLES, people, offers, weeks=weeks, hours_a_week=4.0)


CHANGE = Scenario(
    BY,
    (
        Change(
            "analyst",
            (Amendment("sql", 4), Amendment("excel", gone=True), Amendment("ai", 2)),
            seats=3,
        ),
    ),
)
PEOPLE = (
    somebody("ana", "analyst", proof("sql", 4), proof("ai", 2, E)),
    somebody("ben", "analyst", proof("sql", 3), proof("sql", 6, C), holds=frozenset({"sql-3"})),
    somebody("cem", "analyst", proof("sql", None), proof("ai", 5, C)),
    somebody("dia", "clerk", proof("sql", 5), proof("ai", 3)),
)


def test_a_change_by_hand():
    found = work_out(CHANGE, PEOPLE)
    (role,) = found.roles
    assert (role.people, role.seats, role.ready, role.retrain, role.ready_elsewhere) == (
        3, 3, 1, 2, 1,
    )  # fmt: skip
    assert role.gone == ("excel",)
    sql, ai = role.needs
    assert (sql.before, sql.new, sql.retrain) == (3, False, 2)
    assert sql.counts == {V: 1, E: 0, C: 1, EvidenceClass.INFERRED: 0, M: 1}
    assert (ai.new, ai.counts[E], ai.counts[C], ai.counts[M]) == (True, 1, 1, 1)
    # ben holds the first step, cem takes the bootcamp, which is cheaper than both steps
    assert (found.effort.cost, found.effort.hours, found.effort.learners) == (850, 100, 2)
    assert found.effort.optimal
    assert found.effort.nothing_on_offer == (("ai", 2, 2),)
    assert found.effort.late == 1  # 60 hours of 40 that there are; 40 are just enough
    assert (found.people, found.retrain) == (3, 2)
    assert work_out(CHANGE, PEOPLE, weeks=-3.0).effort.late == 2


def test_what_was_missing_before_is_not_counted_again():
    """Ben lacked excel 4 all along: only what the change asks is opened by it."""
    raised = Scenario(BY, (Change("analyst", (Amendment("art", 2),)),))
    assert work_out(raised, PEOPLE).retrain == 0
    lowered = Scenario(BY, (Change("analyst", (Amendment("sql", 2),)),))
    assert work_out(lowered, PEOPLE).retrain == 0


def test_new_roles_and_what_nobody_asks_for_any_more():
    new = Change("new-1", (Amendment("ai", 3),), seats=2)
    found = work_out(Scenario(BY, (new,)), PEOPLE).roles[0]
    assert (found.people, found.seats, found.ready_elsewhere, found.retrain) == (0, 2, 1, 0)
    gone = Change("clerk", (Amendment("excel", gone=True),))
    assert dropped(ROLES, Scenario(BY, (gone,))) == frozenset()
    both = Scenario(BY, (gone, Change("analyst", (Amendment("excel", gone=True),))))
    assert dropped(ROLES, both) == {"excel"}
    back = Scenario(BY, (*both.changes, Change("new-1", (Amendment("excel", 1),))))
    assert dropped(ROLES, back) == frozenset()


def test_contradictions_are_refused():
    with pytest.raises(InputError, match="no level"):
        Amendment("sql", 3, gone=True)
    with pytest.raises(InputError, match="twice"):
        Change("analyst", (Amendment("sql", 3), Amendment("sql", 4)))
    with pytest.raises(InputError, match="twice"):
        Scenario(BY, (Change("clerk"), Change("clerk")))
    with pytest.raises(InputError, match="people"):
        Change("clerk", seats=-1)


levels = st.integers(1, 8)
skills = st.sampled_from(["sql", "excel", "art", "ai"])
pieces = st.builds(proof, skills, st.none() | levels, st.sampled_from([V, E, C]))
staff = st.lists(st.tuples(st.sampled_from(["analyst", "clerk", ""]), st.lists(pieces, max_size=4)),
                 max_size=5)  # fmt: skip
amendments = st.lists(
    st.builds(Amendment, skills, levels) | st.builds(Amendment, skills, gone=st.just(True)),
    max_size=3, unique_by=lambda one: one.skill,
)  # fmt: skip
scenarios = st.builds(
    lambda mine, theirs: Scenario(
        BY, (Change("analyst", tuple(mine)), Change("clerk", tuple(theirs)))
    ),
    amendments, amendments,
)  # fmt: skip


def employed(drawn):
    return [somebody(str(n), role, *evidence) for n, (role, evidence) in enumerate(drawn)]


@given(scenarios, staff, skills, levels)
def test_more_verified_evidence_never_means_more_retraining(scenario, drawn, skill, level):
    before = work_out(scenario, employed(drawn), offers=())
    more = [(role, [*evidence, proof(skill, level)]) for role, evidence in drawn]
    after = work_out(scenario, employed(more), offers=())
    assert after.retrain <= before.retrain
    for old, new in zip(before.roles, after.roles, strict=True):
        assert new.retrain <= old.retrain
        assert new.ready >= old.ready
        for one, other in zip(old.needs, new.needs, strict=True):
            assert other.retrain <= one.retrain
            assert sum(other.counts.values()) == sum(one.counts.values()) == new.people


@given(staff)
def test_a_scenario_without_change_changes_nothing(drawn):
    same = tuple(Amendment(one.skill, one.level) for one in ANALYST.requirements)
    for changes in ((), (Change("analyst"), Change("clerk")), (Change("analyst", same),)):
        found = work_out(Scenario(BY, changes), employed(drawn))
        assert found.retrain == 0
        assert found.effort.cost == found.effort.hours == found.effort.learners == 0
        for one in found.roles:
            assert (one.needs, one.gone, one.retrain) == ((), (), 0)
    assert asked_after(ANALYST, same) == ANALYST.requirements


def test_proof_that_will_be_too_weak_by_the_day():
    asked = {"analyst": (Requirement("sql", 4), Requirement("ai"))}

    def piece(person, **more):
        given = {"level": 4, "then": 4.0, "skill": "sql", "title": "SQL badge"} | more
        return Holding(person, "analyst", **given)

    found = weakening(
        [
            piece("ana", until=date(2026, 12, 31)),
            piece("ben", until=date(2026, 11, 1)),
            piece("ben", title="Other", level=3, then=3.0),
            piece("cem", then=3.4),
            piece("dia", then=3.6),
            piece("eva", until=date(2026, 5, 1)),
            piece("eva", title="New one"),
            piece("fay", skill="ai", level=None, then=None),
            piece("gus", skill="art"),
        ],
        asked,
        by=BY,
    )
    assert [(one.title, one.why, one.people, one.first) for one in found] == [
        ("SQL badge", Weakness.ENDS, 2, date(2026, 11, 1)),
        ("Other", Weakness.LOW, 1, None),
        ("SQL badge", Weakness.FADES, 1, None),
    ]


def test_achievements_of_what_loses_demand():
    assert losing({"a": {"x", "y"}, "b": {"x"}, "c": {"z"}}, {"x"}) == (
        ("b", ("x",), True),
        ("a", ("x",), False),
    )


def test_the_shortest_way_is_short_in_hours_and_in_order():
    asked = (Requirement("sql", 4), Requirement("ai", 2), Requirement("excel", 3))
    unlevelled = Offer("excel-any", 0, 5, ("excel",))
    way = shortest(asked, (*OFFERS, unlevelled))
    assert way.achievements == ("sql-3", "sql-4")  # 50 hours, less than 60
    assert way.before == (("sql-3", "sql-4"),)
    assert [one.skill for one in way.left] == ["ai", "excel"]
    lone = [replace(OFFERS[0], requires=("nowhere",)), OFFERS[2]]
    assert shortest(asked[:1], lone).achievements == ("sql-boot",)
    assert shortest(asked, ()).left == asked
