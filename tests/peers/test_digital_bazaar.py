"""npm @digitalbazaar/vc and its cryptosuites: they accept what we sign, we what they sign."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.verify.verify import verify_bytes

from .conftest import INDEX, NOW, Ask, Badge, flipped, status_lists

pytestmark = pytest.mark.peer

FORMS = [
    ("eddsa-rdfc-2022", "ed25519"),
    ("ecdsa-rdfc-2019", "p256"),
    ("ecdsa-rdfc-2019", "p384"),
]


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_they_accept_what_we_sign_and_refuse_it_flipped(
    form: str, kind: str, node: Ask, badge: Badge, contexts: dict[str, Any]
) -> None:
    signed = badge(form, kind).credential
    answer = node({"do": "verify", "credential": signed, "documents": contexts})
    assert answer == {"verified": True, "error": ""}
    for broken in flipped(signed):
        answer = node({"do": "verify", "credential": broken, "documents": contexts})
        assert answer["verified"] is False
        assert verify_bytes(json.dumps(broken).encode(), now=NOW).verdict == "invalid"


def test_they_read_our_status_lists(
    node: Ask, badge: Badge, contexts: dict[str, Any], keys: dict[str, SigningKey]
) -> None:
    signed = badge("eddsa-rdfc-2022", "ed25519").credential

    def verified(**changes: Any) -> bool:
        documents = contexts | status_lists(keys["ed25519"], **changes)
        request = {"do": "verify", "credential": signed, "status": True, "documents": documents}
        return bool(node(request)["verified"])

    assert verified()
    assert not verified(revoked=(INDEX,))
    assert not verified(suspended=(INDEX,))
    assert verified(revoked=(INDEX + 1,), suspended=(INDEX - 1,))


@pytest.mark.parametrize("algorithm", ["ed25519", "p256", "p384"])
def test_we_accept_what_they_sign_and_refuse_it_flipped(
    algorithm: str, node: Ask, badge: Badge, contexts: dict[str, Any]
) -> None:
    body = dict(badge("eddsa-rdfc-2022", "ed25519").credential)
    del body["proof"], body["credentialStatus"]
    request = {
        "do": "sign", "credential": body, "algorithm": algorithm, "documents": contexts,
    }  # fmt: skip
    theirs = node(request)["credential"]
    now = datetime.now(UTC)  # they date the proof themselves, at whatever time this test's turn is
    report = verify_bytes(json.dumps(theirs).encode(), now=now)
    assert report.verdict == "valid", report.to_json()
    for broken in flipped(theirs):
        assert verify_bytes(json.dumps(broken).encode(), now=now).verdict == "invalid"
        answer = node({"do": "verify", "credential": broken, "documents": contexts})
        assert answer["verified"] is False


def test_we_and_they_read_the_same_status(badge: Badge, keys: dict[str, SigningKey]) -> None:
    data = badge("eddsa-rdfc-2022", "ed25519").data
    for changes, reason in (({}, None), ({"suspended": (INDEX,)}, "suspended")):
        lists = status_lists(keys["ed25519"], **changes)

        def fetch(url: str, lists: dict[str, Any] = lists) -> Fetched:
            return Fetched(json.dumps(lists[url]).encode(), "application/json", url, 200, NOW)

        assert verify_bytes(data, now=NOW, fetch=fetch).reason == reason
