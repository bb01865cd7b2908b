"""Checks 3 to 5: what each says when one of them is in trouble, and for whose fault."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from skillmark.badges import reading
from skillmark.trust import integrity
from skillmark.trust.contexts import CREDENTIALS_V2, bundled
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.keys import SigningKey
from skillmark.trust.multibase import base64url
from skillmark.trust.resolve import Resolver
from skillmark.verify import securing
from skillmark.verify.checks import Check, Name
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Issue, Web, altered, unsigned

EXTRA = "https://contexts.example/v1"


def said(data: bytes, name: Name, **more: Any) -> tuple[str, str | None]:
    check = one(data, name, **more)
    return check.status.value, check.reason.value if check.reason else None


def one(data: bytes, name: Name, **more: Any) -> Check:
    check = verify_bytes(data, now=NOW, **more).check(name)
    assert check is not None
    return check


def change(**members: Any) -> Any:
    """Change the proof."""

    def act(value: dict[str, Any]) -> None:
        value["proof"].update(members)

    return act


@pytest.mark.parametrize(
    ("form", "how"),
    [
        *(("eddsa-rdfc-2022", "eddsa-rdfc-2022"), ("ecdsa-jcs-2019", "ecdsa-jcs-2019")),
        ("jwt", "EdDSA"),
    ],
)
def test_a_proof_says_how_it_was_made(form: str, how: str, issue: Issue) -> None:
    assert one(issue(form).data, Name.PROOF).detail.startswith(f"{how}: ")


def test_a_credential_without_a_proof_is_malformed_and_nobodys(issue: Issue) -> None:
    bare = {key: value for key, value in issue().credential.items() if key != "proof"}
    data = json.dumps(bare).encode()
    assert said(data, Name.PROOF) == ("fail", "malformed")
    assert said(data, Name.ISSUER_KEY) == ("fail", "malformed")
    assert said(data, Name.CONTEXT) == ("pass", None)
    assert not one(data, Name.PROOF).detail.startswith(":")


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"])
def test_a_context_that_was_pinned_for_this_run_counts(
    form: str, issue: Issue, keys: dict[str, SigningKey]
) -> None:
    pinned = bundled().with_extra(
        {EXTRA: b'{"@context": {"honours": "https://contexts.example/honours"}}'}
    )
    key = keys["ed25519"]
    body = unsigned(key.controller, honours="cum laude")
    body["@context"].append(EXTRA)
    if form == "jwt":
        data = issue(form, document=body).data
    else:
        signed = integrity.secure(body, key, cryptosuite=form, created=NOW, contexts=pinned)
        data = json.dumps(signed).encode()
    assert said(data, Name.CONTEXT) == ("unknown", "unsupported")
    assert said(data, Name.CONTEXT, contexts=pinned) == ("pass", None)
    assert said(data, Name.PROOF, contexts=pinned) == ("pass", None)


def test_an_unknown_context_leaves_an_rdf_proof_unknown_too(issue: Issue) -> None:
    def add(value: dict[str, Any]) -> None:
        value["@context"].append(EXTRA)

    data = altered(issue(), add)
    assert said(data, Name.CONTEXT) == ("unknown", "unsupported")
    assert said(data, Name.PROOF) == ("unknown", "unsupported")
    assert EXTRA in one(data, Name.CONTEXT).detail
    # once it is pinned the proof can be checked, and does not fit
    pinned = bundled().with_extra({EXTRA: b'{"@context": {"honours": "urn:x:honours"}}'})
    assert said(data, Name.CONTEXT, contexts=pinned) == ("pass", None)


def test_a_term_that_is_lost_is_told_by_the_context_and_not_by_the_proof(issue: Issue) -> None:
    def add(value: dict[str, Any]) -> None:
        value["honours"] = "summa cum laude"

    data = altered(issue(), add)
    assert said(data, Name.CONTEXT) == ("fail", "malformed")
    assert said(data, Name.PROOF) == ("unknown", "malformed")
    # also where the proof cannot even be read
    broken = altered(issue(), lambda value: (add(value), change(proofValue="z0")(value)))
    assert said(broken, Name.CONTEXT) == ("fail", "malformed")


def test_what_a_proof_adds_to_itself_is_no_loss_of_the_credential(issue: Issue) -> None:
    data = altered(issue("eddsa-jcs-2022"), change(note="x"))
    assert said(data, Name.CONTEXT) == ("pass", None)
    assert said(data, Name.PROOF) == ("fail", "forged")


@pytest.mark.parametrize(
    ("members", "proof", "key"),
    [
        # a key that cannot be had is the key's trouble, not a forgery
        ({"verificationMethod": "did:key:z6Mkbroken#z6Mkbroken"}, "unknown", "fail"),
        ({"verificationMethod": "did:web:gone.example#k"}, "unknown", "fail"),
        ({"cryptosuite": "bbs-2023"}, "unknown", "pass"),
        ({"type": "RsaSignature2018"}, "unknown", "pass"),
    ],
)
def test_troubles_with_the_key_or_the_suite(
    members: dict[str, Any], proof: str, key: str, issue: Issue
) -> None:
    data = altered(issue(), change(**members))
    assert said(data, Name.PROOF)[0] == proof
    assert said(data, Name.ISSUER_KEY)[0] == key


def test_a_selective_disclosure_leaves_key_and_proof_unsupported(issue: Issue) -> None:
    data = issue("jwt").data + b"~WyJzYWx0Il0~"
    assert said(data, Name.PROOF) == ("unknown", "unsupported")
    assert said(data, Name.ISSUER_KEY) == ("unknown", "unsupported")


def test_a_token_that_names_no_key_is_the_keys_trouble(
    issue: Issue, keys: dict[str, SigningKey]
) -> None:
    payload = issue("jwt", issuer="https://academy.example").text.split(".")[1]
    header = base64url(b'{"alg":"EdDSA"}')
    signed = f"{header}.{payload}"
    data = f"{signed}.{base64url(keys['ed25519'].sign(signed.encode()))}".encode()
    assert said(data, Name.ISSUER_KEY) == ("fail", "issuer_key")
    assert said(data, Name.PROOF) == ("unknown", "issuer_key")


def test_no_issuer_is_malformed(issue: Issue) -> None:
    def drop(value: dict[str, Any]) -> None:
        del value["issuer"]

    assert said(altered(issue(), drop), Name.ISSUER_KEY) == ("fail", "malformed")


def published(web: Web, key: SigningKey, **more: Any) -> None:
    document = did_document(
        key.controller, [PublishedKey(key.verification_method, key.public, **more)]
    )
    web.pages["https://academy.example/.well-known/did.json"] = json.dumps(document).encode()


def test_a_retired_key_and_one_for_another_purpose(
    issue: Issue, keys: dict[str, SigningKey], web: Web
) -> None:
    data = issue(key="web").data
    published(web, keys["web"])
    assert said(data, Name.ISSUER_KEY, fetch=web) == ("pass", None)
    published(web, keys["web"], expires=NOW - timedelta(days=1))
    assert said(data, Name.ISSUER_KEY, fetch=web) == ("fail", "issuer_key")
    assert verify_bytes(data, now=NOW, fetch=web).verdict == "invalid"
    published(web, keys["web"], purposes=("authentication",))
    assert said(data, Name.ISSUER_KEY, fetch=web) == ("fail", "issuer_key")


def test_a_key_that_cannot_be_looked_up_is_unknown(issue: Issue, web: Web) -> None:
    data = issue(key="web").data
    for more in ({}, {"fetch": web}):
        assert said(data, Name.ISSUER_KEY, **more) == ("unknown", "issuer_key")
        assert said(data, Name.PROOF, **more) == ("unknown", "issuer_key")


def test_the_times_of_a_proof(issue: Issue) -> None:
    signed = issue("eddsa-jcs-2022")
    later = altered(signed, change(created="2026-06-01T12:06:00Z"))
    assert said(later, Name.PROOF) == ("fail", "not_yet_valid")
    past = altered(signed, change(expires="2026-06-01T11:00:00Z"))
    assert said(past, Name.PROOF) == ("fail", "expired")


def test_the_keys_that_signed_are_reported(issue: Issue, keys: dict[str, SigningKey]) -> None:
    found = securing.check(
        reading.read(issue().data),
        keys["ed25519"].controller,
        resolver=Resolver(),
        contexts=bundled(),
        now=NOW,
    )
    assert found.keys == (keys["ed25519"].public_multikey(),)
    assert [check.name for check in found] == [Name.CONTEXT, Name.PROOF, Name.ISSUER_KEY]
    assert CREDENTIALS_V2 in issue().credential["@context"]


def test_what_an_rdf_proof_cannot_express_of_itself_is_the_contexts_trouble(issue: Issue) -> None:
    data = altered(issue(), change(note="x"))
    assert said(data, Name.CONTEXT) == ("fail", "malformed")
    assert said(data, Name.PROOF) == ("unknown", "malformed")


@pytest.mark.parametrize(
    ("header", "claims"),
    [({"crit": ["b64"]}, {}), ({"typ": "at+jwt"}, {}), ({}, {"jti": "urn:x:another"})],
)
def test_a_token_that_breaks_the_rules_is_malformed_and_not_forged(
    header: dict[str, Any], claims: dict[str, Any], keys: dict[str, SigningKey]
) -> None:
    key = keys["ed25519"]
    whole = {"alg": "EdDSA", "kid": key.verification_method} | header
    body = unsigned(key.controller, iss=key.controller) | claims
    parts = [base64url(json.dumps(part).encode()) for part in (whole, body)]
    data = ".".join((*parts, base64url(key.sign(".".join(parts).encode())))).encode()
    assert said(data, Name.PROOF) == ("fail", "malformed")


def test_an_empty_set_of_proofs_is_malformed(issue: Issue) -> None:
    for nothing in ([], "x", [5]):

        def empty(value: dict[str, Any], nothing: Any = nothing) -> None:
            value["proof"] = nothing

        assert said(altered(issue(), empty), Name.PROOF) == ("fail", "malformed")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(b"<html>", id="no document"),
        pytest.param(b'{"id": "did:web:elsewhere.example"}', id="another's document"),
        pytest.param(b'{"id": "did:web:academy.example"}', id="a document without the key"),
    ],
)
def test_a_document_that_does_not_vouch_is_the_keys_trouble(
    page: bytes, issue: Issue, web: Web
) -> None:
    web.pages["https://academy.example/.well-known/did.json"] = page
    data = issue(key="web").data
    assert said(data, Name.PROOF, fetch=web) == ("unknown", "issuer_key")
    assert said(data, Name.ISSUER_KEY, fetch=web) == ("fail", "issuer_key")


@pytest.mark.parametrize(
    "method", ["did:web:user@academy.example#k", "https://a@academy.example#k", "did:key:u#u"]
)
def test_an_identifier_with_a_trick_is_the_keys_trouble(method: str, issue: Issue) -> None:
    data = altered(issue(), change(verificationMethod=method))
    assert said(data, Name.PROOF) == ("unknown", "issuer_key")
    assert said(data, Name.ISSUER_KEY) == ("fail", "issuer_key")


def test_a_kind_of_key_that_is_not_read_is_unsupported(
    issue: Issue, keys: dict[str, SigningKey], web: Web
) -> None:
    published(web, keys["web"])
    url = "https://academy.example/.well-known/did.json"
    web.pages[url] = web.pages[url].replace(b"Multikey", b"RsaVerificationKey2018")  # type: ignore[union-attr]
    assert said(issue(key="web").data, Name.PROOF, fetch=web) == ("unknown", "unsupported")


def test_a_context_written_into_the_document_is_refused_by_the_context(issue: Issue) -> None:
    def inline(value: dict[str, Any]) -> None:
        value["@context"].append({"name": "https://evil.example/name"})

    data = altered(issue(), inline)
    assert said(data, Name.CONTEXT) == ("fail", "malformed")
    assert said(data, Name.PROOF) == ("unknown", "malformed")
