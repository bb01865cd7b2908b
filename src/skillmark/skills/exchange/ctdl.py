"""Competency frameworks as CTDL-ASN in JSON-LD, as the Credential Registry publishes them.

Only compact documents with the prefixes `ceasn:` and `ceterms:` are read: that is what the registry
serves, a graph or one competency alone. Names are language maps, plain strings or value objects.
`prerequisiteAlignment` says that a competency comes before the one it names. What nothing here
decides on is kept as details under its own term.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from skillmark.nouns.skill import Alignment, Framework, Match, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange import licences
from skillmark.skills.exchange.gathering import Concept, Rejections, is_uri, shared, unwind
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.tree import Tree, language_of, load

ALIGNMENTS = {
    "ceasn:exactAlignment": Match.EXACT,
    "ceasn:majorAlignment": Match.CLOSE,
    "ceasn:minorAlignment": Match.RELATED,
    "ceasn:broadAlignment": Match.BROAD,
    "ceasn:narrowAlignment": Match.NARROW,
}
KINDS = {
    SkillKind.SKILL: "Skill",
    SkillKind.KNOWLEDGE: "Knowledge",
    SkillKind.ATTITUDE: "Attitude",
}
"""Competency category that says a kind."""
GROUP = "Skill group"
RETIRED = "https://credreg.net/ctdlasn/vocabs/publicationStatus/Deprecated"
COMPETENCY, FRAMEWORK = "ceasn:Competency", "ceasn:CompetencyFramework"
_READ = frozenset(
    (
        *("@id", "@type", "@context", "ceterms:ctid", "ceasn:inLanguage", "ceasn:isPartOf"),
        *("ceasn:competencyText", "ceasn:competencyLabel", "ceasn:competencyCategory"),
        *("ceasn:isChildOf", "ceasn:isTopChildOf", "ceasn:hasChild", "ceasn:hasTopChild"),
        *("ceasn:prerequisiteAlignment", "ceasn:conceptKeyword", "ceasn:codedNotation"),
        *("ceasn:publicationStatusType", "ceterms:supersededBy", "ceterms:keyword"),
        *("ceasn:name", "ceasn:description", "ceasn:publisherName", "ceasn:publisher"),
        *("ceasn:license", "ceasn:rights", "ceterms:versionIdentifier", "ceasn:dateModified"),
        *ALIGNMENTS,
    )
)
"""Terms that have a place of their own; all others are details."""
NAMELESS = {"group": "urn:skillmark:group:", "framework": "urn:skillmark:framework:"}
"""In front of ids of ours that are no IRIs, as `@id` has to be one."""
Node = Mapping[str, Any]


def read(path: Path, *, version: str = "") -> Imported:
    """Read a framework and its competencies from a JSON-LD file.

    Raises `InputError` where there are none. Competencies without text, and relations to
    competencies that are not in the file, are rejected.
    """
    return parse(load(path), version=version)


def parse(tree: Tree, *, version: str = "") -> Imported:
    """Read a document that was loaded already."""
    graph = tree.content.get("@graph", [tree.content] if "@type" in tree.content else None)
    if not isinstance(graph, list):
        raise tree.refuse("it is not CTDL-ASN: no @graph")
    nodes = [node for node in graph if isinstance(node, Mapping)]
    frameworks = [node for node in nodes if FRAMEWORK in _listed(node, "@type")]
    competencies = [node for node in nodes if COMPETENCY in _listed(node, "@type")]
    if not competencies:
        raise tree.refuse("it is not CTDL-ASN: no ceasn:Competency in its @graph")
    return _Graph(tree, frameworks[0] if frameworks else {}, competencies).result(version)


class _Graph:
    def __init__(self, tree: Tree, framework: Node, competencies: list[Node]) -> None:
        self.tree = tree
        self.framework = framework
        self.competencies = competencies
        self.language = language_of(next(iter(_listed(framework, "ceasn:inLanguage")), ""), "en")
        self.rejections = Rejections()
        self.concepts: dict[str, Concept] = {}
        self.groups: dict[str, dict[str, str]] = {}
        self.group_broader: list[tuple[str, str]] = []
        self.relations = 0

    def result(self, version: str) -> Imported:
        taken = [node for node in self.competencies if self._competency(node)]
        if not self.concepts:
            raise self.tree.refuse("no competency with @id and text")
        for node in taken:
            self._relations(node, _id(node["@id"]))
        self.relations -= unwind(
            self.concepts, self.rejections, lambda uri: (f"{self.tree.place}#{uri}", 0)
        )
        return Imported(self._framework(version), self.relations, self.rejections.all())

    def _framework(self, version: str) -> Framework:
        node = self.framework
        licence = _first(node, "ceasn:license") or _first(node, "ceasn:rights")
        description = self._texts(node, "ceasn:description")
        title = Text.of(self._texts(node, "ceasn:name") or "CTDL-ASN framework")
        return Framework(
            id=_first(node, "@id", "ceterms:ctid").removeprefix(NAMELESS["framework"]) or "ctdl",
            title=title,
            version=version or _version(node),
            publisher=_first(node, "ceasn:publisherName", "ceasn:publisher"),
            licence=licences.name(licence),
            skills=tuple(one.skill(uri, self.groups) for uri, one in self.concepts.items()),
            groups=tuple((group, Text.of(label)) for group, label in self.groups.items()),
            group_broader=tuple(self.group_broader),
            description=Text.of(description)
            if description and description != title.as_mapping()
            else None,
            details=tuple(self._details(node)),
        )

    def _competency(self, node: Node) -> bool:
        uri = _id(_iri(node))
        texts = self._texts(node, "ceasn:competencyText")
        labels = texts | self._texts(node, "ceasn:competencyLabel")
        known = is_uri(_iri(node))
        if not known or not labels:
            self._reject(node, "no ceasn:competencyText" if known else "no @id that is an IRI")
            return False
        if uri in self.concepts or uri in self.groups:
            self._reject(node, "it comes twice")
            return False
        categories = self._lists(node, "ceasn:competencyCategory")
        if GROUP in categories.get("en", ()):
            self.groups[uri] = {tag: " ".join(words.split()) for tag, words in labels.items()}
            return True
        keywords = self._lists(node, "ceasn:conceptKeyword")
        concept = self.concepts[uri] = Concept()
        for language, label in labels.items():
            meaning = texts.get(language, "")
            others = keywords.pop(language, ())
            concept.speak(language, label, others, meaning if meaning != label else "")
        concept.alt_labels += [(tag, one) for tag, words in keywords.items() for one in words]
        self._describe(concept, node, categories)
        return True

    def _describe(self, concept: Concept, node: Node, categories: Mapping[str, list[str]]) -> None:
        kinds = {name: kind for kind, name in KINDS.items()}
        for tag, names in categories.items():
            for name in names:
                if name in kinds:
                    concept.kind = kinds[name]
                else:
                    concept.details.append((f"ceasn:competencyCategory@{tag}", name))
        concept.code = _first(node, "ceasn:codedNotation")
        concept.tags += [
            one for words in self._lists(node, "ceterms:keyword").values() for one in words
        ]
        concept.replaced_by += map(shared, _listed(node, "ceterms:supersededBy"))
        statuses = _listed(node, "ceasn:publicationStatusType")
        concept.retired = bool(concept.replaced_by) or any("Deprecated" in one for one in statuses)
        concept.details += self._details(node)

    def _relations(self, node: Node, uri: str) -> None:
        for target in map(_id, _listed(node, "ceasn:isChildOf")):
            if target != self.framework.get("@id"):
                self._place(node, uri, target)
        concept = self.concepts.get(uri)
        if concept is None:
            return
        for target in map(shared, _listed(node, "ceasn:prerequisiteAlignment")):
            if target in self.concepts:
                self.concepts[target].essential.append(uri)
                self.relations += 1
            else:
                self._reject(node, f"ceasn:prerequisiteAlignment: {target} is not in the file")
        for member, match in ALIGNMENTS.items():
            for target in map(shared, _listed(node, member)):
                if match is Match.RELATED and target in self.concepts:
                    concept.optional.append(target)
                else:
                    concept.alignments.append(Alignment("ctdl", target, match))
                self.relations += 1

    def _place(self, node: Node, uri: str, target: str) -> None:
        if uri in self.groups and target in self.groups:
            self.group_broader.append((uri, target))
        elif uri in self.concepts and (target in self.concepts or target in self.groups):
            self.concepts[uri].broader.append(target)
        else:
            self._reject(node, f"ceasn:isChildOf: {target} is not in the file")
            return
        self.relations += 1

    def _details(self, node: Node) -> list[tuple[str, str]]:
        found = []
        for member, value in node.items():
            if member in _READ or not isinstance(member, str):
                continue
            for tag, words in self._lists(node, member).items():
                said = member if tag == self.language else f"{member}@{tag}"
                found += [(said, one.strip()) for one in words]
            found += [(member, one.strip()) for one in _identified(value) if one.strip()]
            found += [
                (member, orjson.dumps(one).decode()) for one in _each(value) if _is_other(one)
            ]
        return found

    def _texts(self, node: Node, member: str) -> dict[str, str]:
        return {tag: found[0].strip() for tag, found in self._lists(node, member).items() if found}

    def _lists(self, node: Node, member: str) -> dict[str, list[str]]:
        """Words by language of a language map, strings or value objects."""
        found: dict[str, list[str]] = {}
        for value in _each(node.get(member)):
            if isinstance(value, str):
                found.setdefault(self.language, []).append(value)
            elif isinstance(value, Mapping) and isinstance(value.get("@value"), str):
                tag = language_of(value.get("@language"), self.language)
                found.setdefault(tag, []).append(value["@value"])
            elif isinstance(value, Mapping) and not any(key.startswith("@") for key in value):
                for tag, words in value.items():
                    spoken = [one for one in _each(words) if isinstance(one, str) and one.strip()]
                    found.setdefault(language_of(tag, self.language), []).extend(spoken)
        return {
            tag: kept for tag, words in found.items() if (kept := [w for w in words if w.strip()])
        }

    def _reject(self, node: Node, reason: str) -> None:
        self.rejections.add(f"{self.tree.place}#{node.get('@id', '')}", 0, reason)


def _iri(node: Node) -> str:
    found = node.get("@id")
    return found.strip() if isinstance(found, str) else ""


def _id(iri: str) -> str:
    return shared(iri.strip().removeprefix(NAMELESS["group"]))


def _version(node: Node) -> str:
    """The version's own identifier, else the day of the last change."""
    for one in _each(node.get("ceterms:versionIdentifier")):
        code = one.get("ceterms:identifierValueCode") if isinstance(one, Mapping) else one
        if isinstance(code, str) and code.strip():
            return code.strip()
    return _first(node, "ceasn:dateModified")[:10] or "unknown"


