"""Storing an anonymous answer so that its place in the table says nothing of when it came.

A table has an order of its own, seen in no column: in which rows were written. Who knows in which
order people answered, or sees that an invitation and an answer were written in one transaction,
could lay the two side by side. So each answer is written together with others that are taken out
and put back, all under new ids and in a random order; and at the closing all are.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from skillmark.server.measure.surveying.models import SurveyAnswerRecord, SurveyRecord

TOGETHER = 64
"""Answers that are written again with a new one."""


def add(survey: SurveyRecord, codes: Mapping[str, int]) -> None:
    """Store an anonymous answer among others; the caller holds the transaction and the survey."""
    ids = list(_anonymous(survey).values_list("pk", flat=True))
    chosen = [ids.pop(secrets.randbelow(len(ids))) for _ in range(min(TOGETHER, len(ids)))]
    _write(survey, _anonymous(survey).filter(pk__in=chosen), [dict(codes)])


def shuffle(survey: SurveyRecord) -> None:
    """Write all anonymous answers again in a random order, as the closing does."""
    _write(survey, _anonymous(survey), [])


def _anonymous(survey: SurveyRecord):  # type: ignore[no-untyped-def]
    return SurveyAnswerRecord.objects.filter(survey=survey, account=None)


def _write(survey: SurveyRecord, old, new: list[dict[str, int]]) -> None:  # type: ignore[no-untyped-def]
    kept = [(row.codes, row.late) for row in old]
    old.delete()
    kept.extend((codes, None) for codes in new)
    secrets.SystemRandom().shuffle(kept)
    SurveyAnswerRecord.objects.bulk_create(
        SurveyAnswerRecord(survey=survey, codes=codes, late=late) for codes, late in kept
    )
