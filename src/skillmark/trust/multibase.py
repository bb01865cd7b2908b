"""Multibase: base58btc (`z`) and base64url without padding (`u`).

Source: Controlled Identifiers v1.0, section 2.4 (the two bases that Data Integrity uses).
"""

from __future__ import annotations

import binascii

from skillmark.nouns.errors import InputError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_PAIR = {pair: number for number, pair in enumerate(_PAIRS)}
"""Two letters at a time: a signature has 88 of them."""
_PAIR_BASE, _FOUR, _SIX, _EIGHT, _TEN = (58**letters for letters in (2, 4, 6, 8, 10))
_TO_BASE64URL = bytes.maketrans(b"+/", b"-_")
_TO_BASE64 = bytes.maketrans(b"-_+/=", b"+/!!!")
_LONGEST_BASE58 = 4096
"""Letters; decoding base 58 takes quadratic time and nothing we read is longer."""


class MultibaseError(InputError):
    """The text is not what its multibase prefix says."""

    code = "multibase"


def encode58(data: bytes) -> str:
    """Return `data` in multibase base58btc, `z` included."""
    number, parts = int.from_bytes(data, "big"), []
    while number:
        # ten letters at a time: what is left of them is a small number, and quick to divide
        number, ten = divmod(number, _TEN)
        parts.append(
            _PAIRS[ten // _EIGHT]
            + _PAIRS[ten // _SIX % _PAIR_BASE]
            + _PAIRS[ten // _FOUR % _PAIR_BASE]
            + _PAIRS[ten // _PAIR_BASE % _PAIR_BASE]
            + _PAIRS[ten % _PAIR_BASE]
        )
    parts.reverse()
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(parts).lstrip("1")


def encode64(data: bytes) -> str:
    """Return `data` in multibase base64url without padding, `u` included."""
    return letters64(data).decode("ascii")


def letters64(data: bytes) -> bytes:
    """Return the letters of `encode64` as bytes: a megabyte of them is copied little."""
    return b"u" + letters64url(data)


def base64url(data: bytes) -> str:
    """Return `data` in base64url without padding (RFC 4648, section 5)."""
    return letters64url(data).decode("ascii")


def letters64url(data: bytes) -> bytes:
    """Return the letters of `base64url` as bytes."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_BASE64URL, b"=")


def from_base64url(text: str) -> bytes:
    """Decode base64url without padding; stray letters and padding raise `MultibaseError`."""
    over = len(text) % 4
    try:
        # letters that are not of this alphabet become one that no alphabet has
        plain = text.encode("ascii").translate(_TO_BASE64)
        data = binascii.a2b_base64(plain + b"=" * (-over % 4), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise MultibaseError("this is not base64url without padding") from error
    if over and base64url(data[-(over - 1) :]) != text[-over:]:
        raise MultibaseError("base64url with stray bits at its end")
    return data


def decode(text: str) -> bytes:
    """Decode a multibase string of base `z` or `u`, or raise `MultibaseError`."""
    if text.startswith("u"):
        return from_base64url(text[1:])
    if text.startswith("z"):
        return _decode58(text[1:])
    raise MultibaseError(
        f"multibase prefix {text[:1]!r} is not one we read", remedy="use z (base58btc) or u"
    )


def _decode58(text: str) -> bytes:
    if len(text) > _LONGEST_BASE58:
        raise MultibaseError(f"base58 text of {len(text)} letters is too long")
    number = 0
    even = text if len(text) % 2 == 0 else "1" + text
    try:
        for place in range(0, len(even), 2):
            number = number * _PAIR_BASE + _PAIR[even[place : place + 2]]
    except KeyError:
        letter = next(letter for letter in text if letter not in _ALPHABET)
        raise MultibaseError(f"{letter!r} is not a letter of base58btc") from None
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
