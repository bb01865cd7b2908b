"""Status lists of any size: begun, changed bit by bit, signed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.award import credential, decoys, listing, status
from skillmark.nouns.errors import InputError
from skillmark.trust import status as lists
from skillmark.trust.bitstring import LARGEST, SMALLEST, StatusList, StatusListError
from skillmark.trust.keys import SigningKey
from skillmark.trust.publickey import Algorithm

URL = "https://academy.example/status/1-revocation.json"
DAY = timedelta(days=1)


def signed(bits: StatusList, signer: SigningKey, now: datetime, url: str = URL) -> bytes:
    return listing.sign(
        url,
        "revocation",
        bits,
        signer=signer,
        valid_from=now - DAY,
        valid_until=now + DAY,
        ttl=status.TTL,
        now=now,
    ).data


def in_full(bits: StatusList, signer: SigningKey, now: datetime, url: str = URL) -> bytes:
    unsigned = lists.credential(
        url, "revocation", bits, signer.controller, now - DAY, valid_until=now + DAY
    )
    return credential.sign(unsigned, signer, form=credential.natural_format(signer), now=now).data


@pytest.mark.parametrize(
    "controller", ["https://academy.example/issuers/a", "did:web:academy.example:a", None]
)
@pytest.mark.parametrize("url", [URL, "http://localhost/~é/1.json", "urn:a-list", 'https://a/"'])
def test_a_list_is_signed_with_the_bytes_of_the_full_way(
    controller: str | None, url: str, now: datetime
) -> None:
    signer = SigningKey.generate(Algorithm.ED25519, controller=controller)
    for number in (0, 1, 5_000):
        bits = StatusList(size=2 * SMALLEST)
        bits.put(Random(number).sample(range(2 * SMALLEST), number))
        try:
            wanted = in_full(bits, signer, now, url)
        except InputError as error:
            with pytest.raises(type(error)):
                signed(bits, signer, now, url)
        else:
            assert signed(bits, signer, now, url) == wanted


@pytest.mark.parametrize("algorithm", [Algorithm.P256, Algorithm.P384, Algorithm.RSA])
def test_a_list_is_signed_with_any_key(
    algorithm: Algorithm, now: datetime, request: pytest.FixtureRequest
) -> None:
    signer = SigningKey.generate(algorithm)
    bits = StatusList()
    bits.set(7)
    made = listing.sign(
        URL,
        "revocation",
        bits,
        signer=signer,
        valid_from=now,
        valid_until=now + DAY,
        ttl=status.TTL,
        now=now,
    )
    assert made.token is (algorithm is Algorithm.RSA)
    subject = made.credential["credentialSubject"]
    assert StatusList.decode(subject["encodedList"]).indexes() == {7}
    assert subject["ttl"] == 300_000


def test_a_purpose_that_nobody_knows_is_not_signed(now: datetime) -> None:
    key = SigningKey.generate(Algorithm.ED25519)
    for _ in range(2):
        with pytest.raises(StatusListError):
            listing.sign(
                URL,
                "disgrace",
                StatusList(),
                signer=key,
                valid_from=now,
                valid_until=now,
                ttl=status.TTL,
                now=now,
            )


@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.sampled_from(["active", "suspended", "revoked"])),
        max_size=60,
    )
)
@settings(max_examples=30)
def test_bits_that_are_flipped_are_those_that_are_built_anew(
    changes: list[tuple[int, str]],
) -> None:
    hidden = decoys.of("s3cret", 1).without(set(range(100)))
    kept = status.Pair.begin(1, size=SMALLEST, decoys=hidden)
    stands: dict[int, str] = {}
    for index, standing in changes:
        kept.put(index, standing)
        stands[index] = standing
    fresh = status.Pair.begin(1, size=SMALLEST, decoys=hidden)
    for index, standing in stands.items():
        fresh.put(index, standing)
    assert bytes(kept.revocation) == bytes(fresh.revocation)
    assert bytes(kept.suspension) == bytes(fresh.suspension)
    refused = {index for index, standing in stands.items() if standing != "active"}
    held = {index for index, standing in stands.items() if standing == "suspended"}
    assert kept.revocation.indexes() == refused | hidden.places
    assert kept.suspension.indexes() == held | hidden.suspended
    assert kept.revocation.count() == len(refused | hidden.places)


def test_each_list_of_an_issuer_is_twice_the_one_before_up_to_a_bound() -> None:
    sizes = [status.size_to_begin(which) for which in (1, 2, 3, 4, 5, 999_999)]
    assert sizes == [131_072, 262_144, 524_288, 1_048_576, 1_048_576, 1_048_576]
    assert status.size_to_begin(1, largest=SMALLEST) == SMALLEST
    assert status.size_to_begin(9, largest=SMALLEST) == SMALLEST
    assert status.size_to_begin(8, largest=10_000_000) == 10_000_000
    for odd in (SMALLEST - 8, SMALLEST + 1, LARGEST + 8):
        with pytest.raises(InputError, match="not one that verifiers read"):
            status.size_to_begin(1, largest=odd)


def test_decoys_grow_with_the_list(now: datetime) -> None:
    for number in (1, 2, 3):
        found = decoys.of("s3cret", number, size=8 * SMALLEST)
        assert 8 * decoys.LEAST <= len(found.places) <= 8 * decoys.MOST
        assert len(found.suspended) == -(-len(found.places) // decoys.SUSPENDED)
        assert max(found.places) >= SMALLEST
    # those of a list that is out there stay the same
    assert sum(decoys.of("s3cret", 1).places) == DECOYS_OF_VERSION_0_3


DECOYS_OF_VERSION_0_3 = 41_445_829


def test_ten_million_entries_in_one_list_are_looked_up(now: datetime) -> None:
    size, rng = 10_000_000, Random(3)
    key = SigningKey.generate(Algorithm.ED25519)
    pair = status.Pair.begin(1, size=size, decoys=decoys.of("s", 1, size=size))
    places = [0, size - 1, *rng.sample(range(1, size - 1), 200)]
    places = [place for place in places if not pair.revocation.get(place)]
    for place in places[::2]:
        pair.put(place, "revoked")
    revocation, suspension = status.sign_pair("https://academy.example", pair, signer=key, now=now)
    listed = json.loads(revocation.data)
    for number, place in enumerate(places):
        entry = status.entry("https://academy.example", status.Place(1, place))
        outcome = lists.look_up(entry, listed, now=now)
        assert outcome.code == ("ok" if number % 2 else "revoked")
    assert json.loads(suspension.data)["credentialSubject"]["statusPurpose"] == "suspension"
