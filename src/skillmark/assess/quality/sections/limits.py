"""What is not known: what a reader must not take from the figures above."""

from __future__ import annotations

from collections.abc import Mapping

from skillmark.assess.quality.figure import Fact, Part
from skillmark.assess.quality.findings import Findings, Refusal
from skillmark.nouns.credibility import FieldData

Note = tuple[str, Mapping[str, Fact]]


def part(found: Findings) -> Part:
    """Return the section. The first is always what weighs most."""
    sample = found.sample
    notes: list[Note] = []
    if sample.field_data is not FieldData.REAL:
        notes.append((sample.field_data.value, {"people": sample.persons}))
    if found.few:
        notes.append(("few", found.few.facts))
    if sample.cut is None:
        notes.append(("no_cut", {}))
    elif sample.panel is None:
        notes.append(("no_panel", {}))
    elif sample.panel.played:
        notes.append(("played_panel", {}))
    if not sample.groupings:
        notes.append(("no_groups", {}))
    if sample.raters == 1:
        notes.append(("one_rater", {}))
    if not sample.complete and not found.few:
        notes.append(("forms", {"length": sample.length, "pool": len(sample.items)}))
    if isinstance(found.calibration, Refusal) and not found.few:
        notes.append(("no_model", found.calibration.facts))
    if not isinstance(found.decisions, Refusal):
        notes.append(("decisions", {}))
    notes.append(("people", {}))
    notes.append(("validity", {}))
    return Part("limits", notes=tuple(notes))
