"""Opening a standard setting: what the panel judges, and who is invited."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.forms import draw
from skillmark.assess.standards.ratings import FEWEST_PANELLISTS
from skillmark.nouns.credibility import FieldData
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.assess import calibration, library
from skillmark.server.assess.models import TestRecord
from skillmark.server.assess.standards import links
from skillmark.server.assess.standards.models import (
    OF_PEOPLE,
    Method,
    PanellistRecord,
    PanelRoundRecord,
    StandardSettingRecord,
)
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord

FEWEST_PAGES = 5
"""A booklet of fewer pages cannot tell where mastery ends."""
MOST_PANELLISTS = 60


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to invite."""

    name: str
    role: str
    email: str = ""
    expertise: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """A seat with its link."""

    seat: PanellistRecord
    link: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How a standard setting is to be held."""

    method: Method
    candidate: str
    consent: str
    training: str = ""
    show_key: bool = False
    whole_pool: bool = False
    """Rate every question of the pool instead of those of one form."""
    include_short: bool = False
    response_probability: float = 0.67
    cost_of_false_pass: float = 1.0
    simulated: bool = False


@transaction.atomic
def open_setting(
    test: TestRecord, plan: Plan, guests: Sequence[Guest], *, actor: AccountRecord | None
) -> tuple[StandardSettingRecord, list[Invited]]:
    """Open a standard setting with its first round, and invite the panel.

    Raises `InputError` for fewer than two panellists (one judge suffices where people are
    judged), for addresses that are none, and for a bookmark without a calibration.
    """
    _check(guests, fewest=1 if plan.method in OF_PEOPLE else FEWEST_PANELLISTS)
    items, parameters, real = _material(test, plan)
    row = StandardSettingRecord.objects.create(
        organisation=test.organisation,
        test=test,
        method=plan.method,
        candidate=plan.candidate.strip(),
        consent=plan.consent.strip(),
        training=plan.training.strip(),
        show_key=plan.show_key,
        items=items,
        parameters=parameters,
        response_probability=plan.response_probability,
        cost_of_false_pass=plan.cost_of_false_pass,
        maximum=sum(points for _name, points in items),
        calibrated_on_real=real,
        simulated=plan.simulated,
        opened_by=actor,
    )
    PanelRoundRecord.objects.create(organisation=row.organisation, setting=row, number=1)
    invited = [_invite(row, guest, number) for number, guest in enumerate(guests, start=1)]
    audit.record(
        "standard_opened",
        row,
        actor=actor,
        organisation=row.organisation,
        method=str(plan.method),
        panellists=len(invited),
    )
    return row, invited


def _check(guests: Iterable[Guest], *, fewest: int) -> None:
    people = list(guests)
    if len(people) < fewest:
        raise InputError(
            _("a panel needs at least %(count)s people") % {"count": fewest},
            remedy=_("five or more who know the work are advised"),
            code="too_few",
        )
    if len(people) > MOST_PANELLISTS:
        raise InputError(_("a panel has at most %(count)s people") % {"count": MOST_PANELLISTS})
    emails = Counter(one.email.lower() for one in people if one.email)
    names = Counter(one.name for one in people)
    for said, count in [*emails.items(), *names.items()]:
        if count > 1:
            raise InputError(_("somebody is named twice"), where=said)
    for one in people:
        if one.email:
            try:
                validate_email(one.email)
            except ValidationError:
                raise InputError(
                    _("%(words)s is no e-mail address") % {"words": one.email}
                ) from None


def _material(
    test: TestRecord, plan: Plan
) -> tuple[list[tuple[str, float]], list[tuple[float, float]], bool]:
    """Return items with points, their parameters, and whether these rest on real responses."""
    own = library.delivered(library.noun(test), include_short=plan.include_short)
    if plan.method is not Method.BOOKMARK:
        # One form stands for all: the same for everybody who opens a setting of this test.
        drawn = draw(own, rng=Random(test.digest)).item_ids  # noqa: S311
        asked = own.scored(own.by_id if plan.whole_pool else drawn)
        names = [item.id for item in asked]
        return [(name, own.item(name).points) for name in names], [], False
    newest = calibration.latest(test)
    counted = {item.id for item in own.scored(own.by_id)}
    rows = [] if newest is None else newest.items
    known = [
        (one["item"], one["a"], one["b"])
        for one in rows
        if one["a"] is not None and one["a"] > 0 and one["item"] in counted
    ]
    if newest is None or len(known) < FEWEST_PAGES:
        raise InputError(
            _("this test is not calibrated: there is no order of the questions"),
            where=test.slug,
            remedy=_("compute its figures from responses first, or choose another method"),
            code="not_calibrated",
        )
    return (
        [(name, own.item(name).points) for name, _a, _b in known],
        [(a, b) for _name, a, b in known],
        newest.field_data == FieldData.REAL,
    )


def _invite(row: StandardSettingRecord, guest: Guest, number: int) -> Invited:
    email = guest.email.strip().lower()
    # Accounts of this organisation only: whom other organisations know is not ours to tell.
    members = AccountRecord.objects.filter(memberships__organisation=row.organisation)
    seat = PanellistRecord.objects.create(
        organisation=row.organisation,
        setting=row,
        number=number,
        account=members.filter(email=email).first() if email else None,
        email=email,
        name=guest.name.strip(),
        role=guest.role.strip(),
        expertise=guest.expertise.strip(),
        nonce=secrets.token_urlsafe(16),
    )
    return _sent(seat)


def _sent(seat: PanellistRecord) -> Invited:
    link = links.link(seat)
    if seat.email and not seat.setting.simulated:
        send_mail(
            _("Your place on a panel"),
            _(
                "You are asked to help decide where passing a test begins.\n\n"
                "This link is yours alone and works until the panel has finished:\n%(link)s\n"
            )
            % {"link": link},
            None,
            [seat.email],
        )
    return Invited(seat, link)


@transaction.atomic
def renew_link(seat: PanellistRecord, *, actor: AccountRecord) -> Invited:
    """Give a seat a new link; the old one ends."""
    if seat.setting.adoptions.exists():
        raise ConflictError(_("this standard setting has ended with a decision"))
    seat.nonce = secrets.token_urlsafe(16)
    seat.save(update_fields=["nonce"])
    audit.record("panel_link_renewed", seat, actor=actor, organisation=seat.organisation)
    return _sent(seat)
