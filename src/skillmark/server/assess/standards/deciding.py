"""The act of adopting a cut, and its record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.standards.decision import adopt as act
from skillmark.assess.standards.decision import as_json, impact_as_json, panel_as_json
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess import library
from skillmark.server.assess.standards import judging
from skillmark.server.assess.standards.models import AdoptionRecord, StandardSettingRecord
from skillmark.server.assess.standards.standing import Standing, standing
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord


@transaction.atomic
def adopt(
    setting: StandardSettingRecord,
    score: float,
    *,
    decided_by: str,
    decided_on: date,
    reason: str,
    actor: AccountRecord,
) -> AdoptionRecord:
    """Put a cut into force, as recommended or not, with the whole record of that day.

    Raises `ConflictError` while a round is open, `InputError` where there is no recommendation,
    no name, no reason, or a cut that decides nothing.
    """
    setting = StandardSettingRecord.objects.select_for_update().get(pk=setting.pk)
    if judging.open_round(setting) is not None:
        raise ConflictError(
            _("a round is still open"), remedy=_("close it first: nobody may see what others say")
        )
    found = standing(setting)
    made = act(
        found.noun(),
        score,
        decided_by=decided_by,
        decided_on=decided_on,
        reason=reason,
        replaces=library.cut_of(setting.test),
    )
    cut = library.set_cut(setting.test, made.cut_score(), actor=actor)
    panel = made.setting.panel
    row = AdoptionRecord.objects.create(
        organisation=setting.organisation,
        setting=setting,
        cut=cut,
        recommended=made.setting.cut,
        standard_error=made.setting.standard_error,
        panellists=panel.size if panel else 0,
        rounds=len(found.rounds),
        people=made.setting.people,
        differs=made.differs,
        record=as_json(made),
        actor=actor,
    )
    audit.record(
        "standard_adopted",
        setting,
        actor=actor,
        organisation=setting.organisation,
        recommended=made.setting.cut,
        adopted=score,
    )
    return row


def record(found: Standing) -> dict[str, Any]:
    """Return the record of a setting: its acts, and what it says by now."""
    row = found.row
    said: dict[str, Any] = {
        "test": row.test.slug,
        "version": row.test.version,
        "method": row.method,
        "simulated": row.simulated,
        "opened_on": row.opened.date().isoformat(),
        "items": [{"item": name, "points": points} for name, points in row.items],
        "acts": [one.record for one in row.adoptions.order_by("pk")],
        "recommendation": None,
        "panel": panel_as_json(found.panel),
        "cautions": [found.why_not] if found.why_not else list(found.cautions),
    }
    if not found.why_not and found.answer is not None:
        score, error = found.answer
        said["recommendation"] = {
            "score": score,
            "maximum": row.maximum,
            "standard_error": error,
            "impact": None if found.impact is None else impact_as_json(found.impact),
        }
    return said


def lines(found: Standing) -> list[tuple[Any, ...]]:
    """Return a row a judgement: round, panellist as printed, subject, value."""
    names = found.panel.printed
    return [
        (one.number, names[who], subject, value)
        for one in found.panel.rounds
        for who, values in one.judgements.items()
        for subject, value in values.items()
    ]
