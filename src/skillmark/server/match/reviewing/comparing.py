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
STEPS = "steps"
CLASS = "class"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decider:
    """What decides between two people."""

    kind: str
    """`musts`, `steps` (so much more is proven up to a class that it counts, where the
    organisation set a step of proof), `class`, or `nothing`: then the order is that of their ids,
    and says nothing."""
    better: str = ""
    """Id of who stands higher."""
    musts: tuple[str, ...] = ()
    """The musts that only the lower one leaves open."""
    cls: EvidenceClass | None = None
    shares: tuple[float, float] = (0.0, 0.0)
    """What the class covers of the role, of the higher and of the lower one, 0-1; for `steps`
    together with the stronger classes."""
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
    classes = tuple(cls for cls, _share in high.score)
    for kind, more, less in ((STEPS, high.steps, low.steps), (CLASS, high.exact, low.exact)):
        at = next((n for n in range(len(more)) if more[n] != less[n]), None)
        if at is not None:
            counted = classes[: at + 1] if kind == STEPS else classes[at : at + 1]
            return _by(kind, high, low, counted)
    return Decider(NOTHING, high.person)


def _by(kind: str, high: Ranked, low: Ranked, classes: tuple[EvidenceClass, ...]) -> Decider:
    """Return that the last of `classes` decides, counted together with the others."""
    theirs = {part.requirement.skill: _points(part, classes) for part in low.skills}
    apart = {
        part.requirement.skill: _points(part, classes) - theirs[part.requirement.skill]
        for part in high.skills
    }
    skill, adds = max(apart.items(), key=lambda pair: pair[1])
    against, lost = min(apart.items(), key=lambda pair: pair[1])
    return Decider(
        kind,
        high.person,
        cls=classes[-1],
        shares=(_share(high, classes), _share(low, classes)),
        skill=skill,
        adds=adds,
        against=against if lost < -1e-9 else "",
    )


def _share(place: Ranked, classes: tuple[EvidenceClass, ...]) -> float:
    return sum(share for cls, share in place.score if cls in classes)


def _points(part: SkillPart, classes: tuple[EvidenceClass, ...]) -> float:
    return sum(points for cls, points in part.points if cls in classes)


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
