"""What is wrong with the pathways of a catalogue: what, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from skillmark.define import pathway_promises as promises
from skillmark.define import ways
from skillmark.define.catalogue import Catalogue
from skillmark.define.problem import Problem, ProblemKind, Remedy, RemedyKind
from skillmark.define.shortest import closure, offers
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.errors import InputError
from skillmark.nouns.held import Held, Holding
from skillmark.nouns.pathway import Pathway, Step, reaches
from skillmark.nouns.text import Text

__all__ = ["Problem", "ProblemKind", "Remedy", "RemedyKind", "check", "problems"]

HOURS_A_MONTH = 20.0
"""Pace at which a way is gone where nobody says another: five hours a week, beside work."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A catalogue, as the checks look at it."""

    catalogue: Catalogue
    achievements: dict[str, Achievement]
    worth: dict[str, Holding]
    reachable: frozenset[str]


def problems(
    catalogue: Catalogue,
    *,
    languages: Collection[str] = (),
    hours_a_month: float = HOURS_A_MONTH,
    only: str | None = None,
) -> tuple[Problem, ...]:
    """Return everything that is wrong with the pathways of a catalogue, none when all is well.

    Found: achievements that do not exist or are archived; the same option twice in one step;
    pathways that lead back to themselves through what they award; an order that cannot be kept;
    sums of credits that the options do not reach; awards that nobody can reach; skills that the
    award promises although some way through does not show them at that level; credits and levels
    of the award that some way through does not reach; pieces that run out before the shortest way
    is gone. As advice: achievements without a test, skills that only badges from elsewhere
    confirm, and names that lack one of `languages` (by default, one that the pathway speaks).
    `only` is the id of the one pathway to look at.
    """
    achievements = {one.id: one for one in catalogue.achievements}
    known = _Known(catalogue, achievements, offers(catalogue.achievements), _reachable(catalogue))
    looked_at = [one for one in catalogue.pathways if only in (None, one.id)]
    found: list[Problem] = []
    for pathway in looked_at:
        found += _unknown(pathway, achievements)
        found += _archived(pathway, catalogue.archived)
        found += _repeated(pathway.id, pathway.root)
    found += _cycles(catalogue.pathways, looked_at)
    for pathway in looked_at:
        found += _sums(pathway, known)
        found += _stuck(pathway, known)
        anywhere = ways.elsewhere(pathway)
        everything = anywhere.also(known.worth[one] for one in known.reachable)
        if not pathway.root.met_by(everything):
            found += _unreachable(pathway, known)
        elif ways.completes(pathway, known.worth, known.reachable, anywhere):
            closed = frozenset({*pathway.root.achievements(), *known.worth} - known.reachable)
            offered = promises.Offered(achievements, known.worth, closed)
            found += promises.unassessed(pathway, offered)
            found += promises.credits_reached(pathway, offered)
            found += promises.level_reached(pathway, offered)
            found += promises.running_out(pathway, offered, hours_a_month=hours_a_month)
        found += _advice(pathway, known, languages)
    return tuple(found)


def check(catalogue: Catalogue) -> None:
    """Raise `InputError` for the first problem of a catalogue's pathways that is no advice."""
    for problem in problems(catalogue):
        if problem.blocks:
            raise InputError(
                problem.detail, where=f"pathway {problem.pathway}", code=problem.kind.value
            )


def _unknown(pathway: Pathway, achievements: Collection[str]) -> list[Problem]:
    asked = (*pathway.root.achievements(), pathway.awards)
    refresher = pathway.validity.refresher
    asked += refresher.achievements() if refresher else ()
    missing = tuple(dict.fromkeys(one for one in asked if one not in achievements))
    if not missing:
        return []
    detail = f"no achievement {', '.join(missing)}"
    mend = tuple(Remedy(RemedyKind.REMOVE, (one,)) for one in missing if one != pathway.awards)
    return [Problem(pathway.id, ProblemKind.UNKNOWN, detail, missing, remedies=mend)]


