"""Suggest which skill of one framework is which of another, each with a calibrated confidence.

The confidence is the share of such pairs that people linked: a logistic regression on the evidence
of `features` and on how far a pair is ahead of the next best one. It was fitted to the alignments
that the starter framework carries to ESCO 1.1.1 and O*NET 29.3 (180 skills, 319 links, made by
hand), and judged on skills that it was not fitted to (five folds): `bench/skills_crosswalks.py`
prints how often it is right at each confidence, and how much it finds. Skills of other fields, and
languages other than English, may be harder or easier; nobody measured.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.skill import Framework, Match, Skill
from skillmark.skills.crosswalks.crosswalk import Crosswalk, Link
from skillmark.skills.crosswalks.features import Pairs, candidates
from skillmark.skills.language.words import forms
from skillmark.skills.linking.meaning import Embedder, Progress

WORDS = (4.327, 1.145, 1.374, 2.367, 1.099, -6.338)
"""Weights of label, main label, same words, definition and lead, and the constant."""
MEANING = (2.865, -0.484, 1.354, 0.452, 5.597, 1.439, -6.989)
"""The same with meaning after definition, fitted with all-MiniLM-L6-v2 (eight-bit weights)."""
LEAST = 0.3
"""Confidence from which a pair is worth showing to a person."""
_EXACT, _CLOSE = 0.8, 0.4


def suggest(
    source: Framework,
    target: Framework,
    embedder: Embedder | None = None,
    *,
    least: float = LEAST,
    most: int = 3,
    language: str = "en",
    progress: Progress | None = None,
) -> Crosswalk:
    """Return at most `most` links of each skill, surest first, and the skills that have none.

    `least` is the confidence below which a pair is no link. `language` is that in which labels and
    definitions are compared. Retired skills are nobody's counterpart. `progress` is called with how
    many texts, then skills, are done and how many there are. Comparing with all of ESCO takes some
    0.1 s a skill and a few hundred megabytes; with an `embedder`, the time for all texts besides.
    """
    here = [skill for skill in source.skills if not skill.retired]
    there = [skill for skill in target.skills if not skill.retired]
    links: list[Link] = []
    if here and there:
        pairs = candidates(here, there, language=language, meaning=embedder, progress=progress)
        sure = confidence(pairs)
        method = "lexical" if embedder is None else "lexical + meaning"
        for place in _chosen(pairs, sure, least=least, most=most):
            one, other = here[pairs.source[place]], there[pairs.target[place]]
            certainty = round(float(sure[place]), 4)
            match = _match(one, other, certainty, language)
            links.append(Link(one.uri, other.uri, match, method, certainty))
    linked = {link.source for link in links}
    return Crosswalk(
        id=f"{source.id}-{target.id}-suggested",
        source=source.id,
        source_version=source.version,
        target=target.id,
        target_version=target.version,
        links=tuple(links),
        without=tuple(skill.uri for skill in here if skill.uri not in linked),
    )


def confidence(pairs: Pairs) -> NDArray[np.float64]:
    """Return how likely each pair is one that a person would link, 0 to 1."""
    columns = design(pairs)
    weights = np.array(MEANING if pairs.evidence.shape[1] > len(WORDS) - 2 else WORDS)
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-columns @ weights))
    return chances


def design(pairs: Pairs) -> NDArray[np.float64]:
    """Return the evidence of each pair, its lead over the best other pair of its skill, and 1."""
    evidence = pairs.evidence.astype(np.float64)
    total = evidence[:, 0] + evidence[:, 3:].sum(axis=1)
    lead = np.zeros(len(total))
    for rows in _of_each_source(pairs):
        ordered = np.sort(total[rows])[::-1]
        second = ordered[1] if len(ordered) > 1 else 0.0
        best = total[rows] == ordered[0]
        lead[rows] = np.where(best, total[rows] - second, total[rows] - ordered[0])
    return np.column_stack([evidence, lead, np.ones(len(total))])


def _of_each_source(pairs: Pairs) -> list[NDArray[np.intp]]:
    order = np.argsort(pairs.source, kind="stable")
    edges = np.flatnonzero(np.diff(pairs.source[order])) + 1
    return list(np.split(order, edges))


def _chosen(pairs: Pairs, sure: NDArray[np.float64], *, least: float, most: int) -> list[int]:
    found: list[int] = []
    for rows in _of_each_source(pairs):
        best = rows[np.lexsort((pairs.target[rows], -sure[rows]))][:most]
        found += [int(place) for place in best if sure[place] >= least]
    return found


def _match(one: Skill, other: Skill, certainty: float, language: str) -> Match:
    """What words can tell: more words mean a narrower skill; how much is alike, how close."""
    here = set(forms(one.label.in_language(language)))
    there = set(forms(other.label.in_language(language)))
    if here == there:
        return Match.EXACT if certainty >= _CLOSE else Match.CLOSE
    if here < there:
        return Match.NARROW
    if there < here:
        return Match.BROAD
    if certainty >= _EXACT:
        return Match.EXACT
    return Match.CLOSE if certainty >= _CLOSE else Match.RELATED
