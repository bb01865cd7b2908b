"""Decisions and their explanations in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from skillmark.nouns.decision import Decided
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match.deciding.models import DecisionRecord
from skillmark.server.match.shown import PLAIN as EVIDENCE
from skillmark.server.match.shown import Bar, Label, likelihood, percent
from skillmark.server.people.models import AccountRecord, OrganisationRecord, Purpose
from skillmark.server.people.services import consenting
from skillmark.server.skills import services as frameworks

DECIDED: dict[str, tuple[Any, str, str]] = {
    Decided.SHORTLISTED.value: (_("Shortlisted"), "busy", "star"),
    Decided.REJECTED.value: (_("Turned down"), "bad", "cross"),
    Decided.OFFERED.value: (_("Offered the role"), "good", "mail"),
    Decided.HIRED.value: (_("Hired"), "good", "check"),
    Decided.WITHDRAWN.value: (_("Withdrew"), "quiet", "dash"),
}
"""Words, tone and icon of each decision."""


@dataclass(frozen=True, slots=True)
class SaidPiece:
    """One piece of evidence as it was then."""

    cls: EvidenceClass
    title: Any
    issuer: str
    level: int | None
    dated: date
    counted: bool
    disputed: bool
    likelihood: Any
    percent: str
    link: str


@dataclass(frozen=True, slots=True)
class SaidSkill:
    """One skill of the role and what spoke for it then."""

    label: Label
    level: int | None
    must: bool
    unmet: bool
    optional: bool
    cls: EvidenceClass
    likelihood: Any
    percent: str
    points: float
    """What it added, in hundredths of the role."""
    pieces: tuple[SaidPiece, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision with every reason, as a page shows it."""

    row: DecisionRecord
    name: str
    title: Label
    bars: tuple[Bar, ...]
    skills: tuple[SaidSkill, ...]

    @property
    def words(self) -> Any:
        """What was decided."""
        return DECIDED[self.row.decided_as][0]

    @property
    def tone(self) -> str:
        """Its colour."""
        return DECIDED[self.row.decided_as][1]

    @property
    def icon(self) -> str:
        """Its picture."""
        return DECIDED[self.row.decided_as][2]

    @property
    def contests(self) -> Any:
        """What was said against it, the oldest first."""
        return self.row.contests.all()


def explained(
    rows: Iterable[DecisionRecord], organisation: OrganisationRecord | None, *, names: bool = True
) -> list[Explained]:
    """Return decisions with what the ranking said then; without names where they are hidden."""
    found = list(rows)
    skills = {one["skill"] for row in found for one in row.snapshot.get("skills", ())}
    labels = frameworks.label_maps(sorted(skills), organisation)
    known = names_of(found) if names else {}
    return [
        Explained(
            row,
            known.get(row.pk, str(HIDDEN)),
            dict(row.role.title),
            tuple(
                Bar(EvidenceClass(cls), share)
                for cls, share in row.snapshot.get("score", {}).items()
            ),
            tuple(_skill(one, labels, row.snapshot) for one in row.snapshot.get("skills", ())),
        )
        for row in found
    ]


HIDDEN = _("Somebody who is not shown")


def names_of(rows: Iterable[DecisionRecord]) -> dict[Any, str]:
    """Return names by decision, of people from outside and of members who still agree."""
    found = list(rows)
    accounts = {row.account_id for row in found if row.account_id}
    agree: dict[int, set[int]] = {}
    for place in {row.organisation_id for row in found}:
        willing = consenting(OrganisationRecord(pk=place), Purpose.MATCHING)
        agree[place] = set(willing.filter(pk__in=accounts).values_list("pk", flat=True))
    named = {one.pk: str(one) for one in AccountRecord.objects.filter(pk__in=accounts)}
    names = {}
    for row in found:
        if row.candidate is not None:
            names[row.pk] = row.candidate.name
        elif row.account_id in agree[row.organisation_id]:
            names[row.pk] = named[row.account_id]
    return names


def _skill(said: dict[str, Any], labels: dict[str, Label], line: dict[str, Any]) -> SaidSkill:
    return SaidSkill(
        label=labels[said["skill"]],
        level=said["level"],
        must=said["must"],
        unmet=said["skill"] in line.get("musts_unmet", ()),
        optional=said["importance"] == "optional",
        cls=EvidenceClass(said["class"]),
        likelihood=likelihood(said["fit"]),
        percent=percent(said["fit"]),
        points=100 * sum(said["points"].values()),
        pieces=tuple(_piece(one) for one in said["evidence"]),
    )


def _piece(said: dict[str, Any]) -> SaidPiece:
    cls = EvidenceClass(said["class"])
    source = said["source"] or ""
    own = cls is EvidenceClass.VERIFIED and source.startswith(("https://", "http://"))
    return SaidPiece(
        cls=cls,
        title=said["title"] or EVIDENCE[cls],
        issuer=said["issuer"] or "",
        level=said["level"],
        dated=date.fromisoformat(said["date"]),
        counted=said["counted"],
        disputed=said.get("disputed", False),
        likelihood=likelihood(said["fit"]),
        percent=percent(said["fit"]),
        link=source if own else "",
    )