def _each(value: object) -> Iterable[Any]:
    """Values of a member: one or several, in an array or in an ordered list (`@list`)."""
    if isinstance(value, Mapping) and isinstance(value.get("@list"), list):
        value = value["@list"]
    return value if isinstance(value, list) else () if value is None else (value,)


def _listed(node: Node, member: str) -> list[str]:
    """The strings or `@id`s of a member, one or several."""
    found = [one.get("@id") if isinstance(one, Mapping) else one for one in _each(node.get(member))]
    return [one for one in found if isinstance(one, str) and one.strip()]


def _identified(value: object) -> list[str]:
    found = [one.get("@id") for one in _each(value) if isinstance(one, Mapping) and len(one) == 1]
    return [one for one in found if isinstance(one, str)]


def _is_other(value: object) -> bool:
    """Numbers, truth values and objects that are neither words nor a link."""
    if isinstance(value, Mapping):
        return (
            any(key.startswith("@") for key in value)
            and set(value) - {"@value", "@language", "@id"} != set()
        )
    return isinstance(value, bool | int | float)


def _first(node: Node, *members: str) -> str:
    for member in members:
        for value in _each(node.get(member)):
            spoken = value.values() if isinstance(value, Mapping) else (value,)
            for one in spoken:
                if isinstance(one, str) and one.strip():
                    return one.strip()
    return ""
