"""How far along a pathway a person is, and what comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from skillmark.define.pathway_problems import Problem, ProblemKind, check, problems
from skillmark.define.shortest import Way, by_hours, offers, shortest
from skillmark.define.stacking import holds_until
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.held import CreditUnit, Held, Holding
from skillmark.nouns.pathway import Pathway, Step
from skillmark.nouns.proficiency import SkillLevel

__all__ = ["Problem", "ProblemKind", "Progress", "Waiting", "check", "problems", "progress"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An achievement that is open, and what must be met before it."""

    achievement: str
    first: tuple[str, ...]
    """Names of parts of the pathway: achievements, ids of steps, URIs of skills."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is along a pathway."""

    done: bool
    held: tuple[str, ...]
    """Achievements of the pathway that the person holds, in its order."""
    skills: tuple[SkillLevel, ...]
    """Skills that the pathway asks for by whatever achievement, and that the person holds."""
    open: Step | None
    """What is still to be held; `None` when done."""
    next: tuple[str, ...]
    """Achievements that can be worked for now, in the pathway's order."""
    waiting: tuple[Waiting, ...]
    """Open achievements for which something else comes first."""
    fewest: int | None
    """The least number of further achievements that completes it; `None` where none do."""
    hours: float | None
    """The least hours of further achievements that complete it; `None` where none do."""
    way: Way | None
    """One way with the fewest achievements, in an order that can be kept."""
    share: float
    """Part of the way that is done, 0 to 1: held of the least number needed in all."""
    ects: float
    """Credits held among the pathway's achievements."""
    expired: tuple[str, ...]
    """Achievements of the pathway that were held and hold no more."""
    until: date | None
    """First day on which what is held now will not complete it any more, where that runs out."""
    details: tuple[Holding, ...]
    """What of the pathway is held, with its dates."""


def progress(
    pathway: Pathway,
    held: Collection[str] | Held,
    *,
    offered: Iterable[Achievement] = (),
    today: date | None = None,
) -> Progress:
    """Return how far somebody is along a pathway.

    `held` are achievements valid today (by id), or `Held` with what each is worth and its dates,
    of which those that hold on `today` count. `offered` are the achievements of the catalogue:
    they say what plain ids are worth, and what confirms a skill. Exact: `fewest` and `hours` are
    reached by a real way. Monotone: holding more never makes `share` smaller or `fewest` greater.
    """
    worth = offers(offered)
    ever = Held.of(held)
    if not isinstance(held, Held):
        ever = Held(tuple(worth.get(one, Holding(one)) for one in held))
    mine = ever if today is None else ever.on(today)
    root = pathway.root
    still = root.remaining(mine)
    whole, way = shortest(pathway, Held(), worth), shortest(pathway, mine, worth)
    quickest = shortest(pathway, mine, worth, cost=by_hours)
    following = _following(pathway, still, mine)
    blocked = {one: pathway.waiting(one, mine) for one in following}
    asked = {*root.achievements(), *root.skills()}
    return Progress(
        done=still is None,
        held=tuple(one for one in root.achievements() if one in mine),
        skills=tuple(one for one in root.skills() if mine.confirms(one)),
        open=still,
        next=tuple(one for one in following if not blocked[one]),
        waiting=tuple(Waiting(one, first) for one, first in blocked.items() if first),
        fewest=None if way is None else len(way),
        hours=None
        if quickest is None
        else sum(worth[one].hours for one in quickest.taken if one in worth),
        way=way,
        share=_share(still, whole, way),
        ects=root.earned(mine, CreditUnit.ECTS),
        expired=tuple(one for one in root.achievements() if one in ever and one not in mine),
        until=holds_until(pathway, mine) if still is None else None,
        details=tuple(
            one
            for one in mine.holdings
            if one.achievement in asked
            or any(Held((one,)).confirms(skill) for skill in root.skills())
        ),
    )


def _share(still: Step | None, whole: Way | None, way: Way | None) -> float:
    if still is None:
        return 1.0
    return 0.0 if not whole or way is None else 1 - len(way) / len(whole)


def _following(pathway: Pathway, still: Step | None, held: Held) -> tuple[str, ...]:
    """What is open, and what comes before it, in the pathway's order."""
    wanted = {one for one in (still.achievements() if still else ()) if one not in held}
    while True:
        first = {name for one in wanted for name in pathway.waiting(one, held)}
        more = {
            one
            for name in first
            for one in _achievements(pathway, name)
            if one not in held and one not in wanted
        }
        if not more:
            return tuple(one for one in pathway.root.achievements() if one in wanted)
        wanted |= more


def _achievements(pathway: Pathway, name: str) -> tuple[str, ...]:
    part = pathway.part(name)
    if isinstance(part, Step):
        return part.achievements()
    return (part,) if isinstance(part, str) else ()
