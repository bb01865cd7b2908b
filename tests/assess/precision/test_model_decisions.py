"""Lord and Wingersky, Lee, Rudner: another program, brute force, laws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from skillmark.assess.precision.model_decisions import lee, rudner
from skillmark.assess.precision.recursion import right_or_wrong, summed_scores
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError

A = np.array([0.6, 0.8, 1, 1.2, 1.4, 0.9, 1.1, 0.7, 1.5, 1.0])
B = np.array([-2, -1.5, -1, -0.5, 0, 0.3, 0.6, 1, 1.5, 2])
C = np.array([0, 0, 0.2, 0.2, 0.2, 0, 0, 0.25, 0.1, 0])
THETA = np.arange(-2.5, 2.6, 0.5)
NODES = np.linspace(-4, 4, 41)
NORMAL = np.exp(-(NODES**2) / 2)


def items(scale=1.0, guessing=C):
    return ItemParameters(scale * A, -scale * A * B, guessing)


def test_the_recursion_as_cacirt_prints_it():
    """R cacIRT 1.4, `recursive.raw(ip, c(-1, 0, 1.5), D=1)`."""
    found = summed_scores(right_or_wrong(items(), np.array([-1, 0, 1.5]))).T
    assert found[0][:3] == pytest.approx([6.186805575e-03, 4.726579852e-02, 1.509490103e-01])
    assert found[1][8:] == pytest.approx([0.03920579408, 0.0058334454358, 3.248217788e-04])
    assert found[2][10] == pytest.approx(5.097092342e-02)


def test_the_recursion_counts_what_counting_counts():
    rng = np.random.default_rng(1)
    given = [rng.dirichlet(np.ones(k), 3).T for k in (2, 4, 3, 2, 5)]
    found = summed_scores(given)
    brute = np.zeros_like(found)
    for pattern in itertools.product(*(range(len(one)) for one in given)):
        brute[sum(pattern)] += np.prod([one[k] for one, k in zip(given, pattern, strict=True)], 0)
    assert found == pytest.approx(brute)
    assert found.sum(axis=0) == pytest.approx(1)
    assert summed_scores(given[::-1]) == pytest.approx(found)


def test_lee_as_cacirt_prints_it():
    """`class.Lee(6, ip, D=1.7)`, over people and over a normal population."""
    people, population = lee(items(1.7), THETA, cut=6), lee(items(1.7), NODES, NORMAL, cut=6)
    assert (people.accuracy, people.consistency) == pytest.approx((0.9182690075, 0.882901291))
    assert (population.accuracy, population.consistency) == pytest.approx((0.82908118, 0.774851374))


def test_rudner_as_cacirt_prints_it():
    """`class.Rud(.25, ip, D=1.7)` without guessing: its information of 3PL items is another.

    There it divides by 1 - c^2 where Lord (1980, equation 5-9) has (1 - c)^2.
    """
    plain = items(1.7, np.zeros(10))
    people, population = rudner(THETA, plain, cut=0.25), rudner(NODES, plain, NORMAL, cut=0.25)
    assert (people.accuracy, people.consistency) == pytest.approx((0.9294211782, 0.8933250315))
    assert (population.accuracy, population.consistency) == pytest.approx(
        (0.8577836126, 0.7998129387)
    )
    errors = np.full(11, 0.4)
    assert rudner(THETA, errors, cut=0).accuracy > rudner(THETA, 2 * errors, cut=0).accuracy


def test_lee_is_what_people_do():
    rng = np.random.default_rng(2)
    theta = rng.normal(size=40_000)
    chance = items().probability(theta).T
    first, second = ((rng.random(chance.shape) < chance).sum(axis=1) >= 6 for _ in range(2))
    above = chance.sum(axis=1) >= 6
    found = lee(items(), theta, cut=6)
    assert found.accuracy == pytest.approx((first == above).mean(), abs=0.01)
    assert found.consistency == pytest.approx((first == second).mean(), abs=0.01)
    assert found.passed == pytest.approx(first.mean(), abs=0.01)
    assert found.truly_above == pytest.approx(above[first].mean(), abs=0.01)
    assert found.truly_below == pytest.approx((~above[~first]).mean(), abs=0.01)


def test_a_longer_test_decides_better():
    def forms(times):
        grown = ItemParameters(np.tile(A, times), np.tile(-A * B, times), np.zeros(10 * times))
        return lee(grown, NODES, NORMAL, cut=5 * times)

    accuracies = [forms(times).accuracy for times in (1, 2, 4, 8)]
    assert accuracies == sorted(accuracies)


def test_nobody_passes():
    found = lee([np.array([[1.0, 1.0], [0.0, 0.0]])] * 3, np.zeros(2), cut=2)
    assert (found.passed, found.truly_above, found.truly_below) == (0, None, 1)
    assert found.kappa == 0


@pytest.mark.parametrize(
    "refused",
    [
        lambda: lee(items(), THETA, cut=0),
        lambda: lee(items(), THETA, cut=11),
        lambda: lee([], THETA, cut=1),
        lambda: lee([np.full((2, 11), 0.7)], THETA, cut=1),
        lambda: lee(items(), np.array([np.nan]), cut=3),
        lambda: lee(items(), THETA, np.zeros(11), cut=3),
        lambda: lee(items(), THETA, np.ones(3), cut=3),
        lambda: rudner(THETA, np.zeros(11), cut=0),
        lambda: rudner(THETA, np.ones(3), cut=0),
        lambda: rudner(THETA, np.ones(11), cut=np.nan),
        lambda: rudner(np.array([]), np.array([]), cut=0),
    ],
)
def test_what_cannot_be_told_is_refused(refused):
    with pytest.raises(InputError):
        refused()
