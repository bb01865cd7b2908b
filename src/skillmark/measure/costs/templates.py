"""Files to fill in: every kind of cost and every quantity, none with a value."""

from __future__ import annotations

import csv
import io
from typing import Final

from skillmark.measure.costs.catalogue import QUANTITIES
from skillmark.measure.costs.programme import CostKind
from skillmark.measure.costs.reading import ASSUMPTIONS, ASSUMPTIONS_MORE, COSTS, COSTS_MORE

_SAID: Final = {
    CostKind.ANALYSIS: "finding out what is needed",
    CostKind.DESIGN: "design and development; share is the part of its life that is counted",
    CostKind.DELIVERY: "trainers, rooms, travel, material",
    CostKind.LICENCES: "licences of content and software",
    CostKind.ASSESSMENT: "assessments, raters",
    CostKind.ISSUING: "issuing credentials",
    CostKind.PLATFORM: "running the platform",
    CostKind.LEARNERS: "paid time of learners, unless the assumptions have it",
    CostKind.MANAGERS: "managers' time, unless the assumptions have it",
    CostKind.PEERS: "colleagues' time, unless the assumptions have it",
    CostKind.ADMINISTRATION: "administration",
    CostKind.OVERHEAD: "overhead, unless the assumptions have it",
    CostKind.EVALUATION: "this evaluation",
    CostKind.OTHER: "anything else",
}


def _costs() -> str:
    rows = [[_SAID[kind], "", "", kind.value, *[""] * 6] for kind in CostKind]
    return _text([*COSTS, *COSTS_MORE], rows)


def _assumptions() -> str:
    rows = [
        [one.name, "", "", "", one.unit.value, "", "", "", "", one.meaning] for one in QUANTITIES
    ]
    return _text([*ASSUMPTIONS, *ASSUMPTIONS_MORE], rows)


def _text(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


TEMPLATES: Final = {"costs.csv": _costs(), "assumptions.csv": _assumptions()}
"""File names and their text. A line without a value is left out when it is read."""
