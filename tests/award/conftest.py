"""An issuer with a key, an achievement as providers write it, and a clock that stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from skillmark.award.bulk import Order
from skillmark.badges import objects
from skillmark.trust.keys import Algorithm, SigningKey, save

ACHIEVEMENT: dict[str, Any] = {
    "id": "https://academy.example/achievements/teamwork",
    "type": ["Achievement"],
    "name": "Teamwork",
    "description": "Works well in teams.",
    "criteria": {"narrative": "Observed in three projects."},
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Work in teams",
            "targetUrl": "https://academy.example/skills/teams",
        }
    ],
}


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def key() -> SigningKey:
    return SigningKey.generate(Algorithm.ED25519)


@pytest.fixture
def key_file(key: SigningKey, tmp_path: Path) -> Path:
    path = tmp_path / "issuer.key"
    save(key, path, None)
    return path


@pytest.fixture
def order(key: SigningKey) -> Order:
    issuer = {"name": "Academy", "type": ["Profile"]}
    return Order(
        achievement=objects.achievement(json.dumps(ACHIEVEMENT).encode(), where="A.json"),
        issuer=objects.profile(
            json.dumps(issuer).encode(), where="I.json", controller=key.controller
        ),
        form="eddsa-jcs-2022",
    )
