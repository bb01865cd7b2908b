"""The REST binding of CASE 1.1: every answer as status, headers and JSON (1EdTech, January 2025).

Twelve reads below `/ims/case/v1p1/`. `GET CFDocuments` can be cut into pages, sorted, filtered and
reduced to some fields (binding, 3.1 to 3.4); all others name one thing by its UUID.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from skillmark.skills.exchange.case.book import Book
from skillmark.skills.exchange.case.members import Json
from skillmark.skills.exchange.case.names import PATH

LIMIT = 100
"""Documents in one answer where nobody asks for another number (binding, 3.1)."""
LARGEST_LIMIT = 1000
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TERM = r"\s*([A-Za-z][\w.]*)\s*(!=|>=|<=|=|>|<|~)\s*'([^']*)'\s*"
_FILTER = re.compile(rf"{_TERM}(?:\s(AND|OR)\s{_TERM})?")
_PREDICATES: Mapping[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "~": operator.contains,
}
_FIELDS = frozenset(
    (
        *("identifier", "uri", "frameworkType", "caseVersion", "creator", "title", "publisher"),
        *("lastChangeDateTime", "officialSourceURL", "description", "subject", "subjectURI"),
        *("language", "version", "adoptionStatus", "statusStartDate", "statusEndDate"),
        *("licenseURI", "notes", "CFPackageURI", "extensions"),
    )
)
"""What the data model knows of a CFDocument."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send: an HTTP status, a JSON object, and headers beside its content type."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)


def failure(status: int, minor: str, words: str, *, name: str = "skillmark") -> Answer:
    """Return the error payload of the binding (`imsx_StatusInfo`).

    `minor` is one of its codes: `unknownobject`, `invalid_uuid`, `invalid_selection_field`,
    `forbidden`, `unauthorised_request`, `server_busy`, `internal_server_error`.
    """
    codes = [{"imsx_codeMinorFieldName": name, "imsx_codeMinorFieldValue": minor}]
    return Answer(
        status,
        {
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": words,
            "imsx_codeMinor": {"imsx_codeMinorField": codes},
        },
    )


class Service:
    """Answers about any number of frameworks; of one in several versions the first counts."""

    def __init__(self, books: Sequence[Book]) -> None:
        self._books: dict[str, Book] = {}
        for book in books:
            self._books.setdefault(book.identifier, book)
        self._reads: Mapping[str, Callable[[str], Json | None]] = {
            "CFDocuments": self._document,
            "CFPackages": self._package,
            "CFItems": self._item,
            "CFItemAssociations": self._item_associations,
            "CFAssociations": self._association,
            "CFRubrics": self._rubric,
            "CFItemTypes": self._item_type,
            "CFLicenses": self._licence,
            "CFConcepts": _nothing,
            "CFSubjects": _nothing,
            "CFAssociationGroupings": _nothing,
        }

    def answer(self, path: str, query: Mapping[str, str] | None = None, *, url: str = "") -> Answer:
        """Answer one GET.

        `path` is what follows `/ims/case/v1p1/`; `query` the parameters of the URL, decoded. `url`
        is the address of `CFDocuments`, for the links to other pages.
        """
        name, _, identifier = path.strip("/").partition("/")
        if name == "CFDocuments" and not identifier:
            return self._documents(query or {}, url or f"{PATH}{name}")
        read = self._reads.get(name)
        if read is None or not identifier:
            return failure(404, "unknownobject", f"there is no {path}")
        if not _UUID.fullmatch(identifier):
            return failure(404, "invalid_uuid", f"{identifier[:80]!r} is not a UUID")
        found = read(identifier.lower())
        if found is None:
            return failure(404, "unknownobject", f"{name} has no {identifier}")
        return Answer(200, found)

    # one thing by its identifier

    def _document(self, identifier: str) -> Json | None:
        book = self._books.get(identifier)
        return _standalone(book) if book else None

    def _package(self, identifier: str) -> Json | None:
        book = self._books.get(identifier)
        return book.package() if book else None

    def _item(self, identifier: str) -> Json | None:
        book = self._with_item(identifier)
        return _item(book, identifier) if book else None

    def _item_associations(self, identifier: str) -> Json | None:
        book = self._with_item(identifier)
        if book is None:
            return None
        found = [
            one.association(name)
            for one in self._books.values()
            for name in one.touching.get(identifier, ())
            if identifier in one.items
        ]
        return {"CFItem": _item(book, identifier), "CFAssociations": found}

    def _with_item(self, identifier: str) -> Book | None:
        return next((one for one in self._books.values() if identifier in one.items), None)

    def _association(self, identifier: str) -> Json | None:
        for book in self._books.values():
            if identifier in book.associations:
                return book.association(identifier) | {"CFDocumentURI": _link(book)}
        return None

    def _rubric(self, identifier: str) -> Json | None:
        book = next((one for one in self._books.values() if identifier in one.rubrics), None)
        return book.rubric() if book else None

    def _item_type(self, identifier: str) -> Json | None:
        found = self._defined("CFItemTypes", identifier)
        return {"CFItemTypes": [found]} if found else None

    def _licence(self, identifier: str) -> Json | None:
        return self._defined("CFLicenses", identifier)

    def _defined(self, member: str, identifier: str) -> Json | None:
        found = (
            one
            for book in self._books.values()
            for one in book.definitions().get(member, ())
            if one["identifier"] == identifier
        )
        return next(found, None)

    # all documents

    def _documents(self, query: Mapping[str, str], url: str) -> Answer:
        found = [_standalone(book) for book in self._books.values()]
        if query.get("filter"):
            kept = _filtered(found, query["filter"])
            if isinstance(kept, Answer):
                return kept
            found = kept
        sort = query.get("sort", "")
        if sort in _FIELDS:  # by a field that does not exist: in our own order (3.2)
            found.sort(key=lambda one: _comparable(one.get(sort)), reverse=_descending(query))
        limit, offset = _number(query, "limit", LIMIT), _number(query, "offset", 0)
        wrong = [
            name
            for name, number in (("limit", limit), ("offset", offset))
            if number is None or (name == "limit" and number < 1)
        ]
        if query.get("orderBy", "asc") not in ("asc", "desc"):
            wrong.append("orderBy")
        if "fields" in query and not all(one.strip() for one in query["fields"].split(",")):
            wrong.append("fields")
        if wrong or limit is None or offset is None:
            words = f"not understood: {', '.join(wrong)}"
            return failure(400, "invalid_selection_field", words)
        limit = min(limit, LARGEST_LIMIT)
        page = found[offset : offset + limit]
        asked = [one.strip() for one in query.get("fields", "").split(",") if one.strip()]
        if asked and all(one in _FIELDS for one in asked):  # else all of them (3.4)
            page = [{name: one[name] for name in asked if name in one} for one in page]
        headers = {"X-Total-Count": str(len(found))}
        links = _links(url, query, limit=limit, offset=offset, total=len(found))
        if links:
            headers["Link"] = links
        return Answer(200, {"CFDocuments": page}, headers)


