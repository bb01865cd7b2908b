"""The pictures of costs: waterfall, ladder and tornado, with the tables that have their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillmark.measure.costs.break_even import BreakEven
from skillmark.measure.costs.phillips import Level, Rung
from skillmark.measure.costs.savings import Ground, Kind, Status
from skillmark.measure.costs.simulating import Outcome, Saved
from skillmark.measure.report.cost_words import CostWords
from skillmark.render import ladder, tornado, waterfall
from skillmark.render.document import Table

MOVERS = 8
"""Bars of a tornado: more move too little to be seen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for wide pages and one for phones, and the table beside."""

    wide: str
    narrow: str
    caption: str
    table: Table


def costs_and_savings(words: CostWords, outcome: Outcome) -> Picture | None:
    """Return the waterfall from costs to what is left; `None` where no costs are known."""
    if outcome.costs is None or outcome.counted is None:
        return None
    steps = [
        waterfall.Step(
            words[f"k_{kind.value}"], -x.mean, words.money(-x.mean), waterfall.Look.COST,
            -x.high, -x.low,
        )
        for kind, x in outcome.by_kind
    ]  # fmt: skip
    total, net = outcome.costs, outcome.counted.net
    steps.append(
        waterfall.Step(
            words["all_costs"], -total.mean, words.money(-total.mean), waterfall.Look.SUM,
            -total.high, -total.low,
        )
    )  # fmt: skip
    counted = [one for one in outcome.saved if one.counted]
    steps += [_step(words, one) for one in counted]
    if counted:
        steps.append(
            waterfall.Step(
                words["left"], net.mean, words.money(net.mean), waterfall.Look.SUM,
                net.low, net.high,
            )
        )  # fmt: skip
    steps += [_step(words, one) for one in outcome.saved if _apart(one)]
    table = _waterfall_table(words, outcome)
    wide, narrow = (
        waterfall.svg(
            steps,
            title=words["figure_waterfall"],
            description="; ".join(f"{row[0]}: {row[1]}" for row in table.rows),
            apart=words["apart"],
            narrow=small,
        )
        for small in (False, True)
    )
    return Picture(wide, narrow, words["figure_waterfall"], table)


def _apart(one: Saved) -> bool:
    kept = {Status.NOT_ESTABLISHED, Status.TREND, Status.BELIEF, Status.BOUND}
    return one.standpoint.status in kept


def _step(words: CostWords, one: Saved) -> waterfall.Step:
    name = words[f"l_{one.line.name}"]
    if one.spread is None:
        most = one.bound or 0.0
        shown = words["at_most"].format(x=words.money(most))
        label = f"{name} ({words.status(one)})"
        return waterfall.Step(label, most, shown, waterfall.Look.BOUND)
    look = waterfall.Look.DIRECT if one.line.kind is Kind.DIRECT else waterfall.Look.INDIRECT
    if not one.counted:
        look, name = waterfall.Look.OPEN, f"{name} ({words.status(one)})"
    x = one.spread
    return waterfall.Step(name, x.mean, words.money(x.mean), look, x.low, x.high)


def _waterfall_table(words: CostWords, outcome: Outcome) -> Table:
    rows = [
        (words[f"k_{kind.value}"], words.money(-x.mean), _minus(words, x.low, x.high), "")
        for kind, x in outcome.by_kind
    ]
    if outcome.costs is not None:
        x = outcome.costs
        rows.append((words["all_costs"], words.money(-x.mean), _minus(words, x.low, x.high), ""))
    for one in outcome.saved:
        if one.spread is not None:
            shown = words.money(one.spread.mean), words.range(one.spread)
        elif one.bound is not None:
            shown = words["at_most"].format(x=words.money(one.bound)), "–"
        else:
            shown = "–", "–"
        rows.append((words[f"l_{one.line.name}"], *shown, words.status(one)))
    found = outcome.counted
    if found is not None and any(one.counted for one in outcome.saved):
        for key, x in (
            ("direct", found.direct), ("indirect", found.indirect), ("benefits", found.benefits),
            ("net", found.net),
        ):  # fmt: skip
            rows.append((words[key], words.money(x.mean), words.range(x), ""))
    header = (words["line"], words["amount"], words["interval"], words["counts"])
    if outcome.model.horizon.years > 1:
        header = (header[0], words["value"], *header[2:])
    return Table(words["figure_waterfall"], header, tuple(rows), words.to_enter(outcome))


def _minus(words: CostWords, low: float, high: float) -> str:
    return words.between(words.money(-high), words.money(-low))


_LOOKS = {
    Ground.RECORD: ladder.Look.RECORD,
    Ground.ASSUMED: ladder.Look.RECORD,
    Ground.TREND: ladder.Look.TREND,
    Ground.BOUND: ladder.Look.BOUND,
    Ground.BELIEF: ladder.Look.BELIEF,
}


def levels(words: CostWords, rungs: Sequence[Rung]) -> Picture:
    """Return the ladder of the five levels."""
    steps = [
        ladder.Step(
            int(rung.level), words[f"level_{int(rung.level)}"], words.claim(rung), _look(rung),
            words.told(rung),
        )
        for rung in rungs
    ]  # fmt: skip
    impact = next(rung for rung in rungs if rung.level is Level.IMPACT)
    rows = tuple(
        (
            f"{int(rung.level)} {words[f'level_{int(rung.level)}']}",
            words.claim(rung),
            "; ".join(words.reading(rung, one) for one in rung.readings) or "–",
            words.rests(rung) or "–",
            words.missing(rung) or "–",
        )
        for rung in rungs
    )
    header = (words["level"], words["claim"], words["value"], words["rests"], words["missing"])
    table = Table(words["figure_ladder"], header, rows, words.isolation(impact))
    between = (int(Level.APPLICATION), words.isolation(impact))
    wide, narrow = (
        ladder.svg(
            steps,
            between=between,
            title=words["figure_ladder"],
            description="; ".join(f"{row[0]}: {row[1]}" for row in rows),
            narrow=small,
        )
        for small in (False, True)
    )
    return Picture(wide, narrow, words["figure_ladder"], table)


def _look(rung: Rung) -> ladder.Look:
    if rung.ground is None:
        return ladder.Look.NOTHING
    if rung.ground is Ground.EFFECT:
        return ladder.Look.EFFECT if rung.established else ladder.Look.NOT_ESTABLISHED
    return _LOOKS[rung.ground]


def what_would_have_to_be_true(words: CostWords, outcome: Outcome) -> Table | None:
    """Return the break-even values; `None` where none can be told."""
    rows = tuple(
        (
            words.quantity(one.name),
            words["any"]
            if one.in_any_case
            else words["no_value"]
            if one.never
            else words.whole(max(one.least.median, 0.0), words.unit_of(one.name)),
            "–" if one.in_any_case or one.never else words.needed(one),
            _given(words, one),
            words.list(one.rests_on),
        )
        for one in outcome.break_even
    )
    header = (
        words["quantity"], words["least"], words["interval"], words["given"],
        words["takes_for_true"],
    )  # fmt: skip
    return Table(words["break_even"], header, rows, words["break_even_text"]) if rows else None


def _given(words: CostWords, one: BreakEven) -> str:
    if one.given is None:
        return ""
    value, between = words.assumed(one.given)
    shown = value if between == "–" else f"{value} ({between})"
    return f"{shown}: {words['beyond']}" if one.beyond_ceiling else shown


def what_moves(words: CostWords, outcome: Outcome) -> Picture | None:
    """Return the tornado; `None` where nothing is uncertain."""
    shown = outcome.movers[:MOVERS]
    found = outcome.if_true if outcome.movers_if_true else outcome.counted
    if not shown or found is None:
        return None
    rows = [
        tornado.Row(
            words.quantity(one.name), one.net[0], one.net[1],
            words.value(one.ends[0], words.unit_of(one.name)),
            words.value(one.ends[1], words.unit_of(one.name)),
            words.part(one.share.total),
        )
        for one in shown
    ]  # fmt: skip
    edges = [value for one in shown for value in one.net]
    table = Table(
        words["figure_tornado"],
        (
            words["quantity"],
            words["ranges"],
            words["net_low"],
            words["net_high"],
            words["variance"],
        ),
        tuple(
            (
                words.quantity(one.name),
                words.between(row.low, row.high),
                words.money(one.net[0]),
                words.money(one.net[1]),
                words.part(one.share.total),
            )
            for one, row in zip(shown, rows, strict=True)
        ),
        words["tornado_if_true"] if outcome.movers_if_true else words["tornado_text"],
    )
    wide, narrow = (
        tornado.svg(
            rows,
            middle=found.net.mean,
            ends=(words["low_end"], words["high_end"]),
            axis=(words.money(min(edges)), words["zero"], words.money(max(edges))),
            title=words["figure_tornado"],
            description="; ".join(f"{row[0]}: {row[2]}, {row[3]}" for row in table.rows),
            narrow=small,
        )
        for small in (False, True)
    )
    return Picture(wide, narrow, words["figure_tornado"], table)
