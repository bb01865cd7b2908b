"""Pages that link to a credential: one address, or none; never an error of the parser."""

from __future__ import annotations

from urllib.parse import urlsplit

from skillmark.trust.fetched import Fetched
from skillmark.verify.sources import Source, credential_link, expand

from ..bench import NOW


def check(data: bytes) -> None:
    page = Fetched(data, "text/html", "https://academy.example/a/b", 200, NOW)
    found = credential_link(page)
    if found is not None:
        urlsplit(found)
        assert b"link" in data.lower()
        assert b"alternate" in data.lower()
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        return page if len(asked) == 1 else Fetched(b"{}", "application/json", url, 200, NOW)

    (source,) = expand(["https://academy.example/a/b"], fetch=fetch)
    assert isinstance(source, Source)
    assert (source.error is None) == (found is not None)
    assert len(asked) <= 2
