"""Verify an Open Badge 1 or 2: most badges in the world are still these.

1. Of a picture that holds only an address, the assertion is fetched.
2. `well_formed`: it is an assertion, and everything that the version asks for is there.
3. Hosted: its own address is asked, and what that serves is the badge (`hosted`). Signed: the keys
   that the issuer's profile lists are tried on the signature (`signed`).
4. `issuer_key`: the badge class and the issuer's profile come from their own addresses, and the
   profile lets badges be hosted there, or lists the key.
5. `schema`: badge class and profile have what they must have.
6. `context`: no further context gives the words another meaning.
7. `validity`, `status`, `holder`: dates, revocation, recipient.

Nothing is proven offline: then the verdict is `unknown`. Source: Open Badges 2.0, "Verification".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from skillmark.badges import open_badges_2, open_badges_2_view, recipient_2
from skillmark.badges.levels import Json
from skillmark.badges.open_badges_2 import SIGNED, one
from skillmark.badges.reading import Wrapped
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.contexts import Contexts
from skillmark.trust.outcome import Status
from skillmark.verify import hosted, signed, validity
from skillmark.verify.checks import Check, Name, Reason
from skillmark.verify.documents import Documents
from skillmark.verify.hosted import Proven

SPEC = "OB 2.0 Assertion"
_DATA = "OB 2.0 Data Validation"
_CONTEXT = "OB 2.0 Additional Properties"
_IDENTITY = "OB 2.0 IdentityObject"


@dataclass(frozen=True, slots=True)
class Examined:
    """Eight checks, and what the badge says in the members of Open Badges 3.0."""

    checks: tuple[Check, ...]
    credential: Json
    as_of: datetime | None = None


def examine(
    wrapped: Wrapped,
    *,
    documents: Documents,
    contexts: Contexts,
    now: datetime,
    holders: Sequence[str] = (),
) -> Examined:
    """Run the steps above. `holders` are names of one person; one of them must be the recipient."""
    asking = documents.of_one_badge()
    given = wrapped.credential
    if wrapped.link:
        try:
            given = asking.get(wrapped.link).value
        except SkillmarkError as error:
            return _not_to_be_had(wrapped.link, error)
    version = open_badges_2.version(given)
    assertion = open_badges_2.upgraded(given)
    method = open_badges_2.method(assertion)
    if version == "0.5" or (version != "2.0" and method == SIGNED):
        return _unsupported(f"a signed Open Badge {version}" if method else "an Open Badge 0.5")
    if method == SIGNED:
        found = signed.prove(wrapped, assertion, asking, now=now)
    else:
        found = hosted.prove(assertion, asking)
    version = found.version or version
    shown = open_badges_2_view.as_credential(found.assertion, found.chain.badge, found.chain.issuer)
    in_time = replace(validity.check(shown, now=now), spec=SPEC)
    checks = (
        _well_formed(found.assertion, version),
        _schema(found, version),
        _context(found, version, contexts),
        found.proof,
        found.issuer_key,
        in_time,
        _said_so_itself(assertion) or found.status,
        _holder(found.assertion, holders),
    )
    return Examined(checks, shown, found.as_of)


def _not_to_be_had(url: str, error: SkillmarkError) -> Examined:
    """An image that holds only an address, and nobody answers there."""
    if error.code == "gone":
        revoked = Check(
            Name.STATUS,
            Status.FAIL,
            "its server says that it is gone (410)",
            hosted.SPEC,
            Reason.REVOKED,
        )
        return Examined((revoked,), {"id": url})
    said = Check(Name.WELL_FORMED, Status.UNKNOWN, str(error), hosted.SPEC, Reason.ISSUER_KEY)
    return Examined((said,), {"id": url})


def _unsupported(what: str) -> Examined:
    said = Check(
        Name.WELL_FORMED,
        Status.UNKNOWN,
        f"this is {what}, which is not verified",
        SPEC,
        Reason.UNSUPPORTED,
    )
    return Examined((said,), {})


def _well_formed(assertion: Mapping[str, Any], version: str) -> Check:
    if assertion.get("revoked") is True:
        detail = "an assertion that is revoked need say no more"
        return Check(Name.WELL_FORMED, Status.PASS, detail, SPEC)
    found = open_badges_2.problems(assertion)
    if found:
        detail = "; ".join(found)
        return Check(Name.WELL_FORMED, Status.FAIL, detail, SPEC, Reason.MALFORMED)
    how = open_badges_2.method(assertion)
    return Check(Name.WELL_FORMED, Status.PASS, f"it is a {how} Open Badge {version}", SPEC)


def _schema(found: Proven, version: str) -> Check:
    if found.chain.trouble is not None:
        detail = f"badge class and issuer are not known: {found.chain.trouble.detail}"
        return Check(Name.SCHEMA, Status.UNKNOWN, detail, _DATA, Reason.ISSUER_KEY)
    problems = [
        *open_badges_2.problems_of_badge(found.chain.badge, of=version),
        *open_badges_2.problems_of_profile(found.chain.issuer, of=version),
    ]
    if problems:
        return Check(Name.SCHEMA, Status.FAIL, "; ".join(problems), _DATA, Reason.MALFORMED)
    detail = f"badge class and issuer have what Open Badges {version} asks for"
    return Check(Name.SCHEMA, Status.PASS, detail, _DATA)


def _context(found: Proven, version: str, contexts: Contexts) -> Check:
    """A further context may add words; one that gives known words another meaning is refused."""
    if version == "1.0":
        detail = "Open Badges 1.0 knows no contexts"
        return Check(Name.CONTEXT, Status.NOT_APPLICABLE, detail, _CONTEXT)
    terms = contexts.body(open_badges_2.CONTEXT)
    for document in (found.assertion, found.chain.badge, found.chain.issuer):
        for context in _further(document):
            try:
                added = contexts.body(context) if isinstance(context, str) else context
            except SkillmarkError as error:
                return Check(Name.CONTEXT, Status.UNKNOWN, str(error), _CONTEXT, Reason.UNSUPPORTED)
            changed = sorted(_redefined(added, terms))
            if changed:
                detail = f"a further context gives {', '.join(changed)} another meaning"
                return Check(Name.CONTEXT, Status.FAIL, detail, _CONTEXT, Reason.MALFORMED)
    return Check(Name.CONTEXT, Status.PASS, "its words are those of Open Badges", _CONTEXT)


def _further(document: Mapping[str, Any]) -> Iterator[object]:
    said = document.get("@context", [])
    for context in said if isinstance(said, list) else [said]:
        own = isinstance(context, str) and open_badges_2.is_own_context(context)
        if context is not None and not own:
            yield context


def _redefined(added: object, terms: Mapping[str, Any]) -> set[str]:
    if not isinstance(added, dict | list):
        return {"@context"}
    found: set[str] = set()
    for part in added if isinstance(added, list) else [added]:
        if isinstance(part, dict):
            found |= {
                name
                for name, meaning in part.items()
                if name in {"@vocab", "@base", "@import", "@propagate", "@protected"}
                or (name in terms and not _means_the_same(name, meaning, terms[name]))
            }
    # how the further words are read, and in which language, changes nothing of the known ones
    return found - {"@vocab", "@protected"}


def _means_the_same(name: str, meaning: object, known: object) -> bool:
    """Equal, or as another revision of the specification's own context put it."""
    said = meaning if isinstance(meaning, dict) else {"@id": meaning}
    asked = known if isinstance(known, dict) else {"@id": known}
    own = [f"{prefix}:{name}" for prefix in ("obi", "schema", "sec", "dc", "cred")]
    same_kind = said.get("@type") == asked.get("@type") and set(said) <= {"@id", "@type"}
    return meaning == known or (same_kind and said.get("@id") in own)


def _said_so_itself(assertion: Mapping[str, Any]) -> Check | None:
    if assertion.get("revoked") is not True:
        return None
    return Check(
        Name.STATUS, Status.FAIL, "it says itself that it is revoked", SPEC, Reason.REVOKED
    )


def _holder(assertion: Mapping[str, Any], holders: Sequence[str]) -> Check:
    if not holders:
        return Check(Name.HOLDER, Status.NOT_APPLICABLE, "no holder was asked for", _IDENTITY)
    recipient = one(assertion.get("recipient"))
    if any(recipient_2.is_recipient(recipient, holder) for holder in holders):
        detail = "it was issued to this holder"
        if recipient_2.is_hashed_by_md5(recipient):
            detail += " (by an MD5 hash, which is out of date)"
        return Check(Name.HOLDER, Status.PASS, detail, _IDENTITY)
    return Check(
        Name.HOLDER,
        Status.FAIL,
        f"it was not issued to {holders[0]}",
        _IDENTITY,
        Reason.WRONG_HOLDER,
    )