def _archived(pathway: Pathway, archived: Collection[str]) -> list[Problem]:
    return [
        Problem(
            pathway.id,
            ProblemKind.ARCHIVED,
            f"{one} is archived: it is awarded no more",
            (one,),
            remedies=(
                Remedy(RemedyKind.RESTORE, (one,)),
                *([Remedy(RemedyKind.REMOVE, (one,))] if one != pathway.awards else []),
            ),
        )
        for one in dict.fromkeys((*pathway.root.achievements(), pathway.awards))
        if one in archived
    ]


def _repeated(pathway: str, step: Step) -> list[Problem]:
    """An option that counts twice makes a step easier than it reads."""
    plain = [option for option in step.options if not isinstance(option, Step)]
    names = [one if isinstance(one, str) else one.skill for one in plain]
    twice = tuple(
        sorted({name for one, name in zip(plain, names, strict=True) if plain.count(one) > 1})
    )
    found = [
        Problem(
            pathway,
            ProblemKind.REPEATED,
            f"{', '.join(twice)} is an option twice",
            twice,
            step=step.id,
            remedies=tuple(Remedy(RemedyKind.REMOVE_ONE, (one,)) for one in twice),
        )
    ] * bool(twice)
    for option in step.options:
        if isinstance(option, Step):
            found += _repeated(pathway, option)
    return found


def _cycles(pathways: Iterable[Pathway], looked_at: Iterable[Pathway]) -> list[Problem]:
    """Pathways whose award is, through other pathways, part of what they ask for."""
    asks: dict[str, set[str]] = {}
    for pathway in pathways:
        asks.setdefault(pathway.awards, set()).update(pathway.root.achievements())
    found: list[Problem] = []
    for pathway in looked_at:
        way = _way_back(pathway.awards, asks)
        if way:
            detail = f"it leads back to itself: {' -> '.join(way)}"
            mend = (Remedy(RemedyKind.REMOVE, (way[1],)),)
            found.append(Problem(pathway.id, ProblemKind.CYCLE, detail, way, remedies=mend))
    return found


def _way_back(start: str, asks: dict[str, set[str]]) -> tuple[str, ...]:
    """The shortest way from what `start` asks for back to `start`."""
    tried: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while tried:
        following: list[tuple[str, ...]] = []
        for way in tried:
            for one in sorted(asks.get(way[-1], ())):
                if one == start:
                    return (*way, start)
                if one not in seen:
                    seen.add(one)
                    following.append((*way, one))
        tried = following
    return ()


def _reachable(catalogue: Catalogue) -> frozenset[str]:
    """Achievements that someone who starts with nothing can come to hold: what a test confirms,
    what is awarded by hand, and what is awarded for a pathway of reachable ones."""
    stacked = {pathway.awards for pathway in catalogue.pathways}
    worth = offers(catalogue.achievements)
    known = {one for one in worth if one not in catalogue.archived}
    held = {
        one.id
        for one in catalogue.achievements
        if one.id in known and (one.test or one.id not in stacked)
    }
    while True:
        more = {
            pathway.awards
            for pathway in catalogue.pathways
            if pathway.awards in known - held
            and ways.completes(pathway, worth, held, ways.elsewhere(pathway))
        }
        if not more:
            return frozenset(held)
        held |= more


def _sums(pathway: Pathway, known: _Known) -> list[Problem]:
    """Steps that ask for more credits than all their options have together."""
    everything = Held(tuple(known.worth.values()))
    found: list[Problem] = []
    for step in pathway.root.steps():
        if step.credits is None:
            continue
        there, asked = step.earned(everything), step.credits
        if not reaches(there, asked.amount):
            found.append(
                Problem(
                    pathway.id,
                    ProblemKind.SUM,
                    f"it asks for {asked.amount:g} {asked.unit.value}, its options have {there:g}",
                    tuple(step.achievements()),
                    step=step.id,
                    amounts=(asked.amount, there),
                    unit=asked.unit,
                    remedies=(
                        *([Remedy(RemedyKind.SUM, (step.id,), amount=there)] if there else []),
                        Remedy(RemedyKind.ADD_OPTION, (step.id,)),
                    ),
                )
            )
    return found


