"""How far a test can be believed: figures computed from stored responses, real apart from made up.

A real calibration never sees a simulated response and the other way round; every row says of
which kind it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.items import Test
from skillmark.assess.precision.classical import item_statistics
from skillmark.assess.quality import credibility as figures
from skillmark.assess.responses import MISSING, Responses
from skillmark.assess.scaling.ability import Ability, expected_a_posteriori
from skillmark.assess.scaling.calibration import calibrate as fit
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.assess.scoring import Score
from skillmark.nouns.credibility import Credibility, FieldData, Interval
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import bank
from skillmark.server.assess.models import (
    AttemptRecord,
    CalibrationRecord,
    ResponseRecord,
    TestRecord,
)
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.jobs.services import enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

FULL = 1e-9
"""Points may differ from the maximum by this much and still be all of them."""


CALIBRATE = "assess.calibrate"
"""Kind of the background job."""


def _enough(test: TestRecord, persons: int) -> None:
    if persons < figures.FEWEST_PERSONS:
        raise InputError(
            _("%(count)s people are too few to say anything about a test") % {"count": persons},
            where=test.slug,
            remedy=_("wait for %(count)s") % {"count": figures.FEWEST_PERSONS},
            code="too_few",
        )


@transaction.atomic
def order_calibration(test: TestRecord, *, simulated: bool, actor: AccountRecord) -> JobRecord:
    """Have the figures computed in the background; one that waits already is not doubled.

    Raises `InputError` with fewer than `figures.FEWEST_PERSONS` people.
    """
    _enough(test, len(first_sittings(test, simulated=simulated)))
    payload = {"test": str(test.pk), "simulated": simulated}
    waiting = open_job(test)
    if waiting is not None and waiting.payload == payload:
        return waiting
    return enqueue(CALIBRATE, payload, organisation=test.organisation, account=actor)


def open_job(test: TestRecord) -> JobRecord | None:
    """Return the job that computes the figures of a test at the moment, if one does."""
    rows = JobRecord.objects.of(test.organisation).filter(
        kind=CALIBRATE, state__in=[State.QUEUED, State.RUNNING]
    )
    return next((job for job in rows if job.payload.get("test") == str(test.pk)), None)


def calibrate(
    test: TestRecord,
    *,
    simulated: bool,
    now: datetime,
    actor: AccountRecord | None = None,
) -> CalibrationRecord:
    """Compute and store the figures of a test from its final attempts of one kind.

    One sitting a person counts: the first, which no earlier one has helped. It takes seconds,
    of which the last moment alone is a transaction: nobody waits for it to write. Raises
    `InputError` with fewer than `figures.FEWEST_PERSONS` people.
    """
    attempts = first_sittings(test, simulated=simulated)
    _enough(test, len(attempts))
    cut = bank.cut_of(test)
    if cut is None:
        raise ConflictError(_("this test has no cut score"), where=test.slug)
    own = bank.noun(test)
    scores = _scores(attempts)
    kind = FieldData.SIMULATED if simulated else FieldData.REAL
    bundle = figures.credibility(own, scores, cut, field_data=kind)
    items, cautions = _items(own, scores)
    alpha = bundle.reliability
    with transaction.atomic():
        row = CalibrationRecord.objects.create(
            organisation=test.organisation,
            test=test,
            field_data=kind,
            persons=bundle.persons,
            length=round(float(np.mean([len(attempt.form) for attempt in attempts]))),
            maximum=float(np.mean([attempt.maximum for attempt in attempts])),
            alpha=alpha.estimate if alpha else None,
            alpha_low=alpha.low if alpha else None,
            alpha_high=alpha.high if alpha else None,
            sem=bundle.sem,
            accuracy=bundle.decision_accuracy,
            items=items,
            cautions=cautions,
            computed=now,
        )
        audit.record(
            "test_calibrated",
            test,
            actor=actor,
            organisation=test.organisation,
            persons=row.persons,
            simulated=simulated,
        )
    return row


def first_sittings(test: TestRecord, *, simulated: bool) -> list[AttemptRecord]:
    """Return everybody's first final attempt of one kind, in the order of submission."""
    found: dict[str, AttemptRecord] = {}
    rows = AttemptRecord.objects.of(test.organisation).filter(
        delivery__test=test, final=True, simulated=simulated
    )
    for attempt in rows.order_by("submitted", "pk"):
        found.setdefault(attempt.person, attempt)
    return list(found.values())


