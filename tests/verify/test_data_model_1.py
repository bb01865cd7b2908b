"""VC Data Model 1.1, Open Badges 3.0 on it, and proofs older than what is made today."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import datetime
from typing import Any

import pytest

from skillmark.trust import jose, multibase
from skillmark.trust.contexts import bundled
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.status import StatusList
from skillmark.trust.suites import LEGACY
from skillmark.verify.checks import Name
from skillmark.verify.report import Report
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Web

V1 = "https://www.w3.org/2018/credentials/v1"
SUITE = "https://w3id.org/security/suites/ed25519-2020/v1"
STATUS = "https://w3id.org/vc/status-list/2021/v1"
LIST = "https://academy.example/status/3"


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate(Algorithm.ED25519)


def unsigned(issuer: str, /, *more: str, **changes: Any) -> dict[str, Any]:
    """A badge in the shape of 1EdTech's samples on Data Model 1.1."""
    value = {
        "@context": [
            V1,
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
            SUITE,
            *more,
        ],
        "id": "https://academy.example/credentials/54418d3f",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"id": issuer, "type": "Profile", "name": "Academy"},
        "issuanceDate": "2025-05-23T01:10:41Z",
        "name": "Teamwork",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": "AchievementSubject",
            "achievement": {
                "id": "https://academy.example/achievements/1",
                "type": "Achievement",
                "name": "Teamwork",
                "description": "Works well in teams.",
                "criteria": {"narrative": "Observed."},
            },
        },
    }
    return {name: member for name, member in (value | changes).items() if member is not None}


def sealed(document: dict[str, Any], key: SigningKey, **changes: Any) -> dict[str, Any]:
    """Sign as VC-DI-EDDSA 1.0, section 3.4, says; we make no such proofs any more."""
    proof = {
        "type": "Ed25519Signature2020",
        "created": "2025-05-23T01:10:41Z",
        "verificationMethod": key.verification_method,
        "proofPurpose": "assertionMethod",
        **changes,
    }
    options = {"@context": document["@context"], **proof}
    suite = LEGACY["Ed25519Signature2020"]
    data = suite.hash_data(document, options, Algorithm.ED25519, bundled())
    return {**document, "proof": {**proof, "proofValue": multibase.encode58(key.sign(data))}}


def check(value: dict[str, Any] | str, web: Web | None = None, **more: Any) -> Report:
    data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
    return verify_bytes(data, now=NOW, fetch=web, **more)


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def test_ed25519_signature_2020(key: SigningKey) -> None:
    signed = sealed(unsigned(key.controller), key)
    report = check(signed, holder="did:example:ada")
    assert said(report) == ("valid", None)
    assert report.summary is not None
    assert (report.summary.achievement, report.summary.issuer_name) == ("Teamwork", "Academy")
    signed["name"] = "Leadership"
    assert said(check(signed)) == ("invalid", "forged")


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"expirationDate": "2026-05-31T00:00:00Z"}, ("invalid", "expired")),
        ({"expirationDate": "2026-07-01T00:00:00Z"}, ("valid", None)),
        ({"issuanceDate": "2026-07-01T00:00:00Z"}, ("invalid", "not_yet_valid")),
    ],
)
def test_dates_of_data_model_1(
    changes: dict[str, Any], verdict: tuple[str, str | None], key: SigningKey
) -> None:
    assert said(check(sealed(unsigned(key.controller, **changes), key))) == verdict


def status_list(key: SigningKey, *indexes: int, **changes: Any) -> bytes:
    bits = StatusList()
    for index in indexes:
        bits.set(index)
    value = {
        "@context": [V1, STATUS, SUITE],
        "id": LIST,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": key.controller,
        "issuanceDate": "2026-06-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": base64.urlsafe_b64encode(gzip.compress(bytes(bits)))
            .rstrip(b"=")
            .decode(),
        },
    }
    return json.dumps(sealed(value | changes, key)).encode()


