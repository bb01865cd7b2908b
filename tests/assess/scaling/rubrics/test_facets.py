"""The many-facet Rasch model: against R's TAM, against the truth, against its laws."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.assess.responses import Responses
from skillmark.assess.scaling.raters.facets import fit_facets
from skillmark.assess.scaling.raters.information import observed_information
from skillmark.assess.scaling.raters.ratings import Ratings, check_connected, read_ratings
from skillmark.assess.scaling.raters.report import cell_fit, report
from skillmark.assess.scaling.rubrics.polytomous import calibrate
from skillmark.nouns.errors import InputError, UnreadableError

TASKS = np.array([-0.5, 0.1, 0.4])
STEPS = np.array([-1.0, 0.2, 0.8])


def draw(persons, severities, *, seed, per_person=2, tasks=TASKS, constant=None):
    """Rows of ratings; everybody's work at every task is seen by `per_person` raters."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(persons):
        ability = rng.normal(0, 1.2)
        for rater in rng.choice(len(severities), per_person, replace=False):
            for task, difficulty in enumerate(tasks):
                uniform = rng.random()
                height = np.r_[0, np.cumsum(ability - difficulty - severities[rater] - STEPS)]
                chance = np.exp(height - height.max())
                score = int((uniform > np.cumsum(chance / chance.sum())).sum())
                rows.append((f"p{person}", f"t{task}", f"r{rater}", min(score, len(STEPS))))
    return rows


@pytest.fixture(scope="module")
def drawn(ratings_csv):
    return read_ratings(ratings_csv)


def test_agrees_with_tam(drawn):
    """R's TAM 4.3-25: tam.mml.mfr(formulaA = ~ item + rater + step), 121 nodes from -8 to 8."""
    fit = fit_facets(drawn)
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(-2274.867, abs=1e-3)
    assert fit.spread**2 == pytest.approx(1.528611, abs=1e-4)
    assert fit.difficulties[0] == pytest.approx(
        [-0.61860241, -0.26329977, 0.19369411, 0.44805186, 0.74380652], abs=1e-4
    )
    assert fit.severities[0] == pytest.approx(
        [-0.70260121, -0.16685139, 0.01488297, 0.09539447, 0.22728761, 0.53188756], abs=1e-4
    )
    assert fit.steps[0][0] == pytest.approx([-1.05270172, 0.10695682, 0.94574490], abs=1e-4)
    assert report(fit).person_reliability == pytest.approx(0.8860501, abs=1e-5)


def test_fit_agrees_with_tam(drawn):
    """TAM's msq.itemfit for the first seven pairs of a task and a rater."""
    infit, outfit = cell_fit(fit_facets(drawn))
    assert outfit[:7] == pytest.approx(
        [1.2091374, 1.1370230, 1.1569684, 1.0308473, 0.9553762, 0.8428063, 0.6678337], abs=1e-4
    )
    assert infit[:7] == pytest.approx(
        [1.2140100, 1.2088080, 1.2129658, 1.0512917, 0.9686277, 0.8588231, 0.7461732], abs=1e-4
    )


def test_steps_of_every_tasks_own_agree_with_tam(drawn):
    """TAM's formulaA = ~ item * step + rater."""
    fit = fit_facets(drawn, own_steps=True)
    assert fit.log_likelihood == pytest.approx(-2272.678, abs=1e-3)
    assert fit.spread**2 == pytest.approx(1.530172, abs=1e-3)
    assert fit.severities[0] == pytest.approx(
        [-0.70332631, -0.16680444, 0.01529667, 0.09536217, 0.22743999, 0.53203191], abs=1e-3
    )
    assert fit.steps[0][1, 0] == pytest.approx(-1.0453618 - 0.0946752, abs=1e-3)
    assert fit.aic == pytest.approx(2 * (1 + 5 + 5 + 10) + 2 * 2272.678, abs=0.01)


