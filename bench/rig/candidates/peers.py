"""Others who rank candidates for a role: by words, by meanings, by counting, by a weighted sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rig.candidates.drawn import TODAY, Case
from skillmark.match import Assumptions, rank
from skillmark.match.adjacency import Adjacency, with_inferred
from skillmark.match.proficiency import believe, fit
from skillmark.match.shares import shares
from skillmark.nouns.person import Person
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.skills.language.stems import is_stop, stem
from skillmark.skills.language.words import forms
from skillmark.skills.linking.meaning import Embedder

Scores = Callable[[Case], Sequence[float]]
"""A number for each person of a case; the greatest comes first."""
WEIGHTS = {
    EvidenceClass.VERIFIED: 1.0,
    EvidenceClass.EVIDENCED: 0.8,
    EvidenceClass.CLAIMED: 0.5,
    EvidenceClass.INFERRED: 0.2,
}


def ours(case: Case, terms: Assumptions | None = None) -> list[float]:
    """Return our places, turned round."""
    found = rank(case.role, case.people, today=TODAY, assumptions=terms)
    places = {one.person: one.rank for one in found}
    return [-float(places[person.id]) for person in case.people]


def ours_in_steps(case: Case) -> list[float]:
    """Return our places where proof within a tenth of the role counts as equal."""
    return ours(case, Assumptions(proof_step=0.1))


def ours_with_graph(graph: Adjacency) -> Scores:
    """Return our ranking with what follows over a graph."""

    def scores(case: Case) -> list[float]:
        wanted = {one.skill for one in case.role.requirements}
        people = [
            Person(one.id, with_inferred(one.evidence, graph, wanted=wanted)) for one in case.people
        ]
        return ours(Case(case.role, tuple(people), case.coverage))

    return scores


def weighted(case: Case) -> list[float]:
    """Return one number a person: the best fit of each class times a weight, the best of them."""
    terms = Assumptions()
    parts = shares(case.role, terms)
    found = []
    for person in case.people:
        total = 0.0
        for share, one in zip(parts, case.role.requirements, strict=True):
            total += share * max(
                (
                    WEIGHTS[piece.evidence_class]
                    * fit(believe(piece, today=TODAY, assumptions=terms), one.level)
                    for piece in person.evidence
                    if piece.skill == one.skill
                ),
                default=0.0,
            )
        found.append(total)
    return found


def counted(case: Case) -> list[float]:
    """Return how many skills of the role anything speaks for, as keyword filters do."""
    wanted = {one.skill for one in case.role.requirements}
    return [float(len(wanted & {p.skill for p in one.evidence})) for one in case.people]


def bm25(case: Case) -> list[float]:
    """Return Robertson's BM25 (k1 1.5, b 0.75) over stems: the role's labels ask, CVs answer."""
    documents = [
        Counter(_stems(" ".join(piece.title for piece in one.evidence))) for one in case.people
    ]
    query = set(_stems(" ".join(one.label for one in case.role.requirements)))
    lengths = np.array([sum(one.values()) for one in documents], dtype=np.float64)
    norm = 1.5 * (0.25 + 0.75 * lengths / max(lengths.mean(), 1.0))
    total = np.zeros(len(documents))
    for word in query:
        counts = np.array([one[word] for one in documents], dtype=np.float64)
        found = np.count_nonzero(counts)
        idf = np.log1p((len(documents) - found + 0.5) / (found + 0.5))
        total += idf * counts * 2.5 / (counts + norm)
    return [float(one) for one in total]


def cosine(embedder: Embedder) -> Scores:
    """Return the cosine of the mean vectors of the labels of a role and of a CV."""
    known: dict[str, NDArray[np.float32]] = {}

    def vector(labels: Sequence[str]) -> NDArray[np.float32]:
        new = sorted({label for label in labels if label not in known})
        if new:
            known.update(zip(new, embedder.embed(new), strict=True))
        if not labels:
            return np.zeros(next(iter(known.values())).shape, np.float32)
        mean = np.mean([known[label] for label in labels], axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def scores(case: Case) -> list[float]:
        query = vector([one.label for one in case.role.requirements])
        return [
            float(vector([piece.title for piece in one.evidence]) @ query) for one in case.people
        ]

    return scores


def _stems(words: str) -> list[str]:
    return [stem(one, "en") for one in forms(words) if not is_stop(one, "en")]
