"""A framework as a CASE 1.1 package, whole or in parts.

Skills and groups are CFItems, relations CFAssociations, level descriptors one CFRubric. CASE says
an item in one language: a translation is an item of its own, the destination of `isTranslationOf`
(information model, 7.4.1). What CASE has no word for stands in `extensions`, which 1.1 allows
everywhere: other programs may ignore it, and we read it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from skillmark.nouns.skill import Alignment, Framework, Match, Skill, SkillKind
from skillmark.skills.exchange.case import rubric, terms
from skillmark.skills.exchange.case.members import Json, full, kept, on_the_web, several
from skillmark.skills.exchange.case.members import ours as said_by_us
from skillmark.skills.exchange.case.names import Names

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a change of which nobody knows when it was: CASE asks for a moment."""


def package(framework: Framework, *, base_url: str = "", changed: datetime = NEVER) -> Json:
    """Return the CFPackage of a framework, valid against 1EdTech's JSON Schema.

    `base_url` is where the service of this instance answers; without it, parts are named by
    `urn:uuid:`. `changed` is when the framework changed last, where it does not say so itself.
    """
    return Book(framework, base_url=base_url, changed=changed).package()


class Link(NamedTuple):
    """One association before it is written: nodes by our URIs."""

    kind: str
    origin: str
    target: str
    sequence: int = 0
    ours: tuple[tuple[str, Any], ...] = ()


