"""What would become of each row of a list if it were awarded now; nothing is stored here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from skillmark.award import roster, triage
from skillmark.award.roster import Rejected, Row
from skillmark.award.triage import Held
from skillmark.badges.open_badges import check_characters
from skillmark.nouns.errors import InputError
from skillmark.server.award import claims
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.define.models import AchievementRecord


def person(row: Row) -> str:
    """What tells one person from another: the address, else the name."""
    return row.recipient.email.lower() or row.recipient.name


def held(achievement: AchievementRecord, people: Sequence[str]) -> dict[str, Held]:
    """Return the awards of this achievement that hold now, or will, of these people."""
    if not people:
        return {}
    found = (
        _of_people(achievement, people)
        .exclude(standing__in=[Standing.REVOKED, Standing.FAILED])
        .exclude(valid_until__lte=timezone.now())
        .values_list("email", "name", "pk")
    )
    return {email or name: Held(str(pk)) for email, name, pk in found}


def _of_people(achievement: AchievementRecord, people: Sequence[str]) -> QuerySet[AwardRecord]:
    """Return the awards of an achievement that are of these people, of whom there is one or more.

    The condition is written here: to build it of objects takes longer than the query.
    """
    marks = ", ".join(["%s"] * len(people))
    table = AwardRecord._meta.db_table
    said = f"({table}.email IN ({marks}) OR ({table}.email = '' AND {table}.name IN ({marks})))"
    mine = AwardRecord.objects.of(achievement.organisation).filter(achievement=achievement)
    return mine.extra(where=[said], params=[*people, *people])  # noqa: S610 - marks alone


def nobody(_people: Sequence[str]) -> dict[str, Held]:
    """Return that nobody has it: for renewals, whose people do."""
    return {}


def over(achievement: AchievementRecord, people: Sequence[str]) -> dict[str, uuid.UUID]:
    """Return the latest award of these people that is over and not renewed, by person."""
    if not people:
        return {}
    found = (
        _of_people(achievement, people)
        .filter(standing=Standing.ACTIVE, valid_until__lte=timezone.now(), renewal=None)
        .order_by("valid_until")
        .values_list("email", "name", "pk")
    )
    return {email or name: pk for email, name, pk in found}


def judged(
    finds: Callable[[Sequence[str]], Mapping[str, Held]],
    people: Iterable[Row | Rejected],
    said: dict[str, Any],
    now: datetime,
) -> Iterator[triage.Sorted]:
    """Say of every row what becomes of it; `finds` says who has the achievement `said` already."""
    of_achievement = triage.Objections(said, now)
    return triage.triage(
        people,
        held=finds,
        objection=lambda row: _unfit(row) or of_achievement(row),
        person=person,
    )


def _unfit(row: Row) -> str:
    """Say what of a row no column and no credential can hold, or nothing."""
    who = row.recipient
    cells = {
        "name": (who.name, 300),
        "email": (who.email, 254),
        "id": (who.id, roster.FIELD),
        "result": (row.result, roster.FIELD),
        "evidence_url": (row.evidence_url, roster.FIELD),
    }
    try:
        for where, (value, most) in cells.items():
            if len(value) > most:
                return f"{where}: more than {most} characters"
            if not (value.isascii() and value.isprintable()):
                check_characters(value, where)
    except InputError as error:
        return str(error)
    return ""


def preview(
    achievement: AchievementRecord, people: Iterable[Row | Rejected]
) -> Iterator[triage.Sorted]:
    """Say of every row what would become of it if it were ordered now; store nothing."""
    said = claims.claim_of(achievement).achievement
    return judged(partial(held, achievement), people, said, timezone.now())
