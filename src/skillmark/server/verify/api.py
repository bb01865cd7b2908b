"""API of verification, under `/api/verify/`, and what stands behind the VC API's addresses.

What is answered is decided in `answers`; the schemas here describe it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema

from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, public
from skillmark.server.verify import answers, given, issuing, pace, services, shown
from skillmark.server.verify.answers import Answer

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


class Verification(Schema):
    """The VC API's answer."""

    verified: bool
    verdict: str
    errors: list[str]
    checks: list[str]
    results: list[ReportOut]


def _body(properties: dict[str, Any], required: Sequence[str] = ()) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_TEXT = {"type": "string"}
_CREDENTIAL = {"oneOf": [{"type": "object"}, _TEXT]}
_ITEM = {
    "credential": {**_CREDENTIAL, "description": "JSON object or compact token, as issued"},
    "link": {"type": "string", "format": "uri"},
}


def _said(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.body, content_type="application/json", status=answer.status)


@router.post(
    "/",
    response=ReportOut,
    summary="Verify one credential",
    openapi_extra=_body({**_ITEM, "holder": _TEXT}),
)
@public
def verify(request: HttpRequest) -> Any:
    """Return the report on one credential, given itself or by a link. Nothing is stored."""
    pace.limit(request)
    return _said(answers.one(request.body))


@router.post(
    "/batch",
    response=Reports,
    summary="Verify many credentials",
    openapi_extra=_body(
        {
            "items": {"type": "array", "items": {"type": "object", "properties": _ITEM}},
            "holder": _TEXT,
        },
        ["items"],
    ),
)
@public
def batch(request: HttpRequest) -> Any:
    """Return a report for each item, in order."""
    pace.limit(request)
    return _said(answers.batch(request.body))


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
                            "holder": _TEXT,
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
    reports = services.check_all(
        sources, holders=answers.holders({"holder": request.POST.get("holder")})
    )
    return {"results": [shown.as_json(report) for report in reports]}


@router.post(
    "/credentials/verify",
    response={200: Verification, 400: Verification},
    summary="VC API: verify a credential",
    openapi_extra=_body(
        {"verifiableCredential": _CREDENTIAL, "options": {"type": "object"}},
        ["verifiableCredential"],
    ),
)
@public
def vc_verify(request: HttpRequest) -> Any:
    """Answer 200 where it is valid and 400 where it is not or cannot be told."""
    pace.limit(request)
    return _said(answers.credential(request.body))


@router.post(
    "/presentations/verify",
    response={200: Verification, 400: Verification},
    summary="VC API: verify a presentation",
    openapi_extra=_body(
        {
            "verifiablePresentation": _CREDENTIAL,
            "options": {
                "type": "object",
                "properties": {"challenge": _TEXT, "domain": _TEXT},
            },
        },
        ["verifiablePresentation"],
    ),
)
@public
def vc_verify_presentation(request: HttpRequest) -> Any:
    """Check the holder's proof (challenge and domain where given) and all credentials inside."""
    pace.limit(request)
    return _said(answers.presentation(request.body))


class Signed(Schema):
    """A credential that was signed: an object with its proof, or a token."""

    verifiableCredential: Any  # noqa: N815 (the VC API's own name)


@router.post(
    "/credentials/issue",
    response={201: Signed},
    summary="VC API: sign a credential in the name of one's organisation",
    openapi_extra=_body(
        {
            "credential": {"type": "object"},
            "options": {"type": "object", "properties": {"cryptosuite": _TEXT}},
        },
        ["credential"],
    ),
)
@allowed(Action.AWARD)
def vc_issue(request: HttpRequest) -> Any:
    """Sign what would verify, and nothing else. To award achievements, use `/api/award/`."""
    limit(request, "vc_issue", times=600, seconds=60)
    value = answers.read(request.body, ("credential", "options"))
    signed = issuing.issue(
        value.get("credential"),
        value.get("options"),
        organisation=request.organisation,
        actor=request.user,
    )
    return JsonResponse({"verifiableCredential": signed}, status=201)
