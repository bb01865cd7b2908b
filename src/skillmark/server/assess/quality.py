"""Quality reports of tests: computed with a calibration, signed, published, never rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.assess.precision.classical import Floats
from skillmark.assess.quality import document
from skillmark.assess.quality.credibility import points_matrix
from skillmark.assess.quality.figure import QualityReport, Signature
from skillmark.assess.quality.report import signed
from skillmark.assess.quality.sample import Grouping, Panel, Sample
from skillmark.assess.scoring import Score
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import library
from skillmark.server.assess.models import (
    AttemptRecord,
    CalibrationRecord,
    QualityActRecord,
    QualityRecord,
    RatingRecord,
    RatingRole,
    TestRecord,
)
from skillmark.server.assess.standards.models import AdoptionRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.server.skills import services as frameworks

Kind = QualityActRecord.Kind
SIGNATURES = (Kind.PREPARED, Kind.REVIEWED)


def sample(
    test: TestRecord,
    attempts: Sequence[AttemptRecord],
    scores: Sequence[Sequence[Score]],
    *,
    cut: CutScore,
    field_data: FieldData,
) -> Sample:
    """Return what a report of these sittings is computed from.

    The one grouping that is known here is the language in which somebody sat the test.
    """
    own = library.noun(test)
    points, maxima = points_matrix(own, scores)
    asked = {one.item for attempt in scores for one in attempt}
    items = [item for item in own.items if item.id in asked]
    moments = [one.submitted for one in attempts if one.submitted is not None]
    languages = tuple(one.language for one in attempts)
    ratings, raters, adjudicated = _ratings(attempts)
    labels = frameworks.label_maps(skill for skill, _count in own.blueprint)
    return Sample(
        test=test.slug,
        title=dict(test.title),
        version=str(test.version),
        organisation=test.organisation.name,
        items=tuple(item.id for item in items),
        points=points,
        maxima=maxima,
        field_data=field_data,
        cut=cut,
        own_cuts=np.array([one.cut for one in attempts]),
        signed=any(item.interaction.lowest < 0 for item in own.items),
        skills=tuple(item.skill for item in items),
        blueprint=own.blueprint,
        names={skill: _named(label, skill) for skill, label in labels.items()},
        days=(timezone.localdate(min(moments)), timezone.localdate(max(moments)))
        if moments
        else None,
        groupings=(Grouping("language", languages),) if len(set(languages)) > 1 else (),
        ratings=ratings,
        raters=raters,
        adjudicated=adjudicated,
        panel=_panel(test),
        # Another version of a test draws other numbers; the same version the same ones.
        seed=int(test.digest[:8], 16),
    )


def _panel(test: TestRecord) -> Panel | None:
    """Return the panel whose recommendation led to the cut in force, if one did."""
    found = (
        AdoptionRecord.objects.filter(cut__test=test)
        .select_related("cut", "setting")
        .order_by("-cut__recorded", "-cut__pk")
        .first()
    )
    newest = test.cuts.order_by("-recorded", "-pk").first()
    if found is None or newest is None or found.cut_id != newest.pk or not found.panellists:
        return None
    return Panel(found.panellists, found.standard_error, found.rounds, found.setting.simulated)


def _named(label: Any, skill: str) -> dict[str, str]:
    return dict(label) if isinstance(label, dict) and label else {"en": skill}


def _ratings(
    attempts: Sequence[AttemptRecord],
) -> tuple[Floats | None, int, tuple[int, int] | None]:
    """Return answers x raters, as shares of the points, how many people rated, and how often.

    How far raters agree is told from independent ratings alone: not from those who decided in
    knowledge of them, nor from ratings that were given anew. The last pair is on how many answers
    somebody decided because raters differed, and of how many that several had rated.
    """
    rows = list(
        RatingRecord.objects.filter(response__attempt__in=[one.pk for one in attempts]).values_list(
            "response", "rater", "points", "response__maximum", "role", "again"
        )
    )
    found = [
        (answer, rater, sum(given.values()) / most)
        for answer, rater, given, most, role, again in rows
        if role == RatingRole.RATER and not again
    ]
    answers = {one: k for k, one in enumerate(sorted({answer for answer, _r, _s in found}))}
    raters = {one: k for k, one in enumerate(sorted({rater for _a, rater, _s in found}))}
    if not found:
        return None, len({row[1] for row in rows}), None
    matrix = np.full((len(answers), len(raters)), np.nan)
    for answer, rater, share in found:
        matrix[answers[answer], raters[rater]] = share
    counts = Counter(answer for answer, _rater, _share in found)
    several = {answer for answer, count in counts.items() if count > 1}
    decided = {row[0] for row in rows if row[4] == RatingRole.ADJUDICATOR}
    people = len({row[1] for row in rows})
    return matrix, people, (len(decided & several), len(several)) if several else None


def store(
    calibration: CalibrationRecord,
    made: QualityReport,
    *,
    now: datetime,
    actor: AccountRecord | None,
) -> QualityRecord:
    """Store a report beside the calibration of the same responses; who asked for it prepared it."""
    row = QualityRecord.objects.create(
        organisation=calibration.organisation,
        test=calibration.test,
        calibration=calibration,
        report=document.as_json(made),
        computed=now,
    )
    if actor is not None:
        _act(row, Kind.PREPARED, actor=actor, now=now)
    return row


def of_calibration(calibration: CalibrationRecord) -> QualityRecord | None:
    """Return the report of a calibration, `None` for those of earlier versions."""
    return QualityRecord.objects.filter(calibration=calibration).first()


def report_of(row: QualityRecord) -> QualityReport:
    """Return the report that a row keeps, with its signatures."""
    made = document.from_json(row.report)
    for act in row.acts.filter(kind__in=SIGNATURES).order_by("recorded", "pk"):
        made = signed(made, Signature(act.kind, act.name, act.role, act.on, act.remark))
    return made


@transaction.atomic
def review(
    row: QualityRecord, *, actor: AccountRecord, now: datetime, role: str, remark: str
) -> QualityActRecord:
    """Record that somebody has looked at a report and stands for it in a role."""
    if not role.strip():
        raise InputError(_("say in which role you review this report"))
    audit.record("quality_reviewed", row, actor=actor, organisation=row.organisation)
    return _act(row, Kind.REVIEWED, actor=actor, now=now, role=role, remark=remark)


@transaction.atomic
def publish(row: QualityRecord, *, actor: AccountRecord, now: datetime) -> QualityActRecord:
    """Give a report an address for everybody, without a word on single items."""
    if published(row):
        raise ConflictError(_("this report is public already"))
    audit.record("quality_published", row, actor=actor, organisation=row.organisation)
    return _act(row, Kind.PUBLISHED, actor=actor, now=now)


@transaction.atomic
def withdraw(row: QualityRecord, *, actor: AccountRecord, now: datetime) -> QualityActRecord:
    """Take a report back from the public. Credentials that name its address keep naming it."""
    if not published(row):
        raise ConflictError(_("this report is not public"))
    audit.record("quality_withdrawn", row, actor=actor, organisation=row.organisation)
    return _act(row, Kind.WITHDRAWN, actor=actor, now=now)


def published(row: QualityRecord) -> bool:
    """Whether everybody may read a report now."""
    last = row.acts.exclude(kind__in=SIGNATURES).order_by("-recorded", "-pk").first()
    return last is not None and last.kind == Kind.PUBLISHED


def public_address(row: QualityRecord) -> str:
    """Return the address of a published report, empty where it is not public."""
    if not published(row):
        return ""
    return settings.BASE_URL + reverse("quality_public", args=[row.pk])


def _act(
    row: QualityRecord,
    kind: QualityActRecord.Kind,
    *,
    actor: AccountRecord,
    now: datetime,
    role: str = "",
    remark: str = "",
) -> QualityActRecord:
    return QualityActRecord.objects.create(
        organisation=row.organisation,
        report=row,
        kind=kind,
        account=actor,
        name=str(actor),
        role=role.strip(),
        remark=remark.strip(),
        on=timezone.localdate(now),
        recorded=now,
    )