def test_status_list_2021(key: SigningKey, web: Web) -> None:
    entry = {
        "id": f"{LIST}#94567",
        "type": "StatusList2021Entry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": LIST,
    }
    signed = sealed(unsigned(key.controller, STATUS, credentialStatus=entry), key)
    assert said(check(signed, web)) == ("unknown", "status_unavailable")
    web.pages[LIST] = status_list(key)
    assert said(check(signed, web)) == ("valid", None)
    web.pages[LIST] = status_list(key, 94567)
    assert said(check(signed, web)) == ("invalid", "revoked")
    # two entries, as Data Model 1.1 allows: the second is suspended
    other = f"{LIST}0"
    second = entry | {"statusPurpose": "suspension", "statusListCredential": other, "id": "urn:x:2"}
    both = sealed(unsigned(key.controller, STATUS, credentialStatus=[entry, second]), key)
    web.pages[LIST] = status_list(key)
    listed = json.loads(status_list(key, 94567))
    listed["id"] = other
    listed["credentialSubject"]["statusPurpose"] = "suspension"
    listed.pop("proof")
    web.pages[other] = json.dumps(sealed(listed, key)).encode()
    assert said(check(both, web)) == ("invalid", "suspended")
    # signed by somebody else
    web.pages[LIST] = status_list(SigningKey.generate(Algorithm.ED25519))
    assert said(check(signed, web)) == ("unknown", "status_unavailable")


