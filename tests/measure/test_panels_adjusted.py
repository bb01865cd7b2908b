"""Group-time effects with covariates, clusters, anticipation: another implementation's numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.measure.test_did import staggered

from skillmark.measure.panels.did import (
    NEVER,
    Aggregate,
    Base,
    Comparison,
    Method,
    Panel,
    Staggered,
    group_time,
)
from skillmark.measure.panels.reading import read_panel
from skillmark.nouns.errors import InputError

# The package csdid 0.4.3 on the panel below: the effect on cohort 3 in period 4, then the averages
# simple, dynamic, group and calendar; each with its error.
CSDID = {
    ("dr", 0): (1.17184436, 0.31326108, 1.54933031, 0.20803941, 1.71207077, 0.22105253, 1.48158470,
                0.21729649, 1.45046430, 0.20260040),
    ("ipw", 0): (1.17423305, 0.31480027, 1.57639498, 0.20836943, 1.74446497, 0.22420838, 1.50949926,
                 0.21434760, 1.47139810, 0.20373032),
    ("reg", 0): (1.19052771, 0.31025970, 1.58610702, 0.17871678, 1.75793311, 0.18493227, 1.51701158,
                 0.18191316, 1.47942806, 0.18607827),
    ("dr", 1): (0.99505979, 0.36348690, 1.35822421, 0.23170038, 1.51108794, 0.24673561, 1.30030800,
                0.24191724, 1.25996720, 0.22699958),
    ("reg", 1): (1.11891725, 0.34127429, 1.44845791, 0.21018177, 1.61714991, 0.22330270, 1.37965889,
                 0.20981257, 1.34463354, 0.21540171),
}  # fmt: skip


def adjusted(seed: int = 7) -> Panel:
    """Who is treated and how the outcome drifts both depend on x."""
    rng = np.random.default_rng(seed)
    n = 150
    x = rng.normal(size=n)
    chance = rng.random(n) < 1 / (1 + np.exp(-x))
    first = np.where(chance, rng.choice([3.0, 5.0], n), NEVER)
    periods = np.arange(1.0, 7.0)
    y = rng.normal(size=(n, 1)) + 0.4 * x[:, None] * periods + rng.normal(size=(n, 6))
    since = periods - np.where(np.isinf(first), 99, first)[:, None]
    y += np.where(since >= 0, 1.0 + 0.5 * since, 0.0)
    x = np.repeat(x[:, None, None], 6, axis=1)
    return Panel(tuple(map(str, range(n))), tuple(periods), first, y, x, ("x",))


@pytest.mark.parametrize(("method", "anticipation"), list(CSDID))
def test_agrees_with_another_implementation(method: str, anticipation: int) -> None:
    found = group_time(adjusted(), method=Method(method), anticipation=anticipation)
    cell = next(e.att for e in found.effects if (e.group, e.time) == (3, 4))
    averages = [found.averages.overall[kind] for kind in Aggregate]
    # It divides by n where we divide by n - 1.
    errors = np.sqrt(149 / 150)
    pairs = [(x.value, x.se * errors) for x in (cell, *averages)]
    assert np.ravel(pairs) == pytest.approx(CSDID[method, anticipation], abs=2e-7)


def test_covariates_mend_what_their_absence_breaks() -> None:
    panel = adjusted()
    plain = Panel(panel.units, panel.periods, panel.first_treated, panel.outcome)
    without = group_time(plain)
    assert without.code == "not_parallel"
    with_x = group_time(panel)
    assert with_x.parallel_p > 0.05
    truth = dict(with_x.by_event_time)
    for since in (0, 1, 2, 3):
        assert truth[since].low < 1 + 0.5 * since < truth[since].high


def test_clusters_that_repeat_units_change_nothing_but_the_count() -> None:
    panel = staggered(3, units=120)
    again = np.tile(np.arange(120), 4)
    many = Panel(
        tuple(map(str, range(480))), panel.periods, panel.first_treated[again],
        panel.outcome[again], clusters=again,
    )  # fmt: skip
    once, clustered = group_time(panel), group_time(many)
    assert (clustered.units, clustered.clusters) == (480, 120)
    for a, b in zip(once.by_event_time, clustered.by_event_time, strict=True):
        assert (b[1].value, b[1].se, b[1].low) == pytest.approx((a[1].value, a[1].se, a[1].low))
    assert clustered.parallel_p == pytest.approx(once.parallel_p)
    naive = group_time(Panel(many.units, many.periods, many.first_treated, many.outcome))
    assert naive.overall.se == pytest.approx(once.overall.se / 2, rel=0.01)


def test_anticipation_moves_the_base_and_is_neither_placebo_nor_effect() -> None:
    panel = staggered(5, units=2000)
    early = panel.outcome.copy()
    early[panel.first_treated == 5.0, 3] += 2.0  # reacts one period ahead
    moved = Panel(panel.units, panel.periods, panel.first_treated, early)
    wrong, right = group_time(moved), group_time(moved, anticipation=1)
    assert wrong.code == "not_parallel"
    assert right.parallel_p > 0.01
    ahead = next(e for e in right.effects if e.anticipated and e.group == 5.0)
    assert ahead.att.value == pytest.approx(2.0, abs=0.5)
    assert not ahead.is_placebo
    assert not ahead.is_effect
    last = next(e for e in right.effects if (e.group, e.time) == (5.0, 6.0))
    assert last.att.value == pytest.approx(2.0, abs=4 * last.att.se)


def test_a_universal_base_gives_the_gaps_that_changes_add_up_to() -> None:
    panel = staggered(6)
    never = Comparison.NEVER_TREATED
    changes = group_time(panel, comparison=never)
    gaps = group_time(panel, comparison=never, base=Base.UNIVERSAL)

    def at(found: Staggered, time: float) -> float:
        return next(e.att.value for e in found.effects if (e.group, e.time) == (5.0, time))

    assert at(gaps, 1.0) == pytest.approx(-sum(at(changes, t) for t in (2.0, 3.0, 4.0)))
    assert at(gaps, 6.0) == pytest.approx(at(changes, 6.0))
    assert all(e.time != 4.0 for e in gaps.effects if e.group == 5.0)
    # The same test of the same thing, in other coordinates.
    assert gaps.parallel_p == pytest.approx(changes.parallel_p)
    assert gaps.pre_trend.detectable == pytest.approx(changes.pre_trend.detectable)


def test_what_is_left_out_is_said() -> None:
    panel = staggered(8, units=60)
    first = panel.first_treated.copy()
    first[:3], first[3] = 1.0, 2.0
    found = group_time(Panel(panel.units, panel.periods, first, panel.outcome))
    assert [note.code for note in found.notes] == ["from_start", "single_unit"]
    assert "3 units treated from the first period on left out" in found.notes[0].text
    few = group_time(Panel(panel.units[:12], panel.periods, panel.first_treated[:12],
                           panel.outcome[:12]))  # fmt: skip
    assert "few_clusters" in [note.code for note in few.notes]
    # Hardly anything in a panel can tell with three units a cohort: that is said, too.
    tiny = np.array([3.0] * 3 + [5.0] * 3 + [NEVER] * 3)
    shown = group_time(Panel(panel.units[:9], panel.periods, tiny, panel.outcome[:9]))
    assert shown.pre_trend.p is None
    assert shown.code in ("too_few_units", "covers_zero")
    assert shown.as_json()["pre_trend"]["detectable_drift"] is None


def test_refusals_name_the_cause() -> None:
    panel = staggered(9, units=40)

    def error(**changed: object) -> InputError:
        fields = {"units": panel.units, "periods": panel.periods,
                  "first_treated": panel.first_treated, "outcome": panel.outcome}  # fmt: skip
        with pytest.raises(InputError) as caught:
            group_time(Panel(**(fields | changed)))  # type: ignore[arg-type]
        return caught.value

    assert error(first_treated=np.full(40, NEVER)).code == "one_group"
    assert error(first_treated=np.full(40, 3.0)).code == "no_comparison"
    site = np.isinf(panel.first_treated).astype(int)
    assert error(clusters=site).code == "one_cluster"
    assert "do not fit" in str(error(outcome=panel.outcome[:, :4]))
    spoiled = panel.outcome.copy()
    spoiled[3, 2] = np.nan
    assert "not a finite number" in str(error(outcome=spoiled))
    flat = np.ones((40, 6, 1))
    assert "'x' is the same for everybody" in str(error(covariates=flat, names=("x",)))
    treated = np.repeat(np.isfinite(panel.first_treated)[:, None, None], 6, axis=1) * 1.0
    never = "'x' tells treated and untreated apart perfectly"
    with pytest.raises(InputError, match=never):
        group_time(
            Panel(panel.units, panel.periods, panel.first_treated, panel.outcome, treated, ("x",)),
            comparison=Comparison.NEVER_TREATED,
        )


def test_reading_covariates_and_clusters(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    text = "unit,year,start,y,size,site\na,2,2,7,3,n\na,1,2,5,2,n\nb,1,,4,9,s\nb,2,,5,8,s\n"
    path.write_text(text)
    columns = {"unit": "unit", "time": "year", "first_treated": "start", "outcome": "y"}
    panel = read_panel(path, **columns, covariates=["size"], cluster="site")
    assert panel.outcome.tolist() == [[5, 7], [4, 5]]
    assert panel.covariates[:, :, 0].tolist() == [[2, 3], [9, 8]]
    assert panel.clusters.tolist() == [0, 1]
    for wrong, message in (
        (text.replace("2,8,s", "2,8,n"), None),
        (text.replace("8,s", "8,n"), "line 5, column site: unit 'b' is in another cluster"),
        (text.replace("9,s", "9,").replace("8,s", "8,"), "unit 'b' has no cluster"),
        (text.replace("8,s", "big,s"), "line 5, column size: 'big' is not a number"),
    ):
        path.write_text(wrong)
        if message:
            with pytest.raises(InputError, match=message):
                read_panel(path, **columns, covariates=["size"], cluster="site")
    with pytest.raises(InputError, match="'y' has another role"):
        read_panel(path, **columns, covariates=["y"])
