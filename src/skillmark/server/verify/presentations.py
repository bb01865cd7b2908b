"""Presentations: a holder shows credentials, for one verifier and one moment.

Source: VC Data Model 2.0, section 4.13; VC Data Integrity 1.0, sections 2.1 and 4.4 (challenge,
domain). What is not read here is refused by name: presentations as SD-JWT, and credentials
inside a presentation that are enveloped in anything but a `data:` URL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils import timezone

from skillmark.badges.levels import as_list
from skillmark.nouns.errors import InputError
from skillmark.server.verify import enveloped, pinned, services
from skillmark.server.verify.asking import Budget
from skillmark.server.verify.given import MOST, too_many
from skillmark.trust import integrity, names
from skillmark.trust.contexts import CREDENTIALS_V1
from skillmark.trust.fetched import Fetch
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.verify import data_model
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report
from skillmark.verify.sources import Source

SPEC = "VC-DATA-MODEL 2.0 section 4.13"


@dataclass(frozen=True, slots=True)
class Presented:
    """What came of a presentation."""

    verdict: Verdict
    errors: tuple[str, ...]
    reports: tuple[Report, ...]


def check(
    presentation: object,
    *,
    challenge: str | None = None,
    domain: str | None = None,
    now: datetime | None = None,
    fetch: Fetch | None = None,
) -> Presented:
    """Check the holder's proof and every credential inside.

    Raises `InputError` (code `unsupported` or `malformed`) for what is no presentation that is
    read here. A presentation without a proof proves nothing about who shows it: it is refused
    where a challenge or domain was asked for, and otherwise stands for its credentials alone.
    """
    now = now or timezone.now()
    ask = fetch or Budget(services.SECONDS)
    token = enveloped.token_of(presentation)
    if token is not None:
        opened = enveloped.open_token(
            token, resolver=Resolver(ask), challenge=challenge, domain=domain, now=now
        )
        document, errors, status = opened.document, list(opened.errors), opened.status
        if not document and errors:
            raise InputError("; ".join(errors), code="malformed")
        _refuse_what_is_none(document)
    else:
        document = cast("dict[str, Any]", presentation)
        _refuse_what_is_none(document)
        errors, status = _proof(document, challenge, domain, now=now, fetch=ask)
    credentials = document.get("verifiableCredential", [])
    inside = credentials if isinstance(credentials, list) else [credentials]
    if len(inside) > MOST:
        raise too_many()
    tokens = CREDENTIALS_V1 in data_model.as_set(document.get("@context"))
    sources = [_source(entry, number, tokens) for number, entry in enumerate(inside)]
    reports = services.check_all(sources, now=now, fetch=ask)
    verdicts = [report.verdict for report in reports]
    errors += [
        f"{report.source}: {report.reason.value if report.reason else 'not valid'}"
        for report in reports
        if report.verdict is not Verdict.VALID
    ]
    if status is Status.FAIL or Verdict.INVALID in verdicts:
        verdict = Verdict.INVALID
    elif status is Status.UNKNOWN or Verdict.UNKNOWN in verdicts:
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.VALID
    return Presented(verdict, tuple(errors), tuple(reports))


def _refuse_what_is_none(document: Mapping[str, Any]) -> None:
    if wrong := data_model.presentation_problems(document):
        raise InputError("; ".join(wrong), code="malformed")
    names.check_guises(document, pinned.contexts().vocabulary)


def _proof(
    document: Mapping[str, Any],
    challenge: str | None,
    domain: str | None,
    *,
    now: datetime,
    fetch: Fetch,
) -> tuple[list[str], Status]:
    if "proof" not in document:
        if challenge is not None or domain is not None:
            return [
                "the presentation carries no proof that could answer the challenge"
            ], Status.FAIL
        return [], Status.NOT_APPLICABLE
    outcomes = integrity.check(
        document,
        resolver=Resolver(fetch),
        contexts=pinned.contexts(),
        purpose="authentication",
        challenge=challenge,
        domain=domain,
        now=now,
    )
    errors = [f"proof: {o.detail}" for o in outcomes if o.status is not Status.PASS]
    status = integrity.verdict(outcomes)
    identified = data_model.holder_of(document)
    signers = {outcome.method.controller for outcome in outcomes if outcome.method is not None}
    if status is Status.PASS and identified and signers != {identified}:
        return [f"proof: signed by {', '.join(signers)}, not by the holder"], Status.FAIL
    return errors, status


def _source(entry: object, number: int, tokens: bool) -> Source:
    """Take one credential; a bare token stands for one only by version 1.1 of the Data Model."""
    name = f"/verifiableCredential/{number}"
    if isinstance(entry, str) and tokens:
        return Source(name, entry.encode())
    if not isinstance(entry, Mapping):
        return Source(name, error=InputError("this is no credential object", where=name))
    if not entry:
        return Source(name, b"{}")
    return Source(name, json.dumps(entry, ensure_ascii=False).encode())


def challenge_of(options: object) -> tuple[str | None, str | None]:
    """Return challenge and domain that a request's options ask for."""
    said = as_list(options)[0] if as_list(options) else {}
    challenge, domain = said.get("challenge"), said.get("domain")
    for name, value in (("challenge", challenge), ("domain", domain)):
        if value is not None and not isinstance(value, str):
            raise InputError(f"{name} is no text", where=f"/options/{name}", code="malformed")
    return challenge, domain
