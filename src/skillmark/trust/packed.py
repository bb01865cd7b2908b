"""A key on its way to another process: bytes that `multiprocessing` or a cluster carries.

They hold the private key as it is and must never be stored. Whoever sends them sees to it that
nobody listens (`compute.cluster` does).
"""

from __future__ import annotations

import pickle
from typing import Any

from cryptography.hazmat.primitives import serialization

from skillmark.trust.keys import AnyPrivateKey, SigningKey


def pack(key: SigningKey) -> bytes:
    """Return a key as bytes: PKCS#8, and the names under which it signs."""
    der = key.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pickle.dumps((der, key.controller, key.verification_method))


def unpack(packed: bytes) -> SigningKey:
    """Return the key that `pack` packed in a process of ours."""
    said: Any = pickle.loads(packed)  # noqa: S301 (from our own coordinator, like the work itself)
    der, controller, method = said
    private = serialization.load_der_private_key(der, None)
    assert isinstance(private, AnyPrivateKey)  # noqa: S101 - it was one when it was packed
    return SigningKey.of(private, controller=controller, verification_method=method)
