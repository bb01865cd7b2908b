"""Studies with published answers: castle doctrine, organ donation, minimum wage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.panels.did import (
    NEVER,
    Aggregate,
    Comparison,
    Method,
    Panel,
    group_time,
)
from skillmark.measure.panels.reading import read_panel
from skillmark.nouns.errors import InputError

causaldata = pytest.importorskip("causaldata", reason="the extra `study` is not installed")


@pytest.fixture(scope="module")
def castle() -> Panel:
    """States by years: the log of homicides, and the first year under a castle doctrine."""
    data = causaldata.castle.load_pandas().data
    homicides = data.pivot(index="sid", columns="year", values="l_homicide")
    law = data.pivot(index="sid", columns="year", values="post").to_numpy() > 0
    years = np.array(homicides.columns, dtype=float)
    first = np.where(law.any(axis=1), years[law.argmax(axis=1)], NEVER)
    states = tuple(str(state) for state in homicides.index)
    return Panel(states, tuple(years), first, homicides.to_numpy())


def test_the_castle_doctrine(castle: Panel) -> None:
    # Cheng and Hoekstra (2013) as decomposed in Cunningham (2021), The Mixtape, chapter 9: each
    # cohort before and after against states never treated, by Goodman-Bacon's weights, is 0.078.
    never, years = np.isinf(castle.first_treated), np.array(castle.periods)
    total = weights = 0.0
    for g in np.unique(castle.first_treated[~never]):
        cohort = castle.first_treated == g
        after = years >= g
        rows = np.flatnonzero(cohort | never)
        # A cohort of one state has no error: twice the same state is the same difference.
        rows = np.append(rows, np.flatnonzero(cohort)) if cohort.sum() == 1 else rows
        means = [castle.outcome[rows][:, when].mean(axis=1) for when in (~after, after)]
        two = Panel(
            tuple(map(str, range(len(rows)))),
            (1.0, 2.0),
            np.where(cohort[rows], 2.0, NEVER),
            np.column_stack(means),
        )
        difference = group_time(two).overall.value
        weight = cohort.mean() * never.mean() * after.mean() * (1 - after.mean())
        total, weights = total + weight * difference, weights + weight
    assert total / weights == pytest.approx(0.078, abs=5e-4)
    # Period by period against the last year before, little is left of it.
    found = group_time(castle, aggregate=Aggregate.DYNAMIC)
    assert found.overall.covers_zero
    assert found.code == "covers_zero"
    assert [note.code for note in found.notes] == ["single_unit", "single_unit"]


def test_organ_donation() -> None:
    # Kessler and Roth (2014) in Huntington-Klein, The Effect, chapter 18: -0.022.
    data = causaldata.organ_donations.load_pandas().data
    rates = data.pivot(index="State", columns="Quarter_Num", values="Rate")
    y = rates.to_numpy()
    means = np.column_stack([y[:, :3].mean(axis=1), y[:, 3:].mean(axis=1)])
    first = np.where(rates.index == "California", 2.0, NEVER)
    # One state is treated: its error cannot be known, and the book's 0.006 is not it.
    with pytest.raises(InputError, match="a single unit and left out") as refused:
        group_time(Panel(tuple(rates.index), (1.0, 2.0), first, means))
    assert refused.value.code == "no_comparison"
    twice = np.append(np.arange(27), np.flatnonzero(first == 2.0))
    found = group_time(Panel(tuple(map(str, range(28))), (1.0, 2.0), first[twice], means[twice]))
    assert found.overall.value == pytest.approx(-0.022, abs=5e-4)


# Callaway and Sant'Anna (2021) and the vignette of their package: teen employment and the minimum
# wage. Effects on cohort and year with their errors, never treated counties compared.
TEENS = {
    (2004, 2004): (-0.0105, 0.0233), (2004, 2005): (-0.0704, 0.0310),
    (2004, 2006): (-0.1373, 0.0364), (2004, 2007): (-0.1008, 0.0344),
    (2006, 2004): (0.0065, 0.0233), (2006, 2005): (-0.0028, 0.0196),
    (2006, 2006): (-0.0046, 0.0178), (2006, 2007): (-0.0412, 0.0202),
    (2007, 2004): (0.0305, 0.0150), (2007, 2005): (-0.0027, 0.0164),
    (2007, 2006): (-0.0311, 0.0179), (2007, 2007): (-0.0261, 0.0167),
}  # fmt: skip
AVERAGES = {
    Aggregate.SIMPLE: (-0.0400, 0.0120), Aggregate.DYNAMIC: (-0.0772, 0.0200),
    Aggregate.GROUP: (-0.0310, 0.0124), Aggregate.CALENDAR: (-0.0417, 0.0160),
}  # fmt: skip


def test_minimum_wages_and_teen_employment(shared: Path) -> None:
    path = shared / "data" / "did" / "mpdta.csv"
    if not path.exists():
        pytest.skip("the data of the package `did` are not in the folder of shared data")
    panel = read_panel(
        path, unit="countyreal", time="year", first_treated="first.treat", outcome="lemp",
        covariates=["lpop"],
    )  # fmt: skip
    plain = Panel(panel.units, panel.periods, panel.first_treated, panel.outcome)
    found = group_time(plain, comparison=Comparison.NEVER_TREATED)
    for cell in found.effects:
        value, error = TEENS[cell.group, cell.time]
        assert cell.att.value == pytest.approx(value, abs=6e-5)
        assert cell.att.se == pytest.approx(error, abs=1e-4)
    for kind, (value, error) in AVERAGES.items():
        assert found.averages.overall[kind].value == pytest.approx(value, abs=6e-5)
        assert found.averages.overall[kind].se == pytest.approx(error, abs=1e-4)
    adjusted = group_time(panel, comparison=Comparison.NEVER_TREATED, method=Method.REGRESSION)
    assert adjusted.overall.value == pytest.approx(-0.0420, abs=6e-5)
    assert adjusted.overall.se == pytest.approx(0.0114, abs=6e-5)
