"""Everything a ranking rests on, frozen as bytes, and the ranking made again of it.

Only what the scorer reads is kept: people by id, no names, and of evidence neither what people
wrote nor who they are. The same version of the scorer gives the same places and numbers, bit for
bit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from skillmark.match import SCORER, Assumptions, Ranked, rank
from skillmark.match.keeping import made, plain
from skillmark.nouns.errors import UnreadableError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role
from skillmark.nouns.proficiency import EvidenceClass

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a ranking was made of."""

    role: Role
    people: tuple[Person, ...]
    today: date
    assumptions: Assumptions
    scorer: str
    """Version of the scorer that ranked then."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One person's place, and the digest of every number behind it."""

    person: str
    rank: int
    digest: str


def freeze(role: Role, people: Iterable[Person], *, today: date, assumptions: Assumptions) -> bytes:
    """Return the inputs of a ranking as canonical JSON: the same inputs, the same bytes."""
    return _bytes(
        {
            "format": FORMAT,
            "scorer": SCORER,
            "today": today.isoformat(),
            "assumptions": plain(assumptions),
            "role": plain(role),
            "people": [plain(bare(person)) for person in sorted(people, key=lambda p: p.id)],
        }
    )


def thaw(frozen: bytes) -> Inputs:
    """Return the inputs again. Raises `UnreadableError` for anything else."""
    try:
        data = json.loads(frozen)
        if data["format"] != FORMAT:
            raise UnreadableError(f"unknown format {data['format']}", where="ranking")
        return Inputs(
            role=made(Role, data["role"]),
            people=tuple(made(Person, one) for one in data["people"]),
            today=date.fromisoformat(data["today"]),
            assumptions=made(Assumptions, data["assumptions"]),
            scorer=data["scorer"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(f"no frozen ranking: {error}", where="ranking") from None


def without(frozen: bytes, person: str) -> bytes:
    """Return the frozen inputs without one person, who is to be forgotten."""
    data = json.loads(frozen)
    data["people"] = [one for one in data["people"] if one["id"] != person]
    return _bytes(data)


def again(inputs: Inputs) -> list[Ranked]:
    """Rank again, with the scorer as it is now."""
    return rank(inputs.role, inputs.people, today=inputs.today, assumptions=inputs.assumptions)


def placed(ranked: Sequence[Ranked]) -> tuple[Placed, ...]:
    """Return each person's place with the digest of its numbers."""
    return tuple(Placed(one.person, one.rank, digest(one)) for one in ranked)


def digest(ranked: Ranked) -> str:
    """Return SHA-256 over every number of a person's score, to the last bit, without the place."""
    said = [
        [[cls.value, points.hex()] for cls, points in ranked.score],
        [
            [
                part.requirement.skill,
                part.evidence_class.value,
                float(part.fit).hex(),
                [[cls.value, float(points).hex()] for cls, points in part.points],
                [[float(one.fit).hex(), one.counted] for one in part.parts],
            ]
            for part in ranked.skills
        ],
        list(ranked.missing),
        list(ranked.musts_unmet),
    ]
    return hashlib.sha256(_bytes(said)).hexdigest()


def bare(person: Person) -> Person:
    """Return a person as the log keeps them: an id and evidence, without anybody's words."""
    return Person(person.id, tuple(bare_evidence(piece) for piece in person.evidence))


def bare_evidence(piece: Evidence) -> Evidence:
    """Return evidence without what people wrote; who signed a credential stays."""
    if piece.evidence_class is EvidenceClass.VERIFIED:
        return piece
    return replace(piece, title="", issuer="")


def _bytes(value: Any) -> bytes:
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()
