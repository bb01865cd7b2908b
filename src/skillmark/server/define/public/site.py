"""What search engines ask first: `robots.txt` and the map of the site.

A map lists at most 50,000 addresses (sitemaps.org); there is one for each part of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from skillmark.server.define.public import finding
from skillmark.server.define.public.addresses import LANGUAGES, path_of, whole
from skillmark.server.people.permissions import public

PART = 5_000
"""Entries of one map: each is written with its languages, three addresses an entry."""
_XML = "application/xml; charset=utf-8"
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where programs may go: everywhere in public, but not through every combination of facets."""
    closed = ("/account/", "/api/", f"{reverse('catalogue')}?")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {whole(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The maps of the catalogue."""
    total = finding.shown(timezone.localdate()).count()
    maps = "".join(
        f"<sitemap><loc>{escape(whole(reverse('sitemap_part', args=[number])))}</loc></sitemap>"
        for number in range(1, max(1, -(-total // PART)) + 1)
    )
    return _answer(f'<sitemapindex xmlns="{_SPACE}">{maps}</sitemapindex>')


@public
@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One map: each page with its addresses in every language."""
    rows = finding.shown(timezone.localdate()).select_related("organisation").order_by("pk")
    some = list(rows[(number - 1) * PART : number * PART]) if number else []
    if not some and number != 1:
        raise Http404
    paths = [path_of(entry) for entry in some]
    if number == 1:
        paths.insert(0, reverse("catalogue"))
    return _answer(
        f'<urlset xmlns="{_SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        f"{''.join(_entries(paths))}</urlset>"
    )


def _entries(paths: list[str]) -> Iterator[str]:
    for path in paths:
        bare = escape(whole(path))
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{bare}?lang={tag}"/>'
            for tag in LANGUAGES
        )
        yield f"<url><loc>{bare}</loc>{others}</url>"


def _answer(xml: str) -> HttpResponse:
    response = HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>{xml}', content_type=_XML)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
