"""Pitfalls that other software fell into, 2 to 11; the first is in `test_broken_badges.py`.

The numbers are those of docs/conformance.md.
"""

from __future__ import annotations

import io
import json
import re
import struct
import unicodedata
import zlib
from typing import Any

import pytest
from PIL import Image

from skillmark.award import credential as signing
from skillmark.award import status as pairs
from skillmark.badges.baking import bake
from skillmark.badges.reading import Version, read
from skillmark.nouns.errors import InputError
from skillmark.trust import contexts, integrity
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Name
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.report import Report
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Issue, Web, altered, unsigned

ISSUER = "https://academy.example"


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def verify(document: Any, **more: Any) -> Report:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return verify_bytes(data, now=NOW, **more)


# 2. The key from the fragment of an https issuer's URL, never dereferenced


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "jwt"])
def test_pitfall_02_the_issuers_document_is_asked_whatever_stands_in_the_url(
    form: str, keys: dict[str, SigningKey], web: Web
) -> None:
    mine = keys["other"]
    forger = SigningKey(mine.private, ISSUER, f"{ISSUER}#{mine.public_multikey()}", mine.public)
    forged = signing.sign(unsigned(ISSUER), forger, form=form, now=NOW).data
    assert said(verify(forged, fetch=web)) == ("unknown", "issuer_key")
    assert set(web.asked) == {ISSUER}, "it was dereferenced, and nothing else"
    listed = PublishedKey(f"{ISSUER}#key-1", keys["ed25519"].public)
    web.pages[ISSUER] = json.dumps(did_document(ISSUER, [listed])).encode()
    assert said(verify(forged, fetch=web)) == ("invalid", "issuer_key")


def test_pitfall_02_a_key_that_is_listed_for_another_purpose_vouches_for_nothing(
    keys: dict[str, SigningKey], web: Web
) -> None:
    key = SigningKey.of(keys["ed25519"].private, controller=ISSUER)
    document = did_document(ISSUER, [PublishedKey(key.verification_method, key.public)])
    badge = integrity.secure(unsigned(ISSUER), key, created=NOW)
    web.pages[ISSUER] = json.dumps(document).encode()
    assert said(verify(badge, fetch=web)) == ("valid", None)
    document["authentication"] = document.pop("assertionMethod")
    web.pages[ISSUER] = json.dumps(document).encode()
    assert said(verify(badge, fetch=web)) == ("invalid", "issuer_key")


# 3. `proof` may be an array; a set is not a chain


def two_proofs(keys: dict[str, SigningKey], *, chain: bool) -> dict[str, Any]:
    first = integrity.secure(
        unsigned(keys["ed25519"].controller),
        keys["ed25519"],
        created=NOW,
        proof_id="urn:uuid:7a0e1c51-9a43-4e58-b32a-0a61c0e9b1c7",
    )
    previous = (first["proof"]["id"],) if chain else ()
    return integrity.secure(first, keys["other"], created=NOW, previous=previous)


@pytest.mark.parametrize("chain", [False, True])
def test_pitfall_03_every_proof_of_an_array_must_hold(
    chain: bool, keys: dict[str, SigningKey]
) -> None:
    badge = two_proofs(keys, chain=chain)
    assert isinstance(badge["proof"], list)
    assert said(verify(badge)) == ("valid", None)
    for place in (0, 1):
        broken = json.loads(json.dumps(badge))
        value = broken["proof"][place]["proofValue"]
        broken["proof"][place]["proofValue"] = value[:-1] + ("1" if value[-1] != "1" else "2")
        assert said(verify(broken)) == ("invalid", "forged")


def test_pitfall_03_a_set_stands_without_its_first_proof_and_a_chain_does_not(
    keys: dict[str, SigningKey],
) -> None:
    issuer, other = keys["ed25519"].controller, keys["other"].controller
    for chain in (False, True):
        badge = two_proofs(keys, chain=chain)
        without = {**badge, "proof": [badge["proof"][1]]}
        report = verify(without)
        held = report.check(Name.PROOF)
        assert held is not None
        assert (held.status is Status.PASS) is not chain
        # what is left was signed by another than the issuer: the badge counts for nothing
        assert report.verdict == "invalid"
        assert issuer != other
    turned = two_proofs(keys, chain=True)
    turned["proof"].reverse()
    assert said(verify(turned)) == ("valid", None), "previousProof names, it does not count"


# 4. Contexts drift


def test_pitfall_04_contexts_are_pinned_and_never_fetched(issue: Issue, web: Web) -> None:
    changed = json.loads(contexts.bundled().document(contexts.OPEN_BADGES))
    changed["@context"]["achievement"] = "https://evil.example/#achievement"
    for url in contexts.BUNDLED:
        web.pages[url] = json.dumps(changed).encode()
    for form in signing.FORMATS:
        assert said(verify(issue(form).data, fetch=web)) == ("valid", None)
    assert not set(web.asked) & set(contexts.BUNDLED)
    with pytest.raises(InputError, match="bundled with other bytes"):
        contexts.bundled().with_extra({contexts.OPEN_BADGES: json.dumps(changed).encode()})


