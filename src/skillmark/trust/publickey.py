"""Public keys: their Multikey and JWK forms, and checking signatures with them.

Sources: Controlled Identifiers v1.0, section 2.2.2 (Multikey); RFC 7517/7518/8037 (JWK);
RFC 8032 (Ed25519); FIPS 186-5 (ECDSA); RFC 8017 (RSASSA-PKCS1-v1_5).
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from skillmark.nouns.errors import InputError
from skillmark.trust import multibase

SMALLEST_RSA, LARGEST_RSA = 2048, 8192
"""Bits of an RSA modulus; the upper bound keeps a hostile key from costing seconds."""


class KeyFormatError(InputError):
    """This is not a public key in the form it claims."""

    code = "key_format"


class Algorithm(StrEnum):
    """The signature algorithms that Skillmark signs with and accepts."""

    ED25519 = "ed25519"
    P256 = "p256"
    P384 = "p384"
    RSA = "rsa"

    @property
    def jose(self) -> str:
        """The JOSE `alg` that this key signs with (RFC 7518, RFC 8037)."""
        return {"ed25519": "EdDSA", "p256": "ES256", "p384": "ES384", "rsa": "RS256"}[self.value]


_CODEC = {
    Algorithm.ED25519: b"\xed\x01",
    Algorithm.P256: b"\x80\x24",
    Algorithm.P384: b"\x81\x24",
    Algorithm.RSA: b"\x85\x24",
}
_CURVE: dict[Algorithm, type[ec.EllipticCurve]] = {
    Algorithm.P256: ec.SECP256R1,
    Algorithm.P384: ec.SECP384R1,
}
_JWK_CURVE = {Algorithm.P256: "P-256", Algorithm.P384: "P-384"}
HASH: dict[Algorithm, type[hashes.HashAlgorithm]] = {
    Algorithm.P256: hashes.SHA256,
    Algorithm.P384: hashes.SHA384,
    Algorithm.RSA: hashes.SHA256,
}
AnyPublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key of one of the four algorithms."""

    algorithm: Algorithm
    raw: bytes
    """Ed25519: 32 bytes; P-256/P-384: the compressed point; RSA: DER of PKCS#1."""

    @classmethod
    def of(cls, key: object) -> PublicKey:
        """Wrap a key of the `cryptography` package; other kinds raise `KeyFormatError`."""
        match key:
            case ed25519.Ed25519PublicKey():
                return cls(Algorithm.ED25519, key.public_bytes_raw())
            case ec.EllipticCurvePublicKey():
                for algorithm, curve in _CURVE.items():
                    if isinstance(key.curve, curve):
                        point = key.public_bytes(
                            serialization.Encoding.X962,
                            serialization.PublicFormat.CompressedPoint,
                        )
                        return cls(algorithm, point)
                raise KeyFormatError(f"the curve {key.curve.name} is not supported")
            case rsa.RSAPublicKey():
                if not SMALLEST_RSA <= key.key_size <= LARGEST_RSA:
                    raise KeyFormatError(
                        f"an RSA key of {key.key_size} bits is not accepted",
                        remedy=f"use {SMALLEST_RSA} to {LARGEST_RSA} bits",
                    )
                der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
                return cls(Algorithm.RSA, der)
        raise KeyFormatError("a key of a kind that is not supported")

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """Read `publicKeyMultibase` (Controlled Identifiers v1.0, section 2.2.2)."""
        data = multibase.decode(text)
        for algorithm, codec in _CODEC.items():
            if data.startswith(codec):
                key = cls(algorithm, data[len(codec) :])
                return cls.of(key.loaded())
        raise KeyFormatError("a Multikey of a kind that is not supported")

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """Read a public JWK (RFC 7517). A JWK that carries a private part is refused."""
        if {"d", "p", "q", "k"} & set(jwk):
            raise KeyFormatError("a JWK with a secret in it was published", code="secret_published")

        def part(name: str, size: int | None = None) -> bytes:
            value = jwk.get(name)
            if not isinstance(value, str):
                raise KeyFormatError(f"the JWK lacks {name}")
            data = multibase.from_base64url(value)
            if size is not None and len(data) != size:
                raise KeyFormatError(f"{name} of the JWK has {len(data)} bytes, not {size}")
            return data

        try:
            match jwk.get("kty"), jwk.get("crv"):
                case "OKP", "Ed25519":
                    return cls(Algorithm.ED25519, part("x", 32))
                case "EC", "P-256":
                    point = b"\x04" + part("x", 32) + part("y", 32)
                    return cls.of(
                        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
                    )
                case "EC", "P-384":
                    point = b"\x04" + part("x", 48) + part("y", 48)
                    return cls.of(
                        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), point)
                    )
                case "RSA", _:
                    modulus, exponent = part("n"), part("e")
                    if len(modulus) > LARGEST_RSA // 8 or len(exponent) > 4:
                        raise KeyFormatError("an RSA key of this size is not accepted")
                    numbers = rsa.RSAPublicNumbers(
                        int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big")
                    )
                    return cls.of(numbers.public_key())
        except ValueError as error:
            raise KeyFormatError(f"the JWK holds no valid key: {error}") from error
        raise KeyFormatError(f"a JWK of kty {jwk.get('kty')!r} is not supported")

    def loaded(self) -> AnyPublicKey:
        """Return the key as an object of the `cryptography` package."""
        try:
            if self.algorithm is Algorithm.ED25519:
                return ed25519.Ed25519PublicKey.from_public_bytes(self.raw)
            if self.algorithm is Algorithm.RSA:
                key = serialization.load_der_public_key(_spki(self.raw))
                if isinstance(key, rsa.RSAPublicKey):
                    return key
                raise KeyFormatError("not an RSA key")
            return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE[self.algorithm](), self.raw)
        except ValueError as error:
            raise KeyFormatError(f"not a valid {self.algorithm} key") from error

    def multikey(self) -> str:
        """Return `publicKeyMultibase`."""
        return multibase.encode58(_CODEC[self.algorithm] + self.raw)

    def jwk(self) -> dict[str, str]:
        """Return the public JWK, required members only."""
        key = self.loaded()
        if isinstance(key, ed25519.Ed25519PublicKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": multibase.base64url(self.raw)}
        if isinstance(key, rsa.RSAPublicKey):
            numbers = key.public_numbers()
            return {"kty": "RSA", "n": _integer(numbers.n), "e": _integer(numbers.e)}
        point, size = key.public_numbers(), (key.curve.key_size + 7) // 8
        return {
            "kty": "EC",
            "crv": _JWK_CURVE[self.algorithm],
            "x": multibase.base64url(point.x.to_bytes(size, "big")),
            "y": multibase.base64url(point.y.to_bytes(size, "big")),
        }

    def thumbprint(self) -> str:
        """Return the JWK thumbprint, base64url SHA-256 (RFC 7638)."""
        canonical = json.dumps(self.jwk(), sort_keys=True, separators=(",", ":"))
        return multibase.base64url(hashlib.sha256(canonical.encode()).digest())

    def verifies(self, data: bytes, signature: bytes) -> bool:
        """Say whether `signature` is this key's over `data`.

        ECDSA signatures are `r || s`, each as wide as the curve (RFC 7518, section 3.4), over
        SHA-256 for P-256 and SHA-384 for P-384; RSA is RS256.
        """
        try:
            if self.algorithm is Algorithm.ED25519:
                # libsodium checks twice as fast as OpenSSL and refuses small-order keys
                if len(signature) != 64:
                    return False
                crypto_sign_open(signature + data, self.raw)
                return True
            key = _kept(self)
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
                return True
            assert isinstance(key, ec.EllipticCurvePublicKey)  # noqa: S101 - narrows for mypy
            size = (key.curve.key_size + 7) // 8
            if len(signature) != 2 * size:
                return False
            der = encode_dss_signature(
                int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
            )
            key.verify(der, data, ec.ECDSA(HASH[self.algorithm]()))
        except (InvalidSignature, CryptoError, ValueError):
            return False
        return True


@functools.lru_cache(maxsize=128)
def _kept(key: PublicKey) -> AnyPublicKey:
    """Load a key once: unpacking a point takes longer than checking a signature with it."""
    return key.loaded()


def _integer(number: int) -> str:
    return multibase.base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _spki(pkcs1: bytes) -> bytes:
    """Wrap a PKCS#1 RSA public key into SubjectPublicKeyInfo, which is what loaders read."""
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    bits = b"\x03" + _length(len(pkcs1) + 1) + b"\0" + pkcs1
    body = algorithm + bits
    return b"\x30" + _length(len(body)) + body


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(octets)]) + octets
