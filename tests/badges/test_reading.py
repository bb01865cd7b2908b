"""What the bytes are, before anything in them is believed."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from skillmark.badges import objects
from skillmark.badges.reading import Format, Version, read
from skillmark.nouns.errors import InputError, UnreadableError


def b64(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def token(payload: dict[str, Any]) -> str:
    return f"{b64({'alg': 'EdDSA'})}.{b64(payload)}.c2ln"


OB3 = {"type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "x"}


@pytest.mark.parametrize("around", ["{}", " \n{}\n", "\ufeff{}"])
def test_json_and_tokens_with_space_or_a_mark_around(around: str) -> None:
    wrapped = read(around.replace("{}", json.dumps(OB3)).encode())
    assert (wrapped.format, wrapped.version, wrapped.token) == (Format.JSON, Version.OB3, False)
    wrapped = read(around.replace("{}", token(OB3)).encode())
    assert (wrapped.format, wrapped.version, wrapped.token) == (Format.JWT, Version.OB3, True)


def test_registered_claims_are_no_part_of_the_credential() -> None:
    payload = {**OB3, "iss": "did:x:1", "nbf": 1, "exp": 2, "jti": "urn:x", "sub": "did:y:2"}
    assert read(token(payload).encode()).credential == OB3
    assert read(token({"vc": OB3, "aud": "a", "cnf": {}}).encode()).credential == OB3


def test_what_the_claims_say_may_be_left_out_of_a_credential_of_data_model_1() -> None:
    """VC Data Model 1.1, section 6.3.1, with the claims of its example 34."""
    inner = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"degree": "x"},
    }
    claims = {
        "sub": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "jti": "http://example.edu/credentials/3732",
        "iss": "https://example.com/keys/foo.jwk",
        "nbf": 1541493724,
        "iat": 1541493724,
        "exp": 1573029723,
    }
    found = read(token({**claims, "vc": inner}).encode()).credential
    assert found == {
        **inner,
        "id": claims["jti"],
        "issuer": claims["iss"],
        "issuanceDate": "2018-11-06T08:42:04Z",
        "expirationDate": "2019-11-06T08:42:03Z",
        "credentialSubject": {"id": claims["sub"], "degree": "x"},
    }
    # what it says itself stays
    said = inner | {"issuer": {"name": "N"}, "issuanceDate": "2018-11-06T08:42:04Z", "id": "urn:x"}
    found = read(token({**claims, "vc": said}).encode()).credential
    assert found["issuer"] == {"id": claims["iss"], "name": "N"}
    assert found["id"] == "urn:x"
    # numbers that are no moments are left to the check of the claims
    odd = {**claims, "vc": inner, "nbf": True, "exp": 1e300}
    assert "expirationDate" not in read(token(odd).encode()).credential


def test_an_envelope_is_opened() -> None:
    envelope = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token(OB3)}",
    }
    wrapped = read(json.dumps(envelope).encode())
    assert (wrapped.format, wrapped.raw) == (Format.JWT, token(OB3))
    with pytest.raises(UnreadableError, match="data: URL"):
        read(json.dumps({**envelope, "id": "https://x.example"}).encode())


def test_selective_disclosure_is_recognised() -> None:
    assert read(f"{token(OB3)}~WyJhIl0~".encode()).format is Format.SD_JWT


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"a.b", "complete token"),
        (b"!!.??.", "complete token"),
        (b"YWJj.YWJj.YWJj", "header"),
        (b"<p>hello</p>", "web page"),
        (b"e30.e30.e30.e30.e30", "encrypted"),
        (
            b"""{"@context": "https://www.w3.org/ns/credentials/v2",
            "type": "EnvelopedVerifiableCredential",
            "id": "data:application/vc+cose;base64,0oQ"}""",
            "COSE",
        ),
        (b"[1]", "not one JSON object"),
        (b'{"a": 1', "not JSON"),
        (b"\x00\x01\xff", "neither JSON"),
        (b" " * (17 * 1024 * 1024), "too many"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read(data)


def test_objects_that_people_write_are_checked_by_name() -> None:
    good = {"id": "urn:x:1", "name": "n", "description": "d", "criteria": {"narrative": "c"}}
    value = objects.achievement(json.dumps(good).encode(), where="A.json")
    assert value["type"] == ["Achievement"]
    typed = {**good, "@context": ["https://x.example"], "type": "Achievement"}
    assert objects.achievement(json.dumps(typed).encode(), where="A.json") == value
    for wrong, where in (
        ({"tags": ["x"]}, "A.json: /tags"),
        ({"alignment": [{"type": ["Alignment"], "targetUri": "x"}]}, "A.json: /alignment/0"),
        ({"creator": {"id": "urn:x", "type": ["Profile"], "adress": {}}}, "/creator/adress"),
        ({"name": 7}, "A.json: /name"),
        ({"name": "bell\x07"}, "A.json: /name"),
        ({"criteria": "words"}, "A.json: /criteria"),
    ):
        with pytest.raises(InputError) as caught:
            objects.achievement(json.dumps({**good, **wrong}).encode(), where="A.json")
        assert where in caught.value.where


def test_an_issuer_without_an_id_is_the_keys_controller() -> None:
    value = objects.profile(b'{"name": "Academy"}', where="I.json", controller="did:x:1")
    assert value == {"name": "Academy", "id": "did:x:1", "type": ["Profile"]}
    with pytest.raises(InputError, match="id"):
        objects.profile(b'{"name": "Academy"}', where="I.json")
