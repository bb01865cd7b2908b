"""The statistics of one sample that several sections use, each computed once.

Randomness comes from the sample's seed, with a stream of its own for every use, so that one
section's figures do not depend on whether another was computed.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skillmark.assess.precision.classical import ItemStatistics, Reliability, item_statistics
from skillmark.assess.precision.classical import reliability as classical
from skillmark.assess.precision.conditional import ConditionalError, conditional_errors
from skillmark.assess.precision.decisions import DRAWS, Decisions, decide
from skillmark.assess.precision.minimums import MINIMUMS
from skillmark.assess.precision.omega import omega as total
from skillmark.assess.quality.average_form import AverageForm
from skillmark.assess.quality.judging import FEWEST_PERSONS
from skillmark.assess.quality.sample import Sample
from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.calibration import Calibration
from skillmark.assess.scaling.calibration import calibrate as fit
from skillmark.assess.scaling.fit.items import ItemFits, item_fit
from skillmark.assess.scaling.fit.limited import LimitedInformation, limited_information
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

MODEL = "2pl"
ITEMS_A_PERSON = 2
"""With more items than this to a person, parameters would be noise, and take long."""
STEEP, GRID = 4.0, 81
"""Abilities at which errors are worked out from the model."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a statistic is not known: a code whose words stand in `words`, and their facts."""

    why: str
    facts: dict[str, float | int | str]


TOO_FEW = "too_few"


