"""Bitstring status lists."""

from __future__ import annotations

import base64
import gzip
import zlib
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import ConflictError
from skillmark.trust import multibase, rdf, status
from skillmark.trust.outcome import Status
from skillmark.trust.status import StatusList, StatusListError

LIST = "https://example.org/status/1"


def listed(
    now: datetime, *indexes: int, purpose: str = "revocation", **more: Any
) -> dict[str, Any]:
    bits = StatusList()
    for index in indexes:
        bits.set(index)
    return status.credential(LIST, purpose, bits, "did:example:issuer", now, **more)


@given(st.sets(st.integers(0, status.SMALLEST - 1), max_size=40))
def test_lists_round_trip(indexes: set[int]) -> None:
    bits = StatusList()
    for index in indexes:
        bits.set(index)
    found = StatusList.decode(bits.encode())
    assert bytes(found) == bytes(bits)
    assert all(found.get(index) for index in indexes)
    assert found.indexes() == indexes
    assert sum(byte.bit_count() for byte in bytes(found)) == len(indexes)
    for index in indexes:
        found.set(index, False)
    assert not any(bytes(found))


def test_index_0_is_the_leftmost_bit() -> None:
    bits = StatusList()
    bits.set(0)
    bits.set(15)
    assert bytes(bits)[:2] == b"\x80\x01"
    assert bits.encode() == bits.encode(), "the same list is the same bytes"


def test_the_example_of_the_specification() -> None:
    encoded = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    bits = StatusList.decode(encoded)
    assert len(bits) == 131_072
    assert not any(bytes(bits))


def test_a_list_is_a_credential_that_can_be_signed(now: datetime) -> None:
    made = listed(now, 5, valid_until=now + timedelta(days=1))
    assert made["credentialSubject"]["encodedList"] in rdf.canonicalize(made)
    assert made["credentialSubject"]["ttl"] == 300_000


@pytest.mark.parametrize(
    ("purpose", "code"), [("revocation", "revoked"), ("suspension", "suspended")]
)
def test_a_bit_is_looked_up(now: datetime, purpose: str, code: str) -> None:
    credential = listed(now, 7, purpose=purpose)
    set_ = status.look_up(status.entry(LIST, purpose, 7), credential, now=now)
    assert (set_.status, set_.code, set_.as_of) == (Status.FAIL, code, now)
    unset = status.look_up(status.entry(LIST, purpose, 8), credential, now=now)
    assert (unset.status, unset.code) == (Status.PASS, "ok")


def test_hostile_17_a_gzip_bomb_is_refused_without_unpacking_it() -> None:
    bomb = multibase.encode64(gzip.compress(bytes(200 * 1024 * 1024), compresslevel=9))
    assert len(bomb) < 300_000
    with pytest.raises(StatusListError) as caught:
        StatusList.decode(bomb)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    "index", ["131072", "-1", "1e3", "", "٣", "99999999999999", None, True, 2.5]
)
def test_hostile_18_an_index_out_of_range_is_an_error(now: datetime, index: Any) -> None:
    entry = status.entry(LIST, "revocation", 0) | {"statusListIndex": index}
    outcome = status.look_up(entry, listed(now), now=now)
    assert (outcome.status, outcome.code) == (Status.FAIL, "index")


def test_hostile_18_a_short_list_is_an_error(now: datetime) -> None:
    short = listed(now)
    short["credentialSubject"]["encodedList"] = multibase.encode64(gzip.compress(bytes(16_383)))
    outcome = status.look_up(status.entry(LIST, "revocation", 0), short)
    assert (outcome.status, outcome.code) == (Status.FAIL, "too_short")
    with pytest.raises(StatusListError):
        StatusList(size=8)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"statusPurpose": "suspension"}, "purpose"),
        ({"statusPurpose": ["suspension", "message"]}, "purpose"),
        ({"type": "Other"}, "list_type"),
        ({"encodedList": 5}, "encoding"),
        ({"encodedList": "uAAAA"}, "encoding"),
        ({"encodedList": "zAAAA"}, "encoding"),
        ({"encodedList": "u" + StatusList().encode()[1:-8]}, "encoding"),
        ({"statusSize": 2}, "status_size"),
    ],
)
def test_hostile_18_the_wrong_purpose_or_form_is_an_error(
    now: datetime, change: dict[str, Any], code: str
) -> None:
    credential = listed(now)
    credential["credentialSubject"] |= change
    outcome = status.look_up(status.entry(LIST, "revocation", 0), credential)
    assert (outcome.status, outcome.code) == (Status.FAIL, code)


