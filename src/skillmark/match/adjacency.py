"""What follows for other skills: who proved one can be inferred to have some of its neighbours.

The neighbours come from the relations of frameworks. Every step on the way takes whole levels off
(`Assumptions.lost_...`), so what is farther away never says more. Only what somebody else judged
is inferred from; what follows is of the class INFERRED, beside everything else and never mixed
with it. What follows from one piece of evidence does not depend on the others, so more evidence
only ever adds.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from skillmark.match.assumptions import Assumptions
from skillmark.nouns.evidence import Evidence, Inference
from skillmark.nouns.proficiency import LOWEST, EvidenceClass
from skillmark.nouns.skill import Framework

STRONG = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
"""Classes in which somebody else judged."""
REQUIRES, BROADER, NARROWER, RELATED = "requires", "broader", "narrower", "related"

_BACK = {BROADER: NARROWER, RELATED: RELATED}
"""What a relation is from the other side; who has a skill that another requires has no part of the
other yet."""

Way = tuple[int, tuple[str, ...]]
"""Levels lost, and the relations walked."""
_MOST_KEPT = 50_000


class Adjacency:
    """The neighbours of skills, by relation, and the best ways to skills that are near.

    Ways are worked out when first asked for and kept. Not to be shared between threads that ask
    with different assumptions at once; it would only be slow.
    """

    def __init__(self, relations: Iterable[tuple[str, str, str]] = ()) -> None:
        """Take triples of a skill, `requires`, `broader` or `related`, and the other skill."""
        steps: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for skill, relation, other in relations:
            if skill == other:
                continue
            steps[skill][relation, other] = None
            if relation in _BACK:
                steps[other][_BACK[relation], skill] = None
        self._steps = {skill: tuple(sorted(found)) for skill, found in steps.items()}
        self._ways: dict[tuple[object, ...], dict[str, Way]] = {}

    @classmethod
    def of(cls, *frameworks: Framework) -> Adjacency:
        """Return the neighbours within each of some frameworks."""
        return cls(triple for framework in frameworks for triple in _relations(framework))

    def ways(self, skill: str, assumptions: Assumptions) -> dict[str, Way]:
        """Return the skills that can be inferred from one, each by the way that loses least.

        Of ways that lose as much the one with fewest steps is taken, then the first by the names
        of its relations.
        """
        prices = _prices(assumptions)
        key = (skill, assumptions.lost_most, *prices.values())
        found = self._ways.get(key)
        if found is None:
            found = self._walk(skill, prices, assumptions.lost_most)
            if len(self._ways) >= _MOST_KEPT:
                self._ways.clear()
            self._ways[key] = found
        return found

    def _walk(self, start: str, prices: dict[str, int], most: int) -> dict[str, Way]:
        found: dict[str, Way] = {}
        waiting: list[tuple[int, int, tuple[str, ...], str]] = [(0, 0, (), start)]
        while waiting:
            lost, count, relations, skill = heapq.heappop(waiting)
            if skill in found:
                continue
            found[skill] = (lost, relations)
            for relation, other in self._steps.get(skill, ()):
                price = lost + prices[relation]
                if price <= most and other not in found:
                    heapq.heappush(waiting, (price, count + 1, (*relations, relation), other))
        del found[start]
        return found


def infer(
    evidence: Iterable[Evidence],
    graph: Adjacency,
    *,
    assumptions: Assumptions | None = None,
    wanted: Container[str] | None = None,
) -> tuple[Evidence, ...]:
    """Return what follows from `evidence`, in an order that does not depend on its order.

    Only for the skills of `wanted` where it is given. A piece that another one says as much and
    as newly of the same skill is left out: it could never count.
    """
    terms = assumptions or Assumptions()
    followed: dict[str, list[Evidence]] = defaultdict(list)
    for piece in evidence:
        if piece.evidence_class in STRONG:
            for skill, (lost, relations) in graph.ways(piece.skill, terms).items():
                if wanted is None or skill in wanted:
                    followed[skill].append(_follow(piece, skill, lost, relations))
    return tuple(piece for skill in sorted(followed) for piece in _not_outdone(followed[skill]))


def with_inferred(
    evidence: tuple[Evidence, ...],
    graph: Adjacency,
    *,
    assumptions: Assumptions | None = None,
    wanted: Container[str] | None = None,
) -> tuple[Evidence, ...]:
    """Return the evidence and what follows from it, leaving out what followed before."""
    given = tuple(piece for piece in evidence if piece.inference is None)
    return (*given, *infer(given, graph, assumptions=assumptions, wanted=wanted))


def _relations(framework: Framework) -> Iterator[tuple[str, str, str]]:
    """Yield the relations between skills; what is broader may be a group, which nobody has."""
    for skill in framework.skills:
        for relation, others in (
            (REQUIRES, skill.requires),
            (BROADER, skill.broader),
            (RELATED, skill.related),
        ):
            for other in others:
                if other in framework.by_uri:
                    yield skill.uri, relation, other


def _prices(assumptions: Assumptions) -> dict[str, int]:
    return {
        REQUIRES: assumptions.lost_requires,
        BROADER: assumptions.lost_broader,
        NARROWER: assumptions.lost_narrower,
        RELATED: assumptions.lost_related,
    }


def _follow(piece: Evidence, skill: str, lost: int, relations: tuple[str, ...]) -> Evidence:
    return replace(
        piece,
        skill=skill,
        evidence_class=EvidenceClass.INFERRED,
        level=None if piece.level is None else max(LOWEST, piece.level - lost),
        title=piece.title or piece.skill,
        credibility=None,
        inference=Inference(piece.skill, piece.evidence_class, relations, lost),
    )


def _not_outdone(pieces: Iterable[Evidence]) -> Iterator[Evidence]:
    """Yield the pieces for one skill that no other piece says as much and as newly as."""
    newest_first = sorted(
        dict.fromkeys(pieces),
        key=lambda one: (-one.dated.toordinal(), *strength(one)),
    )
    best: dict[bool, int] = {}
    for piece in newest_first:
        # a level that nobody stated is believed with another uncertainty, so it is no match
        said = -_lost(piece) if piece.level is None else piece.level
        known = piece.level is not None
        if known not in best or said > best[known]:
            best[known] = said
            yield piece


def _lost(piece: Evidence) -> int:
    return piece.inference.lost if piece.inference else 0


def strength(piece: Evidence) -> tuple[object, ...]:
    """Return by what equally good pieces are put in order, whatever order they came in."""
    way = piece.inference
    return (
        -(piece.level or 0),
        _lost(piece),
        -piece.dated.toordinal(),
        piece.title,
        piece.issuer,
        piece.source,
        piece.recognised_by,
        piece.disputed,
        repr(piece.credibility),
        (way.skill, way.evidence_class.rank, way.relations) if way else ("", 0, ()),
    )
