"""What the terms of a JSON-LD document mean: active contexts, term definitions, IRIs.

Source: JSON-LD 1.1 Processing Algorithms and API, sections 4.1 (context processing), 4.2
(create term definition) and 5.2 (IRI expansion), for the features that credentials use. A
context with any other (`@import`, `@reverse`, `@nest`, `@index`, maps by id or type) is
refused, never read differently from what others read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from skillmark.nouns.errors import InputError

KEYWORDS = frozenset(
    (
        *("@base", "@container", "@context", "@default", "@direction", "@graph", "@id"),
        *("@import", "@included", "@index", "@json", "@language", "@list", "@nest", "@none"),
        *("@prefix", "@propagate", "@protected", "@reverse", "@set", "@type", "@value"),
        *("@version", "@vocab"),
    )
)
_LIKE_KEYWORD = re.compile(r"@[A-Za-z]+\Z")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTAINERS = frozenset(("@list", "@set", "@language", "@graph"))
_SETTINGS = frozenset(
    ("@version", "@vocab", "@base", "@language", "@direction", "@propagate", "@protected")
)
_MEMBERS = frozenset(
    ("@id", "@type", "@container", "@context", "@language", "@direction", "@prefix", "@protected")
)


class ContextError(InputError):
    """A context that is not allowed.

    Codes: `context` (of the wrong shape, or with a feature that is not read),
    `inline_context`, `recursive_context`, `protected_term`.
    """

    code = "context"


@dataclass(frozen=True, slots=True)
class Term:
    """A term definition. `iri` is `None` for a term that a context drops on purpose."""

    iri: str | None
    type: str | None = None
    container: frozenset[str] = frozenset()
    language: str | None = None
    has_language: bool = False
    direction: str | None = None
    has_direction: bool = False
    prefix: bool = False
    protected: bool = False
    context: Any = None
    has_context: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ActiveContext:
    """The terms in force at one place of a document."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    vocabulary: str | None = None
    language: str | None = None
    direction: str | None = None
    previous: ActiveContext | None = None
    """What to return to in a nested node, where this one comes from a type."""

    def expand(self, value: str, *, vocab: bool) -> str | None:
        """Return the IRI, blank node or keyword that `value` stands for.

        `None` if it stands for nothing; a relative reference comes back as it is.
        """
        term = self.terms.get(value) if vocab else None
        return term.iri if term is not None else _expand(self, value, vocab, None)


INITIAL = ActiveContext()


class Loader(Protocol):
    """Where contexts come from."""

    def body(self, url: str) -> Any:
        """Return the `@context` pinned under `url`."""
        ...


def process(
    active: ActiveContext,
    local: Any,
    loader: Loader,
    *,
    propagate: bool = True,
    override: bool = False,
    path: tuple[str, ...] = (),
) -> ActiveContext:
    """Return `active` with `local` applied (section 4.1.2), or raise `ContextError`."""
    if isinstance(local, dict) and isinstance(local.get("@propagate"), bool):
        propagate = local["@propagate"]
    result = active
    if not propagate and result.previous is None:
        result = replace(result, previous=active)
    for context in local if isinstance(local, list) else [local]:
        if context is None:
            if not override and any(term.protected for term in result.terms.values()):
                raise ContextError(
                    "a context tries to clear protected terms", code="protected_term"
                )
            result = replace(INITIAL, previous=None if propagate else result)
        elif isinstance(context, str):
            if context in path:
                raise ContextError(f"{context} includes itself", code="recursive_context")
            result = process(result, loader.body(context), loader, path=(*path, context))
        elif isinstance(context, dict):
            result = _apply(result, context, override)
        else:
            raise ContextError("a context is neither a URL nor an object")
    return result


@dataclass(slots=True)
class _Definition:
    """One local context on its way into an active one."""

    active: ActiveContext
    terms: dict[str, Term]
    local: dict[str, Any]
    override: bool
    defined: dict[str, bool] = field(default_factory=dict)


def _apply(active: ActiveContext, local: dict[str, Any], override: bool) -> ActiveContext:
    unknown = [key for key in local if key in KEYWORDS and key not in (*_SETTINGS, "@type")]
    if unknown:
        raise ContextError(f"a context with {unknown[0]} is not read")
    if "@vocab" in local:
        vocab = local["@vocab"]
        if vocab is not None:
            vocab = active.expand(vocab, vocab=True) if isinstance(vocab, str) else ""
            if not vocab or not _ABSOLUTE.match(vocab):
                raise ContextError("the @vocab of a context is not an IRI")
        active = replace(active, vocabulary=vocab)
    if "@language" in local:
        active = replace(active, language=_language(local["@language"]))
    if "@direction" in local:
        active = replace(active, direction=_direction(local["@direction"]))
    work = _Definition(active, dict(active.terms), local, override)
    work.active = replace(active, terms=work.terms)
    for term in local:
        if term not in _SETTINGS:
            _define(work, term)
    return work.active


