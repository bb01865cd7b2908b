"""Equity of outcomes: what became of people by group, beside the largest group of the same kind.

Groups are columns `group:NAME` that an organisation chose to upload. They are described here and
used nowhere else: nobody is ranked by them, no effect is adjusted for them, nothing that scores
can reach them. A difference says that something is to be looked at; it does not say why.

Outcomes of a person's first year are asked of those alone who were hired at least a year ago, so
that nobody is still waiting and leaving competes with nothing (a closed cohort: the cumulative
incidence without censoring). Days to productivity count those still waiting by pseudo-observations
of the restricted mean. All comparisons of the whole table are adjusted together for their number
(Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import exp, sqrt
from typing import Any

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.durations.curves import pseudo_observations
from skillmark.measure.estimate import Z95, Estimate
from skillmark.measure.insight import spread
from skillmark.measure.insight.hiding import hidden
from skillmark.measure.ledger.store import Flags, Ledger, Words
from skillmark.measure.surveys.multiple import benjamini_hochberg
from skillmark.measure.surveys.shares import wilson
from skillmark.measure.table import Floats

YEAR = np.timedelta64(365, "D")
SHARES = ("hired", "promoted", "stayed")
"""Outcomes that are shares; the others are means."""
OUTCOMES = ("hired", "starting_pay", "pay_adjusted", "days_to_productivity", "promoted", "stayed")
RATE = 0.05
FOUR_FIFTHS = 0.8
"""Below this ratio US agencies look closer (29 CFR 1607.4(D)); a rule of thumb, not a test."""
LEAST_OF_SHARES = 20
"""Shares are told of groups from here on: "none of six" or "all of six" would tell of each."""
NOT_STATED = ""
"""Name of those of whom no group is known; they count as a group, or it could be worked out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One group and one outcome. Where it is hidden, nothing is told, not even how many."""

    groups: tuple[str, ...]
    """One name; several where a small group is told together with the next smallest, so that it
    follows from nothing else either."""
    n: int
    """People behind the figure; 0 where hidden."""
    own: Estimate | None = None
    """Share, mean pay (money), or restricted mean of days; `None` for the adjusted gap."""
    gap: Estimate | None = None
    """Difference to the reference: of shares, of days, or of pay as a share of the reference's."""
    ratio: Estimate | None = None
    """Of shares: this group's over the reference's."""
    p: float | None = None
    adjusted: float | None = None
    """p adjusted over the whole table."""
    reference: bool = False

    @property
    def hidden(self) -> bool:
        """Whether too few people stand behind it, or behind what would follow by subtraction."""
        return self.n == 0

    @property
    def differs(self) -> bool:
        """Whether the difference holds among so many that were looked at."""
        return self.adjusted is not None and self.adjusted <= RATE


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome by the groups of one kind."""

    outcome: str
    cells: tuple[Cell, ...]
    comparable: bool
    """Whether at least two groups are told."""


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of group (`age band`), all outcomes."""

    kind: str
    rows: tuple[Row, ...]


def equity(ledger: Ledger, *, today: date) -> tuple[Table, ...]:
    """Return a table for each kind of group that the ledger has, as of `today`."""
    tables = [
        Table(kind, tuple(_rows(ledger, words, np.datetime64(today, "D"))))
        for kind, words in ledger.groups.items()
    ]
    return _adjusted(tables)


def _rows(ledger: Ledger, words: Words, today: Any) -> Iterator[Row]:
    names = [*words.levels, NOT_STATED]
    codes = np.where(words.codes < 0, len(words.levels), words.codes)
    for outcome in OUTCOMES:
        who, values = _asked(ledger, outcome, today)
        if not who.any() or np.ptp(values[who]) == 0:
            continue  # unknown, or the same of everybody
        yield _row(outcome, names, codes[who], values[who], ledger.where(who))


