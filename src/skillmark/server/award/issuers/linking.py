"""What this site publishes to say that its organisations and its domain belong together."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from skillmark.award import linking
from skillmark.nouns.errors import ConflictError
from skillmark.server.award.claims import issuer_id
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import KeyRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust.remembered import Remembered

LASTS = timedelta(days=30)
MOST = 200
"""Organisations that are linked; a verifier reads the whole document."""
_signed: Remembered[Hashable, list[dict[str, Any] | str]] = Remembered(most=1024, most_weight=1024)
"""What was signed today, by key, DID and origin: a stranger's question signs nothing anew."""


def origin() -> str:
    """Return the site's origin; empty where it is not reached by https, which the standard asks."""
    parts = urlsplit(settings.BASE_URL)
    return f"https://{parts.netloc}" if parts.scheme == "https" else ""


def configuration(now: datetime) -> dict[str, Any] | None:
    """Return the DID Configuration of the site, signed by each organisation's own key.

    Signed as of the beginning of the day, so that it is the same all day and renewed every day,
    long before it ends. `None` where the site has no https address or nobody has a key that signs.
    """
    place = origin()
    if not place:
        return None
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    owners = KeyRecord.objects.filter(retired=None).values("organisation")
    entries: list[dict[str, Any] | str] = []
    for organisation in OrganisationRecord.objects.filter(pk__in=owners).order_by("pk")[:MOST]:
        for did in _dids(organisation):
            try:
                row = keys.speaks_for(organisation, did)
            except ConflictError:
                continue
            if row is not None:
                entries += _linked(row, did, place, since)
    return linking.resource(entries) if entries else None


def _linked(row: KeyRecord, did: str, place: str, since: datetime) -> list[dict[str, Any] | str]:
    made = row.multikey, did, place, since
    entries = _signed.get(made)
    if entries is None:
        signer = keys.signer(row, did)
        entries = linking.signed(did, place, signer, since=since, until=since + LASTS)
        _signed.put(made, entries)
    return entries


def _dids(organisation: OrganisationRecord) -> list[str]:
    """Return the DIDs of an organisation: an https issuer is linked by the did:web beside it."""
    names = (keys.did_web(organisation), issuer_id(organisation))
    return [name for name in dict.fromkeys(names) if name.startswith("did:")]