def test_another_list_is_an_error(now: datetime) -> None:
    entry = status.entry("https://example.org/status/2", "revocation", 0)
    assert status.look_up(entry, listed(now)).code == "list_id"
    plain = listed(now) | {"type": ["VerifiableCredential"]}
    assert status.look_up(status.entry(LIST, "revocation", 0), plain).code == "list_type"


def test_hostile_21_a_stale_list_is_unknown(now: datetime) -> None:
    entry = status.entry(LIST, "revocation", 0)
    brief = listed(now, ttl_ms=60_000, valid_until=now + timedelta(hours=1))
    for later, fetched, code in (
        (timedelta(seconds=59), timedelta(0), "ok"),
        (timedelta(seconds=61), timedelta(0), "stale"),
        (timedelta(minutes=59), timedelta(minutes=59), "ok"),
        (timedelta(minutes=61), timedelta(minutes=61), "stale"),
        (timedelta(minutes=-6), timedelta(minutes=-6), "stale"),
    ):
        outcome = status.look_up(entry, brief, now=now + later, fetched=now + fetched)
        assert outcome.code == code
        assert outcome.status is (Status.PASS if code == "ok" else Status.UNKNOWN)


def test_other_kinds_of_status_are_unsupported(now: datetime) -> None:
    outcome = status.look_up({"type": "1EdTechRevocationList"}, listed(now))
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unsupported")


MESSAGES = [
    {"status": "0x0", "message": "pending_review"},
    {"status": "0x1", "message": "accepted"},
    {"status": "0x2", "message": "rejected"},
    {"status": "0x3", "message": "undefined"},
]


def messages(index: int, **changes: Any) -> dict[str, Any]:
    """The entry of the specification's example of a message (section 2.1), its list complete."""
    value = status.entry(LIST, "message", index)
    return value | {"statusSize": 2, "statusMessage": MESSAGES, **changes}


def values(now: datetime, size: int, **at: int) -> dict[str, Any]:
    bits = StatusList(size=status.SMALLEST * size)
    for index, value in at.items():
        for place in range(size):
            bits.set(int(index[1:]) * size + place, bool(value >> (size - 1 - place) & 1))
    made = status.credential(LIST, "message", bits, "did:example:issuer", now)
    made["credentialSubject"]["statusSize"] = size
    return made


def test_the_specifications_example_of_a_message(now: datetime) -> None:
    listed_ = values(now, 2, i492=2, i493=1)
    for index, code, text in ((492, "message", "rejected"), (493, "message", "accepted")):
        outcome = status.look_up(messages(index), listed_, now=now)
        assert (outcome.status, outcome.code) == (Status.PASS, code)
        assert text in outcome.detail
    outcome = status.look_up(messages(494), listed_, now=now)
    assert (outcome.status, outcome.code) == (Status.PASS, "ok")
    assert "pending_review" in outcome.detail


