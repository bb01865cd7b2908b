"""A question to the ledger with everything that decides its answer, written down before data.

What is written down is what could otherwise be chosen for the answer it gives: who is compared
with whom, what is adjusted for, whom the estimate leaves out, how long people are watched, which
difference would be worth knowing, and the day (or days) on which the ledger is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from skillmark.measure.effects.overlap import Rule
from skillmark.measure.ledger.columns import BY_NAME, Kind, Known
from skillmark.nouns.errors import InputError
from skillmark.nouns.objects import NUMBER, Shape, members
from skillmark.trust.jcs import canonicalize

HIRED: Final = "hired"
"""As a covariate: the day of hiring in years, so that what drifted meanwhile is taken out."""
COVARIATES: Final = tuple(
    column.name
    for column in BY_NAME.values()
    if column.known is Known.BEFORE
    and (column.kind in (Kind.NUMBER, Kind.WORDS, Kind.RATING) or column.name == HIRED)
    and column.name != "team"
)
"""What may be adjusted for: known before the work began. The team clusters the errors instead."""
MOST_READINGS = 10
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class Question(StrEnum):
    """What is asked, as a code; pages and reports have the words."""

    STARTING_PAY = "starting_pay"
    DAYS_TO_PRODUCTIVITY = "days_to_productivity"
    TRAINING_COST = "training_cost"
    RETENTION = "retention"
    PROMOTION = "promotion"
    PROGRAMME = "programme"


class Estimand(StrEnum):
    """Which number is asked for, always as an average over those who had the treatment."""

    MEAN = "mean difference"
    RESTRICTED_MEAN = "difference of days cut at the horizon"
    SHARE_STILL_THERE = "difference of the shares still there at the horizon"
    SHARE_PROMOTED = "difference of the shares promoted by the horizon, leaving counted as never"
    GROUP_TIME = "average of the group-time effects"


class Method(StrEnum):
    """How it is estimated."""

    DOUBLY_ROBUST = "doubly robust"
    PSEUDO_OBSERVATIONS = "doubly robust on pseudo-observations"
    STAGGERED = "differences in differences, staggered"


class Comparison(StrEnum):
    """Whom the treated are compared with."""

    WITHOUT_AT_HIRING = "hired without a credential"
    NOT_YET_STARTED = "teams that have not started yet"


class Unit(StrEnum):
    """What the smallest effect worth knowing is counted in."""

    DAYS = "days"
    POINTS = "percentage points"
    PERCENT = "percent of the comparison group's mean"


@dataclass(frozen=True, slots=True)
class OverlapRule:
    """Who has a counterpart, and how many without one make the answer not established."""

    rule: str = "common_support"
    """As `effects.overlap.Rule` reads it."""
    most_left_out: float = 0.1
    """Largest share of the treated without counterpart (outside the common support)."""
    least_people: int = 20
    """Fewest treated, and fewest effective untreated people."""
    most_difference: float = 0.25
    """Largest difference left between the groups, in standard deviations (Rubin 2001)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a question settles: everything of a design that is no choice of the organisation."""

    outcome: tuple[str, ...]
    estimand: Estimand
    method: Method
    comparison: Comparison
    unit: Unit
    good: str
    """`higher` or `lower`."""


_HELD = Comparison.WITHOUT_AT_HIRING
SETTLED: Final[Mapping[Question, Settled]] = {
    Question.STARTING_PAY: Settled(
        ("starting_pay",), Estimand.MEAN, Method.DOUBLY_ROBUST, _HELD, Unit.PERCENT, "higher"
    ),
    Question.DAYS_TO_PRODUCTIVITY: Settled(
        ("days_to_productivity", "productivity_censored"),
        Estimand.RESTRICTED_MEAN,
        Method.PSEUDO_OBSERVATIONS,
        _HELD,
        Unit.DAYS,
        "lower",
    ),
    Question.TRAINING_COST: Settled(
        ("training_cost", "training_hours", "manager_hours", "peer_hours"),
        Estimand.MEAN,
        Method.DOUBLY_ROBUST,
        _HELD,
        Unit.PERCENT,
        "lower",
    ),
    Question.RETENTION: Settled(
        ("left",),
        Estimand.SHARE_STILL_THERE,
        Method.PSEUDO_OBSERVATIONS,
        _HELD,
        Unit.POINTS,
        "higher",
    ),
    Question.PROMOTION: Settled(
        ("promoted", "left"),
        Estimand.SHARE_PROMOTED,
        Method.PSEUDO_OBSERVATIONS,
        _HELD,
        Unit.POINTS,
        "higher",
    ),
    Question.PROGRAMME: Settled(
        ("days_to_productivity", "productivity_censored"),
        Estimand.GROUP_TIME,
        Method.STAGGERED,
        Comparison.NOT_YET_STARTED,
        Unit.DAYS,
        "lower",
    ),
}


@dataclass(frozen=True)
class Design:
    """One design. Instances compare by their members; `digest` names them for ever."""

    id: str
    question: Question
    worth_knowing: float
    """Smallest effect worth knowing, in the question's unit; above 0."""
    horizon_days: float | None = None
    """Where durations are cut, or when it is asked who is still there or promoted. For training
    cost: days after hiring from which on the start counts as over. None for pay."""
    achievement: str = ""
    """Which credential, by what it is for; empty for any."""
    covariates: tuple[str, ...] = ("experience_years", "function", HIRED)
    overlap: OverlapRule = OverlapRule()
    cluster: str = "team"
    """Column of those who share a fate; empty for nobody."""
    alpha: float = 0.05
    """Chance of a false alarm that the design allows, over all its reading days together."""
    readings: tuple[date, ...] = ()
    """Days on which the ledger is read, ascending; each has its part of `alpha`."""
    hired_from: date | None = None
    hired_until: date | None = None
    hour_price: float | None = None
    """Training cost only: what an hour costs, in the ledger's currency. Without one, an hour is a
    share of the comparison group's mean starting pay (`outcomes.HOURS_A_YEAR`)."""
    starts: tuple[tuple[str, date], ...] = ()
    """Programme only: teams and the day on which each starts; teams not named never do."""

    def __post_init__(self) -> None:
        check(self)

    @property
    def settled(self) -> Settled:
        """What the question settles."""
        return SETTLED[self.question]

    @property
    def alpha_each(self) -> float:
        """The part of `alpha` that belongs to one reading (Bonferroni: whatever depends)."""
        return self.alpha / max(1, len(self.readings))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON (RFC 8785), as `sha256:` and hexadecimal digits."""
        return "sha256:" + hashlib.sha256(canonicalize(self.as_json())).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return everything that was written down; what the question settles stands in it too."""
        settled = self.settled
        return {
            "id": self.id,
            "question": self.question.value,
            "outcome": list(settled.outcome),
            "estimand": settled.estimand.value,
            "method": settled.method.value,
            "comparison": settled.comparison.value,
            "good": settled.good,
            "worth_knowing": float(self.worth_knowing),
            "unit": settled.unit.value,
            "horizon_days": None if self.horizon_days is None else float(self.horizon_days),
            "achievement": self.achievement,
            "covariates": list(self.covariates),
            "overlap": {
                "rule": self.overlap.rule,
                "most_left_out": self.overlap.most_left_out,
                "least_people": self.overlap.least_people,
                "most_difference": self.overlap.most_difference,
            },
            "cluster": self.cluster,
            "alpha": self.alpha,
            "readings": [day.isoformat() for day in self.readings],
            "hired_from": _written(self.hired_from),
            "hired_until": _written(self.hired_until),
            "hour_price": self.hour_price,
            "starts": {team: day.isoformat() for team, day in self.starts},
        }

    @classmethod
    def of(cls, value: Any, *, where: str = "design") -> Design:
        """Read a design strictly: unknown members and another version of what a question settles
        are refused by name."""
        given = members(value, _SHAPE, ("id", "question", "worth_knowing"), where=where)
        try:
            question = Question(given["question"])
        except ValueError:
            raise InputError(
                f"{given['question']!r} is no question",
                where=f"{where}/question",
                remedy=f"known are {', '.join(Question)}",
            ) from None
        rule = members(given.get("overlap", {}), _OVERLAP, (), where=f"{where}/overlap")
        try:
            made = cls(
                id=given["id"],
                question=question,
                worth_knowing=given["worth_knowing"],
                horizon_days=given.get("horizon_days"),
                achievement=given.get("achievement", ""),
                covariates=tuple(str(name) for name in given.get("covariates", _COVARIATES)),
                overlap=OverlapRule(**rule),
                cluster=given.get("cluster", "team"),
                alpha=given.get("alpha", 0.05),
                readings=tuple(_day(day, f"{where}/readings") for day in given.get("readings", ())),
                hired_from=_day(given.get("hired_from"), f"{where}/hired_from"),
                hired_until=_day(given.get("hired_until"), f"{where}/hired_until"),
                hour_price=given.get("hour_price"),
                starts=tuple(
                    (str(team), _day(day, f"{where}/starts"))
                    for team, day in given.get("starts", {}).items()
                ),
            )
        except InputError as error:
            raise error.at(where) if not error.where else error from None
        for name, settled in made.as_json().items():
            if name in _OF_THE_QUESTION and given.get(name, settled) != settled:
                raise InputError(
                    f"{name} of {question.value} is {settled!r}, not {given[name]!r}",
                    where=f"{where}/{name}",
                    remedy="it follows from the question; leave it out",
                )
        return made

    def read_on(self, *days: date) -> Design:
        """Return the design with these reading days."""
        return replace(self, readings=days)


