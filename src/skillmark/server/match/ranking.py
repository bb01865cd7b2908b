"""Rankings of people for a role and of roles for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from skillmark.match import SCORER, Assumptions, Ranked, fitting, rank
from skillmark.match.adjacency import Adjacency, with_inferred
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.candidates import Candidate, candidates
from skillmark.server.match.deciding.models import MatchingPolicyRecord
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.neighbours import adjacency_of
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
    graph: Adjacency | None = None
    """By which relations of skills something was inferred."""

    def again(
        self, assumptions: Assumptions, *, among: Sequence[Ranked] | None = None
    ) -> list[Ranked]:
        """Rank the same people (or some of them) under other assumptions, by the same evidence."""
        some = self.ranked if among is None else among
        people = [self.candidate(one).person for one in some]
        return _ordered(self.role, people, self.graph, assumptions, self.today)

    @property
    def people(self) -> list[Person]:
        """Everybody as they were ranked: with what follows for the skills of the role."""
        everybody = [one.person for one in self.candidates.values()]
        return _knowing(self.role, everybody, self.graph, self.assumptions)

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
    """Rank everybody who is considered for `role` by proof, as of `today`.

    Raises `ConflictError` while the organisation has suspended it.
    """
    if MatchingPolicyRecord.objects.of(organisation).filter(suspended=True).exists():
        raise ConflictError(
            _("ranking is suspended at this organisation"),
            remedy=_("ask those who run the place, who can lift it under Fair matching"),
            code="suspended",
        )
    moment = now or datetime.combine(today, time(12), tzinfo=UTC)
    found = {one.person.id: one for one in candidates(organisation, role, now=moment)}
    terms = assumptions or assumptions_of(organisation)
    wanted = as_role(role)
    graph = adjacency_of(organisation)
    ordered = _ordered(wanted, [one.person for one in found.values()], graph, terms, today)
    return Ranking(wanted, tuple(ordered), found, terms, today, graph=graph)


def _ordered(
    role: Role,
    people: Iterable[Person],
    graph: Adjacency | None,
    terms: Assumptions,
    today: date,
) -> list[Ranked]:
    """Return people best first, with what can be inferred of what the role asks for."""
    return rank(role, _knowing(role, people, graph, terms), today=today, assumptions=terms)


def _knowing(
    role: Role, people: Iterable[Person], graph: Adjacency | None, terms: Assumptions
) -> list[Person]:
    if graph is None:
        return list(people)
    skills = {one.skill for one in role.requirements}
    return [
        replace(one, evidence=with_inferred(one.evidence, graph, assumptions=terms, wanted=skills))
        for one in people
    ]


def fitting_roles(
    organisation: OrganisationRecord, evidence: tuple[Evidence, ...], *, today: date
) -> list[tuple[RoleRecord, Ranked]]:
    """Return the open roles with one person's score for each, the best fit first."""
    rows = {str(row.pk): row for row in open_roles(organisation)}
    roles = [replace(as_role(row), id=name) for name, row in rows.items()]
    terms = assumptions_of(organisation)
    wanted = {one.skill for role in roles for one in role.requirements}
    known = with_inferred(evidence, adjacency_of(organisation), assumptions=terms, wanted=wanted)
    found = fitting(Person("me", known), roles, today=today, assumptions=terms)
    return [(rows[one.role.id], one.ranked) for one in found]