@given(st.integers(1, 8), st.data())
def test_values_of_any_size_are_read_at_index_times_size(size: int, data: st.DataObject) -> None:
    bits = StatusList(size=status.SMALLEST * size)
    index = data.draw(st.integers(0, status.SMALLEST - 1))
    value = data.draw(st.integers(0, 2**size - 1))
    for place, digit in enumerate(f"{value:0{size}b}"):
        bits.set(index * size + place, digit == "1")
    assert bits.value(index, size) == value
    # the neighbours are untouched
    assert bits.value(index ^ 1, size) == 0
    # the whole bitstring is these bits and nothing else
    shift = len(bits) - (index + 1) * size
    assert int.from_bytes(bytes(bits), "big") == value << shift


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"statusSize": 0}, "status_size"),
        ({"statusSize": "2"}, "status_size"),
        ({"statusSize": True}, "status_size"),
        ({"statusSize": 9}, "status_size"),
        ({"statusSize": 1, "statusMessage": None}, "status_size"),
        ({"statusMessage": None}, "status_message"),
        ({"statusMessage": MESSAGES[:3]}, "status_message"),
        ({"statusMessage": [*MESSAGES[:3], MESSAGES[0]]}, "status_message"),
        ({"statusMessage": [*MESSAGES, MESSAGES[0]]}, "status_message"),
        ({"statusMessage": [*MESSAGES[:3], {"status": "3", "message": "x"}]}, "status_message"),
        ({"statusMessage": "accepted"}, "status_message"),
        ({"statusListIndex": "131072"}, "index"),
    ],
)
def test_case_18_messages_that_do_not_fit(
    now: datetime, changes: dict[str, Any], code: str
) -> None:
    entry = {k: v for k, v in messages(1, **changes).items() if v is not None}
    outcome = status.look_up(entry, values(now, 2), now=now)
    assert (outcome.status, outcome.code) == (Status.FAIL, code)


def test_case_18_a_list_that_is_long_enough_for_one_bit_is_too_short_for_two(
    now: datetime,
) -> None:
    short = values(now, 2)
    short["credentialSubject"]["encodedList"] = StatusList().encode()
    outcome = status.look_up(messages(1), short, now=now)
    assert (outcome.status, outcome.code) == (Status.FAIL, "too_short")


def test_a_message_of_one_bit_needs_no_words(now: datetime) -> None:
    entry = status.entry(LIST, "message", 3)
    outcome = status.look_up(entry, listed(now, 3, purpose="message"))
    assert (outcome.status, outcome.detail) == (Status.PASS, "message 0x1: set")
    assert status.look_up(entry, listed(now, purpose="message")).detail == "message 0x0: unset"
    # the list itself may carry the words
    worded = listed(now, 3, purpose="message")
    worded["credentialSubject"]["statusMessages"] = MESSAGES[:2]
    assert "accepted" in status.look_up(entry, worded).detail


def test_a_list_may_serve_several_purposes(now: datetime) -> None:
    made = listed(now, 7)
    made["credentialSubject"]["statusPurpose"] = ["revocation", "suspension"]
    for purpose, code in (("revocation", "revoked"), ("suspension", "suspended")):
        assert status.look_up(status.entry(LIST, purpose, 7), made).code == code
    assert status.look_up(status.entry(LIST, "message", 7), made).code == "purpose"


def test_a_purpose_that_nobody_knows_counts_only_once_it_is_set(now: datetime) -> None:
    """Section 2.1: "the value of the string is arbitrary"."""
    made = listed(now, 7)
    made["credentialSubject"]["statusPurpose"] = "probation"
    entry = status.entry(LIST, "revocation", 7) | {"statusPurpose": "probation"}
    outcome = status.look_up(entry, made)
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unsupported")
    assert "probation" in outcome.detail
    assert status.look_up(entry | {"statusListIndex": "8"}, made).status is Status.PASS


def test_refresh_does_not_touch_validity(now: datetime) -> None:
    outcome = status.look_up(status.entry(LIST, "refresh", 7), listed(now, 7, purpose="refresh"))
    assert (outcome.status, outcome.code) == (Status.PASS, "refresh")


