"""Pictures that questions show: checked when they come in, served to those who may see them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _
from PIL import Image

from skillmark.assess.interactions.hot_spot import HotSpot
from skillmark.assess.items import Test
from skillmark.nouns.errors import InputError
from skillmark.render import marks
from skillmark.server.assess.models import TestFileRecord, TestRecord

LARGEST = 5 * 2**20
"""Bytes of one picture."""
MOST_PIXELS = 40_000_000
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""Pictures that cannot run anything. SVG can, and is refused."""


def media_type(name: str, content: bytes) -> str:
    """Return the media type of a picture by its content; raises `InputError` for anything else."""
    if len(content) > LARGEST:
        raise InputError(
            _("this picture is larger than %(most)s megabytes") % {"most": LARGEST // 2**20},
            where=name,
            remedy=_("make it smaller"),
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(TYPES)) as picture:
                width, height = picture.size
                kind = TYPES[str(picture.format)]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise InputError(
            _("this is no picture that can be shown"),
            where=name,
            remedy=_("PNG, JPEG, GIF or WebP"),
        ) from error
    if width * height > MOST_PIXELS:
        raise InputError(_("this picture has too many pixels"), where=name)
    return kind


def check(test: Test, files: Mapping[str, bytes]) -> None:
    """Raise `InputError` unless every picture that the test names is there, in its size."""
    for name, content in files.items():
        media_type(name, content)
    for item in test.items:
        way = item.interaction
        if not isinstance(way, HotSpot):
            continue
        where = f"{test.id}, {item.id}"
        if way.image not in files:
            raise InputError(
                _("the picture %(name)s is missing") % {"name": way.image},
                where=where,
                remedy=_("import the test as a package with its pictures"),
            )
        with Image.open(io.BytesIO(files[way.image])) as picture:
            if picture.size != (way.width, way.height):
                raise InputError(
                    _("the picture is %(wide)s by %(high)s pixels, not as the question says")
                    % {"wide": picture.size[0], "high": picture.size[1]},
                    where=where,
                )


def named(*shown: object) -> set[str]:
    """Return the names of all pictures in what is shown, as JSON: regions' and those in words."""
    names: set[str] = set()
    for one in shown:
        match one:
            case str():
                names |= {picture.name for picture in marks.pictures(one)}
            case Mapping():
                names |= named(*one.values())
                if isinstance(one.get("image"), str):
                    names.add(one["image"])
            case list() | tuple():
                names |= named(*one)
    return names


def store(row: TestRecord, files: Mapping[str, bytes]) -> None:
    """Keep the pictures of a test."""
    TestFileRecord.objects.bulk_create(
        TestFileRecord(
            organisation=row.organisation,
            test=row,
            name=name,
            media_type=media_type(name, content),
            content=content,
        )
        for name, content in files.items()
    )


def response(row: TestFileRecord) -> HttpResponse:
    """Return a picture for an `<img>`."""
    return HttpResponse(
        bytes(row.content),
        content_type=row.media_type,
        headers={"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )
