"""Badges in pictures: what goes in comes out, and hostile pictures are refused."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from skillmark.badges import png, svg
from skillmark.badges.baking import bake
from skillmark.badges.reading import Format, Version, read
from skillmark.nouns.errors import ConflictError, InputError, UnreadableError

TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjpbIk9wZW5CYWRnZUNyZWRlbnRpYWwiXX0.c2ln"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(image: bytes, extra: bytes) -> bytes:
    return image[:33] + extra + image[33:]


def text_chunk(keyword: bytes, text: bytes, *, compressed: bytes = b"\0") -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + compressed + b"\0\0\0" + text)


@pytest.mark.parametrize("image", ["png_image", "svg_image"])
def test_json_comes_out_as_it_went_in(
    image: str, badge: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    badge["name"] = "a ]]> b </openbadges:credential> & \u0644\u0627 \U0001f600"
    wrapped = read(bake(request.getfixturevalue(image), badge))
    assert wrapped.credential == badge
    assert wrapped.format == Format(image.partition("_")[0])
    assert wrapped.version is Version.OB3
    assert not wrapped.token


@pytest.mark.parametrize("image", ["png_image", "svg_image"])
def test_a_token_comes_out_as_it_went_in(image: str, request: pytest.FixtureRequest) -> None:
    wrapped = read(bake(request.getfixturevalue(image), TOKEN))
    assert wrapped.raw == TOKEN
    assert wrapped.token
    assert wrapped.version is Version.OB3


@pytest.mark.parametrize("image", ["png_image", "svg_image"])
def test_a_baked_image_is_not_baked_again(image: str, request: pytest.FixtureRequest) -> None:
    once = bake(request.getfixturevalue(image), TOKEN)
    with pytest.raises(ConflictError, match="already holds"):
        bake(once, TOKEN)


def test_the_picture_still_opens(png_image: bytes, badge: dict[str, Any]) -> None:
    with Image.open(io.BytesIO(bake(png_image, badge))) as image:
        image.load()
        assert image.getpixel((3, 3)) == (0, 128, 128)
        assert json.loads(image.info["openbadgecredential"]) == badge  # type: ignore[attr-defined]


def test_the_drawing_keeps_its_own_content(svg_image: bytes) -> None:
    baked = bake(svg_image, TOKEN).decode()
    assert '<circle r="5"/></svg>' in baked
    assert f'<openbadges:credential verify="{TOKEN}"></openbadges:credential><circle' in baked


@pytest.mark.parametrize(
    "drawing",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'\xef\xbb\xbf<!DOCTYPE svg>\n<svg xmlns="http://www.w3.org/2000/svg" id="a>b/c" ></svg>',
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>',
    ],
)
def test_any_shape_of_root_element_can_be_baked(drawing: bytes) -> None:
    assert read(bake(drawing, TOKEN)).raw == TOKEN


def test_hostile_29_two_credential_chunks(png_image: bytes) -> None:
    twice = with_chunk(bake(png_image, TOKEN), text_chunk(png.KEYWORD, TOKEN.encode()))
    with pytest.raises(UnreadableError, match="holds 2 credentials"):
        read(twice)
    mixed = with_chunk(bake(png_image, TOKEN), text_chunk(b"openbadges", b"{}"))
    with pytest.raises(UnreadableError, match="holds 2 credentials"):
        read(mixed)


def test_hostile_29_two_credential_elements(svg_image: bytes) -> None:
    element = b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0" verify="a.b.c"/></svg>'
    with pytest.raises(UnreadableError, match="holds 2 credentials"):
        read(bake(svg_image, TOKEN).replace(b"</svg>", element))


def test_hostile_28_pixel_flood(png_image: bytes) -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    flood = png.SIGNATURE + chunk(b"IHDR", header) + png_image[33:]
    with pytest.raises(UnreadableError, match="60,000 by 60,000"):
        read(flood)
    with pytest.raises(UnreadableError, match="60,000 by 60,000"):
        bake(flood, TOKEN)


def test_hostile_28_fifty_megabytes_of_text(png_image: bytes) -> None:
    with pytest.raises(UnreadableError, match="too many"):
        read(with_chunk(png_image, text_chunk(png.KEYWORD, b" " * 50_000_000)))
    with pytest.raises(UnreadableError, match="too many"):
        png.unbake(with_chunk(png_image, text_chunk(png.KEYWORD, b" " * 50_000_000)))


def test_compressed_text_is_refused_and_not_inflated(png_image: bytes) -> None:
    bomb = zlib.compress(b"0" * 10_000_000)
    with pytest.raises(UnreadableError, match="compressed"):
        read(with_chunk(png_image, text_chunk(png.KEYWORD, bomb, compressed=b"\1")))


@given(st.data())
def test_a_damaged_picture_is_refused_or_unchanged(data: st.DataObject) -> None:
    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, "PNG")
    baked = bake(buffer.getvalue(), TOKEN)
    position = data.draw(st.integers(8, len(baked) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    broken = baked[:position] + bytes([baked[position] ^ bit]) + baked[position + 1 :]
    with pytest.raises(UnreadableError):
        read(broken)


@pytest.mark.parametrize("length", [8, 20, 33, 60])
def test_a_cut_picture_is_refused(png_image: bytes, length: int) -> None:
    with pytest.raises(UnreadableError, match="ends"):
        read(bake(png_image, TOKEN)[:length])


def test_a_picture_without_a_credential_says_so(png_image: bytes, svg_image: bytes) -> None:
    for image in (png_image, svg_image):
        with pytest.raises(UnreadableError, match="holds no credential"):
            read(image)


def test_hostile_26_script_in_a_drawing(svg_image: bytes) -> None:
    script = svg_image.replace(b"<circle", b"<script>alert(1)</script><circle")
    with pytest.raises(InputError, match="script"):
        bake(script, TOKEN)
    # a foreign drawing with a script is data: its credential is read, nothing is run or rendered
    baked = bake(svg_image, TOKEN).replace(b"<circle", b"<script>alert(1)</script><circle")
    assert read(baked).raw == TOKEN


@pytest.mark.parametrize(
    "inside",
    [
        b'<circle onload="x()"/>',
        b'<image href="file:///etc/passwd"/>',
        b'<a xmlns:x="http://www.w3.org/1999/xlink" x:href=" JavaScript:x()"/>',
        b"<foreignObject/>",
    ],
)
def test_hostile_27_active_or_outward_drawings(svg_image: bytes, inside: bytes) -> None:
    with pytest.raises(InputError):
        bake(svg_image.replace(b"<circle", inside + b"<circle"), TOKEN)


def test_entities_are_refused() -> None:
    laughs = (
        b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    )
    outside = (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    )
    for drawing in (laughs, outside):
        with pytest.raises(UnreadableError, match="entities or outside references"):
            svg.unbake(drawing)


def test_open_badges_2_is_recognised_and_named(png_image: bytes) -> None:
    assertion = (
        b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion",'
        b'"badge":"https://b.example/1","recipient":{}}'
    )
    assert read(assertion).version is Version.OB2
    assert read(with_chunk(png_image, text_chunk(b"openbadges", assertion))).version is Version.OB2
    address = b"https://b.example/assertion/1"
    linked = read(with_chunk(png_image, text_chunk(b"openbadges", address)))
    assert linked.version is Version.OB2
    assert linked.link == address.decode()
    # Open Badges 3.0 bakes whole credentials only
    with pytest.raises(UnreadableError):
        read(with_chunk(png_image, text_chunk(png.KEYWORD, address)))