def _asked(ledger: Ledger, outcome: str, today: Any) -> tuple[Flags, Floats]:
    """Return of whom an outcome is known, and its values (of everybody)."""
    hired_on = ledger.day("hired")
    if outcome == "hired":
        values = (~np.isnat(hired_on)).astype(np.float64)
        return ~np.isnat(ledger.day("applied")), values
    if outcome in ("starting_pay", "pay_adjusted"):
        pay = ledger.number("starting_pay")
        known = ~np.isnan(pay) & (pay > 0)
        if outcome == "pay_adjusted":
            known &= ~np.isnan(ledger.number("experience_years")) & ledger.word("function").known
        return known, pay
    if outcome == "days_to_productivity":
        days = ledger.number("days_to_productivity")
        return ~np.isnan(days), days
    column = {"promoted": "promoted", "stayed": "left"}[outcome]
    in_year = (ledger.day(column) - hired_on) <= YEAR
    # NaT compares as false: who was never promoted was not promoted within the year.
    seen = ~np.isnat(hired_on) & (hired_on + YEAR <= today)
    if outcome == "promoted" and np.isnat(ledger.day("promoted")).all():
        seen = np.zeros(len(ledger), dtype=np.bool)
    return seen, (in_year if outcome == "promoted" else ~in_year).astype(np.float64)


def _row(outcome: str, names: list[str], codes: Any, values: Floats, people: Ledger) -> Row:
    if outcome == "days_to_productivity":
        values = _restricted(values, people)
    least = LEAST_OF_SHARES if outcome in SHARES else LEAST_CELL
    sizes = [int((codes == code).sum()) for code in range(len(names))]
    members, codes = _merged(sizes, codes, least)
    sizes = [int((codes == code).sum()) for code in range(len(members))]
    told = [code for code, size in enumerate(sizes) if size >= least]
    # The largest with a name is the reference: it is known best. Nobody is a norm by that.
    named = [code for code in told if [names[one] for one in members[code]] != [NOT_STATED]]
    reference = max(named, key=lambda code: (sizes[code], -code), default=None)
    groups = () if reference is None else (reference, *(c for c in told if c != reference))
    gaps = _gaps(outcome, codes, values, people, groups) if len(groups) > 1 else {}
    cells = []
    for code, own in enumerate(members):
        called = tuple(names[one] for one in own)
        if code in told:
            figure = _own(outcome, values[codes == code])
            cell = Cell(called, sizes[code], figure, reference=code == reference)
            cells.append(replace(cell, **gaps.get(code, {})))
        elif sizes[code] or called != (NOT_STATED,):
            cells.append(Cell(called, 0))
    return Row(outcome, tuple(cells), len(told) >= 2 and reference is not None)


def _merged(sizes: list[int], codes: Any, least: int) -> tuple[list[tuple[int, ...]], Any]:
    """Put groups that may not be told by themselves together, and number what is told anew.

    What they are together would follow from the total anyway; so it is told, and nothing else.
    """
    out = hidden(sizes, least=least)
    alone: list[tuple[int, ...]] = [(code,) for code, gone in enumerate(out) if not gone]
    rest = tuple(code for code, gone in enumerate(out) if gone)
    members = [*alone, rest] if rest else alone
    place = np.zeros(len(sizes), dtype=np.int64)
    for number, own in enumerate(members):
        place[list(own)] = number
    return members, place[codes]


def _restricted(days: Floats, people: Ledger) -> Floats:
    happened = ~people.flag("productivity_censored")
    horizon = float(days[happened].max()) if happened.any() else float(days.max())
    return pseudo_observations(days, happened, min(horizon, float(days.max())))


def _own(outcome: str, values: Floats) -> Estimate | None:
    if outcome == "pay_adjusted":
        return None
    everybody = np.arange(len(values))
    if outcome in SHARES:
        return spread.share(values, everybody)
    return spread.mean(values, everybody)


def _gaps(
    outcome: str, codes: Any, values: Floats, people: Ledger, groups: tuple[int, ...]
) -> dict[int, dict[str, Any]]:
    """Compare each group with the first of `groups`."""
    if outcome in ("starting_pay", "pay_adjusted"):
        return _pay(codes, values, people, groups, adjusted=outcome == "pay_adjusted")
    compare = _shares if outcome in SHARES else _means
    base = values[codes == groups[0]]
    return {code: compare(values[codes == code], base) for code in groups[1:]}


