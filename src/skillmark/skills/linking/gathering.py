"""Read texts and gather what their sentences say for the concepts of a framework."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from skillmark.nouns.skill import Framework
from skillmark.skills.language.segments import Segment, segments
from skillmark.skills.linking import evidence, fusion
from skillmark.skills.linking.evidence import Candidates
from skillmark.skills.linking.index import Concept
from skillmark.skills.linking.meaning import Embedder, Progress, Reader, languages
from skillmark.skills.linking.memory import Memory
from skillmark.skills.linking.pack import Pack
from skillmark.skills.linking.windows import Windows, windows


class Gatherer:
    """Knows a framework's words and meanings, and what sentences say for them."""

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
        self.framework = framework
        self.learned = learned or fusion.parameters()
        fits = isinstance(embedder, Reader) and embedder.id == self.learned.embedder
        self._reader: Reader | None = embedder if isinstance(embedder, Reader) and fits else None
        self._memory, self._progress, self._compute = memory, progress, compute
        self.concepts: Mapping[str, Sequence[Concept]] = {
            "skill": framework.skills,
            "occupation": framework.occupations,
        }
        self._packs: dict[tuple[str, str], Pack] = {}
        labels = [skill.label for skill in framework.skills]
        labels += [occupation.label for occupation in framework.occupations]
        self._spoken = sorted(
            {tag.partition("-")[0] for label in labels for tag, _ in label.translations}
        )

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of the vectors in use, as `memory` keeps them."""
        return tuple(sorted({pack.name for pack in self._packs.values() if pack.name}))

    def candidates(
        self, texts: Sequence[str], *, kind: str = "skill", language: str = "en"
    ) -> Iterator[list[tuple[Candidates, list[str]]]]:
        """Give for each text, sentence by sentence, the evidence and the concepts' URIs."""
        concepts = self.concepts[kind]
        for text in texts:
            parts = [part for part in self.telling(text) if not part.boilerplate]
            seen = self.seen([text], [parts])
            found = []
            for part in parts:
                pack = self.pack(kind, language)
                one = self.gather(part, text, pack, seen)
                if one is not None:
                    uris = [concepts[pack.owners[at]].uri for at in one.places.tolist()]
                    found.append((one, uris))
            yield found

    def telling(self, text: str) -> list[Segment]:
        """The sentences to look at; a text that is only boilerplate is looked at all the same."""
        parts = segments(text)
        return parts if len(parts) == 1 else [part for part in parts if not part.boilerplate]

    def seen(self, texts: Sequence[str], cut: Sequence[list[Segment]]) -> dict[str, Windows]:
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

    def tongues(self, segment: Segment, asked: str | None) -> list[str]:
        own = (segment.language,) if segment.language else ("en", "de")
        wanted = dict.fromkeys((*own, (asked or "en").partition("-")[0], "en"))
        return [one for one in wanted if one in self._spoken] or self._spoken[:1]

    def pack(self, kind: str, language: str) -> Pack:
        found = self._packs.get((kind, language))
        if found is None:
            understood = self._reader is not None and language in languages(self._reader)
            found = self._packs[kind, language] = Pack(
                self.concepts[kind],
                self.framework,
                language,
                reader=self._reader if understood else None,
                kept=self._memory,
                progress=self._progress,
                compute=self._compute,
            )
        return found

    def gather(
        self, part: Segment, text: str, pack: Pack, seen: Mapping[str, Windows]
    ) -> Candidates | None:
        stretches = seen.get(text[part.start : part.end]) if pack.semantic else None
        speaks = 0.0
        if stretches is not None:
            weights = self.learned.speaks
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
