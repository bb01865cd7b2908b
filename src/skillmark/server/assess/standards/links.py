"""The link of a seat: made of the site's secret and the seat's nonce, so that no row holds it."""

from __future__ import annotations

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from skillmark.server.assess.standards.models import PanellistRecord
from skillmark.server.people.services import address

_TOKEN = re.compile(r"([0-9a-f]{32})-([0-9a-f]{64})")


def token_of(seat: PanellistRecord) -> str:
    """Return the token of a seat's link."""
    return f"{seat.pk.hex}-{_signature(seat)}"


def _signature(seat: PanellistRecord) -> str:
    made = salted_hmac("skillmark.panel", f"{seat.pk.hex}.{seat.nonce}", algorithm="sha256")
    return made.hexdigest()


def link(seat: PanellistRecord) -> str:
    """Return the link of a seat."""
    return address("panel", token_of(seat))


def seat_of(token: str) -> PanellistRecord | None:
    """Return the seat that this token is of."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    rows = PanellistRecord.objects.select_related("setting__test", "organisation")
    seat: PanellistRecord | None = rows.filter(pk=parts[1]).first()
    if seat is None or not constant_time_compare(parts[2], _signature(seat)):
        return None
    return seat
