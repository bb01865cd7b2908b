"""How far a test can be believed, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from skillmark.assess.items import Test
from skillmark.assess.quality.credibility import FEWEST_PERSONS
from skillmark.assess.quality.wording import Wording
from skillmark.nouns.credibility import CutScore
from skillmark.server.assess import counting, quality, services
from skillmark.server.assess.field_exposure import Exposure, exposure
from skillmark.server.assess.models import CalibrationRecord, DeliveryRecord, TestRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class Belief:
    """Everything that speaks for or against a test."""

    row: TestRecord
    test: Test
    cut: CutScore | None
    by_form: bool
    """Whether every form has a cut of its own by the test's rule."""
    calibration: CalibrationRecord | None
    other: CalibrationRecord | None
    """The newest calibration of the other kind (simulated beside real), if there is one."""
    deliveries: list[tuple[DeliveryRecord, Exposure | None]]
    """Offers, newest first, with how their questions were exposed where that is known."""
    real: int
    """People who have sat it."""
    simulated: int
    blueprint: list[tuple[Any, int, int]]
    """Label of each skill, questions in a form, questions in the pool."""
    items: list[tuple[dict[str, Any], Any]]
    """Figures of each item with the label of its skill, hardest first."""

    chosen: int = 0
    """Sittings whose questions were chosen by the answers: they stand apart from all figures."""
    practice: int = 0
    """Sittings for practice: they count nowhere."""
    headline: str = ""
    """How many who pass are truly above the cut; empty where there is no quality report."""
    summary: str = ""
    """How many figures of the quality report stand how."""
    fewest: int = FEWEST_PERSONS

    @property
    def enough_real(self) -> bool:
        """Whether there are enough people to compute figures."""
        return self.real >= FEWEST_PERSONS

    @property
    def enough_simulated(self) -> bool:
        """Whether there are enough simulated people."""
        return self.simulated >= FEWEST_PERSONS

    @property
    def checked(self) -> int:
        """Items whose key a second solver confirmed."""
        return sum(bool(item.checked) for item in self.test.items)


def of(row: TestRecord) -> Belief:
    """Return what is known of a test."""
    test = services.noun(row)
    names = frameworks.label_maps(item.skill for item in test.items)
    newest = services.latest(row)
    other = None
    if newest is not None:
        rows = row.calibrations.exclude(field_data=newest.field_data)
        other = rows.order_by("-computed", "-pk").first()
    in_force = row.cuts.order_by("-recorded", "-pk").first()
    deliveries = [(one, exposure(one)) for one in row.deliveries.order_by("-created")]
    headline, summary = _in_short(newest)
    chosen, practice = counting.apart(row)
    figures = sorted(newest.items, key=lambda one: one["difficulty"]) if newest else []
    return Belief(
        row=row,
        test=test,
        cut=services.cut_of(row),
        by_form=bool(in_force and in_force.by_form),
        calibration=newest,
        other=other,
        deliveries=deliveries,
        real=_people(row, simulated=False),
        simulated=_people(row, simulated=True),
        blueprint=[
            (names[skill], count, sum(item.skill == skill for item in test.items))
            for skill, count in test.blueprint
        ],
        chosen=chosen,
        practice=practice,
        headline=headline,
        summary=summary,
        items=[(one, names.get(one["skill"], one["skill"])) for one in figures],
    )


def _people(row: TestRecord, *, simulated: bool) -> int:
    return int(counting.counted(row, simulated=simulated).values("person").distinct().count())


def _in_short(calibration: CalibrationRecord | None) -> tuple[str, str]:
    row = quality.of_calibration(calibration) if calibration else None
    if row is None:
        return "", ""
    said, made = Wording(get_language() or "en"), quality.report_of(row)
    return said.headline(made), said.counts(made)


def library(organisation: OrganisationRecord) -> list[tuple[TestRecord, CalibrationRecord | None]]:
    """Return the newest version of every test, with what is known of it."""
    newest: dict[str, TestRecord] = {}
    for row in TestRecord.objects.of(organisation).order_by("slug", "version"):
        newest[row.slug] = row
    return [(row, services.latest(row)) for row in newest.values()]
