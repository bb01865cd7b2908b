"""Group-time effects: by hand, against saturated regressions, and where two-way effects fail."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.panels.did import NEVER, Comparison, Panel, Staggered, group_time
from skillmark.measure.panels.reading import read_panel
from skillmark.nouns.errors import InputError


def staggered(seed: int, *, units: int = 240, drift: float = 0.0) -> Panel:
    """Cohorts 3, 5 and never, six periods, effects that grow with time since the start."""
    rng = np.random.default_rng(seed)
    first = rng.choice([3.0, 5.0, NEVER], units, p=[0.35, 0.25, 0.4])
    periods = np.arange(1.0, 7.0)
    y = rng.normal(size=(units, 1)) * 2 + 0.5 * periods + rng.normal(size=(units, 6))
    since = periods - first[:, None]
    y += np.where(since >= 0, 1.0 + since, 0.0)
    y += drift * np.where(np.isfinite(first), 1, 0)[:, None] * periods
    return Panel(tuple(map(str, range(units))), tuple(periods), first, y)


def at(found: Staggered, group: float, time: float) -> float:
    return next(e.att.value for e in found.effects if (e.group, e.time) == (group, time))


def test_two_groups_two_periods_by_hand() -> None:
    first = np.array([2.0, 2, 2, NEVER, NEVER])
    y = np.array([[1.0, 4], [2, 6], [3, 8], [1, 2], [5, 8]])
    found = group_time(Panel(tuple("abcde"), (1.0, 2.0), first, y))
    # Changes 3, 4, 5 against 1, 3.
    assert found.overall.value == pytest.approx(4 - 2)
    assert [e.is_placebo for e in found.effects] == [False]
    # Influence: (change - mean) * n / n_group.
    influence = np.array([-1, 0, 1, 0, 0]) * 5 / 3 - np.array([0, 0, 0, -1, 1]) * 5 / 2
    assert found.overall.se == pytest.approx(influence.std(ddof=1) / np.sqrt(5))
    assert found.parallel_p is None
    assert not found.established


def test_agrees_with_a_saturated_regression() -> None:
    api = pytest.importorskip("statsmodels.api")
    panel = staggered(1)
    found = group_time(panel, comparison=Comparison.NEVER_TREATED)
    for cell in found.effects:
        base = int(cell.group) - 2 if not cell.is_placebo else int(cell.time) - 2
        chosen = (panel.first_treated == cell.group) | np.isinf(panel.first_treated)
        change = panel.outcome[chosen, int(cell.time) - 1] - panel.outcome[chosen, base]
        member = (panel.first_treated[chosen] == cell.group).astype(float)
        fitted = api.OLS(change, api.add_constant(member)).fit(cov_type="HC0")
        assert cell.att.value == pytest.approx(fitted.params[1])
        assert cell.att.se == pytest.approx(fitted.bse[1], rel=0.01)


@pytest.mark.parametrize("comparison", list(Comparison))
def test_growing_effects_are_recovered(comparison: Comparison) -> None:
    found = group_time(staggered(2, units=4000), comparison=comparison)
    for cell in found.effects:
        truth = 0.0 if cell.is_placebo else 1.0 + cell.time - cell.group
        assert cell.att.value == pytest.approx(truth, abs=4.5 * cell.att.se)
    for since, average in found.by_event_time:
        truth = 0.0 if since < 0 else 1.0 + since
        assert average.value == pytest.approx(truth, abs=4.5 * average.se)
    assert found.established
    assert "moved alike" in found.reason


def test_the_average_covers_the_truth() -> None:
    covered = alarms = 0
    for seed in range(120):
        panel = staggered(seed)
        found = group_time(panel)
        sizes = {g: (panel.first_treated == g).mean() for g in (3.0, 5.0)}
        # Cohort 3 is treated in four periods (1, 2, 3, 4), cohort 5 in two (1, 2).
        expected = (0.35 * (1 + 2 + 3 + 4) + 0.25 * (1 + 2)) / (0.35 * 4 + 0.25 * 2)
        assert sizes[3.0] > 0
        covered += found.overall.low <= expected <= found.overall.high
        assert found.parallel_p is not None
        alarms += found.parallel_p < 0.05
    assert 107 <= covered <= 119  # 114 expected
    assert alarms <= 14  # 6 expected


def test_trends_that_were_not_parallel_establish_nothing() -> None:
    found = group_time(staggered(3, units=800, drift=0.6))
    assert not found.overall.covers_zero
    assert found.parallel_p is not None
    assert found.parallel_p < 0.01
    assert not found.established
    assert "not parallel" in found.reason


def test_not_yet_treated_never_uses_the_treated() -> None:
    panel = staggered(4)
    spoiled = panel.outcome.copy()
    # Whatever happens to cohort 3 after its start cannot touch cohort 5's effects.
    spoiled[panel.first_treated == 3.0, 2:] += 1000
    other = Panel(panel.units, panel.periods, panel.first_treated, spoiled)
    before, after = group_time(panel), group_time(other)
    for time in (5.0, 6.0):
        assert at(after, 5.0, time) == pytest.approx(at(before, 5.0, time))


def test_refusals() -> None:
    y = np.zeros((4, 2))
    with pytest.raises(InputError, match="no cohort with a period before"):
        group_time(Panel(tuple("abcd"), (1.0, 2.0), np.array([1.0, 1, NEVER, NEVER]), y))
    with pytest.raises(InputError, match="no unit is never treated"):
        group_time(
            Panel(tuple("abcd"), (1.0, 2.0), np.array([2.0, 2, 3, 3]), y),
            comparison=Comparison.NEVER_TREATED,
        )


GOOD = "unit,year,start,y\na,1,2,5\na,2,2,7\nb,1,,4\nb,2,,5\nc,1,never,3\nc,2,never,3\n"


def test_reading_a_panel(tmp_path: Path) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(GOOD)
    panel = read_panel(path, unit="unit", time="year", first_treated="start", outcome="y")
    assert panel.units == ("a", "b", "c")
    assert panel.first_treated.tolist() == [2, NEVER, NEVER]
    assert panel.outcome.tolist() == [[5, 7], [4, 5], [3, 3]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD + "a,2,2,9\n", "line 8: unit 'a' has two rows for period 2"),
        (GOOD.replace("a,2,2,7\n", ""), "unit 'a' has no row for period 2"),
        (GOOD.replace("a,2,2", "a,2,1"), "line 3: unit 'a' has another first period"),
        (GOOD.replace("b,2,,5", "b,2,,x"), "line 5, column y: 'x' is not a number"),
        (GOOD.replace("b,2,,5", "b,zwei,,5"), "line 5, column year"),
        (GOOD.replace("c,1", ",1"), "line 6, column unit: a row without a unit"),
        ("unit,year,start,y\na,1,2,5\nb,1,,4\n", "only one period"),
    ],
)
def test_a_broken_panel_is_refused_with_its_line(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "panel.csv"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_panel(path, unit="unit", time="year", first_treated="start", outcome="y")
