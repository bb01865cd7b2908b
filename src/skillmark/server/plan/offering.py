"""What can be learned and what it counts: offers, roles to grow into, priorities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.learning import LearningOpportunity
from skillmark.nouns.plan import Gap, Offer
from skillmark.plan.catalogue import Catalogue, carries
from skillmark.server.define.models import OpportunityRecord
from skillmark.server.match.models import RoleRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.plan.models import AimRecord, OfferRecord, PostRecord, PriorityRecord
from skillmark.server.plan.situations import as_offer

CURRENCY = "EUR"


@transaction.atomic
def save_offer(
    organisation: OrganisationRecord, offer: Offer, title: dict[str, str]
) -> OfferRecord:
    """Store an offer, replacing the one of the same id."""
    row, _new = OfferRecord.objects.update_or_create(
        organisation=organisation,
        slug=offer.id,
        defaults={
            "title": title,
            "cost": Decimal(str(offer.cost)),
            "hours": offer.hours,
            "seats": offer.seats,
            "weeks": offer.weeks,
            "skills": {skill: dict(offer.levels).get(skill) for skill in offer.skills},
            "requires": list(offer.requires),
        },
    )
    return row


@transaction.atomic
def change_offer(row: OfferRecord, *, actor: AccountRecord) -> None:
    """Store what somebody wrote or edited.

    Raises `InputError` where it brings no skill, and where prerequisites go in a circle or are
    not on offer.
    """
    if not row.skills:
        raise InputError(_("an offer that brings no skill closes no gap"), remedy=_("add a skill"))
    others = OfferRecord.objects.of(row.organisation).exclude(pk=row.pk)
    try:
        Catalogue([*(as_offer(other) for other in others), as_offer(row)])
    except InputError as error:
        raise InputError(
            _("the prerequisites do not hold: %(why)s") % {"why": error.cause},
            where="requires",
            remedy=_("take one of them away"),
        ) from error
    row.save()
    audit.record("offer_changed", row, actor=actor, organisation=row.organisation)


def free_slug(organisation: OrganisationRecord, title: str) -> str:
    """Return an id for an offer that none has yet."""
    base = slugify(title)[:60] or "offer"
    taken = set(OfferRecord.objects.of(organisation).values_list("slug", flat=True))
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found


@transaction.atomic
def remove_offer(row: OfferRecord, *, actor: AccountRecord) -> None:
    """Delete an offer. Plans that were kept keep what they said.

    Raises `ConflictError` where another one requires it.
    """
    rows = OfferRecord.objects.of(row.organisation).exclude(pk=row.pk)
    needing = [one.slug for one in rows if row.slug in one.requires]
    if needing:
        raise ConflictError(
            _("%(names)s requires it") % {"names": ", ".join(needing)},
            remedy=_("take it out of the prerequisites there first"),
        )
    audit.record("offer_removed", row, actor=actor, organisation=row.organisation)
    row.delete()


def catalogue(organisation: OrganisationRecord) -> list[OpportunityRecord]:
    """Return the learning opportunities that offers can be made of: one's own, and public ones."""
    seen = Q(organisation=organisation) | Q(organisation__public=True)
    rows = OpportunityRecord.objects.filter(seen).select_related("organisation", "leads_to")
    return list(rows.order_by("provider", "slug"))


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of chosen opportunities."""

    made: tuple[OfferRecord, ...]
    refused: tuple[tuple[str, str], ...]
    """Pairs of slug and why."""


@transaction.atomic
def import_offers(
    organisation: OrganisationRecord, rows: Iterable[OpportunityRecord], *, actor: AccountRecord
) -> Imported:
    """Make offers of learning opportunities, or bring those of the same id up to date.

    Cost, hours, seats, dates and skills are taken over; prerequisites and other things that were
    edited here stay.
    """
    made, refused = [], []
    known = {row.slug: row for row in OfferRecord.objects.of(organisation)}
    for one in rows:
        noun = one.noun
        if noun.price.currency != CURRENCY:
            refused.append((one.slug, _("its price is in %s") % noun.price.currency))
            continue
        if not noun.skills:
            refused.append((one.slug, _("it names no skill")))
            continue
        # where it prepares for an achievement, that is what a person has afterwards
        skills = one.leads_to.noun.skills if one.leads_to else noun.skills
        row = known.get(one.slug) or OfferRecord(organisation=organisation, slug=one.slug[:80])
        row.title = noun.title.as_mapping()
        row.cost = noun.price.amount
        row.hours = noun.hours
        row.seats = noun.seats
        row.weeks = _weeks(noun)
        row.skills = {each.skill: each.level for each in skills}
        row.save()
        made.append(row)
    audit.record(
        "offers_imported",
        organisation,
        actor=actor,
        organisation=organisation,
        made=len(made),
        refused=len(refused),
    )
    return Imported(tuple(made), tuple(refused))


def _weeks(noun: LearningOpportunity) -> float | None:
    if noun.starts is None or noun.ends is None:
        return None
    return round(((noun.ends - noun.starts).days + 1) / 7, 2)


@transaction.atomic
def aim(
    organisation: OrganisationRecord,
    account: AccountRecord,
    role: RoleRecord,
    *,
    hours: float | None = None,
) -> AimRecord:
    """Say which role somebody is growing into; one at a time."""
    row, _new = AimRecord.objects.update_or_create(
        organisation=organisation, account=account, defaults={"role": role, "hours": hours}
    )
    return row


@transaction.atomic
def place(
    organisation: OrganisationRecord,
    account: AccountRecord,
    *,
    team: str = "",
    function: str = "",
    role: RoleRecord | None = None,
    hours_a_week: float | None = None,
) -> PostRecord:
    """Say what somebody does here today; one post each."""
    row, _new = PostRecord.objects.update_or_create(
        organisation=organisation,
        account=account,
        defaults={
            "team": team, "function": function, "role": role, "hours_a_week": hours_a_week
        },
    )  # fmt: skip
    return row


@transaction.atomic
def prioritise(
    organisation: OrganisationRecord,
    *,
    actor: AccountRecord,
    skill: str = "",
    role: RoleRecord | None = None,
    weight: float = 1.0,
    deadline: date | None = None,
) -> PriorityRecord | None:
    """Say how much more a skill or a role counts, and by when a skill has to be there.

    Weight 1 without a deadline is what counts anyway: the row then goes. Raises `InputError`
    unless exactly one of skill and role is given, and for a weight outside 0 to 100.
    """
    if bool(skill) == (role is not None):
        raise InputError(_("a priority is of a skill or of a role"))
    if not 0 <= weight <= 100:
        raise InputError(_("a weight is a number from 0 to 100"), where=str(weight))
    deadline = deadline if skill else None
    mine = {"organisation": organisation, "skill": skill, "role": role}
    audit.record(
        "priority_set", role or organisation, actor=actor, organisation=organisation, weight=weight
    )
    if weight == 1 and deadline is None:
        PriorityRecord.objects.filter(**mine).delete()
        return None
    row, _new = PriorityRecord.objects.update_or_create(
        **mine, defaults={"weight": weight, "deadline": deadline}
    )
    return row


def offers_of(organisation: OrganisationRecord | None) -> list[OfferRecord]:
    """Return everything on offer."""
    return list(OfferRecord.objects.of(organisation))


@dataclass(frozen=True, slots=True)
class Way:
    """A gap, and the offers that would close it, cheapest first."""

    gap: Gap
    offers: tuple[OfferRecord, ...]


def ways(organisation: OrganisationRecord, gaps: Iterable[Gap]) -> tuple[Way, ...]:
    """Return every gap with what would close it."""
    known = [(row, as_offer(row)) for row in OfferRecord.objects.of(organisation)]
    known.sort(key=lambda pair: (pair[1].cost, pair[1].hours, pair[1].id))
    return tuple(Way(gap, tuple(row for row, o in known if carries(o, gap))) for gap in gaps)
