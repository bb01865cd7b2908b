"""Agreement of machine and people: against known values, and what is said when there is little."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.machine.agreement import Pair, by_criterion, overall
from skillmark.assess.precision.kappa import Weights, cohen


def pairs(table, *, worth=2.0, item="q", criterion="c", step=1.0):
    """Return a pair a count of a table: rows what people gave, columns what the machine did."""
    found, number = [], 0
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            for _ in range(count):
                found.append(Pair(f"p{number}", item, criterion, worth, row * step, column * step))
                number += 1
    return found


COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""Counts of Cohen (1960): 200 subjects in three categories, with an unweighted kappa of 0.492."""


def test_kappa_is_that_of_two_raters_with_quadratic_weights():
    (found,) = by_criterion(pairs(COHEN))
    table = np.array(COHEN) / 200
    apart = (np.arange(3)[:, None] - np.arange(3)[None, :]) ** 2
    expected = (
        1 - (apart * table).sum() / (apart * np.outer(table.sum(axis=1), table.sum(axis=0))).sum()
    )
    assert found.kappa.estimate == pytest.approx(expected, abs=1e-12)
    assert found.exact.estimate == pytest.approx(140 / 200)
    assert found.adjacent.estimate == pytest.approx(180 / 200)
    assert found.difference.estimate == pytest.approx((14 + 2 * 18 + 10 - 10 - 2 * 2 - 6) / 200)
    assert found.difference.low < found.difference.estimate < found.difference.high
    assert (found.persons, found.ratings, found.why) == (200, 200, "")


def test_one_rating_a_person_gives_the_jackknife_about_the_width_of_the_formula():
    alone = by_criterion(pairs(COHEN))[0]
    both = pairs(COHEN) + [
        Pair(one.person, "q", "d", one.worth, one.human, one.machine) for one in pairs(COHEN)
    ]
    together = overall(both)
    # Twice the same ratings of the same people are no more evidence than once.
    assert together.kappa.estimate == pytest.approx(alone.kappa.estimate)
    width = together.kappa.high - together.kappa.low
    assert width == pytest.approx(alone.kappa.high - alone.kappa.low, rel=0.1)
    assert together.ratings == 2 * together.persons


def test_a_machine_that_is_always_kinder_shows_in_the_difference():
    kind = [
        Pair(f"p{n}", "q", "c", 2.0, float(n % 3) / 2, float(n % 3) / 2 + 0.5) for n in range(60)
    ]
    (found,) = by_criterion(kind)
    assert found.exact.estimate == 0
    assert found.adjacent.estimate == 1
    assert found.difference.estimate == found.difference.low == pytest.approx(0.5)
    assert found.kappa.estimate < 1


def test_below_twenty_people_there_are_no_figures_but_the_reason():
    (found,) = by_criterion(pairs([[10, 0], [0, 9]]))
    assert found.kappa is found.exact is found.adjacent is found.difference is None
    assert "19" in found.why
    assert "20 are needed" in found.why
    assert overall([]).why


def test_many_ratings_of_few_people_are_few():
    few = [Pair(f"p{n % 5}", "q", f"c{n}", 2.0, n % 2, n % 2) for n in range(100)]
    assert overall(few).kappa is None


def test_only_the_first_rating_of_a_person_counts_on_a_criterion():
    once = pairs([[12, 3], [2, 13]])
    again = [Pair(one.person, "q", "c", 2.0, 0.0, 2.0) for one in once]
    assert by_criterion(once + again) == by_criterion(once)


def test_where_all_are_rated_alike_kappa_says_why_it_is_missing():
    (found,) = by_criterion(pairs([[0, 0], [0, 25]]))
    assert found.kappa is None
    assert found.exact.estimate == 1
    assert "same" in found.why


def test_criteria_stay_apart_and_keep_their_order():
    both = pairs([[15, 1], [1, 15]], criterion="z") + pairs([[16, 0], [0, 16]], criterion="a")
    assert [one.criterion for one in by_criterion(both)] == ["z", "a"]
    assert by_criterion(both)[1].kappa.estimate == 1


def test_the_interval_of_all_criteria_covers_what_it_should():
    """Coverage of the jackknife over people, whose answers hang together: simulated."""
    rng = np.random.default_rng(7)
    shares = [0.0, 0.5, 1.0]

    def drawn(people):
        found = []
        for person in range(people):
            level, slip = rng.integers(3), rng.random() * 0.6
            for criterion in range(4):
                truth = int(np.clip(level + rng.integers(-1, 2), 0, 2))
                said = int(np.clip(truth + (rng.random() < slip) * rng.choice([-1, 1]), 0, 2))
                found.append(
                    Pair(f"p{person}", "q", str(criterion), 1.0, shares[truth], shares[said])
                )
        return found

    true = float(np.mean([one.human == one.machine for one in drawn(2_500)]))
    hits = sum(
        made.low <= true <= made.high for made in (overall(drawn(60)).exact for _ in range(60))
    )
    assert hits >= 52  # 57 of 60 at 95 %; fewer than 52 has a chance below 1 %


def test_leaving_people_out_by_subtraction_is_leaving_them_out():
    rng = np.random.default_rng(3)
    found = [
        Pair(f"p{n // 3:02}", "q", str(n % 3), 2.0, *(float(rng.integers(5)) / 2 for _ in range(2)))
        for n in range(90)
    ]
    people = sorted({one.person for one in found})
    left = [
        overall([one for one in found if one.person != person]).kappa.estimate for person in people
    ]
    error = np.sqrt(29 / 30 * ((np.array(left) - np.mean(left)) ** 2).sum())
    kappa = overall(found).kappa
    assert kappa.high - kappa.estimate == pytest.approx(2.0452296 * error, rel=1e-6)


def test_cohen_is_the_same_function_as_elsewhere():
    found = by_criterion(pairs(COHEN))[0].kappa
    human = np.array([one.human for one in pairs(COHEN)])
    machine = np.array([one.machine for one in pairs(COHEN)])
    assert found == cohen(human, machine, weights=Weights.QUADRATIC)
