"""What the parts of one framework are called in CASE: identifiers, addresses, links to them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID, uuid5

from skillmark.nouns.skill import Framework
from skillmark.nouns.text import Text
from skillmark.skills.exchange import licences
from skillmark.skills.exchange.case import terms
from skillmark.skills.exchange.case.members import Json, on_the_web

PATH = "/ims/case/v1p1/"


class Names:
    """One framework's names; `base_url` is where the service of this instance answers."""

    def __init__(self, framework: Framework, base_url: str) -> None:
        self._framework = framework
        self._base = base_url.rstrip("/")
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

    @cached_property
    def items(self) -> Mapping[str, tuple[str, str]]:
        """What the items are, by identifier: URI or group id, and "" or the translation's tag."""
        found: dict[str, tuple[str, str]] = {}
        for uri in self.uuids:
            found[self.uuids[uri]] = (uri, "")
        for uri, own in self.uuids.items():
            for tag, _ in self.label(uri).translations[1:]:
                found[str(uuid5(UUID(own), tag))] = (uri, tag)
        return found

    @cached_property
    def uuids(self) -> Mapping[str, str]:
        """Identifier of every group and skill, different ones even where URIs end alike."""
        taken = {self.identifier}
        found: dict[str, str] = {}
        for uri in (*self.groups, *self._framework.by_uri):
            own = terms.identifier(uri)
            if own in taken:
                own = str(uuid5(UUID(self.identifier), uri))
            taken.add(own)
            found[uri] = own
        return found

    def label(self, uri: str) -> Text:
        """Return the label of a skill or a group."""
        skill = self._framework.by_uri.get(uri)
        return skill.label if skill else self.groups[uri]

    def type_link(self, title: str) -> Json:
        """LinkGenURI of a type of items."""
        own = terms.identifier(f"https://purl.imsglobal.org/case/{title}")
        return {"title": title, "identifier": own, "uri": self.address("CFItemTypes", own)}

    def licence_link(self) -> Json:
        """LinkGenURI of the licence, {} where there is none."""
        licence = self._framework.licence
        if not licence:
            return {}
        own = terms.identifier(licence)
        address = licences.address(licence) or self.address("CFLicenses", own)
        return {"title": licence, "identifier": own, "uri": address}

    def node(self, uri: str) -> Json:
        """LinkGenURI of an item of ours, of the document, or of something elsewhere."""
        if uri == self.identifier:
            place = self.address_of(self._framework.id, "CFDocuments", uri)
            return {"title": str(self._framework.title), "identifier": uri, "uri": place}
        own = self.uuids.get(uri)
        if own:
            return {
                "title": str(self.label(uri)),
                "identifier": own,
                "uri": self.node_uri(uri, "", own),
            }
        if uri in self.items:
            real, tag = self.items[uri]
            words = self.label(real).in_language(tag)
            return {"title": words, "identifier": uri, "uri": self.node_uri(real, tag, uri)}
        return {"title": uri, "identifier": terms.identifier(uri), "uri": uri}

    def node_uri(self, uri: str, tag: str, identifier: str) -> str:
        """Return the address of an item; a translation has none of its own elsewhere."""
        return self.address_of("" if tag else uri, "CFItems", identifier)

    def address_of(self, uri: str, path: str, identifier: str = "") -> str:
        """A web address of its own stays; anything else is found at this instance."""
        if on_the_web(uri):
            return uri
        return self.address(path, identifier)

    def address(self, path: str, identifier: str) -> str:
        """Return where the service of this instance answers for a part, else its `urn:uuid:`."""
        return f"{self._base}{PATH}{path}/{identifier}" if self._base else f"urn:uuid:{identifier}"
