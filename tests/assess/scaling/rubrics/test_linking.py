"""Linking, drift and equating: against R's equateIRT, and against what was done to a bank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skillmark.assess.scaling.bank import Bank, BankItem
from skillmark.assess.scaling.linking import link as linking
from skillmark.assess.scaling.linking.drift import displacements, robust_z
from skillmark.assess.scaling.linking.link import LinkMethod, delta_errors, link
from skillmark.assess.scaling.linking.true_scores import true_score_table
from skillmark.assess.scaling.response_model import Model
from skillmark.assess.scaling.rubrics.parameters import CategoryModel
from skillmark.assess.scaling.rubrics.polytomous import calibrate
from skillmark.nouns.errors import InputError

METHODS = list(LinkMethod)

EQUATEIRT = {
    "mean-mean": (1.1023578404, 0.46310920325, 0.056096960118, 0.060566803759),
    "mean-sigma": (1.0653936532, 0.44738481041, 0.089353328237, 0.05615967853),
    "haebara": (1.0937422664, 0.43585230154, 0.055084851057, 0.053555223029),
    "stocking-lord": (1.0922496108, 0.44595803759, 0.054791076801, 0.054078391053),
}
"""A, B and their standard errors: R's equateIRT 2.5.1, direc(), forms calibrated by mirt 1.45.1."""

TRUE_SCORES = (
    1.239950, 2.236625, 3.188094, 4.132359, 5.084864, 6.050840, 7.029842, 8.018373, 9.011639,
    10.004690, 10.993004, 11.972653, 12.940151, 13.892198, 14.825675, 15.738562, 16.633319,
    17.526518, 18.480865, 20.0,
)  # fmt: skip
"""What scores 1 to 20 of form X are worth on form Y: equateIRT, score(method = "TSE")."""


@pytest.fixture(scope="module")
def forms(scores_of):
    return calibrate(scores_of("form_x"), "grm"), calibrate(scores_of("form_y"), "grm")


def bank(rng, items=8):
    """A bank of all kinds of items."""
    own = []
    for k in range(items):
        a, b = float(rng.uniform(0.6, 1.8)), float(rng.normal())
        if k % 3 == 0:
            own.append(BankItem(f"q{k}", Model.THREE, a, (b,), 0.15))
        elif k % 3 == 1:
            levels = (0, 1, 2, 3)
            own.append(BankItem(f"q{k}", CategoryModel.GRADED, a, (b - 1, b, b + 1), levels=levels))
        else:
            steps = (b + 0.4, b - 0.3)
            own.append(BankItem(f"q{k}", CategoryModel.GENERALISED, a, steps, levels=(1, 2, 4)))
    return Bank(tuple(own))


@pytest.mark.parametrize("method", METHODS)
def test_agrees_with_equateirt(forms, method):
    old, new = forms
    found = link(new.bank(), old.bank(), method)
    slope, shift, slope_error, shift_error = EQUATEIRT[method]
    assert found.anchors == tuple(f"c{k}" for k in range(25, 33))
    assert found.constants.slope == pytest.approx(slope, abs=1e-5)
    assert found.constants.shift == pytest.approx(shift, abs=1e-5)
    covariance = (
        new.threshold_covariance(found.anchors),
        old.threshold_covariance(found.anchors),
    )
    anchors = new.bank().of(found.anchors), old.bank().of(found.anchors)
    errors = delta_errors(*anchors, method, covariance)
    if method is LinkMethod.MEAN_SIGMA:
        # equateIRT divides by n - 1 in the spread and by n in its derivative: 7/8 of the error
        assert errors[0] * 7 / 8 == pytest.approx(slope_error, abs=1e-5)
    else:
        assert errors == pytest.approx((slope_error, shift_error), abs=1e-5)
        # what the command prints knows only the errors of single items, and comes near
        assert found.slope_error == pytest.approx(slope_error, rel=0.1)
        assert found.shift_error == pytest.approx(shift_error, rel=0.1)


