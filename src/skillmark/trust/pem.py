"""Public keys as PEM (RFC 7468), the form in which Open Badges 1 and 2 publish them."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from skillmark.trust.publickey import KeyFormatError, PublicKey

LARGEST = 16 * 1024
"""Letters; an RSA key of 8,192 bits takes 1,400."""


def public_key(text: str) -> PublicKey:
    """Read one public key, or raise `KeyFormatError`; a private key is refused."""
    if len(text) > LARGEST:
        raise KeyFormatError("the PEM is too long for a public key")
    if "PRIVATE KEY" in text:
        raise KeyFormatError("a private key was published", code="secret_published")
    try:
        key = serialization.load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFormatError("the PEM holds no public key that can be read") from error
    return PublicKey.of(key)
