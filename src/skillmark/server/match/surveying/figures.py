"""The audit of an organisation's own decisions. Only counts of enough people leave this module."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

from skillmark.match.auditing import Entry, Sample, audit
from skillmark.match.auditing.lines import as_json
from skillmark.nouns.decision import SELECTED, Decided
from skillmark.server.match.deciding.models import DecisionRecord
from skillmark.server.match.surveying.kinds import KINDS, POOLED
from skillmark.server.match.surveying.models import GroupStatementRecord
from skillmark.server.people.models import OrganisationRecord

FEWEST = 5
"""A category with fewer people is not shown by itself."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown: tables of enough people, and which are withheld."""

    until: date
    """Decisions and statements before this day are in it."""
    people: int
    """How many people were decided on, once for each role."""
    selected: int
    stated: int
    """How many of them stated any group."""
    content: dict[str, Any] | None
    """The audit as JSON; `None` where nothing may be shown."""
    withheld: tuple[tuple[str, ...], ...]
    """Kinds, and pairs of kinds, whose categories have too few people to be shown."""


def cut(now: datetime) -> date:
    """Return the day before which decisions and statements count: the first of the month.

    Tables that changed with every single statement would tell who stated what.
    """
    return now.date().replace(day=1)


def figures(organisation: OrganisationRecord, *, now: datetime, justification: str = "") -> Figures:
    """Audit the decisions of an organisation by the groups that people stated."""
    until = cut(now)
    entries = _entries(organisation, until)
    selected = sum(bool(entry.selected) for entry in entries)
    stated = sum(any(entry.groups.values()) for entry in entries)
    pooled, kinds = _pooled(entries)
    withheld = [(kind,) for kind in KINDS if kind not in kinds and _known(entries, kind)]
    crossed = []
    for pair in combinations(kinds, 2):
        cells = _people(pooled, pair)
        (crossed if cells and min(cells.values()) >= FEWEST else withheld).append(pair)
    content = None
    if kinds:
        sample = Sample(tuple(kinds), tuple(pooled))
        content = as_json(audit(sample, cross=crossed, justification=justification))
    return Figures(until, len(entries), selected, stated, content, tuple(withheld))


def _entries(organisation: OrganisationRecord, until: date) -> list[Entry]:
    """Return one entry for each person decided on for a role; who withdrew first is not in it.

    Selected is who was ever shortlisted, offered the role or hired. The score is the place in
    the first ranking decided with, from 0 (last) to 1 (first): roles have no score in common.
    """
    found: dict[tuple[Any, str], list[DecisionRecord]] = defaultdict(list)
    rows = DecisionRecord.objects.of(organisation).filter(decided__date__lt=until)
    for row in rows.order_by("decided", "number", "pk"):
        found[(row.role_id, row.person)].append(row)
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    statements = GroupStatementRecord.objects.of(organisation).filter(stated__date__lt=until)
    for person, kind, value in statements.values_list("person", "kind", "value"):
        groups[person][kind] = value
    return [
        Entry(
            f"{role}:{person}",
            any(row.decided_as in SELECTED for row in taken),
            _place(taken[0]),
            groups.get(person, {}),
        )
        for (role, person), taken in found.items()
        if taken[0].decided_as != Decided.WITHDRAWN
    ]


def _place(row: DecisionRecord) -> float:
    if not row.rank or not row.of:
        return 0.5
    return 1 - (row.rank - 0.5) / row.of


def _known(entries: list[Entry], kind: str) -> bool:
    return any(entry.groups.get(kind) for entry in entries)


def _pooled(entries: list[Entry]) -> tuple[list[Entry], list[str]]:
    """Return the entries with small categories put together, and the kinds that may be shown."""
    small: dict[str, set[str]] = {}
    kinds = []
    for kind in KINDS:
        counts = Counter({names[0]: n for names, n in _people(entries, (kind,)).items()})
        together = _together(counts)
        left = len(counts) - len(together) + bool(together)
        if left >= 2:
            kinds.append(kind)
            small[kind] = together
    pooled = [
        Entry(
            entry.id,
            entry.selected,
            entry.score,
            {
                kind: POOLED if value in small[kind] else value
                for kind, value in entry.groups.items()
                if kind in small
            },
        )
        for entry in entries
    ]
    return pooled, kinds


def _people(entries: list[Entry], kinds: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    """Return how many different people are in each category, however many roles they had."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for entry in entries:
        names = tuple(entry.groups.get(kind, "") for kind in kinds)
        if all(names):
            found[names].add(entry.id.partition(":")[2])
    return Counter({names: len(people) for names, people in found.items()})


def _together(counts: Counter[str]) -> set[str]:
    """Return the categories to put together: those too small, and more until they are enough."""
    order = sorted(counts, key=lambda value: (counts[value], value))
    together = {value for value in order if counts[value] < FEWEST}
    for value in order:
        if together and sum(counts[one] for one in together) < FEWEST:
            together.add(value)
    return together
