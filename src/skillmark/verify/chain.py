"""From an assertion of Open Badges 1 or 2 to its badge class and to its issuer.

An issuer is believed only from its own address: a profile that somebody embeds says what that
somebody likes. Source: Open Badges 2.0, "HostedBadge Verification" and "VerificationObject".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from skillmark.badges.levels import Json
from skillmark.badges.open_badges_2 import is_web, one, reference
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.documents import Asking

SCOPE = "OB 2.0 VerificationObject"
_DOT_SEGMENT = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chain:
    """The badge class and the issuer's profile, as far as they are known."""

    badge: Json = field(default_factory=dict)
    issuer: Json = field(default_factory=dict)
    trouble: Check | None = None
    """Why they cannot be believed (a check `issuer_key`); then they are only what is claimed."""


def follow(assertion: Mapping[str, Any], asking: Asking, *, signed: bool) -> Chain:
    """Fetch the badge class and its issuer.

    `signed` says that the issuer's signature covers what the assertion embeds: then an embedded
    badge class counts, as long as it does not claim to be that of another place.
    """
    embedded = one(assertion.get("badge"))
    claimed: Json = dict(embedded) if isinstance(embedded, dict) else {}
    identifier = reference(embedded)
    issuer = reference(claimed.get("issuer"))
    ephemeral = not is_web(identifier) or authority(identifier) == authority(issuer)
    badge = claimed
    claims = Chain(claimed or {"id": identifier}, _claimed_issuer(claimed))
    try:
        if not (signed and claimed and ephemeral):
            badge = _document(identifier, asking)
        issuer = reference(badge.get("issuer"))
        if not is_web(issuer):
            return Chain(badge, _claimed_issuer(badge), _unknown("its issuer has no web address"))
        claims = Chain(badge, _claimed_issuer(badge))
        return Chain(badge, _document(issuer, asking))
    except _AnotherError as error:
        said = Check(Name.ISSUER_KEY, Status.FAIL, str(error), SCOPE, Reason.ISSUER_KEY)
    except SkillmarkError as error:
        said = _unknown(str(error))
    return Chain(claims.badge, claims.issuer, said)


def _claimed_issuer(badge: Mapping[str, Any]) -> Json:
    issuer = one(badge.get("issuer"))
    return dict(issuer) if isinstance(issuer, dict) else {"id": reference(issuer)}


class _AnotherError(SkillmarkError):
    """A document that says that it is another one."""


def _document(url: str, asking: Asking) -> Json:
    """Fetch a document; one that names another address as its own is asked for there, once."""
    value = asking.get(url).value
    identifier = value.get("id")
    if identifier is None:
        # Open Badges 1.0 knew no ids: the address is the name
        return {**value, "id": url}
    if isinstance(identifier, str) and is_web(identifier) and not same_address(identifier, url):
        url, value = identifier, asking.get(identifier).value
    if not same_address(value.get("id"), url):
        said = str(value.get("id"))[:300]
        raise _AnotherError(f"the document at {url[:300]} is that of {said!r}")
    return value


def _unknown(detail: str) -> Check:
    return Check(Name.ISSUER_KEY, Status.UNKNOWN, detail, SCOPE, Reason.ISSUER_KEY)


def same_address(one_: object, other: object) -> bool:
    """Say whether two ids name one document; http and https are the same place."""
    return isinstance(one_, str) and isinstance(other, str) and _secure(one_) == _secure(other)


def _secure(url: str) -> str:
    return "https://" + url.removeprefix("http://") if url.startswith("http://") else url


def scope(url: str, profile: Mapping[str, Any]) -> Check:
    """Check that a hosted assertion lies where its issuer says that its assertions lie.

    Without instructions of the issuer that is the host of the profile itself.
    """
    policy = one(profile.get("verification"))
    policy = policy if isinstance(policy, dict) else {}
    if policy.get("verificationProperty") not in (None, "id"):
        return Check(
            Name.ISSUER_KEY,
            Status.UNKNOWN,
            "the issuer asks to verify by another property than the id",
            SCOPE,
            Reason.UNSUPPORTED,
        )
    starts, origins = _texts(policy.get("startsWith")), _texts(policy.get("allowedOrigins"))
    host = authority(url)
    begins = not starts or any(_begins(url, start) for start in starts)
    allowed = [_origin(origin) for origin in origins]
    if not origins and not starts:
        allowed = [authority(str(profile.get("id")))]
    if begins and host and (host in allowed or (starts and not origins)):
        detail = f"{profile.get('id')} lets its badges be hosted at {host}"
        return Check(Name.ISSUER_KEY, Status.PASS, detail, SCOPE)
    where = ", ".join([*starts, *allowed])[:300] or "nowhere"
    return Check(
        Name.ISSUER_KEY,
        Status.FAIL,
        f"{url[:300]} is not where {profile.get('id')} hosts its badges ({where})",
        SCOPE,
        Reason.ISSUER_KEY,
    )


def _begins(url: str, start: str) -> bool:
    # the host must be the same one: https://a.example is also how https://a.example.evil begins
    return (
        authority(url) == authority(start) != ""
        and _secure(url).startswith(_secure(start))
        and not _DOT_SEGMENT.search(urlsplit(url).path)
    )


def authority(url: str) -> str:
    """Return the host of a URL, with its port where it is no usual one; empty if it has none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if "@" in parts.netloc or parts.scheme not in ("http", "https"):
        return ""
    return host if port in (None, 80, 443) else f"{host}:{port}"


def _origin(text: str) -> str:
    return authority(text) if "://" in text else text.lower().rstrip("./")


def _texts(value: object) -> list[str]:
    return [
        text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)
    ]
