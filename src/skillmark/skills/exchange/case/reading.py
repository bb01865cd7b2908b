"""Competency frameworks from a CASE package (1EdTech CASE 1.1, also 1.0: `CFPackage` as JSON).

Associations: `isChildOf` and `isPartOf` make the destination broader, `precedes` makes the origin
a prerequisite of the destination, `isRelatedTo`, `isPeerOf` and `exactMatchOf` relate within the
package and align with what is outside it, `replacedBy` retires the origin, `isTranslationOf` makes
both one skill. `exemplar`, `hasSkillLevel` and associations of somebody's own (`ext:`) are kept
as details, and so are the members that nothing here decides on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from skillmark.nouns.skill import Alignment, Framework, LevelDescriptor, Match
from skillmark.nouns.text import Text
from skillmark.skills.exchange import licences
from skillmark.skills.exchange.case import terms
from skillmark.skills.exchange.gathering import Concept, Rejections, is_uri, shared, unwind
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.tree import Tree, language_of, load

_KINDS = {title.casefold(): kind for kind, (title, _) in terms.TYPES.items()}
_OUTSIDE = {
    "exactMatchOf": Match.EXACT,
    "isRelatedTo": Match.RELATED,
    "isPeerOf": Match.RELATED,
    "isChildOf": Match.BROAD,
    "isPartOf": Match.BROAD,
}
"""What an association with something outside the package says of it."""
_KEPT = ("exemplar", "hasSkillLevel")


def read(path: Path, *, version: str = "") -> Imported:
    """Read a CFPackage from a JSON file.

    Raises `InputError` where the file is not one. Items without statement, and associations
    between items that are not in the package, are rejected.
    """
    return parse(load(path), version=version)


def parse(tree: Tree, *, version: str = "") -> Imported:
    """Read a CFPackage that was loaded already."""
    document = tree.content.get("CFDocument")
    items = tree.content.get("CFItems")
    if not isinstance(document, Mapping) or not isinstance(items, list):
        raise tree.refuse("it is not a CASE package: no CFDocument with CFItems")
    return _Package(tree, document, items).result(version)


class _Package:
    def __init__(self, tree: Tree, document: Mapping[str, Any], items: list[Any]) -> None:
        self.tree = tree
        self.document = document
        self.items = items
        self.rejections = Rejections()
        self.concepts: dict[str, Concept] = {}
        self.groups: dict[str, dict[str, str]] = {}
        self.group_broader: list[tuple[str, str]] = []
        self.uris: dict[str, str] = {}
        """Our URI of each item, by its own URI and identifier."""
        self.places: dict[str, str] = {}
        self.relations = 0
        self.tops = {_words(document, "uri"), _words(document, "identifier")} - {""}

    def result(self, version: str) -> Imported:
        default = language_of(self.document.get("language"), "en")
        associations = _listed(self.tree.content, "CFAssociations")
        translations = self._translations(associations)
        for place, item in enumerate(self.items):
            self._item(place, item, default, translations)
        for place, association in enumerate(associations):
            self._association(place, association)
        for place, rubric in enumerate(_listed(self.tree.content, "CFRubrics")):
            self._rubric(place, rubric)
        if not self.concepts:
            raise self.tree.refuse("no CFItems that could be read")
        self.relations -= unwind(self.concepts, self.rejections, self._place_of)
        return Imported(self._framework(version, default), self.relations, self.rejections.all())

    def _framework(self, version: str, default: str) -> Framework:
        document, ours = self.document, _extension(self.document)
        title = _words(document, "title") or "CASE framework"
        publisher, creator = _words(document, "publisher"), _words(document, "creator")
        description = _plain(document, "description")
        first = [one for one in _strings(ours, "groupsInOrder") if one in self.groups]
        groups = dict.fromkeys([*first, *self.groups])
        return Framework(
            id=_words(ours, "id")
            or _words(document, "uri")
            or _words(document, "identifier")
            or "case",
            title=_text(ours.get("title")) or Text.of(title, default),
            version=version or _words(document, "version") or self._changed(),
            publisher=publisher or (creator if creator != title else ""),
            licence=_licence(document.get("licenseURI")),
            skills=tuple(one.skill(uri, self.groups) for uri, one in self.concepts.items()),
            groups=tuple((group, Text.of(self.groups[group])) for group in groups),
            group_broader=tuple(self.group_broader),
            description=_text(ours.get("description"))
            or (Text.of(description, default) if description else None),
            details=tuple(
                (name, words)
                for name, words in _details(document, terms.DOCUMENT_DETAILS, terms.DOCUMENT_LISTS)
                if name != "lastChangeDateTime" or not ours.get("undated")
            ),
        )

    def _translations(self, associations: Iterable[Any]) -> dict[str, str]:
        """Item of which each translation is one, by identifiers and URIs of both."""
        found: dict[str, str] = {}
        for one in associations:
            if not isinstance(one, Mapping) or _words(one, "associationType") != "isTranslationOf":
                continue
            origin, target = one.get("originNodeURI"), one.get("destinationNodeURI")
            for source in _names(origin)[:1]:
                found.update(dict.fromkeys(_names(target), source))
        return found

    def _item(self, place: int, item: object, default: str, translations: dict[str, str]) -> None:
        if not isinstance(item, Mapping):
            self._reject("CFItems", place, "it is not an object")
            return
        statement = _plain(item, "fullStatement")
        identifier, address = _words(item, "identifier"), _words(item, "uri")
        ours = _extension(item)
        web = address if is_uri(address) else ""
        uri = shared(_words(ours, "id") or web or (f"urn:uuid:{identifier}" if identifier else ""))
        if not statement or not uri:
            self._reject("CFItems", place, f"no {'fullStatement' if uri else 'identifier'}")
            return
        source = translations.get(identifier) or translations.get(address)
        known = self.uris.get(source or "")
        if not known and (uri in self.concepts or uri in self.groups):
            self._reject("CFItems", place, f"{uri} comes twice")
            return
        label = _words(item, "abbreviatedStatement") or statement
        language = language_of(item.get("language"), default)
        self.uris.update(dict.fromkeys(filter(None, (uri, address, identifier)), known or uri))
        if ours.get("group") is True or known in self.groups:
            self.groups.setdefault(known or uri, {}).setdefault(language, " ".join(label.split()))
            return
        concept = self.concepts.setdefault(known or uri, Concept())
        if language in concept.label:
            self._reject("CFItems", place, f"it says {known or uri} a second time in {language}")
            return
        concept.speak(
            language,
            label,
            _strings(item, "conceptKeywords"),
            statement if statement != label else "",
        )
        if not known:
            self.places[uri] = f"CFItems/{place}"
            _describe(concept, item, ours, changed=_words(self.document, "lastChangeDateTime"))

    def _association(self, place: int, association: object) -> None:
        if not isinstance(association, Mapping):
            self._reject("CFAssociations", place, "it is not an object")
            return
        kind = _words(association, "associationType")
        origin = self._node(association.get("originNodeURI"))
        target = self._node(association.get("destinationNodeURI"))
        ours = _extension(association)
        if kind == "isTranslationOf" and origin and origin == target:
            return  # the two are one already
        if kind in ("isChildOf", "isPartOf") and target in self.tops:
            return  # the top of the tree: the framework itself
        objection = self._relate(kind, origin, target, ours)
        if objection:
            self._reject("CFAssociations", place, objection)
        else:
            self.relations += 1

    def _relate(self, kind: str, origin: str, target: str, ours: Mapping[str, Any]) -> str:
        """Make an association part of its concepts; return what speaks against it, else ""."""
        concept = self.concepts.get(origin)
        known = target in self.concepts or target in self.groups
        objection = ""
        if origin in self.groups and target in self.groups and kind == "isChildOf":
            self.group_broader.append((origin, target))
        elif concept is None or not target:
            objection = f"{origin or target or 'a node'} is not in the package"
        elif kind in _KEPT or kind.startswith("ext:"):
            concept.details.append((kind, target))
        elif kind == "replacedBy":
            concept.replaced_by.append(target)
            concept.retired = True
        elif kind in _OUTSIDE and (not known or ours.get("match")):
            concept.alignments.append(_alignment(target, _OUTSIDE[kind], ours))
        elif not known:
            objection = f"{target} is not in the package"
        else:
            objection = self._inside(kind, concept, origin, target, ours)
        return objection

    def _inside(
        self, kind: str, concept: Concept, origin: str, target: str, ours: Mapping[str, Any]
    ) -> str:
        if kind == "isChildOf" and ours.get("listedUnder") is True:
            concept.group = target
        elif kind in ("isChildOf", "isPartOf"):
            concept.broader.append(target)
        elif kind == "precedes" and target in self.concepts:
            self.concepts[target].essential.append(origin)
        elif kind in ("isRelatedTo", "isPeerOf", "exactMatchOf") and target in self.concepts:
            concept.optional.append(target)
        else:
            return f"the association {kind!r} is not read"
        return ""

    def _rubric(self, place: int, rubric: object) -> None:
        """Levels of our own rubric are descriptors; those of others are on scales of their own."""
        title = _words(rubric, "title") if isinstance(rubric, Mapping) else ""
        for number, criterion in enumerate(_listed(rubric, "CFRubricCriteria")):
            uri = self._node(criterion.get("CFItemURI")) if isinstance(criterion, Mapping) else ""
            concept = self.concepts.get(uri)
            if concept is None:
                member = f"CFRubrics/{place}/CFRubricCriteria"
                self._reject(member, number, "it is about no item in the package")
                continue
            for level in _listed(criterion, "CFRubricCriterionLevels"):
                if isinstance(level, Mapping):
                    _level(concept, title, level)

    def _node(self, node: object) -> str:
        """URI of a LinkGenURI; items are found by identifier too, however the URI is written."""
        names = _names(node)
        return next((self.uris[name] for name in names if name in self.uris), (names or [""])[0])

    def _reject(self, member: str, place: int, reason: str) -> None:
        self.rejections.add(f"{self.tree.place}#/{member}/{place}", 0, reason)

    def _place_of(self, uri: str) -> tuple[str, int]:
        return f"{self.tree.place}#/{self.places.get(uri, 'CFItems')}", 0

    def _changed(self) -> str:
        return _words(self.document, "lastChangeDateTime")[:10] or "unknown"


def _describe(
    concept: Concept, item: Mapping[str, Any], ours: Mapping[str, Any], *, changed: str
) -> None:
    link = item.get("CFItemTypeURI")
    linked = _words(link, "title") if isinstance(link, Mapping) else ""
    kind = _words(item, "CFItemType") or linked
    concept.code = _words(item, "humanCodingScheme")
    concept.details.extend(
        (name, words)
        for name, words in _details(item, terms.ITEM_DETAILS, terms.ITEM_LISTS)
        if (name, words) != ("lastChangeDateTime", changed)  # as the whole did
    )
    if kind.casefold() in _KINDS:
        concept.kind = _KINDS[kind.casefold()]
    elif kind:
        concept.details.append(("CFItemType", kind))
    concept.tags.extend(_strings(ours, "tags"))
    concept.retired = ours.get("retired") is True
    concept.alt_labels.extend(_pairs(ours.get("altLabels")))
    defined = ours.get("definitions")
    if isinstance(defined, Mapping):
        concept.definition.update({k: v for k, v in defined.items() if isinstance(v, str) and v})


def _level(concept: Concept, title: str, level: Mapping[str, Any]) -> None:
    score, quality = level.get("score"), _words(level, "quality")
    words = _plain(level, "description") or quality
    if not words:
        return
    if title == terms.PROFICIENCY and isinstance(score, int) and 1 <= score <= 8:
        language = next(iter(concept.label), "en")
        text = _text(_extension_of(level.get("extensions")).get("text"))
        concept.levels.append(LevelDescriptor(score, text or Text.of(words, language)))
    else:
        head = " ".join(filter(None, (title, quality if quality != words else "")))
        concept.details.append(("rubric", f"{head}: {words}" if head else words))


def _alignment(target: str, match: Match, ours: Mapping[str, Any]) -> Alignment:
    said, confidence = ours.get("match"), ours.get("confidence")
    return Alignment(
        framework=_words(ours, "framework") or "case",
        target=target,
        match=Match(said) if said in set(Match) else match,
        method=_words(ours, "method") or "editorial",
        confidence=float(confidence)
        if isinstance(confidence, int | float) and 0 <= confidence <= 1
        else 1.0,
    )


def _details(
    content: Mapping[str, Any], single: Iterable[str], listed: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """What nothing here decides on, by CASE's own words, then what we wrote ourselves."""
    found = [(name, words) for name in single if (words := _plain(content, name))]
    found += [(name, one) for name in listed for one in _strings(content, name)]
    extensions = content.get("extensions")
    if isinstance(extensions, Mapping):
        foreign = {k: v for k, v in extensions.items() if k != terms.OURS}
        if foreign:
            found.append(("extensions", orjson.dumps(foreign).decode()))
    found += _pairs(_extension(content).get("details"))
    return tuple(found)


