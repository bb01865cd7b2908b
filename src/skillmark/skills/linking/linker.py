"""Link a text (a job advertisement, a CV, a course description) to the skills it speaks of.

1. Cut the text into sentences and leave out what every advertisement says.
2. In each sentence look up the stems of its words, forgiving typing errors.
3. Take the concepts whose labels or descriptions share the weightiest words as candidates.
4. Score each by `calibration`; what is said outright has a floor.
5. A concept's score in the text is that of its best sentence, so that sentences do not disturb
   each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework
from skillmark.skills.language.segments import Segment, segments
from skillmark.skills.linking.calibration import FLOOR, THRESHOLD, Evidence, outright
from skillmark.skills.linking.cues import LevelCue, level_cue
from skillmark.skills.linking.index import Concept, Form, Known, LexicalIndex

CANDIDATES = 60
"""Concepts of a sentence that are looked at closely."""
LOOSELY, MISSPELT = 0.3, 0.8
"""What is left of a label's floor where its words come in another form or order; or misspelt."""
LONGEST_TEXT = 100_000
"""Characters of a text that are read."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the text that speak for a concept: `text[start:end]`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    """One concept that the text speaks of, with the words that say so."""

    uri: str
    label: str
    score: float
    """Probability in [0, 1] that the concept is meant; linked from `THRESHOLD` on."""
    why: str
    spans: tuple[Span, ...] = ()
    level_cue: LevelCue | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """The concepts of a text, best first; those below `THRESHOLD` are guesses."""

    matches: tuple[Match, ...]

    @property
    def links(self) -> tuple[Match, ...]:
        """The matches to rely on."""
        return tuple(match for match in self.matches if match.score >= THRESHOLD)

    @property
    def unmatched(self) -> bool:
        """True where nothing in the framework fits."""
        return not self.links


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate in one sentence."""

    score: float
    form: Form
    known: tuple[Known, ...]
    said: bool
    segment: Segment


