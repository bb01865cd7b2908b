"""VC API: what stands behind the addresses where programs look for it.

Source: VC API 0.3, sections 3.2 (issuing) and 3.3 (verifying).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, public
from skillmark.server.verify import answers, issuing, pace, statuses
from skillmark.server.verify.bodies import CREDENTIAL, TEXT, described, read
from skillmark.server.verify.shapes import ReportOut

router = Router(tags=["verify"])


class Verification(Schema):
    """The VC API's answer."""

    verified: bool
    verdict: str
    errors: list[str]
    checks: list[str]
    results: list[ReportOut]


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
    pace.limit(request)
    return answers.sent(answers.credential(request.body))


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
    pace.limit(request)
    return answers.sent(answers.presentation(request.body))


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
    value = read(request.body, ("credential", "options"))
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
    value = read(request.body, members)
    statuses.update(value, organisation=request.organisation, actor=request.user)
    return {"credentialId": value["credentialId"]}
