"""Signed credentials as they are stored: compressed, the exact bytes in, the exact bytes out.

A credential repeats its achievement's words, and a token writes them a third longer in base64url:
a hundred thousand awards would be gigabytes of the same text. What was stored before this was so
is read as it is: JSON begins with a brace and a token with `ey`, which no packed value does.
"""

from __future__ import annotations

import binascii
import zlib

from skillmark.nouns.errors import InputError
from skillmark.trust import multibase

try:
    from isal import isal_zlib as _fast
except ImportError:  # the extra `fast`
    _fast = zlib

_DEFLATED, _TOKEN = b"\x78", b"J"


class Packed(bytes):
    """Bytes that are packed already, by another process."""


def pack(data: bytes) -> Packed:
    """Return bytes as they are stored."""
    return Packed(_fast.compress(data, 1) if data else b"")


def unpack(stored: bytes) -> bytes:
    """Return what `pack` packed."""
    return _fast.decompress(stored) if stored[:1] == _DEFLATED else bytes(stored)


def pack_token(token: str) -> Packed:
    """Return a compact token as it is stored: its parts decoded, so that they compress."""
    try:
        header, payload, signature = map(multibase.from_base64url, token.split("."))
    except (InputError, ValueError, binascii.Error):
        return pack(token.encode())
    plain = b"\0".join((header, payload, signature))
    if b"\0" in header or b"\0" in payload:
        return pack(token.encode())
    # base64url is read strictly: what was decoded is written in this one way alone
    return Packed(_TOKEN + _fast.compress(plain, 1))


def pack_parts(header: bytes, payload: bytes, signature: bytes) -> Packed:
    """Return what `pack_token` does, from what the parts of a token stand for: JSON has no NUL."""
    return Packed(_TOKEN + _fast.compress(b"\0".join((header, payload, signature)), 1))


def unpack_token(stored: bytes | str) -> str:
    """Return what `pack_token` packed."""
    if isinstance(stored, str):
        return stored
    if stored[:1] == _TOKEN:
        return _token(_fast.decompress(bytes(stored[1:])))
    return unpack(bytes(stored)).decode()


def _token(plain: bytes) -> str:
    return ".".join(map(multibase.base64url, plain.split(b"\0", 2)))
