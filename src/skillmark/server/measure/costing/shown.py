"""How costing looks in the reader's language: rows of figures, sums, sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.measure.costs.assumption import Assumption, Standing
from skillmark.measure.costs.catalogue import QUANTITIES, Part, Quantity
from skillmark.measure.costs.programme import ITEM, CostKind
from skillmark.measure.costs.savings import Status
from skillmark.measure.costs.simulating import Outcome, Verdict
from skillmark.measure.report.cost_words import CostWords
from skillmark.measure.report.phrases import PHRASES, Said
from skillmark.render.words import base
from skillmark.server.measure.costing import services
from skillmark.server.measure.costing.forms import AssumptionForm
from skillmark.server.measure.costing.models import (
    AssumptionRecord,
    CostChangeRecord,
    CostItemRecord,
)

TONES = {
    Verdict.PAYS: ("good", "check"),
    Verdict.DOES_NOT_PAY: ("bad", "cross"),
}
LAST = 5
"""Changes of a figure that are shown."""


def words(currency: str) -> CostWords:
    """Return the words in the reader's language."""
    tongue = base(get_language() or "en")
    return CostWords(Said(PHRASES[tongue], tongue, simulated=False), currency)


def part_names() -> dict[Part, str]:
    """Return what the groups of quantities are called."""
    return {
        Part.VOLUME: _("How many"),
        Part.COSTS: _("What it takes besides what is booked"),
        Part.DIRECT: _("Direct: money that is not spent"),
        Part.INDIRECT: _("Indirect: what something is worth"),
        Part.TIME: _("Time"),
    }


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity as the page shows it."""

    about: Quantity
    name: str
    meaning: str
    unit: str
    value: str
    """Empty where it is not known."""
    range: str
    standing: str
    tone: str
    source: str
    said_by: str
    row: AssumptionRecord | None
    counted: str
    """What the site counts itself, where a figure stands in its place."""
    simulated: bool
    history: tuple[tuple[CostChangeRecord, str], ...]
    form: AssumptionForm
    open: bool


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that is known of the quantities, by name."""

    assumed: dict[str, Assumption]
    """As the model takes them."""
    counted: dict[str, Assumption]
    """As the site counts them."""
    rows: dict[str, AssumptionRecord]
    """As they were entered."""
    history: dict[str, list[CostChangeRecord]]


def figures(
    said: CostWords, book: Book, wrong: AssumptionForm | None = None
) -> list[tuple[str, list[Figure]]]:
    """Return every quantity of the catalogue by group; `wrong` is a form to be mended."""
    return [
        (title, [_figure(said, about, book, wrong) for about in QUANTITIES if about.part is part])
        for part, title in part_names().items()
    ]


def _figure(said: CostWords, about: Quantity, book: Book, wrong: AssumptionForm | None) -> Figure:
    row, now = book.rows.get(about.name), book.assumed.get(about.name)
    value, between = said.assumed(now) if now is not None else ("", "")
    beside = book.counted.get(about.name)
    replaced = beside is not None and row is not None and row.likely is not None
    mending = wrong if wrong is not None and wrong.about is about else None
    return Figure(
        about=about,
        name=said.quantity(about.name),
        meaning=said[f"qm_{about.name}"],
        unit=said.unit(about.unit),
        value=said.whole(now.likely, about.unit) if now is not None and now.likely else value,
        range="" if between == "–" else between,
        standing=said.standing(now) if now is not None else "",
        tone=_tone(now),
        source=said.source(now.source) if now is not None else "",
        said_by=now.said_by if now is not None else "",
        row=row,
        counted=said.assumed(beside)[0] if beside is not None and replaced else "",
        simulated=bool(now and now.simulated),
        history=tuple((one, change(said, one)) for one in book.history.get(about.name, [])[:LAST]),
        form=mending or AssumptionForm.of(_entered(row), about),
        open=mending is not None,
    )


def _entered(row: AssumptionRecord | None) -> Assumption | None:
    return None if row is None else services.as_assumption(row)


def _tone(one: Assumption | None) -> str:
    if one is None:
        return "quiet"
    if not one.known:
        return "unsure"
    if one.isolation is not None:
        return "good" if one.established else "unsure"
    return "good" if one.standing is Standing.MEASURED else "busy"


