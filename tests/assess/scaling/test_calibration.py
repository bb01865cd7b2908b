"""Calibration against published values, against the truth, and against its own laws."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.ability import test_information as ability_information
from skillmark.assess.scaling.calibration import VAGUE, calibrate
from skillmark.assess.scaling.demand import bytes_needed, check
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.observed import observed_information, orthonormal
from skillmark.assess.scaling.patterns import Patterns
from skillmark.assess.scaling.problem import Problem
from skillmark.assess.scaling.response_model import ItemParameters, Model
from skillmark.nouns.errors import InputError


def simulated(persons, items, *, seed, slope=(0.7, 1.8), guess=0.0, missing=0.0):
    """Responses and the parameters they come from."""
    rng = np.random.default_rng(seed)
    truth = ItemParameters(
        rng.uniform(*slope, items), rng.normal(0, 1, items), np.full(items, guess)
    )
    probability = truth.probability(rng.standard_normal(persons)).T
    values = (rng.random((persons, items)) < probability).astype(np.int8)
    values[rng.random(values.shape) < missing] = MISSING
    return Responses(tuple(f"q{n}" for n in range(items)), values), truth


def test_lsat6_two_parameters(lsat6):
    """The values of Bock and Aitkin's method as independent programs report them."""
    found = calibrate(lsat6, "2pl")
    assert found.log_likelihood == pytest.approx(-2466.653, abs=0.001)
    assert found.parameters.a == pytest.approx([0.825, 0.723, 0.890, 0.689, 0.657], abs=0.002)
    assert found.parameters.d == pytest.approx([2.773, 0.990, 0.249, 1.285, 2.053], abs=0.002)
    assert found.parameters.b == pytest.approx([-3.360, -1.370, -0.280, -1.866, -3.124], abs=0.003)
    assert found.errors.a == pytest.approx([0.258, 0.187, 0.233, 0.185, 0.210], abs=0.002)
    assert found.errors.d == pytest.approx([0.206, 0.090, 0.076, 0.099, 0.135], abs=0.002)
    assert found.difficulty_errors == pytest.approx([0.867, 0.307, 0.100, 0.434, 0.870], abs=0.003)
    assert found.converged
    assert found.information == "observed"
    assert not found.parameters.c.any()
    assert np.isnan(found.errors.c).all()


def test_lsat6_one_parameter(lsat6):
    found = calibrate(lsat6, "1pl")
    assert found.log_likelihood == pytest.approx(-2466.938, abs=0.001)
    assert found.parameters.a == pytest.approx([0.755] * 5, abs=0.001)
    assert found.parameters.b == pytest.approx([-3.615, -1.322, -0.318, -1.730, -2.780], abs=0.002)
    assert found.errors.a == pytest.approx([0.069] * 5, abs=0.001)
    assert found.aic == pytest.approx(2 * 6 + 2 * 2466.938, abs=0.01)


def test_lsat6_three_parameters_stay_with_the_prior(lsat6):
    found = calibrate(lsat6, "3pl")
    # Five easy items say next to nothing of guessing: the prior's mode remains.
    assert found.parameters.c == pytest.approx([0.2] * 5, abs=0.02)
    assert found.log_likelihood < -2466.6


@pytest.mark.parametrize(("model", "guess"), [("1pl", 0), ("2pl", 0), ("3pl", 0.2)])
def test_parameters_are_recovered(model, guess):
    slope = (1.2, 1.2) if model == "1pl" else (0.7, 1.8)
    responses, truth = simulated(2000, 15, seed=5, slope=slope, guess=guess, missing=0.1)
    found = calibrate(responses, model)
    assert found.converged
    assert not found.cautions
    for estimate, true, error in (
        (found.parameters.a, truth.a, found.errors.a),
        (found.parameters.d, truth.d, found.errors.d),
    ):
        assert np.abs(estimate - true).max() < 4 * error.max()
        assert np.mean(np.abs(estimate - true) < 1.96 * error) >= 0.8
    if guess:
        assert np.abs(found.parameters.c - 0.2).mean() < 0.06


