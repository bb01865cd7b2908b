"""Endorsements: one that passes is of exactly this thing, and its endorser signed all of it."""

from __future__ import annotations

import json
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from skillmark.award import credential as signing
from skillmark.badges import endorsement as shape
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import jose, strictjson
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.verify.endorsements import MOST
from skillmark.verify.verify import Verifier

from ..bench import KEY, NOW, words_of
from ..mutate import of_json

ENDORSER = SigningKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
SUBJECT = KEY.controller
UNSIGNED = shape.credential(
    SUBJECT,
    id="urn:uuid:3f6f3c2e-9b7e-4a52-8d4a-1b6ad3c1a001",
    issuer={"id": ENDORSER.controller, "type": ["Profile"], "name": "Council"},
    comment="Visited.",
    valid_from=NOW - timedelta(days=9),
)
OBJECT, TOKEN = (
    signing.sign(UNSIGNED, ENDORSER, form=form, now=NOW - timedelta(days=9))
    for form in ("eddsa-jcs-2022", "jwt")
)
mutate = of_json(
    *words_of(OBJECT.credential),
    *("issuer", "endorsement", "endorsementJwt", TOKEN.text, "achievement", "did:web:evil.example"),
)
CALLS = 300_000


def check(data: bytes) -> None:
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return
    verifier = Verifier(now=NOW)
    found, left = verifier._endorsements.of(given, SUBJECT, ())
    assert len(found) <= MOST
    assert left >= 0
    assert len(found) + left == sum(1 for _ in shape.find(given))
    signed = {json.dumps(OBJECT.credential, sort_keys=True), TOKEN.text}
    for one, place in zip(found, shape.find(given), strict=False):
        assert one.detail
        if one.status is Status.PASS and one.endorser_id == ENDORSER.controller:
            assert one.subject == place.subject == SUBJECT
            said = place.value
            # of this endorser there are only these two
            assert _plain(said) in signed


def _plain(value: object) -> str:
    if isinstance(value, dict):
        proof = value.get("proof")
        alone = proof[0] if isinstance(proof, list) and len(proof) == 1 else proof
        return json.dumps({**value, "proof": alone}, sort_keys=True)
    token = jose.read(str(value))
    return str(value).strip() if token else ""
