"""Data Integrity proofs: sets, chains, purposes, times."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest

from skillmark.trust import integrity
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver

SUITES = [
    ("eddsa-rdfc-2022", Algorithm.ED25519),
    ("eddsa-jcs-2022", Algorithm.ED25519),
    ("ecdsa-rdfc-2019", Algorithm.P256),
    ("ecdsa-rdfc-2019", Algorithm.P384),
    ("ecdsa-jcs-2019", Algorithm.P256),
    ("ecdsa-jcs-2019", Algorithm.P384),
]


@pytest.mark.parametrize(("suite", "algorithm"), SUITES)
def test_a_badge_is_signed_and_checked(
    badge: dict[str, Any],
    keys: dict[Algorithm, SigningKey],
    now: datetime,
    suite: str,
    algorithm: Algorithm,
) -> None:
    before = copy.deepcopy(badge)
    signed = integrity.secure(badge, keys[algorithm], cryptosuite=suite, created=now)
    assert badge == before, "the document itself is not touched"
    (outcome,) = integrity.check(signed, resolver=Resolver(), now=now)
    assert (outcome.status, outcome.code, outcome.cryptosuite) == (Status.PASS, "ok", suite)
    assert outcome.created == now
    assert outcome.method is not None
    assert signed == integrity.secure(badge, keys[algorithm], cryptosuite=suite, created=now)


@pytest.mark.parametrize("suite", ["eddsa-2022", "ecdsa-sd-2023", "ecdsa-rdfc-2019"])
def test_a_key_signs_only_what_it_can(badge: dict[str, Any], key: SigningKey, suite: str) -> None:
    with pytest.raises(integrity.ProofError) as caught:
        integrity.secure(badge, key, cryptosuite=suite, created=None)
    assert caught.value.code == "suite"


def test_different_suites_in_one_set_each_verify(
    badge: dict[str, Any], keys: dict[Algorithm, SigningKey], now: datetime
) -> None:
    signed: dict[str, Any] = badge
    for suite, algorithm in SUITES:
        signed = integrity.secure(signed, keys[algorithm], cryptosuite=suite, created=now)
    outcomes = integrity.check(signed, resolver=Resolver())
    assert [outcome.cryptosuite for outcome in outcomes] == [suite for suite, _ in SUITES]
    assert integrity.verdict(outcomes) is Status.PASS


def test_a_chain_holds_only_with_every_link(
    badge: dict[str, Any], keys: dict[Algorithm, SigningKey], now: datetime
) -> None:
    first = integrity.secure(badge, keys[Algorithm.ED25519], created=now, proof_id="urn:p:1")
    second = integrity.secure(
        first, keys[Algorithm.P256], cryptosuite="ecdsa-jcs-2019", created=now, previous=["urn:p:1"]
    )
    assert integrity.verdict(integrity.check(second, resolver=Resolver())) is Status.PASS

    broken = copy.deepcopy(second)
    broken["proof"][0]["created"] = "2020-01-01T00:00:00Z"
    codes = [outcome.code for outcome in integrity.check(broken, resolver=Resolver())]
    assert codes == ["signature", "signature"]

    without = copy.deepcopy(second)
    del without["proof"][0]
    (outcome,) = integrity.check(without, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "previous_proof")
    with pytest.raises(integrity.ProofError, match="urn:p:9"):
        integrity.secure(first, keys[Algorithm.ED25519], created=now, previous=["urn:p:9"])


def test_a_link_on_an_unsupported_proof_is_unknown(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    old = {
        "id": "urn:p:1",
        "type": "DataIntegrityProof",
        "cryptosuite": "bbs-2023",
        "proofPurpose": "assertionMethod",
        "verificationMethod": "did:key:z6Mk#z6Mk",
        "proofValue": "u2V0",
    }
    chained = integrity.secure({**badge, "proof": old}, key, created=now, previous=["urn:p:1"])
    outcomes = integrity.check(chained, resolver=Resolver())
    assert [outcome.code for outcome in outcomes] == ["unsupported", "previous_proof"]
    assert integrity.verdict(outcomes) is Status.UNKNOWN


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"cryptosuite": "eddsa-2022"}, Status.UNKNOWN, "unsupported"),
        ({"type": "Ed25519Signature2018", "jws": "x"}, Status.UNKNOWN, "unsupported"),
        ({"type": "JsonWebSignature2020"}, Status.UNKNOWN, "unsupported"),
        ({"verificationMethod": "did:ion:a#b"}, Status.UNKNOWN, "unsupported"),
        ({"cryptosuite": None}, Status.FAIL, "malformed"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, Status.FAIL, "key_format"),
        ({"proofValue": 5}, Status.FAIL, "malformed"),
        ({"proofValue": "uAAAA"}, Status.FAIL, "malformed"),
        ({"proofValue": "z0OIl"}, Status.FAIL, "multibase"),
        ({"proofValue": "z"}, Status.FAIL, "signature"),
        ({"verificationMethod": None}, Status.FAIL, "malformed"),
        ({"verificationMethod": "did:key:z6Mk#z6Mk"}, Status.FAIL, "key_format"),
        ({"verificationMethod": "https://example.org/i#k"}, Status.UNKNOWN, "offline"),
        ({"created": "yesterday"}, Status.FAIL, "malformed"),
        ({"extra": "x"}, Status.FAIL, "data_loss"),
    ],
)
def test_proofs_that_are_not_what_they_should_be(
    badge: dict[str, Any], key: SigningKey, now: datetime, change: dict[str, Any],
    status: Status, code: str,
) -> None:  # fmt: skip
    signed = integrity.secure(badge, key, created=now)
    signed["proof"] |= change
    (outcome,) = integrity.check(signed, resolver=Resolver())
    assert (outcome.status, outcome.code) == (status, code)
    assert outcome.detail


def test_a_document_without_proof_and_with_too_many(badge: dict[str, Any]) -> None:
    assert integrity.check(badge, resolver=Resolver())[0].code == "no_proof"
    outcome = integrity.check({**badge, "proof": [{}] * 17}, resolver=Resolver())
    assert [o.code for o in outcome] == ["malformed"]
    outcome = integrity.check({**badge, "proof": ["x"]}, resolver=Resolver())
    assert [o.code for o in outcome] == ["malformed"]


def test_a_jcs_proof_under_another_context_is_refused(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, cryptosuite="eddsa-jcs-2022", created=now)
    signed["@context"] = [signed["@context"][1], signed["@context"][0]]
    assert integrity.check(signed, resolver=Resolver())[0].code == "context"


def test_hostile_09_times_are_told_apart(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    day = timedelta(days=1)
    signed = integrity.secure(badge, key, created=now, expires=now + day)

    def at(moment: datetime) -> str:
        return integrity.check(signed, resolver=Resolver(), now=moment)[0].code

    assert at(now) == at(now - timedelta(minutes=4)) == at(now + day) == "ok"
    assert at(now - timedelta(minutes=6)) == "created_in_future"
    assert at(now + day + timedelta(seconds=1)) == "expired"
