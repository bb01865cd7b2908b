"""Documents that travel with a credential, so that it can be checked without its issuer.

A stapled status list is believed because its issuer signed it, and for the moment that it was
signed, not for the moment that the stapler claims. A stapled key document is nobody's word: it is
believed only where a registry pins the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetch, Fetched


@dataclass(frozen=True, slots=True)
class Found:
    """A document, and whether it came from its own place just now or along with the credential."""

    answer: Fetched
    stapled: bool


Lookup = Callable[[str], Found]
"""Find a document by URL, or raise `UnavailableError`."""


def lookup(fetch: Fetch | None, stapled: Mapping[str, Fetched]) -> Lookup:
    """Return a lookup that asks the live place first and falls back on what was stapled."""

    def find(url: str) -> Found:
        if fetch is not None:
            try:
                return Found(fetch(url), stapled=False)
            except UnavailableError:
                if url not in stapled:
                    raise
        if url in stapled:
            return Found(stapled[url], stapled=True)
        raise UnavailableError(
            f"{url} cannot be asked offline",
            remedy="check again with a connection, or use a bundle from: skillmark hold export",
            code="offline",
        )

    return find