class Linker:
    """Links texts to one framework. Building takes a few seconds for ESCO; keep it."""

    def __init__(self, framework: Framework) -> None:
        self._concepts: Mapping[str, Sequence[Concept]] = {
            "skill": framework.skills,
            "occupation": framework.occupations,
        }
        self._indexes: dict[tuple[str, str], LexicalIndex] = {}
        labels = [skill.label for skill in framework.skills]
        labels += [occupation.label for occupation in framework.occupations]
        self._spoken = sorted(
            {tag.partition("-")[0] for label in labels for tag, _ in label.translations}
        )

    def link(
        self, text: str, *, top: int = 10, kind: str = "skill", language: str | None = None
    ) -> Linked:
        """Return at most `top` concepts of `kind`, best first, with labels in `language`.

        Every sentence is read in its own language, in `language` and in English; in English and
        German where its own cannot be told.
        """
        if top < 1:
            raise InputError("at least one match must be asked for", where="top")
        if kind not in self._concepts:
            raise InputError(f"{kind!r} is not a kind", remedy="one of: skill, occupation")
        text = text[:LONGEST_TEXT]
        parts = segments(text)
        alone = sum(not part.boilerplate for part in parts) <= 1 and len(parts) == 1
        best: dict[int, _Found] = {}
        for part in parts:
            if part.boilerplate and not alone:
                continue
            for spoken in self._languages(part, language):
                for number, found in self._sentence(part, text, self._index(kind, spoken)):
                    if part.boilerplate and found.score < 0.9:
                        continue
                    if number not in best or found.score > best[number].score:
                        best[number] = found
        order = sorted(best.items(), key=lambda one: (-one[1].score, one[0]))[:top]
        concepts = self._concepts[kind]
        return Linked(tuple(_match(concepts[n], found, text, language) for n, found in order))

    def sentence(
        self, segment: Segment, text: str, *, kind: str = "skill", language: str = "en"
    ) -> list[tuple[int, float]]:
        """Return the candidates of one sentence: number of the concept and score, in no order."""
        found = self._sentence(segment, text, self._index(kind, language))
        return [(number, one.score) for number, one in found]

    def _languages(self, segment: Segment, asked: str | None) -> list[str]:
        own = (segment.language,) if segment.language else ("en", "de")
        wanted = dict.fromkeys((*own, (asked or "en").partition("-")[0], "en"))
        return [one for one in wanted if one in self._spoken] or self._spoken[:1]

    def _index(self, kind: str, language: str) -> LexicalIndex:
        key = (kind, language)
        if key not in self._indexes:
            self._indexes[key] = LexicalIndex(self._concepts[kind], language)
        return self._indexes[key]

    def _sentence(
        self, segment: Segment, text: str, index: LexicalIndex
    ) -> list[tuple[int, _Found]]:
        known = index.known(segment.tokens, text) if index else []
        if not known:
            return []
        share, weight, which = index.coverage(known)
        cosine = index.likeness(known)
        said = self._said(known, segment, index)
        rank = cosine + 0.03 * share * weight
        for place in said:
            rank[place] += 1.0
        count = min(CANDIDATES, len(rank))
        nearest = float(cosine.max()) or 1.0
        found: list[tuple[int, _Found]] = []
        for place in np.argpartition(-rank, count - 1)[:count]:
            if rank[place] <= 0:
                continue
            floor, form, words = said.get(int(place), (0.0, index.forms[which[place]], None))
            mine = tuple(one for one in known if one.stem in form.stems)
            evidence = Evidence(
                share=min(1.0, float(share[place])),
                weight=float(weight[place]),
                cosine=float(cosine[place]),
                cosine_rank=float(cosine[place]) / nearest,
                label_said=words is not None and form.preferred,
                density=_density(known, form),
            )
            score = max(floor, evidence.probability())
            if score >= FLOOR:
                kept = mine if words is None else words
                found.append((form.concept, _Found(score, form, kept, words is not None, segment)))
        return found

    def _said(
        self, known: Sequence[Known], segment: Segment, index: LexicalIndex
    ) -> dict[int, tuple[float, Form, tuple[Known, ...]]]:
        """Per concept the best label whose words stand together: floor, form, words."""
        found: dict[int, tuple[float, Form, tuple[Known, ...]]] = {}
        for place, words in index.phrases(known):
            form = index.forms[place]
            alike = min(one.likeness for one in words)
            floor = outright(
                preferred=form.preferred,
                specificity=index.specificity(form),
                whole=index.is_all(segment.tokens, words),
            )
            if alike < 1:
                floor *= alike * MISSPELT
            elif index.literal(one.token for one in words) != form.literal:
                floor *= LOOSELY
            at = index.place_of(form.concept)
            if at not in found or (floor, form.preferred) > (found[at][0], found[at][1].preferred):
                found[at] = (floor, form, words)
        return found


def _density(known: Sequence[Known], form: Form) -> float:
    """Found stems of the form per word of the narrowest stretch that holds them all."""
    places = [place for place, one in enumerate(known) if one.stem in form.stems]
    wanted = len({known[place].stem for place in places})
    if not wanted:
        return 0.0
    narrowest = len(known)
    for first in range(len(places)):
        seen: set[int] = set()
        for place in places[first:]:
            seen.add(known[place].stem)
            if len(seen) == wanted:
                narrowest = min(narrowest, place - places[first] + 1)
                break
    return wanted / narrowest


def _match(concept: Concept, found: _Found, text: str, language: str | None) -> Match:
    label = concept.label.in_language(language) if language else str(concept.label)
    spans = _spans(found, text)
    sentence = text[found.segment.start : found.segment.end]
    cue = level_cue(
        sentence, [(span.start, span.end) for span in spans], offset=found.segment.start
    )
    return Match(concept.uri, label, round(found.score, 4), _why(found, spans), spans, cue)


def _spans(found: _Found, text: str) -> tuple[Span, ...]:
    """The words that matched; what stands side by side, or belongs to one phrase, is one span."""
    spans: list[tuple[int, int]] = []
    for one in sorted(found.known, key=lambda known: known.token.start):
        start, end = one.token.start, one.token.end
        if spans and (found.said or text[spans[-1][1] : start].strip(" -/\u00a0") == ""):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(Span(start, end, text[start:end]) for start, end in spans)


def _why(found: _Found, spans: Sequence[Span]) -> str:
    words = ", ".join(f"“{span.words}”" for span in spans)
    kind = "label" if found.form.preferred else "alternative label"
    if not words:
        return "the description uses the same words"
    if found.said:
        return f"{words} is the {kind} “{found.form.words}”"
    return f"{words} {'are' if len(spans) > 1 else 'is'} in the {kind} “{found.form.words}”"
