"""The index of meanings of one framework in one language: vectors of all that it says.

A concept has the vectors of its label, of its alternative labels and of its definition. Candidates
are found in two strides: all concepts by a short form of one vector each, then the nearest of these
by the whole of it. What speaks for the candidates is told from all of their vectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.skill import Occupation
from skillmark.skills.language.stems import is_stop, stem
from skillmark.skills.language.words import forms
from skillmark.skills.linking.index import Concept, definition_in, labels_in
from skillmark.skills.linking.meaning import Progress, Reader, Vectors, unit
from skillmark.skills.linking.windows import Windows

SHORT, FIRST = 32, 600
"""Dimensions of the short form, the principal ones of the framework's labels; concepts that it
finds, from which the whole form chooses."""
SEARCHED = 5
"""Words of a stretch that looks for concepts: longer ones find what their parts have found."""
_BLOCK = 2048
"""Concepts that are compared at once: what comes of it stays in a core's cache."""
MOST_ALTERNATIVES = 6
"""Of a skill; titles of an occupation are many and differ."""
MOST_TITLES = 40
MOST_WORDS = 30
"""Words of a definition that are read: the rest repeats."""
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a framework says of one concept."""

    label: str
    alternatives: tuple[str, ...]
    definition: str


def wordings(concepts: Iterable[Concept], language: str) -> tuple[Wording, ...]:
    """Return what a framework says of its concepts; alternatives that only turn a label's words
    ("managing budgets", "budget management") are left out, and those beyond the sixth
    (beyond the fortieth title of an occupation)."""
    return tuple(_wording(one, language) for one in concepts)


def _wording(concept: Concept, language: str) -> Wording:
    label = concept.label.in_language(language)
    seen = {_stems(label, language)}
    kept: list[str] = []
    most = MOST_TITLES if isinstance(concept, Occupation) else MOST_ALTERNATIVES
    for words, _ in labels_in(concept, language):
        said = _stems(words, language)
        if said not in seen and len(kept) < most:
            seen.add(said)
            kept.append(words)
    definition = " ".join(definition_in(concept, language).split()[:MOST_WORDS])
    return Wording(label, tuple(kept), definition)


def _stems(words: str, language: str) -> frozenset[str]:
    return frozenset(stem(one, language) for one in forms(words) if not is_stop(one, language))


@dataclass(frozen=True, slots=True)
class Vectored:
    """The vectors of a framework, as they are kept on disk: half precision, rows of length 1."""

    labels: NDArray[np.float16]
    alternatives: NDArray[np.float16]
    owners: Ints
    """Whose alternative label each row is, in order."""
    definitions: NDArray[np.float16]
    """A row of zeros where there is none."""

    @classmethod
    def of(
        cls, wordings: Sequence[Wording], reader: Reader, progress: Progress | None = None
    ) -> Vectored:
        """Embed everything; about a millisecond a label."""
        alternatives = [words for one in wordings for words in one.alternatives]
        owners = [at for at, one in enumerate(wordings) for _ in one.alternatives]
        texts = [one.label for one in wordings] + [one.definition for one in wordings]
        distinct = list(dict.fromkeys(words for words in texts + alternatives if words))
        rows = reader.embed(distinct, progress=progress).astype(np.float16)
        rows = np.vstack([rows, np.zeros((1, rows.shape[1] if rows.size else 1), np.float16)])
        at = {words: number for number, words in enumerate(distinct)}
        pick = np.array([at.get(words, len(distinct)) for words in texts], dtype=np.intp)
        count = len(wordings)
        return cls(
            rows[pick[:count]],
            rows[np.array([at[words] for words in alternatives], dtype=np.intp)],
            np.array(owners, dtype=np.intp),
            rows[pick[count:]],
        )


class SemanticIndex:
    """Answers are read-only and safe to share."""

    def __init__(self, vectored: Vectored) -> None:
        # as plain arrays: a map of a file costs more at every look
        self._labels, self._alternatives, self._definitions = (
            np.asarray(one)
            for one in (vectored.labels, vectored.alternatives, vectored.definitions)
        )
        labels = self._labels.astype(np.float32)
        count = len(labels)
        self._ends = np.searchsorted(vectored.owners, np.arange(count + 1))
        sums = np.zeros_like(labels)
        np.add.at(sums, vectored.owners, vectored.alternatives.astype(np.float32))
        self._mean = labels.mean(axis=0)
        self._middles: Vectors = unit(unit(labels + unit(sums)) - self._mean)
        self._short: Vectors | None = None
        if count > FIRST:
            centred = labels - self._mean
            _, axes = np.linalg.eigh(centred.T @ centred)
            self._axes = np.ascontiguousarray(axes[:, ::-1][:, :SHORT], dtype=np.float32)
            self._short = unit(self._middles @ self._axes)

    def nearest(self, seen: Windows, count: int) -> Ints:
        """Return the numbers of the `count` concepts whose labels taken together are nearest."""
        stretches = unit(seen.vectors[seen.words <= SEARCHED] - self._mean)
        if self._short is None:
            likeness = (stretches @ self._middles.T).max(axis=0)
            return _greatest(likeness, count)
        short = unit(stretches @ self._axes)
        rough = np.empty(len(self._short), dtype=np.float32)
        for at in range(0, len(rough), _BLOCK):
            block = self._short[at : at + _BLOCK]
            np.max(short @ block.T, axis=0, out=rough[at : at + _BLOCK])
        first = _greatest(rough, max(FIRST, count))
        likeness = (stretches @ self._middles[first].T).max(axis=0)
        return first[_greatest(likeness, count)]

    def features(self, seen: Windows, concepts: Ints) -> tuple[Vectors, Ints]:
        """Return what speaks for each concept, (n, 7), and the stretch that speaks loudest.

        Cosines: the best stretch and the sentence with the label; the same with the best
        alternative label (0 without any); the same with the definition; the best stretch with
        label and alternative labels, averaged.
        """
        every, whole = seen.vectors, seen.vectors[0]
        labels = self._labels[concepts].astype(np.float32)
        by_label = labels @ every.T
        sizes = self._ends[concepts + 1] - self._ends[concepts]
        before = np.cumsum(sizes) - sizes
        rows = np.arange(sizes.sum()) + np.repeat(self._ends[concepts] - before, sizes)
        by_alternative = np.zeros_like(by_label)
        alternative_whole = np.zeros(len(concepts), dtype=np.float32)
        mean = by_label.copy()
        if len(rows):
            likeness = self._alternatives[rows].astype(np.float32) @ every.T
            with_any = np.flatnonzero(sizes)
            starts = before[with_any]
            by_alternative[with_any] = np.maximum.reduceat(likeness, starts, axis=0)
            alternative_whole[with_any] = by_alternative[with_any, 0]
            mean[with_any] += np.add.reduceat(likeness, starts, axis=0)
            mean /= (sizes + 1)[:, None]
        definitions = self._definitions[concepts].astype(np.float32)
        by_definition = definitions @ every.T
        best = np.maximum(by_label, by_alternative)
        found = np.column_stack(
            [
                by_label.max(axis=1), labels @ whole,
                by_alternative.max(axis=1), alternative_whole,
                by_definition.max(axis=1), by_definition[:, 0],
                mean.max(axis=1),
            ]
        )  # fmt: skip
        return found.astype(np.float32), best.argmax(axis=1)


def _greatest(values: Vectors, count: int) -> Ints:
    """Return where the `count` greatest values stand, in no order."""
    size = min(count, len(values))
    return np.argpartition(-values, size - 1)[:size]
