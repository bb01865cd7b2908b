"""Whom of some people fits which of some roles: every alternative, and the best answer of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from skillmark.match import Assumptions, Ranked, score
from skillmark.match.adjacency import with_inferred
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.redeployment import Assignment, Placement, assign
from skillmark.server.match import evidence as statements
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.neighbours import adjacency_of
from skillmark.server.match.roles import as_role
from skillmark.server.match.talent.models import Aim, RedeploymentRecord
from skillmark.server.match.talent.reach import State, standing
from skillmark.server.match.talent.wanted import needs_of
from skillmark.server.match.talent.ways import Path, Ways
from skillmark.server.people.models import AccountRecord
from skillmark.server.plan.models import PostRecord

_WEIGHTS = (1.0, 1e-3, 1e-6)
"""What the aim counts, what decides between equals, and what between equals of that."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One person beside one growing role."""

    role: RoleRecord
    ranked: Ranked
    gaps: tuple[str, ...]
    """Skills that neither proof nor observation reaches."""
    path: Path | None
    possible: bool
    """Whether the person can do it now, or a way on offer leads there."""

    @property
    def verified(self) -> float:
        """Share of the role that is verified, 0-1."""
        return self.ranked.verified

    @property
    def judged(self) -> float:
        """Share that is verified or observed, 0-1: what others judged."""
        return self.verified + dict(self.ranked.score)[EvidenceClass.EVIDENCED]

    @property
    def weeks(self) -> float | None:
        """Weeks until ready; 0 now, `None` where nothing leads there."""
        if not self.possible:
            return None
        return self.path.weeks if self.path else 0.0

    @property
    def cost(self) -> float:
        """What the way costs the organisation."""
        return self.path.cost if self.path else 0.0


@dataclass(frozen=True, slots=True)
class Move:
    """One person, every growing role, and where the best answer puts them."""

    person: AccountRecord
    today: RoleRecord
    """The role they have now."""
    fits: tuple[Fit, ...]
    """In the order of the growing roles."""
    taken: int | None
    second: int | None = None
    """The role the person would have in the best answer without this one."""
    loss: float = 0.0
    """What the answer as a whole would lose by that, in whole fits: 0 means as good."""
    costs_a_place: bool = False
    """Whether by that one person more would be left without a place."""

    @property
    def proposed(self) -> Fit | None:
        """Where the best answer puts the person."""
        return None if self.taken is None else self.fits[self.taken]

    @property
    def possible(self) -> bool:
        """Whether any growing role is possible, whatever the seats."""
        return any(fit.possible for fit in self.fits)


@dataclass(frozen=True, slots=True)
class Moves:
    """The answer: everybody who is considered, and what stays open."""

    shrinking: tuple[RoleRecord, ...]
    growing: tuple[tuple[RoleRecord, int], ...]
    """With their seats."""
    people: tuple[Move, ...]
    unfilled: tuple[tuple[RoleRecord, int], ...]
    not_asked: int
    """People of the shrinking roles who have not agreed, and are not looked at."""
    new: int = 0
    """People who have agreed or come since, and are not in the answer until it is asked anew."""

    @property
    def placed(self) -> tuple[Move, ...]:
        """Those the answer has a place for."""
        return tuple(one for one in self.people if one.taken is not None)

    @property
    def left(self) -> tuple[Move, ...]:
        """Those it has none for."""
        return tuple(one for one in self.people if one.taken is None)

    @property
    def cost(self) -> float:
        """What all ways of the answer cost together."""
        return sum(one.proposed.cost for one in self.placed if one.proposed)

    @property
    def weeks(self) -> float:
        """When the last of them is ready."""
        return max((one.proposed.weeks or 0.0 for one in self.placed if one.proposed), default=0.0)


