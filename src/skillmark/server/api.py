"""The REST API under `/api/`, its OpenAPI description, and one shape of errors.

Every app's `api.py` has a `router`; it is mounted at the app's own name.
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from skillmark import __version__
from skillmark.nouns.errors import SkillmarkError
from skillmark.server.people.tokens import PageSession, anybody, bearer
from skillmark.server.problems import body_of, status_of


class Problem(Schema):
    """Every error of the API."""

    code: str
    cause: str
    where: str = ""
    remedy: str = ""


PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), Problem)
"""Give as part of `response=` of a route."""

api = NinjaAPI(
    title="Skillmark",
    version=__version__,
    description="Define, assess, award, hold, verify, match, plan and measure skills.",
    auth=[bearer, PageSession(), anybody],
    docs_url="/docs",
    urls_namespace="api",
)


@api.exception_handler(SkillmarkError)
def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, body_of(error), status=status_of(error))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    body = {"code": "not_found", "cause": "there is no such thing here", "where": "", "remedy": ""}
    return api.create_response(request, body, status=404)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0] if error.errors else {"loc": (), "msg": "unreadable"}
    where = "/".join(str(part) for part in first["loc"])
    body = {"code": "input", "cause": str(first["msg"]), "where": where, "remedy": ""}
    return api.create_response(request, body, status=422)


for _app in settings.APPS:
    if find_spec(f"skillmark.server.{_app}.api"):
        api.add_router(f"/{_app}", importlib.import_module(f"skillmark.server.{_app}.api").router)
