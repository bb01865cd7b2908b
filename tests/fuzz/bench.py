"""What targets need: a fixed key and moment, badges signed with it, and an independent JSON-LD."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.trust import integrity, jose
from skillmark.trust import status as lists
from skillmark.trust.contexts import CREDENTIALS_V2, OPEN_BADGES, Contexts, bundled
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = SigningKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
LIST = "https://academy.example/status/1"


def unsigned() -> dict[str, Any]:
    """A badge with something of everything in it."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": "urn:uuid:0b0a0a66-6c7a-4e0e-9bdb-7a3d2e5c8f01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Teamwork",
        "issuer": {"id": KEY.controller, "type": ["Profile"], "name": "Škola 学校"},
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "evidence": [{"type": ["Evidence"], "name": "E", "narrative": "no field data: none"}],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$00",
                    "identityType": "emailAddress",
                    "salt": "s",
                }
            ],
            "result": [
                {"type": ["Result"], "resultDescription": "urn:r", "achievedLevel": "urn:l"}
            ],
            "achievement": {
                "id": "https://academy.example/achievements/teamwork",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works well in teams.",
                "criteria": {"narrative": "Observed in three projects."},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "Teams",
                        "targetUrl": "https://academy.example/skills/teams",
                    }
                ],
                "resultDescription": [
                    {
                        "id": "urn:r",
                        "type": ["ResultDescription"],
                        "name": "Level",
                        "resultType": "RubricCriterionLevel",
                        "allowedValue": ["1", "2"],
                        "rubricCriterionLevel": [
                            {
                                "id": "urn:l",
                                "type": ["RubricCriterionLevel"],
                                "name": "4",
                                "alignment": [
                                    {
                                        "type": ["Alignment"],
                                        "targetName": "4",
                                        "targetUrl": "urn:skillmark:proficiency:4",
                                        "targetCode": "4",
                                    }
                                ],
                            }
                        ],
                    }
                ],
            },
        },
    }


def signed(form: str) -> dict[str, Any] | str:
    """That badge, signed as a Data Integrity object or a `jwt`."""
    if form == "jwt":
        return jose.sign(jose.claims(unsigned()), KEY, now=NOW)
    return integrity.secure(unsigned(), KEY, cryptosuite=form, created=NOW)


def chained() -> dict[str, Any]:
    """A small credential with two proofs, the second of which builds on the first."""
    document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": KEY.controller,
        "credentialSubject": {"id": "urn:x"},
    }
    first = integrity.secure(document, KEY, created=NOW, proof_id="urn:1")
    return integrity.secure(
        first, KEY, cryptosuite="eddsa-jcs-2022", created=NOW, proof_id="urn:2", previous=["urn:1"]
    )


def status_list() -> dict[str, Any]:
    """An unsigned list in which nothing is revoked."""
    return lists.credential(LIST, "revocation", lists.StatusList(), KEY.controller, NOW)


class Web:
    """A web of a few pages; all else is down."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages

    def __call__(self, url: str) -> Fetched:
        """Answer, or raise `UnavailableError`."""
        if url not in self.pages:
            raise UnavailableError("it is down", where=url)
        return Fetched(self.pages[url], "application/json", url, 200, NOW)


def words_of(value: Any) -> tuple[str, ...]:
    """Every key and text in a value, for mutators."""
    found: dict[str, None] = {}
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found[item] = None
        elif isinstance(item, dict):
            found.update(dict.fromkeys(item))
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return tuple(found)


def independent(document: dict[str, Any], contexts: Contexts | None = None) -> str:
    """Canonical N-Quads by implementations that are not ours (pyld to expand, pyoxigraph to name).

    Raises whatever they raise for what they do not take.
    """
    pinned = contexts or bundled()

    def load(url: str, _options: Any) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": _parsed(pinned.document(url)),
        }

    written = jsonld.to_rdf(
        document,
        {"documentLoader": load, "format": "application/n-quads", "rdfDirection": "i18n-datatype"},
    )
    return canonical(written)


def second_opinion(nquads: str) -> str:
    """Canonical N-Quads by pyld, for graphs that pyoxigraph labels in a way of its own."""
    options = {"algorithm": "URDNA2015", "inputFormat": "application/n-quads"}
    # pyld's answer is not its own fixed point where nodes come with canonical names
    fresh = nquads.replace("_:c14n", "_:n")
    return str(jsonld.normalize(fresh, options | {"format": "application/n-quads"}))


def canonical(nquads: str) -> str:
    """Canonical N-Quads by pyoxigraph."""
    dataset = Dataset(parse(nquads, format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    written: bytes = serialize(dataset, format=RdfFormat.N_QUADS)
    return "".join(sorted(written.decode().splitlines(keepends=True)))


@cache
def _parsed(data: bytes) -> Any:
    return json.loads(data)


def refused(error: SkillmarkError) -> None:
    """Hold an error to what every error promises: a stable code and words of bounded length."""
    assert error.code
    assert error.code.replace("_", "").isalnum(), error.code
    assert error.cause.strip()
    assert len(str(error)) < 20_000, "an error as long as its input"
