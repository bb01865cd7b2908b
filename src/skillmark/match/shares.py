"""What each skill is of a whole role, in whole billionths that add up exactly."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from skillmark.match.assumptions import Assumptions
from skillmark.match.exactly import WHOLE
from skillmark.nouns.person import Importance, Role


def shares(role: Role, assumptions: Assumptions) -> tuple[int, ...]:
    """Return the share of each requirement in billionths, in their order; their sum is 10^9.

    A skill's share is its weight (times `optional_share` where it is optional) over the sum of all.
    What rounding down leaves goes to the largest remainders, of equal ones to the first by URI, so
    that the order of the requirements plays no part.
    """
    return _shares(
        tuple(
            (one.skill, one.weight, one.importance is Importance.OPTIONAL)
            for one in role.requirements
        ),
        assumptions.optional_share,
    )


@lru_cache(maxsize=256)
def _shares(wanted: tuple[tuple[str, float, bool], ...], optional: float) -> tuple[int, ...]:
    weights = [Fraction(weight) * (Fraction(optional) if nice else 1) for _, weight, nice in wanted]
    total = sum(weights)
    exact = [weight * WHOLE / total for weight in weights]
    found = [int(one) for one in exact]
    by_remainder = sorted(range(len(wanted)), key=lambda at: (found[at] - exact[at], wanted[at][0]))
    for at in by_remainder[: WHOLE - sum(found)]:
        found[at] += 1
    return tuple(found)
