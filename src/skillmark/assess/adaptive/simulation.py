"""Trying a test before anybody sits it, beside the best fixed form: everything is simulated.

The true parameters are the bank's. Unless the bank is to be taken as known, calibration is
simulated, too: people answer by the truth, our own estimator estimates, and the test selects
and decides by the estimates, while answers go on following the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.special import ndtri

from skillmark.assess.adaptive.bank import STEEPEST, Bank
from skillmark.assess.adaptive.exposure import limit
from skillmark.assess.adaptive.mastery import Reason
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.rules import Rule, Rules
from skillmark.assess.adaptive.sitting import Sat, sit
from skillmark.assess.responses import Responses
from skillmark.assess.scaling.calibration import calibrate
from skillmark.assess.scaling.response_model import Floats
from skillmark.nouns.credibility import Interval
from skillmark.nouns.errors import InputError

BANDS = (0.0, 0.1, 0.25, 0.5, 1.0, np.inf)
"""Distances from the cut, in standard deviations of ability."""
FEWEST_PEOPLE = 100
FLATTEST = 0.1
"""A slope estimated below this marks an item that a provider would throw out."""


@dataclass(frozen=True, slots=True)
class Band:
    """What became of people at some distance from the cut; `None` where there is nobody."""

    low: float
    high: float
    people: int
    accuracy: float | None
    mean_items: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a test did with its people."""

    accuracy: Interval
    """Share of decisions that agree with true ability and the cut."""
    false_pass: float
    """Share of all people who passed and are below the cut."""
    false_fail: float
    passed: float
    mean_items: Interval
    quantiles: dict[str, float]
    """Of the number of items: `min`, `q25`, `median`, `q75`, `q95`, `max`."""
    max_exposure: float
    most_seen: str
    """The item that most people saw."""
    never_seen: int
    reasons: dict[str, float]
    bands: tuple[Band, ...]
    rmse: float | None = None
    """Root mean square error of the estimate of ability (`cat` alone)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule beside the best fixed form, sat by the same simulated people."""

    rule: Figures
    fixed: Figures
    accuracy_difference: Interval
    """Rule less fixed form; the interval covers the chance of these people, not of calibration."""
    items_ratio: Interval
    """Mean length of the rule over the length of the fixed form."""
    cut: float
    people: int
    calibration_people: int
    left_out: tuple[str, ...]
    """Items that calibration could not estimate and that were taken out of the bank."""
    bank: Bank
    """As the test uses it, eligibilities included."""


def compare(
    truth: Bank,
    rules: Rules,
    *,
    people: int,
    rng: np.random.Generator,
    most: float = 1.0,
    calibration_people: int = 0,
    fixed_items: int | None = None,
    on_progress: Callable[[str, int], None] = lambda _what, _done: None,
) -> Comparison:
    """Simulate a rule and the best fixed form on the same standard normal people.

    `most` limits exposure; `calibration_people` is how many answer all items for calibration (0:
    the bank's parameters are taken as the truth that everybody knows); the fixed form has
    `fixed_items` items (`max_items` unless given). Raises `InputError` for fewer than 100
    people, and whatever `prepare` and `limit` find impossible.
    """
    if people < FEWEST_PEOPLE:
        raise InputError(
            f"{people} people are too few to tell anything",
            where="people",
            remedy="10,000 take some seconds",
            code="too_few",
        )
    known: Bank = truth
    left_out: tuple[str, ...] = ()
    if calibration_people:
        on_progress("calibrating", 0)
        truth, known, left_out = recalibrated(truth, people=calibration_people, rng=rng)
    as_form = replace(
        rules,
        rule=Rule.FIXED,
        max_items=fixed_items or rules.max_items,
        min_items=min(rules.min_items, fixed_items or rules.max_items),
    )
    form = prepare(known, as_form)
    on_progress("limiting exposure", 0)
    bank = limit(known, rules, most=most, rng=rng)
    test = prepare(bank, rules)
    abilities = rng.standard_normal(people)

    def step(done: int) -> None:
        on_progress("testing", done)

    sat = sit(test, truth.parameters, abilities, rng=rng, on_progress=step)
    formed = sit(form, truth.parameters, abilities, rng=rng)
    above = abilities >= rules.cut
    gain = (sat.passed == above).astype(float) - (formed.passed == above)
    ratio = sat.lengths / formed.lengths
    return Comparison(
        rule=figures(sat, abilities, rules, bank),
        fixed=figures(formed, abilities, as_form, bank),
        accuracy_difference=of_mean(gain),
        items_ratio=of_mean(ratio),
        cut=rules.cut,
        people=people,
        calibration_people=calibration_people,
        left_out=left_out,
        bank=bank,
    )


