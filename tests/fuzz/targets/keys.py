"""Public keys as Multikey and JWK: one key behind both forms, as other libraries see it."""

from __future__ import annotations

from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson
from skillmark.trust.publickey import LARGEST_RSA, SMALLEST_RSA, Algorithm, PublicKey

from ..bench import refused
from ..mutate import of_json

mutate = of_json("kty", "crv", "x", "y", "n", "e", "OKP", "Ed25519", "EC", "P-256", "P-384", "RSA")
_PEERS: dict[str, Any] = {"OKP": OKPKey, "EC": ECKey, "RSA": RSAKey}


def check(data: bytes) -> None:
    try:
        if data.startswith(b"{"):
            key = PublicKey.from_jwk(strictjson.parse(data))
        else:
            text = data.decode("utf-8", "replace")
            key = PublicKey.from_multikey(text)
            assert key.multikey() == text or text.startswith("u"), "two texts for one key"
    except SkillmarkError as error:
        refused(error)
        return
    assert PublicKey.from_multikey(key.multikey()) == key
    jwk = key.jwk()
    assert PublicKey.from_jwk(jwk) == key
    peer = _PEERS[jwk["kty"]].import_key(dict(jwk))
    assert peer.thumbprint() == key.thumbprint()
    assert PublicKey.of(peer.public_key) == key
    if key.algorithm is Algorithm.RSA:
        assert SMALLEST_RSA <= peer.public_key.key_size <= LARGEST_RSA
    for signature in (b"", data[:96], bytes(64), b"\xff" * 64, b"\xff" * 96):
        assert not key.verifies(b"never signed", signature)
