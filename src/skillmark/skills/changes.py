"""What changed from one version of a framework to the next. A skill is its URI and a version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from skillmark.nouns.skill import Framework, Skill


class ChangeKind(StrEnum):
    """What of a skill is otherwise than before."""

    LABEL = "label"
    ALTERNATIVE_LABELS = "alternative labels"
    DEFINITION = "definition"
    KIND = "kind"
    PLACE = "place"
    REQUIREMENTS = "requirements"
    RELATIONS = "relations"
    LEVELS = "levels"
    ALIGNMENTS = "alignments"
    REPLACED = "replaced"
    MARKS = "marks"


_SAYS: Mapping[ChangeKind, Callable[[Skill], object]] = {
    ChangeKind.LABEL: lambda one: one.label.as_mapping(),
    ChangeKind.ALTERNATIVE_LABELS: lambda one: frozenset(one.alt_labels),
    ChangeKind.DEFINITION: lambda one: one.definition.as_mapping() if one.definition else {},
    ChangeKind.KIND: lambda one: one.kind,
    ChangeKind.PLACE: lambda one: (one.group, frozenset(one.broader)),
    ChangeKind.REQUIREMENTS: lambda one: frozenset(one.requires),
    ChangeKind.RELATIONS: lambda one: frozenset(one.related),
    ChangeKind.LEVELS: lambda one: {level.level: level.text.as_mapping() for level in one.levels},
    ChangeKind.ALIGNMENTS: lambda one: frozenset(one.alignments),
    ChangeKind.REPLACED: lambda one: (one.retired, frozenset(one.replaced_by)),
    ChangeKind.MARKS: lambda one: (one.code, frozenset(one.tags), frozenset(one.details)),
}
"""What is compared for each kind; orders that carry no meaning are none of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A skill that both versions have and that says something else now."""

    uri: str
    kinds: tuple[ChangeKind, ...]
    old: Skill = field(repr=False)
    new: Skill = field(repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes of skills from one version to another, in the order of the framework."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    replaced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What came in the place of skills that are gone or retired since; () where nothing did."""
    occupations_added: tuple[str, ...] = ()
    occupations_removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.added
            or self.removed
            or self.changed
            or self.occupations_added
            or self.occupations_removed
        )

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changed if kind in change.kinds)


def changes(old: Framework, new: Framework) -> Changes:
    """Return what changed; nothing where both say the same, in whatever order."""
    before, after = old.by_uri, new.by_uri
    changed = []
    for uri, skill in after.items():
        earlier = before.get(uri)
        if earlier is None or earlier == skill:
            continue
        kinds = tuple(kind for kind, says in _SAYS.items() if says(earlier) != says(skill))
        if kinds:
            changed.append(Change(uri, kinds, earlier, skill))
    removed = tuple(uri for uri in before if uri not in after)
    retired = (one.uri for one in changed if one.new.retired and not one.old.retired)
    jobs_before = {one.uri for one in old.occupations}
    jobs_after = {one.uri for one in new.occupations}
    return Changes(
        added=tuple(uri for uri in after if uri not in before),
        removed=removed,
        changed=tuple(changed),
        replaced={uri: successors(uri, new, old) for uri in (*removed, *retired)},
        occupations_added=tuple(one.uri for one in new.occupations if one.uri not in jobs_before),
        occupations_removed=tuple(one.uri for one in old.occupations if one.uri not in jobs_after),
    )


def successors(uri: str, new: Framework, *older: Framework) -> tuple[str, ...]:
    """Return the skills of `new` that stand in the place of `uri` today, itself if it still holds.

    What replaced it is followed until something is found that is not retired, in `new` first and
    then in older versions, which may tell of skills that `new` does not even mention. A circle
    leads nowhere; () means that nothing came in its place.
    """
    found: dict[str, None] = {}
    waiting, seen = [uri], {uri}
    while waiting:
        one = waiting.pop(0)
        skill = new.by_uri.get(one)
        if skill is not None and not skill.retired:
            found[one] = None
            continue
        told = (version.by_uri[one] for version in (new, *older) if one in version.by_uri)
        after = next((told_of.replaced_by for told_of in told if told_of.replaced_by), ())
        fresh = [target for target in after if target not in seen]
        waiting += fresh
        seen.update(fresh)
    return tuple(found)
