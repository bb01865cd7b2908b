"""Everything that is known of a framework's concepts of one kind in one language."""

from __future__ import annotations

from collections.abc import Sequence

from skillmark.nouns.skill import Framework, Occupation
from skillmark.skills.linking import evidence, memory, semantic
from skillmark.skills.linking.index import Concept, LexicalIndex
from skillmark.skills.linking.meaning import Progress, Reader


class Pack:
    """Words, meanings and standing of concepts; built once, read-only, safe to share."""

    def __init__(
        self,
        concepts: Sequence[Concept],
        framework: Framework,
        language: str,
        *,
        reader: Reader | None = None,
        kept: memory.Memory | None = None,
        progress: Progress | None = None,
        compute: bool = True,
    ) -> None:
        self.lexical = LexicalIndex(concepts, language)
        self.jobs = any(isinstance(one, Occupation) for one in concepts)
        """The concepts are occupations."""
        self.standings = evidence.standing(concepts, self.lexical.owners, framework)
        self.semantic: semantic.SemanticIndex | None = None
        self.name = ""
        """Under which its vectors are kept; "" where it has none."""
        if reader is not None and self.lexical:
            chosen = [concepts[one] for one in self.lexical.owners]
            wordings = semantic.wordings(chosen, language)
            name = memory.key(wordings, reader.id)
            vectored = kept.get(name) if kept else None
            if vectored is None and compute:
                vectored = semantic.Vectored.of(wordings, reader, progress)
                if kept:
                    kept.put(name, vectored)
            if vectored:
                self.semantic, self.name = semantic.SemanticIndex(vectored), name

    @property
    def owners(self) -> Sequence[int]:
        """Number of the concept at each place."""
        return self.lexical.owners
