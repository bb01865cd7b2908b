"""Consent: what somebody agreed to, where, when, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skillmark.nouns.errors import InputError
from skillmark.server.people import permitting
from skillmark.server.people import services as people
from skillmark.server.people.models import (
    AccountRecord,
    BasisRecord,
    ConsentRecord,
    CoverageRecord,
    ObjectionRecord,
    OrganisationRecord,
    Purpose,
)

MEANING: dict[Purpose, str | Promise] = {
    Purpose.MATCHING: _(
        "Recruiters and technical leaders there see your name, your badges that are valid, and how"
        " they fit a role. Without this you do not appear in any ranking."
    ),
    Purpose.PLANNING: _(
        "Those who plan training there see which skills you have and lack for your role, and what"
        " the plan proposes for you."
    ),
    Purpose.OUTCOMES: _(
        "Your career steps are linked to your badges to measure whether training works. Figures"
        " are published for groups only, never for you alone."
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose at one organisation."""

    purpose: Purpose
    meaning: str | Promise
    since: datetime | None
    """Since when it is agreed; `None` where it is not."""
    objected: datetime | None = None
    """Since when the person objects."""
    basis: BasisRecord | None = None
    """What the organisation states that it may do this on, without having asked."""

    @property
    def statable(self) -> bool:
        """Whether an organisation could state a basis for it, so that a no has to be kept."""
        return self.purpose in permitting.STATABLE


def table(account: AccountRecord) -> list[tuple[OrganisationRecord, list[Choice]]]:
    """Return each organisation one belongs to (or still has an agreement with), and the choices."""
    return [(place, [_choice(account, place, p) for p in Purpose]) for place in _places(account)]


def _choice(account: AccountRecord, place: OrganisationRecord, purpose: Purpose) -> Choice:
    found = permitting.standing(account, place, purpose)
    return Choice(purpose, MEANING[purpose], found.agreed, found.objected, found.basis)


def history(account: AccountRecord) -> Any:
    """Return every agreement there ever was, newest first."""
    rows = ConsentRecord.objects.filter(account=account)
    return rows.select_related("organisation").order_by("-given", "-pk")[:200]


def objections(account: AccountRecord) -> Any:
    """Return every objection there ever was, newest first."""
    rows = ObjectionRecord.objects.filter(account=account)
    return rows.select_related("organisation").order_by("-made", "-pk")[:200]


def change(account: AccountRecord, *, organisation: str, purpose: str, given: bool) -> None:
    """Agree or withdraw. An organisation that is none of one's own does not exist."""
    place = _places(account).filter(slug=organisation).first()
    if place is None or purpose not in Purpose.values:
        raise InputError(str(_("This is no organisation or purpose that you could agree to.")))
    people.set_consent(account, place, Purpose(purpose), given=given)


def _places(account: AccountRecord) -> Any:
    mine = account.memberships.values("organisation")
    agreed = ConsentRecord.objects.filter(account=account, withdrawn=None).values("organisation")
    covered = CoverageRecord.objects.filter(account=account, ended=None).values("organisation")
    said_no = ObjectionRecord.objects.filter(account=account, ended=None).values("organisation")
    rows = OrganisationRecord.objects.filter(
        Q(pk__in=mine) | Q(pk__in=agreed) | Q(pk__in=covered) | Q(pk__in=said_no)
    )
    return rows.distinct().order_by("name")
