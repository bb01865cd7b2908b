"""What a pathway's award promises, against what every way through shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from skillmark.define import ways
from skillmark.define.problem import Problem, ProblemKind, Remedy, RemedyKind
from skillmark.define.shortest import (
    Cost,
    Way,
    anywhere,
    by_count,
    by_ects,
    by_hours,
    candidates,
    shortest,
)
from skillmark.nouns.achievement import Achievement
from skillmark.nouns.held import CreditUnit, Held, Holding
from skillmark.nouns.pathway import Pathway, reaches
from skillmark.nouns.proficiency import SkillLevel


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to take."""

    achievements: Mapping[str, Achievement]
    worth: Mapping[str, Holding]
    """What each of them counts to who holds it."""
    closed: frozenset[str]
    """Ids that nobody can come to hold: unknown, archived, or awarded for nothing reachable."""

    def way(
        self,
        pathway: Pathway,
        *,
        cost: Cost = by_count,
        without: Collection[str] = (),
        elsewhere: Callable[[SkillLevel], bool] = anywhere,
    ) -> Way | None:
        """Return the cheapest way through from nothing, `None` where there is none."""
        return shortest(
            pathway,
            Held(),
            self.worth,
            cost=cost,
            without={*without, *self.closed},
            elsewhere=elsewhere,
        )


def unassessed(pathway: Pathway, offered: Offered) -> list[Problem]:
    """Skills of the award that a person can complete the pathway without ever showing.

    A skill is safe when leaving out every achievement that assesses it at its level or above
    makes the pathway impossible: then whoever completes it has shown it. An award with a test of
    its own assesses what it promises.
    """
    award = offered.achievements.get(pathway.awards)
    if award is None or award.test:
        return []
    found: list[Problem] = []
    for promised in award.skills:
        showing = {n for n, one in offered.worth.items() if Held((one,)).confirms(promised)}
        way = offered.way(pathway, without=showing, elsewhere=partial(_not_showing, promised))
        if way is not None:
            found.append(_unassessed(pathway, promised, way, offered))
    return found


def _not_showing(promised: SkillLevel, asked: SkillLevel) -> bool:
    """Whether a badge that confirms just `asked` leaves open what is promised."""
    return not Held((Holding("", (asked,)),)).confirms(promised)


def _unassessed(pathway: Pathway, promised: SkillLevel, way: Way, offered: Offered) -> Problem:
    achievements = offered.achievements
    showing = {n for n, one in offered.worth.items() if Held((one,)).confirms(promised)}
    own = [achievements[one] for one in pathway.root.achievements() if one in achievements]
    levels = [s.level or 0 for one in own for s in one.skills if s.skill == promised.skill]
    levels += [s.level or 0 for s in pathway.root.skills() if s.skill == promised.skill]
    best = max(levels, default=None)
    at = f" at level {promised.level}" if promised.level else ""
    if best is None:
        why = "nothing on the way assesses it"
    elif best < (promised.level or 0):
        why = f"the way assesses it at level {best} only"
    else:
        why = f"this way through avoids it: {', '.join(way.taken)}"
    elsewhere = sorted(
        showing - set(pathway.root.achievements()) - {pathway.awards} - offered.closed
    )
    skill = (promised.skill,)
    remedies = [
        Remedy(RemedyKind.ADD, (one, *skill), level=promised.level) for one in elsewhere[:3]
    ]
    if not elsewhere and (best or 0) < (promised.level or 1):
        remedies.append(Remedy(RemedyKind.ASSESS, skill, level=promised.level))
    if best and best < (promised.level or 0):
        remedies.append(Remedy(RemedyKind.LOWER, (pathway.awards, *skill), level=best))
    remedies.append(Remedy(RemedyKind.UNPROMISE, (pathway.awards, *skill)))
    return Problem(
        pathway.id,
        ProblemKind.UNASSESSED,
        f"{pathway.awards} promises {promised.skill}{at}: {why}",
        skill,
        way=way.taken,
        level=promised.level,
        found=best,
        remedies=tuple(remedies),
    )