@pytest.mark.slow
@pytest.mark.parametrize(("model", "missing"), [("2pl", 0), ("1pl", 0.3)])
def test_standard_errors_are_those_of_repeated_calibrations(model, missing):
    estimates, errors = [], []
    rng = np.random.default_rng(11)
    slopes = np.ones(5) if model == "1pl" else np.array([0.8, 1.0, 1.3, 1.6, 1.0])
    truth = ItemParameters(slopes, np.linspace(-1, 1, 5), np.zeros(5))
    for _ in range(120):
        chances = truth.probability(rng.standard_normal(800)).T
        drawn = (rng.random(chances.shape) < chances).astype(np.int8)
        drawn[rng.random(drawn.shape) < missing] = MISSING
        found = calibrate(Responses(tuple("abcde"), drawn), model)
        estimates.append(np.concatenate([found.parameters.a, found.parameters.d]))
        errors.append(np.concatenate([found.errors.a, found.errors.d]))
    ratio = np.std(estimates, axis=0) / np.median(errors, axis=0)
    assert np.all((ratio > 0.8) & (ratio < 1.25))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["1pl", "2pl"]))
def test_order_of_people_and_items_does_not_matter(seed, model):
    responses, _ = simulated(400, 8, seed=3, missing=0.05)
    rng = np.random.default_rng(seed)
    people, items = rng.permutation(400), rng.permutation(8)
    shuffled = Responses(
        tuple(responses.items[k] for k in items), responses.values[np.ix_(people, items)]
    )
    one, other = calibrate(responses, model), calibrate(shuffled, model)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)
    assert other.parameters.a == pytest.approx(one.parameters.a[items], abs=1e-4)
    assert other.parameters.d == pytest.approx(one.parameters.d[items], abs=1e-4)


def test_recoding_every_response_mirrors_the_scale():
    responses, _ = simulated(500, 8, seed=4)
    one = calibrate(responses, "2pl")
    other = calibrate(Responses(responses.items, 1 - responses.values), "2pl")
    assert other.parameters.a == pytest.approx(one.parameters.a, abs=1e-4)
    assert other.parameters.d == pytest.approx(-one.parameters.d, abs=1e-4)


def test_people_without_any_response_change_nothing(lsat6):
    empty = np.full((7, 5), MISSING, dtype=np.int8)
    more = Responses(lsat6.items, np.concatenate([lsat6.values, empty]))
    found = calibrate(more, "2pl")
    assert found.persons == 1000
    assert found.log_likelihood == pytest.approx(-2466.653, abs=0.001)
    assert any("7 rows" in caution for caution in found.cautions)


def test_a_missing_response_is_ignored_and_not_wrong():
    """Responses that go missing at random leave the estimates where they are."""
    whole, _ = simulated(4000, 12, seed=6)
    thinned = whole.values.copy()
    thinned[np.random.default_rng(1).random(thinned.shape) < 0.3] = MISSING
    one, other = calibrate(whole, "2pl"), calibrate(Responses(whole.items, thinned), "2pl")
    assert np.abs(one.parameters.d - other.parameters.d).max() < 0.2
    assert np.all(other.errors.d > one.errors.d)


def test_an_item_that_runs_against_the_others_gets_a_negative_slope():
    responses, _ = simulated(1000, 8, seed=8)
    values = responses.values.copy()
    values[:, 3] = 1 - values[:, 3]
    found = calibrate(Responses(responses.items, values), "2pl")
    assert found.parameters.a[3] < 0
    assert np.all(np.delete(found.parameters.a, 3) > 0)


