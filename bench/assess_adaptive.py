"""How long choosing the next item takes, and how well ability is measured, beside peers.

All measure the same people with the same bank; whoever asks a person the same item gets the
same answer. The time is one decision: the estimate of ability from the answers so far, and the
item with the most information there.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np

from rig.table import Figures, options
from skillmark.assess.adaptive.bank import bank_of
from skillmark.assess.adaptive.exposure import limit
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import Rule, Rules
from skillmark.assess.adaptive.session import Stop, answer, begin, course, next_item

COLUMNS = ("who", "bank", "people", "p50_ms", "p99_ms", "rmse_10", "rmse_20", "rmse_30")
LENGTHS = (10, 20, 30)


@dataclass
class World:
    """A known bank and people, each with a luck for each item."""

    items: int
    people: int

    def __post_init__(self) -> None:
        rng = np.random.default_rng([20261127, self.items])
        self.a = rng.lognormal(0.1, 0.3, self.items)
        self.b = rng.normal(0, 1.2, self.items)
        self.area = rng.choice(["A", "B", "C", "D"], self.items, p=[0.4, 0.3, 0.2, 0.1])
        self.abilities = rng.standard_normal(self.people)
        self.luck = rng.random((self.people, self.items))
        self.times: list[float] = []

    def right(self, person: int, item: int) -> bool:
        """Return whether this person answers this item right."""
        chance = 1 / (1 + np.exp(-self.a[item] * (self.abilities[person] - self.b[item])))
        return bool(self.luck[person, item] < chance)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Take the time of one decision, in seconds of processor time."""
        begun = time.process_time()
        yield
        self.times.append(time.process_time() - begun)


Estimates = np.ndarray
"""Of each person after 10, 20 and 30 items."""


def ours(world: World, rule: Rule = Rule.CAT, *, constrained: bool = False) -> Estimates | None:
    """Sit tests by sessions, as a player would: each decision from the stored state alone."""
    bank = bank_of(
        [
            {"item": f"q{k:05d}", "a": world.a[k], "b": world.b[k], "content": world.area[k]}
            for k in range(world.items)
        ]
    )
    longest = LENGTHS[-1]
    rules = Rules(
        rule=rule,
        standard_error=1e-6,
        max_items=longest if rule is Rule.CAT else 60,
        blueprint=(("A", 0.4), ("B", 0.3), ("C", 0.2), ("D", 0.1)) if constrained else (),
    )
    if constrained:
        bank = limit(bank, rules, most=0.3, rng=np.random.default_rng(1), people=500, rounds=10)
    test = prepare(bank, rules)
    found = []
    for person in range(world.people):
        state = begin(test, seed=person)
        while True:
            with world.timed():
                step = next_item(test, state)
            if isinstance(step, Stop):
                break
            state = answer(state, step, world.right(person, int(step[1:])))
        if rule is Rule.CAT:
            steps = course(test, state)
            found.append([steps[length - 1].estimate for length in LENGTHS])
    return np.array(found) if found else None


def by_mirt(world: World) -> Estimates:
    """Measure by mirt's engine: EAP, maximum Fisher information."""
    from mirt.cat import CATEngine
    from mirt.models.dichotomous import TwoParameterLogistic

    model = TwoParameterLogistic(n_items=world.items)
    model.set_parameters(discrimination=world.a, difficulty=world.b)
    model._is_fitted = True
    engine = CATEngine(model, se_threshold=1e-6, max_items=LENGTHS[-1], n_quadpts=61, seed=1)
    found = []
    for person in range(world.people):
        engine.reset()
        item, row = engine.get_current_state().next_item, []
        for number in range(1, LENGTHS[-1] + 1):
            right = int(world.right(person, item))
            with world.timed():
                state = engine.administer_item(right)
                item = state.next_item
            if number in LENGTHS:
                row.append(state.theta)
        found.append(row)
    return np.array(found)


def by_catsim(world: World) -> Estimates:
    """Measure by catsim: maximum likelihood, maximum Fisher information."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector

    zero = np.zeros(world.items)
    bank = ItemBank(np.column_stack([world.a, world.b, zero, zero + 1]))
    selector, estimator = MaxInfoSelector(), NumericalSearchEstimator()
    found = []
    for person in range(world.people):
        asked: list[int] = []
        right: list[bool] = []
        theta, row = 0.0, []
        for number in range(1, LENGTHS[-1] + 1):
            with world.timed():
                if asked:
                    theta = estimator.estimate(
                        item_bank=bank,
                        administered_items=asked,
                        response_vector=right,
                        est_theta=theta,
                    )
                item = selector.select(item_bank=bank, administered_items=asked, est_theta=theta)
            if number - 1 in LENGTHS:
                row.append(theta)
            asked.append(item)
            right.append(world.right(person, item))
        theta = estimator.estimate(
            item_bank=bank, administered_items=asked, response_vector=right, est_theta=theta
        )
        found.append([*row, theta])
    return np.array(found)


def add(figures: Figures, who: str, world: World, run: Callable[[World], Estimates | None]) -> None:
    """Add a row."""
    world.times.clear()
    found = run(world)
    off = (
        None if found is None else np.sqrt(np.mean((found - world.abilities[:, None]) ** 2, axis=0))
    )
    figures.add(
        who=who,
        bank=world.items,
        people=world.people,
        p50_ms=1000 * float(np.quantile(world.times, 0.5)),
        p99_ms=1000 * float(np.quantile(world.times, 0.99)),
        **{
            f"rmse_{length}": None if off is None else float(off[k])
            for k, length in enumerate(LENGTHS)
        },
    )


def main() -> None:
    """Run everybody on a bank of 300 for precision and of 5,000 for time."""
    asked = options(__doc__).parse_args()
    figures = Figures("assess_adaptive", "Adaptive measurement: no field data", COLUMNS)
    worlds = [World(200, 5)] if asked.quick else [World(300, 300), World(5000, 40)]
    for world in worlds:
        add(figures, "skillmark cat", world, ours)
        add(figures, "skillmark cat, content, exposure", world,
            lambda w: ours(w, constrained=True))  # fmt: skip
        for rule in (Rule.SPRT, Rule.GLR):
            add(figures, f"skillmark {rule}, content, exposure", world,
                lambda w, rule=rule: ours(w, rule, constrained=True))  # fmt: skip
        for name, run in (("mirt", by_mirt), ("catsim", by_catsim)):
            if find_spec(name):
                add(figures, f"{name} {version(name)}", world, run)
    for name, licence in (("mirt", "MIT"), ("catsim", "BSD")):
        if not find_spec(name):
            figures.missing(name, f"pip install {name} ({licence})", required=name == "mirt")
    figures.notes += [
        """ms: processor time of one decision, from the stored answers to the next item or the end;
        rmse: root mean square error of ability after 10, 20 and 30 items, in standard deviations of
        ability; mastery tests do not measure""",
        """parameters are known to all; skillmark and mirt estimate by the posterior mean, catsim by
        maximum likelihood, which is farther off where there are few answers; content and exposure:
        four areas and no item for more than 30 % of people, which costs some precision""",
        """everything here is simulated""",
    ]
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
