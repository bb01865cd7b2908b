"""Estimators over time: how often they are wrong, and how long they take beside peers.

First on data whose truth is known: how often an interval covers it, how often a difference is
claimed where there is none, and found where there is one. Then the same estimates on many people,
beside statsmodels, lifelines and csdid, with the largest difference of what they find.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from rig import cost
from rig.table import Figures, options
from rig.time import durations, panels, speed

COLUMNS = (
    "what", "size", "runs", "covered", "bands_hold", "found", "established",
    "CPU_s", "CPU_times", "off_by",
)  # fmt: skip

Trial = Callable[[int], dict[str, bool]]


def trials(*, quick: bool) -> list[tuple[str, str, Trial]]:
    """Return what is tried: a name, its size, and a trial by seed."""
    wanted: list[tuple[str, str, Trial]] = []
    for kind, effect in (("no difference", 0.0), ("a difference", 0.4)):
        for people in (120, 400):
            trial = partial(durations.restricted, people=people, share=0.4, effect=effect)
            wanted.append((f"{kind}: restricted mean", f"{people} people", trial))
        for people, teams in ((120, 0), (400, 20)):
            size = f"{people} people" + (f", {teams} teams" if teams else "")
            trial = partial(durations.regression, people=people, teams=teams, effect=effect)
            wanted.append((f"{kind}: Cox, robust errors", size, trial))
    trial = partial(durations.shared, people=400, teams=20)
    wanted.append(("no difference: restricted mean, teams", "400 people, 20 teams", trial))
    for kind, effect in (("no effect", 0.0), ("an effect", 1.0)):
        for units in (24, 60):
            trial = partial(panels.staggered, units=units, effect=effect)
            wanted.append((f"{kind}: staggered start", f"{units} teams", trial))
        trial = partial(panels.staggered, units=120, effect=effect, covariate=True)
        wanted.append((f"{kind}: staggered, doubly robust", "120 teams", trial))
        trial = partial(panels.staggered, units=120, effect=effect, clusters=24)
        wanted.append((f"{kind}: staggered, clustered", "120 teams, 24 sites", trial))
    return wanted[::5] if quick else wanted


def counted(trial: Trial, seeds: range) -> tuple[dict[str, int], int, float]:
    """Run a trial for several seeds; return what was how often so, and the processor time."""
    found: dict[str, int] = {}
    runs: dict[str, int] = {}

    def run() -> None:
        for seed in seeds:
            for name, so in trial(seed).items():
                found[name] = found.get(name, 0) + so
                runs[name] = runs.get(name, 0) + 1

    spent = cost.timed(run)
    return found, runs["covered"], spent.cpu


def try_all(figures: Figures, runs: int, *, quick: bool) -> None:
    """Add how often each estimator was right, in `runs` draws."""
    workers = min(2, os.cpu_count() or 1)
    step = -(-runs // workers)
    with ProcessPoolExecutor(workers) as pool:
        for what, size, trial in trials(quick=quick):
            seeds = [range(start, min(start + step, runs)) for start in range(0, runs, step)]
            parts = list(pool.map(partial(counted, trial), seeds))
            # A draw that is refused (a horizon that nobody reached) is none.
            done = sum(count for _, count, _ in parts)
            share = {name: sum(part[name] for part, _, _ in parts) / done for name in parts[0][0]}
            figures.add(
                what=what,
                size=size,
                runs=done,
                covered=share["covered"],
                bands_hold=share.get("band"),
                found=share["found"],
                established=share.get("established"),
                CPU_s=sum(cpu for _, _, cpu in parts),
            )


def main() -> None:
    """Measure everything."""
    asked = options(__doc__).parse_args()
    figures = Figures("measure_time", "Estimators over time", COLUMNS)
    try_all(figures, 6 if asked.quick else 1000, quick=asked.quick)
    rows: list[dict[str, Any]] = speed.rows(figures, quick=asked.quick)
    for row in rows:
        figures.add(**row)
    figures.notes += [
        (
            "simulated; covered: the 95% interval holds the truth (93% to 97% in 1,000 runs is as "
            "it should be); found: it leaves out zero; established: and trends before seemed "
            "parallel; bands hold: all times since the start at once"
        ),
        (
            "with teams the truth of a Cox regression is the factor in the crowd as a whole, where "
            "teams have a pace of their own"
        ),
        (
            "CPU times: how many times as long as skillmark's row above; off by: the largest "
            "difference from its numbers"
        ),
    ]
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