@pytest.mark.parametrize(
    "proof",
    [
        {"type": "Ed25519Signature2018", "jws": "e30..c2ln"},
        {"type": "RsaSignature2018", "jws": "e30..c2ln"},
        # before `verificationMethod` and `proofValue` had these names
        {"type": "RsaSignature2018", "creator": "https://a.example/k", "signatureValue": "x"},
        {"type": "JsonWebSignature2020", "jws": "e30..c2ln"},
        {"type": "EcdsaSecp256k1Signature2019", "jws": "e30..c2ln"},
        {"type": "BbsBlsSignature2020", "proofValue": "z1"},
        {"type": "MerkleProof2019", "proofValue": "z1"},
        {"type": "DataIntegrityProof", "cryptosuite": "eddsa-2022", "proofValue": "z1"},
        {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdf-2022", "proofValue": "z1"},
        {"type": "DataIntegrityProof", "cryptosuite": "json-eddsa-2022", "proofValue": "z1"},
        {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-2019", "proofValue": "z1"},
        {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "proofValue": "u1"},
        {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023", "proofValue": "u1"},
    ],
)
def test_older_and_other_proofs_are_unsupported_by_name(
    proof: dict[str, str], key: SigningKey
) -> None:
    named = {"verificationMethod": key.verification_method, "proofPurpose": "assertionMethod"}
    if "creator" in proof:
        named = {}
    report = check(unsigned(key.controller) | {"proof": named | proof})
    assert said(report) == ("unknown", "unsupported")
    found = report.check(Name.PROOF)
    assert found is not None
    assert proof.get("cryptosuite", proof["type"]) in found.detail


# --- tokens -----------------------------------------------------------------------------------


def token(payload: dict[str, Any], key: SigningKey, **header: Any) -> str:
    """A token with any header, signed by RFC 7515 alone."""
    head = {"alg": key.algorithm.jose, "kid": key.verification_method, "typ": "JWT"} | header
    parts = [
        multibase.base64url(json.dumps({k: v for k, v in part.items() if v is not None}).encode())
        for part in (head, payload)
    ]
    signed = ".".join(parts)
    return f"{signed}.{multibase.base64url(key.sign(signed.encode()))}"


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def test_a_token_of_data_model_1_whose_claims_say_the_rest(key: SigningKey) -> None:
    """VC Data Model 1.1, section 6.3.1: `vc` may leave out what the claims say."""
    inner = unsigned(key.controller, id=None, issuer=None, issuanceDate=None)
    del inner["credentialSubject"]["id"]
    claims = {
        "iss": key.controller,
        "jti": "https://academy.example/credentials/1",
        "sub": "did:example:ada",
        "nbf": seconds("2025-05-23T01:10:41Z"),
        "vc": inner,
    }
    report = check(token(claims, key), holder="did:example:ada")
    assert said(report) == ("valid", None)
    assert report.summary is not None
    assert report.summary.id == claims["jti"]
    assert report.summary.issuer_id == key.controller
    assert report.summary.valid_from == "2025-05-23T01:10:41Z"
    over = claims | {"exp": seconds("2026-05-01T00:00:00Z")}
    assert said(check(token(over, key))) == ("invalid", "expired")
    for before in (-5, 0, -(2**35)):
        assert said(check(token(claims | {"exp": before}, key)))[0] == "invalid"
    proof = check(token(over, key)).check(Name.PROOF)
    assert proof is not None
    assert proof.status == "pass", "it is over, and it was signed all the same"
    early = claims | {"nbf": seconds("2026-07-01T00:00:00Z")}
    assert said(check(token(early, key))) == ("invalid", "not_yet_valid")
    stranger = claims | {"iss": "did:example:somebody"}
    assert check(token(stranger, key)).verdict != "valid"


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        ({"exp": "2026-05-31T23:59:59Z"}, ("invalid", "expired")),
        ({"exp": "2026-06-01T12:00:00Z"}, ("valid", None)),
        ({"iat": "2026-06-01T12:04:00Z"}, ("valid", None)),
        ({"iat": "2026-06-01T12:06:00Z"}, ("invalid", "not_yet_valid")),
    ],
)
def test_the_time_of_a_signature_counts_also_where_the_credential_has_no_end(
    claims: dict[str, str], verdict: tuple[str, str | None], key: SigningKey
) -> None:
    """VC-JOSE-COSE, section 3.1.3; a token without validUntil that was over used to pass."""
    payload = jose.claims(unsigned(key.controller))
    payload |= {name: seconds(moment) for name, moment in claims.items()}
    assert said(check(token(payload, key))) == verdict


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", ["2026", True, None, [], 1e40])
def test_a_moment_that_is_none_is_malformed(name: str, value: Any, key: SigningKey) -> None:
    payload = jose.claims(unsigned(key.controller)) | {name: value}
    report = check(token(json.loads(json.dumps(payload)), key))
    if value is None:
        assert said(report) == ("valid", None), "null is dropped by the helper"
    else:
        assert said(report) == ("invalid", "malformed")


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        ({"typ": "vc+jwt"}, ("valid", None)),
        ({"typ": "VC+JWT"}, ("valid", None)),
        ({"typ": "application/vc+jwt", "cty": "vc"}, ("valid", None)),
        ({"typ": None}, ("valid", None)),
        ({"typ": "jwt"}, ("valid", None)),
        ({"typ": "vp+jwt"}, ("invalid", "malformed")),
        ({"typ": "dpop+jwt"}, ("invalid", "malformed")),
        ({"typ": "vc+jwt", "cty": "vp"}, ("invalid", "malformed")),
        ({"typ": "JWT", "cty": "JWT"}, ("invalid", "malformed")),
    ],
)
def test_hostile_06_types_of_tokens(
    header: dict[str, Any], verdict: tuple[str, str | None], key: SigningKey
) -> None:
    payload = jose.claims(unsigned(key.controller))
    assert said(check(token(payload, key, **header))) == verdict


@pytest.mark.parametrize("claim", ["vc", "vp"])
def test_a_token_holds_one_credential_and_not_two(claim: str, key: SigningKey) -> None:
    payload = jose.claims(unsigned(key.controller)) | {claim: unsigned(key.controller, name="B")}
    assert said(check(token(payload, key, typ="vc+jwt"))) == ("invalid", "malformed")


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_every_algorithm_in_a_token_and_in_an_envelope(algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    signed = token(jose.claims(unsigned(key.controller)), key, typ="vc+jwt")
    assert said(check(signed)) == ("valid", None)
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{signed}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert said(check(envelope)) == ("valid", None)
