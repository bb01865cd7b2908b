"""The shortest way through a pathway, exactly.

Where every achievement stands in one place and nothing is ordered or summed, the cheapest options
of each step are the answer. Else it is a small integer programme: a variable for each achievement
(taken or not) and for each step (met or not). The order is a row "taken only if what comes first
is met", and a set that no sequence can keep (steps that wait for each other) is cut off until one
that can be kept is left; what was cut off could not have been part of any sequence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from skillmark.nouns.achievement import Achievement
from skillmark.nouns.held import CreditUnit, Held, Holding
from skillmark.nouns.pathway import Option, Pathway, Step, met
from skillmark.nouns.proficiency import SkillLevel

HOURS_AN_ECTS = 25.0
"""The least that one credit stands for (ECTS Users' Guide 2015: 25 to 30 hours)."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way through: what to come to hold, in an order that can be kept."""

    taken: tuple[str, ...]
    """Ids of achievements that are not held yet."""
    elsewhere: tuple[SkillLevel, ...] = ()
    """Skills for which a badge from elsewhere is needed, or costs less."""

    def __len__(self) -> int:
        return len(self.taken) + len(self.elsewhere)


def holding(achievement: Achievement) -> Holding:
    """Return what an achievement is worth to who holds it, for ever."""
    elements = achievement.elements
    hours = elements.workload_hours
    if hours is None:
        hours = (elements.ects or 0) * HOURS_AN_ECTS
    return Holding(achievement.id, achievement.skills, elements.ects or 0, hours)


def offers(achievements: Iterable[Achievement]) -> dict[str, Holding]:
    """Return what each achievement is worth, by id."""
    return {one.id: holding(one) for one in achievements}


Cost = Callable[[Holding], float]
"""What taking an achievement costs; never less than 0."""


def by_count(_one: Holding) -> float:
    """Each achievement costs the same."""
    return 1.0


def by_hours(one: Holding) -> float:
    """Each achievement costs its workload; a badge from elsewhere costs nothing more."""
    return one.hours


def by_ects(one: Holding) -> float:
    """Each achievement costs its credits: the cheapest way earns least."""
    return one.ects


def anywhere(_asked: SkillLevel) -> bool:
    """Every skill may be confirmed elsewhere."""
    return True


def closure(
    pathway: Pathway, held: Held, offered: Mapping[str, Holding], among: Collection[str]
) -> tuple[tuple[str, ...], Held]:
    """Take what of `among` the order lets be taken, again and again, starting from `held`.

    Returns what was taken, in that order, and what is held then.
    """
    waits = [(pathway.part(one.first), pathway.after(one.first)) for one in pathway.order]
    left = list(among)
    taken: list[str] = []
    while True:
        free = [
            one for one in left if all(one not in late or met(first, held) for first, late in waits)
        ]
        if not free:
            return tuple(taken), held
        for one in free:
            taken.append(one)
            left.remove(one)
        held = held.also(offered.get(one, Holding(one)) for one in free)


def candidates(
    pathway: Pathway, held: Held, offered: Mapping[str, Holding], *, without: Collection[str] = ()
) -> tuple[str, ...]:
    """Return what somebody may want to take: the pathway's own, and what confirms its skills."""
    own = pathway.root.achievements()
    asked = pathway.root.skills()
    other = [
        name
        for name, one in offered.items()
        if any(Held((one,)).confirms(skill) for skill in asked) and name != pathway.awards
    ]
    found = dict.fromkeys((*own, *other))
    return tuple(one for one in found if one not in held and one not in without)


def shortest(
    pathway: Pathway,
    held: Held,
    offered: Mapping[str, Holding],
    *,
    cost: Cost = by_count,
    without: Collection[str] = (),
    elsewhere: Callable[[SkillLevel], bool] = anywhere,
) -> Way | None:
    """Return a way through of the least cost (the fewest achievements), `None` if there is none.

    `offered` says what achievements are worth (the pathway's own count as worth nothing where it
    does not name them). `without` are not taken. A badge from elsewhere may confirm a skill, where
    `elsewhere` lets it; it earns no credits, and costs as much as what is offered for it.
    """
    root = pathway.root
    if root.met_by(held):
        return Way(())
    some = candidates(pathway, held, offered, without=without)
    if _plain(pathway):
        return _cheapest(root, held, offered, set(some), cost)
    return _Programme(pathway, held, offered, some, cost=cost, may=elsewhere).solve()


def _plain(pathway: Pathway) -> bool:
    leaves = Counter(pathway.root.leaves())
    return (
        not pathway.order
        and all(count == 1 and isinstance(leaf, str) for leaf, count in leaves.items())
        and not any(step.credits for step in pathway.root.steps())
    )


def _cheapest(
    step: Step, held: Held, offered: Mapping[str, Holding], some: set[str], cost: Cost
) -> Way | None:
    """The `need` cheapest options; each achievement stands in one place only."""

    def sum_of(way: Way) -> float:
        return sum(cost(offered.get(one, Holding(one))) for one in way.taken)

    ways: list[Way] = []
    for option in step.options:
        found: Way | None = None
        if isinstance(option, Step):
            found = _cheapest(option, held, offered, some, cost)
        elif isinstance(option, str) and (option in held or option in some):
            found = Way(() if option in held else (option,))
        if found is not None:
            ways.append(found)
    if len(ways) < step.need:
        return None
    best = {id(way) for way in sorted(ways, key=sum_of)[: step.need]}
    return Way(tuple(one for way in ways if id(way) in best for one in way.taken))


def _shows(one: Holding | None, asked: SkillLevel) -> bool:
    return one is not None and Held((one,)).confirms(asked)


class _Programme:
    """The integer programme: rows `coefficients · x >= bound`."""

    def __init__(
        self,
        pathway: Pathway,
        held: Held,
        offered: Mapping[str, Holding],
        some: tuple[str, ...],
        *,
        cost: Cost,
        may: Callable[[SkillLevel], bool],
    ) -> None:
        self.pathway, self.held, self.offered = pathway, held, offered
        self.cost = cost
        self.costs: list[float] = []
        self.rows: list[tuple[dict[int, float], float]] = []
        self.taken = {one: self.variable(cost(offered.get(one, Holding(one)))) for one in some}
        open_skills = [one for one in pathway.root.skills() if not held.confirms(one) and may(one)]
        self.elsewhere = {one: self.badge(one) for one in open_skills}
        self.known: dict[Option, int | bool] = {}
        self.row({}, 1, self.node(pathway.root))
        for name in dict.fromkeys(one.first for one in pathway.order):
            first = self.node(pathway.part(name))
            for late in pathway.after(name):
                if late in self.taken:
                    self.row({self.taken[late]: -1.0}, 0, first)

    def variable(self, cost: float = 0.0) -> int:
        self.costs.append(cost)
        return len(self.costs) - 1

    def row(self, parts: dict[int, float], bound: float, *terms: int | bool) -> None:
        """Add a row; terms count once each, and what is settled already moves to the bound."""
        for term in terms:
            if isinstance(term, bool):
                bound -= term
            else:
                parts[term] = parts.get(term, 0) + 1
        self.rows.append((parts, bound))

    def node(self, option: Option) -> int | bool:
        """Return the variable that says whether an option is met, or that it is (not) for good."""
        if isinstance(option, str):
            return True if option in self.held else self.taken.get(option, False)
        if option not in self.known:
            self.known[option] = (
                True
                if met(option, self.held)
                else self.skill(option)
                if isinstance(option, SkillLevel)
                else self.step(option)
            )
        return self.known[option]

    def skill(self, asked: SkillLevel) -> int:
        var = self.variable()
        badges = [n for one, n in self.elsewhere.items() if _shows(Holding("", (one,)), asked)]
        self.row({var: -1.0}, 0, *self.shown(asked), *badges)
        return var

    def shown(self, asked: SkillLevel) -> list[int]:
        """The variables of what is offered and confirms a skill."""
        return [n for name, n in self.taken.items() if _shows(self.offered.get(name), asked)]

    def badge(self, asked: SkillLevel) -> int:
        """The variable of a badge from elsewhere that confirms just this.

        The order may leave nothing else; where something else does, that is better.
        """
        price, shown = self.cost(Holding("", (asked,))), self.shown(asked)
        if shown and self.cost is not by_ects:
            price = max(price, min(self.costs[number] for number in shown)) + 1e-4
        return self.variable(price)

    def step(self, step: Step) -> int:
        var = self.variable()
        if step.need:
            self.row({var: -float(step.need)}, 0, *(self.node(option) for option in step.options))
        if step.credits is not None:
            unit = step.credits.unit
            parts = {
                self.taken[one]: self.offered[one].ects
                if unit is CreditUnit.ECTS
                else self.offered[one].hours
                for one in step.achievements()
                if one in self.taken and one in self.offered
            }
            amount = step.credits.amount - 1e-9
            self.row({**parts, var: -amount}, -step.earned(self.held))
        return var

    def solve(self) -> Way | None:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        while True:
            matrix = np.zeros((len(self.rows), len(self.costs)))
            for number, (parts, _bound) in enumerate(self.rows):
                for place, value in parts.items():
                    matrix[number, place] = value
            # the smallest cost beside each real one: nothing is taken that is not needed
            found = milp(
                np.array(self.costs) + 1e-7,
                integrality=np.ones(len(self.costs), dtype=np.int64),
                bounds=Bounds(0, 1),
                constraints=LinearConstraint(matrix, [bound for _parts, bound in self.rows]),
                options={"mip_rel_gap": 0.0},
            )
            if found.x is None:
                return None
            chosen = [name for name, var in self.taken.items() if found.x[var] > 0.5]
            badges = tuple(one for one, var in self.elsewhere.items() if found.x[var] > 0.5)
            start = self.held.also(Holding("", (one,)) for one in badges)
            taken, _held = closure(self.pathway, start, self.offered, chosen)
            stuck = set(chosen) - set(taken)
            if not stuck:
                return Way(taken, badges)
            # nothing of `stuck` can be taken unless something else is
            other = [
                *(var for name, var in self.taken.items() if name not in chosen),
                *(var for one, var in self.elsewhere.items() if one not in badges),
            ]
            for one in stuck:
                self.row({self.taken[one]: -1.0}, 0, *other)
