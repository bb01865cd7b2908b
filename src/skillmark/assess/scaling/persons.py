"""The ability of people on a bank of any items: three estimates with standard errors.

- Expected a posteriori: mean and standard deviation of the posterior under a standard normal
  prior. Everybody has one; it leans towards 0.
- Maximum likelihood, with the standard error of the test information. Nobody has one whose
  responses are all at the bottom or all at the top.
- Weighted likelihood (Warm 1989, Psychometrika 54, 427-450): the score equation plus J / 2I,
  which takes out the bias of the first order. Everybody has one who answered something.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import integrate

from skillmark.assess.responses import MISSING
from skillmark.assess.scaling.bank import Bank
from skillmark.assess.scaling.marginal import Quadrature
from skillmark.assess.scaling.response_model import Floats
from skillmark.assess.scaling.rubrics.likelihood import CategoryPatterns, evaluate
from skillmark.nouns.errors import InputError

REACH = 20.0
"""Likelihoods whose maximum lies beyond this have none."""
SPACING = 0.05
STEPS = 60
CLOSE = 1e-9
TINY = 1e-280
FLAT = 1e-6
"""With less information than this the responses say nothing about ability."""
BLOCK = 512


class Method(StrEnum):
    """Which estimate."""

    EAP = "eap"
    ML = "ml"
    WLE = "wle"


@dataclass(frozen=True, eq=False)
class Abilities:
    """One entry a person: estimate and standard error, `nan` where there is none, and why."""

    method: Method
    estimates: Floats
    errors: Floats
    reasons: tuple[str, ...]
    """Empty where there is an estimate."""


def estimate(bank: Bank, values: NDArray[np.int8], method: Method | str) -> Abilities:
    """Return the ability of every person; `values` are categories, persons x items.

    A category is counted from 0 within the item's `levels` (`categories.place_scores`);
    `MISSING` counts as not asked. Raises `InputError` for a method or a width that does not fit.
    """
    try:
        chosen = Method(method)
    except ValueError:
        raise InputError(
            f"there is no estimate {method!r}", remedy="one of: " + ", ".join(Method)
        ) from None
    if values.shape[1] != len(bank.items):
        raise InputError(
            f"{values.shape[1]} responses for {len(bank.items)} calibrated items",
            remedy="keep the items in the order of the bank",
        )
    patterns = CategoryPatterns.of(values, bank.points.shape[1])
    if chosen is Method.EAP:
        mean, spread = _expected(bank, patterns)
    else:
        mean, spread = _best(bank, patterns, chosen)
    back = patterns.row_of
    nothing = (values == MISSING).all(axis=1)
    reasons = tuple(
        _reason(chosen, bool(none), bool(np.isnan(one)))
        for none, one in zip(nothing, mean[back], strict=True)
    )
    return Abilities(chosen, mean[back], spread[back], reasons)


def _reason(method: Method, nothing: bool, absent: bool) -> str:
    if not absent:
        return ""
    if nothing:
        return "no response"
    if method is Method.ML:
        return "the likelihood has no maximum: use eap or wle"
    return "the responses say next to nothing about ability: use eap"


def _expected(bank: Bank, patterns: CategoryPatterns) -> tuple[Floats, Floats]:
    rule = Quadrature.normal(_nodes(bank))
    posterior = evaluate(patterns, bank.logarithms(rule.nodes), rule).posterior
    mean = posterior @ rule.nodes
    variance = ((rule.nodes - mean[:, None]) ** 2 * posterior).sum(axis=1)
    return mean, np.sqrt(variance)


def _nodes(bank: Bank) -> int:
    """Nodes must lie closer together than the narrowest posterior is wide."""
    sharpest = float(bank.information(np.linspace(-6, 6, 121)).sum(axis=0).max())
    return int(np.clip(np.ceil(12 * 1.5 * np.sqrt(1 + sharpest)) // 2 * 2 + 1, 121, 2001))


def _best(bank: Bank, patterns: CategoryPatterns, method: Method) -> tuple[Floats, Floats]:
    """Return where everybody's (weighted) likelihood is highest, and the standard error.

    A grid finds the highest cell, since with guessing there may be several maxima; scoring
    steps, and halving where they leave the cell, find the root of the score in it.
    """
    grid = np.linspace(-REACH, REACH, round(2 * REACH / SPACING) + 1)
    items, categories = bank.points.shape
    logarithms = bank.logarithms(grid)
    table = np.where(np.isfinite(logarithms), logarithms, 0).reshape(items * categories, -1)
    found = np.full((2, len(patterns.counts)), np.nan)
    for start in range(0, len(patterns.counts), BLOCK):
        chosen = patterns.chosen[start : start + BLOCK]
        each = chosen.toarray().reshape(-1, items, categories)
        height = np.asarray(chosen @ table)
        if method is Method.WLE:
            height += integrate.cumulative_trapezoid(
                _correction(bank, each, grid), dx=SPACING, axis=1, initial=0
            )
        place = height.argmax(axis=1)
        inside = np.flatnonzero((place > 0) & (place < len(grid) - 1) & each.any(axis=(1, 2)))
        if len(inside):
            best = _root(bank, each[inside], grid[place[inside]], method)
            own = np.einsum("njk,jn->n", each[inside], bank.information(best))
            flat = own < FLAT
            found[:, start + inside] = (
                np.where(flat, np.nan, best),
                np.where(flat, np.nan, 1 / np.sqrt(np.maximum(own, FLAT))),
            )
    return found[0], found[1]


def _root(bank: Bank, each: Floats, near: Floats, method: Method) -> Floats:
    """Return where every person's score is zero, within a cell of the grid round `near`."""
    low, high = near - SPACING, near + SPACING
    here = near
    seen = each.any(axis=2).astype(float)
    for _ in range(STEPS):
        chance, first, second = bank.curves(here)
        likely = np.maximum(chance, TINY)
        score = np.einsum("njk,jkn->n", each, first / likely)
        information = np.einsum("nj,jn->n", seen, (first**2 / likely).sum(axis=1))
        if method is Method.WLE:
            bend = np.einsum("nj,jn->n", seen, (first * second / likely).sum(axis=1))
            score += _ratio(bend, information)
        low, high = np.where(score > 0, here, low), np.where(score > 0, high, here)
        ahead = here + score / np.maximum(information, TINY)
        ahead = np.where((ahead > low) & (ahead < high), ahead, (low + high) / 2)
        moved = float(np.abs(ahead - here).max())
        here = ahead
        if moved < CLOSE:
            break
    return np.asarray(here)


def _correction(bank: Bank, each: Floats, theta: Floats) -> Floats:
    """Return Warm's J / 2I of what each person was asked, persons x abilities."""
    chance, first, second = bank.curves(theta)
    seen = each.any(axis=2).astype(float)
    return _ratio(
        seen @ (first * second / np.maximum(chance, TINY)).sum(axis=1),
        seen @ (first**2 / np.maximum(chance, TINY)).sum(axis=1),
    )


def _ratio(bend: Floats, information: Floats) -> Floats:
    return np.asarray(np.where(information > TINY, bend / (2 * np.maximum(information, TINY)), 0))