def test_true_scores_agree_with_equateirt(forms):
    old, new = forms
    found = link(new.bank(), old.bank())
    moved = new.bank().moved(found.constants.slope, found.constants.shift)
    table = true_score_table(old.bank(), moved)
    assert [one.score for one in table] == list(range(21))
    assert [one.equated for one in table[1:]] == pytest.approx(TRUE_SCORES, abs=1e-4)
    assert table[0].equated == 0
    assert table[10].ability == pytest.approx(0.05118064, abs=1e-4)


def test_the_truth_is_recovered(forms):
    old, new = forms
    found = link(new.bank(), old.bank())
    assert abs(found.constants.slope - 1.15) < 3 * found.slope_error
    assert abs(found.constants.shift - 0.4) < 3 * found.shift_error


@pytest.mark.parametrize("method", METHODS)
def test_a_bank_linked_to_itself_stays_where_it_is(method):
    own = bank(np.random.default_rng(1))
    found = link(own, own, method)
    assert found.constants.slope == pytest.approx(1, abs=1e-9)
    assert found.constants.shift == pytest.approx(0, abs=1e-9)
    assert found.slope_error == pytest.approx(0, abs=1e-8)
    assert not found.drawn


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(METHODS),
    st.floats(0.4, 2.5),
    st.floats(-1.5, 1.5),
    st.integers(0, 1000),
)
def test_what_was_done_to_a_bank_is_undone(method, slope, shift, seed):
    old = bank(np.random.default_rng(seed))
    new = old.moved(1 / slope, -shift / slope)
    found = link(new, old, method)
    assert found.constants.slope == pytest.approx(slope, rel=1e-5)
    assert found.constants.shift == pytest.approx(shift, abs=1e-5)
    assert not any(anchor.drifted for anchor in displacements(new, old, found))


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_order_of_items_is_no_matter(method, random):
    rng = np.random.default_rng(5)
    old = bank(rng)
    new = Bank(
        tuple(
            BankItem(i.name, i.model, i.a * 1.1, tuple(b + 0.1 * k for b in i.b), i.c, i.levels)
            for k, i in enumerate(old.items)
        )
    )
    names = list(new.names)
    random.shuffle(names)
    one, other = link(new, old, method), link(new.of(names), old, method)
    assert other.constants.slope == pytest.approx(one.constants.slope, rel=1e-6)
    assert other.shift_error == pytest.approx(one.shift_error, rel=1e-4)


def test_an_item_that_moved_is_named():
    rng = np.random.default_rng(3)
    old = Bank(
        tuple(
            BankItem(
                f"q{k}", Model.TWO, float(rng.uniform(0.8, 1.6)), (float(rng.normal()),),
                a_error=0.08, b_errors=(0.07,),
            )
            for k in range(12)
        )
    )  # fmt: skip
    leaked = [
        BankItem(
            item.name, item.model, item.a,
            (item.b[0] + float(rng.normal(0, 0.05)) - (0.9 if item.name == "q4" else 0),),
            a_error=0.08, b_errors=(0.07,),
        )
        for item in old.items
    ]  # fmt: skip
    new = Bank(tuple(leaked)).moved(0.9, 0.3)
    found = link(new, old)
    assert [one.item for one in displacements(new, old, found) if one.drifted] == ["q4"]
    rest = link(new, old, leave_out=["q4"])
    assert "q4" not in rest.anchors
    # without it the link is right
    assert rest.constants.shift == pytest.approx(-0.3 / 0.9, abs=0.05)
    off = [
        np.hypot(one.constants.slope - 1 / 0.9, one.constants.shift + 0.3 / 0.9)
        for one in (rest, found)
    ]
    assert off[0] < off[1]


def test_where_nothing_moved_hardly_anything_is_named():
    rng = np.random.default_rng(12)
    named, links = 0, 150
    for _ in range(links):
        b = rng.normal(size=15)
        forms = [
            Bank(
                tuple(
                    BankItem(
                        f"q{k}", Model.TWO, 1.2, (float(x + rng.normal(0, 0.1)),),
                        a_error=0.1, b_errors=(0.1,),
                    )
                    for k, x in enumerate(b)
                )
            )
            for _ in range(2)
        ]  # fmt: skip
        found = link(*forms, "mean-mean")
        named += any(one.drifted for one in displacements(*forms, found))
    assert named / links < 0.1


