"""The lexical index of one framework in one language: which words speak for which concept.

Everything is flat arrays. A *form* is one label or alternative label; the forms of a concept stand
side by side, so that the best form of every concept is one `reduceat`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from skillmark.nouns.skill import Occupation, Skill
from skillmark.skills.language.stems import is_filler, is_stop, singular, stem
from skillmark.skills.language.words import Token, tokens

Concept = Skill | Occupation
Floats = NDArray[np.float32]
_CASED = "^"
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_SHORTEST_TYPO = 6
_FILLER_WEIGHT = 0.3
_LABEL_TF, _ALT_TF, _DEFINITION_TF = 3.0, 1.0, 0.5
LONGEST_FORM = 12


@dataclass(frozen=True, slots=True)
class Form:
    """One label: its stems' numbers, sorted, each once."""

    concept: int
    words: str
    stems: tuple[int, ...]
    preferred: bool
    literal: tuple[str, ...]
    """Its words in order, without function words and plural endings."""


@dataclass(frozen=True, slots=True)
class Known:
    """A word of a text that the index knows: its stem's number, and 1 unless it was misspelt."""

    token: Token
    stem: int
    likeness: float = 1.0
    cased: bool = False
    """It stands for a name that only its capital tells from an everyday word."""


class LexicalIndex:
    """Built once for a framework and language; answers are read-only and safe to share."""

    def __init__(self, concepts: Sequence[Concept], language: str) -> None:
        self.language = language
        self._numbers: dict[str, int] = {}
        self._fillers: set[str] = set()
        self._plain_words = self._defining_words(concepts)
        documents: list[Counter[int]] = []
        forms: list[Form] = []
        starts: list[int] = []
        owners: list[int] = []
        for number, concept in enumerate(concepts):
            document: Counter[int] = Counter()
            first = len(forms)
            for words, preferred in labels_in(concept, self.language):
                stems = self._form_stems(words)
                if stems and len(stems) <= LONGEST_FORM:
                    literal = self.literal(tokens(words))
                    forms.append(Form(number, words, tuple(sorted(set(stems))), preferred, literal))
                for one in set(stems):
                    document[one] += _LABEL_TF if preferred else _ALT_TF  # type: ignore[assignment]
            if len(forms) == first:
                continue
            for one in self._stems(definition_in(concept, self.language)):
                document[one] += _DEFINITION_TF  # type: ignore[assignment]
            starts.append(first)
            owners.append(number)
            documents.append(document)
        self.forms = forms
        self._starts = np.array(starts, dtype=np.intp)
        width = np.diff(np.append(self._starts, len(forms)))
        self._owners = np.repeat(np.arange(len(starts)), width)
        self.owners = owners
        """Numbers of the concepts that have a label in this language, in order."""
        self._places = {owner: place for place, owner in enumerate(owners)}
        self._weigh(documents)
        self._post(documents)
        # the sum of its stems' numbers by chance stands for a set of stems: two sets with the same
        # sum will not be met (62 bits)
        chances = np.random.default_rng(0).integers(1 << 62, size=len(self._numbers))
        self._chances: list[int] = chances.tolist()
        self._phrases: dict[int, list[int]] = {}
        for place, form in enumerate(forms):
            self._phrases.setdefault(self._sum(form.stems), []).append(place)
        self.longest = max((len(form.stems) for form in forms), default=0)

    def __bool__(self) -> bool:
        return bool(self.forms)

    # Reading a text

    def known(self, words: Iterable[Token], text: str) -> list[Known]:
        """Return the words that carry meaning, as far as the index knows them, in order."""
        found: list[Known] = []
        for token in words:
            if self._is_small(token) or _is_stray(token, text):
                continue
            stemmed = stem(token.form, self.language)
            number = self._numbers.get(stemmed)
            if number is not None:
                found.append(Known(token, number))
            elif len(token.form) >= _SHORTEST_TYPO and token.form.isalpha():
                number, likeness = self._misspelt(stemmed)
                if number >= 0:
                    found.append(Known(token, number, likeness))
            if text[token.start].isupper():
                cased = self._numbers.get(_CASED + stemmed)
                if cased is not None:
                    found.append(Known(token, cased, cased=True))
        return found

    def phrases(self, known: Sequence[Known]) -> list[tuple[int, tuple[Known, ...]]]:
        """Return every form whose words stand together in `known`, with these words."""
        found: list[tuple[int, tuple[Known, ...]]] = []
        plain = [one for one in known if not one.cased]
        stems = [one.stem for one in plain]
        chances = [self._chances[one] for one in stems]
        for first in range(len(plain)):
            window: set[int] = set()
            together = 0
            for last in range(first, min(len(plain), first + self.longest)):
                if stems[last] not in window:
                    window.add(stems[last])
                    together += chances[last]
                some = self._phrases.get(together)
                if some is not None:
                    words = tuple(plain[first : last + 1])
                    found += [(form, words) for form in some]
        for one in known:
            if one.cased:
                alone = self._phrases.get(self._chances[one.stem], [])
                found += [(form, (one,)) for form in alone]
        return found

    def _sum(self, stems: Iterable[int]) -> int:
        return sum(self._chances[one] for one in stems)

    def coverage(self, known: Sequence[Known]) -> tuple[Floats, Floats, NDArray[np.intp]]:
        """Return per concept: share of its best form's weight that is in `known`, that weight,
        and which form that is."""
        weights = np.zeros(len(self.forms), dtype=np.float32)
        for number, likeness in _distinct(known).items():
            weights[self._form_postings(number)] += self.idf[number] * likeness
        share, weight = np.zeros((2, len(self._starts)), dtype=np.float32)
        which = self._starts.copy()
        # few forms have any of the words: the others stay at nothing
        touched = np.flatnonzero(weights)
        if len(touched):
            said = weights[touched]
            part = said / self._form_weight[touched]
            rank = part * (1 + 0.02 * np.log1p(said))
            owners = self._owners[touched]
            starts = np.flatnonzero(np.diff(owners, prepend=-1))
            best = np.maximum.reduceat(rank, starts)
            is_best = rank == np.repeat(best, np.diff(starts, append=len(owners)))
            # the first of equally good forms stays
            first = np.flatnonzero(is_best)[::-1]
            which[owners[first]] = touched[first]
            share[owners[first]], weight[owners[first]] = part[first], said[first]
        return share, weight, which

    def likeness(self, known: Sequence[Known]) -> Floats:
        """Return per concept the cosine between the words and all that the framework says of it."""
        scores = np.zeros(len(self._starts), dtype=np.float32)
        norm = 0.0
        for number, weight in _distinct(known).items():
            value = self.idf[number] * weight
            norm += value * value
            first, last = self._doc_ends[number], self._doc_ends[number + 1]
            scores[self._doc_postings[first:last]] += value * self._doc_weights[first:last]
        return scores / np.float32(np.sqrt(norm)) if norm else scores

    def place_of(self, concept: int) -> int:
        """Return where a concept stands in the answers of `coverage` and `likeness`."""
        return self._places[concept]

    def literal(self, words: Iterable[Token]) -> tuple[str, ...]:
        """Return words as labels are compared word for word."""
        return tuple(singular(one.form, self.language) for one in words if not self._is_small(one))

    def specificity(self, form: Form) -> float:
        """Return how little else in the framework shares the form's words: 0 to 1."""
        place = self._phrases[self._sum(form.stems)][0]
        return min(1.0, float(self._form_weight[place]) / self._heaviest)

    def is_all(self, words: Sequence[Token], known: Sequence[Known]) -> bool:
        """Say whether a sentence says nothing beyond the words of `known`."""
        starts = {one.token.start for one in known}
        return all(one.start in starts or self._is_small(one) for one in words)

    # Building

    def _defining_words(self, concepts: Sequence[Concept]) -> frozenset[str]:
        """Words that definitions use in lower case: names like "Swift" and "Scratch" are among
        them, so these need their capital in a text."""
        found: set[str] = set()
        for concept in concepts:
            found.update(re.findall(r"\b[a-z]{2,}\b", definition_in(concept, self.language)))
        return frozenset(found)

    def _form_stems(self, words: str) -> list[int]:
        found = self._stems(words)
        single = tokens(words)
        if len(single) == 1 and words[:1].isupper() and words.lower() in self._plain_words:
            # One capitalised word that is also an everyday word
            return [self._number(_CASED + stem(single[0].form, self.language))]
        return found or [self._number(stem(token.form, self.language)) for token in single]

    def _stems(self, text: str) -> list[int]:
        found = []
        for token in tokens(text):
            if not self._is_small(token):
                stemmed = stem(token.form, self.language)
                if is_filler(token.form, self.language):
                    self._fillers.add(stemmed)
                found.append(self._number(stemmed))
        return found

    def _is_small(self, token: Token) -> bool:
        return is_stop(token.form, self.language) and not token.shouted

    def _number(self, stemmed: str) -> int:
        return self._numbers.setdefault(stemmed, len(self._numbers))

    def _weigh(self, documents: list[Counter[int]]) -> None:
        frequency = np.zeros(len(self._numbers), dtype=np.float64)
        for document in documents:
            frequency[list(document)] += 1
        self._heaviest = float(np.log1p(max(1, len(documents))))
        weights = np.log1p(len(documents) / np.maximum(frequency, 1))
        fillers = [number for word, number in self._numbers.items() if word in self._fillers]
        weights[fillers] *= _FILLER_WEIGHT
        self.idf: Floats = weights.astype(np.float32)

    def _post(self, documents: list[Counter[int]]) -> None:
        self._form_weight: Floats = np.array(
            [float(self.idf[list(form.stems)].sum()) for form in self.forms], dtype=np.float32
        )
        by_stem: list[list[int]] = [[] for _ in self._numbers]
        for place, form in enumerate(self.forms):
            for number in form.stems:
                by_stem[number].append(place)
        self._form_ends = np.cumsum([0, *map(len, by_stem)])
        self._all_form_postings = np.array([p for row in by_stem for p in row], dtype=np.int32)
        rows: list[list[tuple[int, float]]] = [[] for _ in self._numbers]
        for place, document in enumerate(documents):
            numbers = np.fromiter(document, dtype=np.intp, count=len(document))
            counts = np.fromiter(document.values(), dtype=np.float64, count=len(document))
            weights = self.idf[numbers] * (1 + np.log1p(counts))
            weights /= np.sqrt((weights**2).sum()) or 1.0
            for number, weight in zip(numbers.tolist(), weights.tolist(), strict=True):
                rows[number].append((place, weight))
        self._doc_ends = np.cumsum([0, *map(len, rows)])
        self._doc_postings = np.array([place for row in rows for place, _ in row], dtype=np.int32)
        self._doc_weights = np.array([weight for row in rows for _, weight in row], np.float32)

    def _form_postings(self, number: int) -> NDArray[np.int32]:
        return self._all_form_postings[self._form_ends[number] : self._form_ends[number + 1]]

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """Stems by their first letter, which typing errors seldom touch."""
        found: dict[str, list[str]] = {}
        for word in self._numbers:
            if len(word) >= 5 and word.isalpha():
                found.setdefault(word[0], []).append(word)
        return found

    def _misspelt(self, stemmed: str) -> tuple[int, float]:
        """The stem that was meant, -1 where none is close: one error, two in long words."""
        allowed = 1 if len(stemmed) < 9 else 2
        spellings = self._spellings.get(stemmed[0], ())
        found = process.extractOne(stemmed, spellings, scorer=OSA.distance, score_cutoff=allowed)
        if found is None:
            return -1, 0.0
        return self._numbers[found[0]], 1 - found[1] / len(stemmed)


