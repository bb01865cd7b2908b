"""API of verification, under `/api/verify/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router

from skillmark.nouns.errors import InputError
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import public
from skillmark.server.verify import given, services, shown, vc
from skillmark.server.verify.answers import ReportOut, Reports
from skillmark.server.verify.bodies import (
    CREDENTIAL,
    TEXT,
    bytes_of,
    check_members,
    described,
    read,
)
from skillmark.verify.sources import Source, is_url

router = Router(tags=["verify"])


_ITEM = {
    "credential": {**CREDENTIAL, "description": "JSON object or compact token, as issued"},
    "link": {"type": "string", "format": "uri"},
}


def _source(item: Mapping[str, Any], where: str) -> Source:
    credential, link = item.get("credential"), item.get("link")
    if (credential is None) == (link is None):
        raise InputError("give either credential or link", where=where or "/")
    if link is not None:
        if not isinstance(link, str) or not is_url(link):
            raise InputError("this is no web link", where=f"{where}/link")
        return Source(link)
    return Source(where or "credential", bytes_of(credential, f"{where}/credential"))


def _holders(value: Mapping[str, Any]) -> list[str]:
    holder = value.get("holder") or ""
    if not isinstance(holder, str):
        raise InputError("holder is no text", where="/holder")
    return [holder.strip()] if holder.strip() else []


@router.post(
    "/",
    response=ReportOut,
    summary="Verify one credential",
    openapi_extra=described({**_ITEM, "holder": TEXT}),
)
@public
def verify(request: HttpRequest) -> Any:
    """Return the report on one credential, given itself or by a link. Nothing is stored."""
    limit(request, "verify_api", times=120, seconds=60)
    value = read(request, ("credential", "link", "holder"))
    reports = services.check_all([_source(value, "")], holders=_holders(value))
    return shown.as_json(reports[0])


@router.post(
    "/batch",
    response=Reports,
    summary="Verify many credentials",
    openapi_extra=described(
        {
            "items": {"type": "array", "items": {"type": "object", "properties": _ITEM}},
            "holder": TEXT,
        },
        ["items"],
    ),
)
@public
def batch(request: HttpRequest) -> Any:
    """Return a report for each item, in order."""
    limit(request, "verify_api", times=120, seconds=60)
    value = read(request, ("items", "holder"))
    items = value.get("items")
    if not isinstance(items, list) or not items:
        raise InputError("items is a list of at least one", where="/items")
    if len(items) > given.MOST:
        raise given.too_many()
    sources = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise InputError("an item is an object", where=f"/items/{number}")
        check_members(item, ("credential", "link"), f"/items/{number}")
        sources.append(_source(item, f"/items/{number}"))
    reports = services.check_all(sources, holders=_holders(value))
    return {"results": [shown.as_json(report) for report in reports]}


@router.post(
    "/files",
    response=Reports,
    summary="Verify files",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "files": {
                                "type": "array",
                                "items": {"type": "string", "format": "binary"},
                            },
                            "holder": TEXT,
                        },
                        "required": ["files"],
                    }
                }
            },
        }
    },
)
@public
def files(request: HttpRequest) -> Any:
    """Return a report for each credential in the files: PNG, SVG, JSON, JWT, ZIP, CSV of links."""
    limit(request, "verify_api", times=120, seconds=60)
    length = request.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > given.BYTES + 2**20:
        raise given.too_large()
    uploaded = ((file.name or "file", file.read()) for file in request.FILES.getlist("files"))
    sources = given.collect(uploaded, "")
    reports = services.check_all(sources, holders=_holders({"holder": request.POST.get("holder")}))
    return {"results": [shown.as_json(report) for report in reports]}


router.add_router("", vc.router)
