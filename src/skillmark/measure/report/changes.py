"""What is different between two reports of one organisation, claim by claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Turn(StrEnum):
    """How a claim changed."""

    NEW = "new"
    GONE = "gone"
    ESTABLISHED = "established"
    """It was not established before."""
    NO_LONGER = "no_longer"
    """It was established before."""
    MOVED = "moved"
    """The estimate lies outside the former interval."""


@dataclass(frozen=True, slots=True)
class Change:
    """One claim that changed, with what it says now (or, where it is gone, said)."""

    turn: Turn
    id: str
    sentence: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Compare two reports as `Report.as_json` gives them; what only moved a little is no change.

    Claims are told apart by their place, so in another language they are the same claims.
    """
    old = {claim["id"]: claim for claim in before["claims"]}
    new = {claim["id"]: claim for claim in after["claims"]}
    found = []
    for name, claim in new.items():
        turn = Turn.NEW if name not in old else _turn(old[name], claim)
        if turn is not None:
            found.append(Change(turn, name, claim["sentence"]))
    found += [
        Change(Turn.GONE, name, claim["sentence"]) for name, claim in old.items() if name not in new
    ]
    return tuple(found)


def _turn(old: Mapping[str, Any], new: Mapping[str, Any]) -> Turn | None:
    if bool(old["established"]) != bool(new["established"]):
        return Turn.ESTABLISHED if new["established"] else Turn.NO_LONGER
    ends, value = old["ci"], new["estimate"]
    if ends is None or value is None or None in ends:
        return None
    return None if ends[0] <= value <= ends[1] else Turn.MOVED
