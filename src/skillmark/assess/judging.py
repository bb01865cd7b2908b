"""From what several raters gave to what an answer earns: agreed, adjudicated, or still open.

Raters are independent: each rates before knowing what others gave. Then they are compared.

1. *Waiting.* An answer waits until as many have rated it as the rule asks for.
2. *Agreement.* Raters agree on a criterion where the highest and the lowest of them are not
   further apart than `tolerance` times its points, and on the answer where their sums are not
   further apart than `tolerance` times the points of all criteria. One step of the scale, the
   smallest difference that there can be ("adjacent" ratings), is granted everywhere, unless the
   tolerance is 0: then nothing is. An answer on which they agree, and on every criterion of it,
   earns the mean of all raters, criterion by criterion.
3. *Adjudication.* Otherwise a person who has not rated it sees what was given, and why, and
   decides. What that person gives stands; it is not mixed with what the raters gave.
4. *The cut score.* Raters may agree on every answer and yet, all answers taken together, one of
   them would pass the person and another fail them. Where the lowest sums of all answers lie
   below the cut score and the highest do not, the answer whose raters are furthest apart goes to
   adjudication, then the next, until the result no longer depends on who rated.
5. *A second look* that the candidate or somebody who rates asked for is decided in the same way
   as 3, by a person who has had nothing to do with the answer.

The choice among the known ways to resolve scores (the mean of all, the third rater with whom the
nearest rater agrees, the expert whose score replaces the others) is that of the expert: Johnson,
Penny and Gordon (2000, Applied Measurement in Education 13, 121-138), who show that ways which
discard the rating that does not fit inflate agreement and that the way chosen moves the share of
people who pass; Johnson, Penny, Fisher and Kuhs (2003, Applied Measurement in Education 16,
299-322); Penny and Johnson (2011, Assessing Writing 16, 221-236).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from skillmark.nouns.errors import InputError

STEP = 0.5
"""Points from one rating of a criterion to the next."""
_SLACK = 1e-9

Points = Mapping[str, float]
"""Points by id of the rubric's criterion."""


class Stage(StrEnum):
    """Where an answer stands."""

    RATING = "rating"
    """It waits for raters."""
    ADJUDICATION = "adjudication"
    """It waits for a person who has not rated it and decides."""
    FINAL = "final"


class Why(StrEnum):
    """Why somebody else has to decide."""

    CRITERION = "criterion"
    """Raters are too far apart on a criterion."""
    ANSWER = "answer"
    """They are too far apart on the answer as a whole."""
    CUT = "cut"
    """Whether the person passes depends on who rated."""
    CONTESTED = "contested"
    """The candidate, or somebody who rates, asked for a second look."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How many rate, and how far they may be apart."""

    raters: int = 1
    tolerance: float = 0.2
    """Share of the points, 0 to 1."""

    def __post_init__(self) -> None:
        if self.raters < 1:
            raise InputError("one rater is needed at the least")
        if not 0 <= self.tolerance <= 1:
            raise InputError(
                f"a tolerance of {self.tolerance:g} is no share of the points",
                remedy="give a number from 0 to 1",
            )

    def granted(self, most: float) -> float:
        """Return by how many points raters may differ on what is worth `most`."""
        return 0.0 if self.tolerance == 0 else max(self.tolerance * most, STEP)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with everything that was given for it."""

    id: str
    most: Points
    """What each criterion is worth."""
    ratings: tuple[Points, ...] = ()
    """By those who rated independently, in any order."""
    decision: Points | None = None
    """By the person who adjudicated; stands."""
    contested: bool = False
    """Whether a second look was asked for and nobody has taken it yet."""

    def sums(self) -> list[float]:
        """Return what each rater gave in all."""
        return [math.fsum(one.values()) for one in self.ratings]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one answer stands, and what it earns once that is final."""

    stage: Stage
    missing: int = 0
    """How many raters it still waits for."""
    why: tuple[Why, ...] = ()
    apart: tuple[str, ...] = ()
    """Ids of the criteria on which raters are too far apart."""
    points: Points | None = field(default=None)
    """By criterion; `None` unless final."""

    @property
    def final(self) -> bool:
        """Whether it counts."""
        return self.stage is Stage.FINAL


def steps(most: float) -> tuple[float, ...]:
    """Return the ratings that a criterion worth `most` can get: half points, and all of it."""
    whole = [n * STEP for n in range(math.floor(most / STEP + _SLACK) + 1)]
    return tuple(whole if whole[-1] >= most - _SLACK else [*whole, most])


def stand(answer: Answer, rule: Rule) -> Standing:
    """Say where an answer stands by itself (1 to 3 and 5 of the module)."""
    missing = rule.raters - len(answer.ratings)
    if missing > 0:
        return Standing(Stage.RATING, missing=missing)
    if answer.contested:
        return Standing(Stage.ADJUDICATION, why=(Why.CONTESTED,))
    if answer.decision is not None:
        return Standing(Stage.FINAL, points=dict(answer.decision))
    apart = tuple(
        name
        for name, most in answer.most.items()
        if _spread(one[name] for one in answer.ratings) > rule.granted(most) + _SLACK
    )
    why = [Why.CRITERION] if apart else []
    if _spread(answer.sums()) > rule.granted(math.fsum(answer.most.values())) + _SLACK:
        why.append(Why.ANSWER)
    if why:
        return Standing(Stage.ADJUDICATION, why=tuple(why), apart=apart)
    return Standing(Stage.FINAL, points=mean(answer.ratings))


def stand_together(
    answers: Sequence[Answer], rule: Rule, *, beside: float, cut: float
) -> dict[str, Standing]:
    """Say where all rated answers of one person stand (4 of the module).

    `beside` are the points of the answers that need no rater, `cut` is where passing begins,
    both in points of the form. The order of answers and of raters makes no difference.
    """
    found = {one.id: stand(one, rule) for one in answers}
    if not all(one.final for one in found.values()):
        return found
    open_to_raters = [one for one in answers if one.decision is None]
    fixed = beside + math.fsum(
        math.fsum(one.decision.values()) for one in answers if one.decision is not None
    )
    low = fixed + math.fsum(min(one.sums()) for one in open_to_raters)
    high = fixed + math.fsum(max(one.sums()) for one in open_to_raters)
    if low < cut - _SLACK and high >= cut - _SLACK:
        widest = min(open_to_raters, key=lambda one: (-_spread(one.sums()), one.id))
        found[widest.id] = Standing(Stage.ADJUDICATION, why=(Why.CUT,))
    return found


def mean(ratings: Sequence[Points]) -> dict[str, float]:
    """Return the mean of all raters, criterion by criterion."""
    return {
        name: math.fsum(one[name] for one in ratings) / len(ratings)
        for name in (ratings[0] if ratings else {})
    }


def _spread(values: Iterable[float]) -> float:
    known = list(values)
    return max(known) - min(known)
