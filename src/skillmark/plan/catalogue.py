"""What can be learned, looked up by skill, with everything that each offer requires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import Gap, Offer


def carries(offer: Offer, gap: Gap) -> bool:
    """Whether completing `offer` closes `gap`: its skill, at its level or above or without one."""
    if gap.skill not in offer.skills:
        return False
    stated = dict(offer.levels).get(gap.skill)
    return gap.level is None or stated is None or stated >= gap.level


class Catalogue:
    """Offers by index. Raises `InputError` where prerequisites form a circle or are not on offer.

    `needs[c]` is everything that offer `c` requires, transitively, without itself.
    """

    def __init__(self, offers: Sequence[Offer]) -> None:
        self.offers = tuple(offers)
        self.index = {offer.id: i for i, offer in enumerate(self.offers)}
        self.requires: list[tuple[int, ...]] = [self._required(offer) for offer in self.offers]
        self.needs = self._closures()
        self._level_of = [dict(offer.levels) for offer in self.offers]
        self._by_skill: dict[str, list[int]] = {}
        for i, offer in enumerate(self.offers):
            for skill in dict.fromkeys(offer.skills):
                self._by_skill.setdefault(skill, []).append(i)

    def carriers(self, gap: Gap) -> list[int]:
        """Return the offers that close a gap, in the order of the catalogue."""
        return self.carriers_at(gap.skill, gap.level)

    def carriers_at(self, skill: str, level: int | None) -> list[int]:
        """Return the offers that carry a skill at a level or above, or without one."""
        found = []
        for i in self._by_skill.get(skill, ()):
            stated = self._level_of[i].get(skill)
            if level is None or stated is None or stated >= level:
                found.append(i)
        return found

    def any_level(self, skill: str) -> bool:
        """Say whether anything on offer carries a skill, at whatever level."""
        return skill in self._by_skill

    def bundle(self, offer: int, held: Collection[int]) -> frozenset[int]:
        """Return an offer with what has to be learned before it by somebody who holds `held`.

        What is held spares its own prerequisites as well: nobody learns for them again.
        """
        if offer in held:
            return frozenset()
        found = {offer}
        stack = [offer]
        while stack:
            for required in self.requires[stack.pop()]:
                if required not in held and required not in found:
                    found.add(required)
                    stack.append(required)
        return frozenset(found)

    def held(self, names: Iterable[str]) -> frozenset[int]:
        """Return the offers among the ids of credentials that somebody holds."""
        return frozenset(self.index[name] for name in names if name in self.index)

    def _required(self, offer: Offer) -> tuple[int, ...]:
        for name in offer.requires:
            if name not in self.index:
                raise InputError(
                    f"{offer.id!r} requires {name!r}, which is not among the credentials",
                    where="credentials",
                    remedy="add it, or remove the requirement",
                )
        return tuple(self.index[name] for name in offer.requires)

    def _closures(self) -> list[frozenset[int]]:
        done: dict[int, frozenset[int]] = {}
        for start in range(len(self.offers)):
            stack: list[tuple[int, bool]] = [(start, False)]
            path: list[int] = []
            while stack:
                node, leaving = stack.pop()
                if leaving:
                    path.pop()
                    found = frozenset(self.requires[node])
                    done[node] = found.union(*(done[r] for r in self.requires[node]))
                elif node in path:
                    circle = [self.offers[i].id for i in [*path[path.index(node) :], node]]
                    raise InputError(
                        f"prerequisites form a circle: {' -> '.join(circle)}",
                        where="credentials",
                        remedy="remove one of these requirements",
                    )
                elif node not in done:
                    path.append(node)
                    stack.append((node, True))
                    stack.extend((r, False) for r in self.requires[node])
        return [done[i] for i in range(len(self.offers))]
