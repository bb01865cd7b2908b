"""What the Data Model demands of a credential, whatever kind of credential it is.

Source: VC Data Model 2.0, sections 4.3 to 4.13 and 5.3 to 5.6; VC Data Model 1.1 for what it asks
for differently. A JSON Schema of one kind of credential says none of this of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from skillmark.trust.contexts import CREDENTIALS_V1, CREDENTIALS_V2

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+\Z")
"""An absolute URL or URI: a scheme, and no character that none may hold (RFC 3986)."""

_TYPED = ("credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService")
"""Members whose objects must say their type (section 4.5)."""
_WORDS = frozenset(("@value", "@language", "@direction"))


def is_url(value: object) -> bool:
    """Say whether a value is one absolute URL (a DID and a URN are)."""
    return isinstance(value, str) and URL.match(value) is not None


def problems(credential: Mapping[str, Any]) -> list[str]:
    """Return everything that is wrong with a credential, in plain words; empty if nothing is."""
    return [*_whole(credential), *_parts(credential), *_related(credential)]


def _whole(credential: Mapping[str, Any]) -> Iterator[str]:
    contexts = as_set(credential.get("@context"))
    if not contexts:
        yield "it has no @context"
    elif contexts[0] not in (CREDENTIALS_V1, CREDENTIALS_V2):
        yield f"its first @context is not {CREDENTIALS_V2}"
    elif contexts[0] == CREDENTIALS_V1 and "issuanceDate" not in credential:
        yield "it has no issuanceDate, which version 1.1 asks for"
    types = as_set(credential.get("type"))
    if "VerifiableCredential" not in types:
        yield "its type is not VerifiableCredential"
    if not all(isinstance(name, str) and name for name in types):
        yield "one of its types is no text"
    if "id" in credential and not is_url(credential["id"]):
        yield "its id is no URL"
    issuer = credential.get("issuer")
    if issuer is None:
        yield "it names no issuer"
    elif not is_url(issuer.get("id") if isinstance(issuer, dict) else issuer):
        yield "its issuer is no URL"
    yield from _subjects(credential.get("credentialSubject"))
    if contexts[:1] == [CREDENTIALS_V2]:
        yield from _words(credential, "")
        if isinstance(issuer, dict):
            yield from _words(issuer, "issuer's ")


def _subjects(subject: object) -> Iterator[str]:
    subjects = as_set(subject)
    if not subjects:
        yield "it has no credentialSubject"
    for one in subjects:
        if not isinstance(one, dict) or not one:
            yield "a credentialSubject makes no claim"
        elif "id" in one and not is_url(one["id"]):
            yield "a credentialSubject's id is no URL"


def _words(holder: Mapping[str, Any], whose: str) -> Iterator[str]:
    """`name` and `description` are text, or text with its language and direction (11.1)."""
    for member in ("name", "description"):
        for words in as_set(holder.get(member)):
            if isinstance(words, str):
                continue
            if (
                not isinstance(words, dict)
                or set(words) - _WORDS
                or not isinstance(words.get("@value"), str)
            ):
                yield f"its {whose}{member} is neither text nor text in a language"


def _parts(credential: Mapping[str, Any]) -> Iterator[str]:
    for member in _TYPED:
        for part in as_set(credential.get(member)):
            if not isinstance(part, dict):
                yield f"its {member} is no object"
                continue
            types = as_set(part.get("type"))
            if not types or not all(isinstance(name, str) and name for name in types):
                yield f"its {member} has no type"
            if "id" in part and not is_url(part["id"]):
                yield f"the id of its {member} is no URL"
            if "id" not in part and member == "credentialSchema":
                yield "its credentialSchema has no id"


def _related(credential: Mapping[str, Any]) -> Iterator[str]:
    """Related resources are objects, named once each, with a digest (section 5.3)."""
    named: set[str] = set()
    for part in as_set(credential.get("relatedResource")):
        if not isinstance(part, dict) or not is_url(part.get("id")):
            yield "a relatedResource has no id"
            continue
        if part["id"] in named:
            yield f"the relatedResource {part['id'][:200]} stands there twice"
        named.add(part["id"])
        digests = [part[name] for name in ("digestSRI", "digestMultibase") if name in part]
        if not digests or not all(isinstance(digest, str) for digest in digests):
            yield f"the relatedResource {part['id'][:200]} has no digest"


def presentation_problems(presentation: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a presentation itself (section 4.13); its credentials apart."""
    checks: tuple[tuple[Callable[[Mapping[str, Any]], bool], str], ...] = (
        (
            lambda p: as_set(p.get("@context"))[:1] in ([CREDENTIALS_V1], [CREDENTIALS_V2]),
            f"its first @context is not {CREDENTIALS_V2}",
        ),
        (
            lambda p: "VerifiablePresentation" in as_set(p.get("type")),
            "its type is not VerifiablePresentation",
        ),
        (lambda p: "id" not in p or is_url(p["id"]), "its id is no URL"),
        (lambda p: "holder" not in p or is_url(holder_of(p)), "its holder is no URL"),
    )
    return [problem for holds, problem in checks if not holds(presentation)]


def holder_of(presentation: Mapping[str, Any]) -> object:
    """Return the id of a presentation's holder, or what stands in its place."""
    holder = presentation.get("holder")
    return holder.get("id") if isinstance(holder, dict) else holder


def as_set(value: object) -> list[Any]:
    """Return the members of a JSON-LD set: a list, one value without its list, or nothing."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
