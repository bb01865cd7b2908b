"""What to do next: rules from findings to recommendations, each with the finding it rests on.

Two laws, whatever the findings: to act is recommended on an established effect alone, and where
there is none, what is recommended is which data to collect. A belief, a trend or a bound never
leads to an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmark.measure.report.grounds import Ground
from skillmark.nouns.outcome import ClaimType


class Rule(StrEnum):
    """What is recommended; the words are in `words.report`."""

    KEEP = "keep"
    """An established effect in the good direction: go on, and plan with it."""
    RETHINK = "rethink"
    """An established effect in the bad direction: find the cause before spending more."""
    DECIDE = "decide"
    """An established effect of which nobody said which direction is good."""
    WAIT = "wait"
    """Too few to tell: how many people would settle it."""
    LESS_NOISE = "less_noise"
    """Too few to tell, and no number can be given."""
    TEAMS = "teams"
    """People share too few teams, or a few of them are too large."""
    RECORD = "record"
    """What decides who gets a credential was not recorded."""
    COMPARE = "compare"
    """There are no people to compare with, or too few who are alike."""
    ESTIMABLE = "estimable"
    """It could not be estimated: what it takes is missing from the ledger."""
    REGISTER = "register"
    """It was not written down before its data."""
    AWAIT = "await"
    """Time alone settles it: read it on its day."""
    AGAIN = "again"
    """Established on its own, and perhaps by chance among all that was asked."""
    SMALL = "small"
    """Whatever it changes is smaller than what was said to be worth knowing."""
    ASK = "ask"
    """Nothing was asked that an effect could answer."""


ACTS = frozenset((Rule.KEEP, Rule.RETHINK, Rule.DECIDE))
_BY_OBJECTION = {
    "covers_zero": Rule.WAIT,
    "negligible": Rule.SMALL,
    "alone": Rule.AGAIN,
    "few_clusters": Rule.TEAMS,
    "few_people": Rule.COMPARE,
    "no_counterpart": Rule.COMPARE,
    "imbalance": Rule.COMPARE,
    "unadjusted": Rule.RECORD,
    "placebo": Rule.RECORD,
    "not_estimated": Rule.ESTIMABLE,
    # of designs
    "unregistered": Rule.REGISTER,
    "after_data": Rule.REGISTER,
    "read_before": Rule.REGISTER,
    "preliminary": Rule.AWAIT,
    "not_watched": Rule.AWAIT,
    "one_group": Rule.COMPARE,
    "no_starts": Rule.COMPARE,
    "too_few_people": Rule.COMPARE,
    "separation": Rule.COMPARE,
    "no_variation": Rule.ESTIMABLE,
    "covariate_missing": Rule.ESTIMABLE,
    "missing_apart": Rule.ESTIMABLE,
    "collinear": Rule.ESTIMABLE,
}
"""What lacks, to what mends it. What nobody foresaw is mended by more and better records."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One thing to do next."""

    rule: Rule
    question: str
    """Code of the question; empty where none was asked."""
    rests_on: str
    """Id of the ground; empty only where there is none at all."""
    people: int | None = None
    day: date | None = None
    simulated: bool = False

    @property
    def acts(self) -> bool:
        """Whether it says to act rather than to collect data."""
        return self.rule in ACTS


def recommend(grounds: Sequence[Ground]) -> tuple[Recommendation, ...]:
    """Return what follows from the findings: acts first, then which data to collect."""
    effects = [ground for ground in grounds if ground.type is ClaimType.EFFECT]
    made = [_one(ground) for ground in effects]
    if not made:
        return (Recommendation(Rule.ASK, "", ""),)
    return tuple(sorted(made, key=lambda one: not one.acts))


def _one(ground: Ground) -> Recommendation:
    rule = _act(ground) if ground.established else _collect(ground)
    people = ground.people_needed if rule is Rule.WAIT else None
    day = ground.day if rule is Rule.AWAIT else None
    return Recommendation(rule, ground.question, ground.id, people, day, ground.simulated)


def _act(ground: Ground) -> Rule:
    if ground.favourable is None:
        return Rule.DECIDE
    return Rule.KEEP if ground.favourable else Rule.RETHINK


def _collect(ground: Ground) -> Rule:
    rule = _BY_OBJECTION.get(ground.objection, Rule.LESS_NOISE)
    without = (rule is Rule.WAIT and not ground.people_needed) or (
        rule is Rule.AWAIT and ground.day is None
    )
    return Rule.LESS_NOISE if without else rule
