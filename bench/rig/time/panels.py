"""Teams that begin at different times, drawn with known effects: found, and covered all at once?"""

from __future__ import annotations

import numpy as np

from skillmark.measure.panels.did import NEVER, Aggregate, Panel, group_time

Trial = dict[str, bool]
PERIODS = 8
STARTS = (4.0, 6.0, NEVER)


def drawn(
    seed: int, units: int, effect: float, *, covariate: bool = False, clusters: int = 0
) -> Panel:
    """Draw teams over eight quarters, with noise that lasts and effects that grow.

    With a covariate, who begins early and how the outcome drifts both depend on it. With clusters
    (sites), teams of a site begin together and share shocks.
    """
    rng = np.random.default_rng([4, seed])
    periods = np.arange(1.0, PERIODS + 1)
    site = np.arange(units) % clusters if clusters else np.arange(units)
    sites = clusters or units
    x = rng.normal(size=units)
    if covariate:
        late = 1 / (1 + np.exp(-0.7 * x))
        first = np.where(rng.random(units) < 0.2 + 0.4 * late, rng.choice([4.0, 6.0], units), NEVER)
    else:
        of_site = rng.permutation(np.resize([4.0, 6.0, NEVER, NEVER], sites))
        first = of_site[site]
    noise = np.zeros((units, PERIODS))
    shared = np.zeros((sites, PERIODS))
    for t in range(PERIODS):
        noise[:, t] = 0.5 * (noise[:, t - 1] if t else 0) + rng.normal(size=units)
        shared[:, t] = 0.5 * (shared[:, t - 1] if t else 0) + rng.normal(size=sites)
    y = 10 + 2 * rng.normal(size=(units, 1)) + 0.3 * periods + noise
    if clusters:
        y += 0.5 * shared[site]
    if covariate:
        y += 0.25 * x[:, None] * periods
    since = periods - first[:, None]
    y += np.where(since >= 0, effect * (1 + 0.25 * np.maximum(since, 0)), 0.0)
    values = np.repeat(x[:, None, None], PERIODS, axis=1) if covariate else np.empty((0, 0, 0))
    return Panel(
        tuple(map(str, range(units))), tuple(periods), first, y, values,
        ("x",) if covariate else (), site.astype(np.intp) if clusters else None,
    )  # fmt: skip


def staggered(
    seed: int, units: int, effect: float, covariate: bool = False, clusters: int = 0
) -> Trial:
    """Estimate one panel: is the average covered, the band over all times, is it established?"""
    panel = drawn(seed, units, effect, covariate=covariate, clusters=clusters)
    found = group_time(
        panel, aggregate=Aggregate.DYNAMIC, draws=499, rng=np.random.default_rng([5, seed])
    )
    # The truth of the average over times since the start, each alike: cohorts fare alike.
    truth = {e: effect * (1 + 0.25 * e) if e >= 0 else 0.0 for e, _ in found.by_event_time}
    average = float(np.mean([truth[e] for e in truth if e >= 0]))
    held = all(low <= truth[e] <= high for e, low, high in found.bands)
    return {
        "covered": bool(found.overall.low <= average <= found.overall.high),
        "found": not found.overall.covers_zero,
        "established": found.established,
        "band": bool(held),
        "parallel": bool(found.parallel_p is not None and found.parallel_p < 0.05),
    }
