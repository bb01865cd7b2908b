"""Read `/.well-known/did-configuration.json` of an origin: which DIDs it names as its own.

1. The resource is fetched from the origin over https, within the caps of the client; an answer
   that comes from another origin is refused, and so is one that is larger than `LARGEST`.
2. It is an object with `@context` and `linked_dids` and nothing else (section 3).
3. Of the Domain Linkage Credentials in it, those of the DID that is asked for are checked: subject
   and issuer are the DID; the origin is the one that was asked; there is no `id`, and both dates
   are there (section 4); header and claims of a token are those of section 4.2 and no others.
4. Its time has come and is not over, and the DID's own document lists the key that signed under
   `assertionMethod` (section 5).

Source: DIF Well Known DID Configuration 1.0.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from skillmark.badges import reading
from skillmark.badges.reading import Format, Version, Wrapped
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError
from skillmark.trust import jose, strictjson
from skillmark.trust.contexts import Contexts
from skillmark.trust.fetched import Fetch
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.verify import securing, validity
from skillmark.verify.status import StatusLists, issuer_id

PATH = "/.well-known/did-configuration.json"
TYPE = "DomainLinkageCredential"
LARGEST = 512 * 1024
"""Bytes of one resource."""
MOST_LISTED = 2_000
MOST_CHECKED = 4
"""Credentials of one DID whose signatures are looked at."""
_MEMBERS = {"@context", "linked_dids"}
_HEADER = {"alg", "kid"}
_CLAIMS = {"exp", "iss", "nbf", "sub", "vc"}


@dataclass(frozen=True, slots=True)
class Linked:
    """What an origin says of a DID. `linked` is `None` where it could not be asked."""

    linked: bool | None
    detail: str
    at: datetime | None = None


def origin_of(url: str) -> str:
    """Return the https origin of a URL in its one form, or nothing.

    Without user information, in lower case, with the port only where it is not 443. A host that is
    not ASCII, or ends in a dot, is not the one that it looks like and has none.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    unfit = not url.isascii() or not url.isprintable() or host.endswith(".") or port == 0
    if parts.scheme != "https" or not host or "@" in parts.netloc or "\\" in url or unfit:
        return ""
    name = f"[{host}]" if ":" in host else host
    return f"https://{name}" if port in (None, 443) else f"https://{name}:{port}"


def same_origin(said: object, origin: str) -> bool:
    """Say whether a credential's `origin` is this one.

    The specification's own token writes the bare host: over https it can mean nothing else.
    """
    if not isinstance(said, str):
        return False
    written = said if "://" in said else f"https://{said}"
    parts = urlsplit(written) if origin_of(written) else None
    whole = parts is not None and parts.path in ("", "/") and not parts.query + parts.fragment
    return whole and origin_of(written) == origin and "?" not in said and "#" not in said


