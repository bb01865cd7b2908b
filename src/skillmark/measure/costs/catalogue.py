"""What may be assumed: every quantity with its unit and meaning. Nothing here has a value.

There is no default for money, none for an effect and none for a ceiling: what nobody has entered
makes the figures that need it "not known", and the name says what to enter.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from skillmark.nouns.errors import InputError


class Unit(StrEnum):
    """What a quantity is counted in. Money is in the programme's one currency."""

    PEOPLE = "people"
    """A year."""
    CREDENTIALS = "credentials"
    """A year."""
    HOURS = "hours"
    """A year, all people together."""
    HOURS_EACH = "hours a person"
    DAYS_EACH = "days a person"
    TIMES_EACH = "times a person"
    MONEY = "money"
    """A year."""
    MONEY_EACH = "money a person"
    MONEY_HOUR = "money an hour"
    MONEY_DAY = "money a day"
    MONEY_TIME = "money a time"
    SHARE = "share"
    """0 to 1."""
    RATE = "rate"
    """A year, above -1: 0.03 is 3 %."""
    YEARS = "years"


class Part(StrEnum):
    """What a quantity serves."""

    VOLUME = "volume"
    COSTS = "costs"
    DIRECT = "direct"
    INDIRECT = "indirect"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity that may be assumed."""

    name: str
    unit: Unit
    part: Part
    meaning: str
    effect: bool = False
    """Whether it is a change that a programme brought about: then it has to be isolated."""

    def check(self, value: float) -> None:
        """Refuse a value that the unit cannot have."""
        if self.unit is Unit.SHARE and not (-1 if self.effect else 0) <= value <= 1:
            raise InputError(
                f"{value:g} is no share", remedy="give a number from 0 to 1: 0.2 is 20 %"
            )
        if self.unit is Unit.RATE and not -0.5 < value < 1:
            raise InputError(f"{value:g} is no rate", remedy="0.03 is 3 % a year")
        if self.unit is Unit.YEARS and (value != int(value) or not 1 <= value <= 20):
            raise InputError(f"{value:g} is no number of years", remedy="give 1 to 20")
        if value < 0 and not self.effect and self.unit is not Unit.RATE:
            raise InputError(f"{value:g} is below 0")


QUANTITIES: Final[tuple[Quantity, ...]] = (
    Quantity("learners", Unit.PEOPLE, Part.VOLUME, "people who learn in the programme, a year"),
    Quantity("credentials", Unit.CREDENTIALS, Part.VOLUME, "credentials awarded, a year"),
    Quantity(
        "hires", Unit.PEOPLE, Part.VOLUME, "people hired who held the credential already, a year"
    ),
    Quantity(
        "learner_hours", Unit.HOURS_EACH, Part.COSTS, "paid hours that a learner spends in it"
    ),
    Quantity(
        "learner_wage",
        Unit.MONEY_HOUR,
        Part.COSTS,
        "an hour of a learner's work: pay with all that comes on top of it",
    ),
    Quantity("manager_hours", Unit.HOURS_EACH, Part.COSTS, "managers' hours for a learner in it"),
    Quantity("manager_wage", Unit.MONEY_HOUR, Part.COSTS, "the same hour of a manager's work"),
    Quantity("peer_hours", Unit.HOURS_EACH, Part.COSTS, "colleagues' hours for a learner in it"),
    Quantity("peer_wage", Unit.MONEY_HOUR, Part.COSTS, "the same hour of a colleague's work"),
    Quantity(
        "overhead_share",
        Unit.SHARE,
        Part.COSTS,
        "what rooms, systems and staff functions add to the booked costs",
    ),
    Quantity(
        "training_saved",
        Unit.MONEY_EACH,
        Part.DIRECT,
        "what a hire's start costs in courses and in hours of managers and colleagues, less than "
        "for the same hire without the credential",
        effect=True,
    ),
    Quantity(
        "waived_cost", Unit.MONEY, Part.DIRECT, "fees of courses not taken, because it is proven"
    ),
    Quantity("waived_hours", Unit.HOURS, Part.DIRECT, "hours of those courses"),
    Quantity(
        "hires_without_fee",
        Unit.PEOPLE,
        Part.DIRECT,
        "hires a year found by their credentials, for which no fee was paid",
    ),
    Quantity(
        "recruiting_fee", Unit.MONEY_EACH, Part.DIRECT, "fee that was not paid for such a hire"
    ),
    Quantity(
        "manager_hours_saved",
        Unit.HOURS_EACH,
        Part.DIRECT,
        "managers' hours, fewer for a hire with the credential than for the same hire without",
        effect=True,
    ),
    Quantity(
        "peer_hours_saved",
        Unit.HOURS_EACH,
        Part.DIRECT,
        "colleagues' hours, fewer for a hire with the credential",
        effect=True,
    ),
    Quantity(
        "other_direct", Unit.MONEY, Part.DIRECT, "anything else that is demonstrably not spent"
    ),
    Quantity(
        "days_faster",
        Unit.DAYS_EACH,
        Part.INDIRECT,
        "days sooner productive than the same hire without the credential",
        effect=True,
    ),
    Quantity(
        "day_worth",
        Unit.MONEY_DAY,
        Part.INDIRECT,
        "what a day of fully productive work brings above a day of work that is not yet so",
    ),
    Quantity(
        "leavers_fewer",
        Unit.SHARE,
        Part.INDIRECT,
        "share of hires who stay the first year and would have left without the credential",
        effect=True,
    ),
    Quantity(
        "replacement_cost",
        Unit.MONEY_EACH,
        Part.INDIRECT,
        "replacing one who leaves: search, choice, start; without what stands elsewhere",
    ),
    Quantity(
        "errors_fewer",
        Unit.TIMES_EACH,
        Part.INDIRECT,
        "errors or returns a learner and year, fewer because of it",
        effect=True,
    ),
    Quantity("error_cost", Unit.MONEY_TIME, Part.INDIRECT, "what one of them costs"),
    Quantity(
        "years",
        Unit.YEARS,
        Part.TIME,
        "years that costs and benefits are counted for; one, unless you say otherwise",
    ),
    Quantity(
        "discount_rate",
        Unit.RATE,
        Part.TIME,
        "what money loses in value by coming a year later; needed above one year (0 is an answer)",
    ),
    Quantity(
        "inflation",
        Unit.RATE,
        Part.TIME,
        "how fast prices and wages rise; needed above one year (0 is an answer)",
    ),
)
BY_NAME: Final = {quantity.name: quantity for quantity in QUANTITIES}

INTANGIBLES: Final = (
    "engagement",
    "confidence",
    "collaboration",
    "influence",
    "mobility",
    "reputation",
)
"""Benefits that are listed and deliberately never turned into money."""


def quantity(name: str) -> Quantity:
    """Return the quantity of that name; a name that nobody knows is refused with the nearest."""
    found = BY_NAME.get(name)
    if found is None:
        near = get_close_matches(name, BY_NAME, n=1)
        raise InputError(
            f"{name!r} is not in the catalogue of assumptions",
            remedy=f"did you mean {near[0]!r}?" if near else f"names are {', '.join(BY_NAME)}",
            code="unknown_assumption",
        )
    return found
