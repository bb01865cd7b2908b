"""Very many people for one role: columns, whole numbers, and the same ranking to the last bit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from skillmark.match.assumptions import Assumptions
from skillmark.match.crowd import file
from skillmark.match.crowd.columns import CLASSES, Columns, columns_of
from skillmark.match.crowd.fits import Fits
from skillmark.match.crowd.sums import Fitted, Sums, Wanted, best, first, sums
from skillmark.match.keeping import made
from skillmark.match.ranking import Ranked, must_chance, score, step_points
from skillmark.match.shares import shares
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.evidence import Evidence, Inference
from skillmark.nouns.person import Person, Requirement, Role


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody's place without the reasons: as `match.Ranked`, which can be asked for."""

    person: str
    rank: int
    unmet: int
    """How many musts are not met."""
    exact: tuple[int, ...]
    """As `Ranked.exact`."""


class Crowd:
    """People in columns, as they stand on one day under some assumptions.

    `rank` gives what `match.rank` gives for the same people, to the bit. A crowd is not changed;
    reading it from several threads is safe.
    """

    def __init__(
        self,
        columns: Columns,
        *,
        today: date,
        assumptions: Assumptions | None = None,
        path: Path | None = None,
        digest: str = "",
    ) -> None:
        self.columns = columns
        self.today = today
        self.assumptions = assumptions or Assumptions()
        self.path = path
        """The file that it is mapped from, `None` where it is in memory alone."""
        self.digest = digest
        """Of its content, where it has a file."""
        self._skills = {uri: at for at, uri in enumerate(columns.skills)}
        self._fits = Fits(columns, today, self.assumptions)

    @classmethod
    def of(
        cls, people: Iterable[Person], *, today: date, assumptions: Assumptions | None = None
    ) -> Crowd:
        """Read people once. Raises `InputError` where an id occurs twice."""
        return cls(columns_of(people), today=today, assumptions=assumptions)

    @classmethod
    def open(cls, path: Path, *, today: date, assumptions: Assumptions | None = None) -> Crowd:
        """Map a crowd that was kept. Raises `UnreadableError` for anything else."""
        columns, digest = file.read(path)
        return cls(columns, today=today, assumptions=assumptions, path=path, digest=digest)

    def save(self, path: Path) -> Crowd:
        """Keep the crowd in a file and return it as mapped from there."""
        file.write(self.columns, path)
        return Crowd.open(path, today=self.today, assumptions=self.assumptions)

    def __len__(self) -> int:
        return len(self.columns.ids)

    @property
    def pieces(self) -> int:
        """How many pieces of evidence there are."""
        return len(self.columns.person)

    def prepare(self, levels: Iterable[int | None] = (None, *range(1, 9))) -> None:
        """Work out now how far every belief reaches these levels, and not at the first role."""
        for level in levels:
            self.fits(level)

    def fits(self, level: int | None) -> NDArray[np.int32]:
        """Return how likely each row of the table of beliefs reaches a level, in billionths.

        For skills without a half-life of their own.
        """
        return self._fits.of(self.assumptions.half_life_months, level)

    def rank(self, role: Role, top: int | None = 100) -> list[Ranked]:
        """Return the first `top` people, best first, each with every reason."""
        chosen = first(self._sums(role), top)
        return [
            replace(score(role, person, today=self.today, assumptions=self.assumptions), rank=place)
            for place, person in enumerate(self.people(chosen, role), start=1)
        ]

    def places(self, role: Role, top: int | None = 100) -> list[Placed]:
        """Return the first `top` people without the reasons: many times as fast."""
        found = self._sums(role)
        chosen = first(found, top)
        rows = zip(
            chosen.tolist(),
            found.unmet[chosen].tolist(),
            np.stack([points[chosen] for points in found.points], axis=1).tolist(),
            strict=True,
        )
        return [
            Placed(self.columns.ids[at], place, unmet, tuple(exact))
            for place, (at, unmet, exact) in enumerate(rows, start=1)
        ]

    def people(self, chosen: NDArray[np.intp], role: Role) -> list[Person]:
        """Return people by number, with all their evidence for what a role asks for."""
        numbers = chosen.astype(np.uint32)
        held: list[list[Evidence]] = [[] for _ in numbers]
        for wanted in role.requirements:
            skill = self._skills.get(wanted.skill)
            if skill is None:
                continue
            for place in range(len(CLASSES)):
                piece = self._slice(skill, place)
                person = self.columns.person[piece]
                begin = np.searchsorted(person, numbers, "left") + piece.start
                end = np.searchsorted(person, numbers, "right") + piece.start
                for mine, start, stop in zip(held, begin.tolist(), end.tolist(), strict=True):
                    mine.extend(self._evidence(wanted.skill, at) for at in range(start, stop))
        return [
            Person(self.columns.ids[at], tuple(evidence))
            for at, evidence in zip(chosen.tolist(), held, strict=True)
        ]

    def _sums(self, role: Role) -> Sums:
        parts = zip(role.requirements, shares(role, self.assumptions), strict=True)
        return sums(
            len(self),
            [self._wanted(requirement, share) for requirement, share in parts],
            needed=must_chance(self.assumptions),
            step=step_points(self.assumptions),
        )

    def _wanted(self, requirement: Requirement, share: int) -> Wanted:
        fits = self._fits.of(self.assumptions.half_life(requirement.skill), requirement.level)
        skill = self._skills.get(requirement.skill)

        def pieces(place: int) -> Fitted | None:
            if skill is None:
                return None
            piece = self._slice(skill, place)
            if piece.start == piece.stop:
                return None
            return best(self.columns.person[piece], fits[self.columns.said[piece]])

        return Wanted(
            share,
            requirement.must,
            tuple(partial(pieces, place) for place in range(len(CLASSES))),
        )

    def _slice(self, skill: int, place: int) -> slice:
        at = skill * len(CLASSES) + place
        return slice(int(self.columns.starts[at]), int(self.columns.starts[at + 1]))

    def _evidence(self, skill: str, at: int) -> Evidence:
        columns = self.columns
        cls, level, day, credibility, _ = columns.beliefs[columns.said[at]].tolist()
        title, issuer, rule, disputed, way = orjson.loads(columns.tellings[int(columns.told[at])])
        return Evidence(
            skill=skill,
            evidence_class=CLASSES[cls],
            dated=date.fromordinal(day),
            level=level or None,
            source=columns.sources[int(columns.source[at])],
            title=title,
            issuer=issuer,
            credibility=None
            if credibility < 0
            else made(Credibility, orjson.loads(columns.credibilities[credibility])),
            recognised_by=rule,
            disputed=disputed,
            inference=made(Inference, way) if way else None,
        )
