"""ESCO, from the European Commission's official CSV release (v1.0 to v1.2, any languages).

The classification files carry their language in the name (`skills_en.csv`); every language
found is read. Relations are language independent. See "Structure of ESCO downloadable
datasets" of the ESCO portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange.gathering import Concept, Rejections, lines, shared
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.release import Part, Release, open_release

_KINDS = {"knowledge": SkillKind.KNOWLEDGE, "attitude": SkillKind.ATTITUDE}
_LANGUAGE = r"_([a-z]{2})\.csv"
_ANY = r"(?:_[a-z]{2})?\.csv"
_SCHEME = "http://data.europa.eu/esco/"


def read(path: Path, *, version: str = "") -> Imported:
    """Read a release from a folder, a ZIP or a folder of ZIPs.

    Raises `InputError` where no skills are found or a file cannot be read. Rows whose concept
    does not exist are rejected. `version` is taken from the names of the files where not given.
    """
    release = open_release(path)
    return _Reading(release).result(version or release.version() or "unknown")


class _Reading:
    def __init__(self, release: Release) -> None:
        self.skills: dict[str, Concept] = {}
        self.occupations: dict[str, Concept] = {}
        self.groups: dict[str, dict[str, str]] = {}
        self.group_broader: list[tuple[str, str]] = []
        self.rejections = Rejections()
        self.relations = 0
        for language, part in _by_language(release, "skills"):
            self._skills(part, language)
        if not self.skills:
            raise InputError(
                "no ESCO skills in it",
                where=str(release.path),
                remedy="give the folder or ZIP of the CSV release, with skills_en.csv in it",
            )
        for language, part in _by_language(release, "skillGroups"):
            self._groups(part, language)
        for language, part in _by_language(release, "skillsHierarchy"):
            self._hierarchy(part, language)
        for language, part in _by_language(release, "occupations"):
            self._occupations(part, language)
        for name, read_part in (
            ("broaderRelationsSkillPillar", self._broader),
            ("skillSkillRelations", self._skill_skill),
            ("occupationSkillRelations", self._occupation_skill),
        ):
            relations = release.named(name + _ANY)
            if relations:
                read_part(relations)

    def result(self, version: str) -> Imported:
        framework = Framework(
            id="esco",
            title=Text.of("ESCO: European Skills, Competences, Qualifications and Occupations"),
            version=version,
            publisher="European Commission",
            licence="CC BY 4.0",
            skills=tuple(one.skill(uri, self.groups) for uri, one in self.skills.items()),
            occupations=tuple(one.occupation(uri) for uri, one in self.occupations.items()),
            groups=tuple((uri, Text.of(label)) for uri, label in self.groups.items()),
            group_broader=tuple(self.group_broader),
        )
        return Imported(framework, self.relations, self.rejections.all())

    def _skills(self, part: Part, language: str) -> None:
        columns = ("conceptUri", "preferredLabel", "skillType")
        optional = ("altLabels", "hiddenLabels", "description", "definition")
        for line, row in part.rows(columns, optional=optional):
            uri, label, kind, alternatives, hidden, description, definition = row
            concept = self._concept(self.skills, part, line, uri, label)
            if concept:
                concept.kind = _KINDS.get(kind, SkillKind.SKILL)
                concept.speak(
                    language, label, lines(alternatives) + lines(hidden), description or definition
                )

    def _occupations(self, part: Part, language: str) -> None:
        columns = ("conceptUri", "preferredLabel")
        optional = ("altLabels", "hiddenLabels", "description", "definition", "code", "iscoGroup")
        for line, row in part.rows(columns, optional=optional):
            uri, label, alternatives, hidden, description, definition, code, group = row
            concept = self._concept(self.occupations, part, line, uri, label)
            if concept:
                concept.code = code or group
                concept.speak(
                    language, label, lines(alternatives) + lines(hidden), description or definition
                )

    def _groups(self, part: Part, language: str) -> None:
        for line, (uri, label) in part.rows(("conceptUri", "preferredLabel")):
            if uri and label:
                self.groups.setdefault(shared(uri), {})[language] = label
            else:
                self.rejections.add(part.place, line, "a group without URI or label")

    def _hierarchy(self, part: Part, language: str) -> None:
        """Some releases name a few upper groups only here, without giving them a row."""
        for level in range(4):
            columns = (f"Level {level} URI", f"Level {level} preferred term")
            for _, (uri, label) in part.rows(columns):
                if uri and label:
                    self.groups.setdefault(shared(uri), {}).setdefault(language, label)

    def _concept(
        self, into: dict[str, Concept], part: Part, line: int, uri: str, label: str
    ) -> Concept | None:
        if not uri.startswith(_SCHEME):
            self.rejections.add(part.place, line, f"{uri!r} is not the URI of an ESCO concept")
            return None
        if not label.strip():
            self.rejections.add(part.place, line, f"{uri} has no label")
            return None
        return into.setdefault(shared(uri), Concept())

    def _broader(self, part: Part) -> None:
        for line, (narrow, wide) in part.rows(("conceptUri", "broaderUri")):
            target = self._known(part, line, wide, self.skills, self.groups)
            if not target:
                continue
            if narrow in self.groups:
                self.group_broader.append((shared(narrow), target))
            elif narrow in self.skills:
                self.skills[narrow].broader.append(target)
            else:
                self._dangling(part, line, narrow)
                continue
            self.relations += 1

    def _skill_skill(self, part: Part) -> None:
        columns = ("originalSkillUri", "relationType", "relatedSkillUri")
        for line, (origin, relation, related) in part.rows(columns):
            self._relate(part, line, (origin, relation, related), self.skills)

    def _occupation_skill(self, part: Part) -> None:
        columns = ("occupationUri", "relationType", "skillUri")
        for line, (occupation, relation, skill) in part.rows(columns):
            self._relate(part, line, (occupation, relation, skill), self.occupations)

    def _relate(
        self, part: Part, line: int, relation: tuple[str, str, str], origins: dict[str, Concept]
    ) -> None:
        origin_uri, kind, target_uri = relation
        origin = origins.get(origin_uri)
        if origin is None:
            self._dangling(part, line, origin_uri)
            return
        target = self._known(part, line, target_uri, self.skills)
        if not target:
            return
        if kind == "essential":
            origin.essential.append(target)
        elif kind == "optional":
            origin.optional.append(target)
        else:
            self.rejections.add(part.place, line, f"{kind!r} is neither essential nor optional")
            return
        self.relations += 1

    def _known(self, part: Part, line: int, uri: str, *among: Mapping[str, object]) -> str:
        if any(uri in concepts for concepts in among):
            return shared(uri)
        self._dangling(part, line, uri)
        return ""

    def _dangling(self, part: Part, line: int, uri: str) -> None:
        self.rejections.add(part.place, line, f"{uri} is not in this release")


def _by_language(release: Release, name: str) -> list[tuple[str, Part]]:
    """The files of one kind, English first: it is what is shown where a language is missing."""
    found = [(match.group(1).lower(), part) for match, part in release.matching(name + _LANGUAGE)]
    return sorted(found, key=lambda pair: (pair[0] != "en", pair[0]))
