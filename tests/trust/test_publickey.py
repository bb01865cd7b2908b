"""Public keys: published answers, bounds, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from skillmark.trust import multibase
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.publickey import KeyFormatError, PublicKey

RFC_7638 = {
    "kty": "RSA",
    "n": (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
        "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY"
        "368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0f"
        "M4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    ),
    "e": "AQAB",
}


def test_the_rsa_key_of_rfc_7638() -> None:
    # section 3.1; its modulus fills its octets, so that a leading zero would show
    key = PublicKey.from_jwk({**RFC_7638, "alg": "RS256", "kid": "2011-04-29"})
    assert key.jwk() == RFC_7638
    assert key.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert PublicKey.from_multikey(key.multikey()) == key


def rsa_key(bits: int, exponent: int = 65537) -> rsa.RSAPublicKey:
    return rsa.RSAPublicNumbers(exponent, 2 ** (bits - 1) + 1).public_key()


@pytest.mark.parametrize("bits", [2048, 8192])
def test_rsa_keys_within_the_bounds_are_read(bits: int) -> None:
    key = PublicKey.of(rsa_key(bits))
    assert PublicKey.from_jwk(key.jwk()) == key
    assert PublicKey.from_multikey(key.multikey()) == key


@pytest.mark.parametrize("bits", [2047, 8193, 9000])
def test_rsa_keys_beyond_the_bounds_are_refused(bits: int) -> None:
    key = rsa_key(bits)
    with pytest.raises(KeyFormatError, match="not accepted"):
        PublicKey.of(key)
    numbers = key.public_numbers()
    jwk = {
        "kty": "RSA",
        "n": multibase.base64url(numbers.n.to_bytes((bits + 7) // 8, "big")),
        "e": "AQAB",
    }
    with pytest.raises(KeyFormatError, match="not accepted"):
        PublicKey.from_jwk(jwk)


def test_an_exponent_of_more_than_four_octets_is_refused() -> None:
    four = multibase.base64url((2**31 + 1).to_bytes(4, "big"))
    assert PublicKey.from_jwk({**RFC_7638, "e": four}).jwk()["e"] == four
    five = multibase.base64url((2**32 + 1).to_bytes(5, "big"))
    with pytest.raises(KeyFormatError):
        PublicKey.from_jwk({**RFC_7638, "e": five})


@pytest.mark.parametrize("member", ["d", "p", "q", "k"])
def test_a_published_secret_is_called_one(member: str, key: SigningKey) -> None:
    with pytest.raises(KeyFormatError) as refused:
        PublicKey.from_jwk({**key.public_jwk(), member: "AAAA"})
    assert refused.value.code == "secret_published"


@pytest.mark.parametrize("name", ["secp521r1", "secp256k1"])
def test_a_curve_that_is_not_supported_is_named(name: str) -> None:
    curve = {"secp521r1": ec.SECP521R1, "secp256k1": ec.SECP256K1}[name]()
    with pytest.raises(KeyFormatError, match=name):
        PublicKey.of(ec.generate_private_key(curve).public_key())


def test_a_point_beside_the_curve_is_no_key() -> None:
    jwk: dict[str, Any] = {
        "kty": "EC",
        "crv": "P-256",
        "x": multibase.base64url(bytes(31) + b"\x01"),
        "y": multibase.base64url(bytes(31) + b"\x01"),
    }
    with pytest.raises(KeyFormatError, match="no valid key"):
        PublicKey.from_jwk(jwk)
    with pytest.raises(KeyFormatError, match="not a valid p256 key"):
        PublicKey(Algorithm.P256, b"\x02" + b"\xff" * 32).loaded()
    with pytest.raises(KeyFormatError, match="P-521"):
        PublicKey.from_jwk({"kty": "P-521"})
