"""API of verification, under `/api/verify/`, and what stands behind the VC API's addresses.

What is answered is decided in `answers`; the schemas here describe it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from skillmark.server.people.permissions import public
from skillmark.server.verify import answers, given, pace, services, shown, vc
from skillmark.server.verify.bodies import CREDENTIAL, TEXT, described

router = Router(tags=["verify"])


class Issuer(Schema):
    """Who says so, and whether somebody whom this site trusts knows them."""

    id: str | None
    name: str | None
    known: bool | None
    known_by: str | None


class SkillOut(Schema):
    """A skill that the credential confirms."""

    skill: str
    label: str
    level: int | None


class CheckOut(Schema):
    """One check."""

    check: str
    status: str
    detail: str
    spec: str


class ReportOut(Schema):
    """What came of one credential."""

    source: str
    verdict: str
    reason: str | None
    as_of: str | None
    format: str
    issuer: Issuer
    achievement: str | None
    skills: list[SkillOut]
    checks: list[CheckOut]
    caution: str | None = None


class Reports(Schema):
    """What came of several, in order."""

    results: list[ReportOut]


class ExpectedOut(Schema):
    """What the list that named a credential says of whose it is."""

    line: int
    holder: str | None
    name: str | None


class ListedOut(ReportOut):
    """What came of one credential that a list may have named."""

    expected: ExpectedOut | None = None


class ListedReports(Schema):
    """What came of everything in some files, in order."""

    results: list[ListedOut]


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
