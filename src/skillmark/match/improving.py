"""What would move somebody up: each credential on offer, imagined and scored exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from skillmark.match.adjacency import Adjacency, with_inferred
from skillmark.match.assumptions import Assumptions
from skillmark.match.ranking import Ranked, score
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Requirement, Role
from skillmark.nouns.plan import Offer
from skillmark.nouns.proficiency import EvidenceClass


@dataclass(frozen=True, slots=True)
class Gain:
    """What a credential changes for one skill of the role."""

    requirement: Requirement
    level: int | None
    """What the credential confirms; `None` where it names no level, or does not carry the skill
    itself (then it follows from one that it carries)."""
    fit_before: float
    """Probability that the level is reached by all that speaks for it, 0-1."""
    fit_after: float
    points: float
    """What it adds to the verified share of the role, 0-1."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """One credential and what it would do."""

    offer: Offer
    score_after: tuple[tuple[EvidenceClass, float], ...]
    gains: tuple[Gain, ...]
    """The skills for which it changes something, what adds most first."""
    rank_after: int | None
    """The place among the others with it, `None` where no others were given."""
    rank_before: int | None
    musts_met: tuple[str, ...] = ()
    """Musts of the role that are met with it and not without."""
    after: Ranked | None = None
    """The whole score with it, as `match.score` explains it."""


def improvements(
    role: Role,
    person: Person,
    offers: Iterable[Offer],
    *,
    today: date,
    assumptions: Assumptions | None = None,
    others: Sequence[Ranked] = (),
    graph: Adjacency | None = None,
) -> tuple[Improvement, ...]:
    """Return the credentials that change the person's score for the role, the most first.

    Each is imagined as new verified evidence of today at the offer's levels, with what follows from
    it over `graph` where one is given, and scored as any other: nothing is estimated. `others` are
    the people the person stands among, scored for the same role on the same day; an entry of the
    person's own is passed over. Of credentials that do the same the cheaper one, then the shorter
    one stands first. What a credential requires is not looked at here: the way to it is planning.
    """
    terms = assumptions or Assumptions()
    wanted = {one.skill for one in role.requirements}

    def scored(evidence: tuple[Evidence, ...]) -> Ranked:
        if graph is not None:
            evidence = with_inferred(evidence, graph, assumptions=terms, wanted=wanted)
        known = replace(person, evidence=evidence)
        return score(role, known, today=today, assumptions=terms)

    keys = [one.order for one in others if one.person != person.id] if others else None
    before = scored(person.evidence)
    found = []
    for offer in offers:
        after = scored((*person.evidence, *imagined(offer, today)))
        if after.order != before.order:
            found.append((after.order, offer.cost, offer.hours, offer.id, after, offer))
    found.sort(key=lambda one: one[:4])
    return tuple(
        Improvement(
            offer=offer,
            score_after=after.score,
            gains=_gains(offer, before, after),
            rank_after=_place(after, keys),
            rank_before=_place(before, keys),
            musts_met=tuple(one for one in before.musts_unmet if one not in after.musts_unmet),
            after=after,
        )
        for *_, after, offer in found
    )


def imagined(offer: Offer, today: date) -> tuple[Evidence, ...]:
    """Return the evidence that a credential would be, were it awarded today."""
    levels = dict(offer.levels)
    return tuple(
        Evidence(
            skill,
            EvidenceClass.VERIFIED,
            today,
            levels.get(skill),
            source=offer.id,
            title=offer.id,
        )
        for skill in offer.skills
    )


def _gains(offer: Offer, before: Ranked, after: Ranked) -> tuple[Gain, ...]:
    levels = dict(offer.levels)
    found = []
    for was, now in zip(before.skills, after.skills, strict=True):
        if was.points == now.points and was.fit == now.fit:
            continue
        verified = [dict(part.points)[EvidenceClass.VERIFIED] for part in (was, now)]
        skill = was.requirement.skill
        found.append(
            Gain(
                requirement=was.requirement,
                level=levels.get(skill) if skill in offer.skills else None,
                fit_before=was.fit,
                fit_after=now.fit,
                points=verified[1] - verified[0],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.points, one.requirement.skill)))


def _place(mine: Ranked, others: Sequence[tuple[int | str, ...]] | None) -> int | None:
    return None if others is None else 1 + sum(one < mine.order for one in others)