def test_pitfall_04_a_badge_of_an_earlier_context_keeps_its_own(
    keys: dict[str, SigningKey],
) -> None:
    """3.0.2 and 3.0.3 give `achievement` different IRIs: what one signed, the other breaks."""
    earlier = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
    badge = unsigned(keys["ed25519"].controller)
    badge["@context"] = [contexts.CREDENTIALS_V2, earlier]
    signed = integrity.secure(badge, keys["ed25519"], created=NOW)
    assert said(verify(signed)) == ("valid", None)
    moved = {**signed, "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES]}
    assert said(verify(moved)) == ("invalid", "forged")


# 5. A status that cannot be fetched


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"undefined",
        b"<html>Service unavailable</html>",
        b"{}",
        Fetched(b"{}", "application/json", "", 503, NOW),
    ],
)
def test_pitfall_05_a_status_that_cannot_be_fetched_is_unknown(
    answer: bytes | Fetched | None, issue: Issue, web: Web
) -> None:
    entry = pairs.entry(ISSUER, pairs.Place(1, 7))
    data = issue(credentialStatus=entry).data
    for url in pairs.urls(ISSUER, 1):
        if answer is not None:
            web.pages[url] = answer
    for fetch in (web, None):
        report = verify(data, fetch=fetch)
        assert said(report) == ("unknown", "status_unavailable")
        check = report.check(Name.STATUS)
        assert check is not None
        assert check.status is Status.UNKNOWN


# 6. Names that are not ASCII

NAMES = (
    "Jürgen Groß-Müller",
    "Zoe\u0308 (combining) and Zo\u00eb (composed)",
    "\u05d3\u05d5\u05d3 \u0639\u0644\u064a and \u202bembedded\u202c",
    "学校のチームワーク",
    "\U0001f469\u200d\U0001f52c \U0001f1e9\U0001f1ea",
    "Th\u1ecbnh \u0e01\u0e34\u0e08 \u0915\u094d\u0937",
    'quotes " \\ and a line\nbreak',
)


