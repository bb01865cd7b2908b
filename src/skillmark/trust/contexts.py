"""JSON-LD contexts, pinned by their bytes: nothing is ever fetched while a proof is checked.

A context decides what a document means, so one that could change after signing would change
what was signed. Source: Verifiable Credentials Data Model 2.0, section 4.3 and appendix B.1;
Data Integrity 1.0, section 2.4.1 (validating contexts).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from skillmark.nouns.errors import InputError, UnavailableError
from skillmark.trust import strictjson

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

BUNDLED: Mapping[str, str] = {
    CREDENTIALS_V1: "credentials-v1",
    CREDENTIALS_V2: "credentials-v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2": "undefined-terms-v2",
    "https://www.w3.org/ns/credentials/status/v1": "bitstring-status-list-v1",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1",
    DATA_INTEGRITY_V2: "data-integrity-v2",
    "https://w3id.org/security/multikey/v1": "multikey-v1",
    "https://w3id.org/security/suites/ed25519-2020/v1": "ed25519-signature-2020-v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "openbadges-3.0.0",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "openbadges-3.0.1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "openbadges-3.0.2",
    OPEN_BADGES: "openbadges-3.0.3",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "openbadges-extensions",
}
"""URL of every bundled context and the name of its file; sources and digests: see NOTICE."""

LOST_TERMS = "http://lost.invalid/term#"
LOST_BASE = "http://lost.invalid/base/"
_NET = {"@vocab": LOST_TERMS, "@base": LOST_BASE}
"""Laid under every context so that what JSON-LD would drop without a word shows up instead."""


class UnknownContextError(UnavailableError):
    """The document names a context that is not pinned; it is not fetched."""

    code = "unknown_context"


class ContextError(InputError):
    """A context that is not allowed.

    Codes: `inline_context`, `context` (of the wrong shape), `recursive_context`.
    """

    code = "context"


class Contexts:
    """Pinned contexts by URL."""

    def __init__(self, pinned: Mapping[str, bytes]) -> None:
        self._pinned = dict(pinned)
        self._inlined: dict[str, Any] = {}

    def __contains__(self, url: object) -> bool:
        return url in self._pinned

    @property
    def urls(self) -> tuple[str, ...]:
        """Every URL that is pinned."""
        return tuple(self._pinned)

    def document(self, url: str) -> bytes:
        """Return the pinned bytes, or raise `UnknownContextError` naming the URL."""
        try:
            return self._pinned[url]
        except KeyError:
            raise UnknownContextError(
                f"the context {url} is not pinned and is not fetched",
                where="@context",
                remedy=f"if you trust it, pin its bytes: --context {url}=FILE",
            ) from None

    def digest(self, url: str) -> str:
        """Return the SHA-256 of the pinned bytes, in hexadecimal."""
        return hashlib.sha256(self.document(url)).hexdigest()

    def with_extra(self, extra: Mapping[str, bytes]) -> Contexts:
        """Return these contexts and more. A bundled one cannot be replaced by other bytes."""
        for url, data in extra.items():
            if url in BUNDLED and url in self._pinned and data != self._pinned[url]:
                raise ContextError(
                    f"the context {url} is bundled with other bytes",
                    remedy="leave it out: the published one is used",
                )
            _check(url, data)
        return Contexts({**self._pinned, **extra})

    def inlined(self, url: str) -> Any:
        """Return the context at `url` with every context that it names put in its place.

        Terms mapped to null would drop values; they are mapped into the net instead.
        """
        if url not in self._inlined:
            self._inlined[url] = self._inline(_body(url, self.document(url)), (url,))
        return self._inlined[url]

    def local(self, context: Any) -> list[Any]:
        """Return a document's `@context` (a URL or a list of URLs) as JSON-LD to process."""
        urls = context if isinstance(context, list) else [context]
        if not urls:
            raise ContextError("the document has an empty @context", where="@context")
        made: list[Any] = []
        for url in urls:
            if isinstance(url, dict) or url is None:
                raise ContextError(
                    "a context written into the document itself is not accepted",
                    where="@context",
                    remedy="publish the context under a URL and pin it",
                    code="inline_context",
                )
            if not isinstance(url, str):
                raise ContextError("a context must be a URL", where="@context")
            made.append(self.inlined(url))
        return made

    def _inline(self, body: Any, path: tuple[str, ...]) -> Any:
        if body is None:
            return [None, _NET]
        if isinstance(body, str):
            if body in path:
                raise ContextError(f"the context {body} includes itself", code="recursive_context")
            return self._inline(_body(body, self.document(body)), (*path, body))
        if isinstance(body, list):
            return [self._inline(part, path) for part in body]
        return {term: self._term(term, value, path) for term, value in body.items()}

    def _term(self, term: str, value: Any, path: tuple[str, ...]) -> Any:
        if value is None and not term.startswith("@"):
            return LOST_TERMS + "dropped"
        if isinstance(value, dict) and not term.startswith("@"):
            value = dict(value)
            if "@context" in value:
                value["@context"] = self._inline(value["@context"], path)
            if "@id" in value and value["@id"] is None:
                value["@id"] = LOST_TERMS + "dropped"
        return value


@cache
def bundled() -> Contexts:
    """Return the contexts that come with Skillmark."""
    folder = resources.files("skillmark.trust") / "contexts"
    return Contexts(
        {url: (folder / f"{name}.jsonld").read_bytes() for url, name in BUNDLED.items()}
    )


def _body(url: str, data: bytes) -> Any:
    try:
        return json.loads(data)["@context"]
    except (ValueError, KeyError, TypeError) as error:
        raise ContextError("this is not a JSON-LD context", where=url) from error


def _check(url: str, data: bytes) -> None:
    """Refuse what would make inlining differ from loading, or drop keys unsigned."""
    waiting: list[Any] = [strictjson.parse(data).get("@context")]
    if waiting == [None]:
        raise ContextError("this is not a JSON-LD context", where=url)
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            containers = item.get("@container")
            if {"@import", "@base"} & set(item) or "@index" in (
                containers if isinstance(containers, list) else [containers]
            ):
                raise ContextError(
                    "a context with @import, @base or @index cannot be pinned", where=url
                )
            waiting.extend(item.values())