def best_places(
    question: RedeploymentRecord, posts: dict[int, PostRecord], *, in_roles: int, now: datetime
) -> Moves:
    """Return the best answer for the people of these posts, by account, as of `now`.

    `in_roles` says how many have a shrinking role, whoever of them agrees.
    """
    place = question.organisation
    known = {str(row.pk): row for row in RoleRecord.objects.of(place).filter(
        pk__in=[*question.shrinking, *question.growing]
    ).prefetch_related("requirements")}  # fmt: skip
    growing = tuple(
        (known[pk], int(seats)) for pk, seats in question.growing.items() if pk in known
    )
    people = [post.account for post in posts.values()]
    evidence = statements.evidence_of(place, people, now=now)
    terms, ways = assumptions_of(place), Ways.of(place, otherwise=question.hours)
    fits = [
        tuple(
            _fit(row, person, evidence[person.pk], now=now, terms=terms, ways=ways)
            for row, _seats in growing
        )
        for person in people
    ]
    seats = [number for _row, number in growing]
    best = assign(worths(fits, Aim(question.aim)), seats)
    best_of = {one.person: one for one in best.placements}
    return Moves(
        tuple(known[pk] for pk in question.shrinking if pk in known),
        growing,
        tuple(
            _move(post, fits[number], best_of.get(number), len(people))
            for number, post in enumerate(posts.values())
        ),
        _unfilled(best, growing),
        in_roles - len(people),
    )


def _fit(
    row: RoleRecord,
    person: AccountRecord,
    evidence: tuple[Evidence, ...],
    *,
    now: datetime,
    terms: Assumptions,
    ways: Ways,
) -> Fit:
    role, today = as_role(row), now.date()
    wanted = {one.skill for one in role.requirements}
    evidence = with_inferred(
        evidence, adjacency_of(row.organisation), assumptions=terms, wanted=wanted
    )
    ranked = score(role, Person("one", evidence), today=today, assumptions=terms)
    stands = standing(
        person, "", evidence, needs_of(role), weeks=0.0, today=today, terms=terms, ways=ways
    )
    return Fit(
        row, ranked, tuple(gap.skill for gap in stands.gaps), stands.path,
        stands.state is not State.OUT,
    )  # fmt: skip


def worths(fits: Sequence[Sequence[Fit]], aim: Aim) -> list[list[float | None]]:
    """Return what each placement is worth, nothing where it is impossible.

    A place for one person more is worth more than everything else together, so as many as
    possible have one; then the aim decides, and between equals what was observed beside what is
    verified, the weeks, the fit.
    """
    possible = [fit for row in fits for fit in row if fit.possible]
    weeks = max((fit.weeks or 0.0 for fit in possible), default=0.0) or 1.0
    cost = max((fit.cost for fit in possible), default=0.0) or 1.0
    one_place = place_worth(len(fits))

    def worth(fit: Fit) -> float | None:
        if not fit.possible:
            return None
        soon, cheap = 1.0 - (fit.weeks or 0.0) / weeks, 1.0 - fit.cost / cost
        measures = {
            Aim.FIT: (fit.verified, fit.judged, soon),
            Aim.WEEKS: (soon, fit.verified, fit.judged),
            Aim.COST: (cheap, soon, fit.verified),
        }[aim]
        return one_place + sum(w * one for w, one in zip(_WEIGHTS, measures, strict=True))

    return [[worth(fit) for fit in row] for row in fits]


def place_worth(people: int) -> float:
    """Return what a place is worth beside fits of at most 1 (and a little) for so many people."""
    return 2.0 * (people + 1)


def _move(post: PostRecord, fits: tuple[Fit, ...], placed: Placement | None, of: int) -> Move:
    if placed is None:
        return Move(post.account, post.role, fits, None)
    one_place = place_worth(of)
    costs_a_place = placed.loss > one_place / 2
    return Move(
        post.account, post.role, fits, placed.role, placed.second,
        max(0.0, placed.loss - (one_place if costs_a_place else 0.0)), costs_a_place,
    )  # fmt: skip


def _unfilled(
    best: Assignment, growing: Sequence[tuple[RoleRecord, int]]
) -> tuple[tuple[RoleRecord, int], ...]:
    return tuple((growing[number][0], seats) for number, seats in best.unfilled)
