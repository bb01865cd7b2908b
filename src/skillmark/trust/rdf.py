"""JSON-LD to a canonical RDF dataset, refusing every document that loses data on the way.

JSON-LD drops what it does not understand without a word: undefined terms, relative or broken
IRIs, unknown keywords. What is dropped is not signed, so a reader could be shown something
that nobody vouched for. Two readings of the document find it all:

1. The document is read with a net under its contexts: undefined terms and relative references
   land in a namespace of ours, and any that shows up is an error.
2. It is read again with a mark appended to every string; a mark that does not come back as
   RDF belongs to a string that is not signed.

Sources: JSON-LD 1.1 Processing Algorithms and API; Data Integrity 1.0, section 4.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, cast

from pyoxigraph import RdfFormat, parse, serialize

from skillmark.nouns.errors import InputError
from skillmark.trust import canon
from skillmark.trust.contexts import LOST_BASE, LOST_TERMS, Contexts, bundled
from skillmark.trust.strictjson import DEEPEST

_EXACT = 2**53
_KEY = re.compile(r"[^\x00-\x20<>\"{}|^`\\%]+\Z")
"""What can be a term or the end of an IRI: no letter that an IRI must not hold."""
_TYPE = re.compile(r"[A-Za-z][\w.:/#?=&~+,;@!$'()*-]*\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_BLANK = re.compile(r"_:[A-Za-z0-9]+\Z")
_KEYWORDS = frozenset(
    ("@context", "@id", "@type", "@value", "@language", "@direction", "@list", "@set")
)
_DIRECTED = re.compile(r"(.*)@([a-z0-9-]+)--(ltr|rtl)\Z", re.DOTALL)
_I18N = "https://www.w3.org/ns/i18n#"


class DataLossError(InputError):
    """Part of the document would not be signed, because JSON-LD cannot express it."""

    code = "data_loss"


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What the contexts of one document say about keys: keyword aliases and JSON literals."""

    aliases: dict[str, str] = field(default_factory=dict)
    literals: set[str] = field(default_factory=set)
    language_maps: set[str] = field(default_factory=set)

    def keyword(self, key: str) -> str:
        """Return the keyword that a key stands for, or the key."""
        return self.aliases.get(key, key)

    def learn(self, context: Any) -> None:
        """Read the definitions in an inlined context, scoped ones included."""
        if isinstance(context, list):
            for part in context:
                self.learn(part)
        elif isinstance(context, dict):
            for term, value in context.items():
                self._define(term, value)

    def _define(self, term: str, value: Any) -> None:
        target = value.get("@id") if isinstance(value, dict) else value
        if isinstance(target, str) and target.startswith("@") and not term.startswith("@"):
            self.aliases[term] = target
        if isinstance(value, dict):
            if value.get("@type") == "@json":
                self.literals.add(term)
            if "@language" in _listed(value.get("@container")):
                self.language_maps.add(term)
            self.learn(value.get("@context"))


def canonicalize(
    document: dict[str, Any],
    *,
    contexts: Contexts | None = None,
    algorithm: str = "sha256",
    work: int = canon.WORK,
) -> str:
    """Return the canonical N-Quads of a JSON-LD document.

    Raises `UnknownContextError`, `ContextError`, `DataLossError`, `PoisonGraphError`.
    """
    return canon.canonicalize(quads(document, contexts=contexts), algorithm=algorithm, work=work)


def quads(document: dict[str, Any], *, contexts: Contexts | None = None) -> list[canon.Quad]:
    """Return the RDF dataset of a JSON-LD document, all of it, or raise `DataLossError`."""
    reading = _Reading(contexts or bundled())
    ready = cast("dict[str, Any]", reading.node(document, "", 0))
    dataset = _read(ready)
    for quad in dataset:
        for term in quad:
            _caught(term)
    written = _text(reading.marked(ready))
    for mark, (pointer, value) in reading.marks.items():
        if mark not in written and f"<{value}>" not in _iris(dataset):
            raise DataLossError(
                f"the text {value[:60]!r} would not be signed",
                where=pointer,
                remedy="it stands where only an IRI can stand, or where JSON-LD reads nothing",
            )
    return [_directed(quad) for quad in dataset]


def _text(document: Any) -> str:
    try:
        found = parse(json.dumps(document), format=RdfFormat.JSON_LD)
        return (serialize(found, format=RdfFormat.N_QUADS) or b"").decode()
    except (SyntaxError, ValueError) as error:
        raise DataLossError(f"not valid JSON-LD: {str(error)[:200]}") from error


def _read(document: dict[str, Any]) -> list[canon.Quad]:
    return list(dict.fromkeys(canon.parse(_text(document))))


def _iris(dataset: list[canon.Quad]) -> set[str]:
    return {term for quad in dataset for term in quad}


