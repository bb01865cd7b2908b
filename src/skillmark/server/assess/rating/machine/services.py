"""Who sees an opinion, when somebody else looks, and how far machine and people agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, FloatField, QuerySet, Value, When
from django.db.models.functions import Abs, Greatest
from django.utils.translation import gettext as _

from skillmark.assess.interactions.rated import Criterion, Rated
from skillmark.assess.items import Test
from skillmark.assess.judging import STEP
from skillmark.assess.machine.agreement import Agreement, Pair, by_criterion, overall
from skillmark.nouns.errors import ConflictError
from skillmark.server.assess import library
from skillmark.server.assess.models import (
    AttemptRecord,
    RatingRecord,
    ResponseRecord,
    TestRecord,
)
from skillmark.server.assess.rating import contesting, settling
from skillmark.server.assess.rating.machine.models import (
    MachineOpinionRecord,
    MachineSightRecord,
    MachineVersionRecord,
)
from skillmark.server.assess.rating.models import ASKED, RatingActRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord

State = MachineOpinionRecord.State


def opinion_for(response: ResponseRecord) -> MachineOpinionRecord | None:
    """Return the machine's opinion on an answer; `None` while there is none that may be seen.

    Whoever shows it to a rater does so by `shown_to`, which keeps it from those who have not
    rated yet.
    """
    return (
        MachineOpinionRecord.objects.select_related("version")
        .filter(response=response, state=State.GIVEN)
        .first()
    )


@transaction.atomic
def shown_to(
    response: ResponseRecord, rater: AccountRecord, *, now: datetime
) -> MachineOpinionRecord | None:
    """Return the opinion for a rater whose rating cannot change any more, and keep that rating.

    `None` for whoever has not rated, and until everybody has rated who rates independently: as
    long as a rating can change, nothing but the answer may move it. What is given anew after
    opening the answer again is no evidence of agreement.
    """
    mine = response.ratings.filter(rater=rater).first()
    if mine is None or not settling.all_in(response):
        return None
    row = opinion_for(response)
    if row is None:
        return None
    MachineSightRecord.objects.get_or_create(
        opinion=row,
        rater=rater,
        defaults={"organisation": response.organisation, "points": mine.points, "at": now},
    )
    return row


def compared(
    opinion: MachineOpinionRecord, rating: RatingRecord, rubric: Sequence[Criterion]
) -> list[tuple[Criterion, float | None, dict[str, Any]]]:
    """Return each criterion with what a rater gave and what the machine said, in order."""
    marks = {mark["criterion"]: mark for mark in opinion.marks}
    return [(one, rating.points.get(one.id), marks[one.id]) for one in rubric if one.id in marks]


def second_looks(organisation: OrganisationRecord) -> QuerySet[ResponseRecord]:
    """Return the answers that deserve a second look, oldest first.

    Those that one person rated and of which the machine thinks differently, by more than two
    raters may differ (`Rule.granted`). Not once somebody asked for a second look, and not once
    a badge came of the result.
    """
    tolerance = F("attempt__delivery__tolerance")
    granted = Case(
        When(attempt__delivery__tolerance=0, then=Value(0.0)),
        default=Greatest(tolerance * F("maximum"), Value(STEP)),
        output_field=FloatField(),
    )
    return (
        ResponseRecord.objects.of(organisation)
        .filter(
            machine_opinion__state=State.GIVEN,
            pending=False,
            points__isnull=False,
            attempt__practice=False,
            attempt__claimed="",
        )
        .exclude(acts__kind__in=ASKED)
        .annotate(
            raters=Count("ratings", distinct=True),
            apart=Abs(F("points") - F("machine_opinion__total")),
        )
        .filter(raters=1, apart__gt=granted + 1e-9)
        .select_related("attempt__delivery__test")
        .order_by("attempt__submitted", "pk")
    )


def second_looks_for(rater: AccountRecord, organisation: OrganisationRecord) -> Any:
    """Return the second looks that are for this person: not one's own answers or ratings."""
    return (
        second_looks(organisation)
        .exclude(attempt__account=rater)
        .exclude(pk__in=RatingRecord.objects.filter(rater=rater).values("response"))
    )


