"""Putting together what was entered, what the ledger counts and what was isolated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from skillmark.measure.costs.assumption import Isolation
from skillmark.measure.costs.isolation import Isolated, by_comparison
from skillmark.measure.costs.measured import hires
from skillmark.measure.costs.model import Model
from skillmark.measure.costs.phillips import Evidence, Learning, Level, Rung, ladder
from skillmark.measure.costs.reading import Given
from skillmark.measure.costs.simulating import SIZE, Outcome, simulate
from skillmark.measure.designs.finding import Finding
from skillmark.measure.estimate import Estimate
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.surveys.ready import READY
from skillmark.measure.surveys.shares import Share
from skillmark.nouns.errors import InputError

BRINGS: Final = {
    "days_to_productivity": ("days_faster", -1.0),
    "training_cost": ("training_saved", -1.0),
    "retention": ("leavers_fewer", 1.0),
}
"""Which quantity a question's effect gives, and whether more of its outcome is less of that."""
LEVELS: Final = {
    "useful": Level.REACTION,
    "prepared": Level.REACTION,
    "used": Level.APPLICATION,
}
"""Which level a question of the ready-made surveys speaks to."""
ASKED: Final = {question.id for one in READY.values() for question in one.questions}
LEDGER: Final = "ledger"
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Costing:
    """What a programme comes to, and the five levels."""

    outcome: Outcome | None
    """`None` where nothing was entered."""
    rungs: tuple[Rung, ...]


def isolated(
    question: str,
    estimate: Estimate,
    *,
    established: bool,
    n: int,
    source: str,
    simulated: bool = False,
) -> Isolated | None:
    """Return a design's estimate as a change of the model; `None` for other questions.

    All designs read the same ledger: their estimates err together.
    """
    if question not in BRINGS:
        return None
    name, sign = BRINGS[question]
    return by_comparison(
        name, estimate, established=established, n=n, sign=sign, source=source,
        simulated=simulated, shares_data=LEDGER,
    )  # fmt: skip


def of_findings(findings: Iterable[Finding]) -> tuple[Isolated, ...]:
    """Return what registered designs found as changes of the model, established or not.

    Of several designs for one question the established one speaks, or else the one of most people.
    """
    best: dict[str, tuple[tuple[bool, int], Isolated]] = {}
    for one in findings:
        if one.estimate is None:
            continue
        people = one.treated + one.untreated
        # What may be chance among all that was asked is no ground for a return.
        change = isolated(
            one.design.question.value, one.estimate, established=one.holds, n=people,
            source=LEDGER, simulated=one.simulated,
        )  # fmt: skip
        rank = (one.holds, people)
        if change is not None and (change.name not in best or best[change.name][0] < rank):
            best[change.name] = (rank, change)
    return tuple(change for _rank, change in best.values())


Asked = tuple[str, str, Share]
"""A question's id, its words, and the share that agrees."""


def by_level(found: Iterable[Asked], level: Level) -> list[tuple[str, Share]]:
    """Return the questions that speak to a level; questions of one's own are reactions."""
    return [
        (words, one)
        for name, words, one in found
        if LEVELS.get(name, None if name in ASKED else Level.REACTION) is level
    ]


def work_out(
    given: Given,
    ledger: Ledger | None,
    found: Iterable[Isolated] = (),
    *,
    today: date,
    seed: int = SEED,
    draws: int = SIZE,
    said: Sequence[Asked] = (),
    learning: Learning | None = None,
    observed: Sequence[tuple[str, Share]] = (),
    simulated_surveys: bool = False,
    simulated: bool = False,
) -> Costing:
    """Work out what was given, with the ledger's own counts and with what was isolated.

    `said` is what people answered in surveys, `observed` what others saw of them at work.
    Refuses a ledger in another currency than the costs.
    """
    simulated = simulated or (ledger is not None and ledger.simulated)
    changes = (*given.isolated, *found)
    outcome = None
    if given:
        currency = given.currency or (ledger.currency if ledger else None) or ""
        if ledger is not None and ledger.currency not in {None, currency}:
            raise InputError(
                f"costs in {currency} and a ledger in {ledger.currency}",
                remedy="convert to one currency first",
                code="currencies_mixed",
            )
        counted = hires(ledger, today=today) if ledger is not None else None
        assumptions = (*given.assumptions, *([counted] if counted else []))
        model = Model.of(currency, given.items, assumptions, changes, simulated=simulated)
        outcome = simulate(model, seed=seed, size=draws)
    evidence = Evidence(
        reactions=by_level(said, Level.REACTION),
        learning=learning,
        uses=by_level(said, Level.APPLICATION),
        observed=observed,
        isolated=[*changes, *_believed(given)],
        simulated_surveys=simulated_surveys,
    )
    return Costing(outcome, ladder(evidence, outcome))


def _believed(given: Given) -> list[Isolated]:
    """Return changes that somebody entered without isolating them, as a level of their own."""
    model = given.model()
    return [
        Isolated(
            one.name,
            Estimate(one.mean, one.deviation, *one.ends),
            Isolation.NONE,
            established=False,
            n=0,
            source=one.source,
        )
        for one in model.assumed.values()
        if one.isolation is Isolation.NONE and one.known
    ]
