"""Where things of the catalogue stand: paths for pages, whole addresses for machines."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from skillmark.server.define.models import EntryRecord, Kind

ROUTES = {
    Kind.ACHIEVEMENT: "public_achievement",
    Kind.PATHWAY: "public_pathway",
    Kind.PROGRAMME: "public_programme",
    Kind.OPPORTUNITY: "public_opportunity",
}
LANGUAGES = tuple(tag for tag, _name in settings.LANGUAGES)


def path_of(entry: EntryRecord) -> str:
    """Return the path of an entry's page."""
    if entry.kind == Kind.PROVIDER:
        return reverse("public_provider", args=[entry.organisation.slug])
    return reverse(ROUTES[Kind(entry.kind)], args=[entry.organisation.slug, entry.slug])


def whole(path: str) -> str:
    """Return the web address of a path of this site."""
    return f"{settings.BASE_URL}{path}"


def in_asked_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let `?lang=de` choose the language of a page, so that search engines find each of them."""

    @wraps(view)
    def chosen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        if asked in LANGUAGES:
            translation.activate(asked)
        return view(request, *args, **kwargs)

    return chosen


def head(request: HttpRequest, *, about: str = "", machine: str = "") -> dict[str, Any]:
    """Return what stands in the head of a public page: its address, and those of its languages.

    The page in the reader's own language is what other pages link to (`x-default`); each language
    has an address of its own beside it. A list of results is no page for search engines.
    """
    bare = whole(request.path)
    asked = request.GET.get("lang", "")
    own = f"{bare}?{urlencode({'lang': asked})}" if asked in LANGUAGES else bare
    return {
        "canonical": own,
        "bare": bare,
        "languages": [(tag, f"{bare}?{urlencode({'lang': tag})}") for tag in LANGUAGES],
        "about": " ".join(about.split())[:300],
        "machine": whole(machine) if machine else "",
    }
