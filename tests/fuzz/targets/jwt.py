"""Tokens: whatever passes is signed with the issuer's own key, as OpenSSL verifies it too."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import jose, multibase, strictjson
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver

from ..bench import KEY, unsigned, words_of
from ..mutate import of_json

mutate = of_json(
    *words_of(jose.claims(unsigned())),
    *("header", "payload", "alg", "kid", "typ", "crit", "jwk", "EdDSA", "none", "HS256", "ES256"),
    *("vc", "iat", "nbf", "exp", "iss", "vc+jwt", KEY.verification_method, KEY.controller),
)
_PEER = Ed25519PublicKey.from_public_bytes(KEY.public.raw)


def _token(data: bytes) -> str:
    """Sign what is an object with a header and a payload; anything else is a token itself."""
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return data.decode("utf-8", "replace")
    signed = ".".join(
        multibase.base64url(json.dumps(given.get(part), ensure_ascii=False).encode())
        for part in ("header", "payload")
    )
    return f"{signed}.{multibase.base64url(KEY.sign(signed.encode()))}"


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def check(data: bytes) -> None:
    token = _token(data)
    outcome = jose.check(token, resolver=Resolver())
    assert outcome.status in (Status.PASS, Status.FAIL, Status.UNKNOWN)
    assert jose.check(token, resolver=Resolver()) == outcome
    assert (outcome.status is Status.PASS) == (outcome.code == "ok")
    if outcome.status is Status.PASS and outcome.method and outcome.method.public == KEY.public:
        signed, _, signature = token.strip().rpartition(".")
        _PEER.verify(_bytes(signature), signed.encode())
        header, payload = (json.loads(_bytes(part)) for part in signed.split("."))
        assert payload == outcome.payload
        assert header["alg"] in ("EdDSA", "Ed25519")
        assert isinstance(header.get("kid", ""), str)
        assert "crit" not in header
    if outcome.payload is not None:
        # what can be read can be signed anew, or says why not
        try:
            again = jose.sign(outcome.payload, KEY)
        except SkillmarkError:
            return
        assert jose.read(again).payload == outcome.payload