_COVARIATES: Final = ("experience_years", "function", HIRED)
_OF_THE_QUESTION: Final = ("outcome", "estimand", "method", "comparison", "good", "unit")
_NONE: Final = type(None)
_SHAPE: Final[Shape] = {
    "id": str,
    "question": str,
    "outcome": list,
    "estimand": str,
    "method": str,
    "comparison": str,
    "good": str,
    "worth_knowing": NUMBER,
    "unit": str,
    "horizon_days": (int, float, _NONE),
    "achievement": str,
    "covariates": list,
    "overlap": dict,
    "cluster": str,
    "alpha": NUMBER,
    "readings": list,
    "hired_from": (str, _NONE),
    "hired_until": (str, _NONE),
    "hour_price": (int, float, _NONE),
    "starts": dict,
}
_OVERLAP: Final[Shape] = {
    "rule": str,
    "most_left_out": NUMBER,
    "least_people": int,
    "most_difference": NUMBER,
}


def check(design: Design) -> None:
    """Refuse what no design can be, with the member's name."""
    if not _ID.fullmatch(design.id):
        raise _refused(design.id, "is no id", "id", "use a-z, 0-9 and -, at most 60")
    if not 0 < design.worth_knowing < 1e9:
        raise _refused(
            design.worth_knowing, "is no size of an effect", "worth_knowing", "give it above 0"
        )
    if not 0 < design.alpha <= 0.2:
        raise _refused(design.alpha, "is no share of false alarms", "alpha", "0.05 is usual")
    for name in design.covariates:
        if name not in COVARIATES:
            why = "is known only after hiring" if name in BY_NAME else "is no column of the ledger"
            if name == "team":
                why = "clusters the errors; it is not adjusted for"
            raise _refused(name, why, "covariates", f"possible are {', '.join(COVARIATES)}")
    if len(set(design.covariates)) != len(design.covariates):
        raise _refused("a column", "twice", "covariates", "name each once")
    if design.cluster not in ("", "team"):
        raise _refused(design.cluster, "is no cluster", "cluster", "use team, or nothing")
    rule = design.overlap
    Rule.parse(rule.rule)
    if not (
        0 <= rule.most_left_out <= 0.5
        and 2 <= rule.least_people <= 100_000
        and 0 < rule.most_difference <= 1
    ):
        raise _refused("this rule", "lets anything pass", "overlap", "0.1, 20 and 0.25 are usual")
    _check_days(design)
    _check_parts(design)


