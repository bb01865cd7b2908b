"""Keys, a badge, and a web made of a dictionary."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.nouns.errors import UnavailableError
from skillmark.trust import contexts
from skillmark.trust.contexts import Contexts
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": "examples-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "citizenship-v4rc1.jsonld",
}


@pytest.fixture(scope="session")
def vectors(shared: Path) -> Path:
    """The published test vectors."""
    return shared / "vectors"


@pytest.fixture(scope="session")
def example_contexts(vectors: Path) -> Contexts:
    """The bundled contexts and the two that the vectors name."""
    extra = {url: (vectors / "contexts" / name).read_bytes() for url, name in EXAMPLES.items()}
    return contexts.bundled().with_extra(extra)


@pytest.fixture(scope="session")
def keys() -> dict[Algorithm, SigningKey]:
    """One key of each kind, each its own did:key."""
    return {algorithm: SigningKey.generate(algorithm) for algorithm in Algorithm}


@pytest.fixture
def key(keys: dict[Algorithm, SigningKey]) -> SigningKey:
    """An Ed25519 key."""
    return keys[Algorithm.ED25519]


BADGE = {
    "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES],
    "id": "urn:uuid:0b2ac5d5-7a0e-4f4e-9f0c-6b7a0f3f6d11",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:example:issuer", "type": ["Profile"], "name": "Škola ünïcode 学校"},
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "Data literacy",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "a@example.org",
                "identityType": "emailAddress",
            }
        ],
        "achievement": {
            "id": "https://example.org/achievements/1",
            "type": ["Achievement"],
            "name": "Data literacy",
            "description": "Reads charts.",
            "criteria": {"narrative": "Passed the test."},
            "resultDescription": [
                {
                    "id": "urn:uuid:1",
                    "type": ["ResultDescription"],
                    "name": "Level",
                    "resultType": "Status",
                    "allowedValue": ["low", "high"],
                }
            ],
        },
        "result": [{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "high"}],
    },
}


@pytest.fixture
def badge() -> dict[str, Any]:
    """An unsigned Open Badges 3.0 credential."""
    return copy.deepcopy(BADGE)


@pytest.fixture
def web() -> Callable[[dict[str, Any]], Callable[[str], Fetched]]:
    """Make a `fetch` of a dictionary from URL to JSON; anything else is down."""

    def make(pages: dict[str, Any]) -> Callable[[str], Fetched]:
        def fetch(url: str) -> Fetched:
            if url not in pages:
                raise UnavailableError(f"{url} is down")
            page = pages[url]
            body = page if isinstance(page, bytes) else json.dumps(page).encode()
            return Fetched(body, "application/json", url, 200, NOW)

        return fetch

    return make


@pytest.fixture
def now() -> datetime:
    """The moment of every test."""
    return NOW