def _define(work: _Definition, term: str) -> None:
    """Create term definition (section 4.2.2)."""
    if term in work.defined:
        if not work.defined[term]:
            raise ContextError(f"the term {term!r} is defined by itself")
        return
    work.defined[term] = False
    value = work.local[term]
    if not term or (term in KEYWORDS and not _is_type_set(term, value)):
        raise ContextError(f"a context redefines {term!r}")
    if term == "@type" or _LIKE_KEYWORD.match(term):
        work.defined[term] = True
        return
    earlier = work.terms.pop(term, None)
    simple = isinstance(value, str)
    if value is None or simple:
        value = {"@id": value}
    if not isinstance(value, dict) or set(value) - _MEMBERS:
        raise ContextError(f"the term {term!r} is defined in a way that is not read")
    made = Term(
        iri=_mapping(work, term, value),
        type=_type(work, term, value.get("@type")),
        container=_container(term, value.get("@container")),
        language=_language(value.get("@language")),
        has_language="@language" in value,
        direction=_direction(value.get("@direction")),
        has_direction="@direction" in value,
        protected=bool(value.get("@protected", work.local.get("@protected", False))),
        context=value.get("@context"),
        has_context="@context" in value,
    )
    if "@prefix" in value:
        made = replace(made, prefix=value["@prefix"] is True)
    elif simple and made.iri and not re.search(r"[:/]", term):
        made = replace(made, prefix=made.iri[-1] in ":/?#[]@" or made.iri.startswith("_:"))
    if earlier is not None and earlier.protected and not work.override:
        if replace(made, protected=True) != earlier:
            raise ContextError(
                f"a context gives the protected term {term!r} another meaning",
                code="protected_term",
            )
        made = earlier
    work.terms[term] = made
    work.defined[term] = True


def _is_type_set(term: str, value: Any) -> bool:
    return (
        term == "@type"
        and isinstance(value, dict)
        and set(value) <= {"@container", "@protected"}
        and value.get("@container", "@set") == "@set"
    )


def _mapping(work: _Definition, term: str, value: dict[str, Any]) -> str | None:
    """Return the term's IRI (steps 13 to 18)."""
    if "@id" in value and value["@id"] != term:
        given = value["@id"]
        if given is None:
            return None
        found = _expand(work.active, given, True, work) if isinstance(given, str) else None
        if found is None or found == "@context" or not (found in KEYWORDS or _is_iri(found)):
            raise ContextError(f"the term {term!r} is mapped to no IRI")
        return found
    if ":" in term[1:] or "/" in term:
        found = _from_prefix(work, term) or _expand(work.active, term, True, None)
        if found is not None and _is_iri(found):
            return found
    elif work.active.vocabulary is not None:
        return work.active.vocabulary + term
    raise ContextError(f"the term {term!r} is mapped to no IRI")


def _from_prefix(work: _Definition, term: str) -> str | None:
    """Return what a term that is itself a compact IRI stands for (step 15), or `None`."""
    prefix, colon, suffix = term[1:].partition(":")
    if not colon:
        return None
    prefix = term[0] + prefix
    if suffix.startswith("//") and (prefix in work.local or prefix in work.terms):
        raise ContextError(f"the term {term!r} is an IRI to some and a compact IRI to others")
    _define_first(work, prefix)
    scope = work.terms.get(prefix)
    return scope.iri + suffix if scope is not None and scope.iri is not None else None


def _type(work: _Definition, term: str, given: Any) -> str | None:
    if given is None:
        return None
    found = _expand(work.active, given, True, work) if isinstance(given, str) else None
    if found in ("@id", "@vocab", "@json", "@none") or (
        found and _ABSOLUTE.match(found) and not found.startswith("_:")
    ):
        return found
    raise ContextError(f"the type of the term {term!r} is no IRI")


def _container(term: str, given: Any) -> frozenset[str]:
    listed = given if isinstance(given, list) else [] if given is None else [given]
    if not all(isinstance(name, str) and name in _CONTAINERS for name in listed):
        raise ContextError(f"the container of the term {term!r} is not one that is read")
    return frozenset(listed)


def _language(given: Any) -> str | None:
    if given is not None and not isinstance(given, str):
        raise ContextError("the language of a context is not a tag")
    return given.lower() if given else None


def _direction(given: Any) -> str | None:
    if given not in (None, "ltr", "rtl"):
        raise ContextError("the direction of a context is neither ltr nor rtl")
    return str(given) if given else None


def _is_iri(value: str) -> bool:
    return bool(_ABSOLUTE.match(value)) or value.startswith("_:")


def _expand(active: ActiveContext, value: str, vocab: bool, work: _Definition | None) -> str | None:
    """IRI expansion (section 5.2.2)."""
    if value in KEYWORDS:
        return value
    if _LIKE_KEYWORD.match(value):
        return None
    _define_first(work, value)
    term = active.terms.get(value)
    if term is not None and (vocab or term.iri in KEYWORDS):
        return term.iri
    whole = _compact(active, value, work)
    if whole is None and vocab and active.vocabulary is not None:
        return active.vocabulary + value
    return whole or value


def _compact(active: ActiveContext, value: str, work: _Definition | None) -> str | None:
    """Return what `prefix:suffix` stands for, or the IRI that it is; else `None`."""
    prefix, colon, suffix = value[1:].partition(":")
    if not colon:
        return None
    prefix = value[0] + prefix
    if prefix == "_" or suffix.startswith("//"):
        return value
    _define_first(work, prefix)
    scope = active.terms.get(prefix)
    if scope is not None and scope.iri is not None and scope.prefix:
        return scope.iri + suffix
    return value if _ABSOLUTE.match(value) else None


def _define_first(work: _Definition | None, term: str) -> None:
    if work is not None and term in work.local and not work.defined.get(term, False):
        _define(work, term)
