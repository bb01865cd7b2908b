"""JSON-LD contexts, pinned by their bytes: nothing is ever fetched while a proof is checked.

A context decides what a document means, so one that could change after signing would change
what was signed. Source: Verifiable Credentials Data Model 2.0, section 4.3 and appendix B.1;
Data Integrity 1.0, section 2.4.1 (validating contexts).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from skillmark.nouns.errors import UnavailableError
from skillmark.trust import names, strictjson
from skillmark.trust.terms import ActiveContext, ContextError, process

__all__ = ["BUNDLED", "ContextError", "Contexts", "UnknownContextError", "bundled"]

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
UNDEFINED_TERMS = "https://www.w3.org/ns/credentials/undefined-terms/v2"
DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"
OPEN_BADGES_2 = "https://w3id.org/openbadges/v2"
STATUS_LIST_2021 = "https://w3id.org/vc/status-list/2021/v1"
DID_CONFIGURATION = "https://identity.foundation/.well-known/did-configuration/v1"
APART = frozenset((OPEN_BADGES_2, STATUS_LIST_2021, DID_CONFIGURATION))
"""Contexts whose words are no words of credentials, or mean other things there.

An Open Badge 2.0 is not signed by its meanings; an entry of the older status lists whose words are
written in another guise is an entry that cannot be read, and so never a good one, and so is a
domain linkage. Beside a credential's own contexts none of them could redefine their terms, which
are protected.
"""
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

BUNDLED: Mapping[str, str] = {
    CREDENTIALS_V1: "credentials-v1",
    CREDENTIALS_V2: "credentials-v2",
    UNDEFINED_TERMS: "undefined-terms-v2",
    "https://www.w3.org/ns/credentials/status/v1": "bitstring-status-list-v1",
    STATUS_LIST_2021: "status-list-2021-v1",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1",
    DATA_INTEGRITY_V2: "data-integrity-v2",
    "https://w3id.org/security/multikey/v1": "multikey-v1",
    "https://w3id.org/security/suites/ed25519-2020/v1": "ed25519-signature-2020-v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "openbadges-3.0.0",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "openbadges-3.0.1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "openbadges-3.0.2",
    OPEN_BADGES: "openbadges-3.0.3",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "openbadges-extensions",
    OPEN_BADGES_2: "openbadges-2.0",
    DID_CONFIGURATION: "did-configuration-v1",
}
"""URL of every bundled context and the name of its file; sources and digests: see NOTICE."""

EARLIER: Mapping[str, tuple[str, ...]] = {CREDENTIALS_V2: ("credentials-v2-2024-07",)}
"""Files of earlier publications of a bundled context. Nothing is read by them; they say what an
issuer meant who gave the digest of one (VC Data Model 2.0, section 5.3)."""

_MOST_KEPT = 2_000
"""Processed contexts that are kept; beyond, they are worked out anew."""


class UnknownContextError(UnavailableError):
    """The document names a context that is not pinned; it is not fetched."""

    code = "unknown_context"


class Contexts:
    """Pinned contexts by URL."""

    def __init__(self, pinned: Mapping[str, bytes]) -> None:
        self._pinned = dict(pinned)
        self._bodies: dict[str, Any] = {}
        self._processed: dict[tuple[object, ...], tuple[ActiveContext, object]] = {}
        self._vocabulary: names.Vocabulary | None = None

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
                f"the context {url[:500]} is not pinned and is not fetched",
                where="@context",
                remedy=f"if you trust it, pin its bytes: --context {url[:500]}=FILE",
            ) from None

    @property
    def vocabulary(self) -> names.Vocabulary:
        """Every word that the pinned contexts of credentials know (all but those in `APART`)."""
        if self._vocabulary is None:
            own = (url for url in self._pinned if url not in APART)
            self._vocabulary = names.vocabulary(self.body(url) for url in own)
        return self._vocabulary

    def digest(self, url: str) -> str:
        """Return the SHA-256 of the pinned bytes, in hexadecimal."""
        return hashlib.sha256(self.document(url)).hexdigest()

    def with_extra(self, extra: Mapping[str, bytes]) -> Contexts:
        """Return these contexts and more. A bundled one cannot be replaced by other bytes."""
        if not extra:
            return self
        for url, data in extra.items():
            if url in BUNDLED and data != bundled().document(url):
                raise ContextError(
                    f"the context {url} is bundled with other bytes",
                    remedy="leave it out: the published one is used",
                )
        more = Contexts({**self._pinned, **extra})
        for url in extra:
            more.body(url)
        return more

    def as_published_earlier(self, url: str) -> Iterator[tuple[bytes, Contexts]]:
        """Yield the bytes of each earlier publication, and the contexts with it in its place."""
        for name in EARLIER.get(url, ()):
            data = (_folder() / f"{name}.jsonld").read_bytes()
            yield data, Contexts({**self._pinned, url: data})

    def body(self, url: str) -> Any:
        """Return the `@context` pinned under `url`; the same object every time."""
        if url not in self._bodies:
            read = strictjson.parse(self.document(url))
            if "@context" not in read:
                raise ContextError("this is not a JSON-LD context", where=url)
            self._bodies[url] = read["@context"]
        return self._bodies[url]

    def of_document(self, active: ActiveContext, local: Any) -> ActiveContext:
        """Apply the `@context` that stands in a document: a URL or object, or a list of them.

        An object may add terms of its own and touch none that is pinned (`names.check_inline`),
        else it would let a document decide itself what its terms mean. It and null, which would
        clear the terms, are refused with the code `inline_context`.
        """
        parts = [_unwrapped(part) for part in (local if isinstance(local, list) else [local])]
        if not parts:
            raise ContextError("the document has an empty @context", where="@context")
        for part in parts:
            self._check_part(part)
        written = [
            part if isinstance(part, str) else ("inline", json.dumps(part)) for part in parts
        ]
        return self._kept((id(active), *written), active, parts, propagate=True, override=False)

    def _check_part(self, part: Any) -> None:
        if isinstance(part, dict):
            names.check_inline(part, self.vocabulary)
        elif part is None:
            raise ContextError(
                "a document may not clear its contexts",
                where="@context",
                remedy="leave the null out",
                code="inline_context",
            )
        elif not isinstance(part, str):
            raise ContextError("a context must be a URL or an object", where="@context")

    def scoped(
        self, active: ActiveContext, local: Any, *, propagate: bool, override: bool
    ) -> ActiveContext:
        """Apply a context that a term's definition carries."""
        key = (id(active), id(local), propagate, override)
        return self._kept(key, active, local, propagate=propagate, override=override)

    def _kept(
        self,
        key: tuple[object, ...],
        active: ActiveContext,
        local: Any,
        *,
        propagate: bool,
        override: bool,
    ) -> ActiveContext:
        kept = self._processed.get(key)
        if kept is None:
            made = process(active, local, self, propagate=propagate, override=override)
            if len(self._processed) >= _MOST_KEPT:
                self._processed.clear()
            # what the key names by its identity must live as long as the key
            kept = self._processed[key] = (made, (active, local))
        return kept[0]


def _unwrapped(part: Any) -> Any:
    """Return a context out of a further `@context` around it, which other processors allow."""
    return part["@context"] if isinstance(part, dict) and set(part) == {"@context"} else part


@cache
def bundled() -> Contexts:
    """Return the contexts that come with Skillmark."""
    return Contexts(
        {url: (_folder() / f"{name}.jsonld").read_bytes() for url, name in BUNDLED.items()}
    )


def _folder() -> Traversable:
    return resources.files("skillmark.trust") / "contexts"
