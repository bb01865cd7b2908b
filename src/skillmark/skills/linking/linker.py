"""Link a text (a job advertisement, a CV, a course description) to the skills it speaks of.

1. Cut the text into sentences and leave out what every advertisement says.
2. In each sentence look up the stems of its words, forgiving typing errors; where the extra
   `embeddings` is installed, let the model read the sentence.
3. Take as candidates the concepts whose labels or descriptions share the weightiest words, and
   those whose labels mean about what a stretch of the sentence means.
4. Score each by `fusion`; a sentence that is nothing but a label means that label.
5. A concept's score in the text is that of its best sentence, so that sentences do not disturb
   each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework
from skillmark.skills.language.segments import Segment, segments
from skillmark.skills.linking import evidence, explaining, fusion
from skillmark.skills.linking.cues import LevelCue, level_cue
from skillmark.skills.linking.evidence import Candidates
from skillmark.skills.linking.explaining import Reason, Span
from skillmark.skills.linking.index import Concept
from skillmark.skills.linking.meaning import THREADS, Embedder, Progress, Reader, languages
from skillmark.skills.linking.memory import Memory
from skillmark.skills.linking.pack import Pack
from skillmark.skills.linking.titles import is_title, readings
from skillmark.skills.linking.windows import Windows, windows

__all__ = ["Linked", "Linker", "Match", "Span"]

FLOOR = 0.02
"""Below this a candidate is not even worth showing as a guess."""
LARGE = 2000
"""Concepts of a framework from which words are rare or common as the network knows it."""
OUTRIGHT = 0.5
"""Weight of a label that is said so plainly that the sentence speaks of it, whatever it says."""
TOGETHER = 8
"""Texts from which threads are worth it."""
LATER = 0.95
"""What a title's second reading is worth beside its first."""
LONGEST_TEXT = 100_000
"""Characters of a text that are read."""


