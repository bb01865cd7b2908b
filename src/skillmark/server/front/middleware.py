"""Headers that every answer has, and errors in plain words."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.api import api
from skillmark.server.front.headers import HEADERS
from skillmark.server.people.permissions import SignInNeededError
from skillmark.server.problems import status_of

Answer = Callable[[HttpRequest], HttpResponse]


def headers(answer: Answer) -> Answer:
    """Add the content security policy and its kin, unless the view has set a stricter one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # Nobody finds another's page with the back button or in a shared cache.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class PlainErrors:
    """Turn a `SkillmarkError` of a view into a page that says cause and remedy."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SkillmarkError):
            return None
        if request.path.startswith("/api/"):
            return api.on_exception(request, error)
        if isinstance(error, SignInNeededError):
            return redirect(f"{reverse('account_login')}?{urlencode({'next': _page(request)})}")
        status = status_of(error)
        return render(request, "front/problem.html", {"error": error}, status=status)


def _page(request: HttpRequest) -> str:
    """Return the page to which somebody who signs in again comes back.

    Who sent a form comes back to the page on which it stood: of this site, or to the first one.
    """
    if request.method == "GET":
        return request.get_full_path()
    stood = urlsplit(request.headers.get("Referer", ""))
    ours = (stood.scheme, stood.netloc) == (request.scheme, request.get_host())
    if not ours or stood.path.startswith("//"):
        return "/"
    return urlunsplit(("", "", stood.path, stood.query, ""))
