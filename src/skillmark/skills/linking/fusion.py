"""From the evidence for a concept to the probability that it is meant.

A small neural network (one hidden layer) over the features of `evidence`, then Platt's scaling on
sentences that the network was not trained on. Sentences and titles of jobs have networks of their
own, each by words alone, and by words and meanings. `python bench/skills_linking.py fit` makes the
file; decision 47 says how and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """Features in, probability out."""

    features: tuple[str, ...]
    centre: Floats
    scale: Floats
    hidden: Floats
    """(features + 1, units); the last row is the bias."""
    out: Floats
    """(units + features + 1): of the units, of the features themselves, the bias."""
    platt: tuple[float, float]
    """Slope and shift that turn what the network says into the logarithm of odds."""
    threshold: float
    """From this probability on a concept counts as linked."""

    def probabilities(self, rows: Floats) -> Floats:
        """Return a probability for every row of features, (n,)."""
        slope, shift = self.platt
        logits = slope * self.logits(rows) + shift
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)

    def logits(self, rows: Floats) -> Floats:
        """Return what the network says before it is calibrated, (n,); NaN counts as average."""
        scaled = np.nan_to_num((rows - self.centre) * self.scale, nan=0.0)
        units = np.tanh(scaled @ self.hidden[:-1] + self.hidden[-1])
        count = units.shape[1]
        found = units @ self.out[:count] + scaled @ self.out[count:-1] + self.out[-1]
        return np.asarray(found, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Pair:
    """How texts of one sort are judged: by their words alone, or by words and meanings."""

    words: Network
    meanings: Network

    def network(self, *, by_meaning: bool) -> Network:
        """Return the one to ask."""
        return self.meanings if by_meaning else self.words


@dataclass(frozen=True, slots=True)
class Parameters:
    """What was learned."""

    sentences: Pair
    titles: Pair
    embedder: str
    """Id of the embedder that they were fitted to."""
    speaks: Floats
    """Weights of a sentence's vector, and a bias: does it speak of any skill at all?"""
    gate: float
    """Below this a sentence speaks of none, unless it says a label outright."""


@cache
def parameters() -> Parameters:
    """Return the parameters that come with this version."""
    return read(orjson.loads(files(__package__).joinpath("parameters.json").read_bytes()))


def read(document: Mapping[str, Any]) -> Parameters:
    """Read parameters as `bench/skills_linking.py fit` writes them."""
    return Parameters(
        _pair(document["sentences"]),
        _pair(document["titles"]),
        str(document["embedder"]),
        np.array(document["speaks"], dtype=np.float32),
        float(document["gate"]),
    )


def _pair(part: Mapping[str, Any]) -> Pair:
    return Pair(_network(part["words"]), _network(part["meanings"]))


def _network(part: Mapping[str, Any]) -> Network:
    def array(name: str) -> Floats:
        return np.array(part[name], dtype=np.float32)

    slope, shift = part["platt"]
    return Network(
        tuple(part["features"]), array("centre"), array("scale"), array("hidden"), array("out"),
        (float(slope), float(shift)), float(part["threshold"]),
    )  # fmt: skip
