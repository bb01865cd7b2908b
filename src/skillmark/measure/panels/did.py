"""Group-time effects of a treatment that starts at different times for different units.

Callaway and Sant'Anna (2021, Journal of Econometrics 225): each cohort, by first period of
treatment, is compared with units not (yet) treated, period by period, so that no unit already
treated ever serves as a comparison, which is where two-way fixed effects go wrong. Covariates are
adjusted for by their values in the base period (`two_by_two`); errors are clustered by unit, or by
what units share (`influence`); what happened before the start is judged in `trends`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from skillmark.measure.panels.averages import Aggregate, Cell, Shares, by_key, mean
from skillmark.measure.panels.cohorts import (
    Choices,
    Found,
    base_time,
    cohorts_of,
    effect_on,
    few_clusters,
    one_cluster,
)
from skillmark.measure.panels.influence import Sample
from skillmark.measure.panels.panel import NEVER, Panel
from skillmark.measure.panels.staggered import (
    Averages,
    Base,
    Comparison,
    GroupTime,
    Note,
    Pairs,
    Staggered,
)
from skillmark.measure.panels.trends import Honest, PreTrend, honest, pre_trend
from skillmark.measure.panels.two_by_two import Method
from skillmark.nouns.errors import InputError

__all__ = [
    "NEVER", "Aggregate", "Base", "Comparison", "GroupTime", "Method", "Panel", "Staggered",
    "group_time",
]  # fmt: skip


def group_time(
    panel: Panel,
    *,
    comparison: Comparison = Comparison.NOT_YET_TREATED,
    method: Method = Method.DOUBLY_ROBUST,
    aggregate: Aggregate = Aggregate.SIMPLE,
    base: Base = Base.VARYING,
    anticipation: int = 0,
    draws: int = 0,
    rng: np.random.Generator | None = None,
    wanted: float | None = None,
) -> Staggered:
    """Estimate every cohort's effect in every period, and the averages.

    From the start on, the base is the last period before treatment (the last in which nobody
    could act on the news of it, where `anticipation` counts the periods ahead that one could);
    before that, the period before (a placebo), or with `Base.UNIVERSAL` the same base. `draws` of
    the multiplier bootstrap (with `rng`) give bands that hold for all effects at once; `wanted`
    is the effect worth knowing, for which the clusters needed are computed. Cohorts treated from
    the first period on have no before and are left out. Raises `InputError` where no cohort or no
    comparison is there, or all treated units share one cluster.
    """
    choices = Choices(comparison, method, base, anticipation)
    cohorts, notes = cohorts_of(panel, choices)
    sample = Sample.of(panel.first_treated, panel.clusters)
    if sample.clusters < 2:
        raise one_cluster("")
    found: list[Found] = []
    for g in cohorts:
        for index, period in enumerate(panel.periods):
            try:
                one = effect_on(panel, g, index, choices, sample)
            except InputError as error:
                notes.append(Note("cell", f"{g:g} in {period:g} left out: {error.cause}"))
                continue
            if one is not None:
                found.append(one)
    after = [one for one in found if one.effect.is_effect]
    if not after:
        raise InputError(
            "no cohort with a period before treatment and a comparison after it"
            + "".join(f"; {note.text}" for note in notes[:2]),
            remedy="add earlier periods, or units that are treated later or never",
            code="no_comparison",
        )
    groups = sorted({one.effect.group for one in found})
    notes += few_clusters(panel, sample, groups, choices)
    shares = Shares.of(panel.first_treated, groups, sample)
    events = _by_event_time(found, shares)
    critical, critical_cells = _critical(events, found, sample, draws, rng)
    before = [one for one in found if one.effect.is_placebo]
    placebo = _simple(before, shares) if before else None
    return Staggered(
        comparison=comparison,
        aggregate=aggregate,
        base=base,
        effects=tuple(one.effect for one in found),
        averages=_estimates(after, events, shares, sample),
        placebo=sample.estimate(placebo.value, placebo.sums) if placebo else None,
        pre_trend=_pre_trend(before, after, shares, sample, aggregate) if before else None,
        honest=_honest(before, after, events, sample, base) if before else None,
        critical=critical,
        critical_cells=critical_cells,
        bands=_bands(events, sample, critical) if critical else (),
        notes=tuple(notes),
        units=len(panel.units),
        clusters=sample.clusters,
        base_time=base_time(panel, groups, choices),
        wanted=wanted,
    )


def _simple(found: Sequence[Found], shares: Shares) -> Cell:
    return shares.weighted([one.cell for one in found], [one.effect.group for one in found])


def _by_event_time(found: Sequence[Found], shares: Shares) -> dict[float, Cell]:
    return by_key([(one.effect.since, one.effect.group, one.cell) for one in found], shares)


def _by_group(after: Sequence[Found]) -> dict[float, Cell]:
    groups = sorted({one.effect.group for one in after})
    return {g: mean([one.cell for one in after if one.effect.group == g]) for g in groups}


def _overall(after: Sequence[Found], shares: Shares, kind: Aggregate) -> Cell:
    """Return one average over all effects after the start."""
    if kind is Aggregate.SIMPLE:
        return _simple(after, shares)
    if kind is Aggregate.DYNAMIC:
        return mean(list(_by_event_time(after, shares).values()))
    if kind is Aggregate.GROUP:
        by_group = _by_group(after)
        return shares.weighted(list(by_group.values()), list(by_group))
    return mean(list(_by_period(after, shares).values()))


def _by_period(after: Sequence[Found], shares: Shares) -> dict[float, Cell]:
    return by_key([(one.effect.time, one.effect.group, one.cell) for one in after], shares)


def _estimates(
    after: Sequence[Found], events: dict[float, Cell], shares: Shares, sample: Sample
) -> Averages:
    def pairs(cells: dict[float, Cell]) -> Pairs:
        return tuple((key, sample.estimate(cell.value, cell.sums)) for key, cell in cells.items())

    overall = {kind: _overall(after, shares, kind) for kind in Aggregate}
    return Averages(
        overall={kind: sample.estimate(cell.value, cell.sums) for kind, cell in overall.items()},
        by_event_time=pairs(events),
        by_group=pairs(_by_group(after)),
        by_period=pairs(_by_period(after, shares)),
    )


def _pre_trend(
    before: Sequence[Found],
    after: Sequence[Found],
    shares: Shares,
    sample: Sample,
    aggregate: Aggregate,
) -> PreTrend:
    nothing = np.zeros(sample.clusters)
    drifting = [Found(one.effect, Cell(float(one.steps), nothing), one.steps) for one in after]
    parts, degrees = sample.parts(np.array([one.cell.sums for one in before]))
    return pre_trend(
        np.array([one.cell.value for one in before]),
        parts,
        degrees,
        np.array([float(one.steps) for one in before]),
        exposure=_overall(drifting, shares, aggregate).value,
    )


def _honest(
    before: Sequence[Found],
    after: Sequence[Found],
    events: dict[float, Cell],
    sample: Sample,
    base: Base,
) -> Honest:
    early = sorted({one.effect.since for one in before})
    late = sorted({one.effect.since for one in after})
    steps = {one.effect.since: one.steps for one in after}
    average = mean([events[e] for e in late])
    changes = [events[e] for e in early]
    if base is Base.UNIVERSAL:
        # Gaps to the last period before the start; the changes are between neighbours.
        following = [*changes[1:], Cell(0.0, np.zeros(sample.clusters))]
        changes = [
            Cell(b.value - a.value, b.sums - a.sums)
            for a, b in zip(changes, following, strict=True)
        ]
    sums = np.array([cell.sums for cell in [average, *changes]])
    covariance = sample.covariance(sums)
    return honest(
        sample.estimate(average.value, average.sums),
        np.array([cell.value for cell in changes]),
        np.sqrt(np.diag(covariance)[1:]),
        covariance[0, 1:],
        exposure=float(np.mean([steps[e] for e in late])),
    )


def _critical(
    events: dict[float, Cell],
    found: Sequence[Found],
    sample: Sample,
    draws: int,
    rng: np.random.Generator | None,
) -> tuple[float | None, float | None]:
    if not draws:
        return None, None
    if rng is None:
        raise InputError("a bootstrap needs a source of random numbers")
    return (
        sample.critical(np.array([cell.sums for cell in events.values()]), rng=rng, draws=draws),
        sample.critical(np.array([one.cell.sums for one in found]), rng=rng, draws=draws),
    )


def _bands(
    events: dict[float, Cell], sample: Sample, critical: float
) -> tuple[tuple[float, float, float], ...]:
    bands = []
    for since, cell in events.items():
        reach = sample.reach(cell.sums, critical)
        bands.append((since, cell.value - reach, cell.value + reach))
    return tuple(bands)
