"""Competency frameworks as a CASE package (1EdTech CASE 1.1, also 1.0: `CFPackage` as JSON).

Associations: `isChildOf` and `isPartOf` make the destination broader, `precedes` makes the origin
a prerequisite of the destination, `isRelatedTo` and `isPeerOf` relate, `exactMatchOf` aligns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillmark.nouns.skill import Alignment, Framework, Match
from skillmark.nouns.text import Text
from skillmark.skills.exchange.gathering import Concept, Rejections, shared
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.tree import Tree, language_of, load


def read(path: Path, *, version: str = "") -> Imported:
    """Read a CFPackage from a JSON file.

    Raises `InputError` where the file is not one. Items without statement, and associations
    between items that are not in the package, are rejected.
    """
    tree = load(path)
    document = tree.content.get("CFDocument")
    items = tree.content.get("CFItems")
    if not isinstance(document, Mapping) or not isinstance(items, list):
        raise tree.refuse("it is not a CASE package: no CFDocument with CFItems")
    return _Package(tree, document, items).result(version)


@dataclass
class _Package:
    tree: Tree
    document: Mapping[str, Any]
    items: list[Any]

    def result(self, version: str) -> Imported:
        self.rejections = Rejections()
        self.concepts: dict[str, Concept] = {}
        self.uris: dict[str, str] = {}
        self.alignments: dict[str, list[Alignment]] = {}
        self.relations = 0
        default = language_of(self.document.get("language"), "en")
        for place, item in enumerate(self.items):
            self._item(place, item, default)
        associations = self.tree.content.get("CFAssociations", [])
        for place, association in enumerate(associations if isinstance(associations, list) else ()):
            self._association(place, association)
        if not self.concepts:
            raise self.tree.refuse("no CFItems that could be read")
        title = _words(self.document, "title") or "CASE framework"
        framework = Framework(
            id=_words(self.document, "uri") or _words(self.document, "identifier") or "case",
            title=Text.of(title, default),
            version=version or _words(self.document, "version") or self._changed(),
            publisher=_words(self.document, "publisher") or _words(self.document, "creator"),
            licence=_licence(self.document.get("licenseURI")),
            skills=tuple(
                replace(concept.skill(uri), alignments=tuple(self.alignments.get(uri, ())))
                for uri, concept in self.concepts.items()
            ),
        )
        return Imported(framework, self.relations, self.rejections.all())

    def _item(self, place: int, item: object, default: str) -> None:
        if not isinstance(item, Mapping):
            self._reject("CFItems", place, "it is not an object")
            return
        statement = _words(item, "fullStatement")
        identifier = _words(item, "identifier")
        uri = shared(_words(item, "uri") or (f"urn:uuid:{identifier}" if identifier else ""))
        if not statement or not uri:
            self._reject("CFItems", place, f"no {'fullStatement' if uri else 'identifier'}")
            return
        if uri in self.concepts:
            self._reject("CFItems", place, f"{uri} comes twice")
            return
        label = _words(item, "abbreviatedStatement") or statement
        keywords = item.get("conceptKeywords") or ()
        concept = self.concepts[uri] = Concept()
        concept.speak(
            language_of(item.get("language"), default),
            label,
            [one for one in keywords if isinstance(one, str)],
            statement if statement != label else _words(item, "notes"),
        )
        self.uris[uri] = uri
        if identifier:
            self.uris[identifier] = uri

    def _association(self, place: int, association: object) -> None:
        if not isinstance(association, Mapping):
            self._reject("CFAssociations", place, "it is not an object")
            return
        kind = _words(association, "associationType")
        origin = self._node(association.get("originNodeURI"))
        target = self._node(association.get("destinationNodeURI"))
        documents = {_words(self.document, "uri"), _words(self.document, "identifier")} - {""}
        if kind == "isChildOf" and target in documents:
            return  # the top of the tree: the framework itself
        if kind == "exactMatchOf" and origin in self.concepts and target not in self.concepts:
            found = Alignment("case", target, Match.EXACT)
            self.alignments.setdefault(origin, []).append(found)
        elif origin not in self.concepts or target not in self.concepts:
            missing = target if origin in self.concepts else origin
            self._reject("CFAssociations", place, f"{missing or 'a node'} is not in the package")
            return
        elif kind in ("isChildOf", "isPartOf"):
            self.concepts[origin].broader.append(target)
        elif kind == "precedes":
            self.concepts[target].essential.append(origin)
        elif kind in ("isRelatedTo", "isPeerOf", "exactMatchOf"):
            self.concepts[origin].optional.append(target)
        else:
            self._reject("CFAssociations", place, f"the association {kind!r} is not read")
            return
        self.relations += 1

    def _node(self, node: object) -> str:
        """URI of a LinkGenURI; items are found by identifier too, however the URI is written."""
        if not isinstance(node, Mapping):
            return ""
        uri, identifier = _words(node, "uri"), _words(node, "identifier")
        return self.uris.get(uri) or self.uris.get(identifier) or uri or identifier

    def _reject(self, member: str, place: int, reason: str) -> None:
        self.rejections.add(f"{self.tree.place}#/{member}/{place}", 0, reason)

    def _changed(self) -> str:
        return _words(self.document, "lastChangeDateTime")[:10] or "unknown"


def _words(content: Mapping[str, Any], member: str) -> str:
    found = content.get(member)
    return " ".join(found.split()) if isinstance(found, str) else ""


def _licence(link: object) -> str:
    return _words(link, "title") or _words(link, "uri") if isinstance(link, Mapping) else ""