def _scores(attempts: Sequence[AttemptRecord]) -> list[list[Score]]:
    by_attempt: dict[Any, list[Score]] = defaultdict(list)
    rows = ResponseRecord.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    for attempt, item, points, maximum, value in rows.order_by("pk").values_list(
        "attempt", "item", "points", "maximum", "value"
    ):
        by_attempt[attempt].append(Score(item, points, maximum, answered=value is not None))
    return [by_attempt[attempt.pk] for attempt in attempts]


def _items(own: Test, scores: Sequence[Sequence[Score]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a row an item that was asked, and what a reader has to know."""
    points, maxima = figures.points_matrix(own, scores)
    asked = {score.item for attempt in scores for score in attempt}
    items = [item for item in own.items if item.id in asked]
    cautions: list[str] = []
    parameters = _parameters(points, maxima, [item.id for item in items], cautions)
    none = {"a": None, "b": None, "se_a": None, "se_b": None}
    rows = [
        {
            "item": item.id,
            "skill": item.skill,
            "level": item.level,
            "type": item.type.value,
            "difficulty": found.difficulty,
            "discrimination": found.discrimination,
            "persons": found.persons,
            **parameters.get(item.id, none),
        }
        for item, found in zip(items, item_statistics(points, maxima), strict=True)
    ]
    return rows, cautions


def _parameters(
    points: figures.Floats, maxima: figures.Floats, names: Sequence[str], cautions: list[str]
) -> dict[str, dict[str, float | None]]:
    """Return a, b and standard errors by item: the 2PL model on full or less than full points."""
    full = np.where(np.isnan(points), MISSING, (points >= maxima - FULL).astype(int))
    varies = (full == 1).any(axis=0) & (full == 0).any(axis=0)
    alike = [name for name, one in zip(names, varies, strict=True) if not one]
    if alike:
        cautions.append("everybody answered alike: " + ", ".join(alike))
    kept = tuple(name for name, one in zip(names, varies, strict=True) if one)
    try:
        found = fit(Responses(kept, full[:, varies].astype(np.int8)), "2pl")
    except InputError as error:
        cautions.append(str(error))
        return {}
    cautions.extend(found.cautions)
    difficulties = -found.parameters.d / found.parameters.a
    columns = (found.parameters.a, difficulties, found.errors.a, found.difficulty_errors)
    return {
        name: dict(zip(("a", "b", "se_a", "se_b"), map(_finite, values), strict=True))
        for name, *values in zip(found.items, *columns, strict=True)
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def latest(test: TestRecord) -> CalibrationRecord | None:
    """Return the newest calibration on real responses, else the newest on simulated ones."""
    rows = test.calibrations.order_by("-computed", "-pk")
    return rows.filter(field_data=FieldData.REAL).first() or rows.first()


def credibility(test: TestRecord) -> Credibility:
    """Return the bundle that travels in credentials. Figures that are not known are `None`."""
    cut = bank.cut_of(test)
    if cut is None:
        raise ConflictError(_("this test has no cut score"), where=test.slug)
    row = latest(test)
    alpha = None
    if row is not None and row.alpha is not None:
        alpha = Interval(row.alpha, row.alpha_low or row.alpha, row.alpha_high or row.alpha)
    return Credibility(
        test=test.slug,
        blueprint=bank.noun(test).blueprint,
        cut=cut,
        field_data=FieldData(row.field_data) if row else FieldData.NONE,
        persons=row.persons if row else 0,
        reliability=alpha,
        sem=row.sem if row else None,
        decision_accuracy=row.accuracy if row else None,
    )


def standard_error(attempt: AttemptRecord, row: CalibrationRecord | None) -> float | None:
    """Return the standard error of measurement in points of this attempt's form."""
    return None if row is None or row.sem is None else row.sem * attempt.maximum / row.maximum


def ability(attempt: AttemptRecord, row: CalibrationRecord | None) -> Ability | None:
    """Return the ability on the calibration's scale, from the items that are calibrated."""
    known = {one["item"]: one for one in row.items if one["a"] is not None} if row else {}
    earned = {one.item: one for one in attempt.responses.all() if one.item in known}
    if not earned:
        return None
    a = np.array([known[name]["a"] for name in earned])
    b = np.array([known[name]["b"] for name in earned])
    full = [(one.points or 0.0) >= one.maximum - FULL for one in earned.values()]
    parameters = ItemParameters(a, -a * b, np.zeros(len(a)))
    return expected_a_posteriori(np.array([full], dtype=np.int8), parameters)[0]