def _extension(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return _extension_of(content.get("extensions"))


def _extension_of(extensions: object) -> Mapping[str, Any]:
    for one in extensions if isinstance(extensions, list) else [extensions]:
        found = one.get(terms.OURS) if isinstance(one, Mapping) else None
        if isinstance(found, Mapping):
            return found
    return {}


def _names(node: object) -> list[str]:
    if not isinstance(node, Mapping):
        return []
    return [name for name in (_words(node, "uri"), _words(node, "identifier")) if name]


def _listed(content: object, member: str) -> list[Any]:
    found = content.get(member) if isinstance(content, Mapping) else None
    return found if isinstance(found, list) else []


def _strings(content: Mapping[str, Any], member: str) -> list[str]:
    """The words of a member that is a list, or, as in 1.0, may be one string."""
    found = content.get(member)
    spoken = found if isinstance(found, list) else [found]
    return [one for one in spoken if isinstance(one, str) and one.strip()]


def _pairs(rows: object) -> list[tuple[str, str]]:
    return [
        (row[0], row[1])
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, list) and len(row) == 2 and all(isinstance(one, str) for one in row)
    ]


def _text(words: object) -> Text | None:
    found = words if isinstance(words, Mapping) else {}
    spoken = {tag: one for tag, one in found.items() if isinstance(one, str) and one}
    return Text.of(spoken) if spoken else None


def _plain(content: Mapping[str, Any], member: str) -> str:
    found = content.get(member)
    return found.strip() if isinstance(found, str) else ""


def _words(content: Mapping[str, Any], member: str) -> str:
    return " ".join(_plain(content, member).split())


def _licence(link: object) -> str:
    if not isinstance(link, Mapping):
        return ""
    return _words(link, "title") or licences.name(_words(link, "uri"))
