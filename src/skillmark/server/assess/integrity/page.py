"""What the page "Worth a look" shows of a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.assess.integrity.chances import FEWEST_PERSONS
from skillmark.assess.integrity.flags import Kind
from skillmark.assess.integrity.similarity import EDGES, clusters
from skillmark.nouns.credibility import FieldData
from skillmark.render.agreement import agreement
from skillmark.server.assess import counting
from skillmark.server.assess.integrity import words
from skillmark.server.assess.integrity.models import FindingRecord, LookRecord, ResponseFlagRecord
from skillmark.server.assess.models import AttemptRecord, TestRecord


@dataclass(frozen=True, slots=True)
class Shown:
    """One flag."""

    row: ResponseFlagRecord
    who: tuple[str, ...]
    words: str
    strength: str
    finding: FindingRecord | None
    """What was found by whoever looked last."""


@dataclass(frozen=True, slots=True)
class Group:
    """All flags of one kind, with what they mean and what may explain them."""

    kind: str
    title: str
    meaning: str
    innocent: tuple[str, ...]
    flags: tuple[Shown, ...]
    clusters: tuple[tuple[str, ...], ...] = ()
    """Names of more than two people whom pairs connect."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page shows."""

    test: TestRecord
    look: LookRecord | None
    groups: tuple[Group, ...]
    looks: tuple[words.Look, ...]
    real: int
    simulated: int
    fewest: int = FEWEST_PERSONS

    @property
    def exposure(self) -> list[tuple[str, int, float]]:
        """Every question, how many people answered it, and in percent; the most seen first."""
        if self.look is None:
            return []
        counts = sorted(self.look.exposure.items(), key=lambda one: (-one[1], one[0]))
        return [(name, count, 100 * count / self.look.persons) for name, count in counts]

    @property
    def waiting(self) -> int:
        """Flags that nobody has looked at yet."""
        return sum(flag.finding is None for group in self.groups for flag in group.flags)

    @property
    def count(self) -> int:
        """All flags."""
        return sum(len(group.flags) for group in self.groups)


def latest(test: TestRecord) -> LookRecord | None:
    """Return the look at real responses, else the one at simulated ones."""
    rows = LookRecord.objects.of(test.organisation).filter(test=test)
    return rows.filter(field_data=FieldData.REAL).first() or rows.first()


def of(test: TestRecord) -> Page:
    """Return the page of a test."""
    row = latest(test)
    return Page(
        test,
        row,
        tuple(_groups(row)) if row else (),
        tuple(words.looks(row.looks)) if row else (),
        _people(test, simulated=False),
        _people(test, simulated=True),
    )


def _people(test: TestRecord, *, simulated: bool) -> int:
    rows = counting.counted(test, simulated=simulated)
    return rows.values("person").distinct().count()


def _groups(row: LookRecord) -> list[Group]:
    flags = list(
        row.flags.select_related("first__account", "second__account").prefetch_related(
            "findings__by"
        )
    )
    flags.sort(key=lambda flag: (not flag.current, flag.p_adjusted or 0.0, str(flag.pk)))
    found = []
    for kind in Kind:
        mine = [flag for flag in flags if flag.kind == kind]
        if mine:
            found.append(
                Group(
                    kind.value,
                    str(words.TITLES[kind]),
                    str(words.MEANINGS[kind]),
                    tuple(str(one) for one in words.INNOCENT[kind]),
                    tuple(_shown(flag) for flag in mine),
                    _clusters(mine),
                )
            )
    return found


def _clusters(flags: Sequence[ResponseFlagRecord]) -> tuple[tuple[str, ...], ...]:
    pairs = [(flag.first, flag.second) for flag in flags if flag.current]
    names = {str(one.pk): _name(one) for pair in pairs for one in pair if one is not None}
    linked = [(str(a.pk), str(b.pk)) for a, b in pairs if a is not None and b is not None]
    return tuple(tuple(names[one] for one in group) for group in clusters(linked) if len(group) > 2)


def _shown(flag: ResponseFlagRecord) -> Shown:
    findings = sorted(flag.findings.all(), key=lambda one: (one.at, one.pk))
    who = tuple(_name(attempt) for attempt in (flag.first, flag.second) if attempt is not None)
    return Shown(
        flag,
        who or tuple(flag.items),
        words.said(Kind(flag.kind), flag.figures),
        str(words.STRENGTHS.get(flag.strength, flag.strength)),
        findings[-1] if findings else None,
    )


def _name(attempt: AttemptRecord) -> str:
    return str(attempt.account) if attempt.account else attempt.person


def picture(row: LookRecord) -> str:
    """Draw how much all pairs agree, and where the flagged ones stand."""
    flagged = [
        flag.figures["z"]
        for flag in row.flags.filter(kind=Kind.SIMILAR, current=True)
        if "z" in flag.figures
    ]
    return agreement(
        _classes(row.agreement),
        flagged,
        title=_("How much the answers of two people agree"),
        axis=_("Agreement above what their abilities explain, in standard deviations"),
        counts=_("Pairs"),
        marked=_("Worth a look"),
        description=_("The flagged pairs stand in the list below."),
        language=get_language() or "en",
    )


def _classes(counts: Sequence[Any]) -> list[tuple[float, int]]:
    width = EDGES[1] - EDGES[0]
    return [(edge + width / 2, int(count)) for edge, count in zip(EDGES, counts, strict=False)]
