"""Graded and partial credit models: against R's mirt, against the truth, against their laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling import calibration
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.rubrics import information
from skillmark.assess.scaling.rubrics.categories import Categories, place_scores
from skillmark.assess.scaling.rubrics.likelihood import CategoryPatterns, evaluate
from skillmark.assess.scaling.rubrics.models import CURVES
from skillmark.assess.scaling.rubrics.parameters import CategoryModel, CategoryParameters
from skillmark.assess.scaling.rubrics.polytomous import calibrate
from skillmark.assess.scaling.rubrics.problem import CategoryProblem
from skillmark.nouns.errors import InputError

MODELS = list(CategoryModel)
DATA = ("graded", "partial_credit", "mixed_categories")


def named(values):
    return Responses(tuple(f"i{k}" for k in range(values.shape[1])), values.astype(np.int8))


def draw(model, persons, items, levels, *, seed, missing=0.0):
    """Scores and the parameters they come from."""
    rng = np.random.default_rng(seed)
    a = rng.uniform(0.7, 1.8, items) if model != "pcm" else np.full(items, 1.2)
    b = rng.normal(0, 0.6, (items, 1)) + np.linspace(-1.2, 1.2, levels - 1)
    d = CURVES[CategoryModel(model)].intercepts(a, b)
    truth = CategoryParameters(a, d, np.full(items, levels))
    chance = np.exp(
        CURVES[CategoryModel(model)].logarithms(truth, rng.standard_normal(persons))
    ).transpose(2, 0, 1)
    values = (rng.random((persons, items, 1)) > chance.cumsum(axis=2)).sum(axis=2)
    values[rng.random(values.shape) < missing] = MISSING
    return named(values), truth


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", DATA)
def test_agrees_with_mirt(scores_of, mirt, name, model):
    """R's mirt 1.45.1: itemtypes graded, gpcm and Rasch (which gives polytomous items PCM)."""
    answer = mirt[f"{name} {model}"]
    found = calibrate(scores_of(name), model)
    assert found.converged
    assert found.information == "observed"
    assert found.log_likelihood == pytest.approx(answer["log_likelihood"], abs=1e-4)
    for k, item in enumerate(found.items):
        theirs = answer["items"][item]
        steps = len(theirs["d"])
        assert found.parameters.d[k, :steps] == pytest.approx(theirs["d"], abs=1e-3)
        assert found.intercept_errors[k, :steps] == pytest.approx(theirs["se_d"], abs=1e-3)
        if model != "pcm":
            assert found.parameters.a[k] == pytest.approx(theirs["a"], abs=1e-3)
            assert found.slope_errors[k] == pytest.approx(theirs["se_a"], abs=1e-3)
    if model == "pcm":
        # mirt fixes slopes at 1 and estimates the variance: our common slope squared
        assert found.parameters.a**2 == pytest.approx(answer["variance"], abs=1e-3)


def test_recovers_what_the_scores_were_drawn_from():
    for model in MODELS:
        scores, truth = draw(model, 4000, 10, 4, seed=7, missing=0.2)
        found = calibrate(scores, model)
        off = (found.parameters.a - truth.a) / found.slope_errors
        assert np.abs(off).max() < 4
        off = (found.parameters.d - truth.d) / found.intercept_errors
        assert np.sqrt(np.mean(off**2)) == pytest.approx(1, abs=0.4)


@pytest.mark.parametrize("model", ["grm", "gpcm"])
def test_two_categories_are_the_2pl_model(lsat6, model):
    found = calibrate(lsat6, model)
    binary = calibration.calibrate(lsat6, "2pl")
    assert found.log_likelihood == pytest.approx(binary.log_likelihood, abs=1e-5)
    assert found.parameters.a == pytest.approx(binary.parameters.a, abs=1e-3)
    assert found.thresholds[:, 0] == pytest.approx(binary.parameters.b, abs=2e-3)
    assert found.slope_errors == pytest.approx(binary.errors.a, abs=1e-3)
    assert found.threshold_errors[:, 0] == pytest.approx(binary.difficulty_errors, abs=2e-3)


