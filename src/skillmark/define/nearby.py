"""Which skills of a catalogue are close to a skill that it does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from skillmark.define.demand import Near
from skillmark.nouns.skill import Match, Skill
from skillmark.skills.graph import SkillGraph

MOST = 4


class Relation(StrEnum):
    """How one skill is close to another, the closest first."""

    SAME = "same"
    """Another framework's name for it, by a crosswalk."""
    NARROWER = "narrower"
    """A part of it."""
    BROADER = "broader"
    """Something that it is a part of."""
    ADJACENT = "adjacent"
    """One step away in the graph."""
    SIMILAR = "similar"
    """A crosswalk calls it close or related."""


_BY_MATCH = {
    Match.EXACT: Relation.SAME,
    Match.CLOSE: Relation.SIMILAR,
    Match.RELATED: Relation.SIMILAR,
    # what a skill is aligned to as broader is broader
    Match.BROAD: Relation.BROADER,
    Match.NARROW: Relation.NARROWER,
}
_TURNED = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}


def near(
    wanted: str, offered: Collection[str], graphs: Iterable[SkillGraph], skills: Iterable[Skill]
) -> tuple[Near, ...]:
    """Return at most `MOST` offered skills that are close to `wanted`, the closest first.

    `graphs` are those of the frameworks; `skills` are `wanted` and the offered ones, as far as they
    are known, whose alignments are followed in both directions.
    """
    found: dict[str, Relation] = {}

    def meet(uri: str, relation: Relation) -> None:
        order = list(Relation)
        if uri in offered and uri != wanted:
            known = found.get(uri, relation)
            found[uri] = min(known, relation, key=order.index)

    for skill in skills:
        for one in skill.alignments:
            relation = _BY_MATCH[one.match]
            if skill.uri == wanted:
                meet(one.target, relation)
            elif one.target == wanted:
                meet(skill.uri, _TURNED.get(relation, relation))
    for graph in graphs:
        for uri in graph.narrower(wanted):
            meet(uri, Relation.NARROWER)
        for uri in graph.broader(wanted):
            meet(uri, Relation.BROADER)
        for uri in graph.adjacent(wanted):
            meet(uri, Relation.ADJACENT)
    order = list(Relation)
    best = sorted(found.items(), key=lambda one: (order.index(one[1]), one[0]))
    return tuple(Near(uri, relation.value) for uri, relation in best[:MOST])