@pytest.mark.parametrize("form", signing.FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_pitfall_06_any_script_survives_signing_and_reading(
    form: str, name: str, issue: Issue
) -> None:
    signed = issue(form, name=name)
    report = verify(signed.data)
    assert said(report) == ("valid", None)
    assert report.credential is not None
    assert report.credential["name"] == name
    if form != "jwt":
        for other in ("NFC", "NFD"):
            again = unicodedata.normalize(other, name)  # type: ignore[arg-type]
            same = verify(altered(signed, lambda b, again=again: b.update(name=again)))  # type: ignore[misc]
            assert (said(same) == ("valid", None)) is (again == name)


@pytest.mark.parametrize("name", NAMES)
def test_pitfall_06_any_script_survives_a_picture(name: str, issue: Issue) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    for image in (picture.getvalue(), drawing):
        report = verify(bake(image, issue(name=name).credential))
        assert said(report) == ("valid", None)
        assert report.credential is not None
        assert report.credential["name"] == name


# 7. Old names


@pytest.mark.parametrize(
    "old",
    [
        {"type": "Ed25519Signature2018"},
        {"type": "RsaSignature2018"},
        {"type": "JsonWebSignature2020"},
        {"type": "EcdsaSecp256k1Signature2019"},
        {"type": "BbsBlsSignature2020"},
        {"type": "DataIntegrityProof", "cryptosuite": "eddsa-2022"},
        {"type": "DataIntegrityProof", "cryptosuite": "json-eddsa-2022"},
        {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-2019"},
    ],
)
def test_pitfall_07_old_names_are_unsupported_and_not_forged(
    old: dict[str, str], issue: Issue
) -> None:
    def aged(badge: dict[str, Any]) -> None:
        badge["proof"].pop("cryptosuite")
        badge["proof"].update(old)

    report = verify(altered(issue(), aged))
    assert said(report) == ("unknown", "unsupported")
    check = report.check(Name.PROOF)
    assert check is not None
    assert (old.get("cryptosuite") or old["type"]) in check.detail


# 8. Baking


def chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        found.append((picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def test_pitfall_08_the_keyword_and_the_element_are_those_of_the_specification(
    issue: Issue,
) -> None:
    """Open Badges 3.0, section 5.3.1 (iTXt, uncompressed) and 5.3.2 (CDATA, or `verify`)."""
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    badge, token = issue().credential, issue("jwt").text
    for content in (badge, token):
        [body] = [
            data for kind, data in chunks(bake(picture.getvalue(), content)) if kind == b"iTXt"
        ]
        keyword, compressed, rest = body.partition(b"\0")[0], body[20:22], body[24:]
        assert keyword == b"openbadgecredential"
        assert compressed == b"\0\0", "neither compressed nor by a method"
        text = rest.decode()
        assert text == token if content is token else json.loads(text) == badge
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    said_, held = bake(drawing, badge).decode(), bake(drawing, token).decode()
    assert re.search(r"<openbadges:credential[^>]*>\s*<!\[CDATA\[\s*\{", said_)
    assert f'verify="{token}"' in held
    assert 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in said_


def test_pitfall_08_the_keyword_of_open_badges_2_is_known() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://b.example/1",
        "badge": "https://b.example/class",
        "recipient": {"type": "email", "identity": "ada@example.org", "hashed": False},
    }
    body = b"openbadges\0\0\0\0\0" + json.dumps(assertion).encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body
    chunk += struct.pack(">I", zlib.crc32(b"iTXt" + body))
    baked = picture.getvalue()[:33] + chunk + picture.getvalue()[33:]
    assert read(baked).version is Version.OB2


# 9. ecdsa-sd-2023, and lists


def with_allowed_values(badge: dict[str, Any]) -> dict[str, Any]:
    badge["credentialSubject"]["achievement"]["resultDescription"] = [
        {
            "id": "urn:uuid:4a1e4d6c-2a7b-4d0f-8c53-52dd1ba4d6a2",
            "type": ["ResultDescription"],
            "name": "Grade",
            "resultType": "LetterGrade",
            "allowedValue": ["C", "B", "A"],
        }
    ]
    return badge


def test_pitfall_09_ecdsa_sd_2023_is_named_unsupported_and_never_forged(
    keys: dict[str, SigningKey],
) -> None:
    """The suite is not there yet: neither signed nor verified, and said by its name."""
    badge = with_allowed_values(unsigned(keys["p256"].controller))
    signed = integrity.secure(badge, keys["p256"], cryptosuite="ecdsa-rdfc-2019", created=NOW)
    signed["proof"] |= {"cryptosuite": "ecdsa-sd-2023", "proofValue": "u2V0BhVhA"}
    report = verify(signed)
    assert said(report) == ("unknown", "unsupported")
    check = report.check(Name.PROOF)
    assert check is not None
    assert "ecdsa-sd-2023" in check.detail
    with pytest.raises(InputError, match="ecdsa-sd-2023"):
        signing.sign(badge, keys["p256"], form="ecdsa-sd-2023", now=NOW)


@pytest.mark.parametrize("form", signing.FORMATS)
def test_pitfall_09_the_order_of_a_list_is_signed(form: str, keys: dict[str, SigningKey]) -> None:
    """`allowedValue` is an `@list`: lowest first, so turning it round changes what it says."""
    key = keys["p256" if form.startswith("ecdsa") else "ed25519"]
    badge = with_allowed_values(unsigned(key.controller))
    signed = signing.sign(badge, key, form=form, now=NOW)
    assert said(verify(signed.data)) == ("valid", None)

    def turned(value: dict[str, Any]) -> None:
        value["credentialSubject"]["achievement"]["resultDescription"][0]["allowedValue"].reverse()

    if form != "jwt":
        assert said(verify(altered(signed, turned))) == ("invalid", "forged")


# 10. SD-JWT


@pytest.mark.parametrize("kind", ["dc+sd-jwt", "vc+sd-jwt"])
def test_pitfall_10_an_sd_jwt_is_recognised_by_either_media_type_and_named_unsupported(
    kind: str, issue: Issue
) -> None:
    """`dc+sd-jwt` is today's name (RFC draft, since 2024-11), `vc+sd-jwt` the one before."""
    token = f"{issue('jwt').text}~WyJzYWx0IiwibmFtZSIsIkFkYSJd~"
    envelope = {
        "@context": contexts.CREDENTIALS_V2,
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/{kind},{token}",
    }
    for data in (token.encode(), json.dumps(envelope).encode()):
        report = verify(data)
        assert report.format == "sd-jwt"
        assert said(report) == ("unknown", "unsupported")


def test_pitfall_10_an_sd_jwt_is_not_signed_and_the_refusal_says_so(issue: Issue) -> None:
    with pytest.raises(InputError, match="sd-jwt is not signed yet"):
        issue("sd-jwt")


# 11. Issuers whom no list knows


def test_pitfall_11_an_issuer_in_no_list_is_authentic_and_unknown_not_a_fraud(
    issue: Issue,
) -> None:
    somebody = Registry.of([KnownIssuer("did:web:other.example", "Other", "Ministry")])
    data = issue().data
    report = verify(data, registry=somebody)
    check = report.check(Name.ISSUER_KNOWN)
    assert check is not None
    assert said(report) == ("valid", None), "whether one is known is reported, it decides nothing"
    assert check.status is Status.FAIL
    assert "does not make it a fraud" in check.detail
    asked = verify(data, registry=somebody, require_known_issuer=True)
    assert said(asked) == ("invalid", "issuer_unknown"), (
        "where it decides, it is called by its name"
    )