def recalibrated(
    truth: Bank, *, people: int, rng: np.random.Generator
) -> tuple[Bank, Bank, tuple[str, ...]]:
    """Return the truth, the bank as simulated people's responses calibrate it, and who is out.

    Items that everybody answers alike, or whose slope comes out flat, are left out of both, as
    a provider would do.
    """
    model = truth.model or ("3pl" if (truth.parameters.c > 0).any() else "2pl")
    chance = truth.parameters.probability(rng.standard_normal(people)).T
    values = (rng.random(chance.shape) < chance).astype(np.int8)
    share = values.mean(axis=0)
    fine = (share > 0) & (share < 1)
    found = calibrate(
        Responses(tuple(np.array(truth.items)[fine].tolist()), values[:, fine]), model
    )
    known = truth.keep(fine).with_parameters(found.parameters, found.errors)
    slopes = found.parameters.a
    good = (slopes >= FLATTEST) & (slopes <= STEEPEST)
    fine[np.flatnonzero(fine)[~good]] = False
    return truth.keep(fine), known.keep(good), tuple(np.array(truth.items)[~fine].tolist())


def figures(sat: Sat, abilities: Floats, rules: Rules, bank: Bank) -> Figures:
    """Return what a test did with people of these abilities."""
    above = abilities >= rules.cut
    right = sat.passed == above
    away = np.abs(abilities - rules.cut)
    at = np.quantile(sat.lengths, [0, 0.25, 0.5, 0.75, 0.95, 1])
    bands = []
    for low, high in pairwise(BANDS):
        here = (away >= low) & (away < high)
        some = bool(here.any())
        bands.append(
            Band(
                low,
                high,
                int(here.sum()),
                float(right[here].mean()) if some else None,
                float(sat.lengths[here].mean()) if some else None,
            )
        )
    measured = rules.rule is Rule.CAT
    return Figures(
        accuracy=of_share(int(right.sum()), len(right)),
        false_pass=float((sat.passed & ~above).mean()),
        false_fail=float((~sat.passed & above).mean()),
        passed=float(sat.passed.mean()),
        mean_items=of_mean(sat.lengths.astype(float)),
        quantiles={
            name: float(value)
            for name, value in zip(("min", "q25", "median", "q75", "q95", "max"), at, strict=True)
        },
        max_exposure=float(sat.exposure.max()),
        most_seen=bank.items[int(sat.exposure.argmax())],
        never_seen=int((sat.asked == 0).sum()),
        reasons={
            reason.name.lower(): float((sat.reasons == reason).mean())
            for reason in Reason
            if (sat.reasons == reason).any()
        },
        bands=tuple(bands),
        rmse=float(np.sqrt(np.mean((sat.estimates - abilities) ** 2))) if measured else None,
    )


def of_mean(values: Floats) -> Interval:
    """Return a mean with its normal interval of 95 %."""
    mean = float(values.mean())
    reach = float(ndtri(0.975) * values.std(ddof=1) / np.sqrt(len(values)))
    return Interval(mean, mean - reach, mean + reach)


def of_share(count: int, total: int) -> Interval:
    """Return a share with its interval of 95 % (Wilson 1927)."""
    z = float(ndtri(0.975))
    share = count / total
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    reach = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    return Interval(share, float(middle - reach), float(middle + reach))
