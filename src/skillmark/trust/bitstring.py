"""Bitstrings of status values: one or a few bits for each credential, shared by very many.

Source: Bitstring Status List v1.0. A list holds at least 131,072 entries (16 KB), so that
asking for it says little about whom it is asked for (section 6.1). How many more is a property of
each list, chosen when it is begun.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from random import Random
from typing import Protocol

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.trust import multibase, packing

SMALLEST = 131_072
"""Entries; section 6.1."""
LARGEST = 8 * 16 * 1024 * 1024
"""Bits that we read: 16 MiB after inflation."""


_SET = re.compile(rb"[^\0]", re.DOTALL)


class StatusListError(InputError):
    """A status list or entry that cannot be used.

    Codes: `encoding`, `too_large`, `too_short`, `index`, `purpose`, `list_type`, `list_id`,
    `status_size`, `status_message`.
    """

    code = "encoding"


class StatusList:
    """A bitstring; index 0 is the leftmost bit of the first byte (section 4.1)."""

    __slots__ = ("_bits",)

    def __init__(self, bits: bytes | bytearray | None = None, *, size: int = SMALLEST) -> None:
        if bits is None:
            if size < SMALLEST or size % 8:
                raise StatusListError(
                    f"a list of {size} entries", remedy=f"at least {SMALLEST}, a multiple of 8"
                )
            bits = bytes(size // 8)
        if len(bits) * 8 < SMALLEST:
            raise StatusListError(
                f"a list of {len(bits) * 8} entries is too short to protect anyone",
                remedy=f"at least {SMALLEST} entries",
                code="too_short",
            )
        self._bits = bytearray(bits)

    def __len__(self) -> int:
        return len(self._bits) * 8

    def __bytes__(self) -> bytes:
        return bytes(self._bits)

    def get(self, index: int) -> bool:
        """Return the bit, or raise `StatusListError` (code `index`)."""
        self._check(index)
        return bool(self._bits[index // 8] & (0x80 >> index % 8))

    def value(self, index: int, size: int = 1) -> int:
        """Return the `size` bits of an entry as a number, or raise `StatusListError`.

        They begin at `index` times `size` (section 3.2, step 10); a list that holds too few entries
        of this size protects nobody (code `too_short`).
        """
        if len(self) // size < SMALLEST:
            raise StatusListError(
                f"a list of {len(self) // size} entries is too short to protect anyone",
                remedy=f"at least {SMALLEST} entries",
                code="too_short",
            )
        self._check(index * size + size - 1)
        bits = range(index * size, index * size + size)
        return sum(self.get(bit) << (size - 1 - place) for place, bit in enumerate(bits))

    def set(self, index: int, value: bool = True) -> None:
        """Set the bit, or raise `StatusListError` (code `index`)."""
        self._check(index)
        mask = 0x80 >> index % 8
        if value:
            self._bits[index // 8] |= mask
        else:
            self._bits[index // 8] &= 0xFF ^ mask

    def put(self, indexes: Iterable[int], value: bool = True) -> None:
        """Set many bits, or raise `StatusListError` (code `index`)."""
        wanted, bits = list(indexes), self._bits
        if wanted:
            self._check(min(wanted))
            self._check(max(wanted))
        if value:
            for index in wanted:
                bits[index >> 3] |= 0x80 >> (index & 7)
        else:
            for index in wanted:
                bits[index >> 3] &= 0xFF ^ (0x80 >> (index & 7))

    def count(self) -> int:
        """Return how many bits are set."""
        return int.from_bytes(self._bits).bit_count()

    def copy(self) -> StatusList:
        """Return a list of its own with the same bits."""
        return StatusList(self._bits)

    def indexes(self) -> frozenset[int]:
        """Return the indexes of all bits that are set."""
        return frozenset(
            found.start() * 8 + bit
            for found in _SET.finditer(self._bits)
            for bit in range(8)
            if found[0][0] & (0x80 >> bit)
        )

    def encode(self) -> str:
        """Return `encodedList`: gzip, then multibase base64url (section 3.4)."""
        return self.encoded().decode("ascii")

    def encoded(self) -> bytes:
        """Return the letters of `encodedList`, which of a large list are many, as bytes."""
        return multibase.letters64(packing.pack(self._bits))

    @classmethod
    def decode(cls, encoded: str) -> StatusList:
        """Read `encodedList` (section 3.5); inflation stops at 16 MiB."""
        if not encoded.startswith("u"):
            raise StatusListError("the list is not multibase base64url")
        return cls._unpacked(encoded)

    @classmethod
    def decode_2021(cls, encoded: str) -> StatusList:
        """Read `encodedList` of a StatusList2021: base64 or base64url, no multibase prefix."""
        plain = encoded.rstrip("=").replace("+", "-").replace("/", "_")
        return cls._unpacked("u" + plain)

    @classmethod
    def _unpacked(cls, encoded: str) -> StatusList:
        try:
            bits = packing.unpack(multibase.decode(encoded), most=LARGEST // 8)
        except multibase.MultibaseError as error:
            raise StatusListError(f"the list cannot be unpacked: {error}") from error
        except packing.PackingError as error:
            code = "too_large" if error.too_large else "encoding"
            raise StatusListError(f"the list cannot be unpacked: {error}", code=code) from error
        return cls(bits)

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise StatusListError(
                f"index {index} is outside a list of {len(self)} entries", code="index"
            )


class Used(Protocol):
    """The indexes that are taken already (a set, or a table behind its interface)."""

    def __contains__(self, index: object, /) -> bool:
        """Say whether the index is taken."""
        ...

    def __len__(self) -> int:
        """Count them."""
        ...


def draw(rng: Random, used: Used, n: int, *, size: int = SMALLEST) -> list[int]:
    """Draw `n` free indexes at random, so that neighbours say nothing about each other.

    Raises `ConflictError` (code `full`) once fewer than `n` are free. Nothing is reused.
    """
    if n > size - len(used):
        raise ConflictError(
            f"{size - len(used)} places are left in the status list, {n} are needed",
            remedy="begin another list",
            code="full",
        )
    if n > (size - len(used)) // 4:
        return rng.sample([index for index in range(size) if index not in used], n)
    drawn: dict[int, None] = {}
    while len(drawn) < n:
        for index in candidates(rng, n - len(drawn), size=size):
            if index not in used:
                drawn[index] = None
    return list(drawn)


def candidates(rng: Random, n: int, *, size: int) -> list[int]:
    """Return `n` indexes at random, each as likely as any other; some may be the same."""
    found: list[int] = []
    fair = 2**64 - 2**64 % size
    while len(found) < n:
        # one request for many numbers: the system's generator is asked for bytes, not for each
        numbers = array("Q", rng.randbytes(8 * (n - len(found))))
        found += [number % size for number in numbers if number < fair]
    return found
