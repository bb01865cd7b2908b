"""How the parameters of `skills/linking/parameters.json` are fitted; the same data, the same file.

1. `speaks`: a logistic model over a sentence's vector: does it speak of any skill? Trained on the
   greater part of skillskape-train, whose `UNK` sentences do not.
2. Two networks (words; words and meanings) over the candidates of the rest of skillskape-train
   and of half A of the validation parts: real advertisements, weighted up because they are few.
3. Platt's scaling and the threshold (the best F1, at least `LEAST`) on half A, each sentence judged
   by a network that was trained without it; `gate` on half A of the sentences with a skill.

Half B of the validation parts and of skillskape-dev is never looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from scipy.optimize import minimize

from rig.linking.data import Query
from skillmark.skills.linking import evidence, fusion
from skillmark.skills.linking.index import Concept
from skillmark.skills.linking.linker import Linker
from skillmark.skills.linking.meaning import Reader, Vectors

SEED = 7
UNITS = 16
REAL_WEIGHT = 12.0
DECAY = 2e-3
ROUNDS = 60
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Examples:
    """Candidates of many sentences: features, truth, weight, and the sentence of each."""

    rows: NDArray[np.float32]
    right: Floats
    weight: Floats
    sentence: NDArray[np.intp]
    concept: NDArray[np.intp]
    """Number of the skill in the framework."""

    def only(self, chosen: NDArray[np.bool_]) -> Examples:
        return Examples(
            self.rows[chosen], self.right[chosen], self.weight[chosen],
            self.sentence[chosen], self.concept[chosen],
        )  # fmt: skip


def speaks(vectors: Vectors, truth: Floats, decay: float = 1e-4) -> Floats:
    """Weights and bias of a logistic model: the sentence speaks of a skill."""
    design = np.column_stack([vectors, np.ones(len(vectors))]).astype(np.float64)

    def loss(beta: Floats) -> tuple[float, Floats]:
        logit = design @ beta
        value = np.logaddexp(0, logit) - truth * logit
        slope = design.T @ (1 / (1 + np.exp(-logit)) - truth) / len(truth)
        flat = np.append(beta[:-1], 0)
        return float(value.mean() + decay * flat @ flat), slope + 2 * decay * flat

    found: Floats = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def examples(
    linker: Linker,
    queries: list[Query],
    skills: Sequence[Concept],
    weight: float,
    kind: str = "skill",
) -> Examples:
    """Gather the candidates of every text; `skills` are the framework's, or its occupations."""
    number_of = {skill.uri: at for at, skill in enumerate(skills)}
    labels = [str(skill.label) for skill in skills]
    rows, right, sentence, concept = [], [], [], []
    for number, (query, parts) in enumerate(
        zip(queries, linker.candidates([one.sentence for one in queries], kind=kind), strict=True)
    ):
        if number % 500 == 0:
            print(f"{number} of {len(queries)} texts", flush=True)
        for found, uris in parts:
            if found.stretches is None:
                continue  # in a language that the model does not read
            rows.append(found.rows)
            numbers = [number_of[uri] for uri in uris]
            concept += numbers
            right += [float(labels[one] in query.gold) for one in numbers]
            sentence += [number] * len(uris)
    truth = np.array(right)
    return Examples(
        np.vstack(rows), truth, np.full(len(truth), weight),
        np.array(sentence, dtype=np.intp), np.array(concept, dtype=np.intp),
    )  # fmt: skip


def together(*parts: Examples) -> Examples:
    """Join examples; their sentences stay apart."""
    firsts = np.cumsum([0, *(int(part.sentence.max()) + 1 for part in parts)])
    return Examples(
        np.vstack([part.rows for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.weight for part in parts]),
        np.concatenate([part.sentence + at for part, at in zip(parts, firsts, strict=False)]),
        np.concatenate([part.concept for part in parts]),
    )


