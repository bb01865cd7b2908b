"""Abilities on a bank: against R's mirt, against the older functions, against their laws."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from skillmark.assess.responses import MISSING
from skillmark.assess.scaling import ability
from skillmark.assess.scaling.bank import Bank, BankItem
from skillmark.assess.scaling.bank_file import bank_as_json, read_bank
from skillmark.assess.scaling.persons import estimate
from skillmark.assess.scaling.response_model import ItemParameters, Model
from skillmark.assess.scaling.rubrics.categories import Categories
from skillmark.assess.scaling.rubrics.parameters import CategoryModel
from skillmark.assess.scaling.rubrics.polytomous import calibrate
from skillmark.nouns.errors import InputError, UnreadableError

MIXED = Bank(
    (
        BankItem("right", Model.TWO, 1.3, (-0.4,)),
        BankItem("guess", Model.THREE, 1.6, (0.5,), 0.2),
        BankItem("rubric", CategoryModel.GRADED, 1.1, (-1.0, 0.1, 1.2), levels=(0, 1, 2, 3)),
        BankItem("steps", CategoryModel.GENERALISED, 0.8, (0.6, -0.2), levels=(1, 2, 4)),
    )
)
THREE = Bank(
    tuple(BankItem(f"q{k}", Model.THREE, 1.5, (b,), 0.2) for k, b in enumerate([-2, -1, 0, 1, 2]))
)


def row(*values):
    return np.array([values], dtype=np.int8)


@pytest.mark.parametrize(
    ("name", "model"), [("graded", "grm"), ("partial_credit", "gpcm"), ("mixed_categories", "grm")]
)
def test_agrees_with_mirt(scores_of, mirt, name, model):
    """R's mirt 1.45.1, fscores for the first eight people and testinfo at -2 to 2."""
    scores = scores_of(name)
    bank = calibrate(scores, model).bank()
    values = Categories.of(scores).values[:8]
    answer = mirt[f"{name} {model}"]
    for method in ("eap", "ml", "wle"):
        theirs = np.array(answer[method])
        found = estimate(bank, values, method)
        assert found.estimates == pytest.approx(theirs[:, 0], abs=1e-3)
        if method == "eap":
            assert found.errors == pytest.approx(theirs[:, 1], abs=1e-3)
    information = bank.information(np.arange(-2.0, 3)).sum(axis=0)
    assert information == pytest.approx(answer["information"], abs=1e-3)


def test_the_error_is_that_of_the_information_where_mirt_has_the_same(scores_of, mirt):
    """In the partial credit models observed and expected information are one."""
    scores = scores_of("partial_credit")
    found = estimate(calibrate(scores, "gpcm").bank(), Categories.of(scores).values[:8], "ml")
    theirs = np.array(mirt["partial_credit gpcm"]["ml"])
    assert found.errors == pytest.approx(theirs[:, 1], abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([0, 1, MISSING]), min_size=5, max_size=5))
def test_right_and_wrong_as_the_older_functions_have_it(values):
    parameters = ItemParameters(
        np.full(5, 1.5), -1.5 * np.array([-2.0, -1, 0, 1, 2]), np.full(5, 0.2)
    )
    old = ability.expected_a_posteriori(row(*values), parameters)[0]
    found = estimate(THREE, row(*values), "eap")
    assert found.estimates[0] == pytest.approx(old.estimate, abs=1e-6)
    assert found.errors[0] == pytest.approx(old.standard_error, abs=1e-6)
    try:
        old = ability.maximum_likelihood(row(*values)[0], parameters)
    except InputError:
        assert np.isnan(estimate(THREE, row(*values), "ml").estimates[0])
    else:
        found = estimate(THREE, row(*values), "ml")
        assert found.estimates[0] == pytest.approx(old.estimate, abs=1e-5)
        assert found.errors[0] == pytest.approx(old.standard_error, abs=1e-4)


def test_weighted_likelihood_of_the_rasch_model_is_warms_equation():
    """Warm (1989): expected score = observed score + J / 2I."""
    b = np.array([-1.5, -0.5, 0.2, 1.0])
    bank = Bank(tuple(BankItem(f"q{k}", Model.ONE, 1.0, (x,)) for k, x in enumerate(b)))

    def equation(theta, right):
        p = 1 / (1 + np.exp(b - theta))
        information = (p * (1 - p)).sum()
        return right - p.sum() + (p * (1 - p) * (1 - 2 * p)).sum() / (2 * information)

    for right in range(5):
        values = row(*([1] * right + [0] * (4 - right)))
        expected = optimize.brentq(equation, -15, 15, args=(right,))
        assert estimate(bank, values, "wle").estimates[0] == pytest.approx(expected, abs=1e-6)


