"""Competency frameworks as CTDL-ASN in JSON-LD, as the Credential Registry publishes them.

Only compact documents with the prefix `ceasn:` are read: that is what the registry serves. Names
are language maps, plain strings or value objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from skillmark.nouns.skill import Alignment, Framework, Match
from skillmark.nouns.text import Text
from skillmark.skills.exchange.gathering import Concept, Rejections, shared
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.tree import Tree, language_of, load

_ALIGNMENTS = {
    "ceasn:exactAlignment": Match.EXACT,
    "ceasn:majorAlignment": Match.CLOSE,
    "ceasn:minorAlignment": Match.RELATED,
    "ceasn:broadAlignment": Match.BROAD,
    "ceasn:narrowAlignment": Match.NARROW,
}


def read(path: Path, *, version: str = "") -> Imported:
    """Read a framework and its competencies from a JSON-LD file with a `@graph`.

    Raises `InputError` where there is none. Competencies without text, and relations to
    competencies that are not in the file, are rejected.
    """
    tree = load(path)
    graph = tree.content.get("@graph")
    if not isinstance(graph, list):
        raise tree.refuse("it is not CTDL-ASN: no @graph")
    nodes = [node for node in graph if isinstance(node, Mapping)]
    frameworks = [node for node in nodes if "ceasn:CompetencyFramework" in _listed(node, "@type")]
    competencies = [node for node in nodes if "ceasn:Competency" in _listed(node, "@type")]
    if not competencies:
        raise tree.refuse("it is not CTDL-ASN: no ceasn:Competency in its @graph")
    return _Graph(tree, frameworks[0] if frameworks else {}, competencies).result(version)


class _Graph:
    def __init__(
        self, tree: Tree, framework: Mapping[str, Any], competencies: list[Mapping[str, Any]]
    ) -> None:
        self.tree = tree
        self.framework = framework
        self.competencies = competencies
        self.language = language_of(next(iter(_listed(framework, "ceasn:inLanguage")), ""), "en")
        self.rejections = Rejections()
        self.concepts: dict[str, Concept] = {}
        self.relations = 0

    def result(self, version: str) -> Imported:
        for node in self.competencies:
            self._competency(node)
        if not self.concepts:
            raise self.tree.refuse("no competency with @id and text")
        alignments: dict[str, list[Alignment]] = {uri: [] for uri in self.concepts}
        for node in self.competencies:
            uri = node.get("@id")
            if isinstance(uri, str) and uri in self.concepts:
                self._relations(node, uri, alignments[uri])
        framework = Framework(
            id=_first(self.framework, "@id", "ceterms:ctid") or "ctdl",
            title=Text.of(self._texts(self.framework, "ceasn:name") or "CTDL-ASN framework"),
            version=version or _first(self.framework, "ceasn:dateModified")[:10] or "unknown",
            publisher=_first(self.framework, "ceasn:publisherName", "ceasn:publisher"),
            licence=_first(self.framework, "ceasn:license"),
            skills=tuple(
                replace(concept.skill(uri), alignments=tuple(alignments[uri]))
                for uri, concept in self.concepts.items()
            ),
        )
        return Imported(framework, self.relations, self.rejections.all())

    def _competency(self, node: Mapping[str, Any]) -> None:
        uri = node.get("@id")
        texts = self._texts(node, "ceasn:competencyText")
        labels = self._texts(node, "ceasn:competencyLabel") or texts
        if not isinstance(uri, str) or not uri or not labels:
            self._reject(node, "no ceasn:competencyText" if uri else "no @id")
            return
        if uri in self.concepts:
            self._reject(node, "it comes twice")
            return
        keywords = self._lists(node, "ceasn:conceptKeyword")
        concept = self.concepts[shared(uri)] = Concept()
        for language, label in labels.items():
            meaning = texts.get(language, "")
            concept.speak(
                language, label, keywords.get(language, ()), meaning if meaning != label else ""
            )

    def _relations(self, node: Mapping[str, Any], uri: str, alignments: list[Alignment]) -> None:
        concept = self.concepts[uri]
        for member, into in (
            ("ceasn:isChildOf", concept.broader),
            ("ceasn:prerequisiteAlignment", concept.essential),
        ):
            for target in _listed(node, member):
                if target == self.framework.get("@id"):
                    continue
                if target in self.concepts:
                    into.append(shared(target))
                    self.relations += 1
                else:
                    self._reject(node, f"{member}: {target} is not in the file")
        for member, match in _ALIGNMENTS.items():
            for target in _listed(node, member):
                alignments.append(Alignment("ctdl", target, match))
                self.relations += 1

    def _texts(self, node: Mapping[str, Any], member: str) -> dict[str, str]:
        return {tag: found[0] for tag, found in self._lists(node, member).items() if found}

    def _lists(self, node: Mapping[str, Any], member: str) -> dict[str, list[str]]:
        """Words by language of a language map, strings or value objects."""
        found: dict[str, list[str]] = {}
        for value in _each(node.get(member)):
            if isinstance(value, str):
                found.setdefault(self.language, []).append(value)
            elif isinstance(value, Mapping) and isinstance(value.get("@value"), str):
                tag = language_of(value.get("@language"), self.language)
                found.setdefault(tag, []).append(value["@value"])
            elif isinstance(value, Mapping):
                for tag, words in value.items():
                    spoken = [one for one in _each(words) if isinstance(one, str) and one.strip()]
                    found.setdefault(language_of(tag, self.language), []).extend(spoken)
        return {tag: [one for one in words if one.strip()] for tag, words in found.items()}

    def _reject(self, node: Mapping[str, Any], reason: str) -> None:
        self.rejections.add(f"{self.tree.place}#{node.get('@id', '')}", 0, reason)


def _each(value: object) -> Iterable[Any]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _listed(node: Mapping[str, Any], member: str) -> list[str]:
    """The strings or `@id`s of a member, one or several."""
    found = [one.get("@id") if isinstance(one, Mapping) else one for one in _each(node.get(member))]
    return [one for one in found if isinstance(one, str)]


def _first(node: Mapping[str, Any], *members: str) -> str:
    for member in members:
        for value in _each(node.get(member)):
            spoken = value.values() if isinstance(value, Mapping) else (value,)
            for one in spoken:
                if isinstance(one, str) and one.strip():
                    return one.strip()
    return ""