@dataclass(frozen=True, slots=True)
class Match:
    """One concept that the text speaks of, with the words that say so."""

    uri: str
    label: str
    score: float
    """Probability in [0, 1] that the concept is meant."""
    why: str
    spans: tuple[Span, ...] = ()
    level_cue: LevelCue | None = None
    linked: bool = True
    """The score reaches the threshold of what it rests on (words, or words and meanings)."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The concepts of a text, best first; those that are not linked are guesses."""

    matches: tuple[Match, ...]
    by_meaning: bool = False
    """Whether meanings were compared, not only words."""

    @property
    def links(self) -> tuple[Match, ...]:
        """The matches to rely on."""
        return tuple(match for match in self.matches if match.linked)

    @property
    def unmatched(self) -> bool:
        """True where nothing in the framework fits."""
        return not self.links


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate in one sentence."""

    score: float
    linked: bool
    reason: Reason
    segment: Segment

    @property
    def worth(self) -> tuple[float, bool]:
        """By which the best sentence is chosen."""
        return self.score, self.linked


class Linker:
    """Links texts to one framework; keep it. Building takes seconds for the words of ESCO, and
    minutes for their meanings unless `memory` has them."""

    def __init__(
        self,
        framework: Framework,
        *,
        embedder: Embedder | None = None,
        memory: Memory | None = None,
        progress: Progress | None = None,
        learned: fusion.Parameters | None = None,
        compute: bool = True,
    ) -> None:
        """Link by words alone without an embedder, and with one that `fusion` was not fitted to.

        With `compute` off, meanings are compared only where `memory` has them already.
        """
        self._framework = framework
        self._learned = learned or fusion.parameters()
        fits = isinstance(embedder, Reader) and embedder.id == self._learned.embedder
        self._reader: Reader | None = embedder if isinstance(embedder, Reader) and fits else None
        self._memory, self._progress, self._compute = memory, progress, compute
        self._concepts: Mapping[str, Sequence[Concept]] = {
            "skill": framework.skills,
            "occupation": framework.occupations,
        }
        self._packs: dict[tuple[str, str], Pack] = {}
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
        return self.link_many([text], top=top, kind=kind, language=language)[0]

    def link_many(
        self,
        texts: Sequence[str],
        *,
        top: int = 10,
        kind: str = "skill",
        language: str | None = None,
    ) -> list[Linked]:
        """Link several texts as `link` does, each as if it were alone; faster than one by one."""
        if top < 1:
            raise InputError("at least one match must be asked for", where="top")
        if kind not in self._concepts:
            raise InputError(f"{kind!r} is not a kind", remedy="one of: skill, occupation")
        texts = [text[:LONGEST_TEXT] for text in texts]
        if kind == "occupation" and texts and all(is_title(text) for text in texts):
            return self.link_titles(texts, top=top, language=language)
        cut = [self._telling(text) for text in texts]
        seen = self._seen(texts, cut)
        for spoken in {
            one for parts in cut for part in parts for one in self._languages(part, language)
        }:
            self._pack(kind, spoken)  # here, not by two threads at once

        def work(one: tuple[str, list[Segment]]) -> Linked:
            return self._linked(*one, seen, top=top, kind=kind, language=language)

        pairs = list(zip(texts, cut, strict=True))
        if len(pairs) < TOGETHER:
            return [work(one) for one in pairs]
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(work, pairs))

    def link_titles(
        self, titles: Sequence[str], *, top: int = 10, language: str | None = None
    ) -> list[Linked]:
        """Link titles of jobs, as advertisements write them, to occupations.

        Rank, place, hours and gender marks are left out and short forms written out first; what
        follows a comma may also belong in front ("Manager, Sales").
        """
        read = [readings(title) for title in titles]
        wanted = list(dict.fromkeys(one for some in read for one in some))
        cut = [segments(one)[:1] for one in wanted]
        seen = self._seen(wanted, cut)
        parts = {one: some[0] for one, some in zip(wanted, cut, strict=True) if some}
        found = []
        for title, some in zip(titles, read, strict=True):
            best: dict[int, tuple[float, str, bool]] = {}
            by_meaning = False
            for number, one in enumerate(some):
                if one in parts:
                    for spoken in self._languages(parts[one], language):
                        pack = self._pack("occupation", spoken)
                        by_meaning |= pack.semantic is not None
                        for at, score, why, linked in self._titled(parts[one], one, pack, seen):
                            worth = score if not number else score * LATER
                            best[at] = max(best.get(at, (0.0, "", False)), (worth, why, linked))
            order = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))[:top]
            span = (Span(0, len(title), title),)
            occupations = self._framework.occupations
            matches = tuple(
                Match(
                    occupations[n].uri,
                    _label(occupations[n], language),
                    round(score, 4),
                    why,
                    span,
                    linked=linked,
                )
                for n, (score, why, linked) in order
            )
            found.append(Linked(matches, by_meaning))
        return found

    def _titled(
        self, part: Segment, text: str, pack: Pack, seen: Mapping[str, Windows]
    ) -> Iterator[tuple[int, float, str, bool]]:
        found = self._gather(part, text, pack, seen)
        if found is None:
            return
        network = self._learned.titles.network(by_meaning=found.stretches is not None)
        scores = network.probabilities(found.rows)
        for at, said in enumerate(found.said):
            score = float(scores[at])
            if said is not None and said.whole:
                score = max(score, said.weight)
            if score >= FLOOR:
                number = pack.owners[found.places[at]]
                label = str(self._framework.occupations[number].label)
                if said is not None and said.whole:
                    kind = "label" if said.form.preferred else "alternative label"
                    why = f"read as “{text}”, which is the {kind} “{said.form.words}”"
                else:
                    why = f"read as “{text}”, which is near to “{label}”"
                yield number, score, why, score >= network.threshold

    def candidates(
        self, texts: Sequence[str], *, kind: str = "skill", language: str = "en"
    ) -> Iterator[list[tuple[Candidates, list[str]]]]:
        """Give for each text, sentence by sentence, the evidence and the concepts' URIs."""
        concepts = self._concepts[kind]
        for text in texts:
            parts = [part for part in self._telling(text) if not part.boilerplate]
            seen = self._seen([text], [parts])
            found = []
            for part in parts:
                pack = self._pack(kind, language)
                one = self._gather(part, text, pack, seen)
                if one is not None:
                    uris = [concepts[pack.owners[at]].uri for at in one.places.tolist()]
                    found.append((one, uris))
            yield found

    def _telling(self, text: str) -> list[Segment]:
        """The sentences to look at; a text that is only boilerplate is looked at all the same."""
        parts = segments(text)
        return parts if len(parts) == 1 else [part for part in parts if not part.boilerplate]

    def _seen(self, texts: Sequence[str], cut: Sequence[list[Segment]]) -> dict[str, Windows]:
        """The stretches of every sentence in a language that the model understands."""
        if self._reader is None or "en" not in self._spoken:
            return {}
        wanted = dict.fromkeys(
            text[part.start : part.end]
            for text, parts in zip(texts, cut, strict=True)
            for part in parts
            if self._readable(part)
        )
        read = self._reader.read(list(wanted))
        return {
            sentence: windows(one, sentence) for sentence, one in zip(wanted, read, strict=True)
        }

    def _readable(self, part: Segment) -> bool:
        return self._reader is not None and (part.language or "en") in languages(self._reader)

    def _linked(
        self,
        text: str,
        parts: Sequence[Segment],
        seen: Mapping[str, Windows],
        *,
        top: int,
        kind: str,
        language: str | None,
    ) -> Linked:
        best: dict[int, _Found] = {}
        by_meaning = False
        for part in parts:
            for spoken in self._languages(part, language):
                pack = self._pack(kind, spoken)
                by_meaning |= pack.semantic is not None
                for number, found in self._sentence(part, text, pack, seen):
                    if part.boilerplate and found.score < 0.9:
                        continue
                    if number not in best or found.worth > best[number].worth:
                        best[number] = found
        order = sorted(best.items(), key=lambda one: (-one[1].score, one[0]))[:top]
        concepts = self._concepts[kind]
        matches = tuple(_match(concepts[n], found, text, language) for n, found in order)
        return Linked(matches, by_meaning)

    def _languages(self, segment: Segment, asked: str | None) -> list[str]:
        own = (segment.language,) if segment.language else ("en", "de")
        wanted = dict.fromkeys((*own, (asked or "en").partition("-")[0], "en"))
        return [one for one in wanted if one in self._spoken] or self._spoken[:1]

    def _pack(self, kind: str, language: str) -> Pack:
        found = self._packs.get((kind, language))
        if found is None:
            understood = self._reader is not None and language in languages(self._reader)
            found = self._packs[kind, language] = Pack(
                self._concepts[kind],
                self._framework,
                language,
                reader=self._reader if understood else None,
                kept=self._memory,
                progress=self._progress,
                compute=self._compute,
            )
        return found

    def _gather(
        self, part: Segment, text: str, pack: Pack, seen: Mapping[str, Windows]
    ) -> Candidates | None:
        stretches = seen.get(text[part.start : part.end]) if pack.semantic else None
        speaks = 0.0
        if stretches is not None:
            weights = self._learned.speaks
            speaks = float(stretches.vectors[0] @ weights[:-1] + weights[-1])
        return evidence.gather(
            part,
            text,
            pack.lexical,
            pack.standings,
            semantic=pack.semantic,
            seen=stretches,
            speaks=speaks,
        )

    def _sentence(
        self, part: Segment, text: str, pack: Pack, seen: Mapping[str, Windows]
    ) -> Iterator[tuple[int, _Found]]:
        found = self._gather(part, text, pack, seen)
        if found is None:
            return
        by_meaning = found.stretches is not None
        # a network that was fitted to 14,000 skills is too doubtful of a label said outright in a
        # framework of thirty, where no word is rare
        small = len(pack.owners) < LARGE
        network = self._learned.sentences.network(by_meaning=by_meaning)
        scores = network.probabilities(found.rows)
        open_ = not by_meaning or found.rows[0, -1] >= self._learned.gate
        for at, said in enumerate(found.said):
            score = float(scores[at])
            if said is not None and (said.whole or small):
                score = max(score, said.weight)
            if score >= FLOOR:
                linked = score >= network.threshold and (
                    open_ or (said is not None and said.weight >= OUTRIGHT)
                )
                reason = _reason(found, at, part.start)
                yield pack.owners[found.places[at]], _Found(score, linked, reason, part)


def _reason(found: Candidates, at: int, offset: int) -> Reason:
    stretch, closeness = None, 0.0
    if found.stretches is not None:
        start, end = found.stretches[at].tolist()
        stretch = (start + offset, end + offset)
        first = len(evidence.WORD_FEATURES)
        closeness = float(max(found.rows[at, first], found.rows[at, first + 2]))
    share = float(found.rows[at, evidence.WORD_FEATURES.index("share_cubed")]) ** (1 / 3)
    said = found.said[at] is not None
    return Reason(found.forms[at], found.known[at], said, share, stretch, closeness)


def _label(concept: Concept, language: str | None) -> str:
    return concept.label.in_language(language) if language else str(concept.label)


def _match(concept: Concept, found: _Found, text: str, language: str | None) -> Match:
    label = _label(concept, language)
    spans = explaining.spans(found.reason, text)
    sentence = text[found.segment.start : found.segment.end]
    places = [(span.start, span.end) for span in spans]
    cue = level_cue(sentence, places, offset=found.segment.start)
    why = explaining.why(found.reason, label, spans)
    return Match(concept.uri, label, round(found.score, 4), why, spans, cue, found.linked)
