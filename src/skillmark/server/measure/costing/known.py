"""What the site knows of a programme by itself: counted, not typed in.

Awards, results of assessments, the decided plan and the ledger. Numbers behind which fewer people
stand than may be shown are not known.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.costs.assumption import Assumption, Shape, Standing
from skillmark.measure.costs.phillips import Learning
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess import services as assessing
from skillmark.server.assess.models import AttemptRecord, TestRecord
from skillmark.server.award.models import AwardRecord
from skillmark.server.award.models import Standing as Holds
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.plan import services as planning

YEAR = timedelta(days=365)
AWARDS, PLAN = "awards", "plan"


def counted(organisation: OrganisationRecord, *, now: datetime) -> tuple[Assumption, ...]:
    """Return what was counted in the year before `now`."""
    return (*_awards(organisation, now), *_plan(organisation))


def _awards(organisation: OrganisationRecord, now: datetime) -> tuple[Assumption, ...]:
    rows = AwardRecord.objects.of(organisation).filter(
        standing__in=(Holds.ACTIVE, Holds.SUSPENDED),
        replaces=None,
        valid_from__gt=now - YEAR,
        valid_from__lte=now,
    )
    # Somebody is known by an address, or by a name where there is none.
    people = rows.exclude(email="").values("email").distinct().count()
    people += rows.filter(email="").values("name").distinct().count()
    if people < LEAST_CELL:
        return ()
    return (_measured("credentials", rows.count(), AWARDS), _measured("learners", people, AWARDS))


def _plan(organisation: OrganisationRecord) -> tuple[Assumption, ...]:
    row = planning.decided(organisation)
    if row is None:
        return ()
    made = planning.as_plan(row.answer)
    if len({one.person for one in made.savings}) < LEAST_CELL:
        return ()
    return (
        _measured("waived_cost", made.saved_cost, PLAN),
        _measured("waived_hours", made.saved_hours, PLAN),
    )


def _measured(name: str, value: float, source: str) -> Assumption:
    number = float(value)
    return Assumption(
        name, number, number, number, shape=Shape.FIXED, standing=Standing.MEASURED, source=source
    )


def learning(organisation: OrganisationRecord, *, now: datetime) -> Learning | None:
    """Return who passed of those who took a test in the year before `now`, and how sure that is.

    Real results where there are enough of them, else simulated ones, marked as such. `None` below
    the smallest group that may be shown, also of those who did not pass.
    """
    rows = AttemptRecord.objects.of(organisation).filter(
        final=True, practice=False, score__isnull=False, submitted__gt=now - YEAR
    )
    for simulated in (False, True):
        found = rows.filter(simulated=simulated)
        taken = found.count()
        if taken < LEAST_CELL:
            continue
        passed = found.filter(score__gte=F("cut"))
        good = passed.count()
        if 0 < good < LEAST_CELL or 0 < taken - good < LEAST_CELL:
            return None
        tests = list(passed.values_list("delivery__test", flat=True))
        return Learning(good, taken, _sure(tests), simulated=simulated)
    return None


def _sure(tests: list[int]) -> float | None:
    """Return the share of passes that is truly above the cut, where every test knows it."""
    known: dict[int, float] = {}
    for row in TestRecord.objects.filter(pk__in=set(tests)):
        try:
            bundle = assessing.credibility(row)
        except ConflictError:
            return None
        if bundle.truly_above is None:
            return None
        known[row.pk] = bundle.truly_above.estimate
    return sum(known[test] for test in tests) / len(tests) if tests else None
