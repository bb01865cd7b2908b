"""The act: what a panel recommends, what somebody adopted, on which day, and why.

A standard is not found, it is set (Kane 1994, Review of Educational Research 64, 425-461). The
statistics say how far another panel would differ; they do not say that the cut is right. So
the record keeps apart what was recommended and what was decided, by whom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from skillmark.assess.standards.impact import Impact
from skillmark.assess.standards.panel import Panel
from skillmark.nouns.credibility import CutScore
from skillmark.nouns.errors import InputError

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class StandardSetting:
    """What a standard setting recommends, and on what."""

    method: str
    """In words, such as `modified Angoff`."""
    cut: float
    """Recommended, in points of the form."""
    maximum: float
    standard_error: float | None
    panel: Panel | None = None
    impact: Impact | None = None
    people: int = 0
    """How many people were judged, where the method judges people."""
    cautions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.cut) and 0 <= self.cut <= self.maximum):
            raise InputError(f"a cut of {self.cut:g} is not within 0 to {self.maximum:g}")

    @property
    def words(self) -> str:
        """The method with what it rests on, in a line for a cut score's `method`."""
        parts = [self.method]
        if self.panel is not None and self.panel.members:
            parts.append(f"panel of {self.panel.size}")
            if self.panel.rounds:
                rounds = len(self.panel.rounds)
                parts.append("1 round" if rounds == 1 else f"{rounds} rounds")
        if self.people:
            parts.append(f"{self.people} people judged")
        if self.standard_error is not None:
            parts.append(f"standard error {self.standard_error:.2f} points")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Adoption:
    """The decision of somebody with the authority to take it."""

    setting: StandardSetting
    adopted: float
    decided_by: str
    decided_on: date
    reason: str
    """Why this cut; where it differs from the recommended one, why it does."""
    replaces: CutScore | None = None

    @property
    def differs(self) -> bool:
        """Whether something else was adopted than the panel recommends, after rounding."""
        return abs(self.adopted - self.setting.cut) > 0.5 + SAME

    @property
    def distance(self) -> float | None:
        """How many standard errors the adopted cut lies from the recommended one."""
        error = self.setting.standard_error
        return None if not error else (self.adopted - self.setting.cut) / error

    def cut_score(self) -> CutScore:
        """Return the cut as credentials and pages carry it."""
        said = f"Recommended: {self.setting.cut:.2f} of {self.setting.maximum:g} points."
        if self.adopted == self.setting.cut:
            said = ""
        before = ""
        if self.replaces is not None:
            old = self.replaces
            before = f"It replaces {old.score:g} of {old.maximum:g} of {old.decided_on:%Y-%m-%d}."
        return CutScore(
            score=self.adopted,
            maximum=self.setting.maximum,
            method=self.setting.words,
            reason=" ".join(part for part in (self.reason.strip(), said, before) if part),
            decided_by=self.decided_by,
            decided_on=self.decided_on,
        )


def adopt(
    setting: StandardSetting,
    adopted: float,
    *,
    decided_by: str,
    decided_on: date,
    reason: str,
    replaces: CutScore | None = None,
) -> Adoption:
    """Return the act of adopting a cut.

    Raises `InputError` without a name, without a reason, and for a cut that decides nothing
    (0 or less, or more than the maximum).
    """
    if not decided_by.strip():
        raise InputError("a cut is decided by somebody", remedy="give the name", code="nobody")
    if not reason.strip():
        raise InputError(
            "there is no reason",
            remedy="say why this cut, and why it differs from the panel's where it does",
            code="no_reason",
        )
    if not (math.isfinite(adopted) and 0 < adopted <= setting.maximum):
        raise InputError(
            f"a cut of {adopted:g} decides nothing",
            remedy=f"give a number above 0 and not above {setting.maximum:g}",
            code="cut",
        )
    return Adoption(setting, adopted, decided_by.strip(), decided_on, reason, replaces)


def as_json(adoption: Adoption) -> dict[str, Any]:
    """Return the whole record of an act; people appear as they agreed to be printed."""
    setting = adoption.setting
    cut = adoption.cut_score()
    return {
        "method": setting.method,
        "recommended": {
            "score": setting.cut,
            "maximum": setting.maximum,
            "standard_error": setting.standard_error,
        },
        "adopted": {
            "score": cut.score,
            "decided_by": cut.decided_by,
            "decided_on": cut.decided_on.isoformat(),
            "reason": adoption.reason,
            "standard_errors_from_recommended": adoption.distance,
        },
        "replaces": None
        if adoption.replaces is None
        else {
            "score": adoption.replaces.score,
            "maximum": adoption.replaces.maximum,
            "method": adoption.replaces.method,
            "decided_by": adoption.replaces.decided_by,
            "decided_on": adoption.replaces.decided_on.isoformat(),
        },
        "panel": None if setting.panel is None else panel_as_json(setting.panel),
        "impact": None if setting.impact is None else impact_as_json(setting.impact),
        "people": setting.people,
        "cautions": list(setting.cautions),
    }


def panel_as_json(panel: Panel) -> dict[str, Any]:
    """Return a panel as it may be printed."""
    names = panel.printed
    return {
        "candidate": panel.candidate,
        "training": panel.training,
        "members": [
            {"name": names[one.id], "role": one.role, "expertise": one.expertise}
            for one in panel.members
        ],
        "rounds": [
            {
                "number": one.number,
                "closed_on": one.closed_on.isoformat(),
                "feedback": list(one.feedback),
                "judgements": {names[who]: dict(values) for who, values in one.judgements.items()},
            }
            for one in panel.rounds
        ],
    }


def impact_as_json(impact: Impact) -> dict[str, Any]:
    """Return an impact table; hidden groups are `null`."""
    return {
        "field_data": impact.field_data.value,
        "words": impact.words,
        "rows": [
            {
                "standard_errors": row.steps,
                "cut": row.cut,
                "passing": row.everybody.passing,
                "people": row.everybody.people,
                "share": row.everybody.share.estimate,
                "interval": [row.everybody.share.low, row.everybody.share.high],
                "groups": {
                    name: None
                    if one is None
                    else {
                        "people": one.people,
                        "share": one.share.estimate,
                        "interval": [one.share.low, one.share.high],
                    }
                    for name, one in row.groups
                },
            }
            for row in impact.rows
        ],
    }