def _check_days(design: Design) -> None:
    if len(design.readings) > MOST_READINGS:
        raise _refused(
            len(design.readings), "are too many days", "readings", f"at most {MOST_READINGS}"
        )
    if any(later <= earlier for earlier, later in pairwise(design.readings)):
        raise _refused("the days", "do not ascend", "readings", "give the earliest first")
    first, last = design.hired_from, design.hired_until
    if first and last and last < first:
        raise _refused(last, "is before hired_from", "hired_until", "swap them")


def _check_parts(design: Design) -> None:
    horizon, question = design.horizon_days, design.question
    if question is Question.STARTING_PAY:
        if horizon is not None:
            raise _refused(horizon, "has no meaning here", "horizon_days", "leave it out")
    elif horizon is None or not 1 <= horizon <= 3_650:
        raise _refused(horizon, "is no horizon", "horizon_days", "give 1 to 3650 days")
    if design.hour_price is not None and (
        question is not Question.TRAINING_COST or not 0 <= design.hour_price < 1e7
    ):
        raise _refused(design.hour_price, "is no price here", "hour_price", "leave it out")
    if design.starts and question is not Question.PROGRAMME:
        raise _refused("starts", "of teams have no meaning here", "starts", "leave them out")
    if design.settled.unit is not Unit.DAYS and design.worth_knowing > 100:
        raise _refused(design.worth_knowing, "is more than all", "worth_knowing", "it is a percent")


def _refused(what: object, why: str, where: str, remedy: str) -> InputError:
    return InputError(f"{what!r} {why}", where=where, remedy=remedy, code="design")


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(value: Any, where: str) -> Any:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError(f"{value!r} is not a day", where=where, remedy="use YYYY-MM-DD") from None


NAMES: Final = tuple(field.name for field in fields(Design))
"""Members that an organisation writes down, in the order in which they are shown."""
