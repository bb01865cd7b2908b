"""Search as you type: prefixes, typing errors, every language, with or without accents.

Best first means, in this order: the query is the label; the label begins with it; its words are
there whole, as beginnings, inside compound words, by their stem, with a typing error; the label has
few words beside; it is the preferred label; it is in the reader's language; many occupations ask
for it. Every word of the query must be found in one label, in any order; only small words ("of")
may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.skill import Occupation, Skill
from skillmark.skills.language.stems import is_stop, stem
from skillmark.skills.language.words import forms
from skillmark.skills.searching import index as indexing
from skillmark.skills.searching.index import Index

LONGEST_QUERY = 12
"""Words of a query that are looked at; people do not type more into a search box."""
Kind = Literal["skill", "occupation"]
_KINDS: Mapping[str, int] = {"skill": indexing.SKILL, "occupation": indexing.OCCUPATION}

_WHOLE, _PREFIX, _INSIDE, _INSIDE_PREFIX, _STEM = 100, 92, 80, 72, 76
_TYPO, _TYPO_PREFIX, _EACH_ERROR, _FIRST_LETTER = 86, 78, 8, 10
_LEAST_STEM = 4
_SURE, _SOME = 0.9, 3
_LOOKED_AT = 160
"""Entries whose letters are compared with the query, of those that score best without that."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One concept found: `matched` are the words that matched, in `language`."""

    uri: str
    label: str
    matched: str
    language: str
    score: float
    """1 where the query is the whole label; at least 0."""
    kind: str = "skill"
    """`skill` or `occupation`."""
    guessed: bool = False
    """It is found only if the query has a typing error, or another form of the word is meant."""


