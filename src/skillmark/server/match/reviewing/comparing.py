"""Two people side by side: what decides between them, down to the skill.

The ranking compares musts first, then class by class, strongest first; so the first of these in
which two people differ decides, and within a class the skill in which they differ most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillmark.match import Ranked
from skillmark.match.ranking import SkillPart
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.front.templatetags.look import CLASSES
from skillmark.server.match.shown import Label, Place, Reasoned, Words, percent

if TYPE_CHECKING:
    from skillmark.server.match.reviewing.looking import Look

MUSTS = "musts"
CLASS = "class"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decider:
    """What decides between two people."""

    kind: str
    """`musts`, `class`, or `nothing`: then the order is that of their ids, and says nothing."""
    better: str = ""
    """Id of who stands higher."""
    musts: tuple[str, ...] = ()
    """The musts that only the lower one leaves open."""
    cls: EvidenceClass | None = None
    shares: tuple[float, float] = (0.0, 0.0)
    """What the class covers of the role, of the higher and of the lower one, 0-1."""
    skill: str = ""
    """The skill that adds most to the difference in that class."""
    adds: float = 0.0
    """How much of the role that skill adds to the difference, 0-1."""
    against: str = ""
    """The skill in which the lower one is ahead by most in that class; empty where in none."""


def decider(one: Ranked, other: Ranked) -> Decider:
    """Return what decides between two places of one ranking."""
    high, low = sorted((one, other), key=lambda place: place.rank)
    if len(high.musts_unmet) != len(low.musts_unmet):
        only = tuple(skill for skill in low.musts_unmet if skill not in high.musts_unmet)
        return Decider(MUSTS, high.person, only)
    for (cls, more), (_cls, less) in zip(high.score, low.score, strict=True):
        if more != less:
            apart = _apart(high, low, cls)
            skill, adds = max(apart.items(), key=lambda pair: pair[1])
            against, lost = min(apart.items(), key=lambda pair: pair[1])
            return Decider(
                CLASS,
                high.person,
                cls=cls,
                shares=(more, less),
                skill=skill,
                adds=adds,
                against=against if lost < -1e-9 else "",
            )
    return Decider(NOTHING, high.person)


def _apart(high: Ranked, low: Ranked, cls: EvidenceClass) -> dict[str, float]:
    """Return by skill how much more of the role the class covers of the higher one."""
    theirs = {part.requirement.skill: _points(part, cls) for part in low.skills}
    return {
        part.requirement.skill: _points(part, cls) - theirs[part.requirement.skill]
        for part in high.skills
    }


def _points(part: SkillPart, cls: EvidenceClass) -> float:
    return dict(part.points)[cls]


@dataclass(frozen=True, slots=True)
class Between:
    """What decides between two people, as a page says it."""

    decider: Decider
    better: str
    """What the higher one is called."""
    worse: str
    high: Ranked
    low: Ranked
    musts: tuple[Label, ...]
    skill: Label | None
    against: Label | None

    @property
    def class_name(self) -> Words:
        """The class of evidence that decides, in words."""
        return CLASSES[self.decider.cls][0] if self.decider.cls else ""

    @property
    def more(self) -> str:
        """What the class covers of the higher one's role, in percent."""
        return self._share(0)

    @property
    def less(self) -> str:
        """What it covers of the lower one's."""
        return self._share(1)

    def _share(self, which: int) -> str:
        shares = self.decider.shares
        # two shares that differ are never written alike
        alike = percent(shares[0]) == percent(shares[1])
        return f"{100 * shares[which]:.2f}" if alike else percent(shares[which])

    @property
    def points(self) -> float:
        """What the deciding skill adds to the difference, in hundredths of the role."""
        return 100 * self.decider.adds


def between(looked: Look, one: Ranked, other: Ranked) -> Between:
    """Return what decides between two places of a ranking, in words of its reader."""
    found = decider(one, other)
    high, low = sorted((one, other), key=lambda place: place.rank)
    labels = looked.labels
    return Between(
        decider=found,
        better=looked.name(high.person),
        worse=looked.name(low.person),
        high=high,
        low=low,
        musts=tuple(labels[skill] for skill in found.musts),
        skill=labels.get(found.skill),
        against=labels.get(found.against),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One skill of the role, and what each of two people brings for it."""

    one: Reasoned
    other: Reasoned
    decides: bool
    """Whether it is the skill that decides."""

    @property
    def sides(self) -> tuple[tuple[str, Reasoned], ...]:
        """The two of them, each with which it is."""
        return (("one", self.one), ("other", self.other))


def rows(one: Place, other: Place, found: Decider) -> list[Row]:
    """Return the skills of two places, the deciding ones first."""
    deciding = {found.skill, *found.musts} - {""}
    pairs = [
        Row(mine, theirs, mine.part.requirement.skill in deciding)
        for mine, theirs in zip(one.reasons, other.reasons, strict=True)
    ]
    return sorted(pairs, key=lambda row: not row.decides)