def _shares(own: Floats, base: Floats) -> dict[str, Any]:
    """Newcombe's (1998) interval of the difference, Katz's (1978) of the ratio, a z test."""
    a, b, n, m = float(own.mean()), float(base.mean()), len(own), len(base)
    (la, ha), (lb, hb) = wilson(a, n), wilson(b, m)
    low = a - b - sqrt((a - la) ** 2 + (hb - b) ** 2)
    high = a - b + sqrt((ha - a) ** 2 + (b - lb) ** 2)
    gap = Estimate(a - b, (high - low) / (2 * Z95), low, high)
    pooled = (a * n + b * m) / (n + m)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    ratio = None
    if a > 0 and b > 0:
        spread_ = sqrt((1 - a) / (a * n) + (1 - b) / (b * m))
        edge = Z95 * spread_
        ratio = Estimate(a / b, a / b * spread_, a / b * exp(-edge), a / b * exp(edge))
    return {"gap": gap, "ratio": ratio, "p": _p(a - b, error)}


def _means(own: Floats, base: Floats) -> dict[str, Any]:
    """Welch's (1947) difference of two means with Student's interval."""
    value = float(own.mean() - base.mean())
    a, b = float(own.var(ddof=1)) / len(own), float(base.var(ddof=1)) / len(base)
    if a + b == 0:
        return {"gap": Estimate(value, 0.0, value, value), "p": float(value == 0)}
    freedom = (a + b) ** 2 / (a * a / (len(own) - 1) + b * b / (len(base) - 1))
    return _student(value, sqrt(a + b), freedom)


def _student(value: float, se: float, freedom: float) -> dict[str, Any]:
    half = float(stdtrit(freedom, 0.975)) * se
    p = 2 * float(stdtr(freedom, -abs(value) / se)) if se > 0 else float(value == 0)
    return {"gap": Estimate(value, se, value - half, value + half), "p": p}


def _pay(
    codes: Any, pay: Floats, people: Ledger, groups: tuple[int, ...], *, adjusted: bool
) -> dict[int, dict[str, Any]]:
    """Differences of log pay, as shares of the reference's pay: raw, or at like function and
    experience (least squares). What people were hired *as* may itself be part of the matter, so
    the adjusted gap is not the fair one and the raw one is not the unfair one: both are told.

    Errors are HC3 (MacKinnon and White 1985) with the degrees of freedom of the smaller group,
    because a group may be small (Long and Ervin 2000; Imbens and Kolesar 2016)."""
    others = groups[1:]
    use = np.isin(codes, groups)
    columns = [np.ones(int(use.sum())), *((codes[use] == code).astype(float) for code in others)]
    if adjusted:
        years = people.number("experience_years")[use]
        work = people.word("function").codes[use]
        columns += [years, years**2]
        columns += [(work == code).astype(float) for code in np.unique(work)[1:]]
    x = np.column_stack(columns)
    y = np.log(pay[use])
    if len(y) <= x.shape[1] + 1 or np.linalg.matrix_rank(x) < x.shape[1]:
        return {}
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ y)
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    scores = x * ((y - x @ beta) / np.maximum(1 - leverage, 1e-9))[:, None]
    covariance = inverse @ (scores.T @ scores) @ inverse
    sizes = {code: int((codes == code).sum()) for code in groups}
    found = {}
    for place, code in enumerate(others, start=1):
        freedom = min(sizes[code], sizes[groups[0]]) - 1
        told = _student(float(beta[place]), sqrt(float(covariance[place, place])), freedom)
        g = told["gap"]
        gap = Estimate(exp(g.value) - 1, exp(g.value) * g.se, exp(g.low) - 1, exp(g.high) - 1)
        found[code] = {"gap": gap, "p": told["p"]}
    return found


def _p(value: float, se: float) -> float:
    if se <= 0:
        return 1.0 if value == 0 else 0.0
    return float(2 * ndtr(-abs(value / se)))


def _adjusted(tables: list[Table]) -> tuple[Table, ...]:
    asked = [c.p for t in tables for row in t.rows for c in row.cells if c.p is not None]
    if not asked:
        return tuple(tables)
    given = iter(benjamini_hochberg(asked))
    return tuple(
        replace(
            table,
            rows=tuple(
                replace(
                    row,
                    cells=tuple(
                        cell if cell.p is None else replace(cell, adjusted=float(next(given)))
                        for cell in row.cells
                    ),
                )
                for row in table.rows
            ),
        )
        for table in tables
    )
