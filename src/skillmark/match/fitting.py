"""Roles for a person: the same score, the other way round."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from skillmark.match.assumptions import Assumptions
from skillmark.match.ranking import Ranked, score
from skillmark.nouns.person import Person, Role


@dataclass(frozen=True, slots=True)
class Fitting:
    """One role and how far the person covers it; `ranked.rank` is the role's place for them."""

    role: Role
    ranked: Ranked


def fitting(
    person: Person,
    roles: Iterable[Role],
    *,
    today: date,
    top: int | None = None,
    assumptions: Assumptions | None = None,
) -> list[Fitting]:
    """Return roles best first: fewest musts unmet, then by the share that proof covers, and so on.

    The score is a share of the role, so that roles of any length compare. Ties are broken by the
    role's id, then its title.
    """
    terms = assumptions or Assumptions()
    scored = (Fitting(role, score(role, person, today=today, assumptions=terms)) for role in roles)

    def order(one: Fitting) -> tuple[object, ...]:
        return (*one.ranked.order[:-1], one.role.id, str(one.role.title))

    ordered = sorted(scored, key=order) if top is None else heapq.nsmallest(top, scored, key=order)
    return [
        replace(one, ranked=replace(one.ranked, rank=place))
        for place, one in enumerate(ordered, start=1)
    ]
