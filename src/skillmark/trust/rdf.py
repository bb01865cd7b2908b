"""JSON-LD to a canonical RDF dataset, refusing every document that loses data on the way.

JSON-LD drops what it does not understand without a word: undefined terms, relative or broken
references, unknown keywords. What is dropped is not signed, so a reader could be shown
something that nobody vouched for. Here each of them is a `DataLossError` that says where.

Only null and the empty array vanish, as everywhere in JSON-LD: readers must treat them as
absent. The order of an array is not part of its meaning unless its term is a list.

Sources: JSON-LD 1.1 Processing Algorithms and API, sections 5.1 (expansion), 5.3 (value
expansion) and 8 (RDF serialization); text direction as `i18n` datatype, as other
implementations of the cryptosuites sign it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from skillmark.trust import canon, jcs
from skillmark.trust.contexts import ContextError, Contexts, bundled
from skillmark.trust.literals import IRI, RDF, DataLossError, Place, literal, text, typed
from skillmark.trust.terms import INITIAL, KEYWORDS, ActiveContext, Term

__all__ = ["DataLossError", "canonicalize", "quads"]

MOST_CONTEXTS = 500
"""Contexts that one document may make be worked out, each for up to a millisecond."""
_BLANK = re.compile(r"_:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")


def canonicalize(
    document: Mapping[str, Any],
    *,
    contexts: Contexts | None = None,
    algorithm: str = "sha256",
    work: int = canon.WORK,
) -> str:
    """Return the canonical N-Quads of a JSON-LD document.

    Raises `UnknownContextError`, `ContextError`, `DataLossError`, `PoisonGraphError`.
    """
    return canon.canonicalize(quads(document, contexts=contexts), algorithm=algorithm, work=work)


def quads(document: Mapping[str, Any], *, contexts: Contexts | None = None) -> list[canon.Quad]:
    """Return the RDF dataset of a JSON-LD document, all of it, or raise `DataLossError`."""
    if "@context" not in document:
        raise DataLossError("a JSON-LD document needs a @context", where="@context")
    reading = _Reading(contexts or bundled())
    list(reading.item(dict(document), INITIAL, None, Place("", 0)))
    return reading.found


class _Reading:
    """Reads one document into quads."""

    def __init__(self, contexts: Contexts) -> None:
        self.contexts = contexts
        self.found: list[canon.Quad] = []
        self.nodes = 0
        self.graph = ""
        self.worked: set[tuple[int, tuple[str, ...]]] = set()
        self.left = MOST_CONTEXTS

    def add(self, subject: str, predicate: str, value: str) -> None:
        if len(self.found) >= canon.MOST_QUADS:
            raise canon.PoisonGraphError(f"more than {canon.MOST_QUADS} statements in one document")
        self.found.append((subject, f"<{predicate}>", value, self.graph))

    def spend(self, active: ActiveContext, *names: str) -> None:
        """Count the contexts that this document makes be worked out; the same ones are kept."""
        if (id(active), names) not in self.worked:
            self.worked.add((id(active), names))
            self.left -= len(names)
            if self.left < 0:
                raise ContextError(f"one document applies more than {MOST_CONTEXTS} contexts")

    def fresh(self) -> str:
        self.nodes += 1
        return f"_:n{self.nodes}"

    def item(self, value: Any, active: ActiveContext, key: str | None, at: Place) -> Iterator[str]:
        """Yield the RDF terms that one value of the property `key` stands for."""
        if value is None:
            return
        if isinstance(value, list):
            for place, part in enumerate(value):
                yield from self.item(part, active, key, at.down(place))
        elif isinstance(value, dict):
            yield from self.object(value, active, key, at)
        else:
            term = active.terms.get(key or "")
            if term is not None and term.has_context:
                self.spend(active, key or "")
                active = self.contexts.scoped(active, term.context, propagate=True, override=True)
            yield self.scalar(value, active, key or "", at)

    def object(
        self, value: dict[str, Any], outer: ActiveContext, key: str | None, at: Place
    ) -> Iterator[str]:
        """Yield the term of a node, value, list or set object (section 5.1.2, steps 7 to 14)."""
        before_types = self.entered(value, outer, key)
        types = self.types(_keywords(value, before_types, at), before_types, at)
        active = before_types
        for name in sorted(types):
            scoped = before_types.terms.get(name)
            if scoped is not None and scoped.has_context:
                self.spend(active, name)
                active = self.contexts.scoped(
                    active, scoped.context, propagate=False, override=False
                )
        members = _keywords(value, active, at)
        names = {name for name, _ in members.values()}
        members.pop("@context", None)
        if key is None and members.keys() & {"@value", "@list", "@set"}:
            raise at.loss("the document is a value, not something that has values")
        if "@value" in members:
            _only(value, members, {"@value", "@type", "@language", "@direction"}, at)
            yield from self.value(members, before_types, at)
        elif "@list" in members:
            _only(value, members, {"@list"}, at)
            name, parts = members["@list"]
            yield self.list_of(parts, active, key, at.down(name))
        elif "@set" in members:
            _only(value, members, {"@set"}, at)
            name, parts = members["@set"]
            yield from self.item(parts, active, key, at.down(name))
        else:
            subject = self.subject(members, active, at)
            for iri in types.values():
                self.add(subject, f"{RDF}type", f"<{iri}>")
            self.properties(subject, value, names, active, at)
            yield subject

    def entered(
        self, value: dict[str, Any], outer: ActiveContext, key: str | None
    ) -> ActiveContext:
        """Return the context in force inside an object, before its types have their say."""
        term, active = outer.terms.get(key or ""), outer
        if active.previous is not None:
            keywords = [active.expand(name, vocab=True) for name in value]
            if "@value" not in keywords and keywords != ["@id"]:
                active = active.previous
        if term is not None and term.has_context:
            self.spend(active, key or "")
            active = self.contexts.scoped(active, term.context, propagate=True, override=True)
        if "@context" in value:
            local = value["@context"]
            urls = local if isinstance(local, list) else [local]
            if all(isinstance(url, str) for url in urls):
                self.spend(active, *urls)
            active = self.contexts.of_document(active, local)
        return active

    def types(
        self, members: Mapping[str, tuple[str, Any]], active: ActiveContext, at: Place
    ) -> dict[str, str]:
        """Return the IRIs of an object's types by the names that stand in it."""
        found = {}
        name, given = members.get("@type", ("@type", []))
        for type_ in given if isinstance(given, list) else [given]:
            here = at.down(name)
            iri = active.expand(type_, vocab=True) if isinstance(type_, str) else None
            if iri == "@json" and "@value" in members:
                found[type_] = iri
                continue
            if iri is None or iri in KEYWORDS or not IRI.match(iri):
                raise here.loss(
                    f"no context defines the type {str(type_)[:80]!r}, so it would not be signed",
                    "name a context that defines it, or leave it out",
                )
            found[type_] = iri
        return found

    def subject(self, members: dict[str, tuple[str, Any]], active: ActiveContext, at: Place) -> str:
        """Return the node that an object describes: its id, or a fresh blank node."""
        extra = set(members) - {"@id", "@type"}
        if extra:
            raise at.loss(f"{min(extra)} cannot be signed here")
        if "@id" not in members:
            return self.fresh()
        name, given = members["@id"]
        if not isinstance(given, str):
            raise at.down(name).loss("an id must be a string")
        return self.reference(given, active, at.down(name), vocab=False)

    def properties(
        self,
        subject: str,
        value: dict[str, Any],
        keywords: Collection[str],
        active: ActiveContext,
        at: Place,
    ) -> None:
        """Add a quad for every value of every property of a node."""
        for name, member in value.items():
            if name in keywords:
                continue
            iri, here = active.expand(name, vocab=True), at.down(name)
            if iri is None or iri in KEYWORDS or not IRI.match(iri):
                raise here.loss(
                    f"no context defines the term {name[:80]!r}, so it would not be signed",
                    "name a context that defines it, or leave it out",
                )
            for found in self.property(member, active, name, here):
                self.add(subject, iri, found)

    def property(self, value: Any, active: ActiveContext, key: str, at: Place) -> Iterator[str]:
        """Yield the terms of all values of a property (section 5.1.2, step 13)."""
        term = active.terms.get(key) or _UNDEFINED
        if term.type == "@json":
            yield literal(jcs.canonicalize(value).decode(), f"{RDF}JSON")
        elif value is None:
            return
        elif "@language" in term.container and isinstance(value, dict):
            yield from self.language_map(value, active, term, at)
        elif "@list" in term.container and not self.is_list(value, active):
            yield self.list_of(value, active, key, at)
        elif "@graph" in term.container:
            for place, part in enumerate(value if isinstance(value, list) else [value]):
                if part is not None:
                    if not isinstance(part, dict):
                        raise at.down(place).loss("a graph must be an object")
                    outer, self.graph = self.graph, self.fresh()
                    name = self.graph
                    list(self.item(part, active, key, at.down(place)))
                    self.graph = outer
                    yield name
        else:
            yield from self.item(value, active, key, at)

    def is_list(self, value: Any, active: ActiveContext) -> bool:
        return isinstance(value, dict) and any(
            active.expand(name, vocab=True) == "@list" for name in value
        )

    def list_of(self, value: Any, active: ActiveContext, key: str | None, at: Place) -> str:
        """Write a list as RDF does: a chain of nodes (section 8.4)."""
        parts = value if isinstance(value, list) else [value]
        terms: list[str] = []
        for place, part in enumerate(parts):
            if isinstance(part, list):
                terms.append(self.list_of(part, active, key, at.down(place)))
            else:
                terms += self.item(part, active, key, at.down(place))
        rest = f"<{RDF}nil>"
        for term in reversed(terms):
            node = self.fresh()
            self.add(node, f"{RDF}first", term)
            self.add(node, f"{RDF}rest", rest)
            rest = node
        return rest

    def value(
        self, members: dict[str, tuple[str, Any]], active: ActiveContext, at: Place
    ) -> Iterator[str]:
        """Yield the literal of a value object."""
        parts = {name: part for name, (_, part) in members.items()}
        plain, type_ = parts["@value"], parts.get("@type")
        language, direction = parts.get("@language"), parts.get("@direction")
        if type_ is not None and (language or direction or not isinstance(type_, str)):
            raise at.loss("a value has one type, or a language and direction")
        datatype = active.expand(type_, vocab=True) if type_ else None
        if datatype == "@json":
            yield literal(jcs.canonicalize(plain).decode(), f"{RDF}JSON")
        elif isinstance(plain, dict | list):
            raise at.loss("the @value of a value object is not a scalar")
        elif language is not None or direction is not None:
            if not isinstance(plain, str):
                raise at.loss("only text has a language or a direction")
            yield text(plain, language, direction, at)
        elif plain is not None:
            yield typed(plain, datatype, at)

    def language_map(
        self, value: dict[str, Any], active: ActiveContext, term: Term, at: Place
    ) -> Iterator[str]:
        """Yield one literal for each text in a map from language tag to text."""
        direction = term.direction if term.has_direction else active.direction
        for tag, given in value.items():
            here = at.down(tag)
            language = None if active.expand(tag, vocab=True) == "@none" else tag
            for words in given if isinstance(given, list) else [given]:
                if words is None:
                    continue
                if not isinstance(words, str):
                    raise here.loss("a map of languages holds text only")
                yield text(words, language, direction, here)

    def scalar(self, value: Any, active: ActiveContext, key: str, at: Place) -> str:
        """Value expansion (section 5.3.2), written as an RDF term."""
        term = active.terms.get(key) or _UNDEFINED
        if isinstance(value, str):
            if term.type in ("@id", "@vocab"):
                return self.reference(value, active, at, vocab=term.type == "@vocab")
            if term.type in (None, "@none"):
                language = term.language if term.has_language else active.language
                direction = term.direction if term.has_direction else active.direction
                return text(value, language, direction, at)
        plain = term.type in (None, "@none", "@id", "@vocab")
        return typed(value, None if plain else term.type, at)

    def reference(self, value: str, active: ActiveContext, at: Place, *, vocab: bool) -> str:
        """Return a node: an IRI or a blank node, whole and well-formed."""
        iri = active.expand(value, vocab=vocab)
        if iri is not None and _BLANK.match(iri):
            return f"_:d{iri[2:]}"
        if iri is None or iri in KEYWORDS or not IRI.match(iri):
            raise at.loss(
                f"{value[:80]!r} is not an absolute IRI, so it would not be signed",
                "write the whole IRI",
            )
        return f"<{iri}>"


_UNDEFINED = Term(iri=None)


def _keywords(
    value: Mapping[str, Any], active: ActiveContext, at: Place
) -> dict[str, tuple[str, Any]]:
    """Return the members of an object that are keywords: what each is called, and its value."""
    members: dict[str, tuple[str, Any]] = {}
    for name, member in value.items():
        keyword = active.expand(name, vocab=True)
        if keyword in KEYWORDS and keyword is not None:
            if keyword in members:
                raise at.loss(f"{keyword} stands twice in one object")
            members[keyword] = (name, member)
    return members


def _only(
    value: Mapping[str, Any],
    members: dict[str, tuple[str, Any]],
    allowed: set[str],
    at: Place,
) -> None:
    """Refuse whatever else stands in an object that is a value, a list or a set."""
    names = {name for name, _ in members.values()} | {"@context"}
    extra = (set(members) - allowed) or (set(value) - names)
    if extra:
        raise at.loss(f"{min(extra)[:80]!r} cannot stand beside {min(allowed & set(members))}")
