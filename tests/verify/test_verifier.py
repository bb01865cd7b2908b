"""The steps of a verification that need more than one credential's own bytes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from skillmark.award import credential as signing
from skillmark.award import status as pairs
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.verify.checks import Name
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report
from skillmark.verify.verify import Verifier, verify_bytes

from .conftest import NOW, Issue, Web, altered, unsigned

DOCUMENT = "https://academy.example/.well-known/did.json"
BASE = "https://academy.example"


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def detail(report: Report, name: Name) -> tuple[str, str]:
    check = report.check(name)
    assert check is not None
    return check.status.value, check.detail


def staple(key: SigningKey, controller: str) -> dict[str, Fetched]:
    """A key document that came along with a credential."""
    document = did_document(controller, [PublishedKey(f"{controller}#key-1", key.public)])
    return {
        DOCUMENT: Fetched(json.dumps(document).encode(), "application/json", DOCUMENT, 200, NOW)
    }


def known(controller: str, *keys: SigningKey) -> Registry:
    pinned = tuple(key.public_multikey() for key in keys)
    return Registry.of([KnownIssuer(controller, "Academy", "Council", pinned)])


@pytest.fixture
def signer(keys: dict[str, SigningKey]) -> SigningKey:
    """The key of an issuer whose document has to be looked up."""
    controller = keys["web"].controller
    return SigningKey.of(
        keys["web"].private, controller=controller, verification_method=f"{controller}#key-1"
    )


def signed_by(key: SigningKey, **changes: Any) -> bytes:
    body = unsigned(key.controller, **changes)
    return signing.sign(body, key, form="eddsa-rdfc-2022", now=NOW).data


def test_a_stapled_key_document_is_believed_only_where_a_registry_pins_the_key(
    signer: SigningKey, keys: dict[str, SigningKey]
) -> None:
    data, controller = signed_by(signer), signer.controller
    along = staple(signer, controller)
    believed = verify_bytes(data, now=NOW, staples=along, registry=known(controller, signer))
    assert said(believed) == ("valid", None)
    more = known(controller, keys["other"], signer)
    assert said(verify_bytes(data, now=NOW, staples=along, registry=more)) == ("valid", None)
    for registry in (
        None,
        known(controller),
        known(controller, keys["other"]),
        known("did:web:elsewhere.example", signer),
    ):
        report = verify_bytes(data, now=NOW, staples=along, registry=registry)
        assert said(report) == ("unknown", "issuer_key"), registry


def test_a_forged_key_document_beside_a_forged_credential_is_not_believed(
    signer: SigningKey, keys: dict[str, SigningKey]
) -> None:
    controller = signer.controller
    thief = SigningKey.of(
        keys["other"].private, controller=controller, verification_method=f"{controller}#key-1"
    )
    report = verify_bytes(
        signed_by(thief),
        now=NOW,
        staples=staple(thief, controller),
        registry=known(controller, signer),
    )
    assert said(report) == ("unknown", "issuer_key")


def test_what_the_issuer_says_now_is_not_outvoted_by_what_came_along(
    signer: SigningKey, keys: dict[str, SigningKey], web: Web
) -> None:
    controller = signer.controller
    replaced = did_document(controller, [PublishedKey(f"{controller}#key-1", keys["other"].public)])
    web.pages[DOCUMENT] = json.dumps(replaced).encode()
    report = verify_bytes(
        signed_by(signer),
        now=NOW,
        fetch=web,
        staples=staple(signer, controller),
        registry=known(controller, signer),
    )
    assert report.verdict == "invalid"


def test_a_stapled_list_is_checked_with_the_stapled_key(signer: SigningKey) -> None:
    controller = signer.controller
    data = signed_by(signer, credentialStatus=pairs.entry(BASE, pairs.Place(1, 7)))
    for revoked, expected in (((), ("valid", None)), ((7,), ("invalid", "revoked"))):
        pair = pairs.list_credentials(
            BASE, 1, revoked=revoked, suspended=(), signer=signer, now=NOW
        )
        along = staple(signer, controller) | {
            url: Fetched(signed.data, "application/json", url, 200, NOW)
            for url, signed in zip(pairs.urls(BASE, 1), pair, strict=True)
        }
        registry = known(controller, signer)
        assert said(verify_bytes(data, now=NOW, staples=along, registry=registry)) == expected
        unpinned = verify_bytes(data, now=NOW, staples=along)
        assert unpinned.verdict == "unknown"


def test_a_batch_does_not_take_one_credentials_staples_for_another(signer: SigningKey) -> None:
    data = signed_by(signer, credentialStatus=pairs.entry(BASE, pairs.Place(1, 7)))
    pair = pairs.list_credentials(BASE, 1, revoked=(), suspended=(), signer=signer, now=NOW)
    along = staple(signer, signer.controller) | {
        url: Fetched(signed.data, "application/json", url, 200, NOW)
        for url, signed in zip(pairs.urls(BASE, 1), pair, strict=True)
    }
    verifier = Verifier(now=NOW, registry=known(signer.controller, signer))
    assert said(verifier.check_bytes(data, staples=along)) == ("valid", None)
    assert verifier.check_bytes(data).verdict == "unknown"


def test_nor_where_the_issuer_needs_no_staples(keys: dict[str, SigningKey]) -> None:
    key = keys["ed25519"]
    data = signed_by(key, credentialStatus=pairs.entry(BASE, pairs.Place(1, 7)))
    pair = pairs.list_credentials(BASE, 1, revoked=(), suspended=(), signer=key, now=NOW)
    along = {
        url: Fetched(signed.data, "application/json", url, 200, NOW)
        for url, signed in zip(pairs.urls(BASE, 1), pair, strict=True)
    }
    verifier = Verifier(now=NOW)
    assert said(verifier.check_bytes(data, staples=along)) == ("valid", None)
    assert said(verifier.check_bytes(data)) == ("unknown", "status_unavailable")


def test_a_report_carries_what_was_checked(issue: Issue) -> None:
    for form in ("eddsa-rdfc-2022", "jwt"):
        signed = issue(form)
        report = verify_bytes(signed.data, now=NOW, source="a.json")
        assert report.source == "a.json"
        assert report.raw == signed.text
        assert report.credential is not None
        assert report.credential["id"] == signed.id
        assert report.as_of == NOW
    for nothing in (b"", b'{"a":'):
        report = verify_bytes(nothing, now=NOW, source="b.json")
        assert (report.source, report.format, report.caution) == ("b.json", "", "")
        assert report.as_of is None


def test_who_knows_the_issuer_is_told(issue: Issue) -> None:
    data = issue().data
    issuer = json.loads(data)["issuer"]["id"]
    for by, words in (("Council", "known by Council"), ("", "known")):
        registry = Registry.of([KnownIssuer(issuer, "Academy", by)])
        status, words_said = detail(
            verify_bytes(data, now=NOW, registry=registry), Name.ISSUER_KNOWN
        )
        assert (status, words_said.endswith(words)) == ("pass", True)
    stranger = verify_bytes(data, now=NOW, registry=Registry.of([]))
    assert detail(stranger, Name.ISSUER_KNOWN)[0] == "fail"
    assert stranger.verdict == "valid"


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("type", ["OpenBadgeCredential"], "VerifiableCredential"),
        ("issuer", {"name": "Academy"}, "issuer"),
        ("credentialSubject", [], "credentialSubject"),
        ("@context", [], "@context"),
        ("id", 7, "id"),
    ],
)
def test_a_credential_that_is_not_well_formed_says_what_it_lacks(
    member: str, value: Any, words: str, issue: Issue
) -> None:
    def put(document: dict[str, Any]) -> None:
        document[member] = value

    report = verify_bytes(altered(issue("eddsa-jcs-2022"), put), now=NOW)
    assert report.verdict == "invalid"
    status, words_said = detail(report, Name.WELL_FORMED)
    assert (status, words in words_said) == ("fail", True)
    whole = verify_bytes(issue("eddsa-jcs-2022").data, now=NOW)
    assert detail(whole, Name.WELL_FORMED)[0] == "pass"


def test_the_schema_is_that_of_data_model_2(issue: Issue) -> None:
    def older(document: dict[str, Any]) -> None:
        document["@context"][0] = "https://www.w3.org/2018/credentials/v1"

    def one(document: dict[str, Any]) -> None:
        document["@context"] = "https://www.w3.org/2018/credentials/v1"

    signed = issue("eddsa-jcs-2022")
    for change in (older, one):
        report = verify_bytes(altered(signed, change), now=NOW)
        assert detail(report, Name.SCHEMA)[0] == "not_applicable"
    assert detail(verify_bytes(signed.data, now=NOW), Name.SCHEMA)[0] == "pass"


def test_evidence_is_weighed_and_never_decides(issue: Issue) -> None:
    none = verify_bytes(issue().data, now=NOW)
    assert detail(none, Name.EVIDENCE)[0] == "not_applicable"
    pieces = [{"id": f"https://academy.example/e/{n}", "type": ["Evidence"]} for n in (1, 2)]
    named = verify_bytes(issue(evidence=pieces).data, now=NOW)
    assert detail(named, Name.EVIDENCE) == ("pass", "2 pieces are named, not opened")
    assert named.verdict == "valid"


def subject(**more: Any) -> dict[str, Any]:
    made: dict[str, Any] = unsigned("did:example:x")["credentialSubject"]
    made["achievement"].update(more)
    return made


@pytest.mark.parametrize(
    "senseless",
    [
        {
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "EQF 99",
                    "targetUrl": "http://data.europa.eu/snb/eqf/99",
                    "targetCode": "99",
                    "targetType": "ext:elm.eqfLevel",
                }
            ]
        },
        {
            "resultDescription": [
                {
                    "id": "urn:uuid:1",
                    "type": ["ResultDescription"],
                    "name": "Persons",
                    "resultType": "ext:skillmark.persons",
                }
            ]
        },
    ],
)
def test_elements_that_make_no_sense_are_told(senseless: dict[str, Any], issue: Issue) -> None:
    whole = subject(**senseless)
    whole["result"] = [{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "many"}]
    report = verify_bytes(issue("eddsa-jcs-2022", credentialSubject=whole).data, now=NOW)
    assert detail(report, Name.EVIDENCE)[0] == "fail"


def test_an_old_credential_is_asked_for_at_its_own_time(issue: Issue) -> None:
    report = verify_bytes(
        issue(validUntil="2026-06-02T00:00:00Z").data, now=NOW + timedelta(days=9)
    )
    assert said(report) == ("invalid", "expired")
