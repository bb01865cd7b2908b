"""What a receipt shows of a credential: whose log it is, who signed, and what could not be told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import merkle, notes
from skillmark.trust.log.notes import TIMED, VerifierKey
from skillmark.trust.log.receipts import Receipt, digest
from skillmark.trust.log.statements import seal
from skillmark.trust.outcome import Status
from skillmark.verify.logged import Asking, Logged, look, missing

NOW = datetime(2026, 5, 31, 12, tzinfo=UTC)
KEY, OTHER = (SigningKey.generate(Algorithm.ED25519) for _ in range(2))
BADGE = b"header.payload.signature"
ORIGIN = "academy.example/issuers/a/log"
VKEY = VerifierKey.of(KEY, ORIGIN)
LIST = {"statusListCredential": "https://academy.example/status/1"}


def receipt(origin: str = ORIGIN, signer: SigningKey = KEY) -> Receipt:
    """The second of two entries."""
    said = {"kind": "award", "id": "urn:x:1", "digest": digest(BADGE), "key": "did:key:z#z"}
    sealed = seal(said | {"at": "2026-05-30T08:00:00Z"}, bytes(16))
    other = merkle.leaf(bytes(32))
    root = merkle.node(other, merkle.leaf(sealed.entry))
    return Receipt.of(sealed, 1, [other], notes.checkpoint(origin, 2, root, signer, now=NOW))


def credential(issuer: Any = "https://academy.example/issuers/a", **more: Any) -> dict[str, Any]:
    return {"issuer": issuer, **more}


class Web:
    def __init__(self, vkey: str | None) -> None:
        self.vkey, self.asked = vkey, list[str]()

    def __call__(self, url: str) -> Fetched:
        self.asked.append(url)
        if self.vkey is None:
            raise UnavailableError("not reachable", where=url)
        return Fetched(self.vkey.encode(), "text/plain", url, 200, NOW)


def seen(given: Receipt | bytes, said: dict[str, Any] | None = None, **more: Any) -> Logged:
    more.setdefault("asking", Asking(VKEY))
    return look(given, [BADGE], credential() if said is None else said, **more)


def test_a_receipt_of_the_issuers_log() -> None:
    found = seen(receipt())
    assert found.to_json() == {
        "status": "pass",
        "detail": "in the issuer's log since 2026-05-30T08:00:00Z, entry 1 of 2 "
        "(academy.example/issuers/a/log)",
        "origin": ORIGIN,
        "issuers_own": True,
        "entry": 1,
        "size": 2,
        "since": "2026-05-30T08:00:00Z",
        "as_of": "2026-05-31T12:00:00Z",
        "key": "given",
        "witnesses": [],
    }


@pytest.mark.parametrize(
    ("said", "own"),
    [
        (credential(), True),
        (credential({"id": "https://academy.example/x"}), True),
        (credential("did:web:academy.example:issuers:a"), True),
        (credential("did:key:z6Mk", credentialStatus=LIST), True),
        (credential("did:key:z6Mk", credentialStatus=[{"type": "other"}, LIST]), True),
        (credential("did:key:z6Mk"), False),
        (credential("https://other.example/"), False),
        (credential("https://academy.example.evil.example/"), False),
        (credential("https://academy.example:8443/"), False),
        (credential("http://academy.example/"), False),
        (credential(7), False),
        (credential(credentialStatus={"statusListCredential": "https://["}), True),
        ({}, False),
    ],
)
def test_a_log_is_the_issuers_own_where_the_issuer_speaks_from_its_host(
    said: dict[str, Any], own: bool
) -> None:
    found = seen(receipt(), said)
    assert found.status is Status.PASS
    assert found.own is own
    assert ("somebody else" in found.detail) is not own


def test_the_key_is_asked_of_the_logs_own_address() -> None:
    web = Web(str(VKEY))
    found = seen(receipt(), asking=Asking(), fetch=web)
    assert (found.status, found.key) == (Status.PASS, "published")
    assert web.asked == ["https://academy.example/issuers/a/log/vkey"]
    # a site on loopback, as it is tried out, has no https
    local = receipt("127.0.0.1:8000/log")
    web = Web(str(VerifierKey.of(KEY, local.origin)))
    found = seen(local, credential("http://127.0.0.1:8000/a"), asking=Asking(), fetch=web)
    assert (found.status, found.own) == (Status.PASS, True)
    assert web.asked == ["http://127.0.0.1:8000/log/vkey"]


@pytest.mark.parametrize("web", [None, Web(None), Web("nonsense")])
def test_without_the_logs_key_it_could_not_be_told(web: Web | None) -> None:
    found = seen(receipt(), asking=Asking(), fetch=web)
    assert found.status is Status.UNKNOWN
    assert "could not be had" in found.detail


def test_what_does_not_fit_is_told() -> None:
    def refused(given: Receipt | bytes, said: str, **more: Any) -> None:
        found = seen(given, **more)
        assert found.status is Status.FAIL
        assert said in found.detail
        assert found.witnesses == ()

    good = receipt()
    refused(b"{}", "cannot be read")
    refused(b"nonsense", "cannot be read")
    refused(receipt(signer=OTHER), "not signed by the log")
    refused(good, "the key is of", asking=Asking(VerifierKey.of(KEY, "other.example/log")))
    refused(Receipt(0, good.salt, good.statement, good.path, good.checkpoint), "does not lead")
    found = look(good, [b"another badge"], credential(), asking=Asking(VKEY))
    assert found.status is Status.FAIL
    assert digest(b"another badge") in found.detail


def test_any_form_of_the_badge_may_be_what_was_logged() -> None:
    for forms in ([b"png", BADGE], [BADGE, b"png"]):
        assert look(receipt(), forms, credential(), asking=Asking(VKEY)).status is Status.PASS


def test_a_receipt_alone_says_nothing_of_an_issuer() -> None:
    found = look(receipt(), [], None, asking=Asking(VKEY))
    assert (found.status, found.own) == (Status.PASS, None)
    assert found.detail.startswith("in the log since ")


def test_witnesses_who_signed_and_who_did_not() -> None:
    good = receipt()
    theirs = VerifierKey.of(OTHER, "w.example/1", TIMED)
    found = seen(good, asking=Asking(VKEY, (theirs,)))
    assert (found.status, found.witnesses) == (Status.UNKNOWN, ())
    note = notes.parse(good.checkpoint)
    signed = notes.cosign(note, theirs.name, OTHER, now=NOW + timedelta(hours=1)).data
    cosigned = Receipt(1, good.salt, good.statement, good.path, signed)
    found = seen(cosigned, asking=Asking(VKEY, (theirs,)))
    assert found.status is Status.PASS
    assert found.witnesses == (("w.example/1", "2026-05-31T13:00:00Z"),)
    assert "witnessed by w.example/1" in found.detail
    forged = signed.replace(signed[-20:-10], b"AAAAAAAAAA")
    found = seen(
        Receipt(1, good.salt, good.statement, good.path, forged),
        asking=Asking(VKEY, (theirs,)),
    )
    assert (found.status, "witness" in found.detail) == (Status.FAIL, True)


def test_no_receipt_shows_nothing() -> None:
    assert missing().status is Status.UNKNOWN