@dataclass(frozen=True, eq=False)
class Findings:
    """What is computed from a sample; a `Refusal` stands in for what cannot be."""

    sample: Sample
    draws: int = DRAWS
    """How often people are drawn again for the intervals of decisions and agreement."""

    def rng(self, use: str) -> np.random.Generator:
        """Return the randomness of one use."""
        return np.random.default_rng([self.sample.seed, zlib.crc32(use.encode())])

    @cached_property
    def few(self) -> Refusal | None:
        """Why no figure may be printed at all, `None` where it may."""
        there = self.sample.persons
        if there >= FEWEST_PERSONS:
            return None
        return Refusal(TOO_FEW, {"have": there, "need": FEWEST_PERSONS})

    @cached_property
    def reliability(self) -> Reliability | Refusal:
        """Alpha with its interval, and the standard error of measurement, in form points."""
        if self.few:
            return self.few
        try:
            return classical(self.sample.answered.points, length=self.sample.length)
        except InputError as error:
            return refused(error)

    @cached_property
    def omega(self) -> Interval | Refusal:
        """McDonald's omega with its interval, for a form of the usual length."""
        if self.few:
            return self.few
        have, need = self.sample.persons, MINIMUMS["omega"].least
        if have < need:
            return Refusal(TOO_FEW, {"have": have, "need": need})
        own = self.sample.answered.points
        # What nobody or everybody earned has no place in a factor model.
        varies = [len(set(column[~np.isnan(column)].tolist())) > 1 for column in own.T]
        length = round(self.sample.length * sum(varies) / len(varies))
        try:
            return total(own[:, varies], length=length)
        except InputError as error:
            # Drawn forms seldom hold every pair of items often enough.
            return refused(error) if self.sample.complete else Refusal("gaps", {})

    @cached_property
    def conditional(self) -> tuple[ConditionalError, ...] | Refusal:
        """The standard error at each score, on the scale of the cut score.

        Of a form that everybody had, from its scores; of drawn forms, from the items' model.
        """
        if self.few:
            return self.few
        have, need = self.sample.persons, MINIMUMS["errors at each score"].least
        if have < need:
            return Refusal(TOO_FEW, {"have": have, "need": need})
        if not self.sample.complete:
            return self._by_model()
        try:
            found = conditional_errors(self.sample.answered.points, self.sample.maxima)
        except InputError as error:
            return refused(error)
        scale = self.sample.scale
        return tuple(
            ConditionalError(one.score * scale, one.error * scale, one.persons)
            for one in found.errors
        )

    def _by_model(self) -> tuple[ConditionalError, ...] | Refusal:
        known = self.calibration
        if isinstance(known, Refusal):
            return known
        theta = np.linspace(-STEEP, STEEP, GRID)
        form = AverageForm.of(self.sample, known)
        pairs = zip(form.expected(theta).tolist(), form.error(theta).tolist(), strict=True)
        return tuple(ConditionalError(score, error, 0) for score, error in pairs)

    @cached_property
    def decisions(self) -> Decisions | Refusal:
        """What can be said of pass and fail at the cut."""
        if self.sample.cut is None:
            return Refusal("no_cut", {})
        if isinstance(self.reliability, Refusal):
            return self.reliability
        if not 0 < self.reliability.alpha.estimate < 1:
            return Refusal("chance", {"alpha": self.reliability.alpha.estimate})
        try:
            return decide(
                self.sample.rescaled,
                cut=self.sample.cut.score,
                maximum=self.sample.maximum,
                minimum=self.sample.minimum,
                rng=self.rng("decisions"),
                draws=self.draws,
            )
        except InputError as error:
            return refused(error, have=self.sample.persons, need=MINIMUMS["decisions"].least)

    @cached_property
    def statistics(self) -> tuple[ItemStatistics | None, ...]:
        """Difficulty and discrimination of every item; `None` for items nobody was asked."""
        own = self.sample.answered
        asked = (~np.isnan(own.points)).sum(axis=0) > 0
        found = iter(item_statistics(own.points[:, asked], own.maxima[asked]))
        return tuple(next(found) if there else None for there in asked.tolist())

    @cached_property
    def alike(self) -> tuple[str, ...]:
        """Items that everybody answered alike: a model has nothing to say of them."""
        full = self.sample.responses
        varies = (full.values == 1).any(axis=0) & (full.values == 0).any(axis=0)
        asked = (full.values != MISSING).any(axis=0)
        rows = zip(full.items, varies, asked, strict=True)
        return tuple(name for name, one, there in rows if there and not one)

    @cached_property
    def calibration(self) -> Calibration | Refusal:
        """The model's parameters of the items that not everybody answered alike."""
        if self.few:
            return self.few
        have, need = self.sample.persons, len(self.sample.items) // ITEMS_A_PERSON
        if have < need:
            return Refusal(TOO_FEW, {"have": have, "need": need})
        try:
            return fit(self.modelled, MODEL)
        except InputError as error:
            return refused(error)

    @cached_property
    def modelled(self) -> Responses:
        """Full points or less on the items that not everybody answered alike."""
        full = self.sample.responses
        varies = (full.values == 1).any(axis=0) & (full.values == 0).any(axis=0)
        kept = tuple(name for name, one in zip(full.items, varies, strict=True) if one)
        return Responses(kept, full.values[:, varies])

    @cached_property
    def fits(self) -> ItemFits | Refusal:
        """How each item fits the model; only of a form that everybody had."""
        if isinstance(self.calibration, Refusal):
            return self.calibration
        if not self.sample.complete:
            return Refusal("gaps", {})
        found = item_fit(self.modelled, self.calibration)
        return Refusal("refused", {"cause": found.reason}) if found.reason else found

    @cached_property
    def limited(self) -> LimitedInformation | Refusal:
        """How the model fits as a whole."""
        if isinstance(self.calibration, Refusal):
            return self.calibration
        if not self.sample.complete:
            return Refusal("gaps", {})
        try:
            return limited_information(self.modelled, self.calibration)
        except InputError as error:
            return refused(error)

    @property
    def misfits(self) -> frozenset[str]:
        """Items that the model does not describe, as far as that is known."""
        if isinstance(self.fits, Refusal):
            return frozenset()
        return frozenset(one.item for one in self.fits.items if one.flagged)


def refused(error: InputError, **few: int) -> Refusal:
    """Return a refusal that says what a function said; `few` are the facts of too few people."""
    if error.code == TOO_FEW and few:
        return Refusal(TOO_FEW, dict(few))
    return Refusal("refused", {"cause": str(error)})
