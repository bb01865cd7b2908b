"""Responses of people who do not exist, for demonstrations: always marked as simulated.

The model, its numbers and its seed are those of `skillmark.assess.simulate`. Nothing here says
how people would answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from skillmark.assess.scoring import score
from skillmark.assess.simulate import simulate_attempt
from skillmark.nouns.errors import InputError
from skillmark.server.assess import counting, library
from skillmark.server.assess.models import (
    AttemptRecord,
    DeliveryRecord,
    ResponseRecord,
    TestRecord,
)
from skillmark.server.assess.sitting import starting
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord


@dataclass(frozen=True, slots=True)
class Sitter:
    """A simulated candidate; `account` where the results should be somebody's in a demo."""

    person: str
    ability: float
    """In standard deviations."""
    account: AccountRecord | None = None


@transaction.atomic
def record_simulated_responses(
    organisation: OrganisationRecord,
    test: TestRecord,
    sitters: Sequence[Sitter],
    *,
    now: datetime,
    rng: Random,
    delivery: DeliveryRecord | None = None,
) -> list[AttemptRecord]:
    """Let every sitter answer a form of their own, scored like anybody's; in their order.

    `delivery` is the test's latest open one with forms, and no practice, unless given. The same
    seed gives the same responses. Raises `InputError` where the test is not delivered.
    """
    offered = delivery or (
        DeliveryRecord.objects.of(organisation)
        .filter(test=test, open=True, practice=False, mode__in=counting.FORMS)
        .order_by("-created")
        .first()
    )
    if offered is None:
        raise InputError("this test is not delivered", where=test.slug, remedy="deliver it first")
    attempts: list[AttemptRecord] = []
    responses: list[ResponseRecord] = []
    for sitter in sitters:
        attempt = starting.open_attempt(offered, now=now, rng=rng)
        attempt.account, attempt.person, attempt.simulated = sitter.account, sitter.person, True
        mine = _answers(attempt, test, sitter.ability, rng)
        attempt.submitted, attempt.final = now, True
        attempt.score = round(math.fsum(one.points or 0.0 for one in mine), 9)
        attempts.append(attempt)
        responses.extend(mine)
    AttemptRecord.objects.bulk_create(attempts)
    ResponseRecord.objects.bulk_create(responses, batch_size=1000)
    audit.record(
        "responses_simulated", test, actor=None, organisation=organisation, persons=len(attempts)
    )
    return attempts


def _answers(
    attempt: AttemptRecord, test: TestRecord, ability: float, rng: Random
) -> list[ResponseRecord]:
    own = library.noun(test)
    names = [name for name, _ in attempt.form]
    given = simulate_attempt(own, names, ability=ability, rng=rng)
    rows = []
    for name in names:
        item, value = own.item(name), given.responses[name]
        rows.append(
            ResponseRecord(
                organisation=attempt.organisation,
                attempt=attempt,
                item=name,
                skill=item.skill,
                value=value,
                saved=attempt.started,
                simulated=True,
                points=score(item, value, ratings=given.ratings.get(name)).points,
                maximum=item.points,
            )
        )
    return rows
