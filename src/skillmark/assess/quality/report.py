"""The quality report of a test: every figure with its interval, state and limits.

One section is one module of `sections`; this puts them together. Nothing here reads a clock or
draws a number that its caller did not decide on: the same sample gives the same report.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from skillmark.assess.quality.figure import Figure, Part, QualityReport, Signature
from skillmark.assess.quality.findings import Findings
from skillmark.assess.quality.sample import Sample
from skillmark.assess.quality.sections import (
    cut,
    decisions,
    fairness,
    items,
    limits,
    raters,
    reliability,
    scale,
    who,
)
from skillmark.nouns.credibility import FieldData
from skillmark.nouns.errors import InputError

STATISTICS = "1"
"""Raised whenever the same responses would give other figures."""
SECTIONS = (who, reliability, decisions, cut, items, scale, fairness, raters, limits)


def report(sample: Sample, *, made_on: date, findings: Findings | None = None) -> QualityReport:
    """Return the quality report of a sample; `findings` are its own, where somebody has them.

    Raises `InputError` where responses are given but none are said to exist.
    """
    if sample.field_data is FieldData.NONE and sample.persons:
        raise InputError("there are responses: say whether they are real or simulated")
    found = findings or Findings(sample)
    return QualityReport(
        test=sample.test,
        title=dict(sample.title) or {"en": sample.test},
        version=sample.version,
        organisation=sample.organisation,
        made_on=made_on,
        field_data=sample.field_data if sample.persons else FieldData.NONE,
        persons=sample.persons,
        parts=tuple(section.part(found) for section in SECTIONS),
        digest=sample.digest,
        seed=sample.seed,
        statistics=STATISTICS,
        names={
            skill: dict(sample.names.get(skill, {"en": skill})) for skill, _ in sample.blueprint
        },
    )


OF_ITEMS = frozenset({"items", "parameters", "dif"})
"""Tables that say something of single items."""


def without_items(made: QualityReport) -> QualityReport:
    """Return the report for outsiders: nothing in it says anything of a single item."""

    def bare(part: Part) -> Part:
        grids = tuple(grid for grid in part.grids if grid.id not in OF_ITEMS)
        notes = tuple(
            ("no_model_public", {}) if code == "no_model" else (code, facts)
            for code, facts in part.notes
        )
        if part.id == "items":
            notes = (*notes, ("public", {}))
        figures = tuple(map(_without_cause, part.figures))
        return replace(part, figures=figures, grids=grids, notes=notes)

    return replace(made, parts=tuple(bare(part) for part in made.parts))


def _without_cause(figure: Figure) -> Figure:
    """Leave out why something could not be computed, where that may name an item."""
    if figure.why != "refused":
        return figure
    facts = {name: fact for name, fact in figure.facts.items() if name != "cause"}
    return replace(figure, why="not_computed", facts=facts)


def signed(made: QualityReport, signature: Signature) -> QualityReport:
    """Return the report with one more signature; those that are there stay."""
    if not signature.name.strip():
        raise InputError("a signature needs a name")
    return replace(made, signatures=(*made.signatures, signature))
