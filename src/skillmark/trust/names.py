"""A document says what it says by its terms, so that whoever reads the JSON misses nothing.

An RDF signature covers meanings, not names: `validUntil` and the whole IRI that it stands for are
signed as the same statement. Somebody who presents a credential could therefore write the members
that speak against it in another guise (an IRI, a prefix, an alias from a context of their own),
and the signature would still fit. So everything that a pinned context has a term for must be
written by that term, and a context inside the document may add words but touch none of ours.

Source: VC Data Model 2.0, section 1.3 (a conforming document is in compacted form) and 4.3;
Data Integrity 1.0, section 2.4.1 (validating contexts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.trust.terms import KEYWORDS, ContextError

MOST_INLINE = 50
"""Terms of one context inside a document."""

_BESIDE_VALUES = frozenset(("@value", "@language", "@direction"))
_ALLOWED = _BESIDE_VALUES | {"@context", "@list", "@none"}
_INLINE_SETTINGS = frozenset(("@protected", "@version"))
_INLINE_MEMBERS = frozenset(("@id", "@type", "@container", "@language", "@direction", "@protected"))


class GuiseError(InputError):
    """Something that has a name is said in another way; `where` is its JSON pointer."""

    code = "not_compact"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word that the pinned contexts know, at whatever depth they define it."""

    names: frozenset[str]
    meanings: frozenset[str]
    """IRIs that a term stands for."""
    prefixes: Mapping[str, frozenset[str]]
    """What each name may stand for at the beginning of a compact IRI."""
    literals: frozenset[str]
    """Names of members whose value is JSON that nobody reads as statements."""


def vocabulary(bodies: Iterable[Any]) -> Vocabulary:
    """Collect the words of the bodies of contexts."""
    names: set[str] = set()
    meanings: set[str] = set()
    prefixes: dict[str, set[str]] = {}
    literals: set[str] = set()
    for body in bodies:
        for name, iri, definition in _definitions(body, {}, ""):
            names.add(name)
            if iri in KEYWORDS:
                continue
            meanings.add(iri)
            prefixes.setdefault(name, set()).add(iri)
            if isinstance(definition, dict) and definition.get("@type") == "@json":
                literals.add(name)
    return Vocabulary(
        frozenset(names),
        frozenset(meanings),
        {name: frozenset(iris) for name, iris in prefixes.items()},
        frozenset(literals),
    )


def _definitions(body: Any, outer: Mapping[str, str], vocab: str) -> Iterator[tuple[str, str, Any]]:
    """Yield every term of a context with its IRI and definition, scoped contexts included."""
    for part in body if isinstance(body, list) else [body]:
        if not isinstance(part, dict):
            continue
        vocab = part["@vocab"] if isinstance(part.get("@vocab"), str) else vocab
        given = {
            name: found
            for name, value in part.items()
            if isinstance(found := value.get("@id") if isinstance(value, dict) else value, str)
        }
        known = {**outer, **given}
        for name, value in part.items():
            if name.startswith("@") or value is None:
                continue
            yield name, _whole(given.get(name, vocab + name), known), value
            if isinstance(value, dict) and "@context" in value:
                yield from _definitions(value["@context"], known, vocab)


def _whole(iri: str, prefixes: Mapping[str, str]) -> str:
    for _ in range(4):  # a prefix may itself be written with a prefix, a term as another term
        prefix, colon, rest = iri.partition(":")
        if rest.startswith("//") or prefix not in prefixes:
            break
        iri = prefixes[prefix] + rest if colon else prefixes[iri]
    return iri


def check_guises(document: Mapping[str, Any], known: Vocabulary) -> None:
    """Raise `GuiseError` for the first member or type that a term of `known` should name."""
    if not _odd(document):
        return
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(f"{where}/{n}", one) for n, one in enumerate(value)]
            continue
        if not isinstance(value, dict):
            continue
        for name, member in value.items():
            if ":" in name or name[:1] == "@":
                _check_name(name, value, where, known)
            if name in ("type", "@type"):
                _check_types(member, f"{where}/{name}", known)
            elif isinstance(member, dict | list) and not (
                name == "@context" or name in known.literals
            ):
                waiting.append((f"{where}/{name}", member))


