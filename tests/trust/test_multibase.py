"""Base 58 and base64url: answers that others published, and what is refused."""

from __future__ import annotations

import pytest

from skillmark.trust import multibase
from skillmark.trust.multibase import MultibaseError


@pytest.mark.parametrize(
    ("data", "text"),
    [
        # draft-msporny-base58-03, section 5
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
        (b"", "z"),
        # RFC 4648, section 10, without padding, and the two letters that differ from base64
        (b"f", "uZg"),
        (b"fo", "uZm8"),
        (b"foo", "uZm9v"),
        (b"foob", "uZm9vYg"),
        (b"\xfb\xff", "u-_8"),
    ],
)
def test_published_answers(data: bytes, text: str) -> None:
    encode = multibase.encode58 if text.startswith("z") else multibase.encode64
    assert encode(data) == text
    assert multibase.decode(text) == data


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("z0", id="a letter that base58 leaves out"),
        pytest.param("zl", id="another"),
        pytest.param("uZg==", id="padding"),
        pytest.param("uZm9v\n", id="a line end"),
        pytest.param("uZ+/", id="base64 of the other kind"),
        pytest.param("uZh", id="stray bits at the end"),
        pytest.param("uZ", id="a letter too many"),
        pytest.param("mZg", id="base64 with a prefix that we do not read"),
        pytest.param("", id="nothing"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(MultibaseError) as refused:
        multibase.decode(text)
    assert refused.value.code == "multibase"


def test_the_longest_base58_is_read_and_a_longer_one_is_not() -> None:
    assert multibase.decode("z" + "1" * 4096) == bytes(4096)
    with pytest.raises(MultibaseError):
        multibase.decode("z" + "1" * 4097)


def test_every_first_byte_comes_back() -> None:
    for byte in range(256):
        for data in (bytes([byte]), bytes([byte, 0]), bytes([0, byte, 88, 0])):
            assert multibase.decode(multibase.encode58(data)) == data
            assert multibase.decode(multibase.encode64(data)) == data
