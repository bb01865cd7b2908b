"""Fit against R's mirt, against the distributions it should have, and where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling import fit
from skillmark.assess.scaling.ability import expected_a_posteriori
from skillmark.assess.scaling.calibration import calibrate
from skillmark.assess.scaling.fit.items import MeanSquares, joined
from skillmark.assess.scaling.fit.persons import posterior_mode
from skillmark.assess.scaling.fit.scores import leaving_one_out, with_item
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError

COMPLETE = ("lsat6 2pl", "complete 2pl", "small 2pl", "guessing 3pl")


def simulated(persons, items, *, seed, dependent=False):
    """Responses of the 2PL model; with `dependent`, the first two items share more than ability."""
    rng = np.random.default_rng(seed)
    a, d = rng.uniform(0.8, 1.8, items), rng.normal(0, 1, items)
    truth = ItemParameters(a, d, np.zeros(items))
    theta = rng.standard_normal(persons)
    values = (rng.random((persons, items)) < truth.probability(theta).T).astype(np.int8)
    if dependent:
        copied = rng.random(persons) < 0.5
        values[copied, 1] = values[copied, 0]
    return Responses(tuple(f"q{n}" for n in range(items)), values), truth


@pytest.mark.parametrize("case", COMPLETE)
def test_s_x2_is_that_of_mirt(case, printed, fitted):
    theirs, (responses, found) = printed[case], fitted(case)
    ours = fit.item_fit(responses, found)
    assert not ours.reason
    assert [item.s_x2 for item in ours.items] == pytest.approx(theirs["s_x2"], abs=1e-3)
    assert [item.df for item in ours.items] == theirs["s_x2_df"]
    assert [item.p for item in ours.items] == pytest.approx(theirs["s_x2_p"], abs=1e-4)


def test_s_x2_of_the_1pl_loses_one_degree_of_freedom_an_item(printed, fitted):
    """An item has one parameter of its own (Orlando and Thissen 2000); mirt takes off two."""
    theirs, (responses, found) = printed["complete 1pl"], fitted("complete 1pl")
    ours = fit.item_fit(responses, found).items
    assert [item.s_x2 for item in ours] == pytest.approx(theirs["s_x2"], abs=1e-3)
    assert [item.df - 1 for item in ours] == theirs["s_x2_df"]


@pytest.mark.parametrize("case", [*COMPLETE, "complete 1pl"])
def test_m2_is_that_of_mirt(case, printed, fitted):
    theirs, (responses, found) = printed[case]["m2"], fitted(case)
    ours = fit.limited_information(responses, found)
    assert ours.df == theirs["df"]
    assert ours.m2 == pytest.approx(theirs["m2"], rel=1e-3)
    assert ours.p == pytest.approx(theirs["p"], abs=2e-3)
    assert ours.srmsr == pytest.approx(theirs["srmsr"], abs=1e-5)
    assert ours.rmsea == pytest.approx(theirs["rmsea"], abs=1e-4)
    # mirt divides by the people here, and by one less in the estimate itself
    assert ours.rmsea_low == pytest.approx(theirs["rmsea_5"], abs=1e-3)
    assert ours.rmsea_high == pytest.approx(theirs["rmsea_95"], abs=1e-3)


@pytest.mark.parametrize("case", ["lsat6 2pl", "complete 2pl", "gaps 2pl", "guessing 3pl"])
def test_q3_is_that_of_mirt(case, printed, fitted, monkeypatch):
    monkeypatch.setattr("skillmark.assess.scaling.fit.dependence.FEWEST_TOGETHER", 1)
    q3 = fit.local_dependence(*fitted(case)).q3
    assert q3[0, 1:] == pytest.approx(np.array(printed[case]["q3_of_the_first_item"]), abs=1e-4)
    assert q3 == pytest.approx(q3.T, nan_ok=True)
    assert np.isnan(np.diag(q3)).all()


@pytest.mark.parametrize("case", ["lsat6 2pl", "complete 1pl"])
def test_mean_squares_at_given_abilities_are_those_of_mirt(case, printed, fitted):
    theirs, (responses, found) = printed[case]["mean_squares"], fitted(case)
    ability = expected_a_posteriori(responses.values, found.parameters)
    chances = found.parameters.probability(np.array([one.estimate for one in ability])).T
    sums = MeanSquares(len(responses.items))
    sums.add((responses.values == 1).astype(float), chances, np.ones(chances.shape))
    assert sums.infit()[0] == pytest.approx(np.array(theirs["infit"]), abs=2e-3)
    assert sums.outfit()[0] == pytest.approx(np.array(theirs["outfit"]), abs=2e-3)


def test_statistics_of_a_true_model_have_their_distributions():
    s_x2, m2, infit, outfit, deviates, lz, pairs = [], [], [], [], [], [], 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        truth = ItemParameters(np.full(15, 1.3), rng.normal(0, 1, 15), np.zeros(15))
        chances = truth.probability(rng.standard_normal(600)).T
        values = (rng.random(chances.shape) < chances).astype(np.int8)
        responses = Responses(tuple(f"q{n}" for n in range(15)), values)
        found = calibrate(responses, "1pl", standard_errors=False)
        items = fit.item_fit(responses, found).items
        s_x2 += [(item.s_x2, item.df, item.p) for item in items]
        infit += [item.infit for item in items]
        outfit += [item.outfit for item in items]
        deviates += [item.infit_t for item in items]
        whole = fit.limited_information(responses, found)
        m2.append(whole.m2 / whole.df)
        lz.append(fit.person_fit(responses, found).lz)
        pairs += len(fit.local_dependence(responses, found).pairs)
    statistic, df, p = np.array(s_x2).T
    assert statistic.sum() / df.sum() == pytest.approx(1, abs=0.06)
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(m2) == pytest.approx(1, abs=0.06)
    assert np.mean(infit) == pytest.approx(1, abs=0.005)
    assert np.mean(outfit) == pytest.approx(1, abs=0.01)
    assert 0.7 < np.std(deviates) < 1.1
    assert np.mean(lz) == pytest.approx(0, abs=0.1)
    assert np.std(lz) == pytest.approx(1, abs=0.07)
    assert np.mean(np.concatenate(lz) < -1.645) == pytest.approx(0.05, abs=0.01)
    assert pairs <= 1


def test_an_item_of_another_shape_is_flagged():
    responses, _ = simulated(2000, 12, seed=2)
    values = responses.values.copy()
    score = values.sum(axis=1)
    values[:, 4] = np.abs(score - 6) < 3  # right in the middle, wrong at both ends
    odd = Responses(responses.items, values)
    items = fit.item_fit(odd, calibrate(odd, "2pl")).items
    assert items[4].flagged
    assert items[4].rmsea > 0.1
    assert items[4].adjusted == pytest.approx(items[4].p, abs=1e-6)


def test_a_guessed_item_underfits_the_1pl():
    responses, _ = simulated(2000, 12, seed=3)
    values = responses.values.copy()
    values[:, 0] = np.random.default_rng(1).integers(0, 2, 2000)
    noisy = Responses(responses.items, values)
    items = fit.item_fit(noisy, calibrate(noisy, "1pl")).items
    assert items[0].infit > 1.15
    assert items[0].infit_t > 5
    assert max(item.infit for item in items[1:]) < items[0].infit


def test_items_that_share_more_than_ability_stand_out():
    responses, _ = simulated(1500, 12, seed=4, dependent=True)
    found = fit.local_dependence(responses, calibrate(responses, "2pl"))
    assert (found.pairs[0].first, found.pairs[0].second) == ("q0", "q1")
    assert found.pairs[0].excess > fit.dependence.NOTABLE
    assert found.pairs[0].adjusted < 0.001
    whole = fit.limited_information(responses, calibrate(responses, "2pl"))
    assert whole.p < 0.001
    assert whole.rmsea_low < whole.rmsea < whole.rmsea_high


def test_who_answers_against_the_order_of_difficulty_is_flagged():
    responses, truth = simulated(800, 40, seed=5)
    values = responses.values.copy()
    values[17] = truth.d < np.median(truth.d)  # the hard ones right, the easy ones wrong
    found = fit.person_fit(Responses(responses.items, values), calibrate(responses, "2pl"))
    assert found.flagged[0] == 17
    assert len(found.flagged) <= 5


def test_a_person_with_few_responses_has_no_person_fit():
    responses, _ = simulated(300, 20, seed=6)
    values = responses.values.copy()
    values[0, 5:] = MISSING
    values[1] = MISSING
    found = fit.person_fit(Responses(responses.items, values), calibrate(responses, "2pl"))
    assert np.isnan(found.lz[:2]).all()
    assert np.isfinite(found.lz[2:]).all()


def test_the_mode_balances_score_and_prior():
    responses, truth = simulated(200, 15, seed=7)
    theta = posterior_mode(responses.values, truth)
    p = truth.probability(theta).T
    assert ((responses.values - p) * truth.a).sum(axis=1) == pytest.approx(theta, abs=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10**6))
def test_leaving_one_out_is_the_distribution_of_the_others(items, seed):
    probability = np.random.default_rng(seed).random((items, 3))
    left = dict(leaving_one_out(probability))
    assert sorted(left) == list(range(items))
    for item, distribution in left.items():
        expected = np.ones((1, 3))
        for other in np.delete(np.arange(items), item):
            expected = with_item(expected, probability[other])
        assert distribution == pytest.approx(expected, abs=1e-12)
        assert distribution.sum(axis=0) == pytest.approx(1)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10**6))
def test_joining_keeps_everybody_and_fills_every_cell(groups, seed):
    rng = np.random.default_rng(seed)
    people = rng.integers(0, 20, groups).astype(float)
    expected = people * rng.random(groups)
    right = np.floor(people * rng.random(groups))
    cells = joined(right, expected, people)
    if len(cells):
        assert cells.sum(axis=0) == pytest.approx([right.sum(), expected.sum(), people.sum()])
        assert (cells[:, 1] >= 1).all()
        assert (cells[:, 2] - cells[:, 1] >= 1).all()
    else:
        assert min(expected.sum(), (people - expected).sum()) < 2


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_order_of_people_and_items_does_not_matter(seed):
    responses, _ = simulated(400, 8, seed=8)
    rng = np.random.default_rng(seed)
    people, items = rng.permutation(400), rng.permutation(8)
    moved = Responses(
        tuple(responses.items[k] for k in items), responses.values[np.ix_(people, items)]
    )
    one, other = calibrate(responses, "2pl"), calibrate(moved, "2pl")
    assert fit.limited_information(moved, other).m2 == pytest.approx(
        fit.limited_information(responses, one).m2, abs=1e-3
    )
    by_name = {item.item: item for item in fit.item_fit(responses, one).items}
    for item in fit.item_fit(moved, other).items:
        assert item.s_x2 == pytest.approx(by_name[item.item].s_x2, abs=1e-3)
        assert item.outfit == pytest.approx(by_name[item.item].outfit, abs=1e-3)


def test_with_gaps_there_is_no_score_to_compare(fitted):
    responses, found = fitted("gaps 2pl")
    items = fit.item_fit(responses, found)
    assert "missing" in items.reason
    assert all(item.s_x2 is None and not item.flagged for item in items.items)
    assert [item.infit for item in items.items] == pytest.approx([1] * 15, abs=0.02)
    with pytest.raises(InputError) as caught:
        fit.limited_information(responses, found)
    assert caught.value.code == "gaps"


def test_three_items_leave_nothing_to_test():
    responses, _ = simulated(300, 3, seed=9)
    found = calibrate(responses, "2pl")
    assert all(item.s_x2 is None for item in fit.item_fit(responses, found).items)
    with pytest.raises(InputError) as caught:
        fit.limited_information(responses, found)
    assert caught.value.code == "too_few"


def test_long_tests_say_that_m2_is_too_much(monkeypatch):
    monkeypatch.setattr("skillmark.assess.scaling.fit.limited.MOST_ITEMS", 5)
    monkeypatch.setattr("skillmark.assess.scaling.fit.items.MOST_ITEMS", 5)
    responses, _ = simulated(300, 6, seed=10)
    found = calibrate(responses, "2pl")
    with pytest.raises(InputError) as caught:
        fit.limited_information(responses, found)
    assert caught.value.code == "too_many"
    assert "up to 5 items" in fit.item_fit(responses, found).reason


def test_pairs_that_nobody_answered_both_of_are_left_out():
    responses, _ = simulated(400, 8, seed=11)
    values = responses.values.copy()
    values[:200, :4] = MISSING
    values[200:, 4:] = MISSING
    apart = Responses(responses.items, values)
    found = fit.local_dependence(apart, calibrate(apart, "2pl"))
    assert np.isnan(found.q3[:4, 4:]).all()
    assert np.isfinite(found.average)


def test_no_pair_at_all_is_said(monkeypatch):
    monkeypatch.setattr("skillmark.assess.scaling.fit.dependence.FEWEST_TOGETHER", 1000)
    responses, _ = simulated(400, 6, seed=12)
    found = fit.local_dependence(responses, calibrate(responses, "2pl"))
    assert np.isnan(found.average)
    assert not found.pairs


def test_perfect_scorers_and_nearly_constant_items_give_numbers():
    responses, _ = simulated(200, 8, seed=13)
    values = responses.values.copy()
    values[:30] = 1
    values[30:40] = 0
    values[:, 2] = 1
    values[5, 2] = 0
    odd = Responses(responses.items, values)
    found = calibrate(odd, "1pl")
    for item in fit.item_fit(odd, found).items:
        assert np.isfinite([item.infit, item.outfit, item.infit_t, item.outfit_t]).all()
    assert np.isfinite(fit.limited_information(odd, found).m2)


def test_forty_people_are_too_few_to_test_a_model_with():
    responses, _ = simulated(40, 6, seed=14)
    found = calibrate(responses, "1pl")
    assert "50 people" in fit.item_fit(responses, found).reason
    with pytest.raises(InputError) as caught:
        fit.limited_information(responses, found)
    assert caught.value.code == "too_few"
