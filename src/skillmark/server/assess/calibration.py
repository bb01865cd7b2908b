"""How far a test can be believed: figures computed from stored responses, real apart from made up.

A real calibration never sees a simulated response and the other way round; every row says of
which kind it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.items import Test
from skillmark.assess.quality import credibility as figures
from skillmark.assess.quality.findings import Findings, Refusal
from skillmark.assess.quality.report import report
from skillmark.assess.quality.sample import FULL
from skillmark.assess.quality.summary import summarised
from skillmark.assess.scaling.ability import Ability, expected_a_posteriori
from skillmark.assess.scaling.response_model import ItemParameters
from skillmark.assess.scoring import Score
from skillmark.nouns.credibility import Credibility, FieldData, Interval
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import counting, library, quality
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
    cut = library.cut_of(test)
    if cut is None:
        raise ConflictError(_("this test has no cut score"), where=test.slug)
    own = library.noun(test)
    scores = _scores(attempts)
    kind = FieldData.SIMULATED if simulated else FieldData.REAL
    sample = quality.sample(test, attempts, scores, cut=cut, field_data=kind)
    findings = Findings(sample)
    made = report(sample, made_on=now.date(), findings=findings)
    bundle = summarised(figures.credibility(own, scores, cut, field_data=kind), made)
    items, cautions = _items(own, findings)
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
        quality.store(row, made, now=now, actor=actor)
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
    """Return everybody's first final attempt of one kind that counts, in order of submission."""
    found: dict[str, AttemptRecord] = {}
    rows = counting.counted(test, simulated=simulated)
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


def _items(own: Test, found: Findings) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a row an item that was asked, and what a reader has to know."""
    parameters, cautions = _parameters(found)
    none = {"a": None, "b": None, "se_a": None, "se_b": None}
    rows = [
        {
            "item": name,
            "skill": own.item(name).skill,
            "level": own.item(name).level,
            "type": own.item(name).type.value,
            "difficulty": one.difficulty,
            "discrimination": one.discrimination,
            "persons": one.persons,
            **parameters.get(name, none),
        }
        for name, one in zip(found.sample.items, found.statistics, strict=True)
        if one is not None
    ]
    return rows, cautions


def _parameters(found: Findings) -> tuple[dict[str, dict[str, float | None]], list[str]]:
    """Return a, b and standard errors by item, and cautions.

    The 2PL model is fitted to full or less than full points.
    """
    cautions: list[str] = []
    if found.alike:
        cautions.append("everybody answered alike: " + ", ".join(found.alike))
    known = found.calibration
    if isinstance(known, Refusal):
        cautions.append(str(known.facts.get("cause", known.why)))
        return {}, cautions
    cautions.extend(known.cautions)
    difficulties = -known.parameters.d / known.parameters.a
    columns = (known.parameters.a, difficulties, known.errors.a, known.difficulty_errors)
    rows = {
        name: dict(zip(("a", "b", "se_a", "se_b"), map(_finite, values), strict=True))
        for name, *values in zip(known.items, *columns, strict=True)
    }
    return rows, cautions


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def latest(test: TestRecord) -> CalibrationRecord | None:
    """Return the newest calibration on real responses, else the newest on simulated ones."""
    rows = test.calibrations.order_by("-computed", "-pk")
    return rows.filter(field_data=FieldData.REAL).first() or rows.first()


def credibility(test: TestRecord) -> Credibility:
    """Return the bundle that travels in credentials. Figures that are not known are `None`."""
    cut = library.cut_of(test)
    if cut is None:
        raise ConflictError(_("this test has no cut score"), where=test.slug)
    row = latest(test)
    alpha = None
    if row is not None and row.alpha is not None:
        alpha = Interval(row.alpha, row.alpha_low or row.alpha, row.alpha_high or row.alpha)
    bundle = Credibility(
        test=test.slug,
        blueprint=library.noun(test).blueprint,
        cut=cut,
        field_data=FieldData(row.field_data) if row else FieldData.NONE,
        persons=row.persons if row else 0,
        reliability=alpha,
        sem=row.sem if row else None,
        decision_accuracy=row.accuracy if row else None,
    )
    stored = quality.of_calibration(row) if row else None
    if stored is None:
        return bundle
    made = quality.report_of(stored)
    return replace(summarised(bundle, made), report=quality.public_address(stored))


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
