"""What responses say of the questions of the bank, by the tests that were made of them.

Figures of a version come from calibrations of tests that hold a copy of it. Real ones and those of
simulated responses are kept apart, and only real ones count as known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.nouns.credibility import FieldData
from skillmark.server.assess import exposure
from skillmark.server.assess.bank.models import QuestionRecord
from skillmark.server.assess.models import CalibrationRecord, ItemRecord, TestRecord
from skillmark.server.people.models import OrganisationRecord


@dataclass(frozen=True, slots=True)
class Use:
    """One test that asks a question, and what its newest calibrations say of it."""

    test: TestRecord
    version: int
    """Of the question."""
    pilot: bool
    real: Mapping[str, Any] | None
    """Row of the calibration on real responses: difficulty, discrimination, a, b, persons."""
    simulated: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Exposed:
    """How many candidates of a test were given a question."""

    slug: str
    seen: int
    candidates: int

    @property
    def share(self) -> float:
        """Of the candidates, from 0 to 1."""
        return self.seen / self.candidates if self.candidates else 0.0


def uses(question: QuestionRecord) -> list[Use]:
    """Return every test that asks a question, newest first."""
    rows = (
        ItemRecord.objects.of(question.organisation)
        .filter(version__question=question)
        .select_related("test", "version")
        .order_by("-test__created", "-test__version")
    )
    copies = list(rows)
    newest = _newest({copy.test_id for copy in copies})
    return [
        Use(
            copy.test,
            copy.version.number if copy.version else 0,
            bool(copy.document.get("pilot")),
            _row(newest.get((copy.test_id, FieldData.REAL.value)), copy.item),
            _row(newest.get((copy.test_id, FieldData.SIMULATED.value)), copy.item),
        )
        for copy in copies
    ]


def exposed(question: QuestionRecord, found: Iterable[Use]) -> list[Exposed]:
    """Return how often a question was given in each of the tests that ask it."""
    rows = []
    for slug in dict.fromkeys(one.test.slug for one in found):
        seen = exposure.forms_of(question.organisation, slug)
        rows.append(Exposed(slug, seen.counts.get(question.slug, 0), seen.candidates))
    return rows


def difficulties(organisation: OrganisationRecord, versions: Iterable[int]) -> dict[int, float]:
    """Return what is known of versions, from real responses: the share of points earned.

    Several tests count by their number of people.
    """
    wanted = set(versions)
    rows = ItemRecord.objects.of(organisation).exclude(version=None)
    copies = [one for one in rows.values_list("version", "test", "item") if one[0] in wanted]
    newest = _newest({test for _version, test, _item in copies}, FieldData.REAL)
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    tables = {key: {one["item"]: one for one in row.items} for key, row in newest.items()}
    for version, test, item in copies:
        figure = tables.get((test, FieldData.REAL.value), {}).get(item)
        if figure is not None:
            sums[version][0] += figure["difficulty"] * figure["persons"]
            sums[version][1] += figure["persons"]
    return {
        version: min(1.0, max(0.0, total / people))
        for version, (total, people) in sums.items()
        if people
    }


def _newest(
    tests: Iterable[Any], kind: FieldData | None = None
) -> dict[tuple[Any, str], CalibrationRecord]:
    """Return the newest calibration of each test, real and simulated apart."""
    rows = CalibrationRecord.objects.filter(test__in=list(tests)).order_by("computed", "pk")
    if kind is not None:
        rows = rows.filter(field_data=kind)
    return {(row.test_id, row.field_data): row for row in rows}


def _row(calibration: CalibrationRecord | None, item: str) -> Mapping[str, Any] | None:
    if calibration is None:
        return None
    return next((one for one in calibration.items if one["item"] == item), None)
