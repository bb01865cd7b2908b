"""Does a credential held at hiring change the days to productivity?

The first effect of the ledger. Those who are not productive yet are kept: each duration, cut at a
horizon, is replaced by its pseudo-observation within its group (Andersen, Hansen and Klein 2004),
and the doubly robust estimate compares these. Adjusted for are years of experience and function,
the two things in the ledger that are known before hiring.
"""

from __future__ import annotations

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.durations.curves import pseudo_observations
from skillmark.measure.effects.effect import Effect, effect
from skillmark.measure.effects.study import Study
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

OTHER = "other functions"
FEW = 10
"""Functions with fewer people are taken together."""


def usable(people: Ledger) -> Ledger:
    """Return those whose days and experience are known."""
    unknown = np.isnan(people.number("days_to_productivity")) | np.isnan(
        people.number("experience_years")
    )
    return people.where(~unknown)


def horizon(people: Ledger) -> float:
    """Return the number of days up to which both groups were watched: where durations are cut."""
    longest = []
    days, held = people.number("days_to_productivity"), people.held_at_hiring
    for there in (True, False):
        of_group = days[(held == there) & ~np.isnan(days)]
        if not of_group.size:
            raise InputError(
                f"nobody {'with' if there else 'without'} a credential at hiring",
                remedy="an effect needs people with and without one",
                code="one_group",
            )
        longest.append(float(of_group.max()))
    return min(longest)


def study(ledger: Ledger, *, until: float | None = None) -> Study:
    """Turn the ledger into a study: credential at hiring, pseudo-days, experience and function."""
    people = usable(ledger)
    held = people.held_at_hiring
    for there in (True, False):
        count = int((held == there).sum())
        if count < LEAST_CELL:
            raise InputError(
                f"{count} people {'with' if there else 'without'} a credential at hiring whose "
                "days and experience are known",
                remedy=f"at least {LEAST_CELL} of each are needed",
                code="too_few_people",
            )
    cut = until or horizon(people)
    days = people.number("days_to_productivity")
    happened = ~people.flag("productivity_censored")
    pseudo = np.empty(len(people))
    for there in (True, False):
        group = held == there
        pseudo[group] = pseudo_observations(days[group], happened[group], cut)
    names, columns = _covariates(people)
    return Study(
        treatment=held.astype(float),
        outcome=pseudo,
        covariates=columns,
        names=names,
        treatment_name="credential at hiring",
        outcome_name=f"days to productivity, up to {cut:.0f}",
    )


def credential_effect(
    ledger: Ledger,
    *,
    rng: np.random.Generator,
    until: float | None = None,
    worth_knowing: float | None = None,
) -> Effect:
    """Estimate the effect, in days (negative: faster), on those who had a credential at hiring."""
    return effect(study(ledger, until=until), rng=rng, worth_knowing=worth_knowing)


def _covariates(people: Ledger) -> tuple[tuple[str, ...], Floats]:
    experience = people.number("experience_years")
    function = people.word("function")
    counts = np.bincount(function.codes[function.known], minlength=len(function.levels))
    # The most frequent function is what the others are compared with; rare ones go together.
    often = [int(code) for code in np.argsort(-counts, kind="stable") if counts[code] >= FEW]
    columns = [experience, experience**2]
    names = ["experience_years", "experience_years^2"]
    rare = ~np.isin(function.codes, often)
    groups = [(function.levels[code], function.codes == code) for code in often]
    groups += [(OTHER, rare)] if rare.any() else []
    groups.sort(key=lambda group: -int(group[1].sum()))
    for level, members in groups[1:]:
        columns.append(members.astype(np.float64))
        names.append(f"function: {level}")
    kept = [k for k, column in enumerate(columns) if np.ptp(column) > 0]
    return tuple(names[k] for k in kept), np.column_stack([columns[k] for k in kept])
