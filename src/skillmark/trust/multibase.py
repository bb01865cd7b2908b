"""Multibase: base58btc (`z`) and base64url without padding (`u`).

Source: Controlled Identifiers v1.0, section 2.4 (the two bases that Data Integrity uses).
"""

from __future__ import annotations

import base64
import binascii
import re

from skillmark.nouns.errors import InputError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGIT = {letter: number for number, letter in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")
_LONGEST_BASE58 = 4096
"""Letters; decoding base 58 takes quadratic time and nothing we read is longer."""


class MultibaseError(InputError):
    """The text is not what its multibase prefix says."""

    code = "multibase"


def encode58(data: bytes) -> str:
    """Return `data` in multibase base58btc, `z` included."""
    number, letters = int.from_bytes(data, "big"), []
    while number:
        number, digit = divmod(number, 58)
        letters.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(letters))


def encode64(data: bytes) -> str:
    """Return `data` in multibase base64url without padding, `u` included."""
    return "u" + base64url(data)


def base64url(data: bytes) -> str:
    """Return `data` in base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Decode base64url without padding; stray letters and padding raise `MultibaseError`."""
    if not _BASE64URL.match(text):
        raise MultibaseError("this is not base64url without padding")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise MultibaseError("this is not base64url without padding") from error
    if base64url(data) != text:
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
    for letter in text:
        digit = _DIGIT.get(letter)
        if digit is None:
            raise MultibaseError(f"{letter!r} is not a letter of base58btc")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