@pytest.mark.parametrize("model", list(Model))
def test_gradient_is_the_derivative_of_the_likelihood(model):
    responses, _ = simulated(200, 4, seed=9, guess=0.2, missing=0.2)
    problem = Problem(model, Patterns.of(responses.values), Quadrature.normal(61))
    free = problem.start() + np.linspace(-0.2, 0.2, problem.size)
    _, slope, _ = problem.objective(free)
    for place in range(problem.size):
        step = np.zeros(problem.size)
        step[place] = 1e-5
        rise = problem.objective(free + step)[0] - problem.objective(free - step)[0]
        assert slope[place] == pytest.approx(rise / 2e-5, rel=1e-5, abs=1e-5)


def at_maximum(responses, model, nodes=61):
    """The calibration's problem, and its free numbers at the maximum."""
    problem = Problem(model, Patterns.of(responses.values), Quadrature.normal(nodes))
    found = calibrate(responses, model).parameters
    a = found.a[:1] if model is Model.ONE else found.a
    c = [np.log(found.c / (1 - found.c))] if model is Model.THREE else []
    return problem, np.concatenate([a, found.d, *c])


@pytest.mark.parametrize("missing", [0, 0.2])
@pytest.mark.parametrize("model", list(Model))
def test_observed_information_is_minus_the_second_derivative(model, missing):
    responses, _ = simulated(500, 6, seed=12, guess=0.2, missing=missing)
    problem, free = at_maximum(responses, model)
    behind, ahead = (
        np.array([problem.objective(free + step)[1] for step in width * np.eye(problem.size)])
        for width in (-1e-4, 1e-4)
    )
    information = observed_information(problem, free)
    assert information == pytest.approx((behind - ahead) / 2e-4, rel=1e-5, abs=1e-3)


def test_observed_information_of_items_too_steep_for_polynomials(monkeypatch):
    """What the polynomials do not reach in twelve degrees is summed over the nodes."""
    responses, _ = simulated(1500, 10, seed=18, slope=(4, 6))
    problem, free = at_maximum(responses, Model.TWO, nodes=161)
    behind, ahead = (
        np.array([problem.objective(free + step)[1] for step in width * np.eye(problem.size)])
        for width in (-1e-5, 1e-5)
    )
    information = observed_information(problem, free)
    assert information == pytest.approx((behind - ahead) / 2e-5, rel=1e-4, abs=1e-3)
    monkeypatch.setattr("skillmark.assess.scaling.observed.DEGREES", 0)
    over_nodes = observed_information(problem, free)
    assert over_nodes == pytest.approx(information, rel=1e-5, abs=1e-3)


@pytest.mark.parametrize("model", list(Model))
def test_both_ways_to_the_observed_information_agree(model, monkeypatch):
    responses, _ = simulated(600, 7, seed=23, guess=0.15, missing=0.1)
    problem, free = at_maximum(responses, model)
    by_polynomials = observed_information(problem, free)
    monkeypatch.setattr("skillmark.assess.scaling.observed.DEGREES", 0)
    assert observed_information(problem, free) == pytest.approx(by_polynomials, rel=1e-5, abs=1e-4)


def test_polynomials_are_orthonormal_under_each_posterior():
    rule = Quadrature.normal(61)
    center = np.array([[-1.0], [0.0], [2.0]])
    posterior = np.exp(-0.5 * ((rule.nodes - center) / np.array([[0.2], [0.9], [0.4]])) ** 2)
    posterior /= posterior.sum(axis=1, keepdims=True)
    ways = [np.ones_like(posterior)]
    for polynomial in orthonormal(posterior, rule.nodes):
        ways.append(polynomial)
        if len(ways) == 5:
            break
    products = np.einsum("apq,bpq,pq->pab", np.array(ways), np.array(ways), posterior)
    assert products == pytest.approx(np.broadcast_to(np.eye(5), (3, 5, 5)), abs=1e-9)