class Search:
    """Searches the labels and alternative labels of skills and occupations."""

    def __init__(self, concepts: Iterable[Skill | Occupation] | Index) -> None:
        self.index = concepts if isinstance(concepts, Index) else indexing.build(concepts)
        self._words = self.index.vocabulary
        self._spelling = self.index.spelling

    @classmethod
    def open(cls, path: Path, *, of: Mapping[str, str]) -> Search:
        """Open what `save` wrote, in milliseconds; `UnreadableError` where it is something else."""
        return cls(indexing.read(path, of=of))

    def save(self, path: Path, *, of: Mapping[str, str]) -> None:
        """Keep the index in a file, with what it is an index of."""
        indexing.write(self.index, path, of=of)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        language: str | None = None,
        kind: Kind | None = None,
    ) -> list[Hit]:
        """Return at most `limit` concepts, best first, each once.

        `language` says in which language to show labels and to expect words.
        """
        asked = forms(query)[:LONGEST_QUERY]
        if not asked or not self.index.concept.size:
            return []
        spoken = self._spoken(language)
        ask = _Asked(query, asked, limit, spoken, kind)
        leading = self._leading(asked[0])
        hits = self._ranked(ask, [self._typed(form) for form in asked], leading)
        if not self._enough(hits, spoken):
            for weighed in self._guesses(asked, language):
                hits = _joined(hits, self._ranked(ask, weighed))
                if hits:
                    break
        best = sorted(hits.values(), key=lambda one: (-one[0], one[1]))[:limit]
        return [self._hit(one, language) for one in best]

    def _spoken(self, language: str | None) -> int | None:
        """Number of the reader's language here, -1 where no label is in it."""
        if language is None:
            return None
        known = self.index.languages
        base = language.partition("-")[0]
        return next((known.index(tag) for tag in (language, base) if tag in known), -1)

    def _enough(self, hits: dict[int, _Found], spoken: int | None) -> bool:
        """Whether what is found as it is typed is likely to be all that is meant."""
        found = hits.values()
        if any(score >= _SURE for score, _entry, _guessed in found):
            return True
        own = (spoken is None or self.index.language[entry] == spoken for _, entry, _ in found)
        return sum(1 for one in own if one) >= _SOME

    def _typed(self, form: str) -> NDArray[np.uint8]:
        """How well one word of the query stands in each entry, 0 to 100, as it is typed."""
        weight = np.zeros(len(self.index.concept), dtype=np.uint8)
        first, last = self._words.beginning(form)
        whole = first < last and self._words[first] == form
        # the better overwrites the worse
        if len(form) >= _LEAST_STEM:
            weight[self._inside(first, last)] = _INSIDE_PREFIX
            if whole:
                weight[self._inside(first, first + 1)] = _INSIDE
        weight[self._places(first, last)] = _PREFIX
        if whole:
            weight[self._places(first, first + 1)] = _WHOLE
        return weight

    def _places(self, first: int, last: int) -> NDArray[np.int32]:
        return self.index.postings[self.index.ends[first] : self.index.ends[last]]

    def _inside(self, first: int, last: int) -> NDArray[np.int32]:
        return self.index.inner[self.index.inner_ends[first] : self.index.inner_ends[last]]

    def _leading(self, form: str) -> NDArray[np.uint8]:
        """Where the first word of the query is the first word of a label."""
        first, last = self._words.beginning(form)
        leading = np.zeros(len(self.index.concept), dtype=np.uint8)
        places = self._places(first, last)
        leads = self.index.leading[self.index.ends[first] : self.index.ends[last]]
        leading[places[leads > 0]] = 1
        return leading

    def _guesses(
        self, asked: Sequence[str], language: str | None
    ) -> Iterator[list[NDArray[np.uint8]]]:
        """What else may be meant: other forms and typing errors; then words joined or parted."""
        small = [is_stop(form, "en") or is_stop(form, "de") for form in asked]
        kept = [form for form, stop in zip(asked, small, strict=True) if not stop] or list(asked)
        tongue = (language or "en").partition("-")[0]
        yield [self._meant(form, tongue) for form in kept]
        for place in range(len(kept) - 1):
            rest = [*kept[:place], kept[place] + kept[place + 1], *kept[place + 2 :]]
            yield [self._meant(form, tongue) for form in rest]
        yield [self._parted(form, tongue) for form in kept]

    def _meant(self, form: str, language: str) -> NDArray[np.uint8]:
        weight = self._typed(form)
        for first, last, errors, whole in self._spelling.near(form, self._words):
            value = (_TYPO if whole else _TYPO_PREFIX) - _EACH_ERROR * errors
            if self._words[first][0] != form[0]:  # people seldom miss the first letter
                value -= _FIRST_LETTER
            places, inner = self._places(first, last), self._inside(first, last)
            weight[places] = np.maximum(weight[places], np.uint8(value))
            weight[inner] = np.maximum(weight[inner], np.uint8(value - _EACH_ERROR))
        short = stem(form, language)
        if _LEAST_STEM <= len(short) < len(form):
            first, last = self._words.beginning(short)
            places = self._places(first, last)
            weight[places] = np.maximum(weight[places], np.uint8(_STEM))
        return weight

    def _parted(self, form: str, language: str) -> NDArray[np.uint8]:
        """A word that is two words in the labels: "frontend", "projektmanagement"."""
        weight = self._meant(form, language)
        for cut in range(3, len(form) - 2):
            head, tail = self._typed(form[:cut]), self._typed(form[cut:])
            both = np.minimum(head, tail)
            weight = np.maximum(weight, np.where(both >= _PREFIX, np.uint8(_STEM), np.uint8(0)))
        return weight

    def _ranked(
        self,
        ask: _Asked,
        weighed: Sequence[NDArray[np.uint8]],
        leading: NDArray[np.uint8] | None = None,
    ) -> dict[int, _Found]:
        """Score, entry and whether it is guessed (no `leading`), of the best concepts."""
        index = self.index
        alive = weighed[0] > 0
        for weight in weighed[1:]:
            alive &= weight > 0
        kept = np.flatnonzero(alive)
        if ask.kind is not None and kept.size:
            kept = kept[index.kind[index.concept[kept]] == _KINDS[ask.kind]]
        if not kept.size:
            return {}
        share = np.zeros(kept.size, dtype=np.float32)
        for weight in weighed:
            share += weight[kept]
        share /= np.float32(100 * len(weighed))
        coverage = np.minimum(1.0, ask.letters / index.length[kept])
        score: NDArray[np.floating[Any]] = share * (0.6 + 0.4 * coverage)
        score -= np.where(index.preferred[kept] > 0, 0.0, 0.03)
        if ask.spoken is not None:
            # half a word in another language is seldom what was meant, a whole one often is
            foreign = index.language[kept] != ask.spoken
            score -= np.where(foreign, 0.04 + 0.2 * (1.0 - share * coverage), 0.0)
        score += 0.06 * index.used[index.concept[kept]]
        if leading is not None:
            score += 0.02 * leading[kept]
        return self._closely(ask, kept, score, guessed=leading is None)

    def _closely(
        self,
        ask: _Asked,
        kept: NDArray[np.intp],
        score: NDArray[np.floating[Any]],
        *,
        guessed: bool,
    ) -> dict[int, _Found]:
        """Compare the best with the query letter by letter."""
        count = max(_LOOKED_AT, 4 * ask.limit)
        if kept.size > count:
            best = np.argpartition(-score, count)[:count]
            kept, score = kept[best], score[best]
        found: dict[int, _Found] = {}
        for entry, rough in zip(kept.tolist(), score.tolist(), strict=True):
            words = " ".join(forms(self.index.label(entry)))
            value = min(rough, 0.985)
            if words == ask.folded:
                value = 1.0 if self.index.preferred[entry] else 0.99
                if ask.spoken is not None and self.index.language[entry] != ask.spoken:
                    value -= 0.005
            elif words.startswith(ask.folded):
                value = min(value + 0.04, 0.985)
            elif f" {ask.folded}" in f" {words}":
                value = min(value + 0.02, 0.985)
            concept = int(self.index.concept[entry])
            known = found.get(concept)
            if known is None or (-value, entry) < (-known[0], known[1]):
                found[concept] = (value, entry, guessed)
        return found

    def _hit(self, found: _Found, language: str | None) -> Hit:
        score, entry, guessed = found
        index = self.index
        concept = int(index.concept[entry])
        spoken = self._spoken(language)
        shown = index.shown[concept]
        main = int(shown[spoken]) if spoken is not None and spoken >= 0 else -1
        return Hit(
            index.uri(concept),
            index.label(main if main >= 0 else int(shown[-1])),
            index.label(entry),
            index.languages[index.language[entry]],
            round(min(1.0, max(0.0, score)), 4),
            "occupation" if index.kind[concept] == indexing.OCCUPATION else "skill",
            guessed,
        )


_Found = tuple[float, int, bool]


class _Asked:
    """A query, as the scoring needs it."""

    def __init__(
        self, query: str, asked: Sequence[str], limit: int, spoken: int | None, kind: Kind | None
    ) -> None:
        self.folded = " ".join(forms(query))
        self.letters = np.float32(sum(map(len, asked)))
        self.limit, self.spoken, self.kind = limit, spoken, kind


def _joined(first: dict[int, _Found], second: dict[int, _Found]) -> dict[int, _Found]:
    joined = dict(second)
    for concept, one in first.items():
        if concept not in joined or one[0] >= joined[concept][0]:
            joined[concept] = one
    return joined
