"""What programs are answered that ask for a verification: a body in, status and body out.

The API's routes and the short way past Django (`quick`) both call these functions. Bodies are read
strictly: JSON in which a key stands twice has two meanings, and is refused. What a function
raises is a `SkillmarkError`, which the caller words as the API words all errors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpResponse

from skillmark.nouns.errors import InputError
from skillmark.server.verify import given, presentations, services, shown, spans
from skillmark.server.verify.bodies import bytes_of, check_members, read
from skillmark.verify.checks import Verdict
from skillmark.verify.report import Report
from skillmark.verify.sources import Source, is_url


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body."""

    status: int
    body: bytes


def encoded(value: object) -> bytes:
    """Write JSON: quickly, and whatever stands in it (half a surrogate pair, a huge number)."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value).encode()


def sent(answer: Answer) -> HttpResponse:
    """Return an answer as Django sends it."""
    return HttpResponse(answer.body, content_type="application/json", status=answer.status)


def _source(item: Mapping[str, Any], where: str) -> Source:
    credential, link = item.get("credential"), item.get("link")
    if (credential is None) == (link is None):
        raise InputError("give either credential or link", where=where or "/")
    if link is not None:
        if not isinstance(link, str) or not is_url(link):
            raise InputError("this is no web link", where=f"{where}/link")
        return Source(link)
    return Source(where or "credential", bytes_of(credential, f"{where}/credential"))


def holders(value: Mapping[str, Any]) -> list[str]:
    """Return whom the credentials must belong to, where that is asked."""
    holder = value.get("holder") or ""
    if not isinstance(holder, str):
        raise InputError("holder is no text", where="/holder")
    return [holder.strip()] if holder.strip() else []


def _plain(body: bytes, member: str, known: Sequence[str], name: str) -> Report | None:
    """Verify the credential in a plainly written request; `None` where it must be read strictly."""
    span = spans.find(body, member) if len(body) <= given.BYTES else None
    if span is None or not set(known).issuperset(span.others):
        return None
    (report,) = services.check_all([Source(name, span.credential)], holders=holders(span.others))
    # without a format it could not be read: perhaps it is no object, and the whole is no JSON
    return report if report.format else None


def one(body: bytes) -> Answer:
    """Answer with the report on one credential, given itself or by a link."""
    plain = _plain(body, "credential", ("holder",), "credential")
    if plain is not None:
        return Answer(200, encoded(_report(plain)))
    value = read(body, ("credential", "link", "holder"))
    (report,) = services.check_all([_source(value, "")], holders=holders(value))
    return Answer(200, encoded(_report(report)))


def batch(body: bytes) -> Answer:
    """Answer with a report for each item, in order."""
    value = read(body, ("items", "holder"))
    items = value.get("items")
    if not isinstance(items, list) or not items:
        raise InputError("items is a list of at least one", where="/items")
    if len(items) > given.MOST:
        raise given.too_many()
    sources = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise InputError("an item is an object", where=f"/items/{number}")
        check_members(item, ("credential", "link"), f"/items/{number}")
        sources.append(_source(item, f"/items/{number}"))
    reports = services.check_all(sources, holders=holders(value))
    return Answer(200, encoded({"results": [_report(report) for report in reports]}))


def credential(body: bytes) -> Answer:
    """VC API: 200 where the credential is valid and 400 where it is not or cannot be told."""
    where = "/verifiableCredential"
    report = _plain(body, "verifiableCredential", ("options",), where)
    if report is None:
        value = read(body, ("verifiableCredential", "options"))
        said = value.get("verifiableCredential")
        if isinstance(said, str) and said.lstrip()[:1] in {"{", "["}:
            raise InputError(
                "a credential is an object or a token, not JSON in a text",
                where=where,
                code="malformed",
            )
        (report,) = services.check_all([Source(where, bytes_of(said, where))])
    errors = [
        f"{check.name.value}: {check.detail}"
        for check in report.checks
        if report.verdict is not Verdict.VALID and check.reason is report.reason
    ]
    return _verification(report.verdict, errors, [report])


def presentation(body: bytes) -> Answer:
    """VC API: the holder's proof (challenge and domain where given) and all credentials inside."""
    value = read(body, ("verifiablePresentation", "options"))
    challenge, domain = presentations.challenge_of(value.get("options"))
    done = presentations.check(
        value.get("verifiablePresentation"), challenge=challenge, domain=domain
    )
    return _verification(done.verdict, done.errors, done.reports)


def _report(report: Report) -> dict[str, Any]:
    value = shown.as_json(report)
    value.setdefault("caution", None)
    return value


def _verification(verdict: Verdict, errors: Sequence[str], reports: Sequence[Report]) -> Answer:
    verified = verdict is Verdict.VALID
    body = {
        "verified": verified,
        "verdict": verdict.value,
        "errors": list(errors),
        "checks": sorted({c.name.value for r in reports for c in r.checks}),
        "results": [_report(report) for report in reports],
    }
    # what is not verified must not look like success to a client that reads the status alone
    return Answer(200 if verified else 400, encoded(body))
