"""VC API: sign a credential that a program wrote, in the name of its organisation.

The ordinary way to award is the app `award` (one achievement to people, with status and
certificate). This is for programs that write whole credentials themselves. What our own verifier
would call invalid is not signed.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from skillmark.award import credential as signing
from skillmark.nouns.errors import InputError, UnavailableError
from skillmark.server.award import keys
from skillmark.server.award.claims import issuer_id
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.verify import services
from skillmark.trust.keys import Signer
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Name

AFTERWARDS = frozenset((Name.ISSUER_KEY, Name.STATUS, Name.ISSUER_KNOWN, Name.EVIDENCE))
"""Checks that ask somebody, or only inform: they decide nothing about what is to be signed."""


@transaction.atomic
def issue(
    credential: object,
    options: object,
    *,
    organisation: OrganisationRecord,
    actor: AccountRecord,
) -> dict[str, Any] | str:
    """Return the credential with its proof; for `{"type": "jwt"}`, a compact token.

    Raises `InputError` for what is no credential, names another issuer, has a proof already, or
    would not verify.
    """
    if not isinstance(credential, dict):
        raise InputError("credential is not an object", where="/credential", code="malformed")
    if "proof" in credential:
        raise InputError("it has a proof already", where="/credential/proof", code="malformed")
    mine = issuer_id(organisation)
    issuer = credential.get("issuer", mine)
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if named != mine:
        raise InputError(
            f"the issuer is {str(named)[:200]!r}, and you sign for {mine}",
            where="/credential/issuer",
            remedy="leave the issuer out, or name your own",
            code="issuer",
        )
    now = timezone.now().replace(microsecond=0)
    unsigned = {"id": f"urn:uuid:{uuid.uuid4()}", **credential, "issuer": issuer}
    signer = keys.signer(keys.current(organisation))
    try:
        signed = signing.sign(unsigned, signer, form=_form(options, signer), now=now)
    except UnavailableError as error:
        # such as a context that is not pinned: there is nothing to wait for
        raise InputError(
            error.cause, where="/credential", remedy=error.remedy, code=error.code
        ) from None
    except InputError as error:
        raise error.at("/credential") from None
    report = services.check(signed.data, source="/credential", now=now)
    wrong = [
        f"{check.name.value}: {check.detail}"
        for check in report.checks
        if check.name not in AFTERWARDS and check.status in {Status.FAIL, Status.UNKNOWN}
    ]
    if wrong:
        raise InputError("; ".join(wrong), where="/credential", code="malformed")
    digest = hashlib.sha256(signed.data).hexdigest()[:32]
    audit.record("credential_signed", f"sha256:{digest}", actor=actor, organisation=organisation)
    return signed.text if signed.token else signed.credential


def _form(options: object, signer: Signer) -> str:
    """Return the format that was asked for, or what the organisation's key signs by nature."""
    said = options if isinstance(options, dict) else {}
    asked = said.get("cryptosuite") or said.get("type")
    if asked is None:
        return signing.natural_format(signer)
    if asked not in signing.FORMATS or not signing.fits(asked, signer):
        raise InputError(
            f"{str(asked)[:80]!r} is not signed with the organisation's key",
            where="/options/cryptosuite",
            remedy=f"one of: {', '.join(f for f in signing.FORMATS if signing.fits(f, signer))}",
            code="unsupported",
        )
    return asked