def credits_reached(pathway: Pathway, offered: Offered) -> list[Problem]:
    """Credits of the award that some way through does not earn (hours, where it has no ECTS).

    An award with a test of its own adds work of its own.
    """
    award = offered.achievements.get(pathway.awards)
    if award is None or award.test:
        return []
    ects, hours = award.elements.ects, award.elements.workload_hours
    unit, said = (CreditUnit.ECTS, ects) if ects else (CreditUnit.HOURS, hours or 0.0)
    cost = by_ects if unit is CreditUnit.ECTS else by_hours
    way = offered.way(pathway, cost=cost)
    if way is None:
        return []
    earned = sum(cost(offered.worth[one]) for one in way.taken)
    if reaches(earned, said):
        return []
    detail = f"{pathway.awards} has {said:g} {unit.value}, this way through {earned:g}: "
    return [
        Problem(
            pathway.id,
            ProblemKind.CREDITS,
            detail + ", ".join(way.taken),
            (pathway.awards,),
            way=way.taken,
            amounts=(said, earned),
            unit=unit,
            remedies=(Remedy(RemedyKind.CREDITS, (pathway.awards,), amount=earned),),
        )
    ]


def level_reached(pathway: Pathway, offered: Offered) -> list[Problem]:
    """An EQF level of the award that no piece of some way through has."""
    award = offered.achievements.get(pathway.awards)
    level = award.elements.eqf_level if award else None
    if award is None or award.test or level is None:
        return []
    high = {n for n, one in offered.achievements.items() if (one.elements.eqf_level or 0) >= level}
    way = offered.way(pathway, without=high)
    if way is None:
        return []
    return [
        Problem(
            pathway.id,
            ProblemKind.LEVEL,
            f"{pathway.awards} is of EQF level {level}, and nothing on this way through is: "
            f"{', '.join(way.taken)}",
            (pathway.awards,),
            way=way.taken,
            level=level,
            remedies=(Remedy(RemedyKind.LEVEL, (pathway.awards,)),),
        )
    ]


def running_out(pathway: Pathway, offered: Offered, *, hours_a_month: float) -> list[Problem]:
    """A piece that runs out before the others are done, whichever way and order is chosen."""
    months = {name: one.valid_months for name, one in offered.achievements.items()}
    said: list[tuple[float, str, tuple[str, ...]]] = []
    # most often the quickest way holds to its end, and no other needs to be looked at
    for way in _quickest_first(pathway, offered):
        ordered = tuple(one for one in (*pathway.root.achievements(), *sorted(way)) if one in way)
        path = tuple(dict.fromkeys(ordered))
        over = ways.first_to_run_out(
            pathway, offered.worth, path, months, hours_a_month=hours_a_month
        )
        if over is None:
            return []
        said.append((over[1], over[0], path))
    if not said:
        return []
    takes, piece, path = min(said)
    return [
        Problem(
            pathway.id,
            ProblemKind.EXPIRES,
            f"{piece} holds {months[piece]} months, and what follows it takes {takes:.0f}",
            (piece,),
            way=path,
            amounts=(float(months[piece] or 0), takes),
            remedies=(Remedy(RemedyKind.VALIDITY, (piece,)),),
        )
    ]


def _quickest_first(pathway: Pathway, offered: Offered) -> Iterator[frozenset[str]]:
    """Yield the way of the least hours, then every way, where they can all be looked at."""
    quickest = offered.way(pathway, cost=by_hours)
    if quickest is not None:
        yield frozenset(quickest.taken)
    start = ways.elsewhere(pathway)
    among = candidates(pathway, start, offered.worth, without=offered.closed)
    yield from ways.ways(pathway, offered.worth, among=among, start=start) or ()
