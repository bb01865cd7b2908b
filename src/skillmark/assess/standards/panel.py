"""Who sat on a panel, how they were trained, and what happened round by round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Member:
    """One panellist. The name is printed only where the person agreed to it."""

    id: str
    """A number or code, printed where the person is not named: nothing that tells who it is."""
    name: str
    role: str
    """What the person is: teacher, practitioner, employer."""
    expertise: str = ""
    """What the person knows of the work, and for how long."""
    named: bool = False
    """Whether the person agreed to be named in the record."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: what everybody judged, alone, and what they were shown afterwards."""

    number: int
    closed_on: date
    judgements: Mapping[str, Mapping[str, float]]
    """By member id, then by item (or `page`, or a person's group)."""
    feedback: tuple[str, ...] = ()
    """What was shown before the next round, in plain words."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The record of a panel. Raises `InputError` where it cannot have been one."""

    candidate: str
    """The minimally competent candidate, as the panel was told."""
    members: tuple[Member, ...]
    rounds: tuple[Round, ...]
    training: str = ""
    """What training was done, and when."""

    def __post_init__(self) -> None:
        twice = [one for one, n in Counter(m.id for m in self.members).items() if n > 1]
        if twice:
            raise InputError(f"two panellists have the id {twice[0]!r}")
        if not self.candidate.strip():
            raise InputError(
                "nobody said who the minimally competent candidate is",
                remedy="describe what somebody who is only just competent can and cannot do",
            )
        numbers = [one.number for one in self.rounds]
        if numbers != list(range(1, len(numbers) + 1)):
            raise InputError("rounds are numbered from 1, without a gap")
        known = {one.id for one in self.members}
        for one in self.rounds:
            strangers = sorted(set(one.judgements) - known)
            if strangers:
                raise InputError(
                    f"{strangers[0]!r} is not on the panel", where=f"round {one.number}"
                )

    @property
    def size(self) -> int:
        """How many members' judgements the cut rests on: those of the last round."""
        counted = len(self.rounds[-1].judgements) if self.rounds else 0
        return counted or len(self.members)

    @property
    def printed(self) -> dict[str, str]:
        """What each member is called in print: the name by consent, else the id."""
        return {
            one.id: one.name if one.named and one.name else f"Panellist {one.id}"
            for one in self.members
        }
