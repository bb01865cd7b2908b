"""RDF Dataset Canonicalization (RDFC-1.0) with a bound on its work.

The algorithm labels blank nodes independently of how a document happens to name them. Its
worst case is exponential (a complete graph of blank nodes), so every step of the N-degree
search is counted and a dataset that needs too many is refused.

Source: W3C Recommendation "RDF Dataset Canonicalization", section 4.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from skillmark.nouns.errors import InputError

WORK = 6_000
"""Steps of the N-degree search (permutations and calls) before a dataset is refused."""
MOST_QUADS = 20_000

Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph as canonical N-Quads terms; "" is the default graph."""

_LINE = re.compile(
    r"(<[^>]*>|_:\S+) (<[^>]*>) "
    r'(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*+"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)'
    r"(?: (<[^>]*>|_:\S+))? ?\.\Z"
)


class PoisonGraphError(InputError):
    """Canonicalization would take too long: the graph was made to do that."""

    code = "poison_graph"


@dataclass(slots=True)
class _Issuer:
    """Hands out labels in order (section 4.5)."""

    prefix: str
    issued: dict[str, str] = field(default_factory=dict)

    def issue(self, node: str) -> str:
        label = self.issued.get(node)
        if label is None:
            label = self.issued[node] = f"{self.prefix}{len(self.issued)}"
        return label

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


def parse(nquads: str) -> list[Quad]:
    """Read N-Quads lines (one space between terms, as serializers write them)."""
    quads = []
    for line in nquads.split("\n"):
        if not line:
            continue
        found = _LINE.match(line)
        if found is None:
            raise InputError(f"not a line of N-Quads: {line[:80]}")
        quads.append((found[1], found[2], found[3], found[4] or ""))
    return quads


def lines(quads: Iterable[Quad]) -> list[str]:
    """Write quads as canonical N-Quads lines, newline included, sorted by code point."""
    return sorted(line(quad) for quad in set(quads))


def line(quad: Quad) -> str:
    """Write one quad, newline included."""
    subject, predicate, value, graph = quad
    if graph:
        return f"{subject} {predicate} {value} {graph} .\n"
    return f"{subject} {predicate} {value} .\n"


def canonicalize(quads: Iterable[Quad], *, algorithm: str = "sha256", work: int = WORK) -> str:
    """Return the canonical N-Quads document, or raise `PoisonGraphError`."""
    quads = list(quads)
    return "".join(lines(relabel(quads, labels(quads, algorithm=algorithm, work=work))))


def relabel(quads: Iterable[Quad], names: dict[str, str]) -> Iterator[Quad]:
    """Replace blank node labels (`_:b0`) by those in `names`."""
    for subject, predicate, value, graph in quads:
        yield (
            names.get(subject, subject),
            predicate,
            names.get(value, value),
            names.get(graph, graph),
        )


def labels(quads: Iterable[Quad], *, algorithm: str = "sha256", work: int = WORK) -> dict[str, str]:
    """Return the canonical label (`_:c14n0`, ...) of every blank node."""
    return _Labelling(list(dict.fromkeys(quads)), algorithm, work).run()


def first_degree(node: str, quads: Iterable[Quad], digest: Callable[[bytes], str]) -> str:
    """Hash First Degree Quads (section 4.6.3): what a node touches, other nodes blurred."""

    def blur(term: str) -> str:
        if term.startswith("_:"):
            return "_:a" if term == node else "_:z"
        return term

    written = sorted(line((blur(s), p, blur(o), blur(g))) for s, p, o, g in quads)
    return digest("".join(written).encode())


class _Labelling:
    """One run of the canonicalization algorithm (section 4.4.3)."""

    def __init__(self, quads: list[Quad], algorithm: str, work: int) -> None:
        if len(quads) > MOST_QUADS:
            raise PoisonGraphError(f"more than {MOST_QUADS} statements in one document")
        self.algorithm, self.left = algorithm, work
        self.touching: dict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            for node in {quad[0], quad[2], quad[3]}:
                if node.startswith("_:"):
                    self.touching[node].append(quad)
        self.hashes: dict[str, str] = {}
        self.canonical = _Issuer("_:c14n")

    def digest(self, data: bytes) -> str:
        return hashlib.new(self.algorithm, data).hexdigest()

    def run(self) -> dict[str, str]:
        by_hash: dict[str, list[str]] = defaultdict(list)
        for node, quads in self.touching.items():
            self.hashes[node] = first_degree(node, quads, self.digest)
            by_hash[self.hashes[node]].append(node)
        shared = []
        for digest in sorted(by_hash):
            if len(by_hash[digest]) == 1:
                self.canonical.issue(by_hash[digest][0])
            else:
                shared.append(by_hash[digest])
        for nodes in shared:
            found = []
            for node in nodes:
                if node not in self.canonical.issued:
                    issuer = _Issuer("_:b")
                    issuer.issue(node)
                    found.append(self.n_degree(node, issuer))
            for _, issuer in sorted(found, key=lambda pair: pair[0]):
                for node in issuer.issued:
                    self.canonical.issue(node)
        return self.canonical.issued

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise PoisonGraphError(
                "this graph of unnamed nodes would take too long to canonicalize",
                remedy="give its nodes ids",
            )

    def related(self, node: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Hash Related Blank Node (section 4.7.3)."""
        name = self.canonical.issued.get(node) or issuer.issued.get(node) or self.hashes[node]
        predicate = "" if position == "g" else quad[1]
        return self.digest(f"{position}{predicate}{name}".encode())

    def n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Hash N-Degree Quads (section 4.8.3)."""
        self.spend()
        groups: dict[str, list[str]] = defaultdict(list)
        for quad in self.touching[node]:
            for position, term in (("s", quad[0]), ("o", quad[2]), ("g", quad[3])):
                if term != node and term.startswith("_:"):
                    groups[self.related(term, quad, issuer, position)].append(term)
        data = []
        for digest in sorted(groups):
            best: tuple[str, _Issuer] | None = None
            for order in itertools.permutations(groups[digest]):
                self.spend()
                tried = self.follow(order, issuer.copy(), best[0] if best else "")
                if tried is not None and (best is None or tried[0] < best[0]):
                    best = tried
            assert best is not None  # noqa: S101 - the first order is never given up
            data += [digest, best[0]]
            issuer = best[1]
        return self.digest("".join(data).encode()), issuer

    def follow(
        self, order: tuple[str, ...], issuer: _Issuer, best: str
    ) -> tuple[str, _Issuer] | None:
        """Walk one permutation; `None` as soon as it cannot beat `best` any more."""
        path, deeper = "", []
        for node in order:
            known = self.canonical.issued.get(node)
            if known is None:
                if node not in issuer.issued:
                    deeper.append(node)
                known = issuer.issue(node)
            path += known
            if best and len(path) >= len(best) and path > best:
                return None
        for node in deeper:
            digest, found = self.n_degree(node, issuer)
            path += f"{issuer.issue(node)}<{digest}>"
            issuer = found
            if best and len(path) >= len(best) and path > best:
                return None
        return path, issuer
