"""Gzip (RFC 1952) of bitstrings: by zlib, or by ISA-L where `isal` is installed.

What is measured decides (`bench/status.py`). Long runs of zeros with a bit here and there are what
zlib's run-length strategy is made for: it is the smallest of all levels up to 6 and the quickest,
8 to 16 ms for ten million entries. ISA-L needs 0.3 to 4 ms and makes a list 15 to 60 % larger,
which every verifier has to fetch. So lists of a million entries and fewer go through zlib on every
machine, and ISA-L packs those that are larger.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

_GZIP = 16 + zlib.MAX_WBITS
_MEMORY = 9
_FAST_FROM = 131_072
"""Bytes; a longer bitstring is packed by ISA-L where that is installed."""


class PackingError(ValueError):
    """The bytes are no gzip of a bitstring; `too_large` where they unpack to too much."""

    def __init__(self, cause: str, *, too_large: bool = False) -> None:
        super().__init__(cause)
        self.too_large = too_large


def by_zlib(bits: bytes | bytearray) -> bytes:
    """Return the gzip of a bitstring; the same bytes each time, without a date in them."""
    packer = zlib.compressobj(1, zlib.DEFLATED, _GZIP, _MEMORY, zlib.Z_RLE)
    return packer.compress(bits) + packer.flush()


def by_isal() -> Callable[[bytes | bytearray], bytes] | None:
    """Return what packs by ISA-L (the extra `fast`); `None` where it is not installed."""
    try:
        from isal import isal_zlib
    except ImportError:
        return None
    return lambda bits: isal_zlib.compress(bits, 1, _GZIP)


_QUICK = by_isal() or by_zlib


def pack(bits: bytes | bytearray) -> bytes:
    """Return the gzip of a bitstring, the same bytes each time on one machine."""
    return by_zlib(bits) if len(bits) <= _FAST_FROM else _QUICK(bits)


def unpack(packed: bytes, *, most: int) -> bytes:
    """Return what was packed, at most that many bytes; else `PackingError`.

    Stops as soon as it is more, so that a bomb costs no more than what it is allowed to be.
    """
    inflater = zlib.decompressobj(wbits=_GZIP)
    try:
        bits = inflater.decompress(packed, most + 1)
    except zlib.error as error:
        raise PackingError(str(error)) from error
    if len(bits) > most:
        raise PackingError(f"the list unpacks to more than {most} bytes", too_large=True)
    if not inflater.eof or inflater.unused_data:
        raise PackingError("the packed list is cut off or followed by something else")
    return bits
