"""Endorsements that travel in what an organisation awards: in its profile and its achievements."""

from __future__ import annotations

import json
from typing import Any

from skillmark.badges import endorsement
from skillmark.server.award.models import EndorsementRecord
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import OrganisationRecord


def received(
    organisation: OrganisationRecord, achievement: AchievementRecord | None
) -> list[EndorsementRecord]:
    """Return what was received for the organisation, or for one of its achievements."""
    rows = EndorsementRecord.objects.of(organisation)
    return list(rows.filter(given=False, achievement=achievement).order_by("created"))


def carrying(
    thing: dict[str, Any],
    organisation: OrganisationRecord,
    achievement: AchievementRecord | None = None,
) -> dict[str, Any]:
    """Return a profile or achievement with the endorsements that are in force and of exactly it."""
    for row in received(organisation, achievement):
        if row.in_force and row.subject == thing["id"]:
            thing = endorsement.attached(thing, json.loads(bytes(row.body)))
    return thing
