"""The badges that are signed and checked, and the key that everybody signs them with.

`full` is what the product awards: a skill with its level, a result, the European elements and the
credibility bundle, about 12 KB. `plain` is a name, a description, a criterion and one skill.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from skillmark.award import status
from skillmark.badges import open_badges
from skillmark.badges.identity import Recipient
from skillmark.nouns.achievement import (
    Achievement,
    AssessmentType,
    MicroCredentialElements,
    Participation,
)
from skillmark.nouns.credibility import Credibility, CutScore, FieldData, Interval
from skillmark.nouns.evidence import Result
from skillmark.nouns.person import Issuer
from skillmark.nouns.proficiency import SkillLevel
from skillmark.nouns.text import Text
from skillmark.trust.contexts import bundled
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey

SEED = bytes(range(32))
"""Of the one key that all sign with: a bench protects nothing."""
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
"""The peers ask the real clock."""
BASE = "https://academy.example/badges"
SKILL = "http://data.europa.eu/esco/skill/60c78287-22eb-4103-9c8c-28deaa460da0"
KINDS = ("full", "plain")


def key() -> SigningKey:
    """Return the issuer's key, a `did:key`."""
    return SigningKey.of(Ed25519PrivateKey.from_private_bytes(SEED))


def issuer() -> dict[str, Any]:
    """Return the issuer as an Open Badges Profile object."""
    return open_badges.profile(Issuer(key().controller, "Academy", country="DE"))


def claim(kind: str) -> open_badges.Claim:
    """Return what the badge says."""
    id_ = f"{BASE}/achievements/teamwork"
    if kind == "plain":
        plain = {
            "id": id_,
            "type": ["Achievement"],
            "name": "Teamwork",
            "description": "Works well in teams.",
            "criteria": {"narrative": "Observed in three projects."},
            "alignment": [{"type": ["Alignment"], "targetName": "Teams", "targetUrl": SKILL}],
        }
        return open_badges.Claim(plain)
    return open_badges.claim(
        Achievement(
            id="teamwork",
            name=Text.of("Teamwork", "en"),
            description=Text.of("Works well in teams.", "en"),
            criteria=Text.of("Observed in three projects.", "en"),
            skills=(SkillLevel(SKILL, 5),),
            elements=MicroCredentialElements(
                country="DE",
                awarding_body="Academy",
                learning_outcomes=(Text.of({"en": "Works in teams", "de": "Arbeitet im Team"}),),
                workload_hours=12.5,
                assessment_type=AssessmentType.WORKPLACE,
                participation=Participation.ONSITE,
                quality_assurance="ISO 21001",
                eqf_level=5,
                ects=2.5,
            ),
            language="en",
        ),
        id=id_,
        skills={},
        framework="ESCO 1.1.1",
        result=Result("t", "p", NOW, 17.5, 20, 14),
        credibility=Credibility(
            test="teamwork-1",
            blueprint=((SKILL, 20),),
            cut=CutScore(14, 20, "modified Angoff", "competent", "panel of 6", NOW.date()),
            field_data=FieldData.SIMULATED,
            persons=500,
            reliability=Interval(0.84, 0.8, 0.88),
            sem=1.5,
        ),
    )


def identity(number: int) -> str:
    """Return the id of credential `number`."""
    return f"urn:uuid:{uuid.UUID(int=number, version=4)}"


def recipient(number: int) -> Recipient:
    """Return person `number`."""
    return Recipient(f"Person {number}", f"person{number}@example.org")


def place(number: int) -> dict[str, Any]:
    """Return the status entry of credential `number`."""
    return status.entry(BASE, status.Place(1, number % status.SIZE))


def unsigned(kind: str, number: int = 0) -> dict[str, Any]:
    """Return a whole credential before anybody signs it."""
    return open_badges.credential(
        claim(kind),
        id=identity(number),
        issuer=issuer(),
        recipient=recipient(number),
        salt="0123456789abcdef",
        valid_from=NOW,
        valid_until=NOW + timedelta(days=900),
        status=place(number),
    )


def status_lists() -> dict[str, dict[str, Any]]:
    """Return the signed status lists that the badges name, by URL; nobody is revoked."""
    pair = status.list_credentials(BASE, 1, revoked=(), suspended=(), signer=key(), now=NOW)
    return {url: one.credential for url, one in zip(status.urls(BASE, 1), pair, strict=True)}


def fetching(lists: dict[str, dict[str, Any]]) -> Any:
    """Return a `Fetch` that finds the lists in memory: no network is measured."""
    bodies = {url: json.dumps(one).encode() for url, one in lists.items()}
    return lambda url: Fetched(bodies[url], "application/json", url, 200, NOW)


def contexts() -> dict[str, Any]:
    """Return all pinned contexts by URL."""
    return {url: json.loads(bundled().document(url)) for url in bundled().urls}
