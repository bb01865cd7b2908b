"""How deep the bench is: who can do what, on which evidence, and what hangs on one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from skillmark.match import Assumptions
from skillmark.match.proficiency import believe, fit
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.front.templatetags.look import CLASSES
from skillmark.server.match import evidence as statements
from skillmark.server.match.roles import as_role, open_roles
from skillmark.server.people.models import (
    AccountRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.services import consenting

PROVEN = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
LIKELY = 0.5
"""Probability of the level from which somebody counts to the depth of the bench."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What speaks for one person's skill: the strongest class, and the level it says."""

    evidence_class: EvidenceClass
    level: int | None = None
    counts: bool = False
    """Whether it is proven or observed at the level that is needed."""

    @property
    def icon(self) -> str:
        """Picture of the class, the same as on its chip."""
        return CLASSES[self.evidence_class][2]

    @property
    def words(self) -> str:
        """What the cell says, for those who hear it."""
        said = str(CLASSES[self.evidence_class][0])
        if self.level is not None:
            said = _("%(kind)s, level %(level)s") % {"kind": said, "level": self.level}
        return _("%(cell)s, reaches what is asked") % {"cell": said} if self.counts else said


@dataclass(frozen=True, slots=True)
class Depth:
    """One skill across the bench."""

    skill: str
    level: int | None
    """The highest level that an open role asks for."""
    cells: tuple[Cell, ...]
    """In the order of the people."""

    @property
    def people(self) -> int:
        """How many have it at the level, verified or observed."""
        return sum(cell.counts for cell in self.cells)

    @property
    def single_point(self) -> bool:
        """Whether the organisation loses the skill when one person leaves."""
        return self.people == 1

    @property
    def claimed_only(self) -> int:
        """How many only claim it, or are inferred to have it."""
        return sum(
            cell.evidence_class in (EvidenceClass.CLAIMED, EvidenceClass.INFERRED)
            for cell in self.cells
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """People by skills."""

    people: tuple[AccountRecord, ...]
    skills: tuple[Depth, ...]


def bench(organisation: OrganisationRecord, *, today: date, now: datetime | None = None) -> Bench:
    """Return the bench for the skills that open roles ask for, thinnest first.

    Only members who agree to be found are on it.
    """
    needed: dict[str, int | None] = {}
    for row in open_roles(organisation):
        for one in as_role(row).requirements:
            before = needed.get(one.skill)
            levels = [level for level in (before, one.level) if level is not None]
            needed[one.skill] = max(levels, default=None)
    members = MembershipRecord.objects.of(organisation).values("account")
    people = tuple(
        consenting(organisation, Purpose.MATCHING).filter(pk__in=members).order_by("name", "email")
    )
    found = statements.evidence_of(organisation, people, now=now)
    sorted_out = [statements.by_skill(found[person.pk]) for person in people]
    depths = [
        Depth(
            skill,
            level,
            tuple(_cell(one.get(skill, []), level, today) for one in sorted_out),
        )
        for skill, level in needed.items()
    ]
    return Bench(people, tuple(sorted(depths, key=lambda one: (one.people, one.skill))))


def _cell(pieces: list[Evidence], level: int | None, today: date) -> Cell:
    if not pieces:
        return Cell(EvidenceClass.MISSING)
    best = pieces[0]
    terms = Assumptions()
    counts = any(
        fit(believe(piece, today=today, assumptions=terms), level) >= LIKELY
        for piece in pieces
        if piece.evidence_class in PROVEN
    )
    return Cell(best.evidence_class, best.level, counts)
