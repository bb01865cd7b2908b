"""Write a framework as CTDL-ASN in JSON-LD, as the Credential Registry takes it.

Every competency has what its schema asks for: `@id`, `ceterms:ctid`, `ceasn:competencyText`,
`ceasn:inLanguage` and `ceasn:isPartOf`. Groups are competencies of the category "Skill group".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from skillmark.nouns.skill import Framework, Match, Skill
from skillmark.nouns.text import Text
from skillmark.skills.exchange import ctdl, licences
from skillmark.skills.exchange.case.book import NEVER
from skillmark.skills.exchange.case.terms import identifier
from skillmark.skills.exchange.writing.exported import Exported, lost, named

CONTEXT = "https://credreg.net/ctdlasn/schema/context/json"
_LOST = (
    "levels",
    "listing under groups",
    "names of other frameworks",
    "how alignments were found",
    "details of the framework",
    "details",
    "occupations",
    "groups of occupations",
)
Json = dict[str, Any]


def write(framework: Framework, *, changed: datetime = NEVER) -> Exported:
    """Return one JSON-LD document: the framework, its groups and its competencies."""
    graph = _Graph(framework, changed)
    content = {"@context": CONTEXT, "@graph": [graph.framework(), *graph.groups(), *graph.skills()]}
    return Exported(
        orjson.dumps(content),
        named(framework, ".ctdl.json"),
        "application/ld+json",
        lost(_further(framework), *_LOST),
    )


class _Graph:
    def __init__(self, framework: Framework, changed: datetime) -> None:
        self.noun = framework
        self.changed = changed
        self.id = _iri(framework.id, "framework")
        self.titles = dict(framework.groups)
        for skill in framework.skills:
            if skill.group:
                self.titles.setdefault(skill.group, Text.of(skill.group))
        self.unlocks: dict[str, list[str]] = {}
        self.children: dict[str, list[str]] = {}
        for skill in framework.skills:
            for needed in skill.requires:
                self.unlocks.setdefault(needed, []).append(skill.uri)
        self.above = {skill.uri: self._above(skill) for skill in framework.skills}
        for group in self.titles:
            self.above[_iri(group, "group")] = [
                _iri(wide, "group")
                for narrow, wide in framework.group_broader
                if narrow == group and wide in self.titles
            ]
        for uri, wider in self.above.items():
            for one in wider:
                self.children.setdefault(one, []).append(uri)

    def _above(self, skill: Skill) -> list[str]:
        known = self.noun.by_uri
        wider = [
            one if one in known else _iri(one, "group")
            for one in skill.broader
            if one in known or one in self.titles
        ]
        group = _iri(skill.group, "group") if skill.group else ""
        return list(dict.fromkeys([*wider, group] if group else wider))

    def framework(self) -> Json:
        noun = self.noun
        tag = noun.title.translations[0][0]
        address = licences.address(noun.licence)
        top = [uri for uri, wider in self.above.items() if not wider]
        return _full(
            {
                "@id": self.id,
                "@type": ctdl.FRAMEWORK,
                "ceterms:ctid": _ctid(noun.id),
                "ceasn:name": noun.title.as_mapping(),
                "ceasn:description": (noun.description or noun.title).as_mapping(),
                "ceasn:inLanguage": [tag],
                "ceasn:publisherName": {tag: noun.publisher} if noun.publisher else {},
                "ceasn:license": address,
                "ceasn:rights": {tag: noun.licence} if noun.licence and not address else {},
                "ceterms:versionIdentifier": [
                    {
                        "@type": "ceterms:IdentifierValue",
                        "ceterms:identifierValueCode": noun.version,
                    }
                ],
                "ceasn:dateModified": "" if self.changed == NEVER else f"{self.changed:%Y-%m-%d}",
                "ceasn:hasTopChild": top,
            }
            | _terms(noun.details)
        )

    def groups(self) -> Iterable[Json]:
        for group, label in self.titles.items():
            uri = _iri(group, "group")
            yield _full(
                self._competency(uri, group, label, label)
                | {"ceasn:competencyCategory": {"en": [ctdl.GROUP]}}
            )

    def skills(self) -> Iterable[Json]:
        for skill in self.noun.skills:
            defined = skill.definition.as_mapping() if skill.definition else {}
            text = Text.of({tag: defined.get(tag) or w for tag, w in skill.label.translations})
            made = self._competency(skill.uri, skill.uri, skill.label, text)
            made["ceasn:competencyCategory"] = {"en": [ctdl.KINDS[skill.kind]]}
            made["ceasn:codedNotation"] = skill.code
            made["ceasn:conceptKeyword"] = _by_language(skill.alt_labels)
            made["ceterms:keyword"] = {"en": list(skill.tags)} if skill.tags else {}
            made["ceasn:prerequisiteAlignment"] = self.unlocks.get(skill.uri, [])
            made["ceterms:supersededBy"] = list(skill.replaced_by)
            made["ceasn:publicationStatusType"] = ctdl.RETIRED if skill.retired else ""
            for member, match in ctdl.ALIGNMENTS.items():
                made[member] = [one.target for one in skill.alignments if one.match is match]
                if match is Match.RELATED:
                    made[member] += [one for one in skill.related if one in self.noun.by_uri]
            yield _full(_merged(made, _terms(skill.details)))

    def _competency(self, uri: str, name: str, label: Text, text: Text) -> Json:
        above = self.above[uri]
        return {
            "@id": uri,
            "@type": ctdl.COMPETENCY,
            "ceterms:ctid": _ctid(name),
            "ceasn:competencyLabel": label.as_mapping(),
            "ceasn:competencyText": text.as_mapping(),
            "ceasn:inLanguage": [label.translations[0][0]],
            "ceasn:isPartOf": self.id,
            "ceasn:isChildOf": above,
            "ceasn:isTopChildOf": "" if above else self.id,
            "ceasn:hasChild": self.children.get(uri, []),
        }


def _iri(name: str, sort: str) -> str:
    return name if ":" in name else ctdl.NAMELESS[sort] + name


def _ctid(uri: str) -> str:
    return f"ce-{identifier(uri)}"


def _by_language(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag, words in pairs:
        found.setdefault(tag, []).append(words)
    return found


def _is_term(name: str) -> bool:
    return name.startswith(("ceasn:", "ceterms:", "asn:"))


def _terms(details: Iterable[tuple[str, str]]) -> dict[str, list[Any]]:
    """Details that are terms of CTDL, as they were read."""
    made: dict[str, list[Any]] = {}
    for name, value in details:
        term, at, tag = name.partition("@")
        if _is_term(name):
            made.setdefault(term, []).append({tag: value} if at else _value(value))
    return made


def _value(words: str) -> Any:
    if words[:1] != "{":
        return words
    try:
        return orjson.loads(words)
    except orjson.JSONDecodeError:
        return words


def _merged(made: Json, further: Mapping[str, list[Any]]) -> Json:
    """A term that is there already gets further values."""
    for name, values in further.items():
        known = made.get(name)
        made[name] = [*([known] if known else []), *values]
    return made


def _further(framework: Framework) -> Framework:
    """The framework with those details only that are no terms of CTDL."""
    return replace(
        framework,
        details=tuple(pair for pair in framework.details if not _is_term(pair[0])),
        skills=tuple(
            replace(one, details=tuple(pair for pair in one.details if not _is_term(pair[0])))
            for one in framework.skills
        ),
    )


def _full(members: Json) -> Json:
    return {name: value for name, value in members.items() if value not in ("", [], {})}