@transaction.atomic
def doubt(response: ResponseRecord, *, rater: AccountRecord, now: datetime) -> RatingActRecord:
    """Have an answer of the list looked at again: it waits for a decision, by the rater or others.

    Raises `ConflictError` where it is none of the second looks that are for this person.
    """
    if not second_looks_for(rater, response.organisation).filter(pk=response.pk).exists():
        raise ConflictError(
            _("this answer needs no second look any more"),
            remedy=_("take another one of the list"),
        )
    reason = _("the rating and a machine's opinion are far apart")
    return contesting.doubt(response, rater=rater, reason=reason, now=now)


@transaction.atomic
def accept(version: MachineVersionRecord, *, actor: AccountRecord, now: datetime) -> None:
    """Use a version from now on; the opinions that were held back because of it count as given."""
    if version.accepted is None:
        version.accepted, version.accepted_by = now, actor
        version.save(update_fields=["accepted", "accepted_by"])
        version.opinions.filter(state=State.HELD).update(state=State.GIVEN)
    audit.record(
        "machine_version_accepted", version, actor=actor, organisation=version.organisation
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What a candidate is told of the machine at one attempt."""

    agreed: bool
    given: Sequence[MachineOpinionRecord]
    waiting: int

    @property
    def models(self) -> list[str]:
        """The models that gave an opinion."""
        return sorted({one.version.model for one in self.given if one.version})


def told(attempt: AttemptRecord) -> Told:
    """Return what a candidate is told: that there are opinions, of what, and nothing of them."""
    rows = list(
        MachineOpinionRecord.objects.filter(response__attempt=attempt)
        .select_related("version")
        .order_by("pk")
    )
    return Told(
        agreed=hasattr(attempt, "machine_consent"),
        given=[one for one in rows if one.state == State.GIVEN],
        waiting=sum(one.state in {State.WAITING, State.HELD} for one in rows),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How one version stands at one test."""

    version: MachineVersionRecord
    given: int
    held: int
    refused: int
    overall: Agreement
    criteria: Sequence[tuple[str, Agreement]]
    """What each criterion looks for, with the agreement on it."""


def standings(test: TestRecord, *, language: str = "en") -> list[Standing]:
    """Return every version that has answered for a test, the newest first, each by itself."""
    own = library.noun(test)
    return [
        _standing(row, own, language)
        for row in test.machine_versions.select_related("accepted_by").order_by(
            "-first_seen", "-pk"
        )
    ]


def _standing(version: MachineVersionRecord, own: Test, language: str) -> Standing:
    states = dict(version.opinions.order_by().values_list("state").annotate(number=Count("pk")))
    found = pairs(version, own)
    names = {
        (item.id, one.id): one.criterion.in_language(language)
        for item in own.items
        if isinstance(item.interaction, Rated)
        for one in item.interaction.rubric
    }
    return Standing(
        version,
        states.get(State.GIVEN, 0),
        states.get(State.HELD, 0),
        states.get(State.REFUSED, 0),
        overall(found),
        [(names[one.item, one.criterion], one) for one in by_criterion(found)],
    )


def pairs(version: MachineVersionRecord, own: Test) -> list[Pair]:
    """Return what people gave before they saw the opinions of a version, beside them.

    Of each answer the rating of whoever rated first; of each person the first attempt. Held
    opinions count too, so that somebody who has to accept a version can see how it does.
    """
    rows = (
        version.opinions.filter(state__in=[State.GIVEN, State.HELD])
        .select_related("response__attempt")
        .prefetch_related("response__ratings", "sights")
        .order_by("response__attempt__submitted", "pk")
    )
    first: dict[str, Any] = {}
    found: list[Pair] = []
    for row in rows:
        attempt, rating = row.response.attempt, _first(row.response)
        if rating is None or first.setdefault(attempt.person, attempt.pk) != attempt.pk:
            continue
        before = next(
            (one.points for one in row.sights.all() if one.rater_id == rating.rater_id), None
        )
        human, worth = before or rating.points, _worth(own, row.response.item)
        found += [
            Pair(
                attempt.person,
                row.response.item,
                mark["criterion"],
                worth[mark["criterion"]],
                float(human[mark["criterion"]]),
                float(mark["points"]),
            )
            for mark in row.marks
        ]
    return found


def _first(response: ResponseRecord) -> RatingRecord | None:
    return min(response.ratings.all(), key=lambda one: one.pk, default=None)


def _worth(own: Test, item: str) -> dict[str, float]:
    way = own.item(item).interaction
    return {one.id: one.points for one in way.rubric} if isinstance(way, Rated) else {}
