"""How quantities, sums and verdicts of the cost model are written in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isinf

from skillmark.measure.costs.assumption import Assumption, Isolation
from skillmark.measure.costs.break_even import BreakEven
from skillmark.measure.costs.catalogue import BY_NAME, Unit
from skillmark.measure.costs.phillips import Level, Reading, Rung
from skillmark.measure.costs.programme import ITEM, CostKind
from skillmark.measure.costs.savings import BY_LINE, Ground, Status
from skillmark.measure.costs.simulating import Outcome, Return, Saved
from skillmark.measure.costs.spread import Spread
from skillmark.measure.report.phrases import Said

SOURCES = frozenset({"surveys", "observations", "assessments", "ledger", "awards", "plan"})
FINE = 100.0
"""Amounts below this are written with cents, numbers with one digit."""


@dataclass(frozen=True, slots=True)
class CostWords:
    """The words of costs in one language, with the currency of the programme."""

    said: Said
    currency: str

    def __getitem__(self, key: str) -> str:
        return self.said[f"costs_{key}"]

    # numbers

    def money(self, amount: float) -> str:
        """Write an amount; whole where it is large."""
        if isinf(amount):
            return "∞"
        digits = 0 if abs(amount) >= FINE or amount == int(amount) else 2
        return f"{self.said.number(amount, digits)}\u00a0{self.currency}"

    def value(self, amount: float, unit: Unit) -> str:
        """Write an amount in a unit, without the unit's words but for money and shares."""
        if isinf(amount):
            return "∞" if amount > 0 else "−∞"
        if unit.value.startswith("money"):
            return self.money(amount)
        if unit in {Unit.SHARE, Unit.RATE}:
            return self.percent(amount)
        digits = 0 if abs(amount) >= FINE or amount == int(amount) else 1
        return self.said.number(amount, digits)

    def percent(self, share: float) -> str:
        """Write a share in percent, small ones with a digit."""
        if isinf(share):
            return "∞"
        small = abs(share) < 0.1 and round(100 * share) != 100 * share
        gap = "\u00a0" if self.said.language == "de" else ""
        return f"{self.said.number(100 * share, 1 if small else 0)}{gap}%"

    def part(self, share: float) -> str:
        """Write a share of a variance; one that is not told from 0 is below 1 %."""
        return self["below"].format(x=self.percent(0.01)) if share < 0.005 else self.percent(share)

    def whole(self, amount: float, unit: Unit) -> str:
        """Write an amount with its unit."""
        if unit.value.startswith("money"):
            return self[f"u_{unit.value}"].format(c=self.money(amount))
        if unit is Unit.SHARE or isinf(amount):
            return self.value(amount, unit)
        if unit is Unit.RATE:
            return self[f"u_{unit.value}"].replace("%", self.percent(amount))
        return f"{self.value(amount, unit)} {self.unit(unit)}"

    def unit(self, unit: Unit) -> str:
        """Name a unit."""
        return self[f"u_{unit.value}"].format(c=self.currency)

    def between(self, low: str, high: str) -> str:
        """Write a range."""
        if high == "∞":
            return self["or_more"].format(x=low)
        return low if low == high else self["to"].format(a=low, b=high)

    def range(self, spread: Spread, unit: Unit = Unit.MONEY) -> str:
        """Write where 95 of 100 draws lie."""
        return self.between(self.value(spread.low, unit), self.value(spread.high, unit))

    # names

    def quantity(self, name: str) -> str:
        """Name a quantity; a cost item keeps the name that it was given."""
        return name.removeprefix(ITEM) if name.startswith(ITEM) else self[f"q_{name}"]

    def unit_of(self, name: str) -> Unit:
        """Return a quantity's unit; cost items are money."""
        return Unit.MONEY if name.startswith(ITEM) else BY_NAME[name].unit

    def list(self, names: Iterable[str]) -> str:
        """Name several quantities."""
        return ", ".join(self.quantity(name) for name in names)

    def kinds(self, kinds: Iterable[CostKind]) -> str:
        """Name kinds of costs."""
        return ", ".join(self[f"k_{kind.value}"] for kind in kinds)

    def assumed(self, one: Assumption) -> tuple[str, str]:
        """Write an assumption's value and its range."""
        unit = self.unit_of(one.name)
        if not one.known:
            return self["ceiling_only"].format(x=self.value(one.cap, unit)), "–"
        low, high = one.ends
        shown = "–" if low == high else self.between(self.value(low, unit), self.value(high, unit))
        if one.ceiling is not None:
            shown = f"{shown}; {self['ceiling_too'].format(x=self.value(one.ceiling, unit))}"
        return self.value(one.likely or 0.0, unit), shown

    def standing(self, one: Assumption) -> str:
        """Say what an assumption is."""
        if one.name.startswith(ITEM):
            return self["st_booked"]
        if not one.known:
            return self["st_ceiling"]
        if one.isolation is Isolation.COMPARISON:
            return self["st_effect" if one.established else "st_not_established"]
        if one.isolation is Isolation.TREND:
            return self["g_trend"]
        if one.isolation is not None:
            return self["g_belief"]
        return self[f"st_{one.standing.value}"]

    def status(self, one: Saved) -> str:
        """Say whether a line counts, and why not."""
        here = one.standpoint
        within = self[f"l_{here.within}"] if here.within else ""
        return self[f"s_{here.status.value}"].format(within=within)

    def to_enter(self, outcome: Outcome) -> str:
        """Name what is missing in lines that are not known; empty where nothing is."""
        lines = (one for one in outcome.saved if one.standpoint.status is Status.NOT_KNOWN)
        names = dict.fromkeys(name for one in lines for name in one.standpoint.missing)
        return self["to_enter"].format(missing=self.list(names)) if names else ""

    # sentences

    def verdict(self, outcome: Outcome) -> str:
        """Say in one sentence what may be said of the return."""
        found = outcome.counted
        return self[outcome.verdict.value.replace(" ", "_")].format(
            missing=self.list(outcome.missing[:6]),
            effects=self.list(_waiting(outcome)),
            kinds=self.kinds(outcome.unstated),
            **(self._figures(outcome, found) if found else {}),
        )

    def _figures(self, outcome: Outcome, found: Return) -> dict[str, str]:
        costs = outcome.costs
        none = Spread(0.0, 0.0, 0.0, 0.0)
        roi = found.roi or none
        ends = self.between(self.percent(roi.low), self.percent(roi.high))
        return {
            "roi": self.percent(roi.median),
            "range": ends,
            "benefits": self.money(found.benefits.mean),
            "costs": self.money((costs or none).mean),
            "direct": self.money(found.direct.mean),
            "indirect": self.money(found.indirect.mean),
        }

    def break_even(self, one: BreakEven) -> str:
        """Say from which value on it pays."""
        name, unit = self.quantity(one.name), self.unit_of(one.name)
        if one.in_any_case:
            return self["pays_anyway"].format(what=name)
        rests = self["rests_on"].format(effects=self.list(one.rests_on)) if one.rests_on else ""
        return self["pays_if"].format(
            least=self.whole(one.least.median, unit),
            what=name,
            range=self.needed(one),
            rests=rests,
        )

    def needed(self, one: BreakEven) -> str:
        """Write where the break-even value lies in 95 of 100 draws; below 0 nothing is needed."""
        unit = self.unit_of(one.name)
        low, high = (self.value(max(x, 0.0), unit) for x in (one.least.low, one.least.high))
        return self.between(low, high)

    def claim(self, rung: Rung) -> str:
        """Name the kind of claim that a level makes, and whether it is simulated."""
        name = self._claim(rung)
        return f"{name} ({self['simulated']})" if rung.simulated and rung.known else name

    def _claim(self, rung: Rung) -> str:
        if rung.ground is None:
            return self["g_not" if rung.established is False else "g_none"]
        if rung.ground is Ground.EFFECT and not rung.established:
            return self["g_effect_no"]
        return self[f"g_{rung.ground.value}"]

    def isolation(self, rung: Rung) -> str:
        """Say how the change was isolated."""
        how = (rung.isolation or Isolation.NONE).value
        return self["isolation"].format(how=self[f"i_{how}"])

    def missing(self, rung: Rung) -> str:
        """Say what a level lacks."""
        return "; ".join(self[f"m_{one.value}"] for one in rung.missing)

    def rests(self, rung: Rung) -> str:
        """Say what a level rests on."""
        if rung.level is Level.RETURN:
            return ", ".join(self[f"l_{name}"] for name in rung.rests_on if name in BY_LINE)
        return ", ".join(self.source(code) for code in rung.rests_on)

    def source(self, code: str) -> str:
        """Name a source: those that Skillmark has itself by their words, others as written."""
        return self[f"from_{code}"] if code in SOURCES else code

    def if_true(self, outcome: Outcome) -> str:
        """Say what would be left if everything open were true; empty where nothing is open."""
        if outcome.if_true is None:
            return ""
        net = outcome.if_true.net
        return self["if_true"].format(net=self.money(net.mean), range=self.range(net))

    def reading(self, rung: Rung, one: Reading) -> str:
        """Write one figure of a level."""
        if rung.level in {Level.REACTION, Level.APPLICATION}:
            key = "share"
        elif rung.level is Level.IMPACT:
            key = "effect"
        else:
            key = one.name
        unit = BY_NAME[one.name].unit if rung.level is Level.IMPACT else Unit.TIMES_EACH
        write = self.percent if one.percent else lambda x: self.value(x, unit)
        name, first = one.name, write(one.value)
        if rung.level is Level.IMPACT:
            name = self.quantity(one.name)
            first = first if one.percent else self.whole(one.value, unit)
        return self[f"r_{key}"].format(
            v=first, range=self.between(write(one.low), write(one.high)), q=name,
            n=self.said.number(one.n or 0),
        )  # fmt: skip

    def told(self, rung: Rung) -> str:
        """Write a level's figures, or what is missing."""
        shown = "; ".join(self.reading(rung, one) for one in rung.readings)
        return shown or self.missing(rung)


def _waiting(outcome: Outcome) -> tuple[str, ...]:
    kept = {Status.NOT_ESTABLISHED, Status.TREND, Status.BELIEF, Status.BOUND}
    lines = (one for one in outcome.saved if one.standpoint.status in kept)
    return tuple(dict.fromkeys(one.line.effect or one.line.needs[0] for one in lines))
