"""Multibase: one text for each value and one value for each text."""

from __future__ import annotations

import base64

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import multibase

from ..bench import refused

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _digits(text: str) -> bytes:
    """Base 58 digit by digit, as it is done by hand."""
    found: list[int] = []
    for letter in text:
        carry = ALPHABET.index(letter)
        for place, octet in enumerate(found):
            carry, found[place] = divmod(octet * 58 + carry, 256)
        while carry:
            carry, octet = divmod(carry, 256)
            found.append(octet)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + bytes(reversed(found))


def check(data: bytes) -> None:
    assert multibase.decode(multibase.encode58(data)) == data
    assert multibase.decode(multibase.encode64(data)) == data
    text = data.decode("utf-8", "replace")
    for prefix in ("", "z", "u"):
        try:
            value = multibase.decode(prefix + text)
        except SkillmarkError as error:
            refused(error)
            continue
        given = prefix + text
        again = multibase.encode58(value) if given[0] == "z" else multibase.encode64(value)
        assert again == given, "two texts for one value"
        if given[0] == "z":
            assert value == _digits(given[1:])
        else:
            assert value == base64.urlsafe_b64decode(given[1:] + "=" * (-len(given[1:]) % 4))
