"""The quality report: its figures, their states, and what it says of data that say little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.assess.precision.classical import reliability
from skillmark.assess.quality.document import as_json
from skillmark.assess.quality.figure import Signature, State
from skillmark.assess.quality.findings import Findings
from skillmark.assess.quality.judging import at_least, at_most
from skillmark.assess.quality.page import page
from skillmark.assess.quality.report import report as compute
from skillmark.assess.quality.report import signed, without_items
from skillmark.assess.quality.sample import Grouping, Panel, Sample
from skillmark.assess.quality.sections.cut import wilson
from skillmark.assess.quality.summary import summarised
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.errors import InputError

from .conftest import draw

DAY = date(2026, 6, 7)


def report(sample, *, made_on, draws=60):
    """The report with fewer draws than usual, where its intervals are not what is looked at."""
    return compute(sample, made_on=made_on, findings=Findings(sample, draws=draws))


@cache
def made(persons=300, items=24, groups=(), field_data=FieldData.REAL):
    return report(draw(persons, items, groups=groups, field_data=field_data), made_on=DAY)


def figures(found):
    return {figure.id: figure for figure in found.figures}


# --- the same data, the same report


def test_the_same_sample_gives_the_same_report_bit_for_bit():
    one, two = (compute(draw(120, 12), made_on=DAY) for _ in range(2))
    assert as_json(one) == as_json(two)


def test_the_digest_changes_with_a_single_response_the_seed_and_the_version():
    first = draw(40, 8)
    points = first.points.copy()
    points[3, 2] = 1 - points[3, 2]
    others = [
        replace(first, points=points),
        replace(first, seed=8),
        replace(first, version="2"),
        replace(first, field_data=FieldData.SIMULATED),
        replace(first, cut=None),
    ]
    assert len({one.digest for one in [first, *others]}) == len(others) + 1


def test_one_missing_response_is_as_good_as_another_in_the_digest():
    first = draw(40, 8)
    points = first.points.copy()
    points[0, 0] = np.nan
    other = points.copy()
    other[0, 0] = -np.nan
    assert replace(first, points=points).digest == replace(first, points=other).digest


def test_figures_do_not_depend_on_the_order_of_items_and_people():
    first = draw(200, 12)
    rng = np.random.default_rng(3)
    rows, columns = rng.permutation(200), rng.permutation(12)
    turned = replace(
        first,
        points=first.points[rows][:, columns],
        items=tuple(first.items[k] for k in columns),
    )
    one, two = figures(report(first, made_on=DAY)), figures(report(turned, made_on=DAY))
    for name, figure in one.items():
        assert two[name].value == pytest.approx(figure.value, abs=1e-4), name


# --- known answers


def test_lsat6(lsat6):
    """Alpha of LSAT section 6 is 0.295 (as `ltm` 1.2-0 for R and many textbooks print it)."""
    own = Sample(
        test="lsat6",
        items=lsat6.items,
        points=lsat6.points,
        maxima=np.ones(5),
        field_data=FieldData.REAL,
        cut=CutScore(4, 5, "", "", "", DAY),
    )
    found = figures(report(own, made_on=DAY))
    assert found["alpha"].value == pytest.approx(0.295, abs=0.001)
    assert found["alpha"].state is State.POOR
    assert found["persons"].value == 1000
    # 298 people have all five right and 357 four of them (Bock and Lieberman 1970).
    assert found["passing"].value == pytest.approx((298 + 357) / 1000)
    assert found["sem"].value == pytest.approx(reliability(lsat6.points).sem)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval(hits, of, low, high):
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    found = wilson(hits, of)
    assert found.estimate == hits / of
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.slow
def test_truly_above_is_what_a_simulation_with_known_true_scores_shows():
    """True scores are known here: the share of those who passed and are truly above is counted."""
    rng = np.random.default_rng(11)
    ability = rng.normal(0.3, 1, 3000)
    place = rng.normal(0, 0.8, 40)
    chance = 1 / (1 + np.exp(-1.2 * (ability[:, None] - place)))
    points = (rng.random(chance.shape) < chance).astype(float)
    own = replace(
        draw(10, 40),
        points=points,
        groupings=(),
        cut=CutScore(24, 40, "", "", "", DAY),
    )
    passed = points.sum(axis=1) >= 24
    truly = chance.sum(axis=1) >= 24
    found = figures(report(own, made_on=DAY))
    assert found["truly_above"].value == pytest.approx(truly[passed].mean(), abs=0.03)
    assert found["truly_below"].value == pytest.approx((~truly[~passed]).mean(), abs=0.03)
    assert found["false_pass"].value == pytest.approx((passed & ~truly).mean(), abs=0.02)


def test_the_error_at_the_cut_is_close_by_scores_and_by_the_model():
    """A form that everybody had, and the same responses with a gap or two, agree."""
    whole = draw(800, 24)
    points = whole.points.copy()
    points[0, 0] = np.nan
    by_scores = Findings(whole).conditional
    by_model = Findings(replace(whole, points=points)).conditional
    at = [
        np.interp(12, [one.score for one in rows], [one.error for one in rows])
        for rows in (by_scores, by_model)
    ]
    assert at[0] == pytest.approx(at[1], rel=0.12)


def test_more_would_pass_a_lower_cut():
    grid = made().part("cut").grid("impact")
    shares = grid["passing"]
    assert shares[0] >= shares[1] >= shares[2]
    assert grid.facts["by"] == "point"


# --- states


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_never_fine_unless_the_whole_interval_is(a, b, c):
    low, estimate, high = sorted((a, b, c))
    found = Interval(estimate, low, high)
    state = at_least(found, good=0.8, poor=0.7)
    assert (state is State.FINE) == (low >= 0.8)
    assert (state is State.POOR) == (estimate < 0.7)
    turned = Interval(1 - estimate, 1 - high, 1 - low)
    if not any(abs(one - bar) < 1e-9 for one in (low, estimate) for bar in (0.7, 0.8)):
        assert at_most(turned, good=0.2, poor=0.3) is state


def test_a_wrong_key_makes_the_items_poor():
    own = draw(300, 20)
    points = own.points.copy()
    points[:, 4] = 1 - points[:, 4]
    found = report(replace(own, points=points), made_on=DAY)
    flagged = found.figure("flagged")
    assert flagged.state is State.POOR
    grid = found.part("items").grid("items")
    row = grid["item"].index("secret-04")
    assert "negative" in grid["look"][row]


def test_an_unfair_item_is_found_and_named():
    rng = np.random.default_rng(4)
    own = draw(900, 20, groups=("en", "de"))
    points = own.points.copy()
    german = np.array(own.groupings[0].members) == "de"
    points[german, 6] *= rng.random(german.sum()) < 0.35
    found = report(replace(own, points=points), made_on=DAY)
    assert found.figure("dif").state is State.POOR
    assert "secret-06" in found.part("fairness").grid("dif")["item"]


def test_small_groups_are_never_called_fair():
    found = made(groups=("en", "de"), persons=120)
    assert found.figure("dif").state in {State.LOOK, State.POOR}


def test_a_panel_says_how_far_another_would_land():
    own = replace(draw(300, 24), panel=Panel(12, 0.4, rounds=2))
    found = figures(report(own, made_on=DAY))
    assert (found["judges"].state, found["cut_error"].state) == (State.FINE, State.FINE)
    wide = figures(report(replace(own, panel=Panel(4, 5.0)), made_on=DAY))
    assert (wide["judges"].state, wide["cut_error"].state) == (State.POOR, State.POOR)
    assert report(own, made_on=DAY).part("cut").grid("impact").facts["by"] == "error"


def test_raters_who_agree_and_raters_who_do_not():
    rng = np.random.default_rng(6)
    truth = rng.random(60)
    near = np.clip(truth[:, None] + rng.normal(0, 0.03, (60, 3)), 0, 1)
    own = replace(draw(100, 10), raters=3, ratings=near)
    assert report(own, made_on=DAY).figure("agreement").state is State.FINE
    apart = replace(own, ratings=rng.random((60, 3)))
    assert report(apart, made_on=DAY).figure("agreement").state is State.POOR
    alone = report(replace(own, raters=1, ratings=near[:, :1]), made_on=DAY)
    assert alone.figure("agreement").why == "one_rater"
    few = report(replace(own, ratings=near[:5]), made_on=DAY).figure("agreement")
    assert report(own, made_on=DAY).figure("adjudicated") is None
    settled = report(replace(own, adjudicated=(9, 60)), made_on=DAY).figure("adjudicated")
    # Wilson (1927) for 9 of 60, worked out by hand
    assert settled.value == 0.15
    assert settled.interval.low == pytest.approx(0.0810, abs=5e-4)
    assert settled.interval.high == pytest.approx(0.2611, abs=5e-4)
    assert (few.value, few.facts["have"]) == (None, 5)


# --- forms that differ


def test_people_who_passed_their_own_form_are_counted_as_passed():
    own = draw(200, 20)
    cuts = np.where(np.arange(200) % 2, 9.0, 11.0)
    found = report(replace(own, own_cuts=cuts), made_on=DAY)
    passed = int((own.points.sum(axis=1) >= cuts).sum())
    assert found.figure("passing").facts["passed"] == passed


def test_drawn_forms_are_put_on_one_scale():
    own = draw(400, 30)
    rng = np.random.default_rng(2)
    points = own.points.copy()
    for row in points:
        row[rng.permutation(30)[20:]] = np.nan
    found = report(replace(own, points=points), made_on=DAY)
    assert found.figure("length").value == 20
    assert "forms" in [code for code, _ in found.part("limits").notes]
    assert found.figure("sem_at_cut").value is not None
    assert all(0 <= score <= 30 for score in replace(own, points=points).scores)


# --- data that say little


def hostile():
    own = draw(60, 10)
    alike = own.points.copy()
    alike[:] = 1.0
    constant = own.points.copy()
    constant[:, :3] = [1, 0, 1]
    gone = np.full_like(own.points, np.nan)
    nobody = replace(own, points=own.points[:0], field_data=FieldData.NONE)
    empty = Grouping("language", ("en",) * 60)
    lone = Grouping("language", ("en",) * 57 + ("de",) * 3)
    unsaid = Grouping("language", ("",) * 60)
    return {
        "three people": replace(own, points=own.points[:3]),
        "nobody": nobody,
        "nothing answered": replace(own, points=gone),
        "perfect scores": replace(own, points=alike),
        "constant items": replace(own, points=constant),
        "one group only": replace(own, groupings=(empty,)),
        "a group of three": replace(own, groupings=(lone,)),
        "no group said": replace(own, groupings=(unsaid,)),
        "no cut": replace(own, cut=None),
        "a cut that all reach": replace(own, cut=CutScore(0.5, 10, "", "", "", DAY)),
        "a cut that nobody reaches": replace(own, cut=CutScore(10, 10, "", "", "", DAY)),
        "one item": replace(own, points=own.points[:, :1], items=("a",), maxima=np.ones(1)),
        "signed points": replace(own, points=2 * own.points - 1, signed=True),
        "thousands of items": draw(60, 1000),
        "noise": replace(own, points=np.random.default_rng(1).integers(0, 2, (60, 10)) * 1.0),
    }


HOSTILE = hostile()


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "thousands of items"])
def test_what_cannot_be_told_is_not_known_and_says_why(name):
    found = report(HOSTILE[name], made_on=DAY)
    for figure in found.figures:
        if figure.state is State.NOT_KNOWN:
            assert figure.why or figure.value is not None, figure.id
        if figure.value is None and not figure.said:
            assert figure.state is State.NOT_KNOWN, figure.id
        if figure.value is not None:
            assert np.isfinite(figure.value), figure.id
    for language in ("en", "de"):
        laid = page(found, language)
        assert all(one.value for section in laid.sections for one in section.readings)


@pytest.mark.parametrize("name", ["three people", "nobody", "nothing answered"])
def test_too_few_people_leave_no_figure_but_how_many_they_are(name):
    found = report(HOSTILE[name], made_on=DAY)
    judged = [one.id for one in found.figures if one.state in {State.FINE, State.LOOK}]
    assert judged == []
    assert found.figure("persons").state is State.POOR
    assert all(
        found.figure(one).value is None
        for one in ("alpha", "omega", "accuracy", "truly_above", "passing", "flagged")
    )
    assert "few" in [code for code, _ in found.part("limits").notes]


@pytest.mark.slow
def test_a_page_for_thousands_of_items_and_few_people():
    found = report(HOSTILE["thousands of items"], made_on=DAY)
    assert found.figure("flagged").facts["items"] == 1000


def test_perfect_scores_are_no_reliable_scores():
    found = figures(report(HOSTILE["perfect scores"], made_on=DAY))
    assert found["alpha"].state is State.NOT_KNOWN
    assert found["passing"].value == 1.0
    assert found["truly_above"].value is None


def test_a_group_with_nobody_is_not_examined():
    for name in ("one group only", "no group said"):
        assert report(HOSTILE[name], made_on=DAY).figure("dif").why == "one_group"
    small = report(HOSTILE["a group of three"], made_on=DAY).figure("dif")
    assert (small.why, small.facts["have"]) == ("small_group", 3)
    assert report(draw(60, 10), made_on=DAY).figure("dif").why == "no_groups"


@pytest.mark.parametrize("bad", [np.inf, -np.inf])
def test_infinite_points_are_refused(bad):
    points = draw(40, 5).points.copy()
    points[0, 0] = bad
    with pytest.raises(InputError, match="finite"):
        replace(draw(40, 5), points=points)


def test_shapes_that_do_not_fit_are_refused():
    own = draw(40, 5)
    for wrong in (
        {"items": own.items[:4]},
        {"maxima": np.ones(4)},
        {"groupings": (Grouping("language", ("en",)),)},
        {"own_cuts": np.ones(3)},
        {"maxima": np.zeros(5)},
    ):
        with pytest.raises(InputError):
            replace(own, **wrong)


def test_responses_that_are_neither_real_nor_simulated_are_refused():
    with pytest.raises(InputError, match="real or simulated"):
        report(draw(40, 5, field_data=FieldData.NONE), made_on=DAY)


# --- signatures, outsiders, credentials


def test_signatures_are_added_and_never_taken_away():
    first = signed(made(), Signature("prepared", "A. Author", "", DAY))
    second = signed(first, Signature("reviewed", "R. Reviewer", "head of quality", DAY, "good"))
    assert [one.act for one in second.signatures] == ["prepared", "reviewed"]
    assert first.signatures == second.signatures[:1]
    with pytest.raises(InputError):
        signed(first, Signature("reviewed", " ", "", DAY))


def test_outsiders_see_no_single_item():
    whole = report(draw(300, 20, groups=("en", "de"), seed=3), made_on=DAY)
    assert "secret-" in str(as_json(whole))
    assert "secret-" not in str(as_json(without_items(whole)))


def test_why_something_could_not_be_computed_names_no_item_to_outsiders():
    """A slope without a finite estimate is refused by the item's name."""
    own = draw(60, 10)
    points = own.points.copy()
    points[:, 9] = points[:, 0]
    points[:, 8] = points[:, 0]
    whole = report(replace(own, points=points), made_on=DAY)
    assert "secret-0" in str(whole.figure("model").facts)
    shown = str(as_json(without_items(whole)))
    assert "secret-" not in shown


def test_the_bundle_says_what_the_report_says():
    own = draw(300, 24)
    found = made()
    bare = Credibility("drawn", (), own.cut, FieldData.REAL, 300)
    bundle = summarised(bare, found)
    assert bundle.truly_above == found.figure("truly_above").interval
    assert bundle.omega == found.figure("omega").interval
    assert bundle.decision_consistency == found.figure("consistency").value
    assert (bundle.fairness_examined, bundle.judges) == (False, None)
    few = summarised(bare, report(draw(20, 10), made_on=DAY))
    assert (few.truly_above, few.reliability, few.decision_accuracy) == (None, None, None)
