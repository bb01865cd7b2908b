"""Gzip of bitstrings."""

from __future__ import annotations

import gzip
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.trust import packing

PACKERS = [packing.by_zlib, *([packing.by_isal()] if packing.by_isal() else [])]


@pytest.mark.parametrize("pack", PACKERS)
@given(data=st.data())
def test_what_is_packed_is_gzip_of_just_that(pack: object, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 40_000))
    bits = bytearray(length)
    for place in data.draw(st.sets(st.integers(0, max(0, length - 1)), max_size=50 * bool(length))):
        bits[place] = data.draw(st.integers(0, 255))
    packed = pack(bits)  # type: ignore[operator]
    assert gzip.decompress(packed) == bits
    assert packed == pack(bits), "the same list is the same bytes"  # type: ignore[operator]
    assert packing.unpack(packed, most=length) == bits
    if length:
        with pytest.raises(packing.PackingError) as caught:
            packing.unpack(packed, most=length - 1)
        assert caught.value.too_large


def test_small_lists_are_the_same_on_every_machine_and_small() -> None:
    bits, rng = bytearray(131_072), Random(1)
    for place in rng.sample(range(len(bits) * 8), 10_000):
        bits[place >> 3] |= 0x80 >> (place & 7)
    assert packing.pack(bits) == packing.by_zlib(bits)
    # a set bit costs its verifiers less than two bytes
    assert len(packing.pack(bits)) < 20_000
    assert len(packing.pack(bits)) < len(gzip.compress(bytes(bits), 6))


@pytest.mark.parametrize("cut", [0, 1, 20, -1])
def test_what_is_cut_off_or_goes_on_is_refused(cut: int) -> None:
    packed = packing.pack(bytes(20_000))
    for odd in (packed[:cut], packed + b"\0", packed[:-4] + b"abcd"):
        with pytest.raises(packing.PackingError) as caught:
            packing.unpack(odd, most=20_000)
        assert not caught.value.too_large