def test_two_categories_of_one_slope_are_the_1pl_model(lsat6):
    found = calibrate(lsat6, "pcm")
    binary = calibration.calibrate(lsat6, "1pl")
    assert found.log_likelihood == pytest.approx(binary.log_likelihood, abs=1e-5)
    assert found.parameters.a == pytest.approx(binary.parameters.a, abs=1e-3)
    assert found.free_parameters == binary.free_parameters
    assert found.slope_errors == pytest.approx(binary.errors.a, abs=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_order_of_people_and_items_is_no_matter(scores_of, model):
    scores = scores_of("mixed_categories")
    rng = np.random.default_rng(3)
    people, items = rng.permutation(len(scores.values)), rng.permutation(len(scores.items))
    shuffled = Responses(tuple(scores.items[k] for k in items), scores.values[people][:, items])
    one, other = calibrate(scores, model), calibrate(shuffled, model)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-5)
    assert other.parameters.a == pytest.approx(one.parameters.a[items], abs=1e-3)
    assert other.slope_errors == pytest.approx(one.slope_errors[items], abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(MODELS),
    st.integers(0, 10_000),
    arrays.arrays(float, 3, elements=st.floats(-3, 3)),
)
def test_derivatives_are_those_of_the_probabilities(model, seed, theta):
    rng = np.random.default_rng(seed)
    counts = np.array([2, 3, 5])
    d = -np.sort(rng.normal(0, 1.5, (3, 4)), axis=1) - np.arange(4) * 0.1
    d[np.arange(4) >= counts[:, None] - 1] = 0
    here = CategoryParameters(rng.uniform(0.3, 2, 3), d, counts)
    curves = CURVES[model]
    table = np.column_stack([here.a, here.d])
    scores = curves.scores(here, theta)
    own = here.categories
    assert np.exp(curves.logarithms(here, theta)).sum(axis=1) == pytest.approx(1)
    for cell in range(5):
        step = np.zeros(5)
        step[cell] = 1e-5
        ahead, behind = table + step, table - step
        if cell:
            ahead[counts <= cell], behind[counts <= cell] = 0, 0
        upper = curves.logarithms(CategoryParameters(ahead[:, 0], ahead[:, 1:], counts), theta)
        lower = curves.logarithms(CategoryParameters(behind[:, 0], behind[:, 1:], counts), theta)
        exists = own & (cell < counts[:, None])
        difference = (upper[exists] - lower[exists]) / 2e-5
        assert scores[:, :, cell][exists] == pytest.approx(difference, rel=1e-3, abs=1e-5)
    first, second = curves.curves(here, theta)
    chance = [np.exp(curves.logarithms(here, theta + move)) for move in (-1e-4, 0, 1e-4)]
    assert first == pytest.approx((chance[2] - chance[0]) / 2e-4, abs=1e-6)
    assert second == pytest.approx((chance[2] - 2 * chance[1] + chance[0]) / 1e-8, abs=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_the_gradient_is_that_of_the_likelihood(scores_of, model):
    categories = Categories.of(scores_of("mixed_categories"))
    problem = CategoryProblem(
        model,
        CategoryPatterns.of(categories.values, 5),
        categories.counts,
        Quadrature.normal(61),
    )
    free = problem.start()
    slope = problem.objective(free)[1]
    for place in range(problem.size):
        step = np.zeros(problem.size)
        step[place] = 1e-4
        ends = problem.objective(free + step)[0] - problem.objective(free - step)[0]
        assert slope[place] == pytest.approx(ends / 2e-4, abs=1e-3)
    assert problem.free(problem.parameters(free)) == pytest.approx(free)


def test_louis_is_the_curvature_of_the_likelihood_and_the_cross_product_comes_near(monkeypatch):
    scores, _ = draw("grm", 3000, 4, 4, seed=11)
    found = calibrate(scores, "grm")
    categories = Categories.of(scores)
    problem = CategoryProblem(
        CategoryModel.GRADED,
        CategoryPatterns.of(categories.values, 4),
        categories.counts,
        Quadrature.normal(61),
    )
    exact, how = information.observed_information(problem, found.parameters)
    assert how == "observed"
    table = np.column_stack([found.parameters.a, found.parameters.d])

    def slope(table):
        here = CategoryParameters(table[:, 0], table[:, 1:], categories.counts)
        counts = evaluate(
            problem.patterns, problem.curves.logarithms(here, problem.rule.nodes), problem.rule
        )
        return problem.natural_gradient(here, counts.expected).ravel()

    for place in range(table.size):
        step = np.zeros(table.size)
        step[place] = 1e-4
        step = step.reshape(table.shape)
        curvature = (slope(table - step) - slope(table + step)) / 2e-4
        assert exact[place] == pytest.approx(curvature, abs=1e-2)
    monkeypatch.setattr(information, "AFFORDABLE", 0.0)
    near, how = information.observed_information(problem, found.parameters)
    assert how == "cross-product"
    errors = [np.sqrt(np.diag(np.linalg.inv(one))) for one in (exact, near)]
    assert errors[1] == pytest.approx(errors[0], rel=0.2)


def test_a_level_that_nobody_chose_is_closed_up_and_said():
    scores, _ = draw("gpcm", 800, 4, 4, seed=5)
    wider = scores.values.copy()
    wider[:, 1][wider[:, 1] == 3] = 4  # nobody scores 3 any more
    plain = calibrate(scores, "gpcm")
    found = calibrate(Responses(scores.items, wider), "gpcm")
    assert found.levels[1] == (0, 1, 2, 4)
    assert any("nobody scored 3 on i1" in line for line in found.cautions)
    assert found.log_likelihood == pytest.approx(plain.log_likelihood)


def test_scores_may_begin_anywhere(scores_of):
    scores = scores_of("graded")
    shifted = Responses(scores.items, scores.values + 1)
    assert calibrate(shifted, "grm").levels[0] == (1, 2, 3, 4)
    assert calibrate(shifted, "grm").log_likelihood == pytest.approx(-9642.974, abs=0.01)


def test_steps_out_of_order_are_said_in_plain_words(scores_of):
    found = calibrate(scores_of("graded"), "gpcm")
    said = [line for line in found.cautions if line.startswith("the steps of i1 are")]
    assert len(said) == 1
    assert "at no ability is a score of 1 the likeliest" in said[0]
    chance = np.exp(
        CURVES[CategoryModel.GENERALISED].logarithms(found.parameters, np.linspace(-6, 6, 999))
    )
    assert 1 not in chance[0].argmax(axis=0)
    assert not [line for line in calibrate(scores_of("graded"), "grm").cautions if "steps" in line]


def test_unseen_scores_are_placed_on_the_next_lower_level():
    scores = np.array([[0], [2], [3], [7], [MISSING]], dtype=np.int8)
    placed, strange = place_scores(scores, ((1, 2, 4),))
    assert placed[:, 0].tolist() == [0, 1, 1, 2, MISSING]
    assert strange[:, 0].tolist() == [True, False, True, True, False]


def test_turned_scores_turn_their_slope(scores_of):
    scores = scores_of("graded")
    values = scores.values.copy()
    values[:, 0] = 3 - values[:, 0]
    found = calibrate(Responses(scores.items, values), "grm")
    plain = calibrate(scores, "grm")
    assert found.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-4)
    assert found.parameters.a[0] == pytest.approx(-plain.parameters.a[0], abs=1e-3)


