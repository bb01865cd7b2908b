"""Where a credential's status stands: a pair of status lists that share one index.

Open Badges 3.0 allows one `credentialStatus`, and an issuer wants to revoke and to suspend. The
entry therefore names the list of purpose `revocation`, whose bit means "do not accept", for every
verifier; its `statusReference` (Bitstring Status List 1.0, section 2.1) names the list of purpose
`suspension`, whose bit at the same index says "for now only". A verifier that knows only the first
refuses both; ours tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from skillmark.award import credential as signing
from skillmark.award.decoys import NONE, Decoys
from skillmark.nouns.errors import InputError
from skillmark.trust import status as lists
from skillmark.trust.keys import Signer

SIZE = lists.SMALLEST
TTL = timedelta(minutes=5)
"""How long a copy of a list may be used."""
LASTS = timedelta(days=365)
"""How long a list may be used that nobody signed again: the bound of a replay."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a credential's bits are: the number of the pair of lists, from 1, and the index."""

    number: int
    index: int


def urls(base_url: str, number: int) -> tuple[str, str]:
    """Return the URLs of the revocation and the suspension list of a pair."""
    base = base_url.rstrip("/")
    return (
        f"{base}/status/{number}-revocation.json",
        f"{base}/status/{number}-suspension.json",
    )


def check_base_url(base_url: str) -> str:
    """Return the URL without its trailing slash, or raise `InputError`."""
    if not base_url.startswith(("https://", "http://")) or any(c in base_url for c in '?#" <>'):
        raise InputError(
            f"{base_url!r} is no place that verifiers could ask",
            where="--base-url",
            remedy="the https address under which the state directory is published",
        )
    return base_url.rstrip("/")


def entry(base_url: str, place: Place) -> dict[str, Any]:
    """Return the `credentialStatus` of a credential."""
    revocation, suspension = urls(base_url, place.number)
    made = lists.entry(revocation, "revocation", place.index)
    return {**made, "statusReference": suspension}


def list_credentials(
    base_url: str,
    number: int,
    *,
    revoked: Iterable[int],
    suspended: Iterable[int],
    signer: Signer,
    now: datetime,
    decoys: Decoys = NONE,
    ttl: timedelta = TTL,
    lasts: timedelta = LASTS,
) -> tuple[signing.Signed, signing.Signed]:
    """Sign the revocation and the suspension list of a pair.

    `revoked` and `suspended` are indexes; a suspended one is refused in both lists. `decoys` must
    be places that no credential has.
    """
    held = {*suspended, *decoys.suspended}
    signed = []
    for url, purpose, indexes in zip(
        urls(base_url, number),
        ("revocation", "suspension"),
        ({*revoked, *held, *decoys.places}, held),
        strict=True,
    ):
        bits = lists.StatusList(size=SIZE)
        for index in indexes:
            bits.set(index)
        unsigned = lists.credential(
            url,
            purpose,
            bits,
            signer.controller,
            now,
            ttl_ms=int(ttl.total_seconds() * 1000),
            valid_until=now + lasts,
        )
        form = signing.natural_format(signer)
        signed.append(signing.sign(unsigned, signer, form=form, now=now))
    return signed[0], signed[1]