class Book:
    """One framework as CASE sees it. Parts are made when they are asked for."""

    def __init__(
        self, framework: Framework, *, base_url: str = "", changed: datetime = NEVER
    ) -> None:
        self.framework = framework
        self.names = Names(framework, base_url)
        moment = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._changed = dict(framework.details).get("lastChangeDateTime", moment)
        self.identifier = self.names.identifier

    @property
    def items(self) -> Mapping[str, tuple[str, str]]:
        """What the items are, by identifier: URI or group id, and "" or the translation's tag."""
        return self.names.items

    # the parts of a package

    def package(self) -> Json:
        """Return the whole CFPackage."""
        made: Json = {
            "CFDocument": self.document(),
            "CFItems": [self.item(key) for key in self.items],
            "CFAssociations": [self.association(key) for key in self.associations],
            "CFDefinitions": self.definitions(),
        }
        if self.rubrics:
            made["CFRubrics"] = [self.rubric()]
        return made

    def document(self) -> Json:
        """Return the CFDocument as it stands in a package (CFPckgDocument)."""
        framework = self.framework
        title = str(framework.title)
        ours = {
            "id": "" if on_the_web(framework.id) else framework.id,
            "title": several(framework.title),
            "description": several(framework.description),
            "groupsInOrder": list(self.names.groups),
            "undated": "lastChangeDateTime" not in dict(framework.details),
        }
        made = full(
            identifier=self.identifier,
            uri=self.names.address_of(framework.id, "CFDocuments", self.identifier),
            caseVersion="1.1",
            creator=framework.publisher or title,
            title=title,
            publisher=framework.publisher,
            description=str(framework.description or ""),
            language=framework.title.translations[0][0],
            version=framework.version,
            licenseURI=self.names.licence_link(),
            lastChangeDateTime=self._changed,
        )
        return made | kept(framework.details, terms.DOCUMENT_DETAILS, terms.DOCUMENT_LISTS, ours)

    def item(self, identifier: str) -> Json:
        """Return one CFItem as it stands in a package (CFPckgItem)."""
        uri, tag = self.items[identifier]
        skill = self.framework.by_uri.get(uri)
        label = self.names.label(uri)
        language = tag or label.translations[0][0]
        words = label.in_language(language)
        defined = skill.definition.as_mapping() if skill and skill.definition else {}
        definition = defined.get(language, "")
        kind = terms.TYPES[skill.kind] if skill else terms.GROUP
        spoken = [one for spoken, one in skill.alt_labels if spoken == language] if skill else []
        made = full(
            identifier=identifier,
            fullStatement=definition or words,
            CFItemType=kind[0],
            uri=self.names.node_uri(uri, tag, identifier),
            humanCodingScheme=skill.code if skill and not tag else "",
            abbreviatedStatement=words if definition else "",
            conceptKeywords=spoken,
            language=language,
            CFItemTypeURI=self.names.type_link(kind[0]),
        )
        if tag or skill is None:
            ours = {"id": uri, "group": True} if skill is None and not tag else {}
            return made | full(lastChangeDateTime=self._changed, extensions=said_by_us(ours))
        return made | {"lastChangeDateTime": self._changed} | self._further(skill)

    def _further(self, skill: Skill) -> Json:
        told = {tag for tag, _ in skill.label.translations}
        defined = skill.definition.translations if skill.definition else ()
        ours = {
            "id": "" if on_the_web(skill.uri) else skill.uri,
            "tags": list(skill.tags),
            "retired": skill.retired,
            "altLabels": [[tag, words] for tag, words in skill.alt_labels if tag not in told],
            "definitions": {tag: words for tag, words in defined if tag not in told},
        }
        return kept(skill.details, terms.ITEM_DETAILS, terms.ITEM_LISTS, ours)

    @cached_property
    def associations(self) -> Mapping[str, Link]:
        """All associations by identifier."""
        found: dict[str, Link] = {}
        for link in self._links():
            name = f"{link.kind} {link.origin} {link.target}"
            own = str(uuid5(UUID(self.identifier), name))
            while own in found:
                own = str(uuid5(UUID(own), name))
            found[own] = link
        return found

    def _links(self) -> Iterator[Link]:
        wider: dict[str, list[str]] = {}
        for narrow, wide in self.framework.group_broader:
            if narrow in self.names.groups and wide in self.names.groups:
                wider.setdefault(narrow, []).append(wide)
        for place, group in enumerate(self.names.groups, start=1):
            for one in wider.get(group) or [self.identifier]:
                yield Link("isChildOf", group, one, place)
        for place, skill in enumerate(self.framework.skills, start=1):
            yield from self._of_skill(skill, place)
        for identifier, (uri, tag) in self.items.items():
            if tag:
                yield Link("isTranslationOf", uri, identifier)

    def _of_skill(self, skill: Skill, place: int) -> Iterator[Link]:
        known, groups = self.framework.by_uri, self.names.groups
        above = [one for one in skill.broader if one in known or one in groups]
        for one in above:
            yield Link("isChildOf", skill.uri, one, place)
        if skill.group and skill.group != next((one for one in above if one in groups), ""):
            yield Link("isChildOf", skill.uri, skill.group, place, (("listedUnder", True),))
        elif not above:
            yield Link("isChildOf", skill.uri, self.identifier, place)
        for needed in skill.requires:
            if needed in known:
                yield Link("precedes", needed, skill.uri)
        for one in skill.related:
            if one in known:
                yield Link("isRelatedTo", skill.uri, one)
        for one in skill.replaced_by:
            yield Link("replacedBy", skill.uri, one)
        for alignment in skill.alignments:
            exact = alignment.match is Match.EXACT
            kind = "exactMatchOf" if exact else "isRelatedTo"
            yield Link(kind, skill.uri, alignment.target, 0, _how(alignment))

    def association(self, identifier: str) -> Json:
        """Return one CFAssociation as it stands in a package (CFPckgAssociation)."""
        link = self.associations[identifier]
        return full(
            identifier=identifier,
            associationType=link.kind,
            sequenceNumber=link.sequence,
            uri=self.names.address("CFAssociations", identifier),
            originNodeURI=self.names.node(link.origin),
            destinationNodeURI=self.names.node(link.target),
            lastChangeDateTime=self._changed,
            extensions=said_by_us(dict(link.ours)),
        )

    @cached_property
    def touching(self) -> Mapping[str, list[str]]:
        """Identifiers of the associations of each item, whichever end it is."""
        found: dict[str, list[str]] = {}
        for identifier, link in self.associations.items():
            for node in dict.fromkeys((link.origin, link.target)):
                found.setdefault(self.names.uuids.get(node, node), []).append(identifier)
        return found

    @cached_property
    def rubrics(self) -> tuple[str, ...]:
        """Identifiers of the rubrics: one where the framework describes levels, else none."""
        return rubric.identifiers(self.framework, self.names)

    def rubric(self) -> Json:
        """Return the one rubric."""
        return rubric.rubric(self.framework, self.names, self._changed)

    def definitions(self) -> Json:
        """Return the CFDefinitions: the types that are used, and the licence."""
        used = [terms.TYPES[kind] for kind in SkillKind if kind in self._kinds]
        if self.names.groups:
            used.append(terms.GROUP)
        found: Json = {
            "CFItemTypes": [
                {
                    **self.names.type_link(title),
                    "description": description,
                    "hierarchyCode": str(place),
                    "lastChangeDateTime": self._changed,
                }
                for place, (title, description) in enumerate(used, start=1)
            ]
        }
        link = self.names.licence_link()
        if link:
            found["CFLicenses"] = [
                link | {"licenseText": link["uri"], "lastChangeDateTime": self._changed}
            ]
        return found

    @cached_property
    def _kinds(self) -> frozenset[SkillKind]:
        return frozenset(skill.kind for skill in self.framework.skills)

    def address(self, path: str, identifier: str) -> str:
        """Return where the service of this instance answers for a part, else its `urn:uuid:`."""
        return self.names.address(path, identifier)


def _how(alignment: Alignment) -> tuple[tuple[str, Any], ...]:
    return (
        ("match", alignment.match.value),
        ("framework", alignment.framework),
        ("method", alignment.method),
        ("confidence", alignment.confidence),
    )
