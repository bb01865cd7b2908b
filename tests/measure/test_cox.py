"""Cox regression: published coefficients, a kept library, and clear refusals."""

from __future__ import annotations

import numpy as np
import pytest
from tests.measure.published import ARM, OVARIAN, REMISSION, WEEKS

from skillmark.measure.durations.cox import Cox, cox
from skillmark.measure.durations.cox_checks import Clock, concordance, proportionality
from skillmark.measure.durations.risk_sets import Ties
from skillmark.nouns.errors import InputError

Rows = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def crowd(seed: int, n: int = 300) -> Rows:
    """Durations in whole weeks (many ties), events, covariates, entries, teams."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.normal(size=n), rng.random(n) < 0.4, rng.uniform(20, 60, n)])
    t = np.ceil(rng.exponential(30 * np.exp(-0.5 * x[:, 0] + 0.3 * x[:, 1]))) + 1
    # between whole weeks: libraries differ in whether an entry at an event counts there
    entry = np.minimum(rng.integers(0, 6, n), t - 1) + 0.5
    return t, rng.random(n) < 0.7, x, entry, rng.integers(0, 25, n)


def test_published_coefficients() -> None:
    # Freireich's remissions in Rodríguez' notes on survival analysis, "Cox regression": Stata by
    # Breslow (ratio 0.2210887, se 0.0905501), R by Efron (se 0.4124, likelihood ratio 16.35).
    arm = ARM[:, None].astype(float)
    breslow = cox(WEEKS, REMISSION, arm, ("placebo",), ties=Ties.BRESLOW)
    beta = breslow.coefficients[0].value
    assert beta == pytest.approx(1.5091914, abs=5e-8)
    assert breslow.model_se[0] * np.exp(-beta) == pytest.approx(0.0905501, abs=1e-7)
    assert breslow.log_likelihood_null == pytest.approx(-93.98505, abs=5e-6)
    assert breslow.log_likelihood == pytest.approx(-86.379622, abs=5e-7)
    efron = cox(WEEKS, REMISSION, arm, ("placebo",))
    assert efron.coefficients[0].value == pytest.approx(1.5721251, abs=5e-8)
    assert efron.model_se[0] == pytest.approx(0.4124, abs=5e-5)
    gained = efron.log_likelihood - efron.log_likelihood_null
    assert 2 * gained == pytest.approx(16.35, abs=5e-3)
    # Ovarian cancer: what the tests of R's survival (tests/ovarian) print of age, treatment and
    # performance status, and its example of cox.zph of age and status.
    t, dead = OVARIAN[:, 0], OVARIAN[:, 1] == 1
    found = cox(t, dead, OVARIAN[:, [2, 3, 4]], ("age", "treatment", "status"))
    betas = [b.value for b in found.coefficients]
    assert betas == pytest.approx([0.1470, -0.8146, 0.1032], abs=5e-5)
    assert found.model_se == pytest.approx((0.0463, 0.6342, 0.6064), abs=5e-5)
    gained = found.log_likelihood - found.log_likelihood_null
    assert 2 * gained == pytest.approx(15.92, abs=5e-3)
    x = OVARIAN[:, [2, 4]]
    checks = proportionality(cox(t, dead, x, ("age", "status")), t, dead, x)
    assert [c.statistic for c in checks] == pytest.approx([0.698, 2.371, 3.633], abs=5e-4)
    assert [c.degrees for c in checks] == [1, 1, 2]
    # Of age alone; quoted from R's summary, but not found in print when this was last looked at.
    assert concordance(t, dead, x[:, 0]) == pytest.approx(0.784, abs=5e-4)


@pytest.mark.parametrize("ties", list(Ties))
@pytest.mark.parametrize("delayed", [False, True])
def test_agrees_with_statsmodels(ties: Ties, delayed: bool) -> None:
    phreg = pytest.importorskip("statsmodels.duration.hazard_regression").PHReg
    t, event, x, entry, team = crowd(3)
    late = entry if delayed else None
    found = cox(t, event, x, ("a", "b", "c"), entry=late, ties=ties, clusters=team)
    model = phreg(t, x, status=event.astype(int), entry=late, ties=ties.value)
    theirs = model.fit()
    assert [b.value for b in found.coefficients] == pytest.approx(theirs.params, rel=1e-4)
    assert found.model_se == pytest.approx(theirs.bse, rel=1e-4)
    assert found.log_likelihood == pytest.approx(theirs.llf)
    if ties is Ties.BRESLOW:
        clustered = model.fit(groups=team)
        factor = np.sqrt(25 / 24)
        assert [b.se for b in found.coefficients] == pytest.approx(clustered.bse * factor, rel=1e-4)


def moved(t: np.ndarray, event: np.ndarray, x: np.ndarray, person: int) -> np.ndarray:
    names = ("a", "b", "c")
    rest = np.arange(len(t)) != person
    twice = np.append(np.arange(len(t)), person)
    more = cox(t[twice], event[twice], x[twice], names, ties=Ties.BRESLOW)
    fewer = cox(t[rest], event[rest], x[rest], names, ties=Ties.BRESLOW)
    return np.array(
        [
            (b.value - a.value) / 2
            for a, b in zip(fewer.coefficients, more.coefficients, strict=True)
        ]
    )


def test_robust_errors_are_made_of_what_each_person_moves() -> None:
    t, event, x, _entry, _team = crowd(5, n=120)
    t = t + np.random.default_rng(1).random(120)
    found = cox(t, event, x, ("a", "b", "c"))
    moves = np.array([moved(t, event, x, person) for person in range(120)])
    jackknife = np.sqrt((moves**2).sum(axis=0))
    assert [b.se for b in found.coefficients] == pytest.approx(jackknife, rel=0.04)


def test_the_proportionality_test_is_the_score_test_of_a_drifting_effect() -> None:
    phreg = pytest.importorskip("statsmodels.duration.hazard_regression").PHReg
    t, event, x, _entry, _team = crowd(6, n=120)
    x = x[:, :2]
    found = cox(t, event, x, ("a", "b"), ties=Ties.BRESLOW)
    check = proportionality(found, t, event, x, clock=Clock.TIME)
    # Everybody in slices between events, with a column that is the covariate times the clock.
    times = np.unique(t[event])
    g = times - t[event].mean()
    rows = [
        (start + 0.5, stop, bool(event[i] and t[i] == stop), *x[i], x[i, 0] * g[k])
        for i in range(len(t))
        for k, (start, stop) in enumerate(zip(np.append(0, times[:-1]), times, strict=True))
        if t[i] >= stop
    ]
    start, stop, status, *columns = np.array(rows).T
    model = phreg(stop, np.array(columns).T, status=status, entry=start, ties="breslow")
    at = np.append([b.value for b in found.coefficients], 0.0)
    score, information = model.score(at), -model.hessian(at)
    assert check[0].statistic == pytest.approx(score @ np.linalg.solve(information, score))


def test_the_baseline_and_concordance_by_definition() -> None:
    t, event, x, _entry, _team = crowd(9, n=90)
    found = cox(t, event, x, ("a", "b", "c"), ties=Ties.BRESLOW)
    beta = np.array([b.value for b in found.coefficients])
    risk = np.exp((x - x.mean(axis=0)) @ beta)
    hazard = np.cumsum([(event & (t == k)).sum() / risk[t >= k].sum() for k in found.times])
    np.testing.assert_allclose(found.cumulative_hazard, hazard, rtol=1e-8)
    np.testing.assert_allclose(found.survival(x[3]), np.exp(-hazard * risk[3]))
    predicted = (x @ beta).round(1)  # with ties
    right = pairs = 0.0
    for i in np.flatnonzero(event):
        for j in range(len(t)):
            if t[j] > t[i] or (t[j] == t[i] and not event[j]):
                pairs += 1
                right += (predicted[i] > predicted[j]) + (predicted[i] == predicted[j]) / 2
    assert concordance(t, event, predicted) == pytest.approx(right / pairs)


def refused(**given: object) -> InputError:
    t, event, x, _entry, _team = crowd(4, n=60)
    rows = {"t": t, "event": event, "x": x, "names": ("a", "b", "c")} | given
    with pytest.raises(InputError) as caught:
        cox(rows["t"], rows["event"], rows["x"], rows["names"],
            entry=rows.get("entry"), clusters=rows.get("clusters"))  # fmt: skip
    return caught.value


def test_refusals() -> None:
    t, event, x, _entry, _team = crowd(4, n=60)
    assert refused(event=np.zeros(60, dtype=bool)).code == "no_events"
    assert refused(event=np.arange(60) < 3).code == "too_few_events"
    flat = np.column_stack([x[:, :2], np.full(60, 7.0)])
    assert "'c' is the same for everybody" in str(refused(x=flat))
    copied = np.column_stack([x[:, :2], x[:, 0] * 2 + 1])
    assert "'c' says nothing that the others do not" in str(refused(x=copied))
    assert refused(clusters=np.zeros(60, dtype=int)).code == "one_cluster"
    assert refused(clusters=np.arange(60) % 3).code == "few_clusters"
    assert refused(t=t - 5).code == "duration"
    assert refused(entry=t).code == "entry"
    assert refused(t=t * np.nan).code == "duration"
    # A group to whom nothing happened yet, and a covariate that orders the events perfectly.
    nobody = event & (x[:, 1] == 0)
    found = refused(event=nobody)
    assert found.code == "separation"
    assert "'b' tells apart perfectly" in str(found)
    assert "'c'" in str(refused(x=np.column_stack([x[:, :2], -t])))
    # No single column separates, a sum of two does; Newton's steps find it.
    u = np.random.default_rng(0).normal(size=60)
    two = np.column_stack([-t / 10 + u, -t / 10 - u])
    assert refused(x=two, names=("p", "q")).code == "separation"


def test_clusters_that_say_the_same_many_times_are_no_more_people() -> None:
    t, event, x, _entry, _team = crowd(12, n=80)
    again = np.tile(np.arange(80), 5)
    many: Cox = cox(t[again], event[again], x[again], ("a", "b", "c"), clusters=again,
                    ties=Ties.BRESLOW)  # fmt: skip
    once = cox(t, event, x, ("a", "b", "c"), ties=Ties.BRESLOW)
    assert many.clusters == 80
    assert [b.value for b in many.coefficients] == pytest.approx(
        [b.value for b in once.coefficients]
    )
    assert [b.se for b in many.coefficients] == pytest.approx([b.se for b in once.coefficients])
    assert many.model_se[0] == pytest.approx(once.model_se[0] / np.sqrt(5))


def test_what_cannot_be_tested_is_not_and_units_too_small_have_no_ratio() -> None:
    t, event, x, _entry, _team = crowd(14, n=80)
    same = np.where(event, 5.0, t + 5)
    found = cox(same, event, x, ("a", "b", "c"))
    assert all(np.isnan(c.p) for c in proportionality(found, same, event, x))
    assert found.as_json()["events"] == event.sum()
    tiny = cox(t, event, x / np.array([1e6, 1, 1]), ("a", "b", "c"))
    assert np.isinf(tiny.ratios[0].high)
    assert tiny.as_json()["covariates"][0]["coefficient"] > 1e5