def test_information_criteria(scores_of):
    found = calibrate(scores_of("graded"), "grm")
    assert found.aic == pytest.approx(2 * 40 + 2 * 9642.974, abs=0.01)
    assert found.bic == pytest.approx(40 * np.log(800) + 2 * 9642.974, abs=0.01)


@pytest.mark.parametrize(
    ("values", "code", "cause"),
    [
        (np.tile([0, 1, 2], (19, 1)), "too_few", "19 people are too few"),
        (np.zeros((0, 3)), "too_few", "0 people"),
        (np.random.default_rng(1).integers(0, 3, (50, 2)), "too_few", "at least 3 items"),
        (np.full((30, 3), MISSING), "input", "not a single response"),
        (
            np.column_stack([np.full(40, 2), np.random.default_rng(1).integers(0, 3, (40, 3))]),
            "constant",
            "everybody scored 2 on i0",
        ),
        (
            np.column_stack([np.full(40, -1), np.random.default_rng(1).integers(0, 3, (40, 3))]),
            "constant",
            "nobody answered i0",
        ),
        (np.random.default_rng(1).integers(0, 90, (500, 3)), "response", "different scores"),
    ],
)
def test_bad_data_is_refused(values, code, cause):
    with pytest.raises(InputError, match=cause) as refusal:
        calibrate(named(values), "grm")
    assert refusal.value.code == code


def test_an_item_that_repeats_another_has_no_finite_slope():
    rng = np.random.default_rng(2)
    one = rng.integers(0, 3, 400)
    values = np.column_stack([one, one, rng.integers(0, 3, (400, 2))])
    with pytest.raises(InputError, match="no finite estimate") as refusal:
        calibrate(named(values), "grm")
    assert refusal.value.code == "diverged"


def test_a_search_that_runs_away_ends_in_a_refusal():
    """Slopes without bound drive lines together: no warning, no traceback."""
    rng = np.random.default_rng(339)
    levels = int(rng.integers(3, 6))
    ability = rng.integers(0, levels, (25, 1))
    values = np.clip(ability + rng.integers(-1, 2, (25, 5)) * (rng.random((25, 5)) < 0.1), 0, 5)
    with pytest.raises(InputError, match="no finite estimate"):
        calibrate(named(values), "grm")


def test_there_is_no_such_model(scores_of):
    with pytest.raises(InputError, match="no model '4pl'"):
        calibrate(scores_of("graded"), "4pl")


def test_small_samples_are_cautioned():
    scores, _ = draw("pcm", 60, 4, 3, seed=9)
    said = " ".join(calibrate(scores, "pcm").cautions)
    assert "60 people: 250 or more are advised" in said


def test_where_errors_would_take_too_much_there_are_none(monkeypatch):
    monkeypatch.setattr(information, "AFFORDABLE", 0.0)
    scores, _ = draw("grm", 60, 40, 3, seed=13)
    found = calibrate(scores, "pcm")
    assert found.information == "none"
    assert np.isfinite(found.parameters.d).all()
    assert np.isnan(found.threshold_errors).all()
    assert any("no standard errors" in line for line in found.cautions)
    assert found.threshold_covariance(["i0"]) is None
    assert found.bank().items[0].a_error is None
