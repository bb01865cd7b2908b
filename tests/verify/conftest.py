"""An issuer, a signed badge of any format, and a web that answers only what it was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from skillmark.award import credential as signing
from skillmark.award.credential import Signed
from skillmark.badges.open_badges import CONTEXTS
from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import Algorithm, SigningKey

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Issue = Callable[..., Signed]


class Web:
    """An in-memory web: URL to bytes. Everything else is down."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Fetched] = {}
        self.asked: list[str] = []

    def __call__(self, url: str) -> Fetched:
        self.asked.append(url)
        page = self.pages.get(url)
        if page is None:
            raise UnavailableError(f"{url} is not reachable", code="unreachable")
        return (
            page if isinstance(page, Fetched) else Fetched(page, "application/json", url, 200, NOW)
        )


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def keys() -> dict[str, SigningKey]:
    return {
        "ed25519": SigningKey.generate(Algorithm.ED25519),
        "p256": SigningKey.generate(Algorithm.P256),
        "other": SigningKey.generate(Algorithm.ED25519),
        "web": SigningKey.generate(Algorithm.ED25519, controller="did:web:academy.example"),
    }


def unsigned(issuer: str, **changes: Any) -> dict[str, Any]:
    """A badge as anybody could write it."""
    value = {
        "@context": list(CONTEXTS),
        "id": "urn:uuid:0b0a0a66-6c7a-4e0e-9bdb-7a3d2e5c8f01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Teamwork",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Academy"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://academy.example/achievements/teamwork",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works well in teams.",
                "criteria": {"narrative": "Observed in three projects."},
            },
        },
    }
    value.update(changes)
    return {name: member for name, member in value.items() if member is not None}


@pytest.fixture
def issue(keys: dict[str, SigningKey]) -> Issue:
    """Sign a badge: `issue(form, key=..., **changes to the unsigned credential)`."""

    def sign(
        form: str = "eddsa-rdfc-2022",
        *,
        key: str = "",
        issuer: str = "",
        document: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Signed:
        signer = keys[key or ("p256" if form.startswith("ecdsa") else "ed25519")]
        body = document or unsigned(issuer or signer.controller, **changes)
        return signing.sign(body, signer, form=form, now=NOW)

    return sign


def altered(signed: Signed, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A signed JSON credential after somebody changed it."""
    value = json.loads(signed.text)
    change(value)
    return json.dumps(value).encode()
