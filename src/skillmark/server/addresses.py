"""Addresses of the site: where it is now, and where it was.

Credentials name their issuer, its keys and their status lists by the address of the day on which
they were awarded. So a site that has moved goes on answering under its former addresses, each time
in the name of the address that it is asked by.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def base_of(request: HttpRequest) -> str:
    """Return the base address that a request came to: the present one, or a former one."""
    asked = request.get_host().lower()
    if asked != urlsplit(settings.BASE_URL).netloc.lower():
        for base in settings.SITE.former:
            if asked == urlsplit(base).netloc.lower():
                return str(base)
    return str(settings.BASE_URL)


def own(url: str) -> str:
    """Return the base address of this site, present or former, that an address is under."""
    for base in (settings.BASE_URL, *settings.SITE.former):
        if url.startswith(base) and url[len(base) : len(base) + 1] in {"", "/"}:
            return str(base)
    return ""