def _stuck(pathway: Pathway, known: _Known) -> list[Problem]:
    """Achievements for which something must come first that never can."""
    own = [one for one in pathway.root.achievements() if one in known.reachable]
    other = [one for one in known.reachable if one not in own and one != pathway.awards]
    taken, held = closure(pathway, ways.elsewhere(pathway), known.worth, (*own, *other))
    late = tuple(one for one in own if one not in taken)
    if not late:
        return []
    pairs = [
        one
        for one in pathway.order
        if set(pathway.after(one.first)) & set(late) and one.first in _firsts(pathway, late, held)
    ]
    said = ", ".join(f"{one.first} before {one.then}" for one in pairs)
    return [
        Problem(
            pathway.id,
            ProblemKind.ORDER,
            f"nobody can keep this order: {said}",
            late,
            remedies=tuple(Remedy(RemedyKind.UNORDER, (one.first, one.then)) for one in pairs),
        )
    ]


def _firsts(pathway: Pathway, late: Iterable[str], held: Held) -> set[str]:
    return {name for one in late for name in pathway.waiting(one, held)}


def _unreachable(pathway: Pathway, known: _Known) -> list[Problem]:
    missing = tuple(one for one in pathway.root.achievements() if one not in known.reachable)
    if not missing:
        return []  # the sum of credits is the reason, and was said
    return [
        Problem(
            pathway.id,
            ProblemKind.UNREACHABLE,
            f"nobody can complete it: no way to {', '.join(missing)}",
            missing,
            remedies=tuple(
                remedy
                for one in missing
                for remedy in (
                    *([Remedy(RemedyKind.TEST, (one,))] if one in known.achievements else []),
                    Remedy(RemedyKind.REMOVE, (one,)),
                )
            ),
        )
    ]


def _advice(pathway: Pathway, known: _Known, languages: Collection[str]) -> list[Problem]:
    stacked = {one.awards for one in known.catalogue.pathways}
    found = [
        Problem(
            pathway.id,
            ProblemKind.UNTESTED,
            f"no test confirms {one}: somebody awards it by hand",
            (one,),
            remedies=(Remedy(RemedyKind.TEST, (one,)),),
        )
        for one in pathway.root.achievements()
        if one in known.achievements and known.achievements[one].test is None and one not in stacked
    ]
    for asked in pathway.root.skills():
        if not any(
            name != pathway.awards and Held((one,)).confirms(asked)
            for name, one in known.worth.items()
        ):
            level = f" at level {asked.level}" if asked.level else ""
            found.append(
                Problem(
                    pathway.id,
                    ProblemKind.ELSEWHERE,
                    f"only badges from elsewhere confirm {asked.skill}{level}",
                    (asked.skill,),
                    level=asked.level,
                    remedies=(Remedy(RemedyKind.ASSESS, (asked.skill,), level=asked.level),),
                )
            )
    texts: list[tuple[str, Text]] = [("", pathway.name), ("", pathway.description)]
    texts += [(step.id, step.name) for step in pathway.root.steps() if step.name]
    wanted = languages or dict.fromkeys(tag for _id, text in texts for tag in text.as_mapping())
    for tag in wanted:
        lacking = tuple(dict.fromkeys(one for one, text in texts if not text.as_mapping().get(tag)))
        if lacking:
            found.append(
                Problem(
                    pathway.id,
                    ProblemKind.LANGUAGE,
                    f"words are missing in the language {tag}",
                    lacking,
                    language=tag,
                    remedies=tuple(
                        Remedy(RemedyKind.TRANSLATE, (one,), language=tag) for one in lacking
                    ),
                )
            )
    return found
