"""The short way of a verification: past Django's pages, to the same answer.

A stranger's verification needs no session, no form secret, no language menu and no transaction,
and Django's layers for them cost several times what the verification does. So requests of
exactly this kind (a JSON body posted to one of `ROUTES`, without cookie or credentials of its
own) are answered here: by the functions that the API's routes call, with the same pace, the same
sizes, the same shape of errors and the same headers. Everything else is Django's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from skillmark.nouns.errors import SkillmarkError
from skillmark.server import opened
from skillmark.server.front.headers import HEADERS
from skillmark.server.problems import body_of, status_of
from skillmark.server.verify import answers, given, pace
from skillmark.server.verify.answers import Answer, encoded

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

ROUTES: Mapping[str, Callable[[bytes], Answer]] = {
    "/api/verify/": answers.one,
    "/api/verify/batch": answers.batch,
    "/api/verify/credentials/verify": answers.credential,
    "/credentials/verify": answers.credential,
    "/api/verify/presentations/verify": answers.presentation,
    "/presentations/verify": answers.presentation,
}
_OWN = ("HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT")
_log = logging.getLogger(__name__)


def before(django: Application) -> Application:
    """Return an application that answers what it can and hands Django the rest."""

    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        route = ROUTES.get(environ["PATH_INFO"])
        if route is None or not fits(environ):
            return django(environ, start)
        request = _Stranger(environ)
        language = translation.get_language_from_request(request)
        answer = _answer(route, request, language)
        start(
            _line(answer.status),
            [("Content-Length", str(len(answer.body))), *_fixed(_secure(environ), language)],
        )
        return (answer.body,)

    return application


def fits(environ: Environ) -> bool:
    """Say whether a request is of the kind that is answered here."""
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and not environ.get("SCRIPT_NAME")
        and environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == "application/json"
        and len(length) < 12
        and length.isascii()
        and length.isdecimal()
        and int(length) <= given.BYTES
        and not any(name in environ for name in _OWN)
        and _welcome(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
    )


@lru_cache(maxsize=256)
def _welcome(host: str, allowed: tuple[str, ...]) -> bool:
    """Say whether it is one of the site's names; of any other, Django says what is wrong."""
    return validate_host(split_domain_port(host)[0], allowed)


def _answer(route: Callable[[bytes], Answer], request: _Stranger, language: str) -> Answer:
    environ = request.META
    try:
        opened.tidy()
        translation.activate(language)
        pace.limit(request)
        return route(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    except SkillmarkError as error:
        return Answer(status_of(error), encoded(body_of(error)))
    except Exception:  # noqa: BLE001 (nothing may leave a request without an answer)
        # as for every page: the reader learns that it broke, the log learns why
        _log.exception("verification broke: %s", environ["PATH_INFO"])
        said = {"code": "broken", "cause": "something broke here", "where": "", "remedy": ""}
        return Answer(500, encoded(said))


class _Stranger(HttpRequest):
    """As much of a request as says from where it comes and what language it speaks."""

    def __init__(self, environ: Environ) -> None:
        self.META = environ
        self.COOKIES = {}


@lru_cache(maxsize=64)
def _line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


def _secure(environ: Environ) -> bool:
    header = settings.SECURE_PROXY_SSL_HEADER
    if header is not None and header[0] in environ:
        return bool(environ[header[0]].split(",")[0].strip() == header[1])
    return bool(environ.get("wsgi.url_scheme") == "https")


@lru_cache(maxsize=16)
def _fixed(secure: bool, language: str) -> tuple[tuple[str, str], ...]:
    """Headers that Django's middleware gives such an answer."""
    strict = settings.SECURE_HSTS_SECONDS if secure else 0
    return (
        ("Content-Type", "application/json"),
        *HEADERS.items(),
        *((("Strict-Transport-Security", f"max-age={strict}"),) if strict else ()),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ("Vary", "Cookie, Accept-Language"),
        ("Content-Language", language),
    )
