"""How often the intervals of decisions hold, where the true scores are known.

Everybody is simulated: abilities are normal, items follow the 2PL model, a true score is the
expected score at the ability. The population's figures come from half a million people; then
tests are given to small groups, and we count how often the interval holds the population's.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

from dataclasses import dataclass

import numpy as np

from rig import cost
from rig.table import Figures, options
from skillmark.assess.precision.decisions import Decisions, decide
from skillmark.assess.scaling.response_model import Floats, ItemParameters
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

COLUMNS = (
    "case", "figure", "truth", "mean", "off", "holds_percent", "below_percent", "width",
    "groups", "CPU_ms",
)  # fmt: skip
NAMES = ("accuracy", "consistency", "kappa", "truly_above", "truly_below")


@dataclass(frozen=True, slots=True)
class Case:
    """A test and the size of the groups that sit it."""

    persons: int
    items: int
    cut: int
    groups: int = 200
    draws: int = 200
    population: int = 500_000

    def __str__(self) -> str:
        return f"{self.persons:,} people, {self.items} items, cut {self.cut}"


CASES = (
    Case(50, 20, 12),
    Case(100, 20, 12),
    Case(100, 40, 28),
    Case(400, 20, 14),
    Case(1_000, 30, 18),
)
QUICK = (Case(60, 10, 6, groups=4, draws=30, population=2_000),)

NOTES = (
    """truth: in the population; mean, off: of the estimates, and how far their mean is from the
    truth; holds: how often the 95 % interval has the truth inside; below: how often it ends
    below it; width: of the interval, in the middle""",
    """the model of Livingston and Lewis is not the one that was simulated (its items are all
    equally hard), so that a small distance stays however many people there are""",
    """everything here is simulated: there is no field data""",
)


def parameters(case: Case) -> ItemParameters:
    """Return the items of a case."""
    rng = np.random.default_rng(20261127 + case.items)
    slopes = rng.lognormal(0, 0.25, case.items)
    return ItemParameters(slopes, -slopes * rng.normal(-0.3, 1, case.items), np.zeros(case.items))


def sit(items: ItemParameters, theta: Floats, rng: np.random.Generator) -> Floats:
    """Return the points of people with these abilities."""
    chances = items.probability(theta).T
    return (rng.random(chances.shape) < chances).astype(float)


def population(case: Case) -> dict[str, float]:
    """Return the figures of everybody, by counting."""
    items, rng = parameters(case), np.random.default_rng(1)
    counts = np.zeros(6)
    for _ in range(0, case.population, 50_000):
        theta = rng.standard_normal(min(50_000, case.population))
        above = items.probability(theta).sum(axis=0) >= case.cut
        first = sit(items, theta, rng).sum(axis=1) >= case.cut
        second = sit(items, theta, rng).sum(axis=1) >= case.cut
        counts += [
            len(theta), first.sum(), (first & above).sum(), (~first & ~above).sum(),
            (first == second).sum(), second.sum(),
        ]  # fmt: skip
    people, first_passed, right_pass, right_fail, same, second_passed = counts
    passed = (first_passed + second_passed) / 2 / people
    chance = passed**2 + (1 - passed) ** 2
    return {
        "accuracy": (right_pass + right_fail) / people,
        "consistency": same / people,
        "kappa": (same / people - chance) / (1 - chance),
        "truly_above": right_pass / first_passed,
        "truly_below": right_fail / (people - first_passed),
    }


def groups(case: Case) -> list[Decisions]:
    """Return what is said of every group; groups of whom nothing can be said are left out."""
    items, rng = parameters(case), np.random.default_rng(2)
    found = []
    for _ in range(case.groups):
        points = sit(items, rng.standard_normal(case.persons), rng)
        try:
            found.append(
                decide(points, cut=case.cut, maximum=case.items, rng=rng, draws=case.draws)
            )
        except InputError:
            continue
    return found


def main() -> None:
    """Run every case."""
    asked = options(__doc__).parse_args()
    figures = Figures("assess_decisions", "Intervals of decisions, simulated people", COLUMNS)
    for case in QUICK if asked.quick else CASES:
        truth = population(case)
        found = cost.timed(lambda: groups(case))  # noqa: B023
        for name in NAMES:
            told = [getattr(one, name) for one in found.answer]
            intervals = [one for one in told if isinstance(one, Interval)]
            estimates = np.array([one.estimate for one in intervals])
            low = np.array([one.low for one in intervals])
            high = np.array([one.high for one in intervals])
            figures.add(
                case=str(case),
                figure=name,
                truth=float(truth[name]),
                mean=float(estimates.mean()),
                off=float(estimates.mean() - truth[name]),
                holds_percent=100 * float(((low <= truth[name]) & (truth[name] <= high)).mean()),
                below_percent=100 * float((high < truth[name]).mean()),
                width=float(np.median(high - low)),
                groups=len(intervals),
                CPU_ms=1000 * found.cpu / case.groups,
            )
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
