"""Signed tokens whose key is found by other rules than those of JSON Web Tokens.

Source: RFC 7515 (compact serialization); RFC 8725, section 3.1 (the algorithms are listed here, and
each meets only its own kind of key).
"""

from __future__ import annotations

from skillmark.trust.jose import ALGORITHMS, Token, TokenError, read
from skillmark.trust.publickey import Algorithm, PublicKey

__all__ = ["Token", "TokenError", "algorithm", "is_signed_by", "read"]


def algorithm(token: Token) -> Algorithm:
    """Return the kind of key that a token's header asks for, or raise `TokenError`.

    Codes: `alg_refused` (none, or a secret shared with the verifier), `unsupported`, `crit`.
    """
    name = token.header.get("alg")
    if not isinstance(name, str) or name.lower() == "none" or name.startswith("HS"):
        raise TokenError(
            f"alg {str(name)[:40]!r} proves nothing about an issuer", code="alg_refused"
        )
    if name not in ALGORITHMS:
        raise TokenError(f"alg {name[:40]!r} is not supported", code="unsupported")
    if "crit" in token.header or "b64" in token.header:
        raise TokenError("the header demands an extension that is not supported", code="crit")
    return ALGORITHMS[name]


def is_signed_by(token: Token, key: PublicKey) -> bool:
    """Say whether this key signed the token. Raises what `algorithm` raises."""
    return key.algorithm is algorithm(token) and key.verifies(token.signed, token.signature)