def change(said: CostWords, one: CostChangeRecord) -> str:
    """Say what a figure was and became."""
    return _("%(before)s → %(after)s") % {
        "before": _written(said, one.thing, one.before),
        "after": _written(said, one.thing, one.after),
    }


def _written(said: CostWords, thing: str, was: dict[str, Any] | None) -> str:
    if was is None:
        return "–"
    if thing.startswith(ITEM):
        return said.money(was["amount"])
    unit = said.unit_of(thing)
    if was["likely"] is None:
        return said["at_most"].format(x=said.value(was["ceiling"], unit))
    shown = said.value(was["likely"], unit)
    ends = [was["low"], was["high"]]
    if ends == [None, None]:
        return shown
    low, high = (was["likely"] if end is None else end for end in ends)
    return f"{shown} ({said.between(said.value(low, unit), said.value(high, unit))})"


def kinds(said: CostWords) -> list[tuple[str, str]]:
    """Return the kinds of costs with their names."""
    return [(kind.value, said[f"k_{kind.value}"]) for kind in CostKind]


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost as the page shows it."""

    row: CostItemRecord
    kind: str
    amount: str
    range: str
    history: tuple[tuple[CostChangeRecord, str], ...]


def costs(
    said: CostWords, rows: list[CostItemRecord], history: dict[str, list[CostChangeRecord]]
) -> list[Cost]:
    """Return every cost."""
    found = []
    for row in rows:
        ends = [row.amount if x is None else x for x in (row.low, row.high)]
        ranged = ends[0] != ends[1]
        found.append(
            Cost(
                row,
                said[f"k_{row.kind}"],
                said.money(row.amount),
                said.between(said.money(ends[0]), said.money(ends[1])) if ranged else "",
                tuple(
                    (one, change(said, one)) for one in history.get(f"{ITEM}{row.name}", [])[:LAST]
                ),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure at the top of the result."""

    name: str
    value: str
    range: str
    unit: str = ""


def sums(said: CostWords, outcome: Outcome) -> list[Sum]:
    """Return costs, what counts of direct and indirect savings apart, and what each costs."""
    found: list[Sum] = []
    parts = [("costs", outcome.costs)]
    if outcome.counted is not None and any(one.counted for one in outcome.saved):
        now = outcome.counted
        parts += [("direct", now.direct), ("indirect", now.indirect), ("net", now.net)]
    parts += [
        ("per_learner", outcome.per_learner),
        ("per_credential", outcome.per_credential),
        ("per_hire", outcome.per_hire),
    ]
    for key, spread in parts:
        if spread is not None:
            between = "" if spread.sure else said.range(spread)
            value, _gap, unit = said.money(spread.mean).rpartition("\u00a0")
            found.append(Sum(said[key], value, between, unit))
    return found


def returns(said: CostWords, outcome: Outcome) -> list[Sum]:
    """Return ROI, benefits over costs and months, where a return may be shown."""
    found = outcome.counted
    hidden = {Verdict.NO_COSTS, Verdict.NO_TIME, Verdict.NOT_KNOWN, Verdict.NOT_ESTABLISHED}
    if found is None or found.roi is None or found.ratio is None or outcome.verdict in hidden:
        return []
    rows = [
        Sum(
            said["roi"],
            said.percent(found.roi.median),
            said.between(said.percent(found.roi.low), said.percent(found.roi.high)),
        ),
        Sum(
            said["ratio"],
            said.said.number(found.ratio.median, 2),
            said.between(
                said.said.number(found.ratio.low, 2), said.said.number(found.ratio.high, 2)
            ),
        ),
    ]
    months = found.payback_months
    if months is not None:
        high = said["never"] if months.high == float("inf") else said.said.number(months.high, 1)
        rows.append(
            Sum(
                said["payback"],
                said.said.number(months.median, 1),
                said["to"].format(a=said.said.number(months.low, 1), b=high),
            )
        )
    return rows


def to_enter(said: CostWords, outcome: Outcome) -> list[tuple[str, str, str]]:
    """Return what is missing: name in the catalogue, its words, and for which line."""
    found: dict[str, tuple[str, str, str]] = {}
    for one in outcome.saved:
        if one.standpoint.status is Status.NOT_KNOWN:
            for name in one.standpoint.missing:
                line = said[f"l_{one.line.name}"]
                found.setdefault(name, (name, said.quantity(name), line))
    return list(found.values())
