"""The home page, the dashboard, health, and the error pages."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.i18n import set_language

from skillmark import __version__
from skillmark.nouns.errors import ForbiddenError, InputError, SkillmarkError
from skillmark.server.define.services import published
from skillmark.server.front.entries import entries, visible
from skillmark.server.people.actions import Role
from skillmark.server.people.permissions import public, signed_in

PICTURES = ("gears", "building", "pen", "user", "search", "book", "layers")
"""One icon for each role, in the order of `Role`."""


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the doors of a demo site."""
    roles = [
        {"value": role.value, "label": role.label, "icon": picture}
        for role, picture in zip(Role, PICTURES, strict=True)
    ]
    shown = [entry for entry in entries() if entry.action is None]
    context = {"roles": roles, "public_entries": shown, "badges": published()[:3]}
    return render(request, "front/home.html", context)


@signed_in
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """One card for each thing that the person may do, with its figure."""
    sections = []
    for section, group in visible(request):
        cards = [(entry, entry.figure(request) if entry.figure else None) for entry in group]
        sections.append((section, cards))
    return render(request, "front/dashboard.html", {"sections": sections})


@public
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the site and its database answer (for load balancers)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    return JsonResponse({"status": "ok", "version": __version__})


@public
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for the icon on their own."""
    return redirect(static("skillmark/favicon.svg"), permanent=True)


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the site in another language from now on; `next` leads back, on this site only.

    A page that was asked for in one language by its address comes back without that wish.
    """
    posted = request.POST.copy()
    path, _mark, query = posted.get("next", "").partition("?")
    rest = [one for one in query.split("&") if one and not one.startswith("lang=")]
    posted["next"] = f"{path}?{'&'.join(rest)}" if rest else path
    request.POST = posted
    return set_language(request)


def _problem(request: HttpRequest, error: SkillmarkError, status: int) -> HttpResponse:
    return render(request, "front/problem.html", {"error": error}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Error page 400."""
    return _problem(request, InputError(_("This request could not be understood.")), 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Error page 403."""
    return _problem(request, ForbiddenError(_("You do not have the right to do this here.")), 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the secret of the page it should come from."""
    error = ForbiddenError(
        _("This form did not come from a page of this site, or the page was too old."),
        remedy=_("go back, reload the page and send it again"),
        code="csrf",
    )
    return _problem(request, error, 403)


def missing(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Error page 404."""
    error = SkillmarkError(_("There is no such page here, or it is not for you."))
    return _problem(request, error, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Error page 500: says nothing about the inside; the log does."""
    return HttpResponse(
        "<!doctype html><html lang=en><title>Error</title><h1>Something broke</h1>"
        "<p>The error is in the log of this site. <a href=/>Home</a></p></html>",
        status=500,
    )
