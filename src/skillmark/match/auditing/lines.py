"""An audit as JSON: the same from the command line, the API and the page's export."""

from __future__ import annotations

import math
from typing import Any

from skillmark.match.auditing.audit import Audit
from skillmark.match.auditing.tables import ALPHA, FOUR_FIFTHS, Category, Comparison, Measure, Table

_DIGITS = 6
METHOD = {
    "rates": "6 RCNY 5-300 and 5-301 (NYC Local Law 144)",
    "four_fifths": FOUR_FIFTHS,
    "test": "Fisher's exact test, two-sided, Holm-adjusted within each table",
    "interval": "95 %, score method of Koopman (1984)",
    "alpha": ALPHA,
}


def as_json(found: Audit) -> dict[str, Any]:
    """Return everything an audit found; rates, shares and p-values are 0-1."""
    return {
        "people": found.people,
        "median": found.median,
        "adverse": found.adverse,
        "open": found.open,
        "tables": [_table(table) for table in found.tables],
        "justification": found.justification or None,
        "method": {**METHOD, "judged_by": "mid-p" if found.mid_p else "p"},
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "measure": table.measure.value,
        "groups": list(table.kinds),
        "people": table.people,
        "unknown": table.unknown,
        "categories": [_category(table, one) for one in table.categories],
    }


def _category(table: Table, one: Category) -> dict[str, Any]:
    counted = "selected" if table.measure is Measure.SELECTION else "above_median"
    return {
        "category": dict(zip(table.kinds, one.names, strict=True)),
        "people": one.people,
        "share": round(one.share, _DIGITS),
        counted: one.counted,
        "rate": round(one.rate, _DIGITS),
        "impact_ratio": _rounded(one.impact_ratio),
        "finding": one.finding.value,
        "beside_best": _comparison(one.best),
        "beside_rest": _comparison(one.rest),
    }


def _comparison(one: Comparison | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "rate": round(one.rate, _DIGITS),
        "ratio": _rounded(one.ratio),
        "low": round(one.low, _DIGITS),
        "high": _rounded(one.high),
        "p": round(one.test.p, _DIGITS),
        "mid_p": round(one.test.mid_p, _DIGITS),
        "p_adjusted": round(one.adjusted, _DIGITS),
        "least_p": round(one.test.least, _DIGITS),
    }


def _rounded(value: float | None) -> float | None:
    """Return a number for JSON; `None` where there is none, or no end to it."""
    return None if value is None or not math.isfinite(value) else round(value, _DIGITS)
