"""Mastery testing beside the best fixed form: items, right decisions, exposure.

Parameters are estimated: true ones are drawn, people answer by them, our own estimator
calibrates, and both tests select and decide by the estimates while answers follow the truth.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import time
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import stats

from rig.table import Figures, options
from skillmark.assess.adaptive.bank import Bank, bank_of
from skillmark.assess.adaptive.exposure import limit
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import Rule, Rules
from skillmark.assess.adaptive.simulation import recalibrated
from skillmark.assess.adaptive.sitting import Sat, sit

BLUEPRINT = (("A", 0.4), ("B", 0.3), ("C", 0.2), ("D", 0.1))
CUT = -0.4
"""Two in three pass."""
LIMIT = 0.3
NEAR = 0.25
LONGER = 1.25
"""Of a mastery test that reaches its full length: its items are worse than the form's, because
nobody limits how many people see those."""
REGION = {Rule.GLR: 0.25, Rule.SPRT: 0.3}
"""Indifference on either side. With the same, Wald's test takes longer: it looks at two points."""
GAIN = 0.005
"""Ten items more that bring less than half a point are not worth their time."""
COLUMNS = (
    "rule", "people", "longest", "items", "right", "form", "form_right", "ratio", "points", "low",
    "high", "seen", "near", "near_right", "near_form", "CPU_s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated."""

    items: int = 300
    people: int = 10_000
    seeds: tuple[int, ...] = (1, 2, 3, 4, 5)
    calibrated_by: tuple[int, ...] = (250, 500, 1000)
    forms: tuple[int, ...] = (20, 30, 40, 50, 60, 70, 80)
    shown: tuple[int, ...] = (30, 40, 60)
    tuning: int = 4000
    """People of each round in which the lottery of items is found."""


QUICK = Size(120, 300, (1, 2), (300,), (20, 30), (20,), 300)


@dataclass
class World:
    """One true bank, what calibration makes of it, and people who sit the tests."""

    truth: Bank
    known: Bank
    abilities: np.ndarray
    rng: np.random.Generator
    forms: dict[int, Sat] = field(default_factory=dict)

    @property
    def above(self) -> np.ndarray:
        """Who should pass."""
        return self.abilities >= CUT

    def right(self, sat: Sat) -> np.ndarray:
        """Who is decided as should be."""
        return sat.passed == self.above


def world(size: Size, seed: int, calibrated_by: int) -> World:
    """Draw a bank like those of well-kept tests, calibrate it, and have its fixed forms sat."""
    rng = np.random.default_rng([20261127, seed])
    a, b = rng.lognormal(0.1, 0.3, size.items), rng.normal(0, 1, size.items)
    area = rng.choice([name for name, _ in BLUEPRINT], size.items, p=[s for _, s in BLUEPRINT])
    truth = bank_of(
        [{"item": f"q{k:03d}", "a": a[k], "b": b[k], "content": area[k]} for k in range(size.items)]
    )
    abilities = rng.standard_normal(size.people)
    truth, known, _ = recalibrated(truth, people=calibrated_by, rng=rng)
    found = World(truth, known, abilities, rng)
    for length in size.forms:
        rules = Rules(rule=Rule.FIXED, cut=CUT, max_items=length, blueprint=BLUEPRINT)
        found.forms[length] = sit(prepare(known, rules), truth.parameters, abilities, rng=rng)
    return found


def sensible(worlds: list[World], lengths: tuple[int, ...]) -> int:
    """Return the shortest form that ten items more make better by less than half a point."""
    curve = [
        float(np.mean([one.right(one.forms[length]).mean() for one in worlds]))
        for length in lengths
    ]
    for length, here, after in zip(lengths, curve, curve[1:], strict=False):
        if after - here < GAIN:
            return length
    return lengths[-1]


def play(one: World, rules: Rules, size: Size) -> Sat:
    """Limit the exposure, then let everybody sit the test."""
    bank = limit(one.known, rules, most=LIMIT, rng=one.rng, people=size.tuning)
    return sit(prepare(bank, rules), one.truth.parameters, one.abilities, rng=one.rng)


def add(
    figures: Figures, worlds: list[World], rules: Rules, sats: list[Sat], form: int, **more: object
) -> None:
    """Add a row: means over the worlds, and the interval of the difference over them."""
    pairs = [(one, sat, one.forms[form]) for one, sat in zip(worlds, sats, strict=True)]
    points = 100 * np.array([(one.right(s).mean() - one.right(f).mean()) for one, s, f in pairs])
    reach = (
        stats.t.ppf(0.975, len(points) - 1) * points.std(ddof=1) / np.sqrt(len(points))
        if len(points) > 1
        else float("nan")
    )
    items = float(np.mean([s.lengths.mean() for _, s, _ in pairs]))
    near = [np.abs(one.abilities - CUT) < NEAR for one in worlds]
    figures.add(
        rule=str(rules.rule),
        longest=rules.max_items,
        items=items,
        right=float(np.mean([100 * one.right(s).mean() for one, s, _ in pairs])),
        form=form,
        form_right=float(np.mean([100 * one.right(f).mean() for one, _, f in pairs])),
        ratio=items / form,
        points=float(points.mean()),
        low=float(points.mean() - reach),
        high=float(points.mean() + reach),
        seen=float(max(100 * s.exposure.max() for _, s, _ in pairs)),
        near=_mean([s.lengths[n].mean() for (_, s, _), n in zip(pairs, near, strict=True)]),
        near_right=_mean(
            [100 * one.right(s)[n].mean() for (one, s, _), n in zip(pairs, near, strict=True)]
        ),
        near_form=_mean(
            [100 * one.right(f)[n].mean() for (one, _, f), n in zip(pairs, near, strict=True)]
        ),
        **more,
    )


def _mean(values: list[float]) -> float:
    return float(np.mean(values))


def main() -> None:
    """Run every size of calibration, both rules, all seeds."""
    asked = options(__doc__).parse_args()
    size = QUICK if asked.quick else Size()
    figures = Figures(
        "assess_mastery", f"Mastery testing, {size.items} items, cut {CUT}: no field data", COLUMNS
    )
    for calibrated_by in size.calibrated_by:
        worlds = [world(size, seed, calibrated_by) for seed in size.seeds]
        best = sensible(worlds, size.forms)
        plain = Rules(cut=CUT, blueprint=BLUEPRINT)
        tries = [(rule, best, round(LONGER * best)) for rule in REGION]
        if calibrated_by == size.calibrated_by[-1]:
            tries.append((Rule.GLR, best, best))
            tries += [(Rule.GLR, n, round(LONGER * n)) for n in size.shown if n != best]
        for rule, form, longest in tries:
            rules = replace(plain, rule=rule, delta=REGION[rule], max_items=longest)
            begun = time.process_time()
            sats = [play(one, rules, size) for one in worlds]
            spent = (time.process_time() - begun) / len(worlds)
            add(figures, worlds, rules, sats, form, people=calibrated_by, CPU_s=spent)
    figures.notes += [
        f"""everything here is simulated: {len(size.seeds)} banks (slopes with median 1.1, normal
        difficulties), each calibrated by that many people and sat by {size.people:,} standard
        normal ones; four content areas of 40, 30, 20 and 10 % kept within one item at every
        length; no item for more than {LIMIT:.0%} of people; indifference region of 0.25 (glr) and
        0.3 (sprt) on either side, nominal errors 5 %""",
        """right: decisions in 100 that agree with true ability; points: rule less form, with an
        interval of 95 % over the banks (t); seen: the item that most people saw, in 100, the
        worst of all banks; near: items for people within 0.25 of the cut, and right decisions
        about them, where no test of such a length is much better than chance""",
        """form: the best fixed form (most information at the cut under the same content, decided by
        which side is more probable; everybody sees all its items). First the shortest that ten
        items more make better by less than half a point, then others. The longest mastery test is
        a quarter longer than the form, in one row as long""",
    ]
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
