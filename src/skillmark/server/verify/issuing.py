"""VC API: sign a credential that a program wrote, in the name of its organisation.

The ordinary way to award is the app `award` (one achievement to people, with status and
certificate). This is for programs that write whole credentials themselves. What our own verifier
would call malformed is not signed; whether it is due already, or over, is the program's business.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from skillmark.award import credential as signing
from skillmark.nouns.errors import ConflictError, InputError, UnavailableError
from skillmark.server.award.claims import issuer_id
from skillmark.server.award.keyring import keys
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.verify import asked, pinned, services, statuses
from skillmark.server.verify.asked import VC_JWT, Asked
from skillmark.trust import jose
from skillmark.trust.contexts import CREDENTIALS_V1, CREDENTIALS_V2, DATA_INTEGRITY_V2
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.report import Report

AFTERWARDS = frozenset((Name.ISSUER_KEY, Name.STATUS, Name.ISSUER_KNOWN, Name.EVIDENCE))
"""Checks that ask somebody, or only inform: they decide nothing about what is to be signed."""
TIMES = frozenset((Reason.EXPIRED, Reason.NOT_YET_VALID))


@transaction.atomic
def issue(
    credential: object,
    options: object,
    *,
    organisation: OrganisationRecord,
    actor: AccountRecord,
) -> dict[str, Any] | str:
    """Return the credential with its proof.

    For `{"type": "jwt"}` it is a compact token (Open Badges 3.0), for `{"type": "vc+jwt"}` an
    enveloped credential (VC-JOSE). Raises `InputError` for what is no credential, names another
    issuer, has a proof already, or would not verify, and for options that are not known.
    """
    if not isinstance(credential, dict):
        raise InputError("credential is not an object", where="/credential", code="malformed")
    if "proof" in credential:
        raise InputError("it has a proof already", where="/credential/proof", code="malformed")
    wanted = asked.read(options)
    named, issuer = _issuer(credential, organisation)
    signer = _signer(named, wanted, organisation)
    now = timezone.now().replace(microsecond=0)
    unsigned = {"id": f"urn:uuid:{uuid.uuid4()}", **credential, "issuer": issuer}
    if wanted.status:
        unsigned["credentialStatus"] = statuses.place(
            unsigned, wanted, named=named, organisation=organisation
        )
    form = wanted.form or signing.natural_format(signer)
    if form not in {signing.JWT, VC_JWT}:
        unsigned["@context"] = _with_proof_terms(unsigned.get("@context"))
    answer, data = _sign(unsigned, signer, form, now)
    _refuse_what_would_not_verify(services.check(data, source="/credential", now=now))
    digest = hashlib.sha256(data).hexdigest()[:32]
    audit.record("credential_signed", f"sha256:{digest}", actor=actor, organisation=organisation)
    return answer


def _issuer(credential: Mapping[str, Any], organisation: OrganisationRecord) -> tuple[str, Any]:
    """Return whom the credential names, and the whole member; ours where it names nobody."""
    issuer = credential.get("issuer", issuer_id(organisation))
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    return named if isinstance(named, str) else str(named), issuer


def _signer(named: str, wanted: Asked, organisation: OrganisationRecord) -> SigningKey:
    try:
        row = keys.speaks_for(organisation, named, wanted.algorithms)
    except ConflictError as error:
        raise InputError(
            error.cause, where="/options/cryptosuite", remedy=error.remedy, code="unsupported"
        ) from None
    if row is None:
        raise InputError(
            f"the issuer is {named[:200]!r}, and you sign for {issuer_id(organisation)}",
            where="/credential/issuer",
            remedy="leave the issuer out, or name your own",
            code="issuer",
        )
    signer = keys.signer(row, named)
    form = wanted.form
    if form and form != VC_JWT and not signing.fits(form, signer):
        raise InputError(
            f"{form!r} is not signed with the key of {named}",
            where="/options/cryptosuite",
            remedy=f"one of: {', '.join(f for f in signing.FORMATS if signing.fits(f, signer))}",
            code="unsupported",
        )
    return signer


def _with_proof_terms(contexts: Any) -> Any:
    """Add the terms of a proof where the credential's contexts lack them (DI 1.0, section 5.2)."""
    listed = contexts if isinstance(contexts, list) else [contexts]
    if CREDENTIALS_V1 not in listed or CREDENTIALS_V2 in listed:
        return contexts
    known = any(isinstance(url, str) and "/data-integrity/" in url for url in listed)
    return contexts if known else [*listed, DATA_INTEGRITY_V2]


def _sign(
    unsigned: dict[str, Any], signer: SigningKey, form: str, now: datetime
) -> tuple[dict[str, Any] | str, bytes]:
    """Return what is handed out, and the bytes of it that a verifier reads."""
    try:
        if form == VC_JWT:
            # VC-JOSE-COSE 1.0, section 3.1.1: the payload is the credential
            token = jose.sign(unsigned, signer, typ="vc+jwt", now=now)
            enveloped = {
                "@context": CREDENTIALS_V2,
                "id": f"data:application/vc+jwt,{token}",
                "type": "EnvelopedVerifiableCredential",
            }
            return enveloped, json.dumps(enveloped).encode()
        signed = signing.sign(unsigned, signer, form=form, now=now, contexts=pinned.contexts())
    except UnavailableError as error:
        # such as a context that is not pinned: there is nothing to wait for
        raise InputError(
            error.cause, where="/credential", remedy=error.remedy, code=error.code
        ) from None
    except InputError as error:
        raise error.at("/credential") from None
    return (signed.text if signed.token else signed.credential), signed.data


def _refuse_what_would_not_verify(report: Report) -> None:
    wrong = [f"{check.name.value}: {check.detail}" for check in report.checks if _decides(check)]
    if wrong:
        raise InputError("; ".join(wrong), where="/credential", code="malformed")


def _decides(check: Check) -> bool:
    if check.name in AFTERWARDS or check.reason in TIMES:
        return False
    return check.status in {Status.FAIL, Status.UNKNOWN}
