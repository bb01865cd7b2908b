"""Data Integrity proofs: sets, chains, purposes, times."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from skillmark.trust import integrity, strictjson
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


def test_every_option_of_a_proof_is_written_and_signed(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    # section 2.1 names the members
    signed = integrity.secure(
        badge,
        key,
        created=now,
        expires=now + timedelta(days=1),
        purpose="authentication",
        domain="https://verifier.example",
        challenge="1f44d55f",
        proof_id="urn:p:1",
    )
    proof = signed["proof"]
    value = proof.pop("proofValue")
    assert proof == {
        "id": "urn:p:1",
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-03-01T12:00:00Z",
        "expires": "2026-03-02T12:00:00Z",
        "verificationMethod": key.verification_method,
        "proofPurpose": "authentication",
        "domain": "https://verifier.example",
        "challenge": "1f44d55f",
    }
    assert value.startswith("z")
    proof["proofValue"] = value
    asked = {"purpose": "authentication", "resolver": Resolver()}
    (outcome,) = integrity.check(signed, domain="https://verifier.example", **asked)
    assert outcome.code == "ok"
    for name, code in (("domain", "domain"), ("challenge", "challenge")):
        (outcome,) = integrity.check(signed, **{name: "another"}, **asked)
        assert (outcome.status, outcome.code) == (Status.FAIL, code)
    for name in proof:
        if name in ("type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"):
            continue
        changed = copy.deepcopy(signed)
        del changed["proof"][name]
        (outcome,) = integrity.check(changed, **asked)
        assert outcome.code == "signature", name


def test_a_proof_may_name_several_domains(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, created=now, domain="a.example")
    signed["proof"]["domain"] = ["a.example", "b.example"]
    for domain, code in (("b.example", "signature"), ("c.example", "domain")):
        (outcome,) = integrity.check(signed, resolver=Resolver(), domain=domain)
        assert outcome.code == code


def test_a_proof_without_dates_is_one(badge: dict[str, Any], key: SigningKey) -> None:
    signed = integrity.secure(badge, key, created=None)
    assert "created" not in signed["proof"]
    (outcome,) = integrity.check(signed, resolver=Resolver(), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (outcome.code, outcome.created) == ("ok", None)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_link_may_build_on_several_proofs(
    badge: dict[str, Any], key: SigningKey, now: datetime, suite: str
) -> None:
    signed: dict[str, Any] = badge
    for name in ("urn:p:1", "urn:p:2"):
        signed = integrity.secure(signed, key, created=now, proof_id=name)
    one = integrity.secure(signed, key, cryptosuite=suite, created=now, previous=["urn:p:2"])
    assert one["proof"][2]["previousProof"] == "urn:p:2"
    both = integrity.secure(
        signed, key, cryptosuite=suite, created=now, previous=["urn:p:1", "urn:p:2"]
    )
    assert both["proof"][2]["previousProof"] == ["urn:p:1", "urn:p:2"]
    for whole in (one, both):
        outcomes = integrity.check(whole, resolver=Resolver())
        assert [outcome.code for outcome in outcomes] == ["ok", "ok", "ok"]
    broken = copy.deepcopy(both)
    broken["proof"][0]["created"] = "2020-01-01T00:00:00Z"
    outcomes = integrity.check(broken, resolver=Resolver())
    assert [outcome.code for outcome in outcomes] == ["signature", "ok", "signature"]
    # a proof that a link does not build on is no matter of the link
    beside = copy.deepcopy(one)
    beside["proof"][0]["created"] = "2020-01-01T00:00:00Z"
    outcomes = integrity.check(beside, resolver=Resolver())
    assert [outcome.code for outcome in outcomes] == ["signature", "ok", "ok"]
    twice = copy.deepcopy(both)
    twice["proof"][1]["id"] = "urn:p:1"
    assert integrity.check(twice, resolver=Resolver())[2].code == "previous_proof"


def test_a_link_whose_ground_failed_for_its_own_reasons_does_not_hold(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    first = integrity.secure(
        badge, key, created=now, proof_id="urn:p:1", expires=now + timedelta(hours=1)
    )
    second = integrity.secure(first, key, created=now, previous=["urn:p:1"])
    outcomes = integrity.check(second, resolver=Resolver(), now=now + timedelta(hours=2))
    assert [outcome.code for outcome in outcomes] == ["expired", "previous_proof"]
    assert outcomes[1].cryptosuite == "eddsa-rdfc-2022"
    assert outcomes[1].verification_method == key.verification_method


def test_sixteen_proofs_are_checked_and_no_more(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, cryptosuite="eddsa-jcs-2022", created=now)
    proof = signed["proof"]
    sixteen = integrity.check({**signed, "proof": [proof] * 16}, resolver=Resolver())
    assert [outcome.code for outcome in sixteen] == ["ok"] * 16
    (outcome,) = integrity.check({**signed, "proof": [proof] * 17}, resolver=Resolver())
    assert outcome.code == "malformed"


def test_a_jcs_proof_is_read_under_the_context_that_it_names(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    # vc-di-eddsa, section 3.3.2, step 4: the document's contexts begin with the proof's
    signed = integrity.secure(badge, key, cryptosuite="eddsa-jcs-2022", created=now)
    assert signed["proof"]["@context"] == signed["@context"]
    added = "https://contexts.example/added-by-a-holder"
    later = {**signed, "@context": [*signed["@context"], added]}
    assert integrity.check(later, resolver=Resolver())[0].code == "ok"
    for contexts in ([], signed["@context"][:1], list(reversed(signed["@context"]))):
        changed = {**signed, "@context": contexts}
        assert integrity.check(changed, resolver=Resolver())[0].code == "context"
    bare = copy.deepcopy(signed)
    del bare["proof"]["@context"]
    assert integrity.check(bare, resolver=Resolver())[0].code == "signature"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cryptosuite": 5}, "malformed"),
        ({"type": 5}, "malformed"),
        ({"proofPurpose": None}, "malformed"),
        ({"proofPurpose": "authentication"}, "purpose"),
        ({"expires": 5}, "malformed"),
        ({"created": "2026-03-01"}, "signature"),
    ],
)
def test_more_proofs_that_are_not_what_they_should_be(
    badge: dict[str, Any], key: SigningKey, now: datetime, change: dict[str, Any], code: str
) -> None:
    signed = integrity.secure(badge, key, created=now)
    signed["proof"] |= change
    (outcome,) = integrity.check(signed, resolver=Resolver(), now=now)
    assert outcome.code == code
    about = str(signed["proof"]["cryptosuite"])
    assert outcome.cryptosuite == about
    assert outcome.verification_method == key.verification_method


def test_what_a_key_can_sign_is_told(badge: dict[str, Any], key: SigningKey) -> None:
    for suite, words in (("ecdsa-jcs-2019", "p256 or p384"), ("bbs-2023", "eddsa-rdfc-2022")):
        with pytest.raises(integrity.ProofError) as refused:
            integrity.secure(badge, key, cryptosuite=suite, created=None)
        assert words in refused.value.remedy


def test_an_old_proof_with_a_jws_is_unsupported_and_not_malformed(badge: dict[str, Any]) -> None:
    old = {
        "type": "Ed25519Signature2018",
        "verificationMethod": "did:key:z6Mk#z6Mk",
        "proofPurpose": "assertionMethod",
        "jws": "eyJhbGciOiJFZERTQSJ9..AA",
    }
    (outcome,) = integrity.check({**badge, "proof": old}, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unsupported")
    assert outcome.cryptosuite == "Ed25519Signature2018"
    assert outcome.spec == integrity.SPEC
    del old["jws"]  # what an old proof must have is not ours to say
    (outcome,) = integrity.check({**badge, "proof": old}, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.UNKNOWN, "unsupported")


def test_no_proof_is_no_proof_in_any_form(badge: dict[str, Any]) -> None:
    for nothing in (None, []):
        (outcome,) = integrity.check({**badge, "proof": nothing}, resolver=Resolver())
        assert outcome.code == "empty_proof_set"
    (outcome,) = integrity.check({**badge, "proof": {}}, resolver=Resolver())
    assert (outcome.code, outcome.cryptosuite, outcome.verification_method) == ("malformed", "", "")


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_nobody_can_see_is_not_signed(
    badge: dict[str, Any], key: SigningKey, suite: str
) -> None:
    badge["name"] = "a\x07b"
    with pytest.raises(strictjson.JsonError) as refused:
        integrity.secure(badge, key, cryptosuite=suite, created=None)
    assert refused.value.code == "control_character"


@pytest.mark.parametrize(
    ("suite", "algorithm", "spec"),
    [
        ("eddsa-rdfc-2022", Algorithm.ED25519, "VC-DI-EDDSA 1.0 section 3.2"),
        ("eddsa-jcs-2022", Algorithm.ED25519, "VC-DI-EDDSA 1.0 section 3.3"),
        ("ecdsa-rdfc-2019", Algorithm.P256, "VC-DI-ECDSA 1.0 section 3.2"),
        ("ecdsa-jcs-2019", Algorithm.P384, "VC-DI-ECDSA 1.0 section 3.3"),
    ],
)
def test_each_outcome_names_its_clause(
    badge: dict[str, Any], keys: dict[Algorithm, SigningKey], suite: str, algorithm: Algorithm,
    spec: str,
) -> None:  # fmt: skip
    signed = integrity.secure(badge, keys[algorithm], cryptosuite=suite, created=None)
    (good,) = integrity.check(signed, resolver=Resolver())
    signed["proof"]["proofPurpose"] = "authentication"
    (bad,) = integrity.check(signed, resolver=Resolver())
    assert (good.code, bad.code) == ("ok", "purpose")
    assert good.spec == bad.spec == spec


def test_a_clock_may_be_five_minutes_ahead(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, created=now)
    five = timedelta(minutes=5)
    codes = [
        integrity.check(signed, resolver=Resolver(), now=now - ahead)[0].code
        for ahead in (five, five + timedelta(seconds=1))
    ]
    assert codes == ["ok", "created_in_future"]
