"""How long calibration takes, and how close it comes to the truth it was simulated from.

Prints one line a case: persons x items, model, seconds, root mean square error of slopes and
intercepts beside their mean standard error. Where `girth` is installed it runs beside.
"""

from __future__ import annotations

import time

import numpy as np

from skillmark.assess.irt import calibrate
from skillmark.assess.response_model import ItemParameters
from skillmark.assess.responses import MISSING, Responses

try:
    import girth
except ImportError:
    girth = None

CASES = (
    (1_000, 40, "1pl", 0.0, 0.0),
    (1_000, 40, "2pl", 0.0, 0.0),
    (5_000, 60, "2pl", 0.0, 0.3),
    (5_000, 40, "3pl", 0.2, 0.0),
    (10_000, 300, "2pl", 0.0, 0.0),
)
PEER_LIMIT = 100_000
"""Responses beyond which the peer takes minutes."""


def draw(
    persons: int, items: int, model: str, guess: float, missing: float
) -> tuple[Responses, ItemParameters]:
    """Draw responses of a standard normal population."""
    rng = np.random.default_rng(20261123)
    slopes = np.full(items, 1.2) if model == "1pl" else rng.uniform(0.6, 2.0, items)
    truth = ItemParameters(slopes, rng.normal(0, 1, items), np.full(items, guess))
    chances = truth.probability(rng.standard_normal(persons)).T
    values = (rng.random(chances.shape) < chances).astype(np.int8)
    values[rng.random(values.shape) < missing] = MISSING
    return Responses(tuple(f"q{n}" for n in range(items)), values), truth


def rmse(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Return the root mean square error."""
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))


def main() -> None:
    """Run every case."""
    for persons, items, model, guess, missing in CASES:
        responses, truth = draw(persons, items, model, guess, missing)
        began = time.perf_counter()
        found = calibrate(responses, model)
        took = time.perf_counter() - began
        print(
            f"{persons:>6,} x {items:<3} {model} missing {missing:.0%}: {took:6.2f} s"
            f"  slopes {rmse(found.parameters.a, truth.a):.3f} ({found.errors.a.mean():.3f})"
            f"  intercepts {rmse(found.parameters.d, truth.d):.3f} ({found.errors.d.mean():.3f})"
            f"  {found.information} information, {found.steps} steps"
        )
        if girth is None or missing or persons * items > PEER_LIMIT or model != "2pl":
            continue
        began = time.perf_counter()
        peer = girth.twopl_mml(responses.values.T.astype(int))
        again = time.perf_counter() - began
        intercepts = -peer["Discrimination"] * peer["Difficulty"]
        print(
            f"{'girth':>20}: {again:10.2f} s  slopes {rmse(peer['Discrimination'], truth.a):.3f}"
            f"  intercepts {rmse(intercepts, truth.d):.3f}  ratio {again / took:.1f}"
        )


if __name__ == "__main__":
    main()
