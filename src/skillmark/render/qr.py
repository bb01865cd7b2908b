"""QR codes as SVG."""

from __future__ import annotations

import io

import segno

from skillmark.nouns.errors import InputError
from skillmark.render.svg import described
from skillmark.render.theme import INK


def svg(url: str, *, colour: str = INK, border: int = 4) -> str:
    """Return a QR code of `url` (error correction M or better) as SVG, one unit a module.

    The quiet zone is `border` modules (ISO/IEC 18004 asks for 4). What is too long for any QR
    code is refused with `InputError`.
    """
    try:
        code = segno.make(url, error="m", micro=False)
    except segno.DataOverflowError:
        raise InputError(
            f"{len(url)} characters are too long for a QR code", remedy="use a shorter address"
        ) from None
    out = io.BytesIO()
    code.save(out, kind="svg", border=border, dark=colour, light=None, xmldecl=False, omitsize=True)
    return described(out.getvalue().decode().strip(), title="QR code", description=url)
