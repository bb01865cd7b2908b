"""An issuer of Open Badges 2.0 as a site in memory, in the shapes of the specification."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetched
from skillmark.verify.report import Report

from .conftest import NOW

CONTEXT = "https://w3id.org/openbadges/v2"
BASE = "https://example.org"
ASSERTION = f"{BASE}/beths-robotics-badge.json"
BADGE = f"{BASE}/robotics-badge.json"
ISSUER = f"{BASE}/organization.json"
KEY = f"{BASE}/publicKey.json"
LIST = f"{BASE}/revocationList.json"
HOLDER = "nobody@example.org"
# published by 1EdTech with its validator: HOLDER and the salt "deadsea"
IDENTITY = "sha256$ecf5409f3f4b91ab60cc5ef4c02aef7032354375e70cf4d8e43f6a1d29891942"


class Site:
    """URL to a JSON object, bytes, or the error that asking for it ends with."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        self.media_type = "application/ld+json"
        self.moved: dict[str, str] = {}

    def __call__(self, url: str) -> Fetched:
        self.asked.append(url)
        if url.startswith("http://"):
            raise UnavailableError("only https is fetched", where=url, code="insecure")
        page = self.pages.get(url, UnavailableError(f"{url} is not reachable"))
        if isinstance(page, Exception):
            raise page
        body = page if isinstance(page, bytes) else json.dumps(page).encode()
        return Fetched(body, self.media_type, self.moved.get(url, url), 200, NOW)


def hosted(**changes: Any) -> dict[str, Any]:
    value = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": ASSERTION,
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": "deadsea",
            "identity": IDENTITY,
        },
        "evidence": f"{BASE}/beths-robot-work.html",
        "issuedOn": "2025-12-31T23:59:59Z",
        "badge": BADGE,
        "verification": {"type": "hosted"},
    }
    return {name: member for name, member in (value | changes).items() if member is not None}


def badge(**changes: Any) -> dict[str, Any]:
    value = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": BADGE,
        "name": "Awesome Robotics Badge",
        "description": "For doing awesome things with robots.",
        "image": f"{BASE}/robotics-badge.png",
        "criteria": {"id": f"{BASE}/robotics-badge.html", "narrative": "Build a robot."},
        "issuer": ISSUER,
        "alignment": [
            {
                "targetName": "Problem-Solving",
                "targetUrl": "https://learning.mozilla.org/web-literacy/skills#problem-solving",
                "targetFramework": "Mozilla 21st Century Skills",
            }
        ],
    }
    return {name: member for name, member in (value | changes).items() if member is not None}


def profile(**changes: Any) -> dict[str, Any]:
    value = {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": ISSUER,
        "name": "An Example Badge Issuer",
        "url": BASE,
        "email": "contact@example.org",
    }
    return {name: member for name, member in (value | changes).items() if member is not None}


def site(**pages: Any) -> Site:
    """A site with everything that a hosted badge needs."""
    made = Site()
    made.pages = {ASSERTION: hosted(), BADGE: badge(), ISSUER: profile()}
    made.pages |= pages
    return made


AnyKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: AnyKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def segment(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def jws(payload: dict[str, Any], key: AnyKey = RSA_KEY, **header: Any) -> str:
    """Sign as another implementation would: straight from RFC 7515, without our own signer."""
    alg = {rsa.RSAPrivateKey: "RS256", ed25519.Ed25519PrivateKey: "EdDSA"}
    name = next((a for kind, a in alg.items() if isinstance(key, kind)), "ES256")
    head = json.dumps({"alg": name} | header).encode()
    signed = f"{segment(head)}.{segment(json.dumps(payload).encode())}"
    match key:
        case rsa.RSAPrivateKey():
            value = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        case ed25519.Ed25519PrivateKey():
            value = key.sign(signed.encode())
        case _:
            r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
            value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{signed}.{segment(value)}"


def signed(**changes: Any) -> dict[str, Any]:
    said = {
        "id": "urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b",
        "verification": {"type": "SignedBadge", "creator": KEY},
    }
    return hosted(**(said | changes))


def signing_site(key: AnyKey = RSA_KEY, **changes: Any) -> Site:
    """A site with everything that a signed badge needs; `changes` to the issuer's profile."""
    made = site()
    made.pages[ISSUER] = profile(**({"publicKey": KEY, "revocationList": LIST} | changes))
    made.pages[KEY] = {
        "@context": CONTEXT,
        "type": "CryptographicKey",
        "id": KEY,
        "owner": ISSUER,
        "publicKeyPem": pem(key),
    }
    made.pages[LIST] = {
        "@context": CONTEXT,
        "id": LIST,
        "type": "RevocationList",
        "issuer": ISSUER,
        "revokedAssertions": [
            "urn:uuid:3c574c87-b96f-4f06-8eb5-68a29335b60e",
            {"id": "urn:uuid:e79a6c18-787e-4868-8e65-e6a4530fb418", "revocationReason": "Honor"},
            {"uid": "abc123", "revocationReason": "Issued in error."},
        ],
    }
    return made


def said(report: Report) -> tuple[str, str | None]:
    return report.verdict.value, report.reason.value if report.reason else None


def detail(report: Report, name: str) -> str:
    return next(check.detail for check in report.checks if check.name.value == name)


def status(report: Report, name: str) -> str:
    return next(check.status.value for check in report.checks if check.name.value == name)


def embedded(**changes: Any) -> dict[str, Any]:
    """The hosted assertion with its badge class and issuer in it."""
    return hosted(badge=badge(issuer=profile())) | copy.deepcopy(changes)
