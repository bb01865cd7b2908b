"""From what people give (files, folders, archives, lists, links) to one credential at a time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

from skillmark.badges import bundle
from skillmark.badges.reading import BYTES
from skillmark.nouns.errors import InputError, SkillmarkError, UnavailableError, UnreadableError
from skillmark.trust.fetched import Fetch, Fetched
from skillmark.verify import listing
from skillmark.verify.source import Expected, Source, is_url

__all__ = ["Expected", "Source", "expand", "follow", "is_url", "listed", "opened"]

PAGE = 1_000_000
"""Bytes of a web page in which a link is looked for."""
ARCHIVE = 512 * 1024 * 1024
"""Bytes of one archive, packed."""
TABLES = frozenset(("csv", "tsv"))
LINES = frozenset(("jsonl", "ndjson"))
TEXTS = frozenset(("txt", "text", "list", "urls"))
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


def expand(names: Iterable[str], *, fetch: Fetch | None = None) -> Iterator[Source]:
    """Yield the credentials behind paths and links, in order, each with its name.

    The same as `listed`, with every link followed where it stands.
    """
    return (follow(source, fetch) for source in listed(names))


def listed(names: Iterable[str]) -> Iterator[Source]:
    """Yield what paths and links name, in order; links are not followed yet.

    A path that does not exist raises `InputError` at once. What cannot be read is a `Source` with
    its `error`. Folders are walked in the order of names, hidden files and links left out; tables,
    lists and archives are opened.
    """
    names = list(names)
    for name in names:
        if not is_url(name) and not Path(name).exists():
            raise InputError("there is no such file", where=name)
    for name in names:
        if is_url(name):
            yield Source(name)
        else:
            yield from _path(Path(name))


def opened(name: str, data: bytes) -> Iterator[Source]:
    """Yield what stands in one file: an archive, a table, a list, or one credential."""
    if not data.startswith(b"PK\x03\x04"):
        yield from _file(name, data)
        return
    try:
        if len(data) > ARCHIVE:
            raise UnreadableError("the archive is too large")  # noqa: TRY301
        found = bundle.read(data)
    except UnreadableError as error:
        yield Source(name, error=error.at(name))
        return
    receipts = {inner: body for inner, body in found.credentials if inner.endswith(bundle.RECEIPT)}
    for inner, body in found.credentials:
        place = f"{name}:{inner}"
        receipt = receipts.get(bundle.receipt_beside(inner), b"") if receipts else b""
        if inner in receipts:
            continue
        if found.documents or receipt:
            yield Source(place, body, found.documents, receipt=receipt)
        elif body.startswith(b"PK\x03\x04"):
            nested = UnreadableError("an archive inside an archive is not opened", where=place)
            yield Source(place, error=nested)
        else:
            yield from _file(place, body)


def follow(source: Source, fetch: Fetch | None) -> Source:
    """Return a link with the credential behind it, or why it cannot be had; else the source."""
    if not source.link:
        return source
    url = source.name
    if fetch is None:
        error = UnavailableError("a link cannot be followed offline", where=url)
        return replace(source, error=error)
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
        return replace(source, error=error if error.where else error.at(url))
    return replace(source, data=answer.body)


def _path(path: Path, beside: frozenset[str] | None = None) -> Iterator[Source]:
    """Yield what stands under a path; `beside` are the receipts in its folder, where known."""
    if path.is_dir():
        children = sorted(path.iterdir())
        receipts = frozenset(
            child.name for child in children if child.name.endswith(bundle.RECEIPT)
        )
        for child in children:
            hidden = child.name.startswith(".") or child.is_symlink()
            if not hidden and child.name not in receipts:
                yield from _path(child, receipts)
        return
    try:
        with path.open("rb") as file:
            if _ending(path.name) in LINES:
                yield from _lines(str(path), file)
                return
            data = file.read(ARCHIVE + 1)
    except OSError as error:
        cause = error.strerror or str(error)
        yield Source(str(path), error=UnreadableError(cause, where=str(path)))
        return
    receipt = _receipt(path, beside)
    for source in opened(str(path), data):
        yield replace(source, receipt=receipt) if receipt and source.name == str(path) else source


def _receipt(path: Path, beside: frozenset[str] | None) -> bytes:
    """Return the receipt that stands beside a file, if there is one that can be read."""
    if beside is not None and not beside:
        return b""
    name = bundle.receipt_beside(path.name)
    if (beside is not None and name not in beside) or name == path.name:
        return b""
    try:
        return path.with_name(name).read_bytes()[:BYTES]
    except OSError:
        return b""


def _file(name: str, data: bytes) -> Iterator[Source]:
    ending = _ending(name)
    if ending in LINES:
        yield from _lines(name, io.BytesIO(data))
        return
    if ending in TABLES or ending in TEXTS or _begins_with_link(data):
        found: Iterator[Source] = iter(())
        text = listing.decode(data)
        if ending in TABLES:
            found = listing.table(text, name)
        elif listing.names_credentials(text):
            found = listing.pasted(text, name)
        first = next(found, None)
        if first is not None:
            yield first
            yield from found
            return
        if ending in TABLES:
            lacking = UnreadableError(
                "no line of this table names a link",
                where=name,
                remedy="one column holds the links",
            )
            yield Source(name, error=lacking)
            return
    yield Source(name, data)


def _ending(name: str) -> str:
    return name.lower().rpartition(".")[2]


def _begins_with_link(data: bytes) -> bool:
    return is_url(data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:8].decode("ascii", "replace"))


def _lines(name: str, file: IO[bytes]) -> Iterator[Source]:
    number = 0
    while line := file.readline(BYTES + 1):
        number += 1
        place = f"{name}:{number}"
        if len(line) > BYTES:
            yield Source(place, error=UnreadableError("the line is too long", where=place))
            while line and not line.endswith(b"\n"):
                line = file.readline(BYTES)
        elif text := line.strip(b"\xef\xbb\xbf \t\r\n"):
            # a token or a link may stand as a JSON string
            bare = text[1:-1] if text[:1] == text[-1:] == b'"' else text
            yield (
                Source(bare.decode("utf-8", "replace"))
                if _begins_with_link(bare)
                else Source(place, bare)
            )


def credential_link(page: Fetched) -> str | None:
    """Return the credential that a web page names by `<link rel="alternate" type=... href=...>`."""
    finder = _Finder()
    # the parser gives up on a declaration that it does not know: what it saw before counts
    with suppress(AssertionError):
        finder.feed(page.body[:PAGE].decode("utf-8", "replace"))
    try:
        return urljoin(page.url, finder.href) if finder.href else None
    except ValueError:
        return None


class _Finder(HTMLParser):
    href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the first link that fits."""
        said = dict(attrs)
        kind = (said.get("type") or "").partition(";")[0].strip().lower()
        relations = (said.get("rel") or "").lower().split()
        if not self.href and tag == "link" and "alternate" in relations and kind in LINK_TYPES:
            self.href = said.get("href") or ""
