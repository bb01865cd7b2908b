"""Pages, styles and scripts go over the wire compressed, whatever stands in front of the site.

On a telephone a page of a test loads in a third of the bytes. Files are packed once and kept in
memory; pages anew each time, with a padding of random length, so that the length of a page that
repeats what somebody else put into its address says nothing about its secrets (BREACH; Palacios
and others 2022, "Heal the Breach"). Nothing else is touched: pictures and PDFs are compressed
already, and what is signed goes out as it is.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware

TEXTS = ("text/css", "text/javascript", "image/svg+xml")


class Pages(GZipMiddleware):
    """Compresses HTML, for those who accept it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Leave alone what is no page."""
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class Files(WhiteNoiseMiddleware):
    """Serves static files, the texts among them compressed for those who accept it."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> Any:
        """Answer with the file, with "not modified", or with what is kept of it."""
        path, named = static_file.get_path_and_headers(request.META)
        headers = dict(named)
        if not headers["Content-Type"].startswith(TEXTS):
            return WhiteNoiseMiddleware.serve(static_file, request)
        if (
            request.method == "GET"
            and re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
            and "HTTP_RANGE" not in request.META
            and not static_file.is_not_modified(request.META)
        ):
            body = _packed(str(path), static_file.etag)
            headers |= {"Content-Encoding": "gzip", "Content-Length": str(len(body))}
            response: Any = HttpResponse(body, headers=headers)
        else:
            response = WhiteNoiseMiddleware.serve(static_file, request)
        patch_vary_headers(response, ("Accept-Encoding",))
        return response


@lru_cache(maxsize=256)
def _packed(path: str, _etag: str) -> bytes:
    return gzip.compress(Path(path).read_bytes(), mtime=0)
