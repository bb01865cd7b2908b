"""Looking at the stored responses of a test, and recording what a person found.

One sitting a person, the first. Real and simulated responses are never looked at together.
Nothing here writes outside this room's rows and the audit log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

import numpy as np
import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.assess.integrity.chances import FEWEST_PERSONS
from skillmark.assess.integrity.flags import Flag
from skillmark.assess.integrity.looking import Sittings
from skillmark.assess.integrity.looking import look as look_at
from skillmark.assess.responses import MISSING, Responses
from skillmark.nouns.credibility import FieldData
from skillmark.nouns.errors import InputError
from skillmark.server.assess import calibration, library
from skillmark.server.assess.integrity.models import (
    FindingRecord,
    LookRecord,
    Outcome,
    ResponseFlagRecord,
)
from skillmark.server.assess.models import AttemptRecord, ResponseRecord, TestRecord
from skillmark.server.jobs.models import JobRecord, State
from skillmark.server.jobs.services import enqueue
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

LOOK = "assess.look"
"""Kind of the background job."""
MOST_OPTIONS = 20
"""Questions with more different answers than this count right and wrong only."""
DAY = 86_400


@transaction.atomic
def order_look(
    test: TestRecord,
    *,
    simulated: bool,
    actor: AccountRecord,
    since: date | None = None,
    exposed: Sequence[str] = (),
) -> JobRecord:
    """Have the responses looked at in the background; one that waits already is not doubled.

    Raises `InputError` with fewer than 50 people, and for questions that the test has not.
    """
    _enough(test, len(calibration.first_sittings(test, simulated=simulated)))
    strange = sorted(set(exposed) - set(library.noun(test).by_id))
    if strange:
        raise InputError(
            _("this test has no question %(name)s") % {"name": strange[0]},
            remedy=_("write the names as the table of items has them"),
        )
    waiting = open_job(test)
    if waiting is not None:
        return waiting
    payload = {
        "test": str(test.pk),
        "simulated": simulated,
        "since": since.isoformat() if since else None,
        "exposed": list(exposed),
    }
    return enqueue(LOOK, payload, organisation=test.organisation, account=actor)


def open_job(test: TestRecord) -> JobRecord | None:
    """Return the job that looks at a test at the moment, if one does."""
    rows = JobRecord.objects.of(test.organisation).filter(
        kind=LOOK, state__in=[State.QUEUED, State.RUNNING]
    )
    return next((job for job in rows if job.payload.get("test") == str(test.pk)), None)


def _enough(test: TestRecord, persons: int) -> None:
    if persons < FEWEST_PERSONS:
        raise InputError(
            _("%(count)s people are too few to tell what is unusual") % {"count": persons},
            where=test.slug,
            remedy=_("wait for %(count)s") % {"count": FEWEST_PERSONS},
            code="too_few",
        )


def look(
    test: TestRecord,
    *,
    simulated: bool,
    now: datetime,
    actor: AccountRecord | None = None,
    since: date | None = None,
    exposed: Sequence[str] = (),
) -> LookRecord:
    """Look at the first sittings of everybody and store what is worth a look.

    A flag that is found again keeps what people said of it; one that is not goes, unless
    somebody had looked at it. Raises `InputError` with fewer than 50 people or 10 questions.
    """
    attempts = calibration.first_sittings(test, simulated=simulated)
    _enough(test, len(attempts))
    findings = look_at(_sittings(test, attempts, since=since, exposed=exposed))
    kind = FieldData.SIMULATED if simulated else FieldData.REAL
    with transaction.atomic():
        row, _new = LookRecord.objects.update_or_create(
            test=test,
            field_data=kind,
            defaults={
                "organisation": test.organisation,
                "persons": findings.persons,
                "items": findings.items,
                "since": since,
                "exposed": list(exposed),
                "looks": [asdict(one) for one in findings.looks],
                "agreement": list(findings.agreement),
                "exposure": findings.exposure,
                "computed": now,
            },
        )
        _keep(row, findings.flags, {str(attempt.pk): attempt for attempt in attempts})
        audit.record(
            "responses_looked_at",
            test,
            actor=actor,
            organisation=test.organisation,
            persons=row.persons,
            simulated=simulated,
            flags=len(findings.flags),
        )
    return row


def _keep(row: LookRecord, flags: Sequence[Flag], attempts: dict[str, AttemptRecord]) -> None:
    known = {_key(one): one for one in row.flags.all()}
    for flag in flags:
        who = [attempts[name] for name in sorted(flag.who)]
        found = ResponseFlagRecord(
            organisation=row.organisation,
            look=row,
            kind=flag.kind.value,
            first=who[0] if who else None,
            second=who[1] if len(who) > 1 else None,
            items=list(flag.what),
        )
        stored = known.pop(_key(found), found)
        stored.p_adjusted = flag.strength.p_adjusted
        stored.strength, stored.figures = flag.strength.word, dict(flag.figures)
        stored.current = True
        stored.save()
    for gone in known.values():
        if gone.findings.exists():
            gone.current = False
            gone.save(update_fields=["current"])
        else:
            gone.delete()


def _key(flag: ResponseFlagRecord) -> tuple[Any, ...]:
    # A person's exposed questions may change; that the flag is theirs does not.
    items = () if flag.first_id else tuple(flag.items)
    return flag.kind, str(flag.first_id), str(flag.second_id), items


def _sittings(
    test: TestRecord,
    attempts: Sequence[AttemptRecord],
    *,
    since: date | None,
    exposed: Sequence[str],
) -> Sittings:
    own = library.noun(test)
    items = [item.id for item in own.items if not item.needs_rater]
    place = {name: k for k, name in enumerate(items)}
    row = {attempt.pk: k for k, attempt in enumerate(attempts)}
    shape = len(attempts), len(items)
    values = np.full(shape, MISSING, dtype=np.int8)
    seconds = np.full(shape, np.nan)
    chosen: list[dict[int, str]] = [{} for _ in items]
    rows = ResponseRecord.objects.filter(attempt__in=list(row), item__in=items)
    for attempt, item, value, points, maximum, shown, answered in rows.values_list(
        "attempt", "item", "value", "points", "maximum", "shown", "answered"
    ):
        if value is None or points is None:
            continue
        at = row[attempt], place[item]
        values[at] = points >= maximum - calibration.FULL
        chosen[at[1]][at[0]] = _spelled(value)
        if shown is not None and answered is not None:
            seconds[at] = max(0.0, (answered - shown).total_seconds())
    asked = (values != MISSING).any(axis=0)
    names = tuple(name for name, one in zip(items, asked, strict=True) if one)
    midnight = None if since is None else timezone.make_aware(datetime.combine(since, time()))
    return Sittings(
        Responses(names, values[:, asked], tuple(str(attempt.pk) for attempt in attempts)),
        _options(values, chosen)[:, asked],
        seconds[:, asked] if not np.isnan(seconds).all() else None,
        np.array(
            [attempt.submitted.timestamp() / DAY for attempt in attempts if attempt.submitted]
        ),
        None if midnight is None else midnight.timestamp() / DAY,
        tuple(name for name in exposed if name in names),
    )


def _spelled(value: Any) -> str:
    """Return an answer as words that are the same where the answer is; choices have no order."""
    if isinstance(value, str):
        return value.strip().casefold()
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _options(values: np.ndarray, chosen: Sequence[dict[int, str]]) -> np.ndarray:
    """Return the answers as numbers; right and wrong where there are too many different ones."""
    found = values.astype(np.int16)
    for item, answers in enumerate(chosen):
        names = {name: n for n, name in enumerate(sorted(set(answers.values())))}
        if len(names) <= MOST_OPTIONS:
            for person, name in answers.items():
                found[person, item] = names[name]
    return found


@transaction.atomic
def record_finding(
    flag: ResponseFlagRecord,
    outcome: Outcome | str,
    *,
    note: str,
    actor: AccountRecord,
    now: datetime,
) -> FindingRecord:
    """Record what a person found who looked at a flag. Nothing else changes by it.

    Raises `InputError` for an outcome that there is not, and for one without a reason that
    is more than "nothing".
    """
    if outcome not in Outcome.values:
        raise InputError(_("there is no such outcome"))
    if outcome != Outcome.NOTHING and not note.strip():
        raise InputError(_("say why"), remedy=_("a sentence, so that others understand it later"))
    row = FindingRecord.objects.create(
        organisation=flag.organisation,
        flag=flag,
        outcome=outcome,
        note=note.strip(),
        by=actor,
        at=now,
    )
    audit.record(
        "flag_looked_at", flag, actor=actor, organisation=flag.organisation, outcome=str(outcome)
    )
    return row