@pytest.mark.parametrize("index", [0, 7, 131_071])
def test_status_list_2021_is_read(now: datetime, index: int) -> None:
    bits = StatusList()
    bits.set(index)
    packed = base64.b64encode(gzip.compress(bytes(bits))).decode()
    made = listed(now) | {"type": ["VerifiableCredential", "StatusList2021Credential"]}
    made["issuanceDate"] = made.pop("validFrom")
    for encoded in (packed, packed.replace("+", "-").replace("/", "_").rstrip("=")):
        made["credentialSubject"] = {
            "id": f"{LIST}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        }
        entry = status.entry(LIST, "revocation", index) | {"type": "StatusList2021Entry"}
        outcome = status.look_up(entry, made, now=now)
        assert (outcome.status, outcome.code, outcome.as_of) == (Status.FAIL, "revoked", now)
        assert status.look_up(entry | {"statusListIndex": "9"}, made).status is Status.PASS
    # the generations do not mix
    assert status.look_up(status.entry(LIST, "revocation", index), made).code == "list_type"


def test_indexes_are_drawn_at_random_and_never_twice() -> None:
    rng, used, size = Random(7), set[int](), status.SMALLEST
    for n in (1, 1000, 60_000, size - 61_001):
        drawn = status.draw(rng, used, n)
        assert len(set(drawn)) == n
        assert not used & set(drawn)
        used |= set(drawn)
    assert len(used) == size
    with pytest.raises(ConflictError, match="0 places are left"):
        status.draw(rng, used, 1)


def test_drawn_indexes_tell_nothing_of_the_order() -> None:
    drawn = status.draw(Random(1), set(), 2000)
    assert sorted(drawn) != drawn
    # far from the beginning on average: uniform over the whole list
    assert abs(sum(drawn) / len(drawn) / status.SMALLEST - 0.5) < 0.03


def test_each_bit_is_read_by_itself() -> None:
    for index in range(16):
        bits = StatusList()
        bits.set(index)
        assert [number for number in range(24) if bits.get(number)] == [index]
        bits.set(index, False)
        assert not bits.get(index)


@pytest.mark.parametrize("index", [-1, status.SMALLEST, status.SMALLEST + 7])
def test_no_bit_outside_a_list_is_set_or_read(index: int) -> None:
    bits = StatusList()
    for act in (bits.set, bits.get):
        with pytest.raises(StatusListError) as refused:
            act(index)
        assert refused.value.code == "index"
    assert not any(bytes(bits))


@pytest.mark.parametrize("size", [0, 8, status.SMALLEST - 8, status.SMALLEST + 1])
def test_a_list_is_long_and_whole_bytes(size: int) -> None:
    with pytest.raises(StatusListError):
        StatusList(size=size)
    assert len(StatusList(size=status.SMALLEST + 8)) == status.SMALLEST + 8


def test_the_longest_list_that_is_read() -> None:
    # 16 MiB, and one byte more
    most = status.LARGEST // 8
    assert most == 16 * 1024 * 1024
    assert len(StatusList.decode(multibase.encode64(gzip.compress(bytes(most), 1)))) == 8 * most
    with pytest.raises(StatusListError) as refused:
        StatusList.decode(multibase.encode64(gzip.compress(bytes(most + 1), 1)))
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("made", [multibase.encode58, lambda data: multibase.base64url(data)])
def test_a_list_in_another_base_is_refused(made: Any) -> None:
    # section 3.4: multibase base64url without padding, nothing else
    with pytest.raises(StatusListError) as refused:
        StatusList.decode(made(gzip.compress(bytes(status.SMALLEST // 8))))
    assert refused.value.code == "encoding"


def test_an_entry_and_its_list_name_each_other(now: datetime) -> None:
    # section 2.1 and 2.2
    assert status.entry(LIST, "suspension", 94567) == {
        "id": f"{LIST}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "94567",
        "statusListCredential": LIST,
    }
    made = listed(now, ttl_ms=60_000, valid_until=now + timedelta(days=1))
    assert made["id"] == LIST
    assert made["validUntil"] > made["validFrom"]
    assert made["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    subject = made["credentialSubject"]
    assert subject["id"] == f"{LIST}#list"
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    assert subject["ttl"] == 60_000
    assert listed(now)["credentialSubject"]["ttl"] == 300_000
    for make in (lambda: status.entry(LIST, "whim", 1), lambda: listed(now, purpose="whim")):
        with pytest.raises(StatusListError) as refused:
            make()
        assert refused.value.code == "purpose"


def test_messages_and_refreshes_are_no_refusals(now: datetime) -> None:
    for purpose in ("message", "refresh"):
        found = status.look_up(status.entry(LIST, purpose, 5), listed(now, 5, purpose=purpose))
        assert (found.status, found.code) == (Status.PASS, purpose)
        found = status.look_up(status.entry(LIST, purpose, 6), listed(now, 5, purpose=purpose))
        assert (found.status, found.code) == (Status.PASS, "ok")


def test_a_list_for_several_purposes_serves_each(now: datetime) -> None:
    # section 2.2: statusPurpose may be one or more
    made = listed(now, 5)
    made["credentialSubject"]["statusPurpose"] = ["suspension", "revocation"]
    for purpose, code in (("revocation", "revoked"), ("suspension", "suspended")):
        assert status.look_up(status.entry(LIST, purpose, 5), made).code == code
    assert status.look_up(status.entry(LIST, "refresh", 5), made).code == "purpose"


@pytest.mark.parametrize(("where", "code"), [("entry", "status_message"), ("list", "status_size")])
def test_entries_of_two_bits_need_words_and_the_same_size(
    where: str, code: str, now: datetime
) -> None:
    asked, made = status.entry(LIST, "revocation", 5), listed(now)
    (asked if where == "entry" else made["credentialSubject"])["statusSize"] = 2
    found = status.look_up(asked, made)
    assert (found.status, found.code) == (Status.FAIL, code)


def test_an_unread_kind_is_named(now: datetime) -> None:
    found = status.look_up({"type": "RevocationList2020Status"}, listed(now))
    assert (found.status, found.code) == (Status.UNKNOWN, "unsupported")
    assert "RevocationList2020Status" in found.detail


@pytest.mark.parametrize("index", ["12345678901", 12345678901])
def test_an_index_is_a_number_wherever_it_points(index: Any, now: datetime) -> None:
    asked = status.entry(LIST, "revocation", 0) | {"statusListIndex": index}
    found = status.look_up(asked, listed(now))
    assert (found.code, "12345678901" in found.detail) == ("index", True)
    asked["statusListIndex"] = "9" * 5000
    assert status.look_up(asked, listed(now)).code == "index"


def test_the_bounds_of_freshness(now: datetime) -> None:
    asked, second = status.entry(LIST, "revocation", 5), timedelta(seconds=1)

    def code(made: dict[str, Any], moment: datetime, fetched: datetime | None = None) -> str:
        return status.look_up(asked, made, now=moment, fetched=fetched).code

    until = listed(now, valid_until=now + timedelta(days=1))
    assert code(until, now + timedelta(days=1)) == "ok"
    assert code(until, now + timedelta(days=1) + second) == "stale"
    # five minutes for clocks that differ
    assert code(until, now - timedelta(minutes=5)) == "ok"
    assert code(until, now - timedelta(minutes=5) - second) == "stale"
    plain = listed(now)
    del plain["credentialSubject"]["ttl"]
    # section 2.2: a ttl of 300,000 milliseconds is assumed
    assert code(plain, now + timedelta(minutes=5), fetched=now) == "ok"
    assert code(plain, now + timedelta(minutes=5, milliseconds=1), fetched=now) == "stale"
    never = listed(now, ttl_ms=0)
    assert code(never, now, fetched=now) == "ok"
    assert code(never, now + second, fetched=now) == "stale"
    for odd in (-1, True, "300000", None):
        plain["credentialSubject"]["ttl"] = odd
        assert code(plain, now, fetched=now) == "stale"


def test_the_last_places_of_a_list_are_drawn_and_then_it_is_full() -> None:
    rng, used = Random(1), set(range(status.SMALLEST - 8))
    last = status.draw(rng, used, 8)
    assert sorted(last) == list(range(status.SMALLEST - 8, status.SMALLEST))
    with pytest.raises(ConflictError) as refused:
        status.draw(rng, used, 9)
    assert refused.value.code == "full"


@pytest.mark.parametrize("wbits", [15, -15])
def test_only_gzip_is_unpacked(wbits: int) -> None:
    # section 3.4 names GZIP; zlib and raw deflate are something else
    packer = zlib.compressobj(wbits=wbits)
    packed = packer.compress(bytes(status.SMALLEST // 8)) + packer.flush()
    with pytest.raises(StatusListError):
        StatusList.decode(multibase.encode64(packed))