@pytest.mark.slow
def test_standard_errors_are_the_scatter_of_the_estimates():
    """TAM prints about 0.6 of it: its errors take every other parameter as known."""
    severities = np.array([-0.5, 0.0, 0.2, 0.3])
    found = [fit_facets(Ratings.of(draw(60, severities, seed=seed))) for seed in range(40)]
    estimates = np.array([fit.severities[0] for fit in found])
    errors = np.array([fit.severities[1] for fit in found])
    assert estimates.std(axis=0).mean() == pytest.approx(errors.mean(), rel=0.15)
    assert estimates.mean(axis=0) == pytest.approx(severities, abs=0.09)
    infit = np.array([[rater.infit for rater in report(fit).raters] for fit in found])
    assert infit.mean() == pytest.approx(1, abs=0.02)


def test_without_raters_differences_it_is_the_partial_credit_model(scores_of):
    """Two raters who score half of the people each: the two halves of one calibration."""
    scores = scores_of("graded")
    rows = [
        (f"p{person}", item, "ab"[task % 2], int(score))
        for person, row in enumerate(scores.values)
        for task, (item, score) in enumerate(zip(scores.items, row, strict=True))
    ]
    # raters are nested in tasks: that cannot be told apart
    with pytest.raises(InputError, match="sets of raters cannot be compared") as refusal:
        fit_facets(Ratings.of(rows))
    assert refusal.value.code == "unconnected"
    swapped = [
        (person, task, "ab"["ab".index(rater) ^ (int(person[1:]) % 2)], score)
        for person, task, rater, score in rows
    ]
    fit = fit_facets(Ratings.of(swapped), own_steps=True)
    plain = calibrate(Responses(scores.items, scores.values), "pcm")
    assert fit.log_likelihood >= plain.log_likelihood - 1e-6  # one parameter more
    assert fit.log_likelihood - plain.log_likelihood < 5
    assert fit.spread == pytest.approx(plain.parameters.a[0], abs=0.01)


@pytest.mark.parametrize("own_steps", [False, True])
def test_louis_is_the_curvature_of_the_likelihood(drawn, own_steps):
    fit = fit_facets(drawn, own_steps=own_steps)
    exact = observed_information(fit.design, fit.free, fit.rule)
    for place in range(fit.design.size):
        step = np.zeros(fit.design.size)
        step[place] = 1e-4
        ends = [fit.design.objective(fit.free + sign * step, fit.rule)[1] for sign in (-1, 1)]
        assert exact[place] == pytest.approx((ends[0] - ends[1]) / 2e-4, abs=1e-2)


def test_right_or_wrong_may_be_rated_too():
    rows = [
        (p, t, r, int(score > 1)) for p, t, r, score in draw(150, np.array([-0.4, 0.4]), seed=5)
    ]
    fit = fit_facets(Ratings.of(rows))
    assert fit.steps[0] == pytest.approx(np.zeros((3, 1)))
    assert fit.severities[0][1] > fit.severities[0][0]
    assert report(fit).raters[0].fits


