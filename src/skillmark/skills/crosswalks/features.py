"""How alike the skills of two frameworks are, in numbers: candidates and their evidence.

Labels are compared as bags of words and of four-letter pieces (tf-idf, cosine), each label and
alternative label for itself, so that one good name suffices; definitions as bags of words. Where
there is a model of meaning, labels with their definitions are also compared as vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from skillmark.nouns.skill import Skill
from skillmark.skills.language.words import forms
from skillmark.skills.linking.meaning import Embedder, Progress

Numbers = NDArray[np.float32]
NAMES = ("label", "main label", "same words", "definition")
"""Evidence from words, each 0 to 1; `meaning` comes after them where there is a model."""
_PIECE = 4
_PIECES = 0.5
"""Weight of pieces of words beside whole words: they find "programming" for "programs"."""
CHUNK = 24
"""Source skills compared at once: some 100 MB with all labels of ESCO on the other side."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs: places in the source and in the target, and the evidence, (n, features)."""

    source: NDArray[np.intp]
    target: NDArray[np.intp]
    evidence: Numbers


def candidates(
    source: Sequence[Skill],
    target: Sequence[Skill],
    *,
    language: str = "en",
    most: int = 10,
    meaning: Embedder | None = None,
    progress: Progress | None = None,
) -> Pairs:
    """Return for each source skill the `most` likeliest targets by any of the evidence.

    `progress` hears of texts that are read for their meaning, then of skills that are compared.
    """
    labels = _Bags([_labels(one, language) for one in (*source, *target)])
    texts = _Bags([[_text(one, language)] for one in (*source, *target)])
    here, there = len(source), len(target)
    vectors = _vectors((*source, *target), language, meaning, progress)
    parts = []
    for start in range(0, here, CHUNK):
        stop = min(start + CHUNK, here)
        words, main, same = labels.compared(start, stop, here)
        texts_alike, _, _ = texts.compared(start, stop, here)
        evidence = [words, main, same, texts_alike]
        if vectors is not None:
            evidence.append(vectors[start:stop] @ vectors[here:].T)
        chosen = _best(evidence, min(most, there))
        rows = np.repeat(np.arange(start, stop), [len(one) for one in chosen])
        columns = np.concatenate(chosen)
        told = np.stack([one[rows - start, columns] for one in evidence], axis=1)
        parts.append(Pairs(rows, columns, np.clip(told, 0, 1)))
        if progress:
            progress(stop, here)
    return Pairs(
        np.concatenate([one.source for one in parts]),
        np.concatenate([one.target for one in parts]),
        np.concatenate([one.evidence for one in parts]),
    )


def _best(evidence: Sequence[Numbers], most: int) -> list[NDArray[np.intp]]:
    """Columns of each row that are among the best by labels, by definitions or by meaning."""
    kinds = [evidence[0], *evidence[3:]]
    tops = [np.argpartition(-one, most - 1, axis=1)[:, :most] for one in kinds]
    return [np.unique(np.concatenate([top[row] for top in tops])) for row in range(len(tops[0]))]


class _Bags:
    """Texts of several variants each, as tf-idf rows of length 1."""

    def __init__(self, variants: Sequence[Sequence[str]]) -> None:
        self._of = np.repeat(np.arange(len(variants)), [len(one) for one in variants])
        self._starts = np.concatenate([[0], np.cumsum([len(one) for one in variants])])
        plain = [tuple(sorted(forms(words))) for one in variants for words in one]
        self._rows = _weighted([list(_terms(words)) for words in plain])
        known: dict[tuple[str, ...], int] = {}
        self._keys = np.array([known.setdefault(words, len(known)) for words in plain])

    def compared(self, start: int, stop: int, here: int) -> tuple[Numbers, Numbers, Numbers]:
        """Compare texts `start` to `stop` with those from `here` on.

        Returns three arrays (stop - start, n): the best cosine of any two variants, that of the
        first variants, and 1 where two variants have the same words.
        """
        first, last, split = self._starts[start], self._starts[stop], self._starts[here]
        cosines = (self._rows[first:last] @ self._rows[split:].T).toarray()
        columns = self._starts[here:-1] - split
        rows = self._starts[start:stop] - first
        wide = np.maximum.reduceat(cosines, columns, axis=1)
        best = np.maximum.reduceat(wide, rows, axis=0)
        main = cosines[np.ix_(rows, columns)]
        equal = self._keys[first:last, None] == self._keys[None, split:]
        same = np.maximum.reduceat(np.maximum.reduceat(equal, columns, axis=1), rows, axis=0)
        return best, main, same.astype(np.float32)


def _terms(words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    for word in words:
        yield word, 1.0
        padded = f"^{word}$"
        for place in range(len(padded) - _PIECE + 1):
            yield f"~{padded[place : place + _PIECE]}", _PIECES


def _weighted(rows: Sequence[Sequence[tuple[str, float]]]) -> sparse.csr_matrix:
    """Rows of terms and weights as tf-idf vectors of length 1."""
    vocabulary: dict[str, int] = {}
    places = [[vocabulary.setdefault(term, len(vocabulary)) for term, _ in row] for row in rows]
    counts = np.array([len(row) for row in rows])
    flat = np.array([place for row in places for place in row], dtype=np.int64)
    weights = np.array([weight for row in rows for _, weight in row])
    matrix = sparse.csr_matrix(
        (weights, flat, np.concatenate([[0], np.cumsum(counts)])),
        shape=(len(rows), max(1, len(vocabulary))),
    )
    matrix.sum_duplicates()
    seen = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rare = np.log((1 + len(rows)) / (1 + seen)) + 1
    weighted = matrix @ sparse.diags(rare)
    length = np.sqrt(weighted.multiply(weighted).sum(axis=1)).A.ravel()
    scaled = sparse.diags(1 / np.maximum(length, 1e-12)) @ weighted
    return sparse.csr_matrix(scaled, dtype=np.float32)


def _labels(skill: Skill, language: str) -> list[str]:
    """The label and the alternative labels in one language, the label first."""
    label = skill.label.in_language(language)
    return [label, *(words for tag, words in skill.alt_labels if tag.partition("-")[0] == language)]


def _text(skill: Skill, language: str) -> str:
    meaning = skill.definition.in_language(language) if skill.definition else ""
    return f"{skill.label.in_language(language)}. {meaning}"


def _vectors(
    skills: Sequence[Skill], language: str, meaning: Embedder | None, progress: Progress | None
) -> NDArray[np.float32] | None:
    if meaning is None:
        return None
    return meaning.embed([_text(one, language) for one in skills], progress=progress)