def labels_in(concept: Concept, language: str) -> Iterable[tuple[str, bool]]:
    """Give the labels in a language, also without their parentheses; True for preferred ones."""
    spoken = [(tag, words, True) for tag, words in concept.label.translations]
    spoken += [(tag, words, False) for tag, words in concept.alt_labels]
    for tag, words, preferred in spoken:
        if tag.partition("-")[0] == language:
            yield words, preferred
            bare = _PARENTHESES.sub("", words).strip()
            if bare and bare != words:
                yield bare, preferred


def definition_in(concept: Concept, language: str) -> str:
    """Return the definition in a language, "" where there is none."""
    if concept.definition is None:
        return ""
    shown = concept.definition.language_shown(language)
    same = shown.partition("-")[0] == language
    return concept.definition.in_language(shown) if same else ""


def _distinct(known: Sequence[Known]) -> dict[int, float]:
    found: dict[int, float] = {}
    for one in known:
        found[one.stem] = max(one.likeness, found.get(one.stem, 0.0))
    return found


def _is_stray(token: Token, text: str) -> bool:
    """Single letters name a skill (C, R) only as capitals that stand alone: not "R&D", "Mr. C."."""
    if token.end - token.start > 1 or not text[token.start].isalpha():
        return False
    beside = text[token.start - 1 : token.start] + text[token.end : token.end + 1]
    return not text[token.start].isupper() or any(sign in "&'’-." for sign in beside)