def network(
    seen: Examples,
    names: tuple[str, ...],
    *,
    units: int = UNITS,
    decay: float = DECAY,
    seed: int = SEED,
    rounds: int = ROUNDS,
) -> fusion.Network:
    """Train by the mean of two losses: of each candidate, and of the order in each sentence."""
    rng = np.random.default_rng(seed)
    rows = seen.rows.astype(np.float64)
    centre, spread = (
        np.nan_to_num(one) for one in (np.nanmean(rows, axis=0), np.nanstd(rows, axis=0))
    )
    scale = 1 / np.where(spread > 1e-6, spread, 1.0)
    inside = np.nan_to_num((rows - centre) * scale, nan=0.0)
    count, width = inside.shape
    weight = seen.weight / seen.weight.sum()
    truth = seen.right
    # listwise: softmax within a sentence, its right candidates sharing the mass
    starts = np.flatnonzero(np.diff(seen.sentence, prepend=-1))
    sizes = np.diff(np.append(starts, count))
    number = np.repeat(np.arange(len(starts)), sizes)
    hits = np.add.reduceat(truth, starts)
    share = truth / np.maximum(hits, 1)[number]
    list_weight = np.where(hits > 0, seen.weight[starts], 0.0)
    list_weight /= list_weight.sum()
    shape = (width + 1, units)
    first = np.concatenate(
        [rng.normal(0, width**-0.5, shape).ravel(), rng.normal(0, 0.1, units), np.zeros(width + 1)]
    )
    bare = np.ones_like(first)
    bare[-1] = 0

    def loss(beta: Floats) -> tuple[float, Floats]:
        hidden = beta[: shape[0] * units].reshape(shape)
        out = beta[shape[0] * units :]
        unit = np.tanh(inside @ hidden[:-1] + hidden[-1])
        logit = unit @ out[:units] + inside @ out[units:-1] + out[-1]
        each = np.logaddexp(0, logit) - truth * logit
        highest = np.maximum.reduceat(logit, starts)[number]
        power = np.exp(logit - highest)
        total = np.add.reduceat(power, starts)[number]
        softmax = power / total
        order = -share * (logit - highest - np.log(total))
        value = weight @ each * 10 + list_weight[number] @ order
        slope = weight * (1 / (1 + np.exp(-np.clip(logit, -60, 60))) - truth) * 10
        slope += list_weight[number] * (softmax - share)
        back = np.outer(slope, out[:units]) * (1 - unit**2)
        gradient = np.concatenate(
            [
                np.vstack([inside.T @ back, back.sum(axis=0)]).ravel(),
                unit.T @ slope, inside.T @ slope, [slope.sum()],
            ]
        )  # fmt: skip
        kept = beta * bare
        return float(value + decay * kept @ kept), gradient + 2 * decay * kept

    beta = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    hidden = beta[: shape[0] * units].reshape(shape)
    single = [
        np.asarray(part, dtype=np.float32) for part in (centre, scale, hidden, beta[hidden.size :])
    ]
    return fusion.Network(names, single[0], single[1], single[2], single[3], (1.0, 0.0), 0.5)


def platt(logits: Floats, right: Floats) -> tuple[float, float]:
    """Return slope and shift that make logits honest about what was right."""

    def loss(beta: Floats) -> tuple[float, Floats]:
        turned = beta[0] * logits + beta[1]
        value = np.logaddexp(0, turned) - right * turned
        slope = (1 / (1 + np.exp(-turned)) - right) / len(right)
        return float(value.mean()), np.array([slope @ logits, slope.sum()])

    slope, shift = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return float(slope), float(shift)


def document(parameters: fusion.Parameters) -> dict[str, Any]:
    """Return what `fusion.read` reads, numbers to five digits."""

    def part(made: fusion.Network) -> dict[str, Any]:
        arrays = {
            name: _short(getattr(made, name)) for name in ("centre", "scale", "hidden", "out")
        }
        return {
            "features": list(made.features), **arrays,
            "platt": [round(one, 4) for one in made.platt], "threshold": made.threshold,
        }  # fmt: skip

    def pair(made: fusion.Pair) -> dict[str, Any]:
        return {
            "words": part(made.words), "meanings": part(made.meanings),
        }  # fmt: skip

    return {
        "made_by": "bench/skills_linking.py fit",
        "learned_from": "JobSkape's skillskape-train and half A of the validation parts of the "
        "ESCO skill-extraction benchmark, with the labels and relations of ESCO 1.1.1 (CC BY 4.0, "
        "European Union); numbers only, no text",
        "embedder": parameters.embedder,
        "sentences": pair(parameters.sentences),
        "titles": pair(parameters.titles),
        "gate": parameters.gate,
        "speaks": _short(parameters.speaks),
    }


def _short(array: NDArray[Any]) -> Any:
    return np.vectorize(lambda one: float(f"{one:.5g}"))(array).tolist()


def write(parameters: fusion.Parameters, place: Path) -> None:
    """Write the file."""
    place.write_bytes(orjson.dumps(document(parameters)).replace(b"],[", b"],\n[") + b"\n")


def blank(embedder: Reader, weights: Floats | None = None) -> fusion.Parameters:
    """Return parameters that decide nothing, to gather candidates with."""

    def empty(names: tuple[str, ...]) -> fusion.Network:
        width = len(names)
        ones = np.ones(width, dtype=np.float32)
        none = np.zeros((width + 1, 1), np.float32), np.zeros(width + 2, np.float32)
        return fusion.Network(names, ones, ones, *none, (1.0, 0.0), 0.5)

    both = (*evidence.WORD_FEATURES, *evidence.MEANING_FEATURES)
    nothing = fusion.Pair(empty(evidence.WORD_FEATURES), empty(both))
    speaking = np.zeros(385) if weights is None else weights
    return fusion.Parameters(nothing, nothing, embedder.id, speaking.astype(np.float32), -99.0)