class Linkage:
    """Asks origins for one verifier; each is asked once."""

    def __init__(
        self,
        fetch: Fetch | None,
        *,
        resolver: Resolver,
        contexts: Contexts,
        now: datetime,
        lists: Callable[[], StatusLists],
    ) -> None:
        self._fetch, self._resolver, self._contexts = fetch, resolver, contexts
        self._now, self._lists = now, lists
        self._read: dict[str, tuple[list[Any], datetime] | SkillmarkError] = {}
        self._told: dict[tuple[str, tuple[str, ...]], Linked] = {}

    def look(self, origin: str, names: Collection[str]) -> Linked:
        """Say whether an origin and one of these DIDs (of one issuer) name each other."""
        key = origin, tuple(names)
        if key not in self._told:
            self._told[key] = self._look(origin, names)
        return self._told[key]

    def _look(self, origin: str, names: Collection[str]) -> Linked:
        host = origin.removeprefix("https://")
        if origin not in self._read:
            try:
                self._read[origin] = self._resource(origin)
            except SkillmarkError as error:
                self._read[origin] = error
        read = self._read[origin]
        if isinstance(read, UnavailableError):
            return Linked(None, f"{host} does not say which issuers are its own: {read}")
        if isinstance(read, SkillmarkError):
            return Linked(None, f"what {host} says of its issuers cannot be read: {read}")
        entries, at = read
        own = [entry for entry in entries if _subject(entry) in names]
        if not own:
            return Linked(False, f"{host} does not name this issuer as its own", at)
        problems = [self._problem(entry, origin) for entry in own[:MOST_CHECKED]]
        if any(not detail for _, detail in problems):
            return Linked(True, f"{host} names this issuer as its own", at)
        for unknown, detail in problems:
            if unknown:
                return Linked(None, f"whether {host} names this issuer is not known: {detail}", at)
        return Linked(False, f"what {host} says of this issuer does not hold: {problems[0][1]}", at)

    def _resource(self, origin: str) -> tuple[list[Any], datetime]:
        """Fetch and read the resource (section 3)."""
        url = origin + PATH
        if self._fetch is None:
            raise UnavailableError("it cannot be asked offline", code="offline")
        answer = self._fetch(url)
        if origin_of(answer.url) != origin:
            raise InputError(f"the answer comes from {origin_of(answer.url) or 'elsewhere'}")
        if answer.status != 200:
            raise UnavailableError(f"{url} answered {answer.status}")
        value = strictjson.parse(answer.body, largest=LARGEST)
        entries = value.get("linked_dids")
        if set(value) != _MEMBERS or not isinstance(entries, list):
            raise InputError("it is no object of @context and linked_dids alone", where=url)
        if len(entries) > MOST_LISTED:
            raise InputError(f"it holds more than {MOST_LISTED} credentials", where=url)
        return entries, answer.at

    def _problem(self, entry: object, origin: str) -> tuple[bool, str]:
        """Say what is wrong with an entry, and whether that only could not be told."""
        try:
            wrapped = _wrapped(entry)
        except SkillmarkError as error:
            return False, str(error)
        credential = wrapped.credential
        wrong = next(_wrong(credential, origin), "")
        if wrong:
            return False, wrong
        did = issuer_id(credential)
        secured = securing.check(
            wrapped, did, resolver=self._resolver, contexts=self._contexts, now=self._now
        )
        status, _ = self._lists().check(credential, did)
        checks = (*secured, validity.check(credential, now=self._now), status)
        for bad in (Status.FAIL, Status.UNKNOWN):
            for check in checks:
                if check.status is bad:
                    return bad is Status.UNKNOWN, check.detail
        return False, ""


def _subject(entry: object) -> str:
    """Return the DID that an entry is about, as it says itself."""
    try:
        said = jose.read(entry).payload.get("sub") if isinstance(entry, str) else entry
    except InputError:
        return ""
    if isinstance(said, dict):
        subject = said.get("credentialSubject")
        said = subject.get("id") if isinstance(subject, dict) else ""
    return said if isinstance(said, str) else ""


def _wrapped(entry: object) -> Wrapped:
    """Take one entry as a credential, or raise `InputError` for what section 4 does not allow."""
    if isinstance(entry, dict):
        return Wrapped(Format.JSON, entry, json.dumps(entry), Version.OTHER)
    token = jose.read(str(entry))
    if set(token.header) != _HEADER:
        raise InputError("the header of its token holds more or less than alg and kid")
    if set(token.payload) != _CLAIMS:
        raise InputError("the claims of its token are not exp, iss, nbf, sub and vc alone")
    if not isinstance(token.payload["vc"], dict):
        raise InputError("the vc of its token is no object")
    wrapped = reading.read(str(entry).encode())
    subject = wrapped.credential.get("credentialSubject")
    named = subject.get("id") if isinstance(subject, dict) else None
    if not token.payload["iss"] == token.payload["sub"] == named:
        raise InputError("iss and sub of its token are not the DID")
    return wrapped


def _wrong(credential: Mapping[str, Any], origin: str) -> Iterator[str]:
    """Yield what is wrong with a Domain Linkage Credential by sections 4 and 5, 1 to 3."""
    types = credential.get("type")
    if TYPE not in (types if isinstance(types, list) else [types]):
        yield f"it is no {TYPE}"
    if "id" in credential:
        yield "it has an id, which it must not have"
    for name in ("issuanceDate", "expirationDate"):
        if name not in credential:
            yield f"it has no {name}"
    said = credential.get("credentialSubject")
    subject = said if isinstance(said, dict) else {}
    named = subject.get("id")
    if not isinstance(named, str) or not named.startswith("did:"):
        yield "its subject is no DID"
    if issuer_id(credential) != named:
        yield "another than its subject issued it"
    if not same_origin(subject.get("origin"), origin):
        yield f"it is for another origin than {origin}"
