"""Who can do it now, who will be able to in so many weeks, and who is out of reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from skillmark.match import Assumptions
from skillmark.match.adjacency import with_inferred
from skillmark.match.standing import ASSESSED
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.plan import Gap
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.match import evidence as statements
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.neighbours import adjacency_of
from skillmark.server.match.talent.depth import Cell, cell_of
from skillmark.server.match.talent.people import found_here, teams
from skillmark.server.match.talent.ways import Path, Ways, proven_today
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@dataclass(frozen=True, slots=True)
class Need:
    """One skill that is asked for. Without `level`, any level will do."""

    skill: str
    level: int | None = None


class State(StrEnum):
    """Where somebody stands, proof and observation alone considered."""

    NOW = "now"
    SOON = "soon"
    """Within the weeks asked, by a way that is on offer."""
    LATER = "later"
    OUT = "out"
    """Nothing on offer leads there, or the person has not agreed to be planned for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person beside what is asked."""

    person: AccountRecord
    team: str
    cells: tuple[Cell, ...]
    """In the order of the needs."""
    reached: EvidenceClass | None
    """The class that everything asked is reached by: the weakest of the strongest of each skill.
    `None` where something is not reached by anything."""
    gaps: tuple[Gap, ...]
    """What neither proof nor observation reaches."""
    path: Path | None
    planned: bool
    """Whether the person agrees to have training planned."""
    state: State

    @property
    def weeks(self) -> float | None:
        """Weeks until everything asked is proven; 0 now, `None` where no way leads there."""
        if self.state is State.NOW:
            return 0.0
        return self.path.weeks if self.path and self.path.arrives else None

    @property
    def unchecked(self) -> EvidenceClass | None:
        """`CLAIMED` or `INFERRED` where only that makes the person able now."""
        return None if self.state is State.NOW else self.reached


@dataclass(frozen=True, slots=True)
class Answer:
    """Everybody who agreed to be found, beside what is asked."""

    needs: tuple[Need, ...]
    weeks: float
    people: tuple[Standing, ...]
    """Those who can first, then who is ready soonest."""

    def those(self, state: State) -> tuple[Standing, ...]:
        """Return everybody in a state."""
        return tuple(one for one in self.people if one.state is state)

    def able(self, cls: EvidenceClass) -> tuple[Standing, ...]:
        """Return whom this class of evidence makes able now: nobody is in two of them."""
        return tuple(one for one in self.people if one.reached is cls)

    def ready_in(self, weeks: float) -> int:
        """Return how many are ready, proven or observed, within so many weeks."""
        return sum(one.weeks is not None and one.weeks <= weeks for one in self.people)


def who(
    organisation: OrganisationRecord,
    needs: Sequence[Need],
    *,
    weeks: float,
    today: date,
    now: datetime | None = None,
    ways: Ways | None = None,
) -> Answer:
    """Say of everybody who agreed to be found whether and when they can do all of `needs`."""
    people = found_here(organisation)
    known = statements.evidence_of(organisation, people, now=now)
    terms, team_of = assumptions_of(organisation), teams(organisation)
    ways, graph = ways or Ways.of(organisation), adjacency_of(organisation)
    wanted = {need.skill for need in needs}

    def evidence(person: AccountRecord) -> tuple[Evidence, ...]:
        # What follows from other skills is looked for as far as a ranking looks.
        return with_inferred(known[person.pk], graph, assumptions=terms, wanted=wanted)

    found = [
        standing(
            person, team_of.get(person.pk, ""), evidence(person), needs,
            weeks=weeks, today=today, terms=terms, ways=ways,
        )
        for person in people
    ]  # fmt: skip
    return Answer(tuple(needs), weeks, tuple(sorted(found, key=_order)))


def standing(
    person: AccountRecord,
    team: str,
    evidence: tuple[Evidence, ...],
    needs: Sequence[Need],
    *,
    weeks: float,
    today: date,
    terms: Assumptions,
    ways: Ways,
) -> Standing:
    """Return where one person stands."""
    pieces = statements.by_skill(evidence)
    cells = tuple(cell_of(pieces.get(need.skill, []), need.level, today, terms) for need in needs)
    gaps = tuple(
        Gap(need.skill, 1.0, need.level)
        for need, cell in zip(needs, cells, strict=True)
        if not cell.counts
    )
    held = proven_today(evidence, today=today, assumptions=terms)
    path = ways.path(person.pk, gaps, held)
    return Standing(
        person, team, cells, _weakest(cells), gaps, path, person.pk in ways.willing,
        _state(gaps, path, weeks),
    )  # fmt: skip


def _weakest(cells: Sequence[Cell]) -> EvidenceClass | None:
    reached = [cell.reached for cell in cells]
    if not reached or None in reached:
        return None
    return max((one for one in reached if one is not None), key=lambda cls: cls.rank)


def _state(gaps: tuple[Gap, ...], path: Path | None, weeks: float) -> State:
    if not gaps:
        return State.NOW
    if path is None or not path.arrives:
        return State.OUT
    return State.SOON if path.weeks <= weeks else State.LATER


def _order(one: Standing) -> tuple[object, ...]:
    state = list(State).index(one.state)
    if one.state is State.NOW:
        return state, ASSESSED.index(one.reached or EvidenceClass.EVIDENCED), str(one.person)
    # Who is out of reach comes in the order of how much is missing.
    weeks = one.weeks if one.weeks is not None else 1e9
    return state, weeks, len(one.gaps), str(one.person)
