"""Keys that sign: the signer's interface, keys in memory, keys in files."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from nacl.bindings import crypto_sign

from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.trust import pkcs8, strictjson
from skillmark.trust.pkcs8 import FOR_PEOPLE, FOR_SECRETS, Cost
from skillmark.trust.publickey import HASH, Algorithm, KeyFormatError, PublicKey

__all__ = [
    "FOR_PEOPLE",
    "FOR_SECRETS",
    "Algorithm",
    "Cost",
    "KeyFileError",
    "PublicKey",
    "Signer",
    "SigningKey",
    "load",
    "opened",
    "save",
    "sealed",
]

_FORMAT = "skillmark-key"
_LONG = 8_192
"""Bytes from which on OpenSSL, which hashes faster, signs faster than libsodium: the same bytes."""
_RSA_BITS = 3072
AnyPrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class KeyFileError(InputError):
    """A key file cannot be used; `code` says why.

    Codes: `not_a_key`, `wrong_passphrase`, `passphrase_needed`, `unreadable`.
    """

    code = "not_a_key"


class Signer(Protocol):
    """Whatever can sign: a key in memory, a token behind PKCS#11, a cloud's key service.

    `controller` is the DID or URL of whom the key speaks for; `verification_method` the URL
    under which the public key is published.
    """

    @property
    def algorithm(self) -> Algorithm:
        """What kind of key it is."""
        ...

    @property
    def controller(self) -> str:
        """DID or https URL of the issuer."""
        ...

    @property
    def verification_method(self) -> str:
        """URL of the public key."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Hash and sign `data`.

        Returns 64 bytes for Ed25519 (RFC 8032), `r || s` for ECDSA (P-256 with SHA-256, P-384
        with SHA-384; RFC 7518, section 3.4), PKCS#1 v1.5 with SHA-256 for RSA.
        """
        ...


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key in memory. Its secret is never part of its `repr`."""

    private: AnyPrivateKey = field(repr=False)
    controller: str
    verification_method: str
    public: PublicKey
    _quick: bytes | None = field(init=False, default=None, repr=False, compare=False)
    """Seed and public key of Ed25519 as libsodium takes them: it signs what is short faster."""

    def __post_init__(self) -> None:
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            quick = self.private.private_bytes_raw() + self.public.raw
            object.__setattr__(self, "_quick", quick)

    @classmethod
    def of(
        cls,
        private: AnyPrivateKey,
        *,
        controller: str | None = None,
        verification_method: str | None = None,
    ) -> SigningKey:
        """Wrap a private key. Without `controller` it speaks for its own `did:key`.

        With a controller, the verification method is `controller#key-` and the beginning of
        the key's thumbprint, unless given.
        """
        public = PublicKey.of(private.public_key())
        if controller is None:
            multikey = public.multikey()
            controller = f"did:key:{multikey}"
            method = f"{controller}#{multikey}"
        else:
            method = f"{controller}#key-{public.thumbprint()[:16]}"
        return cls(private, controller, verification_method or method, public)

    @classmethod
    def generate(cls, algorithm: Algorithm, *, controller: str | None = None) -> SigningKey:
        """Make a new key (RSA: 3,072 bits) with the operating system's randomness."""
        private: AnyPrivateKey
        match Algorithm(algorithm):
            case Algorithm.ED25519:
                private = ed25519.Ed25519PrivateKey.generate()
            case Algorithm.P256:
                private = ec.generate_private_key(ec.SECP256R1())
            case Algorithm.P384:
                private = ec.generate_private_key(ec.SECP384R1())
            case Algorithm.RSA:
                private = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
        return cls.of(private, controller=controller)

    @property
    def algorithm(self) -> Algorithm:
        """What kind of key it is."""
        return self.public.algorithm

    def public_jwk(self) -> dict[str, str]:
        """Return the public half as a JWK."""
        return self.public.jwk()

    def public_multikey(self) -> str:
        """Return the public half as `publicKeyMultibase`."""
        return self.public.multikey()

    def sign(self, data: bytes) -> bytes:
        """Hash and sign `data`; the form is that of `Signer.sign`.

        ECDSA nonces are deterministic (RFC 6979) where the linked OpenSSL can do that, so
        that a repeated award of the same bytes is the same credential.
        """
        if self._quick is not None and len(data) < _LONG:
            return crypto_sign(data, self._quick)[:64]
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(data)
        digest = HASH[self.algorithm]()
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), digest)
        try:
            der = self.private.sign(data, ec.ECDSA(digest, deterministic_signing=True))
        except UnsupportedAlgorithm:
            der = self.private.sign(data, ec.ECDSA(digest))
        r, s = decode_dss_signature(der)
        size = (self.private.curve.key_size + 7) // 8
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def sealed(key: SigningKey, passphrase: bytes | None, *, cost: Cost = FOR_PEOPLE) -> bytes:
    """Return a key file's bytes.

    The file is JSON: `format`, `version`, `algorithm`, `controller`, `verificationMethod` and
    `privateKey`, the PKCS#8 PEM, encrypted if there is a passphrase (`pkcs8`); `cost` is what a
    guess of it costs.
    """
    if passphrase is not None and not passphrase:
        raise InputError("the passphrase is empty", remedy="give one, or none at all")
    pem = _private(key, serialization.Encoding.PEM).decode("ascii")
    if passphrase is not None:
        der = _private(key, serialization.Encoding.DER)
        pem = pkcs8.encrypted(der, passphrase, cost=cost)
    envelope = {
        "format": _FORMAT,
        "version": 1,
        "algorithm": key.algorithm.value,
        "controller": key.controller,
        "verificationMethod": key.verification_method,
        "privateKey": pem,
    }
    return json.dumps(envelope, indent=2).encode() + b"\n"