def test_what_is_within_its_error_has_not_drifted(forms):
    old, new = forms
    found = link(new.bank(), old.bank())
    by_name = {one.item: one for one in displacements(new.bank(), old.bank(), found)}
    assert by_name["c30"].unusual
    assert not by_name["c30"].drifted


def test_robust_z_of_a_normal_sample_is_about_z():
    values = np.random.default_rng(1).standard_normal(20_000)
    assert robust_z(values).std() == pytest.approx(1, abs=0.03)


def test_with_few_anchors_nobody_is_accused():
    own = bank(np.random.default_rng(1), items=4)
    found = link(own, own)
    assert all(one.robust_z is None and not one.drifted for one in displacements(own, own, found))
    assert any("4 common items" in line for line in found.cautions)


def test_anchors_that_do_not_match_do_not_count():
    old = bank(np.random.default_rng(2))
    other = list(old.items)
    other[1] = BankItem("q1", CategoryModel.GRADED, 1.0, (0.0, 1.0), levels=(0, 1, 2))
    other[2] = BankItem("q2", CategoryModel.GRADED, 1.0, (0.0, 1.0), levels=(1, 2, 4))
    found = link(Bank(tuple(other)), old)
    assert not {"q1", "q2"} & set(found.anchors)
    assert "q1 has other levels" in " ".join(found.cautions)
    assert "q2 has another model" in " ".join(found.cautions)


def test_too_few_anchors_are_refused():
    own = bank(np.random.default_rng(1))
    with pytest.raises(InputError, match="2 common items are too few") as refusal:
        link(own, own.of(["q0", "q1"]))
    assert refusal.value.code == "too_few"
    with pytest.raises(InputError, match="q99 is no common item"):
        link(own, own, leave_out=["q99"])
    with pytest.raises(InputError, match="no method 'mean'"):
        link(own, own, "mean")


def test_slopes_that_contradict_are_refused():
    old = Bank(tuple(BankItem(f"q{k}", Model.TWO, 1.0, (float(k),)) for k in range(4)))
    new = Bank(tuple(BankItem(f"q{k}", Model.TWO, -1.0, (float(k),)) for k in range(4)))
    with pytest.raises(InputError, match="determine no link") as refusal:
        link(new, old, "mean-mean")
    assert refusal.value.code == "no_link"
    alike = Bank(tuple(BankItem(f"q{k}", Model.ONE, 1.0, (0.5,)) for k in range(4)))
    with pytest.raises(InputError, match="determine no link"):
        link(alike, old, "mean-sigma")


def test_a_covariance_of_another_shape_is_refused():
    own = bank(np.random.default_rng(1))
    with pytest.raises(InputError, match="the covariance is not"):
        delta_errors(own, own, LinkMethod.MEAN_MEAN, (np.eye(3), np.eye(3)))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_equating_is_monotone_and_undoes_itself(one, other):
    first, second = bank(np.random.default_rng(one)), bank(np.random.default_rng(other), items=11)
    table = true_score_table(first, second)
    equated = np.array([row.equated for row in table])
    assert (np.diff(equated) > -1e-9).all()
    assert (equated[0], equated[-1]) == (
        sum(levels[0] for levels in second.levels),
        sum(levels[-1] for levels in second.levels),
    )
    same = true_score_table(first, first)
    assert [row.equated for row in same] == pytest.approx([row.score for row in same], abs=1e-6)
    there = [row.ability for row in table if row.ability is not None]
    assume(len(there) > 1)
    assert first.expected(np.array(there)).sum(axis=0) == pytest.approx(
        [row.score for row in table if row.ability is not None], abs=1e-6
    )


def test_a_falling_item_cannot_be_equated():
    falling = Bank((BankItem("q", Model.TWO, -1.0, (0.0,)),))
    with pytest.raises(InputError, match="falls with ability on q"):
        true_score_table(falling, falling)


def test_a_cut_score_moves_with_the_scale():
    assert linking.Constants(1.2, -0.3)(0.5) == pytest.approx(0.3)
