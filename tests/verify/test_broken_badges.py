"""Badges that are broken, each in one way, written after the specifications' own words.

Open Badges' JSON Schema accepts many of them. Each is refused all the same, and by the check whose
business it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from skillmark.award import status as pairs
from skillmark.badges import schema
from skillmark.badges.identity import Recipient, identifiers
from skillmark.trust import integrity
from skillmark.trust.keys import SigningKey
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Web, unsigned

BASE = "https://academy.example"
LIST, _ = pairs.urls(BASE, 1)
REVOKED, DOWN = pairs.entry(BASE, pairs.Place(1, 7)), pairs.entry(BASE, pairs.Place(2, 7))
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
Json = dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """One way to break a badge."""

    what: str
    check: str
    """The check that refuses it."""
    schema_accepts: bool
    before: Callable[[Json], object] = lambda _: None
    """What is done to it before it is signed."""
    after: Callable[[Json], object] = lambda _: None
    """What is done to it afterwards."""
    form: str = "eddsa-jcs-2022"
    """RDF signatures are not even made of what would be dropped; JCS signs anything."""
    key: str = "ed25519"
    verdict: str = "invalid"
    holder: str = ""


def subject(badge: Json) -> Json:
    return badge["credentialSubject"]  # type: ignore[no-any-return]


def achievement(badge: Json) -> Json:
    return subject(badge)["achievement"]  # type: ignore[no-any-return]


def renamed(badge: Json, name: str, iri: str) -> None:
    badge[iri] = badge.pop(name)


def put(place: Json, **members: Any) -> None:
    place.update(members)


def addressed(badge: Json) -> None:
    """Address it to somebody by a salted hash of her address, as Open Badges does."""
    del subject(badge)["id"]
    ada = Recipient("Ada", "ada@example.org")
    subject(badge)["identifier"] = identifiers(ada, salt="0123456789abcdef")


BROKEN = (
    # what the schema sees too
    Broken("no validFrom", "schema", False, lambda b: b.pop("validFrom")),
    Broken("no issuer", "well_formed", False, lambda b: b.pop("issuer")),
    Broken("no subject", "well_formed", False, lambda b: b.pop("credentialSubject")),
    Broken(
        "an achievement without criteria", "schema", False, lambda b: achievement(b).pop("criteria")
    ),
    Broken(
        "a description that is no text",
        "schema",
        False,
        lambda b: put(achievement(b), description=7),
    ),
    Broken(
        "an image that is no object", "schema", False, lambda b: put(achievement(b), image="a.png")
    ),
    Broken(
        "a date without a time zone",
        "validity",
        False,
        lambda b: put(b, validFrom="2026-01-01T00:00:00"),
    ),
    Broken("Open Badges' context first", "well_formed", False, lambda b: b["@context"].reverse()),
    Broken(
        "evidence without a type",
        "well_formed",
        False,
        lambda b: put(b, evidence=[{"id": "urn:e"}]),
    ),
    # what it does not
    Broken(
        "a member that no context defines",
        "context",
        True,
        lambda b: put(subject(b), honours="cum laude"),
    ),
    Broken(
        "a type that no context defines", "context", True, lambda b: b["type"].append("MasterBadge")
    ),
    Broken(
        "an achievement with a relative id",
        "context",
        True,
        lambda b: put(achievement(b), id="teamwork"),
    ),
    Broken(
        "an issuer who is no URL", "well_formed", True, lambda b: put(b["issuer"], id="academy")
    ),
    Broken(
        "a context that nobody pinned",
        "context",
        True,
        lambda b: b["@context"].append("https://x.example/c"),
        verdict="unknown",
    ),
    Broken(
        "a term with another meaning",
        "context",
        True,
        lambda b: b["@context"].append({"name": "urn:x:n"}),
    ),
    Broken(
        "an end before its beginning",
        "validity",
        True,
        lambda b: put(b, validUntil="2025-01-01T00:00:00Z"),
    ),
    Broken(
        "one that is over", "validity", True, lambda b: put(b, validUntil="2026-02-01T00:00:00Z")
    ),
    Broken(
        "one that has not begun",
        "validity",
        True,
        lambda b: put(b, validFrom="2027-01-01T00:00:00Z"),
    ),
    Broken("one that is revoked", "status", True, lambda b: put(b, credentialStatus=REVOKED)),
    Broken(
        "one whose status nobody tells",
        "status",
        True,
        lambda b: put(b, credentialStatus=DOWN),
        verdict="unknown",
    ),
    Broken("one that is somebody else's", "holder", True, addressed, holder="eve@example.org"),
    Broken("an id that is no URL", "well_formed", True, lambda b: put(b, id="badge 7")),
    Broken("no proof at all", "proof", True, after=lambda b: b.pop("proof")),
    Broken("an empty set of proofs", "proof", True, after=lambda b: put(b, proof=[])),
    Broken(
        "a name that was changed",
        "proof",
        True,
        after=lambda b: put(achievement(b), name="Leadership"),
        form="eddsa-rdfc-2022",
    ),
    Broken(
        "a proof for another purpose",
        "proof",
        True,
        after=lambda b: put(b["proof"], proofPurpose="authentication"),
    ),
    Broken("a proof by somebody else", "issuer_key", True, key="other"),
    Broken(
        "an end that is hidden behind its IRI",
        "context",
        True,
        lambda b: put(b, validUntil="2026-02-01T00:00:00Z"),
        lambda b: renamed(b, "validUntil", "https://www.w3.org/2018/credentials#validUntil"),
    ),
    Broken(
        "a type that is hidden behind its IRI",
        "context",
        False,
        after=lambda b: put(b, type=["VerifiableCredential", f"{OB}OpenBadgeCredential"]),
        form="eddsa-rdfc-2022",
    ),
)


def made(broken: Broken, keys: dict[str, SigningKey]) -> Json:
    issuer = keys["ed25519"].controller
    badge = unsigned(issuer)
    broken.before(badge)
    badge = {name: value for name, value in badge.items() if value is not None}
    signed = integrity.secure(badge, keys[broken.key], cryptosuite=broken.form, created=NOW)
    broken.after(signed)
    return json.loads(json.dumps(signed))  # type: ignore[no-any-return]


@pytest.fixture
def lists_online(web: Web, keys: dict[str, SigningKey]) -> Web:
    revocation, suspension = pairs.list_credentials(
        BASE, 1, revoked=[7], suspended=[], signer=keys["ed25519"], now=NOW
    )
    for url, signed in zip(pairs.urls(BASE, 1), (revocation, suspension), strict=True):
        web.pages[url] = signed.data
    return web


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.what.replace(" ", "_"))
def test_pitfall_01_each_broken_badge_is_refused_by_the_check_whose_business_it_is(
    broken: Broken, keys: dict[str, SigningKey], lists_online: Web
) -> None:
    badge = made(broken, keys)
    accepted = not schema.errors(badge)
    assert accepted is broken.schema_accepts, schema.errors(badge)
    report = verify_bytes(
        json.dumps(badge).encode(), now=NOW, fetch=lists_online, holder=broken.holder
    )
    assert report.verdict == broken.verdict
    wanted = {"invalid": "fail", "unknown": "unknown"}[broken.verdict]
    assert broken.check in {c.name.value for c in report.checks if c.status == wanted}


def test_pitfall_01_the_schema_alone_accepts_most_of_them() -> None:
    assert sum(broken.schema_accepts for broken in BROKEN) > len(BROKEN) / 2
    # and every other deciding check is needed for one that the schema accepts
    needed = {broken.check for broken in BROKEN if broken.schema_accepts}
    assert needed == {
        *("well_formed", "context", "proof", "issuer_key", "validity", "status", "holder"),
    }


def test_pitfall_01_the_same_badge_unbroken_is_valid(
    keys: dict[str, SigningKey], lists_online: Web
) -> None:
    whole = Broken(
        "", "", True, lambda b: put(b, credentialStatus=pairs.entry(BASE, pairs.Place(1, 8)))
    )
    badge = made(whole, keys)
    assert schema.errors(badge) == []
    assert verify_bytes(json.dumps(badge).encode(), now=NOW, fetch=lists_online).verdict == "valid"
    assert LIST in lists_online.asked
