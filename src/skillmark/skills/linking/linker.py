"""Link a text (a job advertisement, a CV, a course description) to the skills it speaks of.

1. Cut the text into sentences and leave out what every advertisement says.
2. In each sentence look up the stems of its words, forgiving typing errors; where the extra
   `embeddings` is installed, let the model read the sentence.
3. Take as candidates the concepts whose labels or descriptions share the weightiest words, and
   those whose labels mean about what a stretch of the sentence means.
4. Score each by `fusion`; a sentence that is nothing but a label means that label.
   An occupation is linked in a sentence only where it is named; titles are read more freely.
5. A concept's score in the text is that of its best sentence, so that sentences do not disturb
   each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from skillmark.nouns.errors import InputError
from skillmark.skills.language.segments import Segment, segments
from skillmark.skills.linking.cues import Cued
from skillmark.skills.linking.explaining import Span
from skillmark.skills.linking.gathering import Gatherer
from skillmark.skills.linking.matches import (
    Found,
    Linked,
    Match,
    label_of,
    match_of,
)
from skillmark.skills.linking.pack import Pack
from skillmark.skills.linking.side_by_side import Seen, read_and_weigh
from skillmark.skills.linking.titles import is_title, readings
from skillmark.skills.linking.windows import Windows

__all__ = ["Linked", "Linker", "Match", "Span"]

FLOOR = 0.02
"""Below this a candidate is not even worth showing as a guess."""
LARGE = 2000
"""Concepts of a framework from which words are rare or common as the network knows it."""
OUTRIGHT = 0.5
"""Weight of a label that is said so plainly that the sentence speaks of it, whatever it says."""
LATER = 0.95
"""What a title's second reading is worth beside its first."""
LONGEST_TEXT = 100_000
"""Characters of a text that are read."""


class Linker(Gatherer):
    """Links texts to one framework; keep it. Building takes seconds for the words of ESCO, and
    minutes for their meanings unless `memory` has them."""

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
        if kind not in self.concepts:
            raise InputError(f"{kind!r} is not a kind", remedy="one of: skill, occupation")
        texts = [text[:LONGEST_TEXT] for text in texts]
        titles = [text for text in texts if kind == "occupation" and is_title(text)]
        if titles:
            read = iter(self.link_titles(titles, top=top, language=language))
            others = [text for text in texts if not is_title(text)]
            rest = iter(self.link_many(others, top=top, kind=kind, language=language))
            return [next(read if is_title(text) else rest) for text in texts]
        cut = [self.telling(text) for text in texts]
        for spoken in {
            one for parts in cut for part in parts for one in self.tongues(part, language)
        }:
            self.pack(kind, spoken)  # here, not by two threads at once

        def weigh(some: Sequence[tuple[str, list[Segment]]], seen: Seen) -> list[Linked]:
            return [
                self._linked(text, parts, seen, top=top, kind=kind, language=language)
                for text, parts in some
            ]

        return read_and_weigh(list(zip(texts, cut, strict=True)), self.seen, weigh)

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
        seen = self.seen(wanted, cut)
        parts = {one: some[0] for one, some in zip(wanted, cut, strict=True) if some}
        found = []
        for title, some in zip(titles, read, strict=True):
            best: dict[int, tuple[float, str, bool]] = {}
            by_meaning = False
            for number, one in enumerate(some):
                if one in parts:
                    for spoken in self.tongues(parts[one], language):
                        pack = self.pack("occupation", spoken)
                        by_meaning |= pack.semantic is not None
                        for at, score, why, linked in self._titled(parts[one], one, pack, seen):
                            worth = score if not number else score * LATER
                            best[at] = max(best.get(at, (0.0, "", False)), (worth, why, linked))
            order = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))[:top]
            span = (Span(0, len(title), title),)
            occupations = self.framework.occupations
            matches = tuple(
                Match(
                    occupations[n].uri,
                    label_of(occupations[n], language),
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
        found = self.gather(part, text, pack, seen)
        if found is None:
            return
        network = self.learned.titles.network(by_meaning=found.stretches is not None)
        scores = network.probabilities(found.rows)
        for at, said in enumerate(found.said):
            score = float(scores[at])
            if said is not None and said.whole:
                score = max(score, said.weight)
            if score >= FLOOR:
                number = pack.owners[found.places[at]]
                label = str(self.framework.occupations[number].label)
                if said is not None and said.whole:
                    kind = "label" if said.form.preferred else "alternative label"
                    why = f"read as “{text}”, which is the {kind} “{said.form.words}”"
                else:
                    why = f"read as “{text}”, which is near to “{label}”"
                yield number, score, why, score >= network.threshold

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
        best: dict[int, Found] = {}
        by_meaning = False
        for part in parts:
            for spoken in self.tongues(part, language):
                pack = self.pack(kind, spoken)
                by_meaning |= pack.semantic is not None and text[part.start : part.end] in seen
                for number, found in self._sentence(part, text, pack, seen):
                    if part.boilerplate and found.score < 0.9:
                        continue
                    if number not in best or found.worth > best[number].worth:
                        best[number] = found
        order = sorted(best.items(), key=lambda one: (-one[1].score, one[0]))[:top]
        concepts = self.concepts[kind]
        cued: dict[int, Cued] = {}
        matches = tuple(match_of(concepts[n], found, text, language, cued) for n, found in order)
        return Linked(matches, by_meaning)

    def _sentence(
        self, part: Segment, text: str, pack: Pack, seen: Mapping[str, Windows]
    ) -> Iterator[tuple[int, Found]]:
        found = self.gather(part, text, pack, seen)
        if found is None:
            return
        by_meaning = found.stretches is not None
        # a network that was fitted to 14,000 skills is too doubtful of a label said outright in a
        # framework of thirty, where no word is rare, and knows nothing of occupations in prose
        small = len(pack.owners) < LARGE
        network = self.learned.sentences.network(by_meaning=by_meaning)
        scores = network.probabilities(found.rows).tolist()
        open_ = not by_meaning or bool(found.rows[0, -1] >= self.learned.gate)
        for at, said in enumerate(found.said):
            score = scores[at]
            if said is not None and (said.whole or small or pack.jobs):
                score = max(score, said.weight)
            if score >= FLOOR:
                plainly = said is not None and (pack.jobs or said.weight >= OUTRIGHT)
                linked = score >= network.threshold and (plainly or (open_ and not pack.jobs))
                yield pack.owners[found.places[at]], Found(score, linked, found, at, part)
