"""The groups of a framework as a tree, with how many skills there are below each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count

from skillmark.server.skills.models import FrameworkRecord

Label = dict[str, str]


@dataclass(frozen=True)
class Tree:
    """Groups by id: labels, what is below, and counts of skills."""

    labels: Mapping[str, Label]
    below: Mapping[str, list[str]]
    above: Mapping[str, str]
    own: Mapping[str, int]
    """Skills listed under the group itself."""
    all: Mapping[str, int]
    """Those and the skills of every group below."""
    roots: list[str]
    ungrouped: int
    """Skills that stand under other skills or under nothing."""

    def children(self, group: str) -> list[str]:
        """Return the groups directly below, or the roots for no group; empty ones are left out."""
        found = self.below.get(group, []) if group else self.roots
        return [one for one in found if self.all.get(one)]

    def areas(self, group: str, least: int) -> list[str]:
        """Return groups that divide one among them: what is below, the largest opened until
        there are at least so many, or nothing is left to open."""
        found = self.children(group)
        while found and len(found) < least:
            opened = [one for one in found if self._opens(one)]
            if not opened:
                break
            largest = max(opened, key=lambda one: self.all[one])
            place = found.index(largest)
            found[place : place + 1] = self.children(largest)
        return sorted(found, key=lambda one: -self.all[one])

    def _opens(self, group: str) -> bool:
        """Whether the groups below hold nearly all of it: else some of it would be lost."""
        below = sum(self.all[one] for one in self.children(group))
        return 0.9 * self.all[group] <= below and len(self.children(group)) > 1

    def path(self, group: str) -> list[str]:
        """Return the groups from the root down to this one."""
        found: list[str] = []
        while group and group not in found and group in self.labels:
            found.append(group)
            group = self.above.get(group, "")
        return found[::-1]


def of(row: FrameworkRecord) -> Tree:
    """Return the tree of a framework; the last few are kept in memory."""
    return _tree(row.pk, row.digest)


@lru_cache(maxsize=16)
def _tree(pk: int, digest: str) -> Tree:
    row = FrameworkRecord.objects.get(pk=pk)
    labels: dict[str, Label] = dict(row.document.get("groups", []))
    counted = row.skill_rows.values_list("group").annotate(Count("pk")).order_by()
    own: dict[str, int] = dict(counted)
    for group in own:
        if group:
            labels.setdefault(group, {"en": group})
    below: dict[str, list[str]] = {}
    above: dict[str, str] = {}
    for narrow, wide in row.document.get("group_broader", []):
        if narrow in labels and wide in labels and narrow != wide:
            below.setdefault(wide, []).append(narrow)
            above.setdefault(narrow, wide)
    total = {group: sum(own.get(one, 0) for one in _reached(group, below)) for group in labels}
    roots = [group for group in labels if group not in above]
    return Tree(labels, below, above, own, total, roots, own.get("", 0))


def _reached(group: str, below: Mapping[str, list[str]]) -> Iterator[str]:
    """The group and all below it, each once, also where they go round in a circle."""
    seen = {group}
    waiting = [group]
    while waiting:
        one = waiting.pop()
        yield one
        for other in below.get(one, ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
