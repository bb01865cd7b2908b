"""Rankings of people for a role and of roles for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from skillmark.match import SCORER, Assumptions, Ranked, rank, score
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.server.match.candidates import Candidate, candidates
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role, open_roles
from skillmark.server.people.models import OrganisationRecord


@dataclass(frozen=True, slots=True)
class Ranking:
    """People for a role, best first, with everything that the order rests on."""

    role: Role
    ranked: tuple[Ranked, ...]
    candidates: dict[str, Candidate]
    """By the person's id."""
    assumptions: Assumptions
    today: date
    scorer: str = SCORER

    def candidate(self, ranked: Ranked) -> Candidate:
        """Return who stands at a place."""
        return self.candidates[ranked.person]


def rank_people(
    organisation: OrganisationRecord,
    role: RoleRecord,
    *,
    today: date,
    now: datetime | None = None,
    assumptions: Assumptions | None = None,
) -> Ranking:
    """Rank everybody who is considered for `role` by proof, as of `today`."""
    moment = now or datetime.combine(today, time(12), tzinfo=UTC)
    found = {one.person.id: one for one in candidates(organisation, role, now=moment)}
    terms = assumptions or Assumptions()
    wanted = as_role(role)
    ordered = rank(wanted, [one.person for one in found.values()], today=today, assumptions=terms)
    return Ranking(wanted, tuple(ordered), found, terms, today)


def fitting_roles(
    organisation: OrganisationRecord, evidence: tuple[Evidence, ...], *, today: date
) -> list[tuple[RoleRecord, Ranked]]:
    """Return the open roles with one person's score for each, the best fit first."""
    person = Person("me", evidence)
    scored = [
        (row, score(as_role(row), person, today=today, assumptions=Assumptions()))
        for row in open_roles(organisation)
    ]
    scored.sort(
        key=lambda pair: (
            len(pair[1].musts_unmet),
            *(-points for _, points in pair[1].score),
            str(pair[0].pk),
        )
    )
    return scored


def line(ranked: Ranked, candidate: Candidate) -> dict[str, Any]:
    """Return one place as JSON: the part of every skill and of every piece of evidence."""
    return {
        "id": ranked.person,
        "rank": ranked.rank,
        "score": {cls.value: points for cls, points in ranked.score},
        "skills": [
            {
                "skill": part.requirement.skill,
                "level": part.requirement.level,
                "importance": part.requirement.importance.value,
                "must": part.requirement.must,
                "class": part.evidence_class.value,
                "fit": part.fit,
                "points": {cls.value: points for cls, points in part.points},
                "evidence": [
                    {
                        "class": piece.evidence.evidence_class.value,
                        "level": piece.evidence.level,
                        "date": piece.evidence.dated.isoformat(),
                        "source": piece.evidence.source,
                        "title": piece.evidence.title,
                        "issuer": piece.evidence.issuer,
                        "fit": piece.fit,
                        "counted": piece.counted,
                    }
                    for piece in part.parts
                ],
            }
            for part in ranked.skills
        ],
        "missing": list(ranked.missing),
        "musts_unmet": list(ranked.musts_unmet),
        "refused": [
            {
                "name": one.name,
                "verdict": one.verdict,
                "reason": one.reason,
                "detail": one.detail,
            }
            for one in candidate.refused
        ],
    }