def test_perfect_scores_and_empty_rows():
    top, bottom, none = [1, 1, 3, 2], [0, 0, 0, 0], [MISSING] * 4
    values = np.array([top, bottom, none], dtype=np.int8)
    likeliest = estimate(MIXED, values, "ml")
    assert np.isnan(likeliest.estimates).all()
    assert likeliest.reasons[0].startswith("the likelihood has no maximum")
    assert likeliest.reasons[2] == "no response"
    weighted = estimate(MIXED, values, "wle")
    assert weighted.estimates[0] > 1.5
    assert weighted.estimates[1] < -1.5
    assert np.isnan(weighted.estimates[2])
    prior = estimate(MIXED, values, "eap")
    assert prior.estimates[2] == pytest.approx(0, abs=1e-9)
    assert prior.errors[2] == pytest.approx(1, abs=1e-5)


def test_a_steep_test_is_not_lost_between_the_nodes():
    bank = Bank(tuple(BankItem(f"q{k}", Model.TWO, 10.0, (k / 50 - 1,)) for k in range(100)))
    values = np.array([[int(k < 37) for k in range(100)]], dtype=np.int8)
    found = estimate(bank, values, "eap")
    likeliest = estimate(bank, values, "ml")
    assert found.estimates[0] == pytest.approx(likeliest.estimates[0], abs=0.01)
    assert found.errors[0] == pytest.approx(likeliest.errors[0], rel=0.05)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 2), st.integers(0, 2)),
    st.sampled_from([0, 2, 3]),
)
def test_a_higher_score_never_lowers_the_posterior_mean(values, place):
    lower = list(values)
    lower[place] = 0
    higher = list(lower)
    higher[place] = 1
    both = np.array([lower, higher], dtype=np.int8)
    found = estimate(MIXED, both, "eap").estimates
    assert found[1] > found[0]


def test_information_adds_up_and_moves_with_the_scale():
    theta = np.linspace(-3, 3, 31)
    whole = MIXED.information(theta).sum(axis=0)
    parts = sum(MIXED.of([name]).information(theta)[0] for name in MIXED.names)
    assert whole == pytest.approx(parts)
    moved = MIXED.moved(2.0, 0.5)
    assert moved.information(2 * theta + 0.5).sum(axis=0) == pytest.approx(whole / 4)
    assert moved.expected(2 * theta + 0.5) == pytest.approx(MIXED.expected(theta))
    assert 0 < MIXED.reliability() < 1


def test_a_bank_survives_its_file():
    again = read_bank(json.dumps(bank_as_json(MIXED)))
    assert again == MIXED
    known = Bank(
        (BankItem("q", Model.TWO, 1.0, (0.5,), a_error=0.1, b_errors=(0.2,)), *MIXED.items), 300
    )
    assert read_bank(json.dumps(bank_as_json(known))) == known


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("nonsense", "not JSON"),
        ("[]", "no list 'items'"),
        ('{"items": []}', "no item in the bank"),
        ('{"items": [3]}', "an item is an object"),
        ('{"items": [{"a": 1}]}', "needs a name"),
        ('{"items": [{"item": "q", "a": 1, "b": 0}]}', "no model None"),
        ('{"model": "2pl", "items": [{"item": "q", "a": NaN, "b": 0}]}', "nan of q"),
        ('{"model": "2pl", "items": [{"item": "q", "a": 1e9, "b": 0}]}', "are no estimates"),
        ('{"model": "2pl", "items": [{"item": "q", "a": 0, "b": 0}]}', "measures nothing"),
        ('{"model": "2pl", "items": [{"item": "q", "a": 1, "b": null}]}', "None of q"),
        ('{"model": "2pl", "items": [{"item": "q", "a": 1, "b": [0, 1]}]}', "one difficulty"),
        ('{"model": "grm", "items": [{"item": "q", "a": 1, "b": [1, 0]}]}', "must rise"),
        ('{"model": "3pl", "items": [{"item": "q", "a": 1, "b": 1, "c": 1.2}]}', r"not in \[0"),
        ('{"model": "pcm", "items": [{"item": "q", "a": 1, "b": [0], "levels": [0]}]}', "levels"),
        ('{"model": "1pl", "items": [%s, %s]}' % (('{"item": "q", "a": 1, "b": 0}',) * 2), "twice"),
        ('{"items": ' + "[" * 10_000, "not JSON"),
    ],
)
def test_files_that_are_no_bank(words, cause):
    with pytest.raises((InputError, UnreadableError), match=cause):
        read_bank(words)


def test_what_does_not_fit_is_refused():
    with pytest.raises(InputError, match="2 responses for 4"):
        estimate(MIXED, row(1, 1), "eap")
    with pytest.raises(InputError, match="no estimate 'map'"):
        estimate(MIXED, row(1, 1, 1, 1), "map")