def test_ratings_without_error_have_no_spread():
    """Both raters always agree and everything is one Guttman scale."""
    rows = [
        (f"p{person}", f"t{task}", rater, int(person // 10 > task))
        for person in range(40)
        for task in range(3)
        for rater in "ab"
    ]
    with pytest.raises(InputError, match="without any error") as refusal:
        fit_facets(Ratings.of(rows))
    assert refusal.value.code == "diverged"


def test_severities_sum_to_zero_and_so_do_steps(drawn):
    for own_steps in (False, True):
        fit = fit_facets(drawn, own_steps=own_steps)
        assert fit.severities[0].sum() == pytest.approx(0, abs=1e-9)
        assert fit.steps[0].sum(axis=1) == pytest.approx(np.zeros(5), abs=1e-9)


def test_order_of_rows_and_names_are_no_matter():
    rows = draw(80, np.array([-0.4, 0.1, 0.3]), seed=2)
    shuffled = [rows[k] for k in np.random.default_rng(1).permutation(len(rows))]
    renamed = {"r0": "zoe", "r1": "amy", "r2": "kim"}
    other = [(person, task, renamed[rater], score) for person, task, rater, score in shuffled]
    one = report(fit_facets(Ratings.of(rows)))
    two = report(fit_facets(Ratings.of(other)))
    measures = {renamed[rater.name]: rater for rater in one.raters}
    for rater in two.raters:
        assert rater.measure == pytest.approx(measures[rater.name].measure, abs=1e-5)
        assert rater.infit == pytest.approx(measures[rater.name].infit, abs=1e-5)


def test_a_rater_who_becomes_harsher_moves_alone():
    """The same people, the same luck, one rater harsher by 0.8."""
    before = np.array([-0.3, 0.0, 0.1, 0.2])
    after = before + np.array([0, 0.8, 0, 0])
    one = fit_facets(Ratings.of(draw(400, before, seed=4))).severities[0]
    two = fit_facets(Ratings.of(draw(400, after, seed=4))).severities[0]
    others = [0, 2, 3]
    moved = two - one
    assert moved[1] - moved[others].mean() == pytest.approx(0.8, abs=0.12)
    assert np.ptp(moved[others]) < 0.1


def test_a_constant_on_all_scores_moves_nobody():
    rows = draw(80, np.array([-0.4, 0.1, 0.3]), seed=2)
    up = [(person, task, rater, score + 3) for person, task, rater, score in rows]
    one, two = report(fit_facets(Ratings.of(rows))), report(fit_facets(Ratings.of(up)))
    for low, high in zip(one.raters, two.raters, strict=True):
        assert high.measure == pytest.approx(low.measure)
        assert high.fair == pytest.approx(low.fair + 3)
        assert high.observed == pytest.approx(low.observed + 3)


def test_fair_averages_take_the_rater_out():
    """Who met harsh raters has a fair average above the observed one, and the other way."""
    severities = np.array([-1.2, 0.0, 1.2])
    fit = fit_facets(Ratings.of(draw(300, severities, seed=8)))
    found = report(fit)
    ratings = fit.design.ratings
    met = np.array(
        [
            severities[
                [int(ratings.raters[r][1:]) for r in ratings.rater[ratings.person == p]]
            ].mean()
            for p in range(len(ratings.persons))
        ]
    )
    lift = np.array([person.fair - person.observed for person in found.persons])
    assert np.corrcoef(met, lift)[0, 1] > 0.5
    fair = [rater.fair for rater in found.raters]
    assert fair == sorted(fair, reverse=True)


def test_a_rater_who_scores_at_random_is_named():
    rng = np.random.default_rng(6)
    rows = [
        (person, task, rater, int(rng.integers(0, 4)) if rater == "r0" else score)
        for person, task, rater, score in draw(250, np.zeros(4), seed=6)
    ]
    found = report(fit_facets(Ratings.of(rows)))
    assert not found.raters[0].fits
    assert all(rater.fits for rater in found.raters[1:])
    assert any("r0 scatter more" in line for line in found.cautions)


def test_raters_alike_are_not_told_apart():
    found = report(fit_facets(Ratings.of(draw(300, np.zeros(5), seed=1))))
    assert found.separation.p > 0.01
    apart = report(fit_facets(Ratings.of(draw(300, np.linspace(-1, 1, 5), seed=1))))
    assert apart.separation.p < 1e-6
    assert apart.separation.reliability > 0.9
    assert apart.separation.strata > 3


def test_sets_of_raters_that_share_nobody_are_named():
    left = draw(40, np.zeros(2), seed=1)
    names = {"r0": "r8", "r1": "r9"}
    right = [(f"q{row[0]}", row[1], names[row[2]], row[3]) for row in draw(40, np.zeros(2), seed=2)]
    with pytest.raises(InputError) as refusal:
        fit_facets(Ratings.of(left + right))
    assert refusal.value.code == "unconnected"
    assert "{r0, r1}; {r8, r9}" in refusal.value.cause
    bridge = [("p0", "t0", "r8", 1)]
    fit_facets(Ratings.of(left + right + bridge))  # one person seen by both sets is enough


def test_tasks_that_nobody_did_both_of_are_named():
    rows = [
        (f"{task}{person}", task, rater, (person + (rater == "b")) % 3)
        for task in ("essay", "talk")
        for person in range(20)
        for rater in "ab"
    ]
    with pytest.raises(
        InputError, match=r"2 sets of tasks cannot be compared.*\{essay\}; \{talk\}"
    ):
        check_connected(Ratings.of(rows))


@pytest.mark.parametrize(
    ("rows", "code", "cause"),
    [
        ([], "input", "not a single rating"),
        ([("p", "t", "r", 1), ("p", "t", "r", 2)], "duplicate", "r scored p twice at t"),
        ([(f"p{k}", "t", "r", k % 3) for k in range(30)], "too_few", "one rater alone"),
        (
            [(f"p{k}", "t", r, k % 3) for k in range(3) for r in "ab"],
            "too_few",
            "3 people are too few",
        ),
        (
            [(f"p{k}", "t", r, 2) for k in range(30) for r in "ab"],
            "constant",
            "every score is 2",
        ),
        (
            [(f"p{k}", "t", r, 2 if r == "b" else k % 3) for k in range(30) for r in "ab"],
            "constant",
            "b gave nothing but 2",
        ),
        (
            [(f"p{k}", "t", r, k % 50) for k in range(60) for r in "ab"],
            "response",
            "50 different scores",
        ),
    ],
)
def test_bad_ratings_are_refused(rows, code, cause):
    with pytest.raises(InputError, match=cause) as refusal:
        fit_facets(Ratings.of(rows))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("", "no column 'person'"),
        ("person,task,score\n", "no column 'rater'"),
        ("person,task,rater,score,date\n", "column 'date' is unknown"),
        ("person,task,rater,score,score\n", "column 'score' is unknown or stands there twice"),
        ("person,task,rater,score\n", "not a single rating"),
        ("person,task,rater,score\na,b,c\n", "line 2: 3 cells"),
        ("person,task,rater,score\na,,c,1\n", "line 2: person, task and rater"),
        ("person,task,rater,score\na,b,c,nan\n", "line 2, column score: 'nan' is not"),
        ("person,task,rater,score\na,b,c,-1\n", "'-1' is not"),
        ("person,task,rater,score\na,b,c,1e9\n", "'1e9' is not"),
        ("person,task,rater,score\na,b,c,101\n", "'101' is not"),
        ("person,task,rater,score\na,b,c," + "9" * 5000 + "\n", "is not a whole score"),
        ("person,task,rater,score\na,b,c," + "9" * 200_000 + "\n", "not CSV"),
    ],
)
def test_files_that_are_no_ratings(words, cause):
    with pytest.raises((InputError, UnreadableError), match=cause):
        read_ratings(words)


