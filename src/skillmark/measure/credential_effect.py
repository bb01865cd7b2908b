"""Does a credential held at hiring change the days to productivity?

The first effect of the ledger. Those who are not productive yet are kept: each duration, cut at a
horizon, is replaced by its pseudo-observation within its group (Andersen, Hansen and Klein 2004),
and the doubly robust estimate compares these. Adjusted for are years of experience and function,
the two things in the ledger that are known before hiring.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from skillmark.measure.effect import Effect, effect
from skillmark.measure.survey import LEAST_CELL
from skillmark.measure.survival import pseudo_observations
from skillmark.measure.table import Floats, Study
from skillmark.nouns.errors import InputError
from skillmark.nouns.outcome import Outcome

OTHER = "other functions"
FEW = 10
"""Functions with fewer people are taken together."""


def held_at_hiring(outcome: Outcome) -> bool:
    """Whether a credential was there before the work began; later ones cannot have helped."""
    if outcome.credential is None:
        return False
    if outcome.credential_date is None or outcome.hired is None:
        return True
    return outcome.credential_date <= outcome.hired


def usable(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return those whose days and experience are known."""
    return tuple(
        o for o in outcomes if o.days_to_productivity is not None and o.experience_years is not None
    )


def horizon(outcomes: Sequence[Outcome]) -> float:
    """Return the number of days up to which both groups were watched: where durations are cut."""
    longest = []
    for held in (True, False):
        days = [
            o.days_to_productivity
            for o in outcomes
            if held_at_hiring(o) is held and o.days_to_productivity is not None
        ]
        if not days:
            raise InputError(
                f"nobody {'with' if held else 'without'} a credential at hiring",
                remedy="an effect needs people with and without one",
                code="one_group",
            )
        longest.append(max(days))
    return float(min(longest))


def study(outcomes: Sequence[Outcome], *, until: float | None = None) -> Study:
    """Turn the ledger into a study: credential at hiring, pseudo-days, experience and function."""
    people = usable(outcomes)
    held = np.array([held_at_hiring(o) for o in people])
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
    days = np.array([float(o.days_to_productivity or 0) for o in people])
    happened = np.array([not o.productivity_censored for o in people])
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
    outcomes: Sequence[Outcome],
    *,
    rng: np.random.Generator,
    until: float | None = None,
    worth_knowing: float | None = None,
) -> Effect:
    """Estimate the effect, in days (negative: faster), on those who had a credential at hiring."""
    return effect(study(outcomes, until=until), rng=rng, worth_knowing=worth_knowing)


def _covariates(people: Sequence[Outcome]) -> tuple[tuple[str, ...], Floats]:
    experience = np.array([float(o.experience_years or 0) for o in people])
    counts = Counter(o.function or OTHER for o in people)
    functions = [o.function if counts[o.function] >= FEW else OTHER for o in people]
    # The most frequent function is what the others are compared with.
    levels = [name for name, _ in Counter(functions).most_common()][1:]
    columns = [experience, experience**2]
    columns += [np.array([float(f == level) for f in functions]) for level in levels]
    names = ("experience_years", "experience_years^2", *(f"function: {level}" for level in levels))
    kept = [k for k, column in enumerate(columns) if np.ptp(column) > 0]
    return tuple(names[k] for k in kept), np.column_stack([columns[k] for k in kept])
