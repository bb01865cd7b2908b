"""From what people give (files, folders, archives, lists, links) to one credential at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from skillmark.badges import bundle
from skillmark.badges.reading import BYTES
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError, UnreadableError
from skillmark.trust.fetched import Fetch, Fetched

ARCHIVE = 512 * 1024 * 1024
"""Bytes of one archive, packed."""
LINK_TYPES = frozenset(
    (
        "application/vc",
        "application/vc+ld+json",
        "application/ld+json",
        "application/json",
        "application/vc+jwt",
        "application/jwt",
        "text/plain",
    )
)


@dataclass(frozen=True, slots=True)
class Source:
    """One credential as it was found, or why it could not be read."""

    name: str
    data: bytes = b""
    staples: Mapping[str, Fetched] = field(default_factory=dict)
    error: SkillmarkError | None = None


def is_url(name: str) -> bool:
    """Say whether a source is a link rather than a path."""
    return name.startswith(("https://", "http://"))


def expand(names: Iterable[str], *, fetch: Fetch | None = None) -> Iterator[Source]:
    """Yield the credentials behind paths and links, in order, each with its name.

    A path that does not exist raises `InputError` at once. What cannot be read is a `Source` with
    its `error`. Folders are walked in the order of names, hidden files and links left out.
    """
    names = list(names)
    for name in names:
        if not is_url(name) and not Path(name).exists():
            raise InputError("there is no such file", where=name)
    for name in names:
        if is_url(name):
            yield _link(name, fetch)
        else:
            yield from _path(Path(name))


def _path(path: Path) -> Iterator[Source]:
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith(".") and not child.is_symlink():
                yield from _path(child)
        return
    try:
        if path.suffix.lower() in {".jsonl", ".ndjson"}:
            yield from _lines(path)
            return
        with path.open("rb") as file:
            data = file.read(ARCHIVE + 1)
    except OSError as error:
        cause = error.strerror or str(error)
        yield Source(str(path), error=UnreadableError(cause, where=str(path)))
        return
    yield from _bytes(str(path), data)


def _bytes(name: str, data: bytes) -> Iterator[Source]:
    if not data.startswith(b"PK\x03\x04"):
        yield Source(name, data)
        return
    try:
        if len(data) > ARCHIVE:
            raise UnreadableError("the archive is too large")  # noqa: TRY301
        found = bundle.read(data)
    except UnreadableError as error:
        yield Source(name, error=error.at(name))
        return
    for inner, body in found.credentials:
        yield Source(f"{name}:{inner}", body, found.documents)


def _lines(path: Path) -> Iterator[Source]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(BYTES + 1):
            number += 1
            name = f"{path}:{number}"
            if len(line) > BYTES:
                yield Source(name, error=UnreadableError("the line is too long", where=name))
                while line and not line.endswith(b"\n"):
                    line = file.readline(BYTES)
            elif text := line.strip(b"\xef\xbb\xbf \t\r\n"):
                # a token may stand as a JSON string
                yield Source(name, text[1:-1] if text[:1] == text[-1:] == b'"' else text)


def _link(url: str, fetch: Fetch | None) -> Source:
    if fetch is None:
        return Source(url, error=UnavailableError("a link cannot be followed offline", where=url))
    try:
        answer = fetch(url)
        if answer.media_type == "text/html":
            target = credential_link(answer)
            if target is None:
                raise UnreadableError(
                    "this page links to no credential",
                    where=url,
                    remedy="give the link to the credential itself",
                )
            answer = fetch(target)
    except SkillmarkError as error:
        return Source(url, error=error if error.where else error.at(url))
    return Source(url, answer.body)


def credential_link(page: Fetched) -> str | None:
    """Return the credential that a web page names by `<link rel="alternate" type=... href=...>`."""
    finder = _Finder()
    finder.feed(page.body[:1_000_000].decode("utf-8", "replace"))
    return urljoin(page.url, finder.href) if finder.href else None


class _Finder(HTMLParser):
    href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the first link that fits."""
        said = dict(attrs)
        kind = (said.get("type") or "").partition(";")[0].strip().lower()
        relations = (said.get("rel") or "").lower().split()
        if not self.href and tag == "link" and "alternate" in relations and kind in LINK_TYPES:
            self.href = said.get("href") or ""
