"""The whole of the fitting, from the data to `skills/linking/parameters.json`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import patch

import numpy as np

from rig.linking import fit
from rig.linking.data import ROOT, Query, queries
from rig.linking.thorough import ThoroughIndex
from skillmark.nouns.skill import Framework
from skillmark.skills.linking import evidence, fusion, linker, semantic
from skillmark.skills.linking.meaning import Reader
from skillmark.skills.linking.memory import Memory
from skillmark.skills.linking.titles import plain

PLACE = ROOT / "src" / "skillmark" / "skills" / "linking" / "parameters.json"
NETWORK_SENTENCES = 1200
"""Sentences of skillskape-train for the networks; the others are for `speaks`."""
TITLES, NO_TITLES = 1800, 300
FOLDS = 3
BOTH = (*evidence.WORD_FEATURES, *evidence.MEANING_FEATURES)
MISSED = 0.02
LEAST = 0.2
"""No threshold is lower: a link that is right one time in six helps nobody."""


def fold(query: Query) -> int:
    """Which part of half A a sentence is in."""
    return hashlib.sha256(b"fold" + query.sentence.encode()).digest()[0] % FOLDS


def run(framework: Framework, embedder: Reader, memory: Memory) -> None:
    """Fit everything, write the file, and say what was found on the way."""
    train = queries("skillskape-train")
    rest = train[NETWORK_SENTENCES:]
    vectors = np.array(
        [_mean(reading.vectors) for reading in embedder.read([one.sentence for one in rest])]
    )
    speaks = fit.speaks(vectors, np.array([float(bool(one.gold)) for one in rest]))
    blank = fit.blank(embedder, speaks)
    blank = replace(blank, gate=gate(embedder, blank))
    with patch.object(semantic, "SemanticIndex", ThoroughIndex):
        parameters = replace(
            blank,
            sentences=sentences(framework, embedder, memory, blank, train[:NETWORK_SENTENCES]),
            titles=titles(framework, embedder, memory, blank),
        )
    fit.write(parameters, PLACE)


def gate(embedder: Reader, blank: fusion.Parameters) -> float:
    """The odds that all but `MISSED` of half A's sentences with a skill exceed."""
    chosen = [
        one.sentence
        for part in ("tech-validation", "house-validation", "skillskape-dev")
        for one in queries(part)
        if one.gold and one.half == "A"
    ]
    vectors = np.array([_mean(reading.vectors) for reading in embedder.read(chosen)])
    odds = vectors @ blank.speaks[:-1] + blank.speaks[-1]
    return round(float(np.quantile(odds, MISSED)), 3)


def sentences(
    framework: Framework,
    embedder: Reader,
    memory: Memory,
    blank: fusion.Parameters,
    train: Sequence[Query],
) -> fusion.Pair:
    """Fit how sentences are judged."""
    gatherer = linker.Linker(framework, embedder=embedder, memory=memory, learned=blank)

    def gather(chosen: Sequence[Query], weight: float) -> fit.Examples:
        return fit.examples(gatherer, list(chosen), framework.skills, weight)

    synthetic = gather(train, 1.0)
    real = [one for part in ("tech", "house") for one in queries(f"{part}-validation")]
    real = [one for one in real if one.half == "A"]
    folds = np.array([fold(one) for one in real])
    return _pair(synthetic, gather(real, fit.REAL_WEIGHT), folds)


def titles(
    framework: Framework, embedder: Reader, memory: Memory, blank: fusion.Parameters
) -> fusion.Pair:
    """Fit how titles are judged: half of the alternative titles are asked for, never in the index.

    Labels of skills, which are no titles, show what nothing fits.
    """
    asked: list[Query] = []
    known = []
    for job in framework.occupations:
        apart = {words for _, words in job.alt_labels if Query(words, frozenset()).half == "B"}
        kept = tuple(pair for pair in job.alt_labels if pair[1] not in apart)
        known.append(replace(job, alt_labels=kept))
        asked += [Query(words, frozenset({str(job.label)})) for words in sorted(apart)]
    asked = sorted(asked, key=_drawn)[:TITLES]
    no_titles = [Query(str(skill.label), frozenset()) for skill in framework.skills]
    no_titles = sorted(no_titles, key=_drawn)[:NO_TITLES]
    less = replace(framework, occupations=tuple(known))
    gatherer = linker.Linker(less, embedder=embedder, memory=memory, learned=blank)

    def gather(chosen: Sequence[Query]) -> fit.Examples:
        read = [Query(plain(one.sentence), one.gold) for one in chosen]
        return fit.examples(gatherer, read, less.occupations, 1.0, kind="occupation")

    part = len(asked) * 2 // 3
    rest = asked[part:] + no_titles
    return _pair(gather(asked[:part]), gather(rest), np.array([fold(one) for one in rest]))


def _pair(base: fit.Examples, ours: fit.Examples, folds: fit.Ints) -> fusion.Pair:
    """Train on `base` and `ours`; calibrate on `ours`, each fold judged by the others' network."""
    made = []
    for names in (evidence.WORD_FEATURES, BOTH):
        first, second = (replace(one, rows=one.rows[:, : len(names)]) for one in (base, ours))
        final = fit.network(fit.together(first, second), names)
        logits = np.zeros(len(second.right))
        for number in range(FOLDS):
            inside = folds[second.sentence] == number
            apart = fit.network(fit.together(first, second.only(~inside)), names)
            logits[inside] = apart.logits(second.rows[inside])
        final = replace(final, platt=fit.platt(logits, second.right))
        chances = 1 / (1 + np.exp(-(final.platt[0] * logits + final.platt[1])))
        threshold = max(LEAST, _threshold(chances, second.right))
        made.append(replace(final, threshold=round(threshold, 3)))
        print(f"{len(names)} features: platt {final.platt}, {threshold:.3f}", flush=True)
    return fusion.Pair(made[0], made[1])


def _drawn(query: Query) -> bytes:
    """A random order that is always the same."""
    return hashlib.sha256(b"drawn" + query.sentence.encode()).digest()


def _threshold(chances: fit.Floats, right: fit.Floats) -> float:
    """The threshold of the best F1."""
    tried = np.arange(0.05, 0.9, 0.005)
    found = []
    for one in tried:
        linked = chances >= one
        hits = right[linked].sum()
        found.append(2 * hits / max(1.0, linked.sum() + right.sum()))
    best = float(tried[int(np.argmax(found))])
    print(f"best F1 {max(found):.3f} at {best:.3f}")
    return best


def _mean(vectors: fit.Vectors) -> fit.Vectors:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
