"""Adaptive and mastery tests as they are offered: frozen with their bank, or refused in words.

A test that decides by the answers so far needs calibrated questions that a machine scores at
once, and its cut score on the scale of ability. All of it is kept with the delivery, so that a
later calibration, or a later cut, changes nothing for those who sit this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skillmark.assess.adaptive import blueprint
from skillmark.assess.adaptive.bank import STEEPEST, Bank
from skillmark.assess.adaptive.exposure import least_feasible, limit
from skillmark.assess.adaptive.prepare import Prepared, prepare
from skillmark.assess.adaptive.reading import read
from skillmark.assess.adaptive.rules import InfeasibleError, Rule, Rules
from skillmark.assess.adaptive.simulation import FLATTEST
from skillmark.assess.items import Item, Test
from skillmark.assess.scaling.average_form import AverageForm, average_form
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.assess.standards.starting import borderline_points
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import calibration, library
from skillmark.server.assess.models import CalibrationRecord, CutScoreRecord, Mode, TestRecord
from skillmark.server.skills import services as frameworks

CHOSEN = (Mode.ADAPTIVE, Mode.MASTERY)
"""Modes in which the answers decide what comes next."""
PEOPLE, ROUNDS = 1000, 12
"""Simulated people and rounds in which the lottery of questions is found: about a second."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What an author may choose of an adaptive or mastery test."""

    most: int | None = None
    """Questions at most; `None`: as many as a form of the test has."""
    least: int = 8
    """Questions before it may stop."""
    sure: float = 0.95
    """How sure a decision has to be before it stops (mastery)."""
    near: float = 0.25
    """Half the width of the region around the cut in which either decision is all right, in
    standard deviations of ability."""
    precise: float = 0.35
    """Standard error at which measuring stops (adaptive)."""
    exposure: float | None = 0.6
    """Largest share of candidates that may see one question; `None`: no limit."""


def freeze(
    test: TestRecord, mode: str, choices: Choices, *, practice: bool, short: bool, rng: Random
) -> dict[str, Any]:
    """Return what a delivery keeps of an adaptive or mastery test.

    `short`: answers that a person scores are wanted, which cannot be. Raises `ConflictError` or
    `InputError` that say why there is no such test.
    """
    own = library.noun(test)
    if short and any(item.needs_rater for item in own.items):
        raise InputError(
            _("a test that chooses its questions by the answers cannot wait for a person's score"),
            where=test.slug,
            remedy=_("offer it without answers in one's own words"),
            code="needs_rater",
        )
    row = _calibrated(test, practice=practice)
    known = [one for one in row.items if _usable(one) and _counts(own.item(one["item"]))]
    items = [own.item(one["item"]) for one in known]
    most = choices.most or sum(count for _skill, count in own.blueprint)
    _enough(own, items, most)
    form = _average(own, items, known)
    points = _cut_points(library.cut_in_force(test), own, items, form)
    rules = Rules(
        rule=Rule.GLR if mode == Mode.MASTERY else Rule.CAT,
        cut=_ability(form, points),
        delta=choices.near,
        alpha=round(1 - choices.sure, 9),
        beta=round(1 - choices.sure, 9),
        min_items=min(choices.least, most),
        max_items=most,
        standard_error=choices.precise,
        blueprint=tuple(sorted(_shares(own).items())),
    )
    bank = _limited(_bank(known, items), rules, choices.exposure, rng)
    kept = {
        "rules": rules.as_json(),
        "bank": bank.as_json(),
        "form": form.as_json(),
        "cut": points,
        "exposure": choices.exposure,
        "simulated": row.simulated,
        "persons": row.persons,
        "calibration": row.pk,
        "computed": row.computed.isoformat(),
        "left_out": sorted({item.id for item in own.items} - {item.id for item in items}),
    }
    return kept | {"fingerprint": thawed(kept).fingerprint}


def thawed(kept: dict[str, Any]) -> Prepared:
    """Return the test that `freeze` kept, ready to be sat."""
    return prepare(read(kept["bank"]), Rules.from_json(kept["rules"]))


def _calibrated(test: TestRecord, *, practice: bool) -> CalibrationRecord:
    row = calibration.latest(test)
    if row is None:
        raise ConflictError(
            _("this test is not calibrated, so nothing can choose its questions"),
            where=test.slug,
            remedy=_("offer it as drawn forms first; compute its figures once enough have sat it"),
            code="not_calibrated",
        )
    if row.simulated and not practice:
        raise ConflictError(
            _("this test is calibrated by simulated people alone, which decides about nobody"),
            where=test.slug,
            remedy=_("offer it as practice, or wait for the answers of real people"),
            code="simulated",
        )
    return row


def _usable(one: dict[str, Any]) -> bool:
    return one["a"] is not None and FLATTEST <= one["a"] <= STEEPEST


