"""The whole verifier: it answers, always the same, and `valid` means that every promise held.

An input is a file as somebody drops it; or an object with a `credential` (and perhaps a status
`list`, a `form` and a `holder`), which is then signed honestly, so that hostile contents meet
the checks that come after the signature.
"""

from __future__ import annotations

import json
from typing import Any

from skillmark.award import credential as signing
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson
from skillmark.trust.outcome import Status
from skillmark.verify.checks import DECIDING, Verdict
from skillmark.verify.evidence import evidence_from
from skillmark.verify.registry import KnownIssuer, Registry
from skillmark.verify.verify import Verifier

from ..bench import KEY, LIST, NOW, Web, status_list, unsigned, words_of
from ..mutate import of_json

mutate = of_json(
    *words_of(unsigned()),
    *(word for word in words_of(status_list()) if len(word) < 100),
    *("credential", "list", "form", "holder", "credentialStatus", "statusReference", LIST),
    *("eddsa-jcs-2022", "eddsa-rdfc-2022", "jwt", "statusListIndex", "statusListCredential"),
    *("credentialSchema", "refreshService", "termsOfUse", "ext:elm.country", "targetType"),
)
LONGEST = 16_000
CALLS = 200_000
CALLS_PER_BYTE = 300
KNOWN = Registry.of([KnownIssuer(KEY.controller, "Academy", "Ministry", ())])


def _signed(body: Any, form: Any) -> bytes | None:
    body.setdefault("id", "urn:uuid:1")
    named = form if form in signing.FORMATS and form.startswith(("eddsa", "jwt")) else ""
    try:
        return signing.sign(body, KEY, form=named or "eddsa-jcs-2022", now=NOW).data
    except SkillmarkError:
        return None


def _honest(data: bytes) -> tuple[bytes, Web, str]:
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return data, Web({}), ""
    body, holder, pages = given.get("credential"), given.get("holder"), {}
    if isinstance(given.get("list"), dict):
        listed = _signed(given["list"], "eddsa-jcs-2022")
        pages = {} if listed is None else {LIST: listed}
    made = _signed(body, given.get("form")) if isinstance(body, dict) else None
    return made or data, Web(pages), holder if isinstance(holder, str) else ""


def check(data: bytes) -> None:
    given, web, holder = _honest(data)

    def report(fetch: Web | None = web) -> Any:
        return Verifier(now=NOW, fetch=fetch, registry=KNOWN, holder=holder).check_bytes(given)

    said = report()
    assert said == report(), "the same bytes, another report"
    json.dumps(said.to_json(), ensure_ascii=False).encode()
    evidence = evidence_from(said, today=NOW.date())
    if said.verdict is not Verdict.VALID:
        assert said.reason is not None
        assert not evidence
        return
    for check in said.checks:
        if check.name in DECIDING:
            assert check.status in {Status.PASS, Status.NOT_APPLICABLE}, check
    assert KEY.public_multikey() in str(said.credential.get("proof", said.raw)) or said.raw
    entry = said.credential.get("credentialStatus")
    if entry is not None:
        assert report(None).verdict is not Verdict.VALID, "valid without having asked"
