"""Values that nobody writes on purpose, each found by fuzzing: an answer, never a traceback."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from skillmark.nouns.errors import InputError
from skillmark.trust import contexts, dids, integrity, jcs, jose, rdf, strictjson
from skillmark.trust import status as lists
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.trust.status import StatusList

from .test_jose import token_of


class Counted(str):
    """A key that counts how often it is compared."""

    __slots__ = ()
    comparisons = 0

    def __eq__(self, other: object) -> bool:
        Counted.comparisons += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_key_that_stands_twice_among_very_many_is_found_without_comparing_all_with_all() -> None:
    pairs: list[tuple[str, Any]] = [(Counted(n), n) for n in range(5_000)]
    pairs += [(Counted("last"), 1), (Counted("last"), 2)]
    Counted.comparisons = 0
    with pytest.raises(strictjson.JsonError, match="'last'"):
        strictjson._object(pairs)
    assert Counted.comparisons < 20_000


@pytest.mark.parametrize("type_", [["Multikey"], {}, None, 7])
def test_a_key_whose_type_is_no_text_is_no_key(key: SigningKey, type_: Any) -> None:
    issuer = "https://example.org/issuer"
    document = dids.did_document(issuer, [dids.PublishedKey(f"{issuer}#k", key.public)])
    document["verificationMethod"][0]["type"] = type_
    answer = Fetched(
        json.dumps(document).encode(), "application/json", issuer, 200, datetime.now(UTC)
    )
    outcome = Resolver(lambda _url: answer).issuer_key(issuer, f"{issuer}#k")
    assert (outcome.status, outcome.code) == (Status.FAIL, "key_type")


@pytest.mark.parametrize("number", [10**400, -(10**400), 10**4000], ids=["401", "-401", "4001"])
def test_whole_numbers_beyond_all_floats_are_refused(
    badge: dict[str, Any], key: SigningKey, now: datetime, number: int
) -> None:
    badge["credentialSubject"]["result"][0]["value"] = number
    with pytest.raises(InputError, match="does not survive"):
        rdf.canonicalize(badge)
    with pytest.raises(jcs.CanonicalizationError, match="does not survive"):
        jcs.canonicalize(badge)
    with pytest.raises(jcs.CanonicalizationError, match="does not survive"):
        jcs.number(10**5000)
    signed = integrity.secure({**badge, "credentialSubject": {}}, key, created=now)
    signed["credentialSubject"] = badge["credentialSubject"]
    assert integrity.check(signed, resolver=Resolver())[0].status is Status.FAIL


@pytest.mark.parametrize("moment", [300_000_000_000, 2**39, 1e12, -1, True, "x", None])
def test_a_token_dated_beyond_the_calendar_is_answered(key: SigningKey, moment: Any) -> None:
    token = jose.sign({"iss": key.controller, "iat": moment}, key)
    assert jose.check(token, resolver=Resolver()).status is Status.PASS


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({}, {"ttl": 10**17}),
        ({}, {"ttl": 10**300}),
        ({"validFrom": "0001-01-01T00:00:00Z"}, {}),
        ({"validFrom": "0001-01-01T00:00:00+14:00"}, {}),
        ({"validUntil": "9999-12-31T23:59:59-14:00"}, {}),
    ],
)
def test_lists_dated_at_the_ends_of_the_calendar_are_answered(
    now: datetime, changes: dict[str, Any], subject: dict[str, Any]
) -> None:
    listed = lists.credential("urn:l", "revocation", StatusList(), "urn:i", now) | changes
    listed["credentialSubject"] |= subject
    entry = lists.entry("urn:l", "revocation", 7)
    later = now + timedelta(minutes=1)
    assert lists.look_up(entry, listed, now=later, fetched=now).status is Status.PASS


def test_a_moment_that_utc_cannot_write_is_refused() -> None:
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-14))
    for moment in (datetime.min.replace(tzinfo=east), datetime.max.replace(tzinfo=west)):
        with pytest.raises(InputError, match="years"):
            dids.timestamp(moment)
    assert dids.timestamp(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00Z"


def test_a_document_does_not_make_contexts_be_worked_out_without_end(
    badge: dict[str, Any],
) -> None:
    """Each context takes a millisecond; one that repeats them must not buy hours with megabytes."""
    urls = (*badge["@context"], "https://w3id.org/security/multikey/v1")
    orders = [list(order) for order in itertools.product(urls, repeat=6)]
    long = {**badge, "@context": [*badge["@context"] * 400]}
    many = {**badge, "evidence": [{"@context": order} for order in orders]}
    for document in (long, many):
        with pytest.raises(InputError, match="contexts"):
            rdf.quads(document)


def test_a_document_with_too_many_statements_is_refused_while_it_is_read(
    badge: dict[str, Any],
) -> None:
    badge["evidence"] = [{"id": "urn:x", "type": "Evidence", "name": str(n)} for n in range(20_000)]
    reading = rdf._Reading(contexts.bundled())
    with pytest.raises(InputError, match="statements"):
        list(reading.item(badge, rdf.INITIAL, None, rdf.Place("", 0)))
    assert len(reading.found) <= 20_000


@pytest.mark.parametrize("kid", [7, ["#k"], {}, True])
def test_a_token_whose_key_has_no_readable_name_is_refused(key: SigningKey, kid: Any) -> None:
    """RFC 7515, section 4.1.4: `kid` is a string. Another library refuses it, so do we."""
    token = token_of({"alg": "EdDSA", "kid": kid}, {"iss": key.controller}, key)
    outcome = jose.check(token, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "malformed")
