"""The assumptions that a score rests on: explicit, editable, printed with every ranking."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from skillmark.nouns.errors import InputError
from skillmark.nouns.proficiency import EvidenceClass

_POSITIVE = (
    "half_life_months",
    "sd_verified",
    "sd_evidenced",
    "sd_claimed",
    "sd_inferred",
    "unknown_sd",
)
_SHARES = {"optional_share": 1.0, "must_fit": 1.0, "unknown_mean": 8.0, "proof_step": 1.0}
"""The most that each may be."""
_LOST = ("lost_requires", "lost_broader", "lost_narrower", "lost_related", "lost_most")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How evidence becomes a level with its uncertainty.

    `half_life_months`: after this long without new evidence, half of what lies above level 1
    is taken to have faded. `sd_*`: standard deviation of the true level around the stated
    one, in levels, a judgement about each class of evidence. `unknown_*`: what is believed
    of a level that nobody stated. `lost_*`: whole levels that are taken off for a step from one
    skill to another in what is inferred. Raises `InputError` for values that mean nothing.
    """

    half_life_months: float = 60.0
    sd_verified: float = 0.5
    sd_evidenced: float = 0.8
    sd_claimed: float = 1.4
    sd_inferred: float = 1.8
    unknown_mean: float = 3.0
    unknown_sd: float = 1.75
    optional_share: float = 0.25
    """What an optional skill counts beside an essential one of the same weight."""
    must_fit: float = 0.5
    """A `must` is met when verified or evidenced fit reaches this probability."""
    proof_step: float = 0.0
    """People whose proof differs by less than a step of this share of the role (0.1: a tenth) count
    as equally proven, and what was observed, then claimed, decides. 0: every difference counts."""
    lost_requires: int = 1
    """For the step from a skill to one that it requires."""
    lost_broader: int = 1
    """For the step from a skill to a broader one."""
    lost_narrower: int = 2
    """For the step from a skill to a narrower one."""
    lost_related: int = 2
    """For the step from a skill to a related one."""
    lost_most: int = 2
    """Nothing is inferred over ways that lose more levels than this."""
    half_lives: tuple[tuple[str, float], ...] = ()
    """Pairs of a skill's URI and its own half-life in months, where an organisation knows better:
    a tool of this year fades faster than a language."""

    def __post_init__(self) -> None:
        for name in (*_POSITIVE, *_SHARES, *_LOST):
            object.__setattr__(self, name, _finite(getattr(self, name), name))
        for name in _POSITIVE:
            if getattr(self, name) <= 0:
                raise InputError(f"{name} must be more than 0", where="assumptions")
        for name, most in _SHARES.items():
            if not 0 <= getattr(self, name) <= most:
                raise InputError(f"{name} must be from 0 to {most:g}", where="assumptions")
        if not self.optional_share:
            raise InputError(
                "optional_share must be more than 0",
                where="assumptions",
                remedy="take skills that count for nothing out of the role",
            )
        for name in _LOST:
            given = getattr(self, name)
            if given != int(given) or not 0 <= given <= 7:
                raise InputError(f"{name} must be a whole number from 0 to 7", where="assumptions")
            object.__setattr__(self, name, int(given))
        object.__setattr__(self, "half_lives", _pairs(self.half_lives))

    def sd(self, evidence_class: EvidenceClass) -> float:
        """Standard deviation, in levels, of a stated level of this class."""
        return {
            EvidenceClass.VERIFIED: self.sd_verified,
            EvidenceClass.EVIDENCED: self.sd_evidenced,
            EvidenceClass.CLAIMED: self.sd_claimed,
            EvidenceClass.INFERRED: self.sd_inferred,
        }[evidence_class]

    def half_life(self, skill: str) -> float:
        """Return the half-life of a skill in months: its own, else that of all skills."""
        return next(
            (months for uri, months in self.half_lives if uri == skill), self.half_life_months
        )


def _finite(given: float, name: str) -> float:
    """Return a number as the kind that all assumptions are, so that equal ones are kept equal."""
    try:
        number = float(given)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InputError(f"{name} must be a number that has an end", where="assumptions")
    return number


def _pairs(given: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return the pairs in the order of their URIs, however they were kept."""
    pairs = sorted((str(skill), _finite(months, "a half-life")) for skill, months in given)
    for skill, months in pairs:
        if months <= 0:
            raise InputError("a half-life must be more than 0", where=f"assumptions: {skill}")
    if len(dict(pairs)) != len(pairs):
        raise InputError("a skill has two half-lives", where="assumptions")
    return tuple(pairs)
