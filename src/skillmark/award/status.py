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
from skillmark.award import listing
from skillmark.award.decoys import NONE, Decoys
from skillmark.nouns.errors import InputError
from skillmark.trust import status as lists
from skillmark.trust.keys import Signer

SIZE = lists.SMALLEST
"""Entries of an issuer's first pair of lists, and of every pair that older versions began."""
GROWS_TO = 1_048_576
"""Entries of the largest pair that is begun unless a setting says otherwise."""
TTL = timedelta(minutes=5)
"""How long a copy of a list may be used."""
LASTS = timedelta(days=365)
"""How long a list may be used that nobody signed again: the bound of a replay."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a credential's bits are: the number of the pair of lists, from 1, and the index."""

    number: int
    index: int


def size_to_begin(which: int, *, largest: int = GROWS_TO) -> int:
    """Return how many entries an issuer's `which`-th pair (from 1) has, when it is begun now.

    Each is twice the one before, up to `largest`, so that a small issuer's lists stay small to
    fetch, and a large one's herds are large (decision 24). Raises `InputError` for a `largest` that
    is no size of a list.
    """
    if not SIZE <= largest <= lists.LARGEST or largest % 8:
        raise InputError(
            f"a status list of {largest:,} entries is not one that verifiers read",
            remedy=f"from {SIZE:,} to {lists.LARGEST:,}, a multiple of 8",
        )
    return min(largest, SIZE << min(which - 1, 24))


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


@dataclass(slots=True)
class Pair:
    """The bits of a pair of lists, which are kept, and changed one by one."""

    number: int
    revocation: lists.StatusList
    """What no verifier may accept: revoked, suspended, and all decoys."""
    suspension: lists.StatusList
    """What is so for now only."""

    @classmethod
    def begin(cls, number: int, *, size: int, decoys: Decoys = NONE) -> Pair:
        """Begin a pair of `size` entries; its decoys are set from the first day."""
        pair = cls(number, lists.StatusList(size=size), lists.StatusList(size=size))
        pair.revocation.put(decoys.places)
        pair.suspension.put(decoys.suspended)
        return pair

    @property
    def size(self) -> int:
        """How many entries each of the two has."""
        return len(self.revocation)

    def put(self, index: int, standing: str) -> None:
        """Write how a credential stands: `active`, `suspended` or `revoked`."""
        suspended = standing == "suspended"
        self.revocation.set(index, suspended or standing == "revoked")
        self.suspension.set(index, suspended)


def sign_pair(
    base_url: str,
    pair: Pair,
    *,
    signer: Signer,
    now: datetime,
    valid_from: datetime | None = None,
    ttl: timedelta = TTL,
    lasts: timedelta = LASTS,
) -> tuple[signing.Signed, signing.Signed]:
    """Sign the revocation and the suspension list of a pair, as they stand.

    They speak from `valid_from` (absent: from now) until `lasts` after it.
    """
    since = now if valid_from is None else valid_from
    revocation, suspension = (
        listing.sign(
            url,
            purpose,
            bits,
            signer=signer,
            valid_from=since,
            valid_until=since + lasts,
            ttl=ttl,
            now=now,
        )
        for url, purpose, bits in zip(
            urls(base_url, pair.number),
            ("revocation", "suspension"),
            (pair.revocation, pair.suspension),
            strict=True,
        )
    )
    return revocation, suspension


def list_credentials(
    base_url: str,
    number: int,
    *,
    revoked: Iterable[int],
    suspended: Iterable[int],
    signer: Signer,
    now: datetime,
    decoys: Decoys = NONE,
    size: int = SIZE,
) -> tuple[signing.Signed, signing.Signed]:
    """Sign a pair whose bits are not kept: from the indexes of what is revoked and suspended.

    `decoys` must be places that no credential has.
    """
    pair = Pair.begin(number, size=size, decoys=decoys)
    pair.revocation.put(revoked)
    for index in suspended:
        pair.put(index, "suspended")
    return sign_pair(base_url, pair, signer=signer, now=now)
