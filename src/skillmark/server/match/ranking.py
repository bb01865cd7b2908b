"""Rankings of people for a role and of roles for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from skillmark.match import SCORER, Assumptions, Ranked, rank, score
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.server.match.assumptions import assumptions_of
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

    @property
    def evidence(self) -> list[Evidence]:
        """Everything that the order rests on."""
        return [piece for one in self.candidates.values() for piece in one.person.evidence]

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
    terms = assumptions or assumptions_of(organisation)
    wanted = as_role(role)
    ordered = rank(wanted, [one.person for one in found.values()], today=today, assumptions=terms)
    return Ranking(wanted, tuple(ordered), found, terms, today)


def fitting_roles(
    organisation: OrganisationRecord, evidence: tuple[Evidence, ...], *, today: date
) -> list[tuple[RoleRecord, Ranked]]:
    """Return the open roles with one person's score for each, the best fit first."""
    person = Person("me", evidence)
    terms = assumptions_of(organisation)
    scored = [
        (row, score(as_role(row), person, today=today, assumptions=terms))
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
