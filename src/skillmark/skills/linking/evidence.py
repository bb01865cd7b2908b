"""What a sentence says for each concept that it may mean: the features that `fusion` weighs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.skill import Framework, Skill, SkillKind
from skillmark.skills.language.segments import Segment
from skillmark.skills.linking.fusion import Floats
from skillmark.skills.linking.index import Concept, Form, Known, LexicalIndex
from skillmark.skills.linking.semantic import SemanticIndex
from skillmark.skills.linking.windows import Windows

BY_WORDS, BY_MEANING = 50, 60
"""Concepts of a sentence that are looked at closely, of each way."""
LOOSELY, MISSPELT = 0.3, 0.8
"""What is left of a label's weight where its words come in another form or order; or misspelt."""

WORD_FEATURES = (
    "share_weight", "share_cubed", "cosine", "cosine_rank", "said", "said_other", "outright",
    "density", "essential", "optional", "has_jobs", "knowledge", "label_words", "sentence_words",
)  # fmt: skip
MEANING_FEATURES = (
    "label", "label_whole", "alternative", "alternative_whole", "definition", "definition_whole",
    "mean", "label_lag", "alternative_lag", "mean_lag", "definition_lag", "place", "speaks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A label whose words stand together."""

    weight: float
    whole: bool
    """The sentence is nothing but the label."""
    form: Form
    words: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The concepts that a sentence may mean, side by side."""

    places: NDArray[np.intp]
    """Where each stands in the index."""
    rows: Floats
    """Features by words, and by meaning where there is one: (n, 14) or (n, 27)."""
    forms: tuple[Form, ...]
    """The label that shares most with the sentence."""
    known: tuple[tuple[Known, ...], ...]
    """The sentence's words that are in it."""
    said: tuple[Said | None, ...]
    stretches: NDArray[np.intp] | None = None
    """The first and last character of what is nearest in meaning, (n, 2), in the sentence."""


def standing(concepts: Sequence[Concept], owners: Sequence[int], framework: Framework) -> Floats:
    """Return what is known of each concept whatever the text says, (n, 4).

    Logarithms of the number of jobs that need it and that may, whether the framework knows such
    things, and whether it is knowledge. What the framework does not say is not a number (NaN),
    which `fusion` takes as average.
    """
    essential = Counter(uri for job in framework.occupations for uri in job.essential)
    optional = Counter(uri for job in framework.occupations for uri in job.optional)
    rows = np.full((len(owners), 4), np.nan, dtype=np.float32)
    if essential or optional:
        rows[:, 0] = [np.log1p(essential[concepts[one].uri]) for one in owners]
        rows[:, 1] = [np.log1p(optional[concepts[one].uri]) for one in owners]
        rows[:, 2] = 1.0
    knowledge = [float(_is_knowledge(concepts[one])) for one in owners]
    if any(knowledge):
        rows[:, 3] = knowledge
    return rows


def _is_knowledge(concept: Concept) -> bool:
    return isinstance(concept, Skill) and concept.kind is SkillKind.KNOWLEDGE


def gather(
    segment: Segment,
    text: str,
    index: LexicalIndex,
    standings: Floats,
    *,
    semantic: SemanticIndex | None = None,
    seen: Windows | None = None,
    speaks: float = 0.0,
) -> Candidates | None:
    """Return the candidates of one sentence, None where there is none.

    `seen` are the sentence's stretches as the model read them; `speaks` is the logarithm of the
    odds that the sentence speaks of skills at all.
    """
    known = index.known(segment.tokens, text) if index else []
    by_meaning = semantic is not None and seen is not None
    if not known and not by_meaning:
        return None
    share, weight, which = index.coverage(known)
    cosine = index.likeness(known)
    said = _said(known, segment, index)
    rank = cosine + 0.03 * share * weight
    for place in said:
        rank[place] += 1.0
    count = min(BY_WORDS, len(rank))
    chosen = np.argpartition(-rank, count - 1)[:count]
    chosen = chosen[rank[chosen] > 0]
    if semantic is not None and seen is not None:
        chosen = np.union1d(chosen, semantic.nearest(seen, BY_MEANING))
    chosen = np.sort(chosen)
    if not len(chosen):
        return None
    rows = np.zeros((len(chosen), len(WORD_FEATURES)), dtype=np.float32)
    part = np.minimum(share[chosen], np.float32(1))
    near = cosine[chosen]
    rows[:, 0] = part * np.log1p(weight[chosen])
    rows[:, 1] = part.astype(np.float64) ** 3
    rows[:, 2], rows[:, 3] = near, near / (float(cosine.max()) or 1.0)
    rows[:, 8:-2] = standings[chosen]
    rows[:, -1] = np.log1p(len(segment.tokens))
    forms = [
        said[place].form if place in said else index.forms[best]
        for place, best in zip(chosen.tolist(), which[chosen].tolist(), strict=True)
    ]
    words = _spoken(rows, chosen, forms, part=part, known=known, said=said)
    stretches = None
    if semantic is not None and seen is not None:
        cosines, loudest = semantic.features(seen, chosen)
        lag = cosines[:, [0, 2, 6, 4]] - cosines[:, [0, 2, 6, 4]].max(axis=0)
        best = np.maximum(cosines[:, 0], cosines[:, 2])
        order = np.argsort(np.argsort(-best, kind="stable"), kind="stable")
        sentence = np.full((len(chosen), 1), speaks, dtype=np.float32)
        rows = np.column_stack([rows, cosines, lag, np.log1p(order), sentence]).astype(np.float32)
        stretches = seen.places[loudest]
    return Candidates(
        chosen, rows, tuple(forms), words,
        tuple(said.get(place) for place in chosen.tolist()), stretches,
    )  # fmt: skip


def _spoken(
    rows: Floats,
    chosen: NDArray[np.intp],
    forms: Sequence[Form],
    *,
    part: Floats,
    known: Sequence[Known],
    said: Mapping[int, Said],
) -> tuple[tuple[Known, ...], ...]:
    """Return each candidate's words; set what they tell in `rows`."""
    stands: dict[int, list[int]] = {}
    for at, word in enumerate(known):
        stands.setdefault(word.stem, []).append(at)
    words: list[tuple[Known, ...]] = []
    density: list[float] = []
    for at, (place, share) in enumerate(zip(chosen.tolist(), part.tolist(), strict=True)):
        form, one = forms[at], said.get(place)
        mine, dense = _shared(known, form, stands) if one or share else ((), 0.0)
        words.append(one.words if one else mine)
        density.append(dense * share)
        if one:
            rows[at, 4], rows[at, 5] = form.preferred, not form.preferred
            rows[at, 6] = one.weight
    rows[:, 7] = density
    rows[:, -2] = [len(form.stems) for form in forms]
    return tuple(words)


def _said(known: Sequence[Known], segment: Segment, index: LexicalIndex) -> dict[int, Said]:
    """Per concept the best label whose words stand together."""
    found: dict[int, Said] = {}
    for place, words in index.phrases(known):
        form = index.forms[place]
        alike = min(one.likeness for one in words)
        whole = index.is_all(segment.tokens, words)
        if whole:
            weight = 1.0 if form.preferred else 0.97
        else:
            weight = (0.85 if form.preferred else 0.7) * index.specificity(form) ** 3
        if alike < 1:
            weight *= alike * MISSPELT
        elif index.literal(one.token for one in words) != form.literal:
            weight *= LOOSELY
        at = index.place_of(form.concept)
        one = Said(weight, whole, form, words)
        if at not in found or (weight, form.preferred) > (
            found[at].weight,
            found[at].form.preferred,
        ):
            found[at] = one
    return found


def _shared(
    known: Sequence[Known], form: Form, stands: Mapping[int, list[int]]
) -> tuple[tuple[Known, ...], float]:
    """Return the words that are in a form, and how close together they stand: its stems that are
    found per word of the narrowest stretch that holds them all. `stands` tells where each is."""
    found = [stands[stem] for stem in form.stems if stem in stands]
    if len(found) < 2:
        return tuple(known[at] for places in found for at in places), float(len(found))
    places = sorted((at, number) for number, some in enumerate(found) for at in some)
    narrowest = len(known)
    last = [-1] * len(found)
    for at, number in places:
        last[number] = at
        first = min(last)
        if first >= 0:
            narrowest = min(narrowest, at - first + 1)
    return tuple(known[at] for at, _ in places), len(found) / narrowest
