"""A framework as a CASE 1.1 package, whole or in parts.

Skills and groups are CFItems, relations CFAssociations, level descriptors one CFRubric. CASE says
an item in one language: a translation is an item of its own, the destination of `isTranslationOf`
(information model, 7.4.1). What CASE has no word for stands in `extensions`, which 1.1 allows
everywhere: other programs may ignore it, and we read it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import orjson

from skillmark.nouns.skill import Alignment, Framework, Match, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange import licences
from skillmark.skills.exchange.case import terms

Json = dict[str, Any]
PATH = "/ims/case/v1p1/"
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
        self._base = base_url.rstrip("/")
        moment = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._changed = dict(framework.details).get("lastChangeDateTime", moment)
        self.groups = dict(framework.groups)
        for skill in framework.skills:
            if skill.group:
                self.groups.setdefault(skill.group, Text.of(skill.group))
        own = terms.identifier(framework.id)
        self.identifier = (
            own
            if framework.id.lower().endswith(own)
            else terms.identifier(f"{framework.id} {framework.version}")
        )

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
            "id": "" if _on_the_web(framework.id) else framework.id,
            "title": _several(framework.title),
            "description": _several(framework.description),
            "groupsInOrder": list(self.groups),
            "undated": "lastChangeDateTime" not in dict(framework.details),
        }
        made = _full(
            identifier=self.identifier,
            uri=self._address(framework.id, "CFDocuments", self.identifier),
            caseVersion="1.1",
            creator=framework.publisher or title,
            title=title,
            publisher=framework.publisher,
            description=str(framework.description or ""),
            language=framework.title.translations[0][0],
            version=framework.version,
            licenseURI=self._licence_link(),
            lastChangeDateTime=self._changed,
        )
        return made | _kept(framework.details, terms.DOCUMENT_DETAILS, terms.DOCUMENT_LISTS, ours)

    @cached_property
    def items(self) -> Mapping[str, tuple[str, str]]:
        """What the items are, by identifier: URI or group id, and "" or the translation's tag."""
        found: dict[str, tuple[str, str]] = {}
        for uri in self._uuids:
            found[self._uuids[uri]] = (uri, "")
        for uri, own in self._uuids.items():
            for tag, _ in self._label(uri).translations[1:]:
                found[str(uuid5(UUID(own), tag))] = (uri, tag)
        return found

    @cached_property
    def _uuids(self) -> Mapping[str, str]:
        """Identifier of every group and skill, different ones even where URIs end alike."""
        taken = {self.identifier}
        found: dict[str, str] = {}
        for uri in (*self.groups, *self.framework.by_uri):
            own = terms.identifier(uri)
            if own in taken:
                own = str(uuid5(UUID(self.identifier), uri))
            taken.add(own)
            found[uri] = own
        return found

    def _label(self, uri: str) -> Text:
        skill = self.framework.by_uri.get(uri)
        return skill.label if skill else self.groups[uri]

    def item(self, identifier: str) -> Json:
        """Return one CFItem as it stands in a package (CFPckgItem)."""
        uri, tag = self.items[identifier]
        skill = self.framework.by_uri.get(uri)
        label = self._label(uri)
        language = tag or label.translations[0][0]
        words = label.in_language(language)
        defined = skill.definition.as_mapping() if skill and skill.definition else {}
        definition = defined.get(language, "")
        kind = terms.TYPES[skill.kind] if skill else terms.GROUP
        spoken = [one for spoken, one in skill.alt_labels if spoken == language] if skill else []
        made = _full(
            identifier=identifier,
            fullStatement=definition or words,
            CFItemType=kind[0],
            uri=self._node_uri(uri, tag, identifier),
            humanCodingScheme=skill.code if skill and not tag else "",
            abbreviatedStatement=words if definition else "",
            conceptKeywords=spoken,
            language=language,
            CFItemTypeURI=self._type_link(kind[0]),
        )
        if tag or skill is None:
            ours = {"id": uri, "group": True} if skill is None and not tag else {}
            return made | _full(lastChangeDateTime=self._changed, extensions=_ours(ours))
        return made | {"lastChangeDateTime": self._changed} | self._further(skill)

    def _further(self, skill: Skill) -> Json:
        told = {tag for tag, _ in skill.label.translations}
        defined = skill.definition.translations if skill.definition else ()
        ours = {
            "id": "" if _on_the_web(skill.uri) else skill.uri,
            "tags": list(skill.tags),
            "retired": skill.retired,
            "altLabels": [[tag, words] for tag, words in skill.alt_labels if tag not in told],
            "definitions": {tag: words for tag, words in defined if tag not in told},
        }
        return _kept(skill.details, terms.ITEM_DETAILS, terms.ITEM_LISTS, ours)

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
            if narrow in self.groups and wide in self.groups:
                wider.setdefault(narrow, []).append(wide)
        for place, group in enumerate(self.groups, start=1):
            for one in wider.get(group) or [self.identifier]:
                yield Link("isChildOf", group, one, place)
        for place, skill in enumerate(self.framework.skills, start=1):
            yield from self._of_skill(skill, place)
        for identifier, (uri, tag) in self.items.items():
            if tag:
                yield Link("isTranslationOf", uri, identifier)

    def _of_skill(self, skill: Skill, place: int) -> Iterator[Link]:
        known = self.framework.by_uri
        above = [one for one in skill.broader if one in known or one in self.groups]
        for one in above:
            yield Link("isChildOf", skill.uri, one, place)
        if skill.group and skill.group != next((one for one in above if one in self.groups), ""):
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
        return _full(
            identifier=identifier,
            associationType=link.kind,
            sequenceNumber=link.sequence,
            uri=self.address("CFAssociations", identifier),
            originNodeURI=self._node(link.origin),
            destinationNodeURI=self._node(link.target),
            lastChangeDateTime=self._changed,
            extensions=_ours(dict(link.ours)),
        )

    @cached_property
    def touching(self) -> Mapping[str, list[str]]:
        """Identifiers of the associations of each item, whichever end it is."""
        found: dict[str, list[str]] = {}
        for identifier, link in self.associations.items():
            for node in dict.fromkeys((link.origin, link.target)):
                found.setdefault(self._uuids.get(node, node), []).append(identifier)
        return found

    @cached_property
    def rubrics(self) -> tuple[str, ...]:
        """Identifiers of the rubrics: one where the framework describes levels, else none."""
        levelled = any(skill.levels for skill in self.framework.skills)
        return (str(uuid5(UUID(self.identifier), terms.PROFICIENCY)),) if levelled else ()

    def rubric(self) -> Json:
        """Return the one rubric: a criterion a skill, with a level for each descriptor."""
        (own,) = self.rubrics
        criteria = [
            self._criterion(skill, own, place)
            for place, skill in enumerate(
                (skill for skill in self.framework.skills if skill.levels), start=1
            )
        ]
        return {
            "identifier": own,
            "uri": self.address("CFRubrics", own),
            "title": terms.PROFICIENCY,
            "description": "What a person does at each level of a skill; scores are levels 1 to 8.",
            "lastChangeDateTime": self._changed,
            "CFRubricCriteria": criteria,
        }

    def _criterion(self, skill: Skill, rubric: str, place: int) -> Json:
        own = str(uuid5(UUID(rubric), skill.uri))
        levels = []
        for position, one in enumerate(skill.levels, start=1):
            level = str(uuid5(UUID(own), f"{one.level} {position}"))
            translations = one.text.translations[1:]
            levels.append(
                _full(
                    identifier=level,
                    uri=f"urn:uuid:{level}",
                    description=str(one.text),
                    quality=f"Level {one.level}",
                    score=one.level,
                    position=position,
                    rubricCriterionId=own,
                    lastChangeDateTime=self._changed,
                    extensions=[{terms.OURS: {"text": one.text.as_mapping()}}]
                    if translations or one.text.translations[0][0] != skill.label.translations[0][0]
                    else [],
                )
            )
        return {
            "identifier": own,
            "uri": f"urn:uuid:{own}",
            "description": str(skill.label),
            "CFItemURI": {
                "title": str(skill.label),
                "identifier": self._uuids[skill.uri],
                "uri": self._node_uri(skill.uri, "", self._uuids[skill.uri]),
            },
            "position": place,
            "rubricId": rubric,
            "lastChangeDateTime": self._changed,
            "CFRubricCriterionLevels": levels,
        }

    def definitions(self) -> Json:
        """Return the CFDefinitions: the types that are used, and the licence."""
        used = [terms.TYPES[kind] for kind in SkillKind if kind in self._kinds]
        if self.groups:
            used.append(terms.GROUP)
        found: Json = {
            "CFItemTypes": [
                {
                    **self._type_link(title),
                    "description": description,
                    "hierarchyCode": str(place),
                    "lastChangeDateTime": self._changed,
                }
                for place, (title, description) in enumerate(used, start=1)
            ]
        }
        link = self._licence_link()
        if link:
            found["CFLicenses"] = [
                link | {"licenseText": link["uri"], "lastChangeDateTime": self._changed}
            ]
        return found

    @cached_property
    def _kinds(self) -> frozenset[SkillKind]:
        return frozenset(skill.kind for skill in self.framework.skills)

    # how parts are named

    def _type_link(self, title: str) -> Json:
        own = terms.identifier(f"https://purl.imsglobal.org/case/{title}")
        return {"title": title, "identifier": own, "uri": self.address("CFItemTypes", own)}

    def _licence_link(self) -> Json:
        licence = self.framework.licence
        if not licence:
            return {}
        own = terms.identifier(licence)
        address = licences.address(licence) or self.address("CFLicenses", own)
        return {"title": licence, "identifier": own, "uri": address}

    def _node(self, uri: str) -> Json:
        """LinkGenURI of an item of ours, of the document, or of something elsewhere."""
        if uri == self.identifier:
            place = self._address(self.framework.id, "CFDocuments", uri)
            return {"title": str(self.framework.title), "identifier": uri, "uri": place}
        own = self._uuids.get(uri)
        if own:
            return {
                "title": str(self._label(uri)),
                "identifier": own,
                "uri": self._node_uri(uri, "", own),
            }
        if uri in self.items:
            real, tag = self.items[uri]
            words = self._label(real).in_language(tag)
            return {"title": words, "identifier": uri, "uri": self._node_uri(real, tag, uri)}
        return {"title": uri, "identifier": terms.identifier(uri), "uri": uri}

    def _node_uri(self, uri: str, tag: str, identifier: str) -> str:
        return self._address("" if tag else uri, "CFItems", identifier)

    def _address(self, uri: str, path: str, identifier: str = "") -> str:
        """A web address of its own stays; anything else is found at this instance."""
        if _on_the_web(uri):
            return uri
        return self.address(path, identifier)

    def address(self, path: str, identifier: str) -> str:
        """Return where the service of this instance answers for a part, else its `urn:uuid:`."""
        return f"{self._base}{PATH}{path}/{identifier}" if self._base else f"urn:uuid:{identifier}"


