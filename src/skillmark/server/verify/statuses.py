"""VC API: the status of credentials that programs had signed, and of awards.

A credential that asks for a status gets one entry, whose lists tell revoked from suspended (see
`skillmark.award.status`). Its lists are signed by the issuer that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404

from skillmark.award import status
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award import services as awards
from skillmark.server.award.claims import issuer_id
from skillmark.server.award.models import AwardRecord, SignedRecord
from skillmark.server.award.status import standing
from skillmark.server.award.status.places import draw
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.verify.asked import Asked, check_purpose

SAID = "by a program, through the VC API"
"""The reason of a change that names none."""


@transaction.atomic
def place(
    unsigned: Mapping[str, Any], wanted: Asked, *, named: str, organisation: OrganisationRecord
) -> dict[str, Any]:
    """Give a credential its place in a status list and return the entry that says where.

    Raises `InputError` where it has a status already or names an issuer who signs no lists, and
    `ConflictError` where its id has a place already.
    """
    if "credentialStatus" in unsigned:
        raise InputError(
            "it has a status already, and the options ask for another",
            where="/credential/credentialStatus",
            code="malformed",
        )
    if named != issuer_id(organisation):
        raise InputError(
            f"status lists are signed by {issuer_id(organisation)}, not by {named}",
            where="/options/credentialStatus",
            remedy="leave the issuer out, or ask for no status",
            code="unsupported",
        )
    handle = wanted.handle or unsigned.get("id")
    if not isinstance(handle, str) or not 0 < len(handle) <= 500:
        raise InputError("its id is no short text", where="/credential/id", code="malformed")
    rows = SignedRecord.objects.of(organisation)
    if rows.filter(credential_id=handle).exists():
        raise ConflictError(
            f"a credential {handle} has a status already",
            where="/credential/id",
            remedy="give the new one another id",
            code="exists",
        )
    [(number, index)] = draw(organisation, 1, programs=True)
    SignedRecord.objects.create(
        organisation=organisation, credential_id=handle, list_number=number, list_index=index
    )
    base = f"{settings.BASE_URL}/issuers/{organisation.slug}"
    return status.entry(base, status.Place(number, index))


@transaction.atomic
def update(
    body: Mapping[str, Any], *, organisation: OrganisationRecord, actor: AccountRecord
) -> None:
    """Set or clear the status of one credential (VC API, section 3.2.4).

    `status` false takes back a suspension; a revocation is final (`ConflictError`). What is so
    already stays so without a word.
    """
    handle = body.get("credentialId")
    if not isinstance(handle, str) or not handle:
        raise InputError("credentialId is no text", where="/credentialId", code="malformed")
    entry = body.get("credentialStatus")
    if not isinstance(entry, Mapping) or entry.get("type") != "BitstringStatusListEntry":
        raise InputError(
            "credentialStatus is no BitstringStatusListEntry",
            where="/credentialStatus",
            code="malformed",
        )
    purpose = check_purpose(entry.get("statusPurpose", "revocation"), "/credentialStatus")
    wanted = body.get("status", True)
    if not isinstance(wanted, bool):
        raise InputError("status is neither true nor false", where="/status", code="malformed")
    reason = body.get("reason", SAID)
    if not isinstance(reason, str):
        raise InputError("reason is no text", where="/reason", code="malformed")
    change = {"revocation": "revoke", "suspension": "suspend"}[purpose]
    what = change if wanted else "reinstate"
    try:
        standing.change(_row(handle, organisation), what, reason, actor=actor)
    except ConflictError as error:
        if error.code != "already":
            raise


def _row(handle: str, organisation: OrganisationRecord) -> AwardRecord | SignedRecord:
    signed = SignedRecord.objects.of(organisation).filter(credential_id=handle).first()
    if signed is not None:
        return signed  # type: ignore[no-any-return]
    award = awards.by_id(handle)
    if award is not None and award.organisation_id == organisation.pk:
        return award
    raise Http404
