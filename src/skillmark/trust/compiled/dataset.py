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
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from skillmark.trust import canon
from skillmark.trust.compiled.holes import Hole, Marked, NotCompiledError, mark
from skillmark.trust.compiled.template import Pointer
from skillmark.trust.contexts import Contexts
from skillmark.trust.literals import IRI, literal

_MOST_NODES = 1_000
_MOST_KNOWN = 64
"""Texts of one constant block that are kept, by the label of its subject."""
_PLAIN_IRI = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:[!#$&-;=?-Z_a-z~]++\Z")
"""Letters of an IRI that need no closer look; others go through `literals.IRI`."""
_MOST_ORDERS, _MOST_LAYOUTS = 512, 768 * 1024
"""Orders of the nodes with which layouts are worth keeping, and the bytes that all may take."""


_Plan = tuple[list[bytes | None], list[tuple[int, int]]]
"""Texts about IRIs, and the places of those that vary with the numbers of their blocks."""


class _Block:
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


class _Touch:
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
    _touched: list[tuple[int, _Touch]]
    """Number and statements of each node whose hash varies."""
    _iris: list[tuple[bytes, int, _Block]]
    """Subject (a constant, or the number of a hole) and its block."""
    _blanks: list[_Block]
    """Block of each node; one without lines for a node that is nobody's subject."""
    _order: list[int]
    """Ranks in the order in which their labels sort."""
    _like_terms: frozenset[bytes]
    _labels: list[tuple[bytes, bytes]] = field(init=False)
    """Of each rank, as subject and as the end of a line."""
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
        self._labels = [(b"_:c14n%d" % rank, b" _:c14n%d .\n" % rank) for rank in range(count)]

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
        subjects = [subject if hole < 0 else terms[hole] for subject, hole, _ in self._iris]
        if len(set(subjects)) != len(subjects):
            return None
        order = tuple(sorted(range(len(subjects)), key=subjects.__getitem__))
        if not self._few:
            return self._arranged(numbers, order, terms)
        key = (*numbers, *order)
        layout = self._layouts.get(key)
        if layout is None:
            marks = [b"\0%d\0" % hole for hole in range(len(terms))]
            written = self._arranged(numbers, order, marks)
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

    def _arranged(
        self, numbers: list[int], order: tuple[int, ...], terms: Sequence[bytes]
    ) -> bytes | None:
        """Write the blocks in this order of IRIs, and of nodes by the rank of their hashes."""
        count = len(numbers)
        labels, ends = [b""] * count, [b""] * count
        for number, (label, end) in zip(numbers, self._labels, strict=True):
            labels[number] = label
            ends[number] = end
        ends += [b" " + term + b" .\n" for term in terms]
        plan = self._plans.get(order)
        if plan is None:
            plan = self._plan(order)
        written: list[bytes | None] = plan[0].copy()
        for place, about in plan[1]:
            name, hole, block = self._iris[about]
            written[place] = block.write(terms[hole] if hole >= 0 else name, ends)
        start = len(written)
        sequence = [numbers[rank] for rank in self._order]
        written += [self._blanks[number].known.get(labels[number]) for number in sequence]
        for place, number in enumerate(sequence, start):
            if written[place] is None:
                written[place] = self._blanks[number].write(labels[number], ends)
        return None if None in written else b"".join(written)  # type: ignore[arg-type]

    def _plan(self, order: tuple[int, ...]) -> _Plan:
        """Return the texts about IRIs in this order, constant neighbours as one, with gaps."""
        texts: list[bytes | None] = []
        gaps: list[tuple[int, int]] = []
        for about in order:
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


def compile_(document: Mapping[str, Any], wanted: Sequence[Pointer], contexts: Contexts) -> Dataset:
    """Compile a document, with holes where `wanted` says and it is sound.

    Raises `NotCompiledError`, or what `rdf.quads` raises for a document that loses data.
    """
    return _Compiling(mark(document, wanted, contexts), contexts).dataset()


class _Compiling:
    """Takes the statements of a marked document apart."""

    def __init__(self, marked: Marked, contexts: Contexts) -> None:
        self.marked, self.contexts = marked, contexts
        names = {term for quad in marked.quads for term in (quad[0], quad[2])}
        self.nodes = {
            name: number
            for number, name in enumerate(sorted(n for n in names if n.startswith("_:")))
        }
        if len(self.nodes) > _MOST_NODES:
            raise NotCompiledError("too many unnamed nodes")

    def dataset(self) -> Dataset:
        constant, touched = self.hashes()
        digests = frozenset(digest for digest, _ in constant)
        if len(digests) != len(constant):
            raise NotCompiledError("two unnamed nodes look the same at first sight")
        constant.sort()
        blanks = [_Block() for _ in self.nodes]
        iris = []
        for subject, block in self.blocks().items():
            hole = self.marked.term(subject)
            if subject in self.nodes:
                blanks[self.nodes[subject]] = block
            elif hole is None:
                iris.append((subject.encode(), -1, block))
            else:
                iris.append((b"", hole, block))
        return Dataset(
            holes=self.marked.holes,
            _ranks=[digest for digest, _ in constant],
            _numbers=[number for _, number in constant],
            _digests=digests,
            _touched=touched,
            _iris=iris,
            _blanks=blanks,
            _order=sorted(range(len(blanks)), key=str),
            _like_terms=_like_terms(self.marked.document, self.contexts),
        )

    def hashes(self) -> tuple[list[tuple[bytes, int]], list[tuple[int, _Touch]]]:
        """Return the hashes that are constant, and how to work out the others."""
        constant, varying = [], []
        for node, number in self.nodes.items():
            touch = _Touch()
            for quad in self.marked.quads:
                if node in (quad[0], quad[2]):
                    subject, value = self.blurred(node, quad[0]), self.blurred(node, quad[2])
                    self.touch(touch, subject, quad[1], value)
            if touch.varying:
                touch.settle()
                varying.append((number, touch))
            else:
                constant.append((touch.digest(()), number))
        return constant, varying

    def blurred(self, node: str, term: str) -> str:
        if term.startswith("_:"):
            return "_:a" if term == node else "_:z"
        return term

    def touch(self, touch: _Touch, subject: str, predicate: str, value: str) -> None:
        first, second = self.marked.term(subject), self.marked.term(value)
        # one of the two is the node itself, so at most one hole is in the line
        if first is not None:
            touch.varying.append((b"", first, f" {predicate} {value} .\n".encode()))
        elif second is not None:
            touch.varying.append((f"{subject} {predicate} ".encode(), second, b" .\n"))
        else:
            touch.constant.append(canon.line((subject, predicate, value, "")).encode())

    def blocks(self) -> dict[str, _Block]:
        """Return the statements about each subject, lines of one predicate together."""
        about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value, _ in self.marked.quads:
            about[subject][predicate].append(value)
        return {subject: self.block(found) for subject, found in about.items()}

    def block(self, found: Mapping[str, list[str]]) -> _Block:
        block = _Block()
        for predicate in sorted(found, key=lambda name: f"{name} ".encode()):
            start = len(block.lines)
            varies = False
            for value in sorted(found[predicate], key=lambda one: f"{one} .".encode()):
                end = self.index(value)
                if end is None:
                    block.lines.append(f" {predicate} {value} .\n".encode())
                else:
                    varies = True
                    block.varying.append((len(block.lines), f" {predicate}".encode(), end))
                    block.lines.append(b"")
            if varies and len(block.lines) - start > 1:
                block.unordered.append((start, len(block.lines)))
        return block

    def index(self, term: str) -> int | None:
        """Return the place of a node or hole among labels and terms; `None` for a constant."""
        if term in self.nodes:
            return self.nodes[term]
        hole = self.marked.term(term)
        return None if hole is None else len(self.nodes) + hole


def _iri(text: str) -> bool:
    """Say whether this is an IRI that nobody doubts: one with a letter like a space is left out."""
    return IRI.match(text) is not None and text[-1] != ":" and not re.search(r"\s", text)


def _like_terms(document: Mapping[str, Any], contexts: Contexts) -> frozenset[bytes]:
    """Return the terms of its contexts that look like IRIs: such a value would mean the term."""
    found: set[bytes] = set()
    urls = document["@context"]
    urls = urls if isinstance(urls, list) else [urls]
    if not all(isinstance(url, str) for url in urls):
        raise NotCompiledError("a context stands in the document itself")
    waiting: list[Any] = [contexts.body(url) for url in urls]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            found.update(key.encode() for key in item if ":" in key)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return frozenset(found)
