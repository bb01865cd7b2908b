"""Take any bytes that may hold a badge and say what they are, without believing any of it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from skillmark.badges import jwt_claims, png, schema, svg
from skillmark.nouns.errors import UnreadableError
from skillmark.trust import strictjson
from skillmark.trust.contexts import CREDENTIALS_V2

BYTES = 16 * 1024 * 1024
"""How large one file may be."""

_LINK = re.compile(r"https?://[!-~]{1,4000}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_ENCRYPTED = re.compile(r"(?:[A-Za-z0-9_-]*\.){4}[A-Za-z0-9_-]*")
_ENVELOPE = re.compile(
    r"data:application/(?:(?:vc(?:[-+]ld)?|dc)\+)?(?P<kind>jwt|sd-jwt),(?P<token>.+)", re.DOTALL
)
OB2_CONTEXTS = ("https://w3id.org/openbadges/", "https://openbadgespec.org/")


class Format(StrEnum):
    """How a credential is wrapped."""

    JSON = "json"
    JWT = "jwt"
    SD_JWT = "sd-jwt"
    PNG = "png"
    SVG = "svg"


class Version(StrEnum):
    """What a credential claims to be."""

    OB3 = "3.0"
    OB2 = "2.0"
    """Open Badges 1 or 2."""
    OTHER = "vc"
    """A verifiable credential of another kind."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """One credential as it came in. Nothing about it is checked but that it can be read."""

    format: Format
    credential: dict[str, Any]
    """What it says, unverified; for a token, its payload."""
    raw: str
    """The token, or the JSON text, that was in the file or image."""
    version: Version
    token: bool = False
    """Whether `raw` is a compact token (JWT, SD-JWT) rather than JSON."""
    link: str = ""
    """Address of the assertion, where a picture of Open Badges 1 or 2 holds no more than that."""


def read(data: bytes) -> Wrapped:
    """Read one file: JSON, JWT, baked PNG or SVG; BOM and surrounding space do not matter.

    Raises `UnreadableError` naming what is wrong.
    """
    if len(data) > BYTES:
        raise UnreadableError(f"{len(data):,} bytes are too many for a badge")
    if data.startswith(png.SIGNATURE):
        return _baked(png.unbake(data), Format.PNG)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        if not svg.looks_like(data):
            raise UnreadableError("this is a web page or XML document, not a badge")
        return _baked(svg.unbake(data), Format.SVG)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(
            "neither JSON nor a token nor a PNG or SVG image", remedy="give the file as issued"
        ) from None
    return _text(text, None)


def _baked(found: png.Baked | svg.Baked, image: Format) -> Wrapped:
    text = found.text.strip()
    if found.version == "2.0" and _LINK.fullmatch(text):
        # OB 2.0 baking, "Legacy PNGs": only the address of the hosted assertion
        return Wrapped(image, {"id": text}, text, Version.OB2, link=text)
    return _text(text, image)


def _text(text: str, image: Format | None) -> Wrapped:
    text = text.strip()
    if not text:
        raise UnreadableError("the file is empty" if image is None else "the image holds no text")
    if text.startswith("{"):
        return _json(text, image)
    if text.startswith(("[", '"')):
        raise UnreadableError("not one JSON object", remedy="give one credential a file")
    return _token(text, image)


def _json(text: str, image: Format | None) -> Wrapped:
    value = strictjson.parse(text)
    envelope = value.get("type")
    if "EnvelopedVerifiableCredential" in (envelope if isinstance(envelope, list) else [envelope]):
        contexts = value.get("@context")
        if CREDENTIALS_V2 not in (contexts if isinstance(contexts, list) else [contexts]):
            raise UnreadableError(
                f"the @context of an enveloped credential lacks {CREDENTIALS_V2}",
                where="/@context",
                code="envelope",
            )
        found = _ENVELOPE.fullmatch(str(value.get("id", "")))
        if found is None and "cose" in str(value.get("id", ""))[:40].lower():
            raise UnreadableError("a credential in COSE is not read", where="/id")
        if found is None:
            raise UnreadableError(
                "an enveloped credential without its data: URL", where="/id", code="envelope"
            )
        return _token(found["token"], image)
    return Wrapped(image or Format.JSON, value, text, version_of(value))


def _token(text: str, image: Format | None) -> Wrapped:
    first, tilde, _ = text.partition("~")
    if _ENCRYPTED.fullmatch(first):
        raise UnreadableError("this is encrypted (JWE)", remedy="give the credential in clear")
    if not _TOKEN.fullmatch(first):
        raise UnreadableError(
            "neither JSON nor a complete token (header.payload.signature)",
            remedy="give the file as issued, unshortened",
        )
    header, payload, _ = first.split(".")
    _object(header, "the token's header")
    claims = _object(payload, "the token's payload")
    kind = Format.SD_JWT if tilde else Format.JWT
    credential = jwt_claims.credential(claims)
    return Wrapped(image or kind, credential, text, version_of(credential), token=True)


def _object(part: str, what: str) -> dict[str, Any]:
    try:
        return strictjson.parse(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except binascii.Error:
        raise UnreadableError(f"{what} is not base64url") from None
    except UnreadableError as error:
        raise error.at(what) from None


def version_of(credential: Mapping[str, Any]) -> Version:
    """Say what a credential claims to be."""
    if schema.applies(credential):
        return Version.OB3
    contexts, types = credential.get("@context"), credential.get("type")
    named = contexts if isinstance(contexts, list) else [contexts]
    if "VerifiableCredential" in (types if isinstance(types, list) else [types]):
        return Version.OTHER
    if any(isinstance(c, str) and c.startswith(OB2_CONTEXTS) for c in named) or (
        "badge" in credential and "recipient" in credential
    ):
        return Version.OB2
    return Version.OTHER