@pytest.mark.parametrize("model", list(Model))
def test_threads_change_nothing(model):
    responses, _ = simulated(3000, 8, seed=17, guess=0.1, missing=0.1)
    alone = calibrate(responses, model)
    with ThreadPoolExecutor(2) as executor:
        shared = calibrate(responses, model, executor=executor)
    assert shared.parameters.a == pytest.approx(alone.parameters.a, abs=1e-9)
    assert shared.errors.d == pytest.approx(alone.errors.d, abs=1e-9)


def test_people_who_answered_alike_may_be_counted_or_repeated(lsat6):
    """The same people in any layout: the same likelihood."""
    whole = Problem(Model.TWO, Patterns.of(lsat6.values), Quadrature.normal(61))
    single = Problem(
        Model.TWO,
        Patterns(tuple(b for row in lsat6.values for b in Patterns.of(row[None]).blocks)),
        whole.rule,
    )
    free = whole.start()
    one, other = whole.objective(free), single.objective(free)
    assert other[0] == pytest.approx(one[0], rel=1e-12)
    assert other[1] == pytest.approx(one[1], abs=1e-8)


def test_without_standard_errors_the_estimates_are_the_same(lsat6):
    quick, full = calibrate(lsat6, "2pl", standard_errors=False), calibrate(lsat6, "2pl")
    assert quick.information == "none"
    assert quick.converged
    assert np.isnan(quick.errors.a).all()
    assert not quick.cautions
    assert quick.parameters.a == pytest.approx(full.parameters.a, abs=1e-3)
    assert quick.log_likelihood == pytest.approx(full.log_likelihood, abs=1e-5)


def test_the_fit_does_not_depend_on_the_quadrature(lsat6):
    fine = calibrate(lsat6, "2pl", nodes=151)
    assert fine.log_likelihood == pytest.approx(calibrate(lsat6, "2pl").log_likelihood, abs=1e-6)


def matrix(values) -> Responses:
    values = np.array(values, dtype=np.int8)
    return Responses(tuple(f"q{n + 1}" for n in range(values.shape[1])), values)


RANDOM = np.random.default_rng(2).integers(0, 2, (60, 5))


@pytest.mark.parametrize(
    ("values", "model", "cause"),
    [
        (RANDOM[:3], "2pl", "3 people are too few"),
        (np.full((50, 4), MISSING), "2pl", "not a single response"),
        (np.ones((50, 4)), "1pl", "everybody got right q1, q2, q3, q4"),
        (np.c_[RANDOM, np.zeros(60)], "2pl", "nobody got right q6"),
        (np.c_[RANDOM, np.full(60, MISSING)], "2pl", "nobody answered q6"),
        (RANDOM[:, :2], "2pl", "at least 3 items"),
        (np.where(np.eye(5, dtype=bool)[np.arange(60) % 5], RANDOM, MISSING), "1pl", "two items"),
        (RANDOM, "4pl", "there is no model '4pl'"),
        (np.repeat(np.tril(np.ones((5, 4)), -1), 20, axis=0), "2pl", "no finite estimate"),
    ],
)
def test_what_cannot_be_calibrated_is_refused(values, model, cause):
    with pytest.raises(InputError, match=cause) as caught:
        calibrate(matrix(values), model)
    assert caught.value.remedy or "items" in cause or "single" in cause


def test_a_small_sample_is_fitted_with_a_caution():
    responses, _ = simulated(60, 6, seed=13)
    assert any("250 or more" in caution for caution in calibrate(responses, "2pl").cautions)


def test_a_linked_design_without_people_in_common_is_on_one_scale():
    """Two groups of one population, half of the items each."""
    responses, truth = simulated(6000, 10, seed=14)
    values = responses.values.copy()
    values[:3000, 5:] = MISSING
    values[3000:, :5] = MISSING
    found = calibrate(Responses(responses.items, values), "2pl")
    assert np.abs(found.parameters.d - truth.d).max() < 0.3


