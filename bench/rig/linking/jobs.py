"""Titles of jobs linked to O*NET's occupations: half of the alternative titles are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz import fuzz, process, utils

from rig.linking.data import Query, queries
from skillmark.nouns.skill import Framework
from skillmark.skills.linking.linker import Linker
from skillmark.skills.linking.meaning import Embedder
from skillmark.skills.linking.memory import Memory

ASKED, NO_TITLES = 1000, 200


def notes(framework: Framework, embedder: Embedder | None, memory: Memory) -> list[str]:
    """Say how many titles that are not in the index are found, and how much else is left alone."""
    asked: list[tuple[str, str]] = []
    known = []
    for job in framework.occupations:
        names = sorted({words for _, words in job.alt_labels})
        apart = {words for words in names if Query(words, frozenset()).half == "B"}
        kept = tuple(pair for pair in job.alt_labels if pair[1] not in apart)
        known.append(replace(job, alt_labels=kept))
        asked += [(words, job.uri) for words in sorted(apart)]
    right: dict[str, set[str]] = {}
    for words, uri in asked:
        right.setdefault(words, set()).add(uri)
    chosen = sorted(right, key=lambda words: hashlib.sha256(words.encode()).digest())[:ASKED]
    less = replace(framework, occupations=tuple(known))
    others = [one.sentence for one in queries("skillskape-dev") if one.half == "B"][:NO_TITLES]
    said = []
    for who, linker in (
        ("words and meanings", Linker(less, embedder=embedder, memory=memory)),
        ("words alone", Linker(less)),
    ):
        found = linker.link_titles(chosen, top=5)
        hits = {
            k: float(
                np.mean(
                    [
                        bool(right[words] & {match.uri for match in linked.matches[:k]})
                        for words, linked in zip(chosen, found, strict=True)
                    ]
                )
            )
            for k in (1, 5)
        }
        linked_well = [
            linked.links[0].uri in right[words]
            for words, linked in zip(chosen, found, strict=True)
            if linked.links
        ]
        alone = np.mean([one.unmatched for one in linker.link_many(others, kind="occupation")])
        said.append(
            f"""titles, {who}: of {len(chosen):,} alternative titles of O*NET that are not in the
            index, the occupation comes first for {hits[1]:.2f} and among five for {hits[5]:.2f};
            {len(linked_well) / len(chosen):.2f} are linked, {np.mean(linked_well):.2f} of these
            rightly; of {len(others)} sentences that are no titles {alone:.2f} are left alone"""
        )
    said.append(_fuzzy(less, chosen, right))
    return said


def _fuzzy(framework: Framework, chosen: Sequence[str], right: dict[str, set[str]]) -> str:
    names = [
        (words, job.uri)
        for job in framework.occupations
        for words in (str(job.label), *(words for _, words in job.alt_labels))
    ]
    words_of = [words for words, _ in names]
    some = chosen[:200]
    hits = [
        names[
            process.extractOne(
                title, words_of, scorer=fuzz.token_sort_ratio, processor=utils.default_process
            )[2]
        ][1]
        in right[title]
        for title in some
    ]
    return f"titles, rapidfuzz token sort over the same titles: {np.mean(hits):.2f} come first"