def _on_the_web(uri: str) -> bool:
    return uri.startswith(("https://", "http://"))


def _how(alignment: Alignment) -> tuple[tuple[str, Any], ...]:
    return (
        ("match", alignment.match.value),
        ("framework", alignment.framework),
        ("method", alignment.method),
        ("confidence", alignment.confidence),
    )


def _kept(
    details: Iterable[tuple[str, str]],
    single: tuple[str, ...],
    listed: tuple[str, ...],
    ours: Json,
) -> Json:
    """Details that are words of CASE under their own names, all else in the extension."""
    made: Json = {}
    foreign: Json = {}
    rest = []
    for name, value in details:
        if name in single and name not in made:
            made[name] = value
        elif name in listed:
            made.setdefault(name, []).append(value)
        elif name == "extensions" and not foreign and (read := _object(value)):
            foreign = read
        else:
            rest.append([name, value])
    return made | _full(extensions=foreign | _ours(ours | {"details": rest}))


def _object(words: str) -> Json:
    try:
        found = orjson.loads(words)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _ours(members: Json) -> Json:
    full = {name: value for name, value in members.items() if value or value == 0.0}
    full = {name: value for name, value in full.items() if value is not False}
    return {terms.OURS: full} if full else {}


def _several(text: Text | None) -> dict[str, str]:
    return text.as_mapping() if text and len(text.translations) > 1 else {}


def _full(**members: Any) -> Json:
    return {name: value for name, value in members.items() if value not in ("", [], {}, None, 0)}