def _standalone(book: Book) -> Json:
    own = book.document()
    address = book.address("CFPackages", book.identifier)
    link = {"title": own["title"], "identifier": book.identifier, "uri": address}
    return own | {"CFPackageURI": link}


def _item(book: Book, identifier: str) -> Json:
    return book.item(identifier) | {"CFDocumentURI": _link(book)}


def _link(book: Book) -> Json:
    own = book.document()
    return {name: own[name] for name in ("title", "identifier", "uri")}


def _nothing(identifier: str) -> None:
    """Our frameworks define no concepts, subjects or groups of associations."""


def _number(query: Mapping[str, str], name: str, otherwise: int) -> int | None:
    words = query.get(name, "")
    if not words:
        return otherwise
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


def _descending(query: Mapping[str, str]) -> bool:
    return query.get("orderBy") == "desc"


def _comparable(value: Any) -> str:
    if isinstance(value, list):
        value = ",".join(map(str, value))
    return "" if value is None else str(value).casefold()


def _filtered(documents: list[Json], words: str) -> list[Json] | Answer:
    """Return those that a filter lets through (3.3), or why it cannot be understood."""
    found = _FILTER.fullmatch(words)
    if not found:
        return failure(400, "invalid_selection_field", "the filter is not understood")
    left, logical, right = found.group(1, 2, 3), found.group(4), found.group(5, 6, 7)
    rules = [left] if logical is None else [left, right]
    for name, _, _ in rules:
        if name.partition(".")[0] not in _FIELDS:
            return failure(400, "invalid_selection_field", f"there is no field {name}")
    combine = any if logical == "OR" else all
    return [one for one in documents if combine(_holds(one, *rule) for rule in rules)]


def _holds(document: Json, name: str, predicate: str, asked: str) -> bool:
    value: Any = document
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    wanted = asked.casefold()
    if isinstance(value, list) and predicate == "~":
        inside = {str(one).casefold() for one in value}
        return any(one.strip() in inside for one in wanted.split(","))
    return _PREDICATES[predicate](_comparable(value), wanted)


def _links(url: str, query: Mapping[str, str], *, limit: int, offset: int, total: int) -> str:
    """The Link header of a page: next, last, first and prev, each where it is another page."""
    last = max(0, (total - 1) // limit * limit)
    pages = {
        "next": offset + limit if offset + limit < total else None,
        "last": last if total > limit else None,
        "first": 0 if total > limit else None,
        "prev": max(0, offset - limit) if offset else None,
    }
    rest = {name: words for name, words in query.items() if name not in ("limit", "offset")}
    return ", ".join(
        f'<{url}?{urlencode({"limit": limit, "offset": start, **rest})}>; rel="{name}"'
        for name, start in pages.items()
        if start is not None
    )