def _caught(term: str) -> None:
    if term.startswith(f"<{LOST_TERMS}"):
        name = term[len(LOST_TERMS) + 1 : -1]
        raise DataLossError(
            f"no context defines the term {name!r}, so it would not be signed",
            where=name,
            remedy="name a context that defines it, or leave it out",
        )
    if term.startswith(f"<{LOST_BASE}"):
        reference = term[len(LOST_BASE) + 1 : -1]
        raise DataLossError(
            f"{reference!r} is a relative reference, which means nothing outside its page",
            remedy="write the whole IRI",
        )


def _directed(quad: canon.Quad) -> canon.Quad:
    """Write text with a direction as the i18n datatype, as other implementations sign it."""
    found = _DIRECTED.match(quad[2])
    if found is None or not quad[2].startswith('"'):
        return quad
    return (quad[0], quad[1], f"{found[1]}^^<{_I18N}{found[2]}_{found[3]}>", quad[3])


class _Reading:
    """Walks one document: inlines its contexts, refuses what cannot be signed, sets marks."""

    def __init__(self, contexts: Contexts) -> None:
        self.contexts, self.vocabulary = contexts, _Vocabulary()
        self.marks: dict[str, tuple[str, str]] = {}

    def node(self, value: Any, pointer: str, depth: int, *, literal: bool = False) -> Any:
        """Check a value and return it with contexts inlined."""
        if depth > DEEPEST:
            raise DataLossError(f"nested more than {DEEPEST} deep", code="too_deep")
        if isinstance(value, list):
            return [
                self.node(part, f"{pointer}/{place}", depth + 1, literal=literal)
                for place, part in enumerate(value)
            ]
        if isinstance(value, dict):
            return self._object(value, pointer, depth, literal)
        if not isinstance(value, str):
            _check_number(value, pointer)
        return value

    def _object(self, value: dict[str, Any], pointer: str, depth: int, literal: bool) -> Any:
        made: dict[str, Any] = {}
        if "@context" in value and not literal:
            local = self.contexts.local(value["@context"])
            self.vocabulary.learn(local)
            made["@context"] = (
                local if depth else [{"@vocab": LOST_TERMS, "@base": LOST_BASE}, *local]
            )
        elif not depth:
            raise DataLossError("a JSON-LD document needs a @context", where="@context")
        literal = literal or "@json" in _listed(value.get("@type", value.get("type")))
        for key, member in value.items():
            here = f"{pointer}/{key}"
            if literal:
                made[key] = self.node(member, here, depth + 1, literal=True)
            elif key != "@context":
                self._check_member(key, member, here)
                inner = key in self.vocabulary.literals
                made[key] = self.node(member, here, depth + 1, literal=inner)
        return made

    def _check_member(self, key: str, member: Any, where: str) -> None:
        keyword = self.vocabulary.keyword(key)
        if keyword.startswith("@") and keyword not in _KEYWORDS:
            raise DataLossError(f"{key} cannot be signed here", where=where)
        if not _KEY.match(key) or key.startswith("_:"):
            raise DataLossError(f"{key!r} cannot be a term", where=where)
        if keyword == "@id" and not isinstance(member, str):
            raise DataLossError("an id must be a string", where=where)
        if keyword == "@type" and not all(
            isinstance(part, str) and _TYPE.match(part) for part in _listed(member)
        ):
            raise DataLossError("a type must be a term or an IRI", where=where)
        if keyword == "@language" and not (isinstance(member, str) and _LANGUAGE.match(member)):
            raise DataLossError(f"{member!r} is not a language tag", where=where)
        if keyword == "@direction" and member not in ("ltr", "rtl"):
            raise DataLossError(f"{member!r} is not a text direction", where=where)
        if key in self.vocabulary.language_maps and isinstance(member, dict):
            for tag in member:
                if not _LANGUAGE.match(tag) and tag != "@none":
                    raise DataLossError(f"{tag!r} is not a language tag", where=where)

    def marked(self, value: Any, pointer: str = "", keyword: str = "") -> Any:
        """Return the checked document with a mark behind every string but types and tags."""
        if isinstance(value, list):
            return [
                self.marked(part, f"{pointer}/{place}", keyword) for place, part in enumerate(value)
            ]
        if isinstance(value, dict):
            return {
                key: member
                if key == "@context"
                else self.marked(member, f"{pointer}/{key}", self.vocabulary.keyword(key))
                for key, member in value.items()
            }
        if not isinstance(value, str) or keyword in ("@type", "@language", "@direction"):
            return value
        if value.startswith("_:") and not _BLANK.match(value):
            raise DataLossError(f"{value!r} is not the id of a blank node", where=pointer)
        mark = f"zq{len(self.marks)}zq"
        self.marks[mark] = (pointer, value)
        return value + mark


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _check_number(value: Any, pointer: str) -> None:
    """Refuse numbers that JSON-LD libraries write differently (JSON-LD API, section 8.2)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    whole = value == int(value)
    survives = abs(value) < _EXACT if whole else float(f"{value:.15E}") == value
    if not survives:
        raise DataLossError(
            f"the number {value!r} does not survive canonicalization",
            where=pointer,
            remedy="write it as a string",
        )