def _odd(document: Mapping[str, Any]) -> bool:
    """Say quickly whether any name could be a guise: nearly all documents have none."""
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += [one for one in value if isinstance(one, dict | list)]
            continue
        for name, member in value.items():
            if name == "type":
                if any(
                    ":" in str(one) for one in (member if isinstance(member, list) else [member])
                ):
                    return True
            elif ":" in name or (name[:1] == "@" and name != "@context"):
                return True
            elif isinstance(member, dict | list) and name != "@context":
                waiting.append(member)
    return False


def _check_name(name: str, beside: Mapping[str, Any], where: str, known: Vocabulary) -> None:
    if name.startswith("@"):
        if name in _ALLOWED or (name == "@type" and "@value" in beside):
            return
        raise GuiseError(
            f"{name[:40]!r} stands where a reader looks for a term",
            where=f"{where}/{name[:200]}",
            remedy="write the term: id, type, or the values themselves",
        )
    if _stands_for_a_term(name, known):
        raise GuiseError(
            f"{name[:200]!r} is written out where there is a term for it",
            where=f"{where}/{name[:200]}",
            remedy="write the term of the context (compacted form)",
        )


def _check_types(types: Any, where: str, known: Vocabulary) -> None:
    for name in types if isinstance(types, list) else [types]:
        if isinstance(name, str) and ":" in name and _stands_for_a_term(name, known):
            raise GuiseError(
                f"the type {name[:200]!r} is written out where there is a term for it",
                where=where,
                remedy="write the term of the context (compacted form)",
            )


def _stands_for_a_term(name: str, known: Vocabulary) -> bool:
    if name in known.meanings:
        return True
    prefix, _, rest = name.partition(":")
    return any(iri + rest in known.meanings for iri in known.prefixes.get(prefix, ()))


def check_inline(context: Mapping[str, Any], known: Vocabulary) -> None:
    """Raise `ContextError` (`inline_context`) unless a document's own context is harmless.

    It may define terms that no pinned context knows, for meanings that none has a term for, and
    repeat what a term means everywhere: whoever reads the document by the pinned terms reads the
    same with it and without it.
    """
    if len(context) > MOST_INLINE:
        raise _refused(f"defines more than {MOST_INLINE} terms")
    for name, definition in context.items():
        if name in _INLINE_SETTINGS:
            continue
        if name.startswith("@"):
            raise _refused(f"sets {name[:40]}")
        if not name or ":" in name or "/" in name:
            raise _refused(f"defines {name[:80]!r}, which is no plain word")
        members = {"@id": definition} if isinstance(definition, str) else definition
        if name in known.names:
            if not _says_the_same(name, members, known):
                raise _refused(f"redefines {name[:80]!r}")
            continue
        if not isinstance(members, dict) or not all(map(_is_plain, members.items())):
            raise _refused(f"defines {name[:80]!r} in a way that is not read")
        _check_meaning(name, members.get("@id"), known)


def _says_the_same(name: str, members: object, known: Vocabulary) -> bool:
    return (
        isinstance(members, dict)
        and set(members) == {"@id"}
        and isinstance(members["@id"], str)
        and known.prefixes.get(name) == frozenset((members["@id"],))
    )


def _is_plain(member: tuple[str, object]) -> bool:
    name, value = member
    if name == "@container":
        return value in ("@set", "@list", ["@set"], ["@list"])
    return name in _INLINE_MEMBERS and (value is None or isinstance(value, str | bool))


def _check_meaning(name: str, iri: object, known: Vocabulary) -> None:
    if not isinstance(iri, str) or ":" not in iri or iri.partition(":")[0] in known.names:
        raise _refused(f"maps {name[:80]!r} to no IRI of its own")
    if any(meaning.startswith(iri) for meaning in known.meanings):
        # equal, or the beginning of one: a prefix for it
        raise _refused(f"gives {name[:80]!r} a meaning that has a term already")


def _refused(what: str) -> ContextError:
    return ContextError(
        f"the context written into the document {what}",
        where="@context",
        remedy="publish the context under a URL and pin it",
        code="inline_context",
    )