def save(key: SigningKey, path: Path, passphrase: bytes | None, *, cost: Cost = FOR_PEOPLE) -> None:
    """Write the key to a new file (`sealed`), mode 0600.

    An existing file is never overwritten (`ConflictError`).
    """
    content = sealed(key, passphrase, cost=cost)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ConflictError(
            "there is a file of this name already",
            where=str(path),
            remedy="choose another name; keys are never overwritten",
            code="exists",
        ) from error
    except OSError as error:
        raise UnavailableError(f"cannot write: {error.strerror}", where=str(path)) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _private(key: SigningKey, encoding: serialization.Encoding) -> bytes:
    return key.private.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def load(path: Path, passphrase: bytes | None) -> SigningKey:
    """Read a key file that `save` wrote, or raise `KeyFileError`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KeyFileError(
            f"cannot read: {error.strerror}", where=str(path), code="unreadable"
        ) from error
    return opened(content, passphrase, where=str(path))


def opened(content: bytes, passphrase: bytes | None, *, where: str = "the key file") -> SigningKey:
    """Read a key file's bytes, as `sealed` makes them, or raise `KeyFileError`."""
    try:
        envelope = strictjson.parse(content)
    except strictjson.JsonError as error:
        raise _no_key(where) from error
    if envelope.get("format") != _FORMAT:
        raise _no_key(where)
    names = ("controller", "verificationMethod", "privateKey")
    controller, method, pem = (envelope.get(name) for name in names)
    if not (isinstance(controller, str) and isinstance(method, str) and isinstance(pem, str)):
        raise _no_key(where)
    encrypted = "ENCRYPTED" in pem.partition("\n")[0]
    if encrypted and not passphrase:
        raise KeyFileError(
            "the key is encrypted",
            where=where,
            remedy="give its passphrase",
            code="passphrase_needed",
        )
    try:
        private = serialization.load_pem_private_key(
            pem.encode(), passphrase if encrypted else None
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if encrypted:
            raise KeyFileError(
                "the passphrase does not open this key",
                where=where,
                remedy="check the passphrase",
                code="wrong_passphrase",
            ) from error
        raise _no_key(where) from error
    if not isinstance(private, AnyPrivateKey):
        raise _no_key(where)
    try:
        return SigningKey.of(private, controller=controller, verification_method=method)
    except KeyFormatError as error:
        raise _no_key(where) from error


def _no_key(where: str) -> KeyFileError:
    return KeyFileError(
        "this is not a Skillmark key file",
        where=where,
        remedy="make one with: skillmark keys generate",
    )
