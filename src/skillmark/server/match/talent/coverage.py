"""How well skills are covered: team by team, if somebody leaves, and who could be the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from skillmark.match import Assumptions
from skillmark.match.proficiency import believe, fit
from skillmark.nouns.plan import Gap
from skillmark.server.match import evidence as statements
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.talent.depth import Bench, Cell, Depth, Needed, bench_of
from skillmark.server.match.talent.people import found_here, teams
from skillmark.server.match.talent.ways import Path, Ways, proven_today
from skillmark.server.people.models import AccountRecord, OrganisationRecord

THIN = 1
"""So many people or fewer are a single point of failure, or a hole."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Who is nearest to becoming the next who can do a skill."""

    person: AccountRecord
    path: Path | None
    """The way there; `None` where nothing on offer leads there or it may not be planned."""
    cell: Cell
    """What speaks for the person's skill today."""

    @property
    def weeks(self) -> float | None:
        """Weeks to go, where there is a way."""
        return self.path.weeks if self.path and self.path.arrives else None

    @property
    def week(self) -> int | None:
        """The week in which the way ends, counted from 1."""
        return self.path.week if self.weeks is not None and self.path else None


@dataclass(frozen=True, slots=True)
class Covered:
    """One skill: who has it, in which teams, and who is next."""

    depth: Depth
    by_team: tuple[int, ...]
    """People who reach the level, in the order of the teams."""
    before: int
    """How many reached it with the person who is thought to leave."""
    nearest: Nearest | None
    """Only worked out where so few have it that one leaving would be felt."""

    @property
    def people(self) -> int:
        """How many reach the level."""
        return self.depth.people

    @property
    def lost(self) -> bool:
        """Whether nobody would be left."""
        return self.before > 0 and self.people == 0

    @property
    def one_team(self) -> bool:
        """Whether several have it and all of them work in the same team."""
        return self.people > 1 and max(self.by_team) == self.people


@dataclass(frozen=True, slots=True)
class Coverage:
    """Skills by teams, the thinnest first."""

    bench: Bench
    teams: tuple[str, ...]
    """Names; the empty one is that of people without a team, and comes last."""
    skills: tuple[Covered, ...]
    leaving: AccountRecord | None

    @property
    def lost(self) -> tuple[Covered, ...]:
        """Skills that nobody would be left for."""
        return tuple(one for one in self.skills if one.lost)

    @property
    def weakened(self) -> tuple[Covered, ...]:
        """Skills that would hang on one person, and do not yet."""
        return tuple(one for one in self.skills if one.people == THIN < one.before)


def coverage(
    organisation: OrganisationRecord,
    *,
    today: date,
    now: datetime | None = None,
    needed: Needed | None = None,
    level: int | None = None,
    leaving: int | None = None,
    ways: Ways | None = None,
) -> Coverage:
    """Return how skills are covered; with `leaving` (an account), as if that person were gone.

    `needed` and `level` as `depth.bench` takes them. Somebody who has not agreed to be found
    cannot be thought away either: nobody learns from the difference what they can do.
    """
    everybody = found_here(organisation)
    evidence = statements.evidence_of(organisation, everybody, now=now)
    terms, team_of = assumptions_of(organisation), teams(organisation)
    ways = ways or Ways.of(organisation)
    whole = bench_of(
        organisation, everybody, evidence, today=today, terms=terms, needed=needed, level=level
    )
    gone = next((one for one in everybody if one.pk == leaving), None)
    stay = [number for number, one in enumerate(everybody) if one is not gone]
    people = tuple(everybody[number] for number in stay)
    names = sorted({team_of.get(one.pk, "") for one in people}, key=lambda name: (not name, name))
    held = {
        one.pk: proven_today(evidence[one.pk], today=today, assumptions=terms) for one in people
    }
    found = []
    for depth in whole.skills:
        cells = tuple(depth.cells[number] for number in stay)
        left = Depth(depth.skill, depth.level, cells)
        counted = Counter(
            team_of.get(one.pk, "") for one, cell in zip(people, cells, strict=True) if cell.counts
        )
        next_one = None
        if left.people <= THIN:
            next_one = _nearest(left, people, held, today=today, terms=terms, ways=ways)
        found.append(Covered(left, tuple(counted[name] for name in names), depth.people, next_one))
    found.sort(key=lambda one: (one.people, -one.before, one.depth.skill))
    kept = Bench(people, tuple(one.depth for one in found))
    return Coverage(kept, tuple(names), tuple(found), gone)


def _nearest(
    depth: Depth,
    people: Sequence[AccountRecord],
    held: Mapping[int, Mapping[str, int]],
    *,
    today: date,
    terms: Assumptions,
    ways: Ways,
) -> Nearest | None:
    """Return who gets there soonest; where no way leads there, whom most speaks for."""
    found: list[tuple[tuple[float, ...], int, Nearest]] = []
    for number, (person, cell) in enumerate(zip(people, depth.cells, strict=True)):
        if cell.counts:
            continue
        path = ways.path(person.pk, (Gap(depth.skill, 1.0, depth.level),), held[person.pk])
        if path is None and not cell.best:
            continue
        weeks = path.weeks if path and path.arrives else float("inf")
        # Of those who are as far, first whom the stronger class speaks for, then the likelier.
        likely = [
            fit(believe(one, today=today, assumptions=terms), depth.level) for one in cell.best[:1]
        ]
        order = (weeks, float(cell.evidence_class.rank), -max(likely, default=0.0))
        found.append((order, number, Nearest(person, path, cell)))
    return min(found, key=lambda one: one[:2])[2] if found else None
