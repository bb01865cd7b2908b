"""Packed status lists: the bits that gzip gives, within their limits."""

from __future__ import annotations

import zlib

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import multibase
from skillmark.trust.status import LARGEST, SMALLEST, StatusList

from ..bench import refused
from ..mutate import of_gzip

mutate = of_gzip
LONGEST = 40_000


def check(data: bytes) -> None:
    try:
        bits = StatusList.decode(multibase.encode64(data))
    except SkillmarkError as error:
        refused(error)
        unpacker = zlib.decompressobj(wbits=31)
        try:
            plain = unpacker.decompress(data, LARGEST // 8 + 1)
        except zlib.error:
            return
        whole = unpacker.eof and not unpacker.unused_data
        assert not (whole and SMALLEST <= len(plain) * 8 <= LARGEST), "a sound list was refused"
        return
    plain = zlib.decompress(data, wbits=31)
    assert bytes(bits) == plain
    assert SMALLEST <= len(bits) <= LARGEST
    for index in (0, 7, 8, len(bits) - 1, int.from_bytes(data[-4:], "big") % len(bits)):
        assert bits.get(index) == bool(plain[index // 8] >> (7 - index % 8) & 1)
    assert bytes(StatusList.decode(bits.encode())) == plain
