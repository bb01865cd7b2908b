"""Words near a mistyped one, also while it is still being typed.

Symmetric deletion (W. Garbe, 2012): the beginnings of all words, with up to two letters left out,
are hashed once. What a query shares with a beginning after leaving out as many is then looked up
and only that is compared letter by letter, by the optimal string alignment distance: a letter too
many, missing or wrong, and two neighbours swapped, count one each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

SHORTEST, CUT = 4, 7
"""Shorter words are taken as they are typed; of longer ones the first letters are looked up."""
_PRIME, _MASK = 0x01000193, 0xFFFFFFFF
_BROADEST = 4000
"""Words that begin alike; a beginning of more is too little to guess from."""


def allowed_errors(form: str) -> int:
    """Return how many typing errors a word of this length may have."""
    return 0 if len(form) < SHORTEST else 1 if len(form) < CUT else 2


@dataclass(frozen=True, slots=True)
class Spelling:
    """Beginnings of the words of a sorted vocabulary, and what is left of them."""

    first: NDArray[np.int32]
    """Of each beginning, the first word that has it."""
    last: NDArray[np.int32]
    """The word after the last one."""
    letters: NDArray[np.uint8]
    """How many letters it has."""
    hashes: NDArray[np.uint32]
    """Sorted; of a beginning with letters left out."""
    beginnings: NDArray[np.int32]
    """To which beginning each hash belongs."""

    def near(self, form: str, words: Vocabulary) -> Iterator[tuple[int, int, int, bool]]:
        """Yield ranges of words near `form`: first, last, errors, and whether whole words are.

        Beginnings count as much as whole words: who types has not finished.
        """
        errors = allowed_errors(form)
        if not errors:
            return
        head = form[:CUT]
        asked = np.array(sorted(set(_left(head, errors))), dtype=np.uint32)
        starts = np.searchsorted(self.hashes, asked, side="left")
        ends = np.searchsorted(self.hashes, asked, side="right")
        places = [self.beginnings[a:b] for a, b in zip(starts, ends, strict=True) if a < b]
        if not places:
            return
        for place in np.unique(np.concatenate(places)):
            first, last = int(self.first[place]), int(self.last[place])
            if last - first > _BROADEST:
                continue
            beginning = words[first][: int(self.letters[place])]
            if len(form) > CUT:
                if len(beginning) < CUT - 2:
                    continue
                yield from _single(form, range(first, min(last, first + 400)), words, errors)
            elif abs(len(beginning) - len(form)) <= 1:
                found = OSA.distance(form, beginning, score_cutoff=errors)
                if found <= errors:
                    yield first, last, found, False
                    if words[first] == beginning:  # it stands first among those that go on
                        yield first, first + 1, found, True


def _single(
    form: str, places: range, words: Vocabulary, errors: int
) -> Iterator[tuple[int, int, int, bool]]:
    for place in places:
        word = words[place]
        whole = OSA.distance(form, word, score_cutoff=errors)
        if whole <= errors:
            yield place, place + 1, whole, True
        elif len(word) > len(form):
            ends = range(len(form) - 1, len(form) + 2)
            nearest = min(OSA.distance(form, word[:end], score_cutoff=errors) for end in ends)
            if nearest <= errors:
                yield place, place + 1, nearest, False


def build(words: Sequence[str]) -> Spelling:
    """Return the index over a sorted vocabulary."""
    matrix = np.zeros((len(words), CUT), dtype=np.uint32)
    for column in range(CUT):
        matrix[:, column] = [ord(word[column]) if len(word) > column else 0 for word in words]
    length = np.array([len(word) for word in words], dtype=np.int32)
    firsts, lasts, letters, hashes, owners = [], [], [], [], []
    count = 0
    for size in range(SHORTEST, CUT + 1):
        rows = np.flatnonzero(length >= size)
        if not rows.size:
            continue
        heads = matrix[rows, :size]
        fresh = np.ones(rows.size, dtype=bool)
        fresh[1:] = (heads[1:] != heads[:-1]).any(axis=1)
        begins = np.flatnonzero(fresh)
        first = rows[begins]
        last = np.append(rows[begins[1:] - 1], rows[-1]) + 1
        numbers = np.arange(count, count + first.size, dtype=np.int32)
        count += first.size
        firsts.append(first)
        lasts.append(last)
        letters.append(np.full(first.size, size, dtype=np.uint8))
        for kept in _kept(size, 1 if size < CUT else 2):
            hashes.append(_hashed(heads[begins][:, kept]))
            owners.append(numbers)
    if not count:
        none = np.zeros(0, dtype=np.int32)
        return Spelling(none, none, none.astype(np.uint8), none.astype(np.uint32), none)
    every = np.concatenate(hashes)
    order = np.argsort(every, kind="stable")
    return Spelling(
        np.concatenate(firsts).astype(np.int32),
        np.concatenate(lasts).astype(np.int32),
        np.concatenate(letters),
        every[order],
        np.concatenate(owners)[order],
    )


def _kept(size: int, errors: int) -> Iterator[list[int]]:
    """Which letters are left when up to `errors` of `size` are taken out."""
    for left_out in range(errors + 1):
        for kept in combinations(range(size), size - left_out):
            yield list(kept)


def _hashed(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    value = np.zeros(len(letters), dtype=np.uint32)
    for column in range(letters.shape[1]):
        value = (value * np.uint32(_PRIME)) ^ letters[:, column]
    return value


def _left(head: str, errors: int) -> Iterator[int]:
    for kept in _kept(len(head), errors):
        value = 0
        for place in kept:
            value = (value * _PRIME & _MASK) ^ ord(head[place])
        yield value


class Vocabulary(Sequence[str]):
    """Sorted words in one block of UTF-8, which also lies on disk."""

    def __init__(self, block: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._block, self._ends = block, ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> str:  # type: ignore[override]
        return self._block[self._ends[place] : self._ends[place + 1]].tobytes().decode()

    def from_(self, form: str) -> int:
        """Return the place of the first word that is not before `form`."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < form:
                low = middle + 1
            else:
                high = middle
        return low

    def beginning(self, form: str) -> tuple[int, int]:
        """Return the range of the words that begin with `form`."""
        return self.from_(form), self.from_(form + "\U0010ffff")
