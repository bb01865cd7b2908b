"""API of verification, under `/api/verify/`, and what stands behind the VC API's addresses.

Bodies are read strictly: JSON in which a key stands twice has two meanings, and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from skillmark.nouns.errors import InputError
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, public
from skillmark.server.verify import given, issuing, presentations, services, shown
from skillmark.trust import strictjson
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report
from skillmark.verify.sources import Source, is_url

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


def _read(request: HttpRequest, members: Sequence[str]) -> dict[str, Any]:
    if len(request.body) > given.BYTES:
        raise given.too_large()
    value = strictjson.parse(request.body)
    _check_members(value, members, "")
    return value


def _check_members(value: Mapping[str, Any], members: Sequence[str], where: str) -> None:
    for name in value:
        if name not in members:
            raise InputError(
                f"no member {name!r}",
                where=f"{where}/{name}",
                remedy=f"known: {', '.join(members)}",
            )


def _source(item: Mapping[str, Any], where: str) -> Source:
    credential, link = item.get("credential"), item.get("link")
    if (credential is None) == (link is None):
        raise InputError("give either credential or link", where=where or "/")
    if link is not None:
        if not isinstance(link, str) or not is_url(link):
            raise InputError("this is no web link", where=f"{where}/link")
        return Source(link)
    return Source(where or "credential", _bytes(credential, f"{where}/credential"))


def _bytes(credential: object, where: str) -> bytes:
    if isinstance(credential, str):
        return credential.encode()
    if isinstance(credential, Mapping):
        return json.dumps(credential, ensure_ascii=False).encode()
    raise InputError("a credential is an object or a token", where=where)


def _holders(value: Mapping[str, Any]) -> list[str]:
    holder = value.get("holder") or ""
    if not isinstance(holder, str):
        raise InputError("holder is no text", where="/holder")
    return [holder.strip()] if holder.strip() else []


@router.post(
    "/",
    response=ReportOut,
    summary="Verify one credential",
    openapi_extra=_body({**_ITEM, "holder": _TEXT}),
)
@public
def verify(request: HttpRequest) -> Any:
    """Return the report on one credential, given itself or by a link. Nothing is stored."""
    limit(request, "verify_api", times=120, seconds=60)
    value = _read(request, ("credential", "link", "holder"))
    reports = services.check_all([_source(value, "")], holders=_holders(value))
    return shown.as_json(reports[0])


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
    limit(request, "verify_api", times=120, seconds=60)
    value = _read(request, ("items", "holder"))
    items = value.get("items")
    if not isinstance(items, list) or not items:
        raise InputError("items is a list of at least one", where="/items")
    if len(items) > given.MOST:
        raise given.too_many()
    sources = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise InputError("an item is an object", where=f"/items/{number}")
        _check_members(item, ("credential", "link"), f"/items/{number}")
        sources.append(_source(item, f"/items/{number}"))
    reports = services.check_all(sources, holders=_holders(value))
    return {"results": [shown.as_json(report) for report in reports]}


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
    limit(request, "verify_api", times=120, seconds=60)
    length = request.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > given.BYTES + 2**20:
        raise given.too_large()
    uploaded = ((file.name or "file", file.read()) for file in request.FILES.getlist("files"))
    sources = given.collect(uploaded, "")
    holders = _holders({"holder": request.POST.get("holder")})
    reports = services.check_all(sources, holders=holders, believe_lists=True)
    return {"results": [shown.as_json(report) for report in reports]}


def _answer(verdict: Verdict, errors: Sequence[str], reports: Sequence[Report]) -> JsonResponse:
    verified = verdict is Verdict.VALID
    body = {
        "verified": verified,
        "verdict": verdict.value,
        "errors": list(errors),
        "checks": sorted({c.name.value for r in reports for c in r.checks}),
        "results": [shown.as_json(report) for report in reports],
    }
    # what is not verified must not look like success to a client that reads the status alone
    return JsonResponse(body, status=200 if verified else 400)


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
    limit(request, "verify_api", times=120, seconds=60)
    value = _read(request, ("verifiableCredential", "options"))
    data = _bytes(value.get("verifiableCredential"), "/verifiableCredential")
    report = services.check(data, source="/verifiableCredential")
    errors = [
        f"{check.name.value}: {check.detail}"
        for check in report.checks
        if report.verdict is not Verdict.VALID and check.reason is report.reason
    ]
    return _answer(report.verdict, errors, [report])


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
    limit(request, "verify_api", times=120, seconds=60)
    value = _read(request, ("verifiablePresentation", "options"))
    challenge, domain = presentations.challenge_of(value.get("options"))
    done = presentations.check(
        value.get("verifiablePresentation"), challenge=challenge, domain=domain
    )
    return _answer(done.verdict, done.errors, done.reports)


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
    value = _read(request, ("credential", "options"))
    signed = issuing.issue(
        value.get("credential"),
        value.get("options"),
        organisation=request.organisation,
        actor=request.user,
    )
    return JsonResponse({"verifiableCredential": signed}, status=201)
