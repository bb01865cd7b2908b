"""The columns of a crowd: every piece of evidence in 16 bytes and the texts it names.

Pieces are sorted by skill, class and person, so that what a role asks for is a few slices. What
decides a belief (class, level, day, credibility, levels lost) is kept once for all pieces that
share it; so is what is only told (title, issuer, rule, way of an inference).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import orjson
from numpy.typing import NDArray

from skillmark.match.crowd.words import Words
from skillmark.match.keeping import plain
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.errors import InputError
from skillmark.nouns.evidence import Evidence, Inference
from skillmark.nouns.person import Person
from skillmark.nouns.proficiency import EvidenceClass

CLASSES = tuple(cls for cls in EvidenceClass if cls is not EvidenceClass.MISSING)
"""By their number in the columns, strongest first."""
_PLACES: dict[EvidenceClass, int] = {cls: place for place, cls in enumerate(CLASSES)}
Numbers = NDArray[np.uint32]
Telling = tuple[str, str, str, bool, Inference | None]
"""Title, issuer, id of a recognition rule, whether disputed, and what it follows from."""


@dataclass(frozen=True)
class Columns:
    """All that is kept of a crowd; `fields` in the order in which a file holds them."""

    ids: Words
    """Of the people, sorted by code point: a person's number is also their place among equals."""
    skills: Words
    """Sorted URIs."""
    starts: NDArray[np.int64]
    """Where the pieces of each skill and class begin, 4 * skills + 1."""
    person: Numbers
    """Of each piece: whose it is."""
    said: Numbers
    """Of each piece: which row of the table of beliefs."""
    told: Numbers
    """Of each piece: which of `tellings`."""
    source: Numbers
    """Of each piece: which of `sources`."""
    beliefs: NDArray[np.int32]
    """A row each of class, level (0: none named), day (ordinal), credibility (-1: none) and levels
    lost."""
    credibilities: Words
    tellings: Words
    sources: Words

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        return sum(_size(getattr(self, one.name)) for one in fields(self))


def _size(column: Words | NDArray[np.generic]) -> int:
    if isinstance(column, Words):
        return column.block.nbytes + column.ends.nbytes
    return column.nbytes


def columns_of(people: Iterable[Person]) -> Columns:
    """Read people once, in any order. Raises `InputError` where an id occurs twice."""
    reading = _Reading()
    for person in people:
        reading.add(person)
    return reading.columns()


class _Reading:
    def __init__(self) -> None:
        self.ids: list[str] = []
        self.skills: dict[str, int] = {}
        self.beliefs: dict[tuple[int, int, int, int, int], int] = {}
        self.credibilities: dict[Credibility, int] = {}
        self.tellings: dict[Telling, int] = {}
        self.sources, self.source_ends = bytearray(), array("q")
        self.skill, self.person, self.said = array("I"), array("I"), array("I")
        self.told, self.source = array("I"), array("I")

    def add(self, person: Person) -> None:
        number = len(self.ids)
        self.ids.append(person.id)
        sources: dict[str, int] = {}
        for piece in person.evidence:
            place = _PLACES.get(piece.evidence_class)
            if place is None:
                continue
            skill = self.skills.setdefault(piece.skill, len(self.skills))
            self.skill.append(skill * len(CLASSES) + place)
            self.person.append(number)
            self.said.append(self._belief(piece, place))
            self.told.append(self._telling(piece))
            self.source.append(self._source(piece.source, sources))

    def _telling(self, piece: Evidence) -> int:
        telling = (
            piece.title,
            piece.issuer,
            piece.recognised_by,
            piece.disputed,
            piece.inference,
        )
        return self.tellings.setdefault(telling, len(self.tellings))

    def _belief(self, piece: Evidence, place: int) -> int:
        behind = piece.credibility
        belief = (
            place,
            piece.level or 0,
            piece.dated.toordinal(),
            -1
            if behind is None
            else self.credibilities.setdefault(behind, len(self.credibilities)),
            piece.inference.lost if piece.inference else 0,
        )
        return self.beliefs.setdefault(belief, len(self.beliefs))

    def _source(self, source: str, of_person: dict[str, int]) -> int:
        """Number a source; one that several pieces of a person share is kept once."""
        number = of_person.get(source)
        if number is None:
            number = of_person[source] = len(self.source_ends)
            self.sources += source.encode(errors="surrogatepass")
            self.source_ends.append(len(self.sources))
        return number

    def columns(self) -> Columns:
        people, place = _sorted(self.ids)
        skills, skill_place = _sorted(list(self.skills))
        person = place[_numbers(self.person)]
        kind = _numbers(self.skill)
        group = skill_place[kind // len(CLASSES)] * len(CLASSES) + kind % len(CLASSES)
        order = np.lexsort((person, group))
        counts = np.bincount(group, minlength=len(skills) * len(CLASSES))
        return Columns(
            ids=Words.of(people),
            skills=Words.of(skills),
            starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            person=person[order],
            said=_numbers(self.said)[order],
            told=_numbers(self.told)[order],
            source=_numbers(self.source)[order],
            beliefs=np.array(list(self.beliefs), np.int32).reshape(-1, 5),
            credibilities=Words.of(_json(plain(one)) for one in self.credibilities),
            tellings=Words.of(_telling(one) for one in self.tellings),
            sources=Words.made(self.sources, self.source_ends),
        )


def _sorted(texts: list[str]) -> tuple[list[str], Numbers]:
    """Return texts sorted, and the place of each; refuse one that occurs twice."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    found = [texts[at] for at in order]
    twice = next((one for one, other in pairwise(found) if one == other), None)
    if twice is not None:
        raise InputError(f"the id {twice!r} occurs twice", remedy="give every person one line")
    place = np.empty(len(texts), np.uint32)
    place[order] = np.arange(len(texts), dtype=np.uint32)
    return found, place


def _numbers(column: array[int]) -> Numbers:
    return np.frombuffer(column, np.uint32) if column else np.empty(0, np.uint32)


def _telling(one: Telling) -> str:
    *told, way = one
    return _json([*told, plain(way)])


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
