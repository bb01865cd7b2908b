"""Whose domain an issuer is: its identifier, and what the domain itself says."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.award import linking
from skillmark.nouns.errors import InputError
from skillmark.trust.contexts import DID_CONFIGURATION
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.verify.domain import Domain
from skillmark.verify.domain_linkage import LARGEST, PATH, origin_of, same_origin
from skillmark.verify.verify import Verifier

from .conftest import NOW, Issue, Web

ORIGIN = "https://academy.example"
SINCE, UNTIL = NOW - timedelta(days=5), NOW + timedelta(days=60)


def published(key: SigningKey, controller: str = "", **more: Any) -> bytes:
    document = did_document(
        controller or key.controller, [PublishedKey(key.verification_method, key.public)]
    )
    return json.dumps({**document, **more}).encode()


def at(key: SigningKey, controller: str) -> SigningKey:
    return SigningKey.of(
        key.private, controller=controller, verification_method=f"{controller}#key"
    )


def linked(key: SigningKey, origin: str = ORIGIN, did: str = "", **times: Any) -> list[Any]:
    span = {"since": SINCE, "until": UNTIL, **times}
    return linking.signed(did or key.controller, origin, key, **span)


def told(data: bytes, web: Web | None, *, ask: bool = True) -> Domain | None:
    report = Verifier(now=NOW, fetch=web, ask_domain=ask).check_bytes(data)
    assert report.verdict in {"valid", "unknown"}, report.to_json()
    return report.domain


def site(*entries: Any, **more: Any) -> Web:
    web = Web()
    web.pages[ORIGIN + PATH] = json.dumps({**linking.resource(entries), **more}).encode()
    return web


@pytest.fixture
def paged(issue: Issue, keys: dict[str, SigningKey]) -> Callable[..., bytes]:
    """A badge of a did:key issuer whose profile names a web page."""

    def make(url: str = ORIGIN + "/about", key: str = "ed25519") -> bytes:
        form = "ecdsa-rdfc-2019" if key.startswith("p") else "eddsa-rdfc-2022"
        issuer = {"id": keys[key].controller, "type": ["Profile"], "name": "Academy", "url": url}
        return issue(form, key=key, document=_with(issue(form, key=key).credential, issuer)).data

    return make


def _with(credential: dict[str, Any], issuer: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in credential.items() if k != "proof"}, "issuer": issuer}


def test_a_did_web_issuer_controls_its_domain(issue: Issue, keys: dict[str, SigningKey]) -> None:
    data = issue(key="web").data
    web = Web()
    web.pages[f"{ORIGIN}/.well-known/did.json"] = published(keys["web"])
    assert told(data, web, ask=False) == Domain(
        "academy.example", True, "identifier", "it controls the domain academy.example", NOW
    )
    # its identifier shows it: nobody else is asked
    assert told(data, web) == told(data, web, ask=False)
    assert {url.rpartition("/")[2] for url in web.asked} == {"did.json"}
    said = Verifier(now=NOW, fetch=web).check_bytes(data).to_json()["issuer"]["domain"]
    assert said["as_of"] == "2026-06-01T12:00:00Z"


def test_offline_nothing_is_said_of_a_domain(issue: Issue) -> None:
    assert told(issue(key="web").data, None) is None
    assert told(issue(key="ed25519").data, None) is None


@pytest.mark.parametrize(
    ("controller", "place", "how"),
    [
        ("https://academy.example", "https://academy.example", "identifier"),
        ("https://academy.example/", "https://academy.example/", "identifier"),
        ("https://academy.example/i/1", "https://academy.example/i/1", "page"),
        ("did:web:academy.example:i", "https://academy.example/i/did.json", "page"),
        ("did:web:academy.example%3A8443", "https://academy.example:8443/.well-known/did.json",
         "identifier"),
    ],
)  # fmt: skip
def test_a_page_of_a_domain_is_not_the_domain(
    controller: str, place: str, how: str, issue: Issue, keys: dict[str, SigningKey],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    key = at(keys["web"], controller)
    monkeypatch.setitem(keys, "web", key)
    web = Web()
    web.pages[place] = published(key)
    found = told(issue(key="web").data, web, ask=False)
    assert found is not None
    assert (found.how, found.controls) == (how, True if how == "identifier" else None)
    assert found.name == "academy.example" + (":8443" if "8443" in controller else "")


# the token that the specification itself shows (Decentralized Identity Foundation, Apache-2.0)
PUBLISHED = (
    "eyJhbGciOiJFZERTQSIsImtpZCI6ImRpZDprZXk6ejZNa29USHNnTk5yYnk4SnpDTlExaVJMeVc1UVE2UjhY"
    "dXU2QUE4aWdHck1WUFVNI3o2TWtvVEhzZ05OcmJ5OEp6Q05RMWlSTHlXNVFRNlI4WHV1NkFBOGlnR3JNVlBV"
    "TSJ9.eyJleHAiOjE3NjQ4NzkxMzksImlzcyI6ImRpZDprZXk6ejZNa29USHNnTk5yYnk4SnpDTlExaVJMeVc"
    "1UVE2UjhYdXU2QUE4aWdHck1WUFVNIiwibmJmIjoxNjA3MTEyNzM5LCJzdWIiOiJkaWQ6a2V5Ono2TWtvVEh"
    "zZ05OcmJ5OEp6Q05RMWlSTHlXNVFRNlI4WHV1NkFBOGlnR3JNVlBVTSIsInZjIjp7IkBjb250ZXh0IjpbImh"
    "0dHBzOi8vd3d3LnczLm9yZy8yMDE4L2NyZWRlbnRpYWxzL3YxIiwiaHR0cHM6Ly9pZGVudGl0eS5mb3VuZGF"
    "0aW9uLy53ZWxsLWtub3duL2RpZC1jb25maWd1cmF0aW9uL3YxIl0sImNyZWRlbnRpYWxTdWJqZWN0Ijp7Iml"
    "kIjoiZGlkOmtleTp6Nk1rb1RIc2dOTnJieThKekNOUTFpUkx5VzVRUTZSOFh1dTZBQThpZ0dyTVZQVU0iLCJ"
    "vcmlnaW4iOiJpZGVudGl0eS5mb3VuZGF0aW9uIn0sImV4cGlyYXRpb25EYXRlIjoiMjAyNS0xMi0wNFQxNDo"
    "xMjoxOS0wNjowMCIsImlzc3VhbmNlRGF0ZSI6IjIwMjAtMTItMDRUMTQ6MTI6MTktMDY6MDAiLCJpc3N1ZXI"
    "iOiJkaWQ6a2V5Ono2TWtvVEhzZ05OcmJ5OEp6Q05RMWlSTHlXNVFRNlI4WHV1NkFBOGlnR3JNVlBVTSIsInR"
    "5cGUiOlsiVmVyaWZpYWJsZUNyZWRlbnRpYWwiLCJEb21haW5MaW5rYWdlQ3JlZGVudGlhbCJdfX0.aUFNReA"
    "4R5rcX_oYm3sPXqWtso_gjPHnWZsB6pWcGv6m3K8-4JIAvFov3ZTM8HxPOrOL17Qf4vBFdY9oK0HeCQ"
)
FOUNDATION = "did:key:z6MkoTHsgNNrby8JzCNQ1iRLyW5QQ6R8Xuu6AA8igGrMVPUM"


def test_the_published_example_is_a_known_answer() -> None:
    old = {
        "credentialSubject": {"id": FOUNDATION, "origin": "https://identity.foundation"},
        "issuer": FOUNDATION,
        "proof": {"type": "Ed25519Signature2018"},
    }
    host = "https://identity.foundation"
    for origin, year, linked_ in (
        (host, 2024, True),
        (host, 2026, False),
        ("https://identity.foundation.example", 2024, False),
    ):
        web = Web()
        web.pages[origin + PATH] = json.dumps(linking.resource([old, PUBLISHED])).encode()
        verifier = Verifier(now=NOW.replace(year=year), fetch=web)
        found = verifier._linkage.look(origin, (FOUNDATION,))
        assert found.linked is linked_, found.detail


@pytest.mark.parametrize("form", [0, 1], ids=["object", "token"])
@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_a_domain_and_an_issuer_name_each_other(
    form: int, kind: str, paged: Callable[..., bytes], keys: dict[str, SigningKey]
) -> None:
    web = site("not.a.token", linked(keys["other"])[0], linked(keys[kind])[form])
    found = told(paged(key=kind), web)
    assert found == Domain(
        "academy.example", True, "did-configuration",
        "academy.example names this issuer as its own", NOW,
    )  # fmt: skip
    assert web.asked == [ORIGIN + PATH]
    assert told(paged(key=kind), web, ask=False) is None


def test_a_page_that_its_domain_vouches_for(
    issue: Issue, keys: dict[str, SigningKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = at(keys["web"], "did:web:academy.example:i:one")
    monkeypatch.setitem(keys, "web", key)
    web = site(*linked(key))
    web.pages[f"{ORIGIN}/i/one/did.json"] = published(key)
    found = told(issue(key="web").data, web)
    assert found is not None
    assert (found.controls, found.how) == (True, "did-configuration")
    # a host of many pages names others, and not this one
    web = site(*linked(keys["other"]))
    web.pages[f"{ORIGIN}/i/one/did.json"] = published(key)
    found = told(issue(key="web").data, web)
    assert found is not None
    assert (found.controls, "does not name" in found.detail) == (False, True)


def test_an_https_issuer_is_linked_by_the_did_that_names_it_back(
    issue: Issue, keys: dict[str, SigningKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, did = f"{ORIGIN}/i/one", "did:web:academy.example:i:one"
    key = at(keys["web"], address)
    monkeypatch.setitem(keys, "web", key)
    same = at(keys["web"], did)
    for back, controls in (([address], True), ([f"{ORIGIN}/i/two"], None), ("x", None)):
        web = site(*linked(same))
        web.pages[address] = published(key, alsoKnownAs=["https://x.example", 5, did])
        web.pages[f"{address}/did.json"] = published(same, alsoKnownAs=back)
        found = told(issue(key="web").data, web)
        assert found is not None
        assert found.controls is controls or (back != [address] and found.controls is not True)
    web = site(*linked(same))
    web.pages[address] = published(key, alsoKnownAs=["did:web:evil.example:i:one"])
    found = told(issue(key="web").data, web)
    assert found is not None
    assert found.controls is not True
    assert not any("evil" in url for url in web.asked)


def entry(key: SigningKey, change: Callable[[dict[str, Any]], object], **times: Any) -> Any:
    """A linkage that the issuer itself signed, with something different in it."""
    from skillmark.trust import integrity

    value = {k: v for k, v in linked(key, **times)[0].items() if k != "proof"}
    change(value)
    return integrity.secure(value, key, cryptosuite="eddsa-jcs-2022", created=SINCE)


def _subject(**more: Any) -> Callable[[dict[str, Any]], object]:
    return lambda value: value["credentialSubject"].update(more)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_subject(origin="https://academy.example.evil.example"), "another origin"),
        (_subject(origin="https://аcademy.example"), "another origin"),
        (_subject(origin="http://academy.example"), "another origin"),
        (_subject(origin="https://academy.example:8443"), "another origin"),
        (_subject(origin="https://academy.example."), "another origin"),
        (_subject(origin="https://academy.example/page"), "another origin"),
        (_subject(origin="https://www.academy.example"), "another origin"),
        (_subject(origin="https://academy.example@evil.example"), "another origin"),
        (_subject(origin=["https://academy.example"]), "another origin"),
        (_subject(origin=""), "another origin"),
        (lambda v: v.update(issuer="did:web:other.example"), "another than its subject"),
        (lambda v: v.update(id="urn:uuid:1"), "has an id"),
        (lambda v: v.pop("expirationDate"), "expirationDate"),
        (lambda v: v.pop("issuanceDate"), "issuanceDate"),
        (lambda v: v.update(expirationDate="2026-05-31T00:00:00Z"), "expired"),
        (lambda v: v.update(type=["VerifiableCredential"]), "no DomainLinkageCredential"),
        (lambda v: v.update(issuanceDate="2026-06-09T00:00:00Z"), "valid only from"),
    ],
)
def test_a_linkage_that_is_not_this_one_is_refused(
    change: Callable[[dict[str, Any]], object], said: str, paged: Callable[..., bytes],
    keys: dict[str, SigningKey],
) -> None:  # fmt: skip
    found = told(paged(), site(entry(keys["ed25519"], change)))
    assert found is not None
    assert (found.controls, found.how) == (False, "did-configuration")
    assert said in found.detail


def test_a_linkage_that_somebody_else_signed_is_refused(
    paged: Callable[..., bytes], keys: dict[str, SigningKey]
) -> None:
    forged = linked(at(keys["other"], "did:web:evil.example"), did=keys["ed25519"].controller)
    for one in forged:
        found = told(paged(), site(one))
        assert found is not None
        assert found.controls is not True
    value, token = linked(keys["ed25519"])
    value["expirationDate"] = "2030-01-01T00:00:00Z"
    found = told(paged(), site(value))
    assert found is not None
    assert (found.controls, "does not hold" in found.detail) == (False, True)
    # one that holds among those that do not is enough
    assert told(paged(), site(value, token)).controls is True  # type: ignore[union-attr]


def _token(token: str, header: dict[str, Any] | None = None, **claims: Any) -> str:
    first, payload, end = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    said.update(claims)
    parts = [json.dumps(said)]
    encoded = [base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts]
    if header is not None:
        first = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    return ".".join((first, encoded[0], end))


def test_a_token_has_the_claims_of_the_specification_and_no_others(
    paged: Callable[..., bytes], keys: dict[str, SigningKey]
) -> None:
    from skillmark.trust import jose

    key = keys["ed25519"]
    payload = jose.read(linked(key)[1]).payload
    for claims, typ, said in (
        ({}, "JWT", "more or less than alg and kid"),
        ({"aud": "x"}, None, "claims of its token"),
        ({"jti": "urn:x"}, None, "claims of its token"),
        ({"iss": keys["other"].controller}, None, "not the DID"),
    ):
        token = jose.sign({**payload, **claims}, key, typ=typ)
        found = told(paged(), site(token))
        assert found is not None
        assert (found.controls, said in found.detail) == (False, True), found.detail
    none = _token(linked(key)[1], {"alg": "none", "kid": key.verification_method})
    assert told(paged(), site(none)).controls is False  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "read"),
        (b"[]", "read"),
        (b'{"linked_dids":[]}', "read"),
        (b'{"@context":"x","linked_dids":{}}', "read"),
        (b'{"@context":"x","linked_dids":[],"more":1}', "read"),
        (b'{"@context":"x","linked_dids":[],"linked_dids":[]}', "read"),
        (b'{"@context":"x","linked_dids":["' + b"x" * LARGEST + b'"]}', "bytes"),
        (json.dumps({"@context": "x", "linked_dids": ["x"] * 2001}).encode(), "more than"),
    ],
)
def test_a_resource_that_is_none_shows_nothing(
    body: bytes, said: str, paged: Callable[..., bytes]
) -> None:
    web = Web()
    web.pages[ORIGIN + PATH] = body
    found = told(paged(), web)
    assert found is not None
    assert (found.controls, said in found.detail) == (None, True), found.detail


def test_ten_megabytes_are_not_read(paged: Callable[..., bytes]) -> None:
    web = Web()
    web.pages[ORIGIN + PATH] = b'{"@context":"x","linked_dids":[' + b"[" * 10_000_000
    found = told(paged(), web)
    assert found is not None
    assert (found.controls, f"{LARGEST} bytes" in found.detail) == (None, True)


def test_an_answer_from_another_origin_is_nobodys_word(
    paged: Callable[..., bytes], keys: dict[str, SigningKey]
) -> None:
    body = json.dumps(linking.resource(linked(keys["ed25519"]))).encode()
    for place, controls in (
        ("https://evil.example" + PATH, None),
        ("https://www.academy.example" + PATH, None),
        ("http://academy.example" + PATH, None),
        ("https://academy.example:444" + PATH, None),
        ("https://academy.example/moved.json", True),
    ):
        web = Web()
        web.pages[ORIGIN + PATH] = Fetched(body, "application/json", place, 200, NOW)
        found = told(paged(), web)
        assert found is not None
        assert found.controls is controls, place


def test_at_most_two_domains_are_asked_each_once(
    issue: Issue, keys: dict[str, SigningKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = at(keys["web"], "did:web:academy.example:i")
    monkeypatch.setitem(keys, "web", key)
    services = [
        {
            "id": "#a",
            "type": "LinkedDomains",
            "serviceEndpoint": {"origins": ["https://b.example"]},
        },
        {"id": "#b", "type": "LinkedDomains", "serviceEndpoint": "https://c.example"},
        {"id": "#c", "type": "Other", "serviceEndpoint": "https://d.example"},
    ]
    web = Web()
    web.pages["https://academy.example/i/did.json"] = published(key, service=services)
    b = json.dumps(linking.resource(linked(key, "https://b.example"))).encode()
    web.pages["https://b.example" + PATH] = b
    verifier = Verifier(now=NOW, fetch=web, ask_domain=True)
    found = [verifier.check_bytes(issue(key="web").data).domain for _ in range(3)]
    assert found[0] is not None
    assert (found[0].name, found[0].controls) == ("b.example", True)
    assert found[0] == found[1] == found[2]
    asked = [url for url in web.asked if url.endswith(PATH)]
    assert asked == ["https://academy.example" + PATH, "https://b.example" + PATH]


def test_of_an_issuer_who_is_not_proven_no_domain_is_asked(paged: Callable[..., bytes]) -> None:
    value = json.loads(paged())
    value["name"] = "Surgery"
    web = Web()
    report = Verifier(now=NOW, fetch=web, ask_domain=True).check_bytes(json.dumps(value).encode())
    assert (report.verdict, report.domain, web.asked) == ("invalid", None, [])


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Academy.Example/a?b#c", "https://academy.example"),
        ("https://academy.example:443", "https://academy.example"),
        ("https://academy.example:8443/", "https://academy.example:8443"),
        ("https://[::1]/x", "https://[::1]"),
        ("http://academy.example", ""),
        ("https://user@academy.example", ""),
        ("https://academy.example\\@evil.example", ""),
        ("https://academy.example.", ""),
        ("https://академия.example", ""),
        ("https://academy.example:99999", ""),
        ("https://academy.example:0", ""),
        ("https://", ""),
        ("academy.example", ""),
        ("did:web:academy.example", ""),
        ("https://academy.example\n", ""),
    ],
)
def test_an_origin_has_one_form(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_the_bare_host_of_the_specifications_example_is_its_https_origin() -> None:
    assert same_origin("academy.example", ORIGIN)
    assert same_origin("https://academy.example/", ORIGIN)
    assert not same_origin("https://academy.example/?", ORIGIN)
    assert not same_origin("https://academy.example/#", ORIGIN)
    assert not same_origin("//academy.example", ORIGIN)
    assert not same_origin("evil.example/academy.example", ORIGIN)


pieces = st.text("abc.:/@#?\\-1 é\n", max_size=12)


@given(pieces, st.sampled_from(["https://", "http://", "", "HTTPS://", "//"]))
def test_whatever_is_the_same_origin_reads_as_that_origin(rest: str, scheme: str) -> None:
    from urllib.parse import urlsplit

    said = scheme + rest
    for origin in (ORIGIN, "https://abc", "https://a.c:1", origin_of(said)):
        if origin and same_origin(said, origin):
            parts = urlsplit(said if "://" in said else f"https://{said}")
            assert parts.scheme == "https"
            assert parts.username is None
            assert parts.path in ("", "/")
            assert origin_of(origin) == origin
            port = f":{parts.port}" if parts.port not in (None, 443) else ""
            assert f"https://{parts.hostname}{port}" == origin


@pytest.mark.parametrize(
    ("did", "origin", "days"),
    [
        ("https://academy.example", ORIGIN, 1),
        ("did:web:a.example", "http://a.example", 1),
        ("did:web:a.example", "https://a.example/", 1),
        ("did:web:a.example", "https://u@a.example", 1),
        ("did:web:a.example", ORIGIN, 0),
    ],
)
def test_what_the_specification_does_not_allow_is_not_made(
    did: str, origin: str, days: int
) -> None:
    with pytest.raises(InputError):
        linking.credential(did, origin, since=NOW, until=NOW + timedelta(days=days))


def test_what_is_published_has_the_members_of_the_specification(
    keys: dict[str, SigningKey],
) -> None:
    made = linking.resource(linked(keys["ed25519"]))
    assert set(made) == {"@context", "linked_dids"}
    assert made["@context"] == DID_CONFIGURATION
    value, token = made["linked_dids"]
    assert "id" not in value
    assert value["issuer"] == value["credentialSubject"]["id"]
    header, payload, _ = token.split(".")
    assert set(json.loads(base64.urlsafe_b64decode(header + "==="))) == {"alg", "kid"}
    claims = json.loads(base64.urlsafe_b64decode(payload + "==="))
    assert set(claims) == {"exp", "iss", "nbf", "sub", "vc"}
    assert claims["iss"] == claims["sub"] == claims["vc"]["credentialSubject"]["id"]
