"""GenAI readiness by business function: counts of people by how it is known, never of one person.

A person's class is that of the weakest of the GenAI skills that the role asks for: verified is only
who has every one of them verified at the level asked. Groups of fewer than `CELL` people are not
told: their shares would tell of persons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skillmark.nouns.person import Requirement
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.nouns.share import Share
from skillmark.plan.foresight.standing import Standing

CELL = 5
TOLD = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who agreed to be counted: function, what the role asks of GenAI skills, evidence."""

    function: str
    asked: tuple[Requirement, ...]
    standing: Standing
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """One function. Classes stand apart; what is verified is not part of what is observed."""

    function: str
    people: int
    """People whose role asks for GenAI skills; where that is a small cell, 0 are told."""
    small: bool
    shares: tuple[tuple[EvidenceClass, Share], ...] = ()
    unasked: int = 0
    """People whose role asks for none."""

    def share(self, cls: EvidenceClass) -> Share:
        """Return the share of one class."""
        return dict(self.shares)[cls]


def readiness(workers: Iterable[Worker], *, cell: int = CELL) -> tuple[Readiness, ...]:
    """Return every function in the order of the alphabet, and none told that is too small."""
    groups: dict[str, list[Worker]] = defaultdict(list)
    for one in workers:
        groups[one.function].append(one)
    return tuple(_of(name, groups[name], cell) for name in sorted(groups))


def together(functions: Sequence[Readiness]) -> Readiness | None:
    """Return all functions that are told, summed; `None` where there are none.

    What is not told is not in the sum either: it could be had back by subtraction.
    """
    told = [one for one in functions if not one.small and one.people]
    if not told:
        return None
    people = sum(one.people for one in told)
    shares = tuple(
        (cls, Share(sum(one.share(cls).hits for one in told), people))
        for cls in (*TOLD, EvidenceClass.MISSING)
    )
    return Readiness("", people, False, shares)


def _of(function: str, workers: Sequence[Worker], cell: int) -> Readiness:
    asked = [one for one in workers if one.asked]
    unasked = len(workers) - len(asked)
    if len(asked) < cell:
        return Readiness(function, 0, True, unasked=unasked if unasked >= cell else 0)
    counts = Counter(weakest(one) for one in asked)
    told = {cls: counts[cls] for cls in TOLD}
    told[EvidenceClass.MISSING] = len(asked) - sum(told.values())
    return Readiness(
        function,
        len(asked),
        False,
        tuple((cls, Share(hits, len(asked))) for cls, hits in told.items()),
        unasked if unasked >= cell else 0,
    )


def weakest(worker: Worker) -> EvidenceClass:
    """Return the class of the weakest skill that is asked."""
    found = (worker.standing.reached(one.skill, one.level) for one in worker.asked)
    return max(found, key=lambda cls: cls.rank)
