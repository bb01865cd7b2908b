"""The same trick at every door: what is refused in a credential is refused everywhere."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from skillmark.award import status as pairs
from skillmark.badges import bundle
from skillmark.badges.baking import bake
from skillmark.nouns.errors import InputError
from skillmark.trust import integrity, jose
from skillmark.trust.dids import PublishedKey, did_document
from skillmark.trust.keys import SigningKey, load, save
from skillmark.verify.checks import Name
from skillmark.verify.registry import Registry
from skillmark.verify.report import Report
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Issue, Web, unsigned

Keys = dict[str, SigningKey]


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


TRICKS = {
    "twice": b'"trick": 1, "trick": 2',
    "nan": b'"trick": NaN',
    "infinity": b'"trick": -Infinity',
    "overflow": b'"trick": 1e999',
    "surrogate": b'"trick": "\\ud800"',
    "surrogate-key": b'"\\udc00": 1',
    "deep-5000": b'"trick": ' + b"[" * 5_000 + b"]" * 5_000,
    "deep-100000": b'"trick": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep-and-cut": b'"trick": ' + b"[" * 100_000,
}


def tricked(value: Any, trick: str) -> bytes:
    """JSON of an object with the trick as its first member."""
    written = json.dumps(value).encode()
    return b"{" + TRICKS[trick] + (b"," if len(written) > 2 else b"") + written[1:]


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("L", (2, 2)).save(made, "PNG")
    return made.getvalue()


def _in_png(text: bytes) -> bytes:
    return bake(picture(), text.decode())


def _in_svg(text: bytes) -> bytes:
    return bake(b'<svg xmlns="http://www.w3.org/2000/svg"/>', text.decode())


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("wrap", [bytes, _in_png, _in_svg], ids=["json", "png", "svg"])
def test_hostile_10_and_12_in_a_credential_of_any_wrapping(
    wrap: Callable[[bytes], bytes], trick: str, issue: Issue
) -> None:
    report = verify_bytes(wrap(tricked(issue().credential, trick)), now=NOW)
    assert said(report) in {("invalid", "malformed"), ("unknown", "unreadable")}
    assert report.checks[0].detail


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("part", ["header", "payload"])
def test_hostile_10_and_12_in_a_token(part: str, trick: str, issue: Issue, keys: Keys) -> None:
    token = jose.read(issue("jwt").text)
    parts = {"header": dict(token.header), "payload": token.payload}
    written = [
        b64(tricked(value, trick) if name == part else json.dumps(value).encode())
        for name, value in parts.items()
    ]
    signed = ".".join(written)
    for tail in ("", "~WyJhIl0~"):
        whole = f"{signed}.{b64(keys['ed25519'].sign(signed.encode()))}{tail}"
        assert verify_bytes(whole.encode(), now=NOW).verdict != "valid"
    with pytest.raises(jose.TokenError):
        jose.read(f"{signed}.AAAA")


@pytest.mark.parametrize("trick", TRICKS)
def test_hostile_10_and_12_in_an_issuers_document(
    trick: str, issue: Issue, keys: Keys, web: Web
) -> None:
    own = keys["web"]
    document = did_document(own.controller, [PublishedKey(own.verification_method, own.public)])
    place = "https://academy.example/.well-known/did.json"
    web.pages[place] = json.dumps(document).encode()
    data = issue(key="web").data
    assert said(verify_bytes(data, now=NOW, fetch=web)) == ("valid", None)
    web.pages[place] = tricked(document, trick)
    report = verify_bytes(data, now=NOW, fetch=web)
    assert said(report) == ("invalid", "issuer_key")


@pytest.mark.parametrize("trick", TRICKS)
def test_hostile_10_and_12_in_a_status_list(trick: str, issue: Issue, keys: Keys, web: Web) -> None:
    base = "https://academy.example"
    data = issue(credentialStatus=pairs.entry(base, pairs.Place(1, 7))).data
    signed = pairs.list_credentials(
        base, 1, revoked=(), suspended=(), signer=keys["ed25519"], now=NOW
    )
    for url, one in zip(pairs.urls(base, 1), signed, strict=True):
        web.pages[url] = one.data
    assert said(verify_bytes(data, now=NOW, fetch=web)) == ("valid", None)
    for url, one in zip(pairs.urls(base, 1), signed, strict=True):
        web.pages[url] = tricked(json.loads(one.data), trick)
    report = verify_bytes(data, now=NOW, fetch=web)
    assert said(report) == ("unknown", "status_unavailable")


@pytest.mark.parametrize("trick", TRICKS)
def test_hostile_10_and_12_in_a_registry_a_bundle_and_a_key_file(
    trick: str, keys: Keys, tmp_path: Any
) -> None:
    with pytest.raises(InputError):
        Registry.read(tricked({"issuers": []}, trick))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("credentials/1.json", "{}")
        manifest = {"format": bundle.FORMAT, "version": 1, "files": []}
        archive.writestr(bundle.MANIFEST, tricked(manifest, trick))
    # a manifest that cannot be believed vouches for nothing: what is there is only files
    assert bundle.read(packed.getvalue()).documents == {}
    file = tmp_path / "key"
    save(keys["ed25519"], file, None)
    assert load(file, None).public == keys["ed25519"].public
    file.write_bytes(tricked(json.loads(file.read_bytes()), trick))
    with pytest.raises(InputError):
        load(file, None)


@pytest.mark.parametrize("depth", [5_000, 100_000])
def test_hostile_12_drawings_and_pages_nested_very_deep(depth: int, issue: Issue, web: Web) -> None:
    root = '<svg xmlns="http://www.w3.org/2000/svg">'
    inside = "<g>" * depth + "</g>" * depth
    drawing = f"{root}{inside}</svg>".encode()
    assert said(verify_bytes(drawing, now=NOW)) == ("unknown", "unreadable")
    baked = bake(f"{root}</svg>".encode(), issue().credential).decode()
    deep = baked.replace("</svg>", f"{inside}</svg>").encode()
    # it is a sound drawing: its credential counts, and nothing of it is ever drawn
    assert said(verify_bytes(deep, now=NOW)) == ("valid", None)


@pytest.mark.parametrize("form", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_hostile_06_a_proof_for_another_purpose(form: str, keys: Keys) -> None:
    key = keys["ed25519"]
    for purpose in ("authentication", "keyAgreement", "capabilityInvocation"):
        signed = integrity.secure(
            unsigned(key.controller), key, cryptosuite=form, created=NOW, purpose=purpose
        )
        report = verify_bytes(json.dumps(signed).encode(), now=NOW)
        assert said(report) == ("invalid", "forged")
        proof = report.check(Name.PROOF)
        assert proof is not None
        assert "the proof is for" in proof.detail


@pytest.mark.parametrize("typ", ["at+jwt", "dpop+jwt", "kb+jwt", "secevent+jwt", 5, ["JWT"]])
def test_hostile_06_a_token_of_another_type(typ: object, issue: Issue, keys: Keys) -> None:
    token = jose.read(issue("jwt").text)
    header = b64(json.dumps({**token.header, "typ": typ}).encode())
    signed = f"{header}.{issue('jwt').text.split('.')[1]}"
    whole = f"{signed}.{b64(keys['ed25519'].sign(signed.encode()))}"
    assert said(verify_bytes(whole.encode(), now=NOW)) == ("invalid", "malformed")


@pytest.mark.parametrize(
    "issuer",
    [
        *("did:web:academy.example:..", "did:web:academy.example:a:..:b", "did:web:a%2F..%2Fb"),
        *("did:web:user%40academy.example", "did:web:user@academy.example", "did:web:127.0.0.1"),
        *("did:web:academy.example%3A0", "did:web:academy.example%3A80%40evil.example"),
        *("did:web:academy.example%3a8443", "did:web:[::1]", "did:web:academy.example/../x"),
        *("https://user@academy.example/issuer", "https://academy.example/a/../issuer"),
    ],
)
def test_hostile_25_an_issuer_under_a_tricky_name_is_not_looked_up(
    issuer: str, keys: Keys, web: Web
) -> None:
    key = keys["other"]
    forged = SigningKey(key.private, issuer, f"{issuer}#k", key.public)
    signed = integrity.secure(unsigned(issuer), forged, cryptosuite="eddsa-jcs-2022", created=NOW)
    data = json.dumps(signed).encode()
    report = verify_bytes(data, now=NOW, fetch=web)
    assert report.verdict == "invalid"
    assert web.asked == []
