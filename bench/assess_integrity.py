"""How often flags are false where nothing happened, and how much of planted copying is found.

Every cohort is simulated with a seed: abilities, questions with guessing and four options,
lognormal times. Nothing here says how people behave; it says what the indices do.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rig import cost
from rig.table import Figures, options
from skillmark.assess.fairness.logistic import logistic
from skillmark.assess.fairness.mantel_haenszel import mantel_haenszel
from skillmark.assess.integrity.chances import estimate
from skillmark.assess.integrity.drift import drifting, easier_since
from skillmark.assess.integrity.exposed import gains
from skillmark.assess.integrity.similarity import compare
from skillmark.assess.integrity.times import fast_and_right, hasty
from skillmark.assess.responses import Responses

COLUMNS = ("what", "persons", "items", "cohorts", "share", "CPU_s")
NOTES = [
    (
        "share: of cohorts with a flag where nothing happened (0.05 at most is the aim), "
        "of planted copiers that are flagged, of fair items with p below 0.05"
    ),
    "all responses are simulated with seeds: no field data",
]


@dataclass(frozen=True)
class Cohort:
    """One simulated cohort."""

    responses: Responses
    options: NDArray[np.int16]
    seconds: NDArray[np.float64]
    order: NDArray[np.int64]
    """People from the ablest down."""


def draw(seed: int, persons: int, items: int) -> Cohort:
    """Draw a cohort of the three-parameter model."""
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal(persons)
    a, b = rng.lognormal(0, 0.3, items), rng.standard_normal(items)
    chance = 0.15 + 0.85 / (1 + np.exp(-a * (theta[:, None] - b)))
    values = (rng.random((persons, items)) < chance).astype(np.int8)
    lure, turn = rng.normal(0, 0.8, (items, 3)), rng.normal(0, 0.3, (items, 3))
    wrong = (lure + theta[:, None, None] * turn + rng.gumbel(size=(persons, items, 3))).argmax(2)
    speed, intensity = rng.normal(0, 0.3, persons), rng.normal(4, 0.4, items)
    seconds = np.exp(rng.normal(intensity - speed[:, None], rng.uniform(0.3, 0.6, items)))
    names = tuple(f"q{n}" for n in range(items))
    groups = tuple("ab"[n % 2] for n in range(persons))
    who = tuple(f"p{n}" for n in range(persons))
    return Cohort(
        Responses(names, values, who, groups),
        np.where(values == 1, 0, wrong + 1).astype(np.int16),
        seconds,
        np.argsort(-theta),
    )


def copying(cohort: Cohort, share: float, rng: np.random.Generator) -> set[tuple[int, int]]:
    """Let four people of the lower third take a share of the answers of abler ones."""
    persons, items = cohort.options.shape
    third = persons // 3
    planted = set()
    for source, copier in zip(
        rng.choice(cohort.order[third : 2 * third], 4, replace=False).tolist(),
        rng.choice(cohort.order[2 * third :], 4, replace=False).tolist(),
        strict=True,
    ):
        which = rng.choice(items, round(items * share), replace=False)
        cohort.responses.values[copier, which] = cohort.responses.values[source, which]
        cohort.options[copier, which] = cohort.options[source, which]
        planted.add((min(source, copier), max(source, copier)))
    return planted


def flagged(cohort: Cohort, *, known: bool) -> set[tuple[int, int]]:
    """Return the pairs whose answers agree too much."""
    pairs = compare(estimate(cohort.responses, cohort.options if known else None))
    found = pairs.within()
    return set(zip(pairs.first[found].tolist(), pairs.second[found].tolist(), strict=True))


def false_flags() -> dict[str, Callable[[Cohort], bool]]:
    """Return every kind of flag: whether a cohort in which nothing happened has one."""

    def timed(cohort: Cohort) -> bool:
        chances = estimate(cohort.responses)
        return bool(fast_and_right(chances, cohort.seconds, cohort.responses.persons)[0])

    def drift(cohort: Cohort) -> bool:
        chances = estimate(cohort.responses)
        order = np.arange(len(cohort.order))
        return bool(drifting(chances, cohort.responses.items, order)[0])

    def date(cohort: Cohort) -> bool:
        chances = estimate(cohort.responses)
        after = np.arange(len(cohort.order)) >= len(cohort.order) // 2
        return bool(easier_since(chances, cohort.responses.items, after)[0])

    def gain(cohort: Cohort) -> bool:
        given = cohort.responses
        return bool(gains(given, given.items[:6], given.persons)[0])

    return {
        "similar answers, right and wrong": lambda one: bool(flagged(one, known=False)),
        "similar answers, options": lambda one: bool(flagged(one, known=True)),
        "haste (a rule)": lambda one: bool(hasty(one.seconds, one.responses.persons)),
        "fast and right": timed,
        "easier over time": drift,
        "easier since a date": date,
        "better on exposed": gain,
    }


def main() -> None:
    """Measure everything."""
    asked = options(__doc__).parse_args()
    figures = Figures("assess_integrity", "Flags on simulated cohorts", COLUMNS)
    persons, items, cohorts = (160, 20, 2) if asked.quick else (300, 40, 60)
    for what, found in false_flags().items():
        spent = cost.timed(
            lambda: [found(draw(seed, persons, items)) for seed in range(cohorts)]  # noqa: B023
        )
        add(figures, f"nothing happened: {what}", (persons, items, cohorts), spent)
    for known in (False, True):
        for share in (0.5, 0.75, 0.9):
            spent = cost.timed(lambda: power(share, (persons, items, cohorts), known=known))  # noqa: B023
            kind = "options" if known else "right and wrong"
            add(figures, f"{share:.0%} copied: {kind}", (persons, items, cohorts), spent)
    for what, p in (("Mantel-Haenszel", by_scores), ("logistic, both", by_regression)):
        spent = cost.timed(
            lambda: [one < 0.05 for seed in range(cohorts) for one in p(draw(seed, persons, items))]  # noqa: B023
        )
        add(figures, f"no DIF: {what}", (persons, items, cohorts), spent)
    large = (200, 20) if asked.quick else (2000, 60)
    spent = cost.timed(lambda: [bool(flagged(draw(1, *large), known=True))])
    add(figures, "all pairs", (*large, 1), spent)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


def power(share: float, size: tuple[int, int, int], *, known: bool) -> list[bool]:
    """Return of every planted pair whether it is flagged."""
    persons, items, cohorts = size
    hits = []
    for seed in range(max(1, cohorts // 4)):
        cohort = draw(seed, persons, items)
        planted = copying(cohort, share, np.random.default_rng(seed))
        found = flagged(cohort, known=known)
        hits += [pair in found for pair in planted]
    return hits


def by_scores(cohort: Cohort) -> list[float]:
    """Return the p-values of Mantel-Haenszel."""
    return [one.p for one in mantel_haenszel(cohort.responses).items if one.p is not None]


def by_regression(cohort: Cohort) -> list[float]:
    """Return the p-values of logistic regression, both kinds together."""
    return [one.both.p for one in logistic(cohort.responses).items if one.both]


def add(
    figures: Figures, what: str, size: tuple[int, int, int], spent: cost.Timed[list[bool]]
) -> None:
    """Add a row."""
    persons, items, cohorts = size
    figures.add(
        what=what,
        persons=persons,
        items=items,
        cohorts=cohorts,
        share=float(np.mean(spent.answer)),
        CPU_s=spent.cpu,
    )


if __name__ == "__main__":
    main()
