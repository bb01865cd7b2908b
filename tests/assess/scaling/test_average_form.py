"""From points to ability and back, on the average form of a pool."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from skillmark.assess.scaling.average_form import AverageForm, average_form
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.nouns.errors import InputError


def form_of(seed: int, items: int = 20, *, partial: bool = False) -> AverageForm:
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0.1, 0.3, items), rng.normal(0, 1, items)
    return average_form(
        ItemParameters(a, -a * b, np.zeros(items)),
        rng.choice([1.0, 2.0], items),
        rng.uniform(0.3, 0.9, items),
        rng.uniform(0.2, 1.0, items),
        partial=[partial] * items,
    )


@settings(max_examples=40)
@given(seed=st.integers(0, 50), ability=st.floats(-4, 4), partial=st.booleans())
def test_points_lead_back_to_the_ability_they_came_from(
    seed: int, ability: float, partial: bool
) -> None:
    form = form_of(seed, partial=partial)
    assert form.ability(form.expected(ability)) == pytest.approx(ability, abs=1e-6)


@settings(max_examples=40)
@given(seed=st.integers(0, 50), low=st.floats(-5, 4), step=st.floats(0.01, 3))
def test_more_ability_expects_more_points(seed: int, low: float, step: float) -> None:
    form = form_of(seed, partial=True)
    assert form.expected(low) < form.expected(low + step)


def test_a_form_of_one_item_is_its_own_curve() -> None:
    # by hand: 2 points times the logistic function at a (theta - b)
    form = average_form(
        ItemParameters(np.array([1.5]), np.array([-0.75]), np.array([0.0])),
        [2.0],
        [0.4],
        [1.0],
        partial=[False],
    )
    assert form.expected(1.0) == pytest.approx(2 / (1 + np.exp(-0.75)), abs=1e-12)
    assert form.ability(1.0) == pytest.approx(0.5, abs=1e-9)


def test_partial_credit_is_where_people_who_answered_have_put_it() -> None:
    """Mean points over the population are the mean points that were seen."""
    rng = np.random.default_rng(4)
    a, b = np.array([1.2, 0.8]), np.array([0.3, -0.5])
    theta = rng.standard_normal(400_000)
    full = rng.random((len(theta), 2)) < expit(a * (theta[:, None] - b))
    shares = np.where(full, 1.0, np.array([0.4, 0.25])).mean(axis=0)
    form = average_form(
        ItemParameters(a, -a * b, np.zeros(2)), [1, 1], shares.tolist(), [1, 1], partial=[True] * 2
    )
    assert form.less == pytest.approx([0.4, 0.25], abs=0.01)
    seen = np.mean([form.expected(one) for one in theta[:4000]])
    assert seen == pytest.approx(shares.sum(), abs=0.03)


def test_weights_make_it_the_mean_of_drawn_forms() -> None:
    rng = np.random.default_rng(8)
    a, b = rng.lognormal(0, 0.3, 12), rng.normal(0, 1, 12)
    parameters = ItemParameters(a, -a * b, np.zeros(12))
    # 2 of the first 4 and 3 of the other 8
    weights = [2 / 4] * 4 + [3 / 8] * 8
    form = average_form(parameters, [1] * 12, [0.5] * 12, weights, partial=[False] * 12)
    drawn = [
        expit(a * (0.7 - b))[
            np.concatenate([rng.choice(4, 2, replace=False), 4 + rng.choice(8, 3, replace=False)])
        ].sum()
        for _ in range(20_000)
    ]
    assert form.maximum == pytest.approx(5)
    assert form.expected(0.7) == pytest.approx(np.mean(drawn), abs=0.02)


@pytest.mark.parametrize("points", [-0.1, 0.0, 1e9])
def test_points_that_nobody_can_expect_are_refused(points: float) -> None:
    with pytest.raises(InputError, match="no ability") as refused:
        form_of(1).ability(points)
    assert refused.value.code == "off_scale"


def test_what_is_stored_is_the_same_form() -> None:
    form = form_of(3, partial=True)
    again = AverageForm.from_json(form.as_json())
    assert again.expected(0.31) == form.expected(0.31)
