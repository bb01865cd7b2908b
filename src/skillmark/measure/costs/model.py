"""A programme's costs and savings as one function of its assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from skillmark.measure.costs.assumption import Assumption, Isolation, Standing
from skillmark.measure.costs.catalogue import quantity
from skillmark.measure.costs.isolation import Isolated
from skillmark.measure.costs.programme import (
    CostKind,
    Horizon,
    Item,
    Number,
    Values,
    costs_by_kind,
    product,
    stated_twice,
    unstated,
)
from skillmark.measure.costs.savings import Line, Standpoint, Status, standpoints
from skillmark.nouns.errors import InputError

STRENGTH = (Isolation.COMPARISON, Isolation.TREND, Isolation.PARTICIPANTS, Isolation.NONE, None)
"""What may stand for an effect, the strongest first; a weaker one never fills in for it."""
OPEN = (Status.NOT_ESTABLISHED, Status.TREND, Status.BELIEF)
"""Lines that have a value and do not count."""


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of a programme. Raises `InputError` for what contradicts itself."""

    currency: str
    items: tuple[Item, ...] = ()
    assumed: Mapping[str, Assumption] = field(default_factory=dict)
    simulated: bool = False
    """Whether anything in it comes from a simulation."""
    together: float = 1.0
    """Correlation of estimates that come from the same people, 0 to 1. At 1 they are wrong in the
    same direction, which gives the widest interval of their sum: the cautious choice."""

    def __post_init__(self) -> None:
        if not 0 <= self.together <= 1:
            raise InputError(f"a correlation of {self.together:g}", remedy="give 0 to 1")
        keys = [item.key for item in self.items]
        twice = sorted({item.name for item in self.items if keys.count(item.key) > 1})
        if twice:
            raise InputError(
                f"the cost {twice[0]!r} occurs twice", remedy="name them apart, or add them up"
            )
        late = next((item for item in self.items if item.year > self.horizon.years), None)
        if late is not None:
            raise InputError(
                f"{late.name!r} falls into year {late.year}, and {self.horizon.years} is the last",
                remedy="enter the assumption years, or leave the cost out",
            )

    @classmethod
    def of(
        cls,
        currency: str,
        items: Iterable[Item] = (),
        assumptions: Iterable[Assumption] = (),
        isolated: Iterable[Isolated] = (),
        *,
        simulated: bool = False,
        together: float = 1.0,
    ) -> Model:
        """Put together what was entered and what was isolated.

        Where several sources speak of one effect, the best isolated one stands, also where it is
        not established: a belief does not fill in for a comparison that found nothing. A ceiling
        that was entered stays.
        """
        assumed: dict[str, Assumption] = {}
        for one in [*assumptions, *(found.as_assumption() for found in isolated)]:
            assumed[one.name] = _stronger(assumed.get(one.name), checked(one))
        simulated = simulated or any(one.simulated for one in assumed.values())
        return cls(currency, tuple(items), assumed, simulated, together)

    @property
    def horizon(self) -> Horizon:
        """One year, unless another number was entered."""
        years = self.assumed.get("years")
        return Horizon(int(years.likely or 1) if years is not None else 1)

    @property
    def quantities(self) -> tuple[Assumption, ...]:
        """Everything that has a value: assumptions, then cost items."""
        return (
            *(one for one in self.assumed.values() if one.known),
            *(item.quantity for item in self.items),
        )

    @property
    def untimed(self) -> tuple[str, ...]:
        """What a horizon above one year needs and does not have."""
        if self.horizon.years == 1:
            return ()
        needed = ("discount_rate", "inflation")
        return tuple(n for n in needed if n not in self.assumed or not self.assumed[n].known)

    @property
    def unstated(self) -> tuple[CostKind, ...]:
        """Kinds of costs that every programme has and of which nothing is said."""
        return unstated(self.items, self.assumed)

    @property
    def stated_twice(self) -> tuple[CostKind, ...]:
        """Kinds that are booked and could be computed too; the booked amount counts."""
        return stated_twice(self.items, self.assumed)

    @property
    def standpoints(self) -> tuple[Standpoint, ...]:
        """Where every line of savings stands."""
        return standpoints(self.assumed)

    @property
    def means(self) -> dict[str, Number]:
        """Every quantity at its expected value, ceilings kept."""
        return {one.name: min(one.mean, one.cap) for one in self.quantities}

    def costs(self, values: Values) -> dict[CostKind, Number]:
        """Return the costs by kind over the horizon."""
        return costs_by_kind(self.items, values, self.horizon)

    def saving(self, line: Line, values: Values) -> Number:
        """Return what a line saves over the horizon."""
        return product(values, line.needs) * self.horizon.sum(values)

    def net(self, values: Values, lines: Iterable[Line]) -> Number:
        """Return savings of `lines` less all costs, over the horizon."""
        saved = sum((self.saving(line, values) for line in lines), np.float64(0.0))
        return saved - sum(self.costs(values).values(), np.float64(0.0))

    def lines(self, *statuses: Status) -> tuple[Line, ...]:
        """Return the lines of these statuses."""
        return tuple(one.line for one in self.standpoints if one.status in statuses)


def checked(one: Assumption) -> Assumption:
    """Return a quantity as the catalogue knows it, or refuse what its unit cannot have.

    A change that nobody isolated is marked so.
    """
    known = quantity(one.name)
    if one.standing is not Standing.MEASURED:
        for value in (one.low, one.likely, one.high, one.ceiling):
            if value is not None:
                known.check(value)
    if known.effect and one.known and one.isolation is None:
        return replace(one, isolation=Isolation.NONE)
    return one


def _stronger(first: Assumption | None, second: Assumption) -> Assumption:
    if first is None:
        return second
    if not first.known or not second.known:
        with_value, other = (first, second) if first.known else (second, first)
        caps = [cap for cap in (with_value.ceiling, other.ceiling) if cap is not None]
        return replace(with_value, ceiling=min(caps)) if caps else with_value
    by_method = STRENGTH.index(first.isolation) - STRENGTH.index(second.isolation)
    by_record = (first.standing is Standing.MEASURED) - (second.standing is Standing.MEASURED)
    best = first if by_method < 0 or (by_method == 0 and by_record > 0) else second
    other = second if best is first else first
    return replace(best, ceiling=other.ceiling) if best.ceiling is None else best
