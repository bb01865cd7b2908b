"""One's own page: what the ledgers of organisations have about me, by what, and how to stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skillmark.measure.ledger.columns import COLUMNS, Kind
from skillmark.server.measure.ledger import wording
from skillmark.server.measure.ledger.models import LinkRecord, OutcomeRecord
from skillmark.server.measure.ledger.storing import BY_CONSENT
from skillmark.server.people.actions import Action
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permissions import allowed
from skillmark.server.people.services import consents, set_consent


@dataclass(frozen=True, slots=True)
class Mine:
    """What one organisation's ledger has about a person."""

    link: LinkRecord
    cells: tuple[tuple[str, str, Any, bool], ...]
    """Title, meaning, value, and whether it came by the person's consent."""


@allowed(Action.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What ledgers have about me; withdraws my consent to be in one by my account."""
    if request.method == "POST":
        links = LinkRecord.objects.filter(account=request.user)
        place = OrganisationRecord.objects.filter(
            slug=request.POST.get("organisation", ""), pk__in=links.values("organisation")
        ).first()
        if place is not None:
            set_consent(request.user, place, Purpose.OUTCOMES, given=False)
            messages.success(request, _("Stopped. What came by your consent is gone."))
        return redirect("my_outcomes")
    links = LinkRecord.objects.filter(account=request.user).select_related("organisation")
    found = [_mine(link) for link in links.order_by("organisation__name", "person")]
    return render(request, "measure/my_outcomes.html", {"found": [one for one in found if one]})


def _mine(link: LinkRecord) -> Mine | None:
    row = OutcomeRecord.objects.of(link.organisation).filter(person=link.person).first()
    if row is None or not consents(link.account, link.organisation, Purpose.OUTCOMES):
        return None
    meanings, titles = dict(wording.columns()), wording.titles()
    cells = []
    for column in COLUMNS:
        value = getattr(row, column.name)
        if value in (None, "") or (column.kind is Kind.FLAG and not value):
            continue
        if column.kind is Kind.FLAG:
            value = _("yes")
        if column.kind is Kind.MONEY:
            value = f"{number_format(value, 2, force_grouping=True)} {row.currency}"
        by_consent = link.whole or (row.by_link and column.name in BY_CONSENT)
        cells.append((titles[column.name], meanings[column.name], value, by_consent))
    return Mine(link, tuple(cells))
