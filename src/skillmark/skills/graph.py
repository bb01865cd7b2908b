"""How the skills of a framework hang together: broader, prerequisite and related skills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Skill


class SkillGraph:
    """The three relations between skills, each by URI. Relations into nowhere are ignored."""

    def __init__(self, framework: Framework) -> None:
        self._skills: Mapping[str, Skill] = framework.by_uri
        self._titles = {**dict(framework.groups)}
        self._group_broader: dict[str, list[str]] = {}
        for group, wider in framework.group_broader:
            self._group_broader.setdefault(group, []).append(wider)
        self._narrower: dict[str, list[str]] = {}
        self._unlocks: dict[str, list[str]] = {}
        for skill in framework.skills:
            for wider in dict.fromkeys(skill.broader):
                self._narrower.setdefault(wider, []).append(skill.uri)
            for needed in dict.fromkeys(skill.requires):
                self._unlocks.setdefault(needed, []).append(skill.uri)

    def broader(self, uri: str) -> tuple[str, ...]:
        """Return the skills and groups directly above, each once."""
        skill = self._skills.get(uri)
        above = skill.broader if skill else tuple(self._group_broader.get(uri, ()))
        return tuple(
            one for one in dict.fromkeys(above) if one in self._skills or one in self._titles
        )

    def narrower(self, uri: str) -> tuple[str, ...]:
        """Return the skills directly below a skill or group."""
        return tuple(self._narrower.get(uri, ()))

    def ancestors(self, uri: str) -> tuple[str, ...]:
        """Return everything above, nearest first; a cycle is walked once."""
        found: dict[str, None] = {}
        level = [uri]
        while level:
            level = [wider for one in level for wider in self.broader(one)]
            level = [one for one in dict.fromkeys(level) if one not in found and one != uri]
            found.update(dict.fromkeys(level))
        return tuple(found)

    def requires(self, uri: str) -> tuple[str, ...]:
        """Return the direct prerequisites of a skill."""
        skill = self._skills.get(uri)
        return tuple(one for one in (skill.requires if skill else ()) if one in self._skills)

    def unlocks(self, uri: str) -> tuple[str, ...]:
        """Return the skills that ask for this one first."""
        return tuple(self._unlocks.get(uri, ()))

    def learning_order(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return the wanted skills and all their prerequisites, what comes first first.

        Stable: skills that do not depend on each other keep the order in which they were asked for.
        Raises `InputError` (code `cycle`) naming the skills of a cycle, or an unknown skill.
        """
        needs: dict[str, tuple[str, ...]] = {}
        asked = list(wanted)
        for uri in asked:
            if uri not in self._skills:
                raise InputError(f"no skill {uri}", code="unknown_skill")
            if uri not in needs:
                needs[uri] = self.requires(uri)
                asked.extend(needs[uri])
        try:
            return tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle = " -> ".join(str(self._skills[uri].label) for uri in reversed(error.args[1]))
            raise InputError(
                f"prerequisites go round in a circle: {circle}",
                remedy="take out one of them",
                code="cycle",
            ) from error

    def prerequisites(self, uri: str) -> tuple[str, ...]:
        """Return all that must be learned before a skill, what comes first first."""
        return self.learning_order([uri])[:-1]

    def adjacent(self, uri: str) -> tuple[str, ...]:
        """Return skills one step away, closest kind first: stated related, then prerequisites and
        what they unlock, then parents and children, then siblings; each once, without itself."""
        skill = self._skills.get(uri)
        if skill is None:
            return ()
        parents = [one for one in self.broader(uri) if one in self._skills]
        siblings = [one for parent in parents for one in self.narrower(parent)]
        steps = (
            *skill.related,
            *self.requires(uri),
            *self.unlocks(uri),
            *parents,
            *self.narrower(uri),
            *siblings,
        )
        return tuple(one for one in dict.fromkeys(steps) if one in self._skills and one != uri)

    def check(self) -> None:
        """Raise `InputError` where prerequisites or broader skills go round in a circle."""
        self.learning_order(self._skills)
        for uri in self._skills:
            if uri in self._walk_up(uri):
                raise InputError(
                    f"{self._skills[uri].label} is broader than itself", where=uri, code="cycle"
                )

    def _walk_up(self, uri: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self.broader(uri))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.broader(one))
        return found
