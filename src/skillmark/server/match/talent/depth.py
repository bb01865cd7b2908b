"""How deep the bench is: who can do what, on which evidence, and what hangs on one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from skillmark.match import Assumptions
from skillmark.match.standing import ASSESSED, best_by_class, reached_by
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.front.templatetags.look import CLASSES
from skillmark.server.match import evidence as statements
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.roles import as_role, open_roles
from skillmark.server.match.talent.people import found_here
from skillmark.server.people.models import AccountRecord, OrganisationRecord

Needed = dict[str, int | None]
"""Skill to the level that is asked; `None` where any will do."""
SHOWN = tuple(cls for cls in EvidenceClass if cls is not EvidenceClass.MISSING)


@dataclass(frozen=True, slots=True)
class Cell:
    """What speaks for one person's skill, class by class: the first of them is what is shown."""

    best: tuple[Evidence, ...] = ()
    """The piece of each class that says most, strongest class first."""
    reached: EvidenceClass | None = None
    """The strongest class that makes the level asked for likely."""

    @property
    def evidence_class(self) -> EvidenceClass:
        """The strongest class there is."""
        return self.best[0].evidence_class if self.best else EvidenceClass.MISSING

    @property
    def level(self) -> int | None:
        """The level that the strongest class says."""
        return self.best[0].level if self.best else None

    @property
    def counts(self) -> bool:
        """Whether it is proven or observed at the level that is needed."""
        return self.reached in ASSESSED

    @property
    def disputed(self) -> bool:
        """Whether the person objects to what is shown."""
        return bool(self.best) and self.best[0].disputed

    @property
    def icon(self) -> str:
        """Picture of the class, the same as on its chip."""
        return CLASSES[self.evidence_class][2]

    @property
    def words(self) -> str:
        """What the cell says, for those who hear it: every class for itself."""
        return "; ".join(self._said(one) for one in self.best)

    def _said(self, piece: Evidence) -> str:
        kind = str(CLASSES[piece.evidence_class][0])
        if piece.level is not None:
            kind = _("%(kind)s, level %(level)s") % {"kind": kind, "level": piece.level}
        if piece.disputed:
            kind = _("%(cell)s (the person objects)") % {"cell": kind}
        if self.counts and piece.evidence_class is self.reached:
            kind = _("%(cell)s, reaches what is asked") % {"cell": kind}
        return kind

    def level_of(self, cls: EvidenceClass) -> int | None:
        """Return the level that a class says, if it says any."""
        return next((one.level for one in self.best if one.evidence_class is cls), None)


@dataclass(frozen=True, slots=True)
class Depth:
    """One skill across the bench."""

    skill: str
    level: int | None
    """The level asked for: by default the highest of the open roles."""
    cells: tuple[Cell, ...]
    """In the order of the people."""

    @property
    def people(self) -> int:
        """How many have it at the level, verified or observed."""
        return sum(cell.counts for cell in self.cells)

    @property
    def by_class(self) -> tuple[tuple[EvidenceClass, int], ...]:
        """How many reach the level, each person in the strongest class that reaches it."""
        reached = [cell.reached for cell in self.cells]
        return tuple((cls, reached.count(cls)) for cls in SHOWN)

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


def asked_for(organisation: OrganisationRecord) -> Needed:
    """Return what open roles ask for, each skill at the highest level."""
    needed: Needed = {}
    for row in open_roles(organisation):
        for one in as_role(row).requirements:
            levels = [level for level in (needed.get(one.skill), one.level) if level is not None]
            needed[one.skill] = max(levels, default=None)
    return needed


def bench(
    organisation: OrganisationRecord,
    *,
    today: date,
    now: datetime | None = None,
    needed: Needed | None = None,
    level: int | None = None,
) -> Bench:
    """Return the bench, thinnest skill first: for what open roles ask for, or for `needed`.

    An empty `needed` stands for every skill that anything speaks for. `level` is asked of every
    skill in place of the roles' own. Only members who agree to be found are on the bench.
    """
    people = found_here(organisation)
    found = statements.evidence_of(organisation, people, now=now)
    return bench_of(
        organisation, people, found, today=today, terms=assumptions_of(organisation),
        needed=needed, level=level,
    )  # fmt: skip


def bench_of(
    organisation: OrganisationRecord,
    people: tuple[AccountRecord, ...],
    evidence: Mapping[int, tuple[Evidence, ...]],
    *,
    today: date,
    terms: Assumptions,
    needed: Needed | None = None,
    level: int | None = None,
) -> Bench:
    """Return the bench of these people with this evidence; the rest as `bench` takes it."""
    sorted_out = [statements.by_skill(evidence[person.pk]) for person in people]
    asked = asked_for(organisation) if needed is None else needed or _anything(sorted_out)
    depths = []
    for skill, own in asked.items():
        wanted = own if level is None else level
        cells = tuple(cell_of(one.get(skill, []), wanted, today, terms) for one in sorted_out)
        depths.append(Depth(skill, wanted, cells))
    return Bench(people, tuple(sorted(depths, key=lambda one: (one.people, one.skill))))


def _anything(sorted_out: Iterable[Mapping[str, list[Evidence]]]) -> Needed:
    return dict.fromkeys(sorted({skill for one in sorted_out for skill in one}))


def cell_of(pieces: list[Evidence], level: int | None, today: date, terms: Assumptions) -> Cell:
    """Return what speaks for a skill that is asked for at `level`."""
    return Cell(
        tuple(best_by_class(pieces, today=today, assumptions=terms).values()),
        reached_by(pieces, level, today=today, assumptions=terms),
    )
