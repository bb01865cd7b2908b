"""Stackable pathways: whether one makes sense, and how far along it a person is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from skillmark.define.catalogue import Catalogue
from skillmark.nouns.achievement import Achievement, Pathway, Step
from skillmark.nouns.errors import InputError


class ProblemKind(StrEnum):
    """What can be wrong with a pathway."""

    UNKNOWN = "unknown_achievement"
    CYCLE = "cycle"
    UNREACHABLE = "unreachable"
    UNASSESSED = "unassessed_skill"
    REPEATED = "repeated_option"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pathway, for its author."""

    pathway: str
    kind: ProblemKind
    detail: str
    concerns: tuple[str, ...] = ()
    """Ids of the achievements or URIs of the skills that it is about."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is along a pathway."""

    done: bool
    held: tuple[str, ...]
    """Achievements of the pathway that the person holds, in its order."""
    open: Step | None
    """What is still to be held; `None` when done."""
    next: tuple[str, ...]
    """Achievements that can be worked for now, in the pathway's order."""
    fewest: int
    """The least number of further achievements that completes it."""
    share: float
    """Part of the way that is done, 0 to 1: held of the least number needed in all."""


def problems(catalogue: Catalogue) -> tuple[Problem, ...]:
    """Return everything that is wrong with the pathways of a catalogue, none when all is well.

    Found: achievements that do not exist; pathways that lead back to themselves through what they
    award; awards that nobody can reach; the same option twice in one step; skills that the
    award promises although no achievement on some way to it assesses them at that level.
    """
    achievements = {one.id: one for one in catalogue.achievements}
    found: list[Problem] = []
    for pathway in catalogue.pathways:
        found += _unknown(pathway, achievements)
        found += _repeated(pathway.id, pathway.root)
    found += _cycles(catalogue.pathways)
    reachable = _reachable(catalogue)
    for pathway in catalogue.pathways:
        if not pathway.root.met_by(reachable):
            missing = tuple(one for one in pathway.root.achievements() if one not in reachable)
            found.append(
                Problem(
                    pathway.id,
                    ProblemKind.UNREACHABLE,
                    f"nobody can complete it: no way to {', '.join(missing)}",
                    missing,
                )
            )
        else:
            found += _unassessed(pathway, achievements)
    return tuple(found)


def check(catalogue: Catalogue) -> None:
    """Raise `InputError` for the first problem of a catalogue's pathways."""
    for problem in problems(catalogue):
        raise InputError(
            problem.detail, where=f"pathway {problem.pathway}", code=problem.kind.value
        )


def _unknown(pathway: Pathway, achievements: Mapping[str, Achievement]) -> list[Problem]:
    asked = (*pathway.root.achievements(), pathway.awards)
    missing = tuple(dict.fromkeys(one for one in asked if one not in achievements))
    if not missing:
        return []
    detail = f"no achievement {', '.join(missing)}"
    return [Problem(pathway.id, ProblemKind.UNKNOWN, detail, missing)]


def _repeated(pathway: str, step: Step) -> list[Problem]:
    """An option that counts twice makes a step easier than it reads."""
    plain = [option for option in step.options if isinstance(option, str)]
    twice = tuple(sorted({option for option in plain if plain.count(option) > 1}))
    found = [
        Problem(pathway, ProblemKind.REPEATED, f"{', '.join(twice)} is an option twice", twice)
    ] * bool(twice)
    for option in step.options:
        if isinstance(option, Step):
            found += _repeated(pathway, option)
    return found


def _cycles(pathways: Iterable[Pathway]) -> list[Problem]:
    """Pathways whose award is, through other pathways, part of what they ask for."""
    asks: dict[str, set[str]] = {}
    for pathway in pathways:
        asks.setdefault(pathway.awards, set()).update(pathway.root.achievements())
    found: list[Problem] = []
    for pathway in pathways:
        way = _way_back(pathway.awards, asks)
        if way:
            detail = f"it leads back to itself: {' -> '.join(way)}"
            found.append(Problem(pathway.id, ProblemKind.CYCLE, detail, way))
    return found


def _way_back(start: str, asks: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The shortest way from what `start` asks for back to `start`."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        following: list[tuple[str, ...]] = []
        for way in ways:
            for one in sorted(asks.get(way[-1], ())):
                if one == start:
                    return (*way, start)
                if one not in seen:
                    seen.add(one)
                    following.append((*way, one))
        ways = following
    return ()


def _reachable(catalogue: Catalogue) -> frozenset[str]:
    """Achievements that someone who starts with nothing can come to hold: what a test confirms, and
    what is awarded for a pathway of reachable ones."""
    stacked = {pathway.awards for pathway in catalogue.pathways}
    held = {one.id for one in catalogue.achievements if one.test or one.id not in stacked}
    known = {one.id for one in catalogue.achievements}
    while True:
        more = {
            pathway.awards
            for pathway in catalogue.pathways
            if pathway.awards in known and pathway.root.met_by(held)
        } - held
        if not more:
            return frozenset(held)
        held |= more


def _unassessed(pathway: Pathway, achievements: Mapping[str, Achievement]) -> list[Problem]:
    """Skills of the award that a person can complete the pathway without ever showing.

    A skill is safe when leaving out every achievement that assesses it at its level or above
    makes the pathway impossible: then whoever completes it has shown it.
    """
    award = achievements.get(pathway.awards)
    if award is None or award.test:
        return []  # an award with a test of its own assesses what it promises
    options = [achievements[one] for one in pathway.root.achievements() if one in achievements]
    missing: list[str] = []
    for promised in award.skills:
        without = [
            one.id
            for one in options
            if not any(
                shown.skill == promised.skill and (shown.level or 0) >= (promised.level or 0)
                for shown in one.skills
            )
        ]
        if pathway.root.met_by(without):
            missing.append(promised.skill)
    if not missing:
        return []
    names = ", ".join(missing)
    detail = f"{pathway.awards} promises what one can complete the pathway without showing: {names}"
    return [Problem(pathway.id, ProblemKind.UNASSESSED, detail, tuple(missing))]


def progress(pathway: Pathway, held: Collection[str]) -> Progress:
    """Return how far somebody who holds `held` (achievements valid today) is along a pathway.

    Monotone: holding more never makes `share` smaller or `fewest` greater.
    """
    mine = frozenset(held)
    whole, rest = fewest(pathway.root, frozenset()), fewest(pathway.root, mine)
    still = pathway.root.remaining(mine)
    return Progress(
        done=still is None,
        held=tuple(one for one in pathway.root.achievements() if one in mine),
        open=still,
        next=still.achievements() if still else (),
        fewest=rest,
        share=1.0 if still is None else 1 - rest / whole,
    )


def fewest(step: Step, held: Collection[str]) -> int:
    """Return the least number of further achievements that meets a step.

    An achievement that stands in several places is counted in each: an upper bound there.
    """
    costs = sorted(
        fewest(option, held) if isinstance(option, Step) else int(option not in held)
        for option in step.options
    )
    return sum(costs[: step.need])
