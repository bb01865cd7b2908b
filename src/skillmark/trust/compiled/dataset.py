"""RDFC-1.0 for all documents of one structure: fill the holes, rank the nodes, order the lines.

Sound where first-degree hashes are all distinct (then canonical labels are their ranks, and no
N-degree hash is needed) and no two statements become equal. Both are looked at each time; where
one does not hold the answer is `None` and the full algorithm decides.

Source: RDF Dataset Canonicalization, sections 4.4 and 4.6, for datasets of one graph.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from skillmark.trust.compiled.holes import Hole
from skillmark.trust.compiled.template import Pointer
from skillmark.trust.literals import IRI, literal

_MOST_KNOWN = 64
"""Texts of one constant block that are kept, by the label of its subject."""
_PLAIN_IRI = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:[!#$&-;=?-Z_a-z~]++\Z")
"""Letters of an IRI that need no closer look; others go through `literals.IRI`."""
_MOST_ORDERS, _MOST_LAYOUTS = 512, 768 * 1024
"""Orders of the nodes with which layouts are worth keeping, and the bytes that all may take."""


_Plan = tuple[list[bytes | None], list[tuple[int, int]]]
"""Texts about IRIs, and the places of those that vary with the numbers of their blocks."""


class Block:
    """All statements about one subject, in canonical order as far as that is constant."""

    __slots__ = ("known", "lines", "unordered", "varying")

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.varying: list[tuple[int, bytes, int]] = []
        """Place, predicate, and index among the ends of each line that is not constant."""
        self.unordered: list[tuple[int, int]] = []
        """Ranges of lines with one predicate, whose order depends on what varies."""
        self.known: dict[bytes, bytes] = {}
        """Texts of a constant block by the label of its subject."""

    def write(self, subject: bytes, ends: Sequence[bytes]) -> bytes | None:
        """Return the lines about `subject`; `None` if two of them are equal."""
        lines = self.lines
        if self.varying:
            lines = lines.copy()
            for place, predicate, term in self.varying:
                lines[place] = predicate + ends[term]
            for start, stop in self.unordered:
                part = sorted(lines[start:stop])
                if len(set(part)) != stop - start:
                    return None
                lines[start:stop] = part
            return subject + subject.join(lines)
        text = subject + subject.join(lines) if lines else b""
        if len(self.known) < _MOST_KNOWN and subject.startswith(b"_"):
            self.known[subject] = text
        return text


class Touch:
    """The statements that touch one node, as its first-degree hash sees them (section 4.6.3)."""

    __slots__ = ("_fixed", "_slots", "constant", "varying")

    def __init__(self) -> None:
        self.constant: list[bytes] = []
        self.varying: list[tuple[bytes, int, bytes]] = []
        """What stands before a hole, its number, and what stands after it."""
        self._fixed: list[bytes] = []
        self._slots: list[tuple[int, int]] = []

    def settle(self) -> None:
        """Fix the order of the lines now, if no value can change it."""
        heads = [before or b"<" for before, _, _ in self.varying]
        lines = [(line, -1) for line in self.constant]
        lines += [(head, place) for place, head in enumerate(heads)]
        lines.sort()
        for (one, first), (other, second) in pairwise(lines):
            if max(first, second) >= 0 and other.startswith(one):
                return
        for line, place in lines:
            if place < 0:
                self._fixed.append(line)
            else:
                before, hole, after = self.varying[place]
                self._slots.append((len(self._fixed) + 1, hole))
                self._fixed += [before, b"", after]

    def digest(self, terms: Sequence[bytes]) -> bytes:
        """Return the SHA-256 of the sorted lines."""
        if self._slots:
            lines = self._fixed.copy()
            for place, hole in self._slots:
                lines[place] = terms[hole]
        else:
            lines = self.constant + [
                before + terms[hole] + after for before, hole, after in self.varying
            ]
            lines.sort()
        return hashlib.sha256(b"".join(lines)).digest()


@dataclass(slots=True)
class Dataset:
    """Canonical N-Quads of every document of one structure, as a function of its strings.

    `holes` says which strings, in the order in which `terms` wants them.
    """

    holes: tuple[Hole, ...]
    _ranks: list[bytes]
    """Digest and number of each node whose hash is constant, in order of the digest."""
    _numbers: list[int]
    """The numbers alone, in the same order."""
    _digests: frozenset[bytes]
    _touched: list[tuple[int, Touch]]
    """Number and statements of each node whose hash varies."""
    _iris: list[tuple[bytes, int, Block]]
    """Subject (a constant, or the number of a hole) and its block."""
    _blanks: list[Block]
    """Block of each node; one without lines for a node that is nobody's subject."""
    _order: list[int]
    """Ranks in the order in which their labels sort."""
    _like_terms: frozenset[bytes]
    _labels: list[bytes] = field(init=False)
    """Of each rank, in the order in which they sort."""
    _closes: list[bytes] = field(init=False)
    """Of each rank, as the end of a line."""
    _known: list[dict[bytes, bytes]] = field(init=False)
    """Texts of each node's block by its label, where the block is constant."""
    _named: list[bytes] = field(init=False)
    """Subjects that are constant IRIs, sorted."""
    _naming: list[int] = field(init=False)
    """Holes that are subjects."""
    _ends: list[tuple[bytes, bytes]] = field(init=False)
    """Of each hole: the scheme of an IRI, or what closes a literal."""
    _few: bool = field(init=False)
    """Whether there are so few ways to order the lines that each is worth keeping."""
    _plans: dict[tuple[int, ...], _Plan] = field(default_factory=dict)
    _room: int = _MOST_LAYOUTS
    _layouts: dict[tuple[int, ...], list[bytes]] = field(default_factory=dict)
    """Texts by the order of nodes and IRIs, in pieces; every other one is the number of a hole."""

    def __post_init__(self) -> None:
        count = len(self._blanks)
        self._ends = [(hole.scheme, b'"' + hole.suffix) for hole in self.holes]
        blocks = [*self._blanks, *(block for _, _, block in self._iris)]
        self._few = count ** len(self._touched) <= _MOST_ORDERS and not any(
            index >= count and any(start <= place < stop for start, stop in block.unordered)
            for block in blocks
            for place, _, index in block.varying
        )
        self._labels = [b"_:c14n%d" % rank for rank in self._order]
        self._closes = [b" _:c14n%d .\n" % rank for rank in range(count)]
        self._known = [block.known for block in self._blanks]
        self._named = sorted(name for name, hole, _ in self._iris if hole < 0)
        self._naming = [hole for _, hole, _ in self._iris if hole >= 0]

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """Where the holes are."""
        return tuple(hole.pointer for hole in self.holes)

    def terms(self, insides: Sequence[bytes], values: Sequence[str] | None) -> list[bytes] | None:
        """Return the RDF terms of what stands in the holes; `None` if one does not fit its hole.

        `insides` are strings as they are written; `values` what they mean, or `None` where that is
        the same (`template.plain`).
        """
        found = []
        for place, (scheme, suffix) in enumerate(self._ends):
            if scheme:
                inside = insides[place] if values is None else values[place].encode()
                if not inside.startswith(scheme) or inside in self._like_terms:
                    return None
                if not _PLAIN_IRI.match(inside) and not _iri(inside.decode()):
                    return None
                found.append(b"<" + inside + b">")
            elif values is None:
                found.append(b'"' + insides[place] + suffix)
            else:
                found.append(literal(values[place]).encode()[:-1] + suffix)
        return found

    def write(self, terms: Sequence[bytes]) -> bytes | None:
        """Return the canonical N-Quads document, or `None` if the full algorithm must decide."""
        numbers = self._ranked(terms)
        if numbers is None:
            return None
        order = self._placed(terms)
        if order is None:
            return None
        if not self._few:
            return self._arranged(numbers, order, terms)
        key = (*numbers, *order)
        layout = self._layouts.get(key)
        if layout is None:
            marks = [b"\0%d\0" % hole for hole in range(len(terms))]
            written = self._arranged(numbers, order, marks, terms)
            if written is None:
                return None
            layout = written.split(b"\0")
            if self._room > len(written):
                self._room -= len(written)
                self._layouts[key] = layout
        parts = layout.copy()
        for place in range(1, len(parts), 2):
            parts[place] = terms[int(parts[place])]
        return b"".join(parts)

    def _placed(self, terms: Sequence[bytes]) -> tuple[int, ...] | None:
        """Return where the subjects that vary stand among the others; `None` if two are equal.

        For each, in order, its place among the constant ones and the number of its hole.
        """
        places = []
        named = self._named
        for hole in self._naming:
            subject = terms[hole]
            place = bisect_left(named, subject)
            if place < len(named) and named[place] == subject:
                return None
            places.append((subject, place, hole))
        places.sort()
        order: list[int] = []
        before = b""
        for subject, place, hole in places:
            if subject == before:
                return None
            before = subject
            order += place, hole
        return tuple(order)

    def _arranged(
        self,
        numbers: list[int],
        order: tuple[int, ...],
        terms: Sequence[bytes],
        placed: Sequence[bytes] | None = None,
    ) -> bytes | None:
        """Write the blocks in this order of IRIs, and of nodes by the rank of their hashes.

        `placed` are the terms that the order is of, where others are to be written.
        """
        ends = [b""] * len(numbers)
        for number, close in zip(numbers, self._closes, strict=True):
            ends[number] = close
        ends += [b" " + term + b" .\n" for term in terms]
        plan = self._plans.get(order)
        if plan is None:
            plan = self._plan(order, terms if placed is None else placed)
        written: list[bytes | None] = plan[0].copy()
        for place, about in plan[1]:
            name, hole, block = self._iris[about]
            written[place] = block.write(terms[hole] if hole >= 0 else name, ends)
        start = len(written)
        sequence = [numbers[rank] for rank in self._order]
        known = self._known
        written += [
            known[number].get(label) for number, label in zip(sequence, self._labels, strict=True)
        ]
        for place, number in enumerate(sequence, start):
            if written[place] is None:
                label = self._labels[place - start]
                written[place] = self._blanks[number].write(label, ends)
        return None if None in written else b"".join(written)  # type: ignore[arg-type]

    def _plan(self, order: tuple[int, ...], terms: Sequence[bytes]) -> _Plan:
        """Return the texts about IRIs in this order, constant neighbours as one, with gaps."""
        subjects = [terms[hole] if hole >= 0 else name for name, hole, _ in self._iris]
        texts: list[bytes | None] = []
        gaps: list[tuple[int, int]] = []
        for about in sorted(range(len(subjects)), key=subjects.__getitem__):
            name, hole, block = self._iris[about]
            if hole >= 0 or block.varying:
                gaps.append((len(texts), about))
                texts.append(None)
            elif texts and texts[-1] is not None:
                texts[-1] += name + name.join(block.lines)
            else:
                texts.append(name + name.join(block.lines))
        if len(self._plans) < _MOST_KNOWN:
            self._plans[order] = (texts, gaps)
        return texts, gaps

    def _ranked(self, terms: Sequence[bytes]) -> list[int] | None:
        """Return the numbers of the nodes by the rank of their hashes; `None` if two are equal."""
        if not self._touched:
            return self._numbers
        fresh = []
        for number, touch in self._touched:
            digest = touch.digest(terms)
            if digest in self._digests:
                return None
            fresh.append((digest, number))
        fresh.sort()
        numbers = self._numbers.copy()
        before = b""
        for shift, (digest, number) in enumerate(fresh):
            if digest == before:
                return None
            before = digest
            numbers.insert(bisect_left(self._ranks, digest) + shift, number)
        return numbers


def _iri(text: str) -> bool:
    """Say whether this is an IRI that nobody doubts: one with a letter like a space is left out."""
    return IRI.match(text) is not None and text[-1] != ":" and not re.search(r"\s", text)
