"""Credentials that nobody has seen the like of, and bodies that are none at all.

Drawn with a seed; every one has a structure of its own.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from rig import badge
from skillmark.award import credential as signing

GARBAGE = 0.25
"""Share of bodies that are no credential."""


def unseen(rng: Random) -> dict[str, Any]:
    """Return a validly signed badge of a structure of its own; it has no status."""
    document = badge.unsigned("plain", rng.randrange(10**9))
    document.pop("credentialStatus")
    subject = document["credentialSubject"]
    subject["achievement"]["alignment"] = [
        {
            "type": ["Alignment"],
            "targetName": f"Skill {n}",
            "targetUrl": f"{badge.BASE}/skills/{rng.randrange(10**6)}",
            **({"targetFramework": "Ours"} if rng.random() < 0.5 else {}),
        }
        for n in range(rng.randrange(1, 12))
    ]
    document["evidence"] = [_evidence(rng) for _ in range(rng.randrange(1, 8))]
    signed = signing.sign(document, badge.key(), form="eddsa-rdfc-2022", now=badge.NOW)
    found: dict[str, Any] = json.loads(signed.data)
    return found


def _evidence(rng: Random) -> dict[str, Any]:
    said = {
        "name": f"Piece {rng.randrange(10**6)}",
        "narrative": "Observed.",
        "description": "What was seen.",
        "genre": "project",
        "audience": "the team",
    }
    kept = {name: value for name, value in said.items() if rng.random() < 0.6}
    return {"id": f"{badge.BASE}/evidence/{rng.randrange(10**9)}", "type": ["Evidence"], **kept}


def garbage(rng: Random, real: dict[str, Any]) -> bytes:
    """Return a body that is not JSON, not a credential, or a credential that was tampered with."""
    text = json.dumps({"verifiableCredential": real})
    kind = rng.randrange(6)
    if kind == 0:
        return text[: rng.randrange(len(text))].encode()
    if kind == 1:
        return rng.randbytes(rng.randrange(1, 4000))
    if kind == 2:
        return b'{"verifiableCredential":' + b"[" * rng.randrange(1, 50_000)
    if kind == 3:
        return b'{"verifiableCredential":{"a":1,"a":2}}'
    if kind == 4:
        return json.dumps({"verifiableCredential": {"@context": "x" * 100_000}}).encode()
    forged = {**real, "name": f"Director {rng.randrange(10**6)}"}
    return json.dumps({"verifiableCredential": forged}).encode()


def bodies(count: int, seed: int = 1) -> list[bytes]:
    """Return that many bodies, no two of one structure."""
    rng = Random(seed)
    made = []
    for _ in range(count):
        one = unseen(rng)
        tampered = rng.random() < GARBAGE
        whole = json.dumps({"verifiableCredential": one}).encode()
        made.append(garbage(rng, one) if tampered else whole)
    return made