def test_errors_shrink_with_the_number_of_people():
    """Root mean square errors of slopes and intercepts, about as the root of the people."""
    errors = []
    for persons in (500, 2000, 8000):
        off = []
        for seed in range(6):
            responses, truth = simulated(persons, 12, seed=seed)
            found = calibrate(responses, "2pl", standard_errors=False).parameters
            off += [found.a - truth.a, found.d - truth.d]
        errors.append(np.sqrt(np.mean(np.square(off))))
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.3)
    assert errors[1] / errors[2] == pytest.approx(2, rel=0.3)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.sampled_from([0.0, 0.2]), st.integers(0, 10**6))
def test_another_item_never_takes_information_away(items, guess, seed):
    rng = np.random.default_rng(seed)
    a, d = rng.uniform(-2, 3, items + 1), rng.normal(0, 2, items + 1)
    whole = ItemParameters(a, d, np.full(items + 1, guess))
    part = ItemParameters(a[:-1], d[:-1], whole.c[:-1])
    theta = np.linspace(-4, 4, 33)
    assert np.all(ability_information(whole, theta) >= ability_information(part, theta) - 1e-12)


def test_steep_items_are_calibrated_on_as_many_nodes_as_they_need():
    responses, truth = simulated(1500, 12, seed=18, slope=(5, 8))
    found, finer = calibrate(responses, "2pl"), calibrate(responses, "2pl", nodes=401)
    assert found.converged
    assert found.nodes > 61
    assert finer.log_likelihood == pytest.approx(found.log_likelihood, abs=1e-4)
    assert finer.parameters.a == pytest.approx(found.parameters.a, abs=1e-3)
    assert np.abs(found.parameters.d - truth.d).max() < 4 * found.errors.d.max()


def test_perfect_scorers_do_not_stop_it():
    responses, _ = simulated(500, 10, seed=19)
    values = responses.values.copy()
    values[:60], values[60:90] = 1, 0
    found = calibrate(Responses(responses.items, values), "2pl")
    assert found.converged
    assert np.isfinite(found.errors.a).all()


def test_an_item_that_three_people_answered_is_named():
    responses, _ = simulated(500, 8, seed=20)
    values = responses.values.copy()
    values[:, 3] = MISSING
    values[:3, 3] = [1, 0, 1]
    rare = Responses(responses.items, values)
    assert "fewer than 10 people answered q3" in calibrate(rare, "1pl").cautions
    found = calibrate(rare, "2pl")
    assert found.errors.a[3] > VAGUE
    assert "the slope of q3 is hardly determined" in found.cautions
    values[:3, 3] = [0, 1, 1]
    with pytest.raises(InputError, match="q3 has no finite estimate"):
        calibrate(Responses(rare.items, values), "2pl")


def test_what_would_not_fit_into_memory_is_said_before_it_starts():
    responses, _ = simulated(50, 40, seed=21)
    with pytest.raises(InputError, match="50 people and 40 items need about") as caught:
        calibrate(responses, "2pl", memory=1e6)
    assert caught.value.code == "too_large"
    assert "random part" in caught.value.remedy
    needed = bytes_needed(10_000, 20_000, Model.TWO, standard_errors=True)
    assert needed > 100e9
    with pytest.raises(InputError) as caught:
        check(10_000, 20_000, Model.TWO, standard_errors=True, memory=24e9)
    assert "--quick" in caught.value.remedy
    check(10_000, 20_000, Model.TWO, standard_errors=False, memory=24e9)
    check(1_000_000, 60, Model.TWO, standard_errors=True, memory=1e9)


def test_whoever_listens_hears_of_every_step_and_may_stop_it(lsat6):
    heard = []

    def tell(what, step, value):
        heard.append((what, step, value))
        if what == "information":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(lsat6, "2pl", tell=tell)
    assert heard[0][0] == "EM"
    assert [step for _, step, _ in heard[:-1]] == list(range(1, len(heard)))
    values = [value for what, _, value in heard if what == "EM"]
    assert values == sorted(values)
