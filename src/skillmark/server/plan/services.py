"""Use cases of planning, each in the module that its name points to."""

from __future__ import annotations

from skillmark.server.plan.keeping import (
    as_plan,
    as_problem,
    decide,
    decided,
    keep,
    search,
)
from skillmark.server.plan.known import proven
from skillmark.server.plan.offering import (
    Way,
    aim,
    change_offer,
    offers_of,
    place,
    prioritise,
    remove_offer,
    save_offer,
    ways,
)
from skillmark.server.plan.situations import (
    Situation,
    as_offer,
    everybody,
    gaps_of_person,
    of_problem,
    situation,
)
from skillmark.server.plan.solving import (
    Asked,
    answer,
    for_target,
    is_small,
    problem_of,
    with_savings,
    within_budget,
)

__all__ = [
    "Asked",
    "Situation",
    "Way",
    "aim",
    "answer",
    "as_offer",
    "as_plan",
    "as_problem",
    "change_offer",
    "decide",
    "decided",
    "everybody",
    "for_target",
    "gaps_of_person",
    "is_small",
    "keep",
    "of_problem",
    "offers_of",
    "place",
    "prioritise",
    "problem_of",
    "proven",
    "remove_offer",
    "save_offer",
    "search",
    "situation",
    "ways",
    "with_savings",
    "within_budget",
]