def _counts(item: Item) -> bool:
    return not item.needs_rater and not item.pilot


def _shares(own: Test) -> dict[str, float]:
    whole = sum(count for _skill, count in own.blueprint)
    return {skill: count / whole for skill, count in own.blueprint}


def _enough(own: Test, items: Sequence[Item], most: int) -> None:
    """See that every skill has the questions that the longest test asks of it."""
    shares = _shares(own)
    skills = sorted(shares)
    plan = Counter(blueprint.sequence([shares[one] for one in skills], most))
    there = Counter(item.skill for item in items)
    for place, skill in enumerate(skills):
        if there[skill] < plan[place]:
            named = frameworks.labels([skill], get_language() or "en")[skill]
            raise InputError(
                _("too few calibrated questions on %(skill)s: needed %(needed)s, there %(there)s")
                % {"skill": named, "needed": plan[place], "there": there[skill]},
                where=own.id,
                remedy=_("ask fewer questions, or calibrate with more people"),
                code="too_few",
            )


def _average(own: Test, items: Sequence[Item], known: Sequence[dict[str, Any]]) -> AverageForm:
    there = Counter(item.skill for item in items)
    counts = dict(own.blueprint)
    a = np.array([one["a"] for one in known])
    d = -a * np.array([one["b"] for one in known])
    return average_form(
        ItemParameters(a, d, np.zeros(len(a))),
        [item.points for item in items],
        [one["difficulty"] for one in known],
        [counts.get(item.skill, 0) / there[item.skill] for item in items],
        partial=[_partial(item) for item in items],
    )


def _partial(item: Item) -> bool:
    """Whether an answer may earn a part of the points, or cost some."""
    way = item.interaction
    graded = getattr(way, "exact", True) is False or bool(getattr(way, "partial", ()))
    return graded or way.lowest < 0


def _cut_points(
    row: CutScoreRecord | None, own: Test, items: Sequence[Item], form: AverageForm
) -> float:
    """Return the cut score in points of the average form, by the test's rule or as its share."""
    if row is None:
        raise ConflictError(_("this test has no cut score"), where=own.id)
    if row.by_form and own.cut is not None:
        weights = form.points / np.array([item.points for item in items])
        return float(weights @ np.array(borderline_points(own.cut, items)))
    return row.score / row.maximum * form.maximum


def _ability(form: AverageForm, points: float) -> float:
    try:
        return form.ability(points)
    except InputError as error:
        raise InputError(
            _("the cut score of %(cut)s of %(maximum)s points stands for no ability")
            % {"cut": f"{points:.1f}", "maximum": f"{form.maximum:.1f}"},
            remedy=_("set a cut score that people can reach, and miss"),
            code="off_scale",
        ) from error


def _bank(known: Sequence[dict[str, Any]], items: Sequence[Item]) -> Bank:
    rows = []
    for one, item in zip(known, items, strict=True):
        # questions on one text help each other, and those of a family are alike
        enemies = [other.id for other in items if other is not item and _meet(item, other)]
        rows.append(
            {
                "item": item.id,
                "a": one["a"],
                "b": one["b"],
                "c": 0.0,
                "se": {"a": one["se_a"]},
                "content": item.skill,
                "enemies": enemies,
                **({} if item.exposure is None else {"max_exposure": item.exposure}),
            }
        )
    return read({"model": "2pl", "items": rows})


def _meet(item: Item, other: Item) -> bool:
    same_text = bool(item.stimulus) and item.stimulus == other.stimulus
    return same_text or (bool(item.family) and item.family == other.family)


def _limited(bank: Bank, rules: Rules, most: float | None, rng: Random) -> Bank:
    """Return the bank with its lottery of questions, or say why there is no such test."""
    try:
        test = prepare(bank, rules)
        numbers = np.random.default_rng(rng.getrandbits(63))
        return limit(bank, rules, most=most or 1.0, rng=numbers, people=PEOPLE, rounds=ROUNDS)
    except InfeasibleError as error:
        if error.where != "exposure":
            raise InputError(
                _(
                    "these questions cannot fill such a test: too many ask about one text "
                    "or are alike"
                ),
                remedy=_("ask fewer questions"),
                code="infeasible",
            ) from error
        least = max(least_feasible(test)[0], most or 0.0)
        raise InputError(
            _("no question can be kept from more than %(most)s %% of the candidates")
            % {"most": f"{100 * (most or 1):.0f}"},
            remedy=_("allow more than %(least)s %%, ask fewer questions, or calibrate more")
            % {"least": f"{100 * least:.0f}"},
            code="infeasible",
        ) from error
    except InputError as error:
        if error.code != "cut_outside":
            raise
        raise InputError(
            _("no question is as hard, or as easy, as the cut score: none would tell about it"),
            remedy=_("calibrate questions near the cut score"),
            code="cut_outside",
        ) from error