def test_semicolons_order_of_columns_and_empty_scores():
    found = read_ratings("\ufeffrater;score;person;task\nr;2;p;t\ns;;p;t\n\n")
    assert (found.persons, found.raters, found.unrated) == (("p",), ("r",), 1)
    assert found.score.tolist() == [2]


def test_names_that_differ_in_a_nul_are_two():
    found = read_ratings("person,task,rater,score\na,t,r,1\na\0,t,r,2\n")
    assert found.persons == ("a", "a\0")


def test_gaps_rare_levels_and_short_raters_are_said():
    rows = [
        (person, task, rater, {2: 3, 3: 4}.get(score, score))
        for person, task, rater, score in draw(60, np.zeros(3), seed=3)
    ]
    rows += [("p0", "t0", "new", 1), ("p1", "t1", "new", 4)]
    fit = fit_facets(Ratings.of(rows, unrated=2))
    said = " ".join(report(fit).cautions)
    assert "no score of 2 at the rubric" in said
    assert "fewer than 10 ratings by new" in said
    assert "2 rows without a score" in said
    newest = next(rater for rater in report(fit).raters if rater.name == "new")
    assert newest.infit is None
    assert newest.error > 0.3


def test_many_ratings_a_person_get_finer_nodes():
    fit = fit_facets(Ratings.of(draw(20, np.zeros(12), seed=3, per_person=12, tasks=np.zeros(8))))
    assert len(fit.rule.nodes) > 121
    assert fit.converged
