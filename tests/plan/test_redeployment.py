"""Assignments against brute force; maps of gaps and what they keep back."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.text import Text
from skillmark.plan import redeployment
from skillmark.plan.heat import Against, By, Standing, heat
from skillmark.plan.redeployment import assign


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[list[float | None]], list[int], list[list[float]]]:
    people, roles = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    fit = st.none() | st.integers(0, 9).map(float)
    row = st.lists(fit, min_size=roles, max_size=roles)
    cost = st.lists(st.integers(0, 3).map(float), min_size=roles, max_size=roles)
    return (
        draw(st.lists(row, min_size=people, max_size=people)),
        draw(st.lists(st.integers(0, 2), min_size=roles, max_size=roles)),
        draw(st.lists(cost, min_size=people, max_size=people)),
    )


@given(cases())
def test_assignments_and_second_best_agree_with_brute_force(
    case: tuple[list[list[float | None]], list[int], list[list[float]]],
) -> None:
    fits, seats, costs = case
    roles = len(seats)

    def best(forbidden: tuple[int, int] | None = None) -> float:
        found = 0.0
        for places in product(range(roles + 1), repeat=len(fits)):
            if any(places.count(r) > seats[r] for r in range(roles)):
                continue
            if forbidden is not None and places[forbidden[0]] == forbidden[1]:
                continue
            worth = 0.0
            for p, r in enumerate(places):
                if r < roles:
                    fit = fits[p][r]
                    worth += -np.inf if fit is None else fit - costs[p][r] / 2
            found = max(found, worth)
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(redeployment, "DENSE", 0)
        flow = assign(fits, seats, costs=costs, money_per_fit=2.0)
    made = assign(fits, seats, costs=costs, money_per_fit=2.0)
    assert made.worth == pytest.approx(best())
    assert flow.worth == pytest.approx(made.worth)
    assert made.worth == pytest.approx(made.fit - made.cost / 2)
    taken = [placement.role for placement in made.placements]
    assert all(taken.count(r) <= n for r, n in enumerate(seats))
    assert sorted([p.person for p in made.placements] + list(made.left_over)) == list(
        range(len(fits))
    )
    assert sum(empty for _role, empty in made.unfilled) == sum(seats) - len(taken)
    for placement in made.placements:
        without = best((placement.person, placement.role))
        assert placement.loss == pytest.approx(made.worth - without)
        assert placement.second != placement.role


def test_those_whom_no_role_fits_are_named() -> None:
    made = assign([[0.9, 0.2], [None, 0.1], [0.8, None]], [1, 5], least=0.15)
    assert [(p.person, p.role) for p in made.placements] == [(0, 1), (2, 0)]
    assert made.left_over == (1,)
    assert made.unfit == (1,)
    assert made.unfilled == ((1, 4),)
    # the best place for one would leave another without any
    assert made.placements[0].loss == pytest.approx(0.1)
    assert made.placements[0].second == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([[1.0], [1.0, 2.0]], [1]), "rectangular"),
        (([[1.0]], [1, 1]), "a row for each person"),
        (([[-1.0]], [1]), "at least 0"),
        (([[1.0]], [-1]), "negative"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: tuple[list[list[float]], list[int]], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        assign(*arguments)
    with pytest.raises(InputError, match="compared"):
        assign([[1.0]], [1], costs=[[1.0]])


SQL = Role(Text("Analyst"), (Requirement("sql", 4, weight=2.0), Requirement("charts")))
AGENTS = Role(Text("Builder"), (Requirement("agents", 3),))


def test_heat_counts_levels_and_roles_to_come() -> None:
    people = [
        Standing("ana", "north", {"sql": 3}, SQL, AGENTS),
        Standing("ben", "north", {"sql": 4, "charts": None}, SQL),
        Standing("cleo", "south", {"sql": None}, SQL),
        Standing("dan", "south", {}),
    ]
    found = heat(people)
    assert (found.rows, found.skills) == (("north", "south"), ("charts", "sql"))
    north, south = found.cells
    assert north[1] is not None
    assert (north[1].needed, north[1].lacking, north[1].share) == (2, 1, 0.5)
    assert (north[1].weight, north[1].levels) == (2.0, 1.0)
    assert south[1] is not None
    # a level that the evidence does not name is no number of missing levels
    assert (south[1].lacking, south[1].levels) == (1, None)
    assert found.total[1] is not None
    assert found.total[1].needed == 3
    coming = heat(people, by=By.PERSON, against=Against.COMING)
    assert (coming.rows, coming.skills) == (("ana",), ("agents",))
    assert coming.cells[0][0] is not None
    assert coming.cells[0][0].levels == 3.0
    assert heat(people, by=By.ORGANISATION, most=1).rows == ("",)


def test_small_groups_are_withheld_and_cannot_be_found_by_subtraction() -> None:
    people = [
        Standing(f"{team}{n}", team, {}, SQL)
        for team, size in (("a", 2), ("b", 5), ("c", 6))
        for n in range(size)
    ]
    found = heat(people, smallest=4)
    assert {row for row, _skill in found.withheld} == {"a", "b"}
    assert found.cells[0] == (None, None)
    assert found.cells[2][0] is not None
    assert found.total[0] is not None
    assert heat(people[:2], smallest=4).total == (None, None)
    with pytest.raises(InputError, match="groups of 0"):
        heat(people, smallest=0)
