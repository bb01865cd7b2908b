"""npm @learncard/didkit-plugin, Rust compiled to WebAssembly: it accepts what we sign, we it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from skillmark.trust.multibase import from_base64url
from skillmark.verify.verify import verify_bytes

from .conftest import HOSTILE, Ask, Badge, flipped, flipped_token

pytestmark = pytest.mark.peer

READ = HOSTILE.replace("\t", " ")
"""Not a tab: see `test_where_it_disagrees`."""


def unsigned(badge: Badge) -> dict[str, Any]:
    body = dict(badge("eddsa-rdfc-2022", "ed25519", hostile=READ).credential)
    del body["proof"], body["credentialStatus"]
    return body


def test_it_accepts_what_we_sign_and_refuses_it_flipped(
    learncard: Ask, badge: Badge, contexts: dict[str, Any]
) -> None:
    signed = badge("eddsa-rdfc-2022", "ed25519", status_reference=False, hostile=READ).credential
    answer = learncard({"do": "verify", "credential": signed, "documents": contexts})
    assert answer == {"verified": True, "error": ""}
    for broken in flipped(signed):
        answer = learncard({"do": "verify", "credential": broken, "documents": contexts})
        assert answer["verified"] is False
        assert verify_bytes(json.dumps(broken).encode(), now=datetime.now(UTC)).verdict == "invalid"


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "Ed25519Signature2020"])
def test_we_accept_what_it_signs_and_refuse_it_flipped(
    form: str, learncard: Ask, badge: Badge, contexts: dict[str, Any]
) -> None:
    body = unsigned(badge)
    if form == "Ed25519Signature2020":
        body["@context"] = [*body["@context"], "https://w3id.org/security/suites/ed25519-2020/v1"]
    request = {"do": "sign", "credential": body, "as": form, "documents": contexts}
    theirs = learncard(request)["credential"]
    report = verify_bytes(json.dumps(theirs).encode(), now=datetime.now(UTC))
    assert report.verdict == "valid", report.to_json()
    for broken in flipped(theirs):
        assert verify_bytes(json.dumps(broken).encode(), now=datetime.now(UTC)).verdict == "invalid"
        answer = learncard({"do": "verify", "credential": broken, "documents": contexts})
        assert answer["verified"] is False


def test_we_accept_its_tokens_and_refuse_them_flipped(
    learncard: Ask, badge: Badge, contexts: dict[str, Any]
) -> None:
    request = {"do": "sign", "credential": unsigned(badge), "as": "jwt", "documents": contexts}
    theirs = learncard(request)["credential"]
    assert "vc" in json.loads(from_base64url(theirs.split(".")[1]))
    report = verify_bytes(theirs.encode(), now=datetime.now(UTC))
    assert report.verdict == "valid", report.to_json()
    for broken in flipped_token(theirs):
        assert verify_bytes(broken.encode(), now=datetime.now(UTC)).verdict == "invalid"
        answer = learncard({"do": "verify", "credential": broken, "documents": contexts})
        assert answer["verified"] is False


def test_where_it_disagrees(learncard: Ask, badge: Badge, contexts: dict[str, Any]) -> None:
    # When one of these is accepted, the peer has moved on: so must docs/conformance.md.
    def error(credential: Any) -> str:
        request = {"do": "verify", "credential": credential, "documents": contexts}
        answer = learncard(request)
        assert answer["verified"] is False
        return str(answer["error"])

    form, kind = "eddsa-rdfc-2022", "ed25519"
    assert "undefined JSON-LD term" in error(badge(form, kind, hostile=READ).credential)
    tab = badge(form, kind, status_reference=False, hostile="a\tb")
    assert "Verification equation" in error(tab.credential)
    assert "Missing credential" in error(badge("jwt", kind).text)
    for form, kind in (("eddsa-jcs-2022", "ed25519"), ("ecdsa-rdfc-2019", "p256")):
        assert error(badge(form, kind, status_reference=False, hostile=READ).credential)


@pytest.mark.parametrize("draft", ["eddsa-2022", "json-eddsa-2022"])
def test_its_draft_cryptosuites_are_unsupported_and_not_forged(
    draft: str, learncard: Ask, badge: Badge, contexts: dict[str, Any]
) -> None:
    body = unsigned(badge)
    theirs = learncard({"do": "sign", "credential": body, "as": draft, "documents": contexts})
    report = verify_bytes(json.dumps(theirs["credential"]).encode(), now=datetime.now(UTC))
    assert (report.verdict, report.reason) == ("unknown", "unsupported")
