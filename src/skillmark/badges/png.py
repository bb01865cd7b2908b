"""Credentials in PNG images (Open Badges 3.0, section 5.3.1; PNG third edition, section 5).

Only the chunks are walked; pixels are never decoded.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from skillmark.nouns.errors import ConflictError, UnreadableError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
KEYWORD_2 = b"openbadges"
"""Open Badges 1 and 2."""
PIXELS = 40_000_000
"""More than this would fill the memory of whoever shows the image."""
TEXT = 8 * 1024 * 1024
"""How many bytes of text one chunk may hold."""


@dataclass(frozen=True, slots=True)
class Baked:
    """What was in the image: its text, and the version of Open Badges that its keyword names."""

    text: str
    version: str


def unbake(image: bytes) -> Baked:
    """Return the credential in a PNG, or raise `UnreadableError` saying what is wrong with it."""
    found: list[Baked] = []
    for kind, body in chunks(image):
        keyword, _, rest = body.partition(b"\0")
        if kind == b"iTXt" and keyword in {KEYWORD, KEYWORD_2}:
            if len(body) > TEXT:
                raise UnreadableError(f"{len(body):,} bytes in one text chunk are too many")
            found.append(Baked(_international(rest), "3.0" if keyword == KEYWORD else "2.0"))
        elif kind == b"tEXt" and keyword == KEYWORD_2:
            found.append(Baked(rest.decode("latin-1"), "2.0"))
    if not found:
        raise UnreadableError(
            "this image holds no credential",
            remedy="use the image as it was issued; editors and messengers strip the credential",
        )
    if len(found) > 1:
        raise UnreadableError(
            f"this image holds {len(found)} credentials, and which one counts is not said"
        )
    return found[0]


def bake(image: bytes, text: str) -> bytes:
    """Return the PNG with the credential in it, before its pixels; nothing else changes.

    Raises `ConflictError` when it already holds one, `UnreadableError` when it is not a sound PNG.
    """
    written = [SIGNATURE]
    done = False
    for kind, body in chunks(image):
        keyword = body.partition(b"\0")[0]
        if kind in {b"iTXt", b"tEXt"} and keyword in {KEYWORD, KEYWORD_2}:
            raise ConflictError(
                "this image already holds a credential", remedy="bake into the plain image"
            )
        if kind == b"IDAT" and not done:
            # keyword, no compression, no language tag, no translated keyword
            written.append(_chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text.encode()))
            done = True
        written.append(_chunk(kind, body))
    return b"".join(written)


def chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk the chunks from IHDR to IEND, checking lengths, checksums and dimensions."""
    if not image.startswith(SIGNATURE):
        raise UnreadableError("not a PNG image")
    position, seen = len(SIGNATURE), b""
    while position < len(image):
        if position + 12 > len(image):
            raise UnreadableError(f"the PNG ends in the middle of a chunk at byte {position}")
        length, kind = struct.unpack_from(">I4s", image, position)
        end = position + 12 + length
        if end > len(image):
            raise UnreadableError(f"the PNG ends in the middle of a chunk at byte {position}")
        body = image[position + 8 : end - 4]
        if zlib.crc32(body, zlib.crc32(kind)) != struct.unpack_from(">I", image, end - 4)[0]:
            raise UnreadableError(f"the PNG is damaged: checksum of the chunk at byte {position}")
        if not seen:
            _check_header(kind, body)
        seen = kind
        yield kind, body
        if kind == b"IEND":
            return
        position = end
    raise UnreadableError("the PNG ends without its last chunk")


def _check_header(kind: bytes, body: bytes) -> None:
    if kind != b"IHDR" or len(body) != 13:
        raise UnreadableError("the PNG does not begin with its header")
    width, height = struct.unpack_from(">II", body)
    if not width or not height or width * height > PIXELS:
        raise UnreadableError(f"an image of {width:,} by {height:,} pixels is not a badge")


def _international(rest: bytes) -> str:
    """Return the text of an iTXt chunk, given what follows its keyword."""
    compressed, rest = rest[:1], rest[2:]
    _language, separator, rest = rest.partition(b"\0")
    _translated, separator_2, text = rest.partition(b"\0")
    if not separator or not separator_2:
        raise UnreadableError("the PNG is damaged: its text chunk is incomplete")
    if compressed != b"\0":
        raise UnreadableError(
            "the credential in this PNG is compressed, which Open Badges forbids (section 5.3.1)"
        )
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise UnreadableError("the credential in this PNG is not UTF-8") from None


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
