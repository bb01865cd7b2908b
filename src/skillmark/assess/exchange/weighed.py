"""Answers with weights, as Moodle has them, as members of items.

Weights are shares: 1 is everything, negative ones cost points there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from skillmark.assess.exchange.building import Row
from skillmark.nouns.errors import InputError

Told = Callable[[str], None]
CLOSE = 1e-3
"""Moodle rounds thirds to three or five digits."""


def choice(options: list[dict[str, str]], weights: Sequence[float], told: Told) -> Row:
    """Return a choice of one."""
    most = max(weights, default=0.0)
    best = [one["id"] for one, weight in zip(options, weights, strict=True) if weight == most]
    if most <= 0:
        raise InputError("no answer is right")
    if len(best) > 1:
        raise InputError("several answers are right, where one is to be chosen")
    if most < 1 - CLOSE:
        told(f"its best answer is worth {most:.0%} there, everything here")
    if any(weight < 0 for weight in weights):
        told("wrong options cost points there; here they earn nothing")
    partial = {
        one["id"]: weight / most
        for one, weight in zip(options, weights, strict=True)
        if 0 < weight < most
    }
    return {"type": "choice", "options": options, "key": best, "partial": partial}


def several(options: list[dict[str, str]], weights: Sequence[float], told: Told) -> Row:
    """Return a choice of several: right less wrong, as far as the weights say so."""
    key = [one["id"] for one, weight in zip(options, weights, strict=True) if weight > 0]
    if not key:
        raise InputError("no answer is right")
    right = [weight for weight in weights if weight > 0]
    wrong = [weight for weight in weights if weight <= 0]
    each = 1 / len(key)
    if any(abs(one - each) > CLOSE for one in right):
        told("right answers weigh something else there; here each counts the same")
    if any(abs(one + each) > CLOSE for one in wrong):
        told(
            "wrong answers weigh something else there; here each takes away what a right one earns"
        )
    return {"type": "multiple", "options": options, "key": key}


def entry(gap: str, answers: Sequence[tuple[str, float]], told: Told, *, case: bool = False) -> Row:
    """Return a gap for words; `*` for anything and wrong answers are left out."""
    kept: list[list[Any]] = []
    most = max((share for _, share in answers), default=0.0)
    if most <= 0:
        raise InputError("no answer is right")
    if most < 1 - CLOSE:
        told(f"its best answer is worth {most:.0%} there, everything here")
    for words, share in answers:
        plain = words.replace("\\*", "*").strip()
        if share <= 0 or not plain:
            continue
        if "*" in words.replace("\\*", ""):
            raise InputError(
                f"{words[:40]!r} stands for any words; answers are compared as they are",
                code="unsupported",
            )
        kept.append([plain, min(1.0, share / most)])
    return {"id": gap, "answers": kept} | ({"case": True} if case else {})


def number(answers: Sequence[tuple[float, float, float, str]], told: Told) -> Row:
    """Return a number to be typed: of `(low, high, share, why)` the one that earns most."""
    if not answers:
        raise InputError("no answer is right")
    best = max(answers, key=lambda one: one[2])
    low, high, share, why = best
    if share <= 0:
        raise InputError("no answer is right")
    if low > high:
        raise InputError(f"there is no number from {low:g} to {high:g}")
    if len(answers) > 1:
        told("left out: numbers that are nearly right and earn a part of the points")
    row: Row = {"type": "numeric", "key": middle(low, high)}
    return row | ({"rationale": why} if why else {})


def middle(low: float, high: float) -> Row:
    """Return value and tolerance of a range."""
    value, wide = (low + high) / 2, (high - low) / 2
    return {"value": float(f"{value:.12g}"), "tolerance": float(f"{wide:.12g}")}
