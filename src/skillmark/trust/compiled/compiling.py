"""Compile a document: from its statements, with sentinels in its holes, to a `Dataset`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from skillmark.trust import canon
from skillmark.trust.compiled.dataset import Block, Dataset, Touch
from skillmark.trust.compiled.holes import Marked, NotCompiledError, mark
from skillmark.trust.compiled.template import Pointer
from skillmark.trust.contexts import Contexts

_MOST_NODES = 1_000


def dataset_of(
    document: Mapping[str, Any], wanted: Sequence[Pointer], contexts: Contexts
) -> Dataset:
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
        blanks = [Block() for _ in self.nodes]
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

    def hashes(self) -> tuple[list[tuple[bytes, int]], list[tuple[int, Touch]]]:
        """Return the hashes that are constant, and how to work out the others."""
        constant, varying = [], []
        for node, number in self.nodes.items():
            touch = Touch()
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

    def touch(self, touch: Touch, subject: str, predicate: str, value: str) -> None:
        first, second = self.marked.term(subject), self.marked.term(value)
        # one of the two is the node itself, so at most one hole is in the line
        if first is not None:
            touch.varying.append((b"", first, f" {predicate} {value} .\n".encode()))
        elif second is not None:
            touch.varying.append((f"{subject} {predicate} ".encode(), second, b" .\n"))
        else:
            touch.constant.append(canon.line((subject, predicate, value, "")).encode())

    def blocks(self) -> dict[str, Block]:
        """Return the statements about each subject, lines of one predicate together."""
        about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value, _ in self.marked.quads:
            about[subject][predicate].append(value)
        return {subject: self.block(found) for subject, found in about.items()}

    def block(self, found: Mapping[str, list[str]]) -> Block:
        block = Block()
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
