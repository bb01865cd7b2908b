"""Signers elsewhere: a token behind PKCS#11, a cloud's key service, a process of one's own.

Whatever signs stands behind `keys.Signer`. `Checked` goes around it: what comes back from outside
is believed only when it fits the public key, and a signer that fails has signed nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from skillmark.nouns.errors import InputError, UnavailableError
from skillmark.trust.keys import Algorithm, PublicKey, Signer

_BYTES = {Algorithm.P256: 32, Algorithm.P384: 48}


class SignerError(UnavailableError):
    """The signer did not sign: it is down, refused, or answered with something else."""

    code = "signer"


@dataclass(frozen=True, slots=True)
class Checked:
    """A signer whose every signature is checked before it goes anywhere.

    Raises `InputError` if the public key is of another kind. `sign` raises `SignerError` for
    whatever goes wrong, with the cause; it never returns a signature that does not fit.
    """

    signer: Signer
    public: PublicKey
    """The public key, as it is published under `verification_method`."""

    def __post_init__(self) -> None:
        if self.public.algorithm != self.signer.algorithm:
            raise InputError(
                f"the signer signs with {self.signer.algorithm}, its public key is of kind "
                f"{self.public.algorithm}"
            )

    @property
    def algorithm(self) -> Algorithm:
        """What kind of key it is."""
        return self.signer.algorithm

    @property
    def controller(self) -> str:
        """DID or https URL of the issuer."""
        return self.signer.controller

    @property
    def verification_method(self) -> str:
        """URL of the public key."""
        return self.signer.verification_method

    def sign(self, data: bytes) -> bytes:
        """Sign `data` elsewhere and check what comes back; the form is that of `Signer.sign`."""
        try:
            signature = self.signer.sign(data)
            fits = isinstance(signature, bytes) and self.public.verifies(data, signature)
        except SignerError:
            raise
        except Exception as error:
            raise SignerError(
                f"the signer failed: {type(error).__name__}: {error}".rstrip(": "),
                where=self.verification_method,
                remedy="nothing was signed; see to the signer and run again",
            ) from error
        if not fits:
            raise SignerError(
                "the signature does not fit the public key",
                where=self.verification_method,
                remedy="nothing was signed; is it the right key, in the right form?",
            )
        return signature


def concatenated(der: bytes, algorithm: Algorithm) -> bytes:
    """Return an ECDSA signature as `r || s` (RFC 7518, section 3.4) from DER, as services give it.

    Raises `SignerError` for what is no such signature.
    """
    size = _BYTES.get(algorithm)
    if size is None:
        raise SignerError(f"signatures of {algorithm} are not DER")
    try:
        r, s = decode_dss_signature(der)
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    except (ValueError, OverflowError) as error:
        raise SignerError("the signer's answer is no ECDSA signature in DER") from error
