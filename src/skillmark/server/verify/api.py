"""API of verification, under `/api/verify/`. What is answered is decided in `answers`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from skillmark.server.people.permissions import public
from skillmark.server.verify import answers, given, pace, services, shown, vc
from skillmark.server.verify.bodies import CREDENTIAL, TEXT, described
from skillmark.server.verify.shapes import ListedReports, ReportOut, Reports

router = Router(tags=["verify"])


_ITEM = {
    "credential": {**CREDENTIAL, "description": "JSON object or compact token, as issued"},
    "link": {"type": "string", "format": "uri"},
}


@router.post(
    "/",
    response=ReportOut,
    summary="Verify one credential",
    openapi_extra=described({**_ITEM, "holder": TEXT}),
)
@public
def verify(request: HttpRequest) -> Any:
    """Return the report on one credential, given itself or by a link. Nothing is stored."""
    pace.limit(request)
    return answers.sent(answers.one(request.body))


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
    pace.limit(request)
    return answers.sent(answers.batch(request.body))


@router.post(
    "/files",
    response=ListedReports,
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
    pace.limit(request)
    length = request.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > given.BYTES + 2**20:
        raise given.too_large()
    uploaded = ((file.name or "file", file.read()) for file in request.FILES.getlist("files"))
    sources = given.collect(uploaded, "")
    holders = answers.holders({"holder": request.POST.get("holder")})
    reports = services.check_all(sources, holders=holders, believe_lists=True)
    return {"results": [shown.as_json(report) for report in reports]}


router.add_router("", vc.router)
