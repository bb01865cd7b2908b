"""Search as you type: prefixes, typing errors, every language, with or without accents.

The index is three flat arrays over the sorted vocabulary, so that the labels of all words that
begin alike lie side by side and one query costs a few milliseconds on the whole of ESCO.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from skillmark.nouns.skill import Occupation, Skill
from skillmark.skills.language.words import forms

LONGEST_QUERY = 12
"""Words of a query that are looked at; people do not type more into a search box."""
_PREFIX_WEIGHT, _FUZZY_WEIGHT = 0.92, 0.75
_SHORTEST_FUZZY = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One concept found: `matched` are the words that matched, in `language`."""

    uri: str
    label: str
    matched: str
    language: str
    score: float
    """1 where the query is the whole label; at least 0."""


class Search:
    """An index over the labels and alternative labels of skills or occupations."""

    def __init__(self, concepts: Iterable[Skill | Occupation]) -> None:
        self._concepts = list(concepts)
        postings: dict[str, list[int]] = {}
        owner: list[int] = []
        length: list[int] = []
        preferred: list[bool] = []
        self._entries: list[tuple[str, str]] = []
        for number, concept in enumerate(self._concepts):
            main = concept.label.translations
            for place, (language, label) in enumerate((*main, *concept.alt_labels)):
                found = forms(label)
                for form in dict.fromkeys(found):
                    postings.setdefault(form, []).append(len(owner))
                owner.append(number)
                length.append(sum(map(len, found)) or 1)
                preferred.append(place < len(main))
                self._entries.append((language, label))
        self._vocabulary = sorted(postings)
        self._ends = np.cumsum([0, *(len(postings[word]) for word in self._vocabulary)])
        self._postings = np.fromiter(
            (entry for word in self._vocabulary for entry in postings[word]),
            dtype=np.int32,
            count=int(self._ends[-1]),
        )
        self._owner = np.array(owner, dtype=np.int32)
        self._length = np.array(length, dtype=np.float32)
        self._preferred = np.array(preferred, dtype=bool)

    def search(self, query: str, *, limit: int = 10, language: str | None = None) -> list[Hit]:
        """Return at most `limit` concepts, best first, each once.

        Every word of the query must be found in one label: whole, as a beginning, or with a
        typing error. `language` says in which language to show labels and breaks ties.
        """
        asked = forms(query)[:LONGEST_QUERY]
        if not asked or not self._entries:
            return []
        total = np.zeros(len(self._entries), dtype=np.float32)
        covered = np.zeros(len(self._entries), dtype=np.float32)
        found_all = np.ones(len(self._entries), dtype=bool)
        for form in asked:
            weight, letters = self._weigh(form)
            found_all &= weight > 0
            total += weight
            covered += letters
        kept = np.flatnonzero(found_all)
        if not kept.size:
            return []
        coverage = np.minimum(1.0, covered[kept] / self._length[kept])
        score = (total[kept] / len(asked)) * (0.6 + 0.4 * coverage)
        score -= np.where(self._preferred[kept], 0.0, 0.03)
        return self._best(kept, score, limit=limit, language=language)

    def _weigh(self, form: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weight of one query word in every entry, and how many letters of the entry it covers."""
        weight = np.zeros(len(self._entries), dtype=np.float32)
        first = bisect_left(self._vocabulary, form)
        last = bisect_left(self._vocabulary, form + "\U0010ffff")
        weight[self._slice(first, last)] = _PREFIX_WEIGHT
        if first < last and self._vocabulary[first] == form:
            weight[self._slice(first, first + 1)] = 1.0
        if first == last and len(form) >= _SHORTEST_FUZZY:
            for _, similarity, place in process.extract(
                form,
                self._vocabulary,
                scorer=DamerauLevenshtein.normalized_similarity,
                score_cutoff=0.7,
                limit=8,
            ):
                entries = self._slice(place, place + 1)
                weight[entries] = np.maximum(weight[entries], _FUZZY_WEIGHT * similarity)
        return weight, np.where(weight > 0, np.float32(len(form)), np.float32(0))

    def _slice(self, first: int, last: int) -> NDArray[np.int32]:
        return self._postings[self._ends[first] : self._ends[last]]

    def _best(
        self,
        entries: NDArray[np.intp],
        score: NDArray[np.float32],
        *,
        limit: int,
        language: str | None,
    ) -> list[Hit]:
        order = np.lexsort((self._length[entries], -score))
        hits: dict[int, Hit] = {}
        for place in order:
            number = int(self._owner[entries[place]])
            if number in hits:
                continue
            tag, matched = self._entries[entries[place]]
            concept = self._concepts[number]
            label = concept.label.in_language(language) if language else str(concept.label)
            hits[number] = Hit(
                concept.uri, label, matched, tag, round(max(0.0, float(score[place])), 4)
            )
            if len(hits) == limit:
                break
        return _in_language_first(list(hits.values()), language)


def _in_language_first(hits: Sequence[Hit], language: str | None) -> list[Hit]:
    """Among equal scores, what matched in the reader's language comes first."""
    return sorted(
        hits, key=lambda hit: (-hit.score, language is not None and hit.language != language)
    )
