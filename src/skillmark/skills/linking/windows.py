"""Stretches of a sentence, each with its vector: what a concept's label is held against.

A sentence often speaks of several skills; its mean is like none of them. Every stretch of one to
nine words that neither begins nor ends with a function word is therefore looked at, its vector the
mean of its pieces' vectors, which the model has read in the context of the whole sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.skills.language.stems import is_stop
from skillmark.skills.linking.meaning import Reading, Vectors, unit

WIDTHS = (1, 2, 3, 4, 5, 7, 9)
"""Words of a stretch."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The stretches of one sentence; the first is the sentence itself."""

    vectors: Vectors
    """One row a stretch, at length 1."""
    places: NDArray[np.intp]
    """Its first character and the one after its last, in the sentence."""
    words: NDArray[np.intp]
    """How many words it has; 0 for the sentence."""


def windows(reading: Reading, sentence: str, language: str = "en") -> Windows:
    """Return the stretches of a sentence that was read."""
    pieces = reading.vectors[1:-1]
    spans = reading.places[1:-1]
    sums = np.vstack([np.zeros((1, pieces.shape[1]), np.float32), np.cumsum(pieces, axis=0)])
    words = _words(spans, sentence, language)
    first: list[int] = []
    last: list[int] = []
    sizes: list[int] = [0]
    for start in range(len(words)):
        if not words[start][2]:
            continue
        for width in WIDTHS:
            end = start + width - 1
            if end < len(words) and words[end][2]:
                first.append(words[start][0])
                last.append(words[end][1])
                sizes.append(width)
    whole = reading.vectors.mean(axis=0, keepdims=True)
    all_of_it = [[0, len(sentence)]]
    if not first:
        return Windows(unit(whole), np.array(all_of_it, dtype=np.intp), np.zeros(1, dtype=np.intp))
    pieces_each = (np.array(last) - np.array(first))[:, None]
    means = (sums[last] - sums[first]) / pieces_each
    places = np.column_stack([spans[first, 0], spans[np.array(last) - 1, 1]])
    return Windows(
        unit(np.vstack([whole, means])),
        np.vstack([all_of_it, places]).astype(np.intp),
        np.array(sizes, dtype=np.intp),
    )


def _words(spans: NDArray[np.intp], sentence: str, language: str) -> list[tuple[int, int, bool]]:
    """Words as ranges of pieces, and whether a stretch may begin or end there."""
    found: list[tuple[int, int, bool]] = []
    first = 0
    for at in range(1, len(spans) + 1):
        if at < len(spans) and _goes_on(sentence, spans, at):
            continue
        word = sentence[spans[first, 0] : spans[at - 1, 1]]
        telling = any(sign.isalnum() for sign in word) and (
            word.isupper() or not is_stop(word.lower(), language)
        )
        found.append((first, at, telling))
        first = at
    return found


def _goes_on(sentence: str, spans: NDArray[np.intp], at: int) -> bool:
    """Say whether a piece goes on with the word of the piece before; a stroke divides words."""
    if spans[at, 0] != spans[at - 1, 1]:
        return False
    return not any(sign in "/,;:()|" for sign in sentence[spans[at - 1, 0] : spans[at, 1]])
