"""Fetch the documents that an Open Badge 1 or 2 is made of: few, small, and each once a batch.

Whoever is asked is named by a stranger's document, so everything goes through the `fetch` that came
in, and one badge may only name so many documents.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from skillmark.badges.open_badges_2 import is_web
from skillmark.nouns.errors import SkillmarkError, UnavailableError
from skillmark.trust import strictjson
from skillmark.trust.fetched import Fetch, Fetched

MOST = 16
"""Documents that one badge may make us ask for."""
LARGEST = 4 * 1024 * 1024
"""Bytes of one document; pictures may be embedded in it."""
MOST_KEPT = 32 * 1024 * 1024
"""Bytes that are remembered for the next badge of a batch."""


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON object, and when its place gave it."""

    value: dict[str, Any]
    at: datetime
    url: str
    """Where it came from, after redirects."""


@dataclass
class Documents:
    """What a batch has fetched so far. `fetch` is `None` offline."""

    fetch: Fetch | None
    _kept: dict[str, Document | SkillmarkError] = field(default_factory=dict, repr=False)
    _bytes: int = 0

    def of_one_badge(self) -> Asking:
        """Return a view of these documents that counts what one badge asks for."""
        return Asking(self)

    def get(self, url: str) -> Document:
        """Return a document, fetched now or earlier in this batch. Errors: see `Asking.get`."""
        if url not in self._kept:
            if self._bytes > MOST_KEPT:
                self._kept.clear()
                self._bytes = 0
            try:
                self._kept[url] = self._read(url)
            except SkillmarkError as error:
                self._kept[url] = error
        kept = self._kept[url]
        if isinstance(kept, SkillmarkError):
            raise kept
        return kept

    def _read(self, url: str) -> Document:
        if self.fetch is None:
            raise UnavailableError(
                f"{url[:500]} cannot be asked offline",
                remedy="check again with a connection",
                code="offline",
            )
        answer = self._ask(self.fetch, url)
        self._bytes += len(answer.body) + 1024
        if answer.status != 200:
            raise UnavailableError(f"{url[:500]} answered {answer.status}", code="status")
        if answer.media_type == "text/html":
            raise UnavailableError(f"{url[:500]} answers with a web page", code="response")
        return Document(strictjson.parse(answer.body, largest=LARGEST), answer.at, answer.url)

    def _ask(self, fetch: Fetch, url: str) -> Fetched:
        try:
            return fetch(url)
        except UnavailableError as error:
            # many old badges name http addresses whose servers answer https as well; what comes
            # unprotected could be anybody's word
            if error.code != "insecure" or not url.startswith("http://"):
                raise
            return fetch("https://" + url.removeprefix("http://"))


@dataclass
class Asking:
    """The documents that one badge names, up to `MOST`."""

    documents: Documents
    _asked: set[str] = field(default_factory=set)

    def get(self, url: str) -> Document:
        """Return the document under a URL (its fragment does not count).

        Raises `UnavailableError` where it is not to be had (code `gone`: its server says for good,
        410), another `SkillmarkError` where it is no JSON object.
        """
        place = url.partition("#")[0]
        if not is_web(place):
            raise UnavailableError(f"{url[:200]!r} is no web address that could be asked")
        if place not in self._asked and len(self._asked) >= MOST:
            raise UnavailableError(f"the badge names more than {MOST} documents")
        self._asked.add(place)
        return self.documents.get(place)
