"""VC API: what stands behind the addresses where programs look for it.

Source: VC API 0.3, sections 3.2 (issuing) and 3.3 (verifying).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from skillmark.nouns.errors import InputError
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, public
from skillmark.server.verify import issuing, presentations, services, shown, statuses
from skillmark.server.verify.answers import ReportOut
from skillmark.server.verify.bodies import CREDENTIAL, TEXT, bytes_of, described, read
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report

router = Router(tags=["verify"])


class Verification(Schema):
    """The VC API's answer."""

    verified: bool
    verdict: str
    errors: list[str]
    checks: list[str]
    results: list[ReportOut]


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
    openapi_extra=described(
        {"verifiableCredential": CREDENTIAL, "options": {"type": "object"}},
        ["verifiableCredential"],
    ),
)
@public
def vc_verify(request: HttpRequest) -> Any:
    """Answer 200 where it is valid and 400 where it is not or cannot be told."""
    limit(request, "verify_api", times=120, seconds=60)
    value = read(request, ("verifiableCredential", "options"))
    given = value.get("verifiableCredential")
    if isinstance(given, str) and given.lstrip()[:1] in {"{", "["}:
        raise InputError(
            "a credential is an object or a token, not JSON in a text",
            where="/verifiableCredential",
            code="malformed",
        )
    data = bytes_of(given, "/verifiableCredential")
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
    openapi_extra=described(
        {
            "verifiablePresentation": CREDENTIAL,
            "options": {
                "type": "object",
                "properties": {"challenge": TEXT, "domain": TEXT},
            },
        },
        ["verifiablePresentation"],
    ),
)
@public
def vc_verify_presentation(request: HttpRequest) -> Any:
    """Check the holder's proof (challenge and domain where given) and all credentials inside."""
    limit(request, "verify_api", times=120, seconds=60)
    value = read(request, ("verifiablePresentation", "options"))
    challenge, domain = presentations.challenge_of(value.get("options"))
    done = presentations.check(
        value.get("verifiablePresentation"), challenge=challenge, domain=domain
    )
    return _answer(done.verdict, done.errors, done.reports)


class Signed(Schema):
    """A credential that was signed: an object with its proof, or a token."""

    verifiableCredential: Any  # noqa: N815 (the VC API's own name)


class Changed(Schema):
    """The credential whose status stands as asked for."""

    credentialId: str  # noqa: N815 (the VC API's own name)


@router.post(
    "/credentials/issue",
    response={201: Signed},
    summary="VC API: sign a credential in the name of one's organisation",
    openapi_extra=described(
        {
            "credential": {"type": "object"},
            "options": {
                "type": "object",
                "properties": {
                    "cryptosuite": TEXT,
                    "type": TEXT,
                    "credentialStatus": {"type": "object"},
                    "credentialId": TEXT,
                },
            },
        },
        ["credential"],
    ),
)
@allowed(Action.AWARD)
def vc_issue(request: HttpRequest) -> Any:
    """Sign what would verify, and nothing else. To award achievements, use `/api/award/`."""
    limit(request, "vc_issue", times=600, seconds=60)
    value = read(request, ("credential", "options"))
    signed = issuing.issue(
        value.get("credential"),
        value.get("options"),
        organisation=request.organisation,
        actor=request.user,
    )
    return JsonResponse({"verifiableCredential": signed}, status=201)


@router.post(
    "/credentials/status",
    response={200: Changed},
    summary="VC API: set or clear the status of a credential of one's organisation",
    openapi_extra=described(
        {
            "credentialId": TEXT,
            "credentialStatus": {"type": "object"},
            "status": {"type": "boolean"},
            "reason": TEXT,
        },
        ["credentialId", "credentialStatus"],
    ),
)
@allowed(Action.REVOKE)
def vc_status(request: HttpRequest) -> Any:
    """Revoke, suspend or reinstate what `/credentials/issue` signed with a status, or an award."""
    limit(request, "vc_issue", times=600, seconds=60)
    members = ("credentialId", "credentialStatus", "status", "reason", "indexAllocator")
    value = read(request, members)
    statuses.update(value, organisation=request.organisation, actor=request.user)
    return {"credentialId": value["credentialId"]}
