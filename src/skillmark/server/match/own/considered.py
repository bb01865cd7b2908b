"""That somebody was considered for another role, and what was said: for that person to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import title_of
from skillmark.server.match.talent.models import ConsideredRecord
from skillmark.server.people.models import AccountRecord


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a person for one growing role."""

    title: Any
    verified: float
    judged: float
    weeks: float | None
    proposed: bool
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """One time that a person was considered."""

    row: ConsideredRecord
    said: tuple[Said, ...]

    @property
    def placed(self) -> Said | None:
        """What was proposed, if anything."""
        return next((one for one in self.said if one.proposed), None)


def considered(account: AccountRecord) -> list[Considered]:
    """Return every time somebody was considered, the newest first, at whatever organisation."""
    rows = list(
        ConsideredRecord.objects.filter(account=account).select_related(
            "redeployment", "organisation"
        )
    )
    named = {one["role"] for row in rows for one in row.said}
    titles = {str(role.pk): title_of(role) for role in RoleRecord.objects.filter(pk__in=named)}
    return [
        Considered(
            row,
            tuple(
                Said(
                    titles.get(one["role"], ""),
                    one["verified"],
                    one["judged"],
                    one["weeks"],
                    one["role"] == row.proposed,
                    tuple(one["gaps"]),
                )
                for one in row.said
            ),
        )
        for row in rows
    ]
