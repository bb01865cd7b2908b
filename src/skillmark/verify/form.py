"""Checks that need nothing but the credential: its form, whose it is, what speaks for it.

Sources: VC Data Model 2.0, section 4; Open Badges 3.0, appendix B.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from skillmark.badges import credibility as believing
from skillmark.badges import endorsement, european, schema
from skillmark.badges.identity import belongs_to
from skillmark.badges.levels import as_list, first
from skillmark.badges.reading import Version, Wrapped
from skillmark.badges.summary import Summary
from skillmark.nouns.errors import InputError
from skillmark.trust.contexts import CREDENTIALS_V1
from skillmark.trust.outcome import Status
from skillmark.verify import data_model
from skillmark.verify.checks import Check, Name, Reason

_HOLDER = "OB 3.0 section B.1.8"
NO_HOLDER = Check(Name.HOLDER, Status.NOT_APPLICABLE, "no holder was asked for", _HOLDER)


def well_formed(wrapped: Wrapped) -> Check:
    """Check 1: everything that a reader relies on is there."""
    spec = "VC-DATA-MODEL 2.0 section 4"
    problems = data_model.problems(wrapped.credential)
    if problems:
        return Check(Name.WELL_FORMED, Status.FAIL, "; ".join(problems), spec, Reason.MALFORMED)
    return Check(Name.WELL_FORMED, Status.PASS, "it is a verifiable credential", spec)


def follows_schema(wrapped: Wrapped) -> Check:
    """Check 2: 1EdTech's schema has nothing against an Open Badge 3.0."""
    spec = "OB 3.0 appendix B; VC-DATA-MODEL 2.0 section 4.11"
    kind = schema.CREDENTIAL
    if endorsement.is_endorsement(wrapped.credential) and wrapped.version is Version.OTHER:
        kind = endorsement.TYPE
    elif wrapped.version is not Version.OB3:
        return Check(Name.SCHEMA, Status.NOT_APPLICABLE, "it is no Open Badge 3.0", spec)
    if CREDENTIALS_V1 in data_model.as_set(wrapped.credential.get("@context")):
        return Check(
            Name.SCHEMA, Status.NOT_APPLICABLE, "an Open Badge 3.0 on VC Data Model 1.1", spec
        )
    found = schema.errors(wrapped.credential, kind=kind)
    if found:
        return Check(Name.SCHEMA, Status.FAIL, "; ".join(found), spec, Reason.MALFORMED)
    return Check(Name.SCHEMA, Status.PASS, "it follows the Open Badges 3.0 schema", spec)


def holder(credential: Mapping[str, Any], holders: Sequence[str]) -> Check:
    """Check 8: it was issued to one of these addresses and DIDs of one person."""
    if not holders:
        return NO_HOLDER
    subject = first(credential.get("credentialSubject"))
    if any(belongs_to(subject, name) for name in holders):
        return Check(Name.HOLDER, Status.PASS, "it was issued to this holder", _HOLDER)
    return Check(
        Name.HOLDER,
        Status.FAIL,
        f"it was not issued to {holders[0]}",
        _HOLDER,
        Reason.WRONG_HOLDER,
    )


def evidence(credential: Mapping[str, Any], summary: Summary) -> Check:
    """Check 10, which never decides: what a person should weigh."""
    spec = "OB 3.0 section B.1.6"
    try:
        bundle = believing.read(credential)
        european.read(credential)
    except InputError as error:
        return Check(Name.EVIDENCE, Status.FAIL, str(error), spec, Reason.MALFORMED)
    if summary.caution:
        return Check(Name.EVIDENCE, Status.UNKNOWN, summary.caution, spec)
    if bundle is not None:
        return Check(Name.EVIDENCE, Status.PASS, believing.sentence(bundle), spec)
    pieces = len(as_list(credential.get("evidence")))
    if pieces:
        return Check(Name.EVIDENCE, Status.PASS, f"{pieces} pieces are named, not opened", spec)
    return Check(Name.EVIDENCE, Status.NOT_APPLICABLE, "it names no evidence", spec)
