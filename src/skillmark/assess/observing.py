"""What was seen of somebody at work: what an observation has to say, and how long it counts.

An observation is evidence of one other person. It is worth reading when it tells what the person
did, in which situation and on how many occasions, so that a third person could judge the level
from the words; and it wears out, because people and work change. What people say of themselves,
and what peers say of them, is something else and is never mixed in.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import level as check_level

MONTHS = (6, 12, 24)
"""How long an observation may count, in months; whoever observed decides."""
OLDEST_MONTHS = 24
"""What was seen longer ago than this is no observation any more but a memory."""
FEWEST_WORDS = 8
"""Words that it takes at the least to say what somebody did."""
MOST_CRITERIA = 12
ANONYMITY = 3
"""Peers from which on anything of what they said is shown."""


class Relation(StrEnum):
    """What the observer is to the person."""

    MANAGER = "manager"
    MENTOR = "mentor"
    COLLEAGUE = "colleague"


class Basis(StrEnum):
    """How the observer knows."""

    DIRECT = "direct"
    """Watched it being done."""
    PRODUCT = "product"
    """Looked at what came of it."""


class Frequency(StrEnum):
    """On how many occasions it was seen."""

    ONCE = "once"
    SEVERAL = "several"
    USUALLY = "usually"


class Mark(StrEnum):
    """What the observer says of one line of a checklist."""

    SEEN = "seen"
    PARTLY = "partly"
    NOT_SEEN = "not_seen"
    """There was occasion for it, and it was not done."""
    NO_OCCASION = "no_occasion"
    """Says nothing about the person."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one person saw another do."""

    skill: str
    level: int
    dated: date
    did: str
    """What the person did, in the observer's words."""
    situation: str
    relation: Relation
    basis: Basis
    frequency: Frequency
    months: int = 12
    """How long it counts, from `dated` on."""
    link: str = ""
    """Address of the work product."""
    marks: tuple[tuple[str, Mark], ...] = ()
    """Lines of a checklist, each with what was seen of it."""

    @property
    def until(self) -> date:
        """The last day on which it counts."""
        return later(self.dated, self.months)


def later(day: date, months: int) -> date:
    """Return the day so many months later; the last of the month where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def check(seen: Observation, *, today: date) -> None:
    """Raise `InputError`, naming the member, where an observation says too little to be one."""
    check_level(seen.level, where="level")
    if seen.dated > today:
        raise InputError("this day has not come yet", where="dated")
    if later(seen.dated, OLDEST_MONTHS) < today:
        raise InputError(
            "what was seen two years ago says little about today",
            where="dated",
            remedy="write down something newer",
        )
    if len(seen.did.split()) < FEWEST_WORDS:
        raise InputError(
            "this does not tell what the person did",
            where="did",
            remedy=f"write at least {FEWEST_WORDS} words, as you would tell a colleague",
        )
    if not seen.situation.strip():
        raise InputError("the situation is missing", where="situation")
    if seen.months not in MONTHS:
        raise InputError(f"{seen.months} months", where="months", remedy=f"one of: {MONTHS}")
    if seen.link and not seen.link.startswith(("https://", "http://")):
        raise InputError("this is no web address", where="link", remedy="begin with https://")
    lines = [line for line, _mark in seen.marks]
    if len(set(lines)) < len(lines):
        raise InputError("a line of the checklist is there twice", where="marks")


def counts(until: date, *, withdrawn: bool, today: date) -> bool:
    """Say whether an observation counts today: neither taken back nor worn out.

    That the person objects is shown beside it and does not end it: else only praise would stay.
    """
    return not withdrawn and today <= until


def criteria(words: str) -> tuple[str, ...]:
    """Return the lines of a checklist: trimmed, without empty ones and repetitions.

    Raises `InputError` for more than `MOST_CRITERIA`.
    """
    lines = tuple(dict.fromkeys(line.strip(" \t\r-*•")[:300] for line in words.splitlines()))
    found = tuple(line for line in lines if line)
    if len(found) > MOST_CRITERIA:
        raise InputError(
            f"a checklist of {len(found)} lines is filled in without looking",
            where="criteria",
            remedy=f"at most {MOST_CRITERIA}",
        )
    return found


@dataclass(frozen=True, slots=True)
class PeersSay:
    """What may be shown of the levels that peers named: how many there are and their range."""

    peers: int
    lowest: int
    highest: int


def peers_say(levels: Sequence[int], *, threshold: int = ANONYMITY) -> PeersSay | None:
    """Return what may be shown of peers' levels; `None` below `threshold` of them.

    No mean: it would look like a measurement, and with one answer more or less the difference of
    two means is that answer.
    """
    for one in levels:
        check_level(one, where="level")
    if len(levels) < max(threshold, 2):
        return None
    return PeersSay(len(levels), min(levels), max(levels))
