"""Take badges along so that they outlive their issuer's servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skillmark.badges import bundle, reading
from skillmark.badges.levels import as_list
from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.trust import dids
from skillmark.trust.fetched import Fetch, Fetched


@dataclass(frozen=True, slots=True)
class Export:
    """A bundle, and what it lacks."""

    data: bytes
    credentials: int
    as_of: datetime | None
    """The moment for which every status in it is known; `None` where one is missing."""
    missing: tuple[tuple[str, str], ...]
    """URL of a document that could not be had, and why."""


def export(
    credentials: Iterable[tuple[str, bytes]],
    *,
    now: datetime,
    fetch: Fetch | None = None,
    documents: Mapping[str, Fetched] | None = None,
    receipts: Mapping[str, bytes] | None = None,
) -> Export:
    """Bundle credentials (name and bytes, as issued) with all that is needed to check them.

    Key documents and status lists are fetched, or taken from `documents` (by URL). What cannot be
    checked without its issuer all the same is among the `missing`. `receipts` of logs, by the names
    of their credentials, are taken along. Raises `UnreadableError` for something that is no
    credential: a bundle holds nothing unreadable.
    """
    kept = list(credentials)
    copies: dict[str, Fetched] = {}
    missing: dict[str, str] = {}
    statuses: list[datetime] = []
    for name, data in kept:
        try:
            wrapped = reading.read(data)
        except SkillmarkError as error:
            raise error.at(name) from None
        if why := _only_with_its_issuer(wrapped):
            missing[name] = why
        for url, is_status in needed(wrapped.credential):
            if url not in copies and url not in missing:
                try:
                    copies[url] = _get(url, fetch, documents or {})
                except SkillmarkError as error:
                    missing[url] = str(error)
            if is_status and url in copies:
                statuses.append(_signed_on(copies[url]))
    as_of = None if missing else min(statuses, default=now)
    return Export(
        data=bundle.write(kept, copies, now=now, as_of=as_of, receipts=receipts),
        credentials=len(kept),
        as_of=as_of,
        missing=tuple(missing.items()),
    )


def needed(credential: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the URLs that checking a credential asks for, and whether each is a status list."""
    issuer = credential.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if isinstance(named, str) and not named.startswith(("did:key:", "did:jwk:")):
        # an issuer whose keys cannot be looked up online cannot be offline either
        with suppress(dids.IdentifierError):
            yield dids.document_url(named), False
    for entry in as_list(credential.get("credentialStatus")):
        yield from ((url, True) for url in _lists(entry))


def _lists(entry: Mapping[str, Any]) -> Iterator[str]:
    members = ["statusListCredential"]
    if entry.get("statusPurpose") == "revocation":
        # where ours say whether it is only suspended; what messages refer to is for people
        members.append("statusReference")
    for member in members:
        said = entry.get(member)
        for url in said if isinstance(said, list) else [said]:
            if isinstance(url, str):
                yield url


def _only_with_its_issuer(wrapped: reading.Wrapped) -> str:
    """Say why no copies of documents can stand for the issuer; empty where they can."""
    if wrapped.version is reading.Version.OB2:
        return "an Open Badge 1 or 2 cannot be checked without its issuer"
    for entry in as_list(wrapped.credential.get("credentialStatus")):
        if entry.get("type") == "1EdTechRevocationList":
            return "nobody signs its list of revocations, so a copy of it proves nothing"
    return ""


def _get(url: str, fetch: Fetch | None, documents: Mapping[str, Fetched]) -> Fetched:
    if url in documents:
        return documents[url]
    if fetch is None:
        raise UnavailableError("it cannot be asked offline", where=url)
    return fetch(url)


def _signed_on(answer: Fetched) -> datetime:
    """Return since when a status list says it is valid; when it was fetched if it does not."""
    try:
        said = str(reading.read(answer.body).credential.get("validFrom"))
        moment = datetime.fromisoformat(said)
    except (SkillmarkError, ValueError):
        return answer.at
    return moment if moment.tzinfo else answer.at
