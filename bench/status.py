"""What a status list of ten million entries costs: rebuilt, signed, changed, looked into.

The limit is what nobody can leave out: zlib over the bits at its quickest, and one Ed25519
signature. The peer is npm @digitalbazaar/vc-bitstring-status-list, which gets the bits ready and
signs the same list with the same key. All in processor time, all in the same run.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from nacl.signing import SigningKey as Bare

from rig import badge, cost, digital_bazaar
from rig.table import Figures, PeerMissingError, options
from skillmark.award import listing, status
from skillmark.trust import packing
from skillmark.trust import status as lists
from skillmark.trust.bitstring import StatusList
from skillmark.trust.keys import Algorithm, SigningKey

SIZE, QUICK = 10_000_000, 131_072
SHARD = 1_048_576
FILLS = (0.001, 0.01, 0.1)
BASE = "https://academy.example/issuers/academy"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
COLUMNS = (
    "what", "set", "sign_ms", "change_ms", "from_rows_ms", "look_up_ms", "limit_ms", "limit_x",
    "peer_x", "KB",
)  # fmt: skip
NOTES = (
    """sign: from the bits that are kept to the bytes that are handed out (packed, in base64url,
    canonicalized, signed, one list); change: the same after one more bit was set; from rows: all
    bits from the indexes of what is revoked, and signed""",
    """look up: an entry in a list that was just fetched (its bytes read, unpacked, looked into), as
    a verifier that has checked its signature does""",
    """limit: zlib at level 1 over the same bits and one bare Ed25519 signature (PyNaCl), measured
    in the same process; limit x: how many times as long as the limit signing takes""",
    """peer x: how many times as fast it is as @digitalbazaar/vc-bitstring-status-list""",
    """without isal: lists as they are signed where the extra `fast` is not installed""",
    """the bits are set at random""",
)


def filled(size: int, share: float) -> status.Pair:
    """Return a pair of lists in which that share of the entries is revoked."""
    pair = status.Pair.begin(1, size=size)
    pair.revocation.put(Random(size).sample(range(size), round(size * share)))
    return pair


def each(work: Any, *, seconds: float) -> float:
    """Return the milliseconds of processor time that one takes."""

    def many(count: int) -> None:
        for _ in range(count):
            work()

    return 1000 / cost.rate(many, seconds=seconds)[0]


def limit(bits: bytes, *, seconds: float) -> float:
    """Return what nobody can leave out: bare zlib and one signature."""
    key, digest = Bare(badge.SEED), bytes(64)

    def work() -> None:
        zlib.compress(bits, 1)
        key.sign(digest)

    return each(work, seconds=seconds)


def signer() -> SigningKey:
    """Return a key of the kind that signs lists."""
    return SigningKey.generate(Algorithm.ED25519, controller=BASE)


def signed(bits: StatusList, key: SigningKey) -> bytes:
    """Return the signed list that is handed out."""
    return listing.sign(
        status.urls(BASE, 1)[0],
        "revocation",
        bits,
        signer=key,
        valid_from=NOW,
        valid_until=NOW + status.LASTS,
        ttl=status.TTL,
        now=NOW,
    ).data


def ours(pair: status.Pair, *, seconds: float) -> dict[str, Any]:
    """Measure one list of ours."""
    key, at, spare = signer(), Random(1), pair.revocation.copy()

    def sign() -> bytes:
        return signed(pair.revocation, key)

    def change() -> None:
        spare.set(at.randrange(pair.size))
        signed(spare, key)

    revoked = sorted(pair.revocation.indexes())

    def from_rows() -> None:
        made = StatusList(size=pair.size)
        made.put(revoked)
        signed(made, key)

    data = sign()
    index = revoked[len(revoked) // 2]

    def look_up() -> bool:
        subject = json.loads(data)["credentialSubject"]
        return StatusList.decode(subject["encodedList"]).get(index)

    entry = lists.entry(status.urls(BASE, 1)[0], "revocation", index)
    if lists.look_up(entry, json.loads(data)).code != "revoked" or not look_up():
        raise SystemExit("the list does not say what was put in")
    return {
        "sign_ms": each(sign, seconds=seconds),
        "change_ms": each(change, seconds=seconds),
        "from_rows_ms": each(from_rows, seconds=seconds),
        "look_up_ms": each(look_up, seconds=seconds),
        "KB": round(len(data) / 1000),
    }


def peer(pair: status.Pair, *, seconds: float) -> dict[str, Any]:
    """Measure the same list of the peer's."""
    url = status.urls(BASE, 1)[0]
    return digital_bazaar.status_list(
        bytes(pair.revocation), url=url, purpose="revocation", seconds=seconds
    )


def compare(figures: Figures, *, size: int, seconds: float) -> None:
    """Fill in one list of that size with every share of it set."""
    there = digital_bazaar.present()
    for share in FILLS:
        pair = filled(size, share)
        least = limit(bytes(pair.revocation), seconds=seconds)
        mine = ours(pair, seconds=seconds)
        other = peer(pair, seconds=seconds) if there else None
        about = {"set": f"{share:.1%}", "limit_ms": least}
        figures.add(
            what=f"skillmark, {size:,}",
            **about,
            **mine,
            limit_x=mine["sign_ms"] / least,
            peer_x=other and other["sign"] * 1000 / mine["sign_ms"],
        )
        with patch.object(packing, "_QUICK", packing.by_zlib):
            plain = ours(pair, seconds=seconds)
        figures.add(
            what="  without isal",
            **about,
            **plain,
            limit_x=plain["sign_ms"] / least,
            peer_x=other and other["sign"] * 1000 / plain["sign_ms"],
        )
        if other is not None:
            figures.add(
                what="  @digitalbazaar/vc-bitstring-status-list",
                set=f"{share:.1%}",
                sign_ms=other["sign"] * 1000,
                look_up_ms=other["look_up"] * 1000,
                limit_x=other["sign"] * 1000 / least,
                KB=round(other["letters"] / 1000),
            )
    if not there:
        figures.missing(
            "@digitalbazaar/vc-bitstring-status-list", digital_bazaar.REMEDY, required=True
        )


def shards(figures: Figures, *, size: int, shard: int, seconds: float) -> None:
    """Fill in the same entries in several lists: all signed anew, and one change."""
    count = -(-size // shard)
    pairs = [filled(shard, 0.01) for _ in range(count)]
    key = signer()

    def sign() -> None:
        for pair in pairs:
            signed(pair.revocation, key)

    def change() -> None:
        pairs[0].revocation.set(1)
        signed(pairs[0].revocation, key)

    figures.add(
        what=f"skillmark, {count} lists of {shard:,}",
        set="1.0%",
        sign_ms=each(sign, seconds=seconds),
        change_ms=each(change, seconds=seconds),
        KB=round(len(signed(pairs[0].revocation, key)) / 1000),
    )


def main() -> None:
    """Measure everything and print it."""
    asked = options(__doc__).parse_args()
    size, seconds = (QUICK, 0.01) if asked.quick else (SIZE, 1.0)
    figures = Figures("status", "A status list of ten million entries", COLUMNS)
    try:
        compare(figures, size=size, seconds=seconds)
    except PeerMissingError as error:
        raise SystemExit(str(error)) from None
    shards(figures, size=4 * QUICK if asked.quick else size,
           shard=QUICK if asked.quick else SHARD, seconds=seconds)  # fmt: skip
    figures.notes += NOTES
    figures.notes.append(f"a copy may be used for {status.TTL / timedelta(minutes=1):.0f} minutes")
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
