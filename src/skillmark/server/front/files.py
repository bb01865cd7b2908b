"""Files that the site hands out: safe names, safe types, spreadsheets without live formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify

from skillmark.nouns.cells import neutral

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""For SVG and uploads: shows pictures, runs nothing, loads nothing."""


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a CSV download (UTF-8 with a byte order mark, so that spreadsheets see umlauts)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return download(name, b"\xef\xbb\xbf" + text.getvalue().encode(), "text/csv; charset=utf-8")


def download(name: str, content: bytes, content_type: str) -> HttpResponse:
    """Return a download; the name is reduced to letters, digits, dots and dashes."""
    stem, _dot, ending = name.rpartition(".")
    safe = f"{slugify(stem) or 'file'}.{slugify(ending)}"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{safe}"',
            "Content-Security-Policy": SANDBOX,
        },
    )


def svg(content: str | bytes, *, seconds: int = 0) -> HttpResponse:
    """Return an SVG picture for an `<img>`; it can run and load nothing."""
    response = HttpResponse(
        content, content_type="image/svg+xml", headers={"Content-Security-Policy": SANDBOX}
    )
    if seconds:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response
