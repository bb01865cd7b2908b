"""ESCO, from the European Commission's official CSV release (v1.0 to v1.2, any languages).

The classification files carry their language in the name (`skills_en.csv`); every language
found is read. Relations are language independent. Collections (digital, green, transversal, ...)
are tags, hidden labels alternative ones; a concept that is no longer `released` is retired. See
"Structure of ESCO downloadable datasets" of the ESCO portal.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange.cells import lines, plain
from skillmark.skills.exchange.gathering import Concept, Rejections, is_uri, shared, unwind
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.release import Part, Release, open_release
from skillmark.skills.exchange.tree import language_of

_KINDS = {"knowledge": SkillKind.KNOWLEDGE, "attitude": SkillKind.ATTITUDE}
_LANGUAGE = r"_([a-z]{2,3}(?:-[a-z0-9]+)*)\.csv"
_ANY = rf"(?:{_LANGUAGE[:-5]})?\.csv"
_COLLECTION = r"(\w+?)(Skills|Occupations)Collection" + _LANGUAGE
DETAILS = ("reuseLevel", "iscoGroup", "regulatedProfessionNote", "scopeNote", "definition")
"""Columns that are kept as details under their own name; the last two are words in a language."""
_SPOKEN = DETAILS[3:]
_CONCEPT = ("conceptUri", "preferredLabel")
_REST = ("altLabels", "hiddenLabels", "description", "status", "replacedBy", "code", *DETAILS)


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
        self.occupation_groups: dict[str, dict[str, str]] = {}
        self.details: dict[tuple[str, str], tuple[str, str]] = {}
        self.group_broader: list[tuple[str, str]] = []
        self.rejections = Rejections()
        self.relations = 0
        for language, part in _by_language(release, "skills"):
            self._concepts(part, language, self.skills, kinds=True)
        if not self.skills:
            raise InputError(
                "no ESCO skills in it",
                where=str(release.path),
                remedy="give the folder or ZIP of the CSV release, with skills_en.csv in it",
            )
        for language, part in _by_language(release, "skillGroups"):
            self._groups(part, language, self.groups)
        for language, part in _by_language(release, "ISCOGroups"):
            self._groups(part, language, self.occupation_groups)
        for language, part in _by_language(release, "skillsHierarchy"):
            self._hierarchy(part, language)
        for language, part in _by_language(release, "occupations"):
            self._concepts(part, language, self.occupations)
        for match, part in release.matching(_COLLECTION):
            self._collection(part, match[1].casefold(), match[2] == "Skills")
        for name, read_part in (
            ("broaderRelationsSkillPillar", self._broader),
            ("broaderRelationsOccPillar", self._broader_occupations),
            ("skillSkillRelations", self._skill_skill),
            ("occupationSkillRelations", self._occupation_skill),
        ):
            relations = release.named(name + _ANY)
            if relations:
                read_part(relations)
        for concepts in (self.skills, self.occupations):
            self.relations -= unwind(concepts, self.rejections, lambda _: (release.path.name, 0))

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
            occupation_groups=tuple(
                (uri, Text.of(label)) for uri, label in self.occupation_groups.items()
            ),
        )
        return Imported(framework, self.relations, self.rejections.all())

    def _concepts(
        self, part: Part, language: str, into: dict[str, Concept], *, kinds: bool = False
    ) -> None:
        columns = (*_CONCEPT, "skillType") if kinds else _CONCEPT
        optional = _REST if kinds else ("skillType", *_REST)
        for line, row in part.rows(columns, optional=optional):
            uri, label, kind, alternatives, hidden, description, status, replaced, code = map(
                plain, row[:9]
            )
            concept = self._concept(into, part, line, uri, label)
            if concept is None:
                continue
            told = dict(zip(DETAILS, map(plain, row[9:]), strict=True))
            words = description or told["definition"]
            first = not concept.label
            concept.speak(language, label, lines(alternatives) + lines(hidden), words)
            if first:
                concept.kind = _KINDS.get(kind, SkillKind.SKILL)
                concept.code = code or ("" if kinds else told["iscoGroup"])
                self._standing(concept, status.strip(), replaced)
            self._detail(concept, told, "" if first else f"@{language}", words)

    def _standing(self, concept: Concept, status: str, replaced: str) -> None:
        concept.replaced_by += [shared(one) for one in replaced.replace(",", "\n").split()]
        concept.retired = status not in ("", "released") or bool(concept.replaced_by)
        if status not in ("", "released", "obsolete"):
            concept.details.append(("status", status))

    def _detail(self, concept: Concept, told: Mapping[str, str], tag: str, words: str) -> None:
        """Keep what nothing here decides on. Pairs that many concepts have are kept once."""
        for name, said in told.items():
            value = said.strip()
            if not value or (name not in _SPOKEN and tag) or value == words.strip():
                continue
            pair = (name + tag if name in _SPOKEN else name, value)
            if pair[0] != "iscoGroup" or value != concept.code:
                concept.details.append(self.details.setdefault(pair, pair))

    def _groups(self, part: Part, language: str, into: dict[str, dict[str, str]]) -> None:
        for line, row in part.rows(_CONCEPT):
            uri, label = plain(row[0]), " ".join(plain(row[1]).split())
            if uri and label:
                into.setdefault(shared(uri), {})[language] = label
            else:
                self.rejections.add(part.place, line, "a group without URI or label")

    def _collection(self, part: Part, name: str, of_skills: bool) -> None:
        """Members of a collection bear its name as a tag; that of a group tells nothing of them."""
        concepts = self.skills if of_skills else self.occupations
        for line, (uri,) in part.rows(("conceptUri",)):
            concept = concepts.get(uri)
            if concept and name not in concept.tags:
                concept.tags.append(name)
            elif concept is None and uri not in self.groups and uri not in self.occupation_groups:
                self._dangling(part, line, uri)

    def _hierarchy(self, part: Part, language: str) -> None:
        """Some releases name a few upper groups only here, without giving them a row."""
        for level in range(4):
            columns = (f"Level {level} URI", f"Level {level} preferred term")
            for _, (uri, label) in part.rows(columns):
                if uri and label:
                    words = " ".join(label.split())
                    self.groups.setdefault(shared(uri), {}).setdefault(language, words)

    def _concept(
        self, into: dict[str, Concept], part: Part, line: int, uri: str, label: str
    ) -> Concept | None:
        if not is_uri(shared(uri)):
            self.rejections.add(part.place, line, f"{uri!r} is not a URI")
            return None
        if not label.strip():
            self.rejections.add(part.place, line, f"{uri} has no label")
            return None
        return into.setdefault(shared(uri), Concept())

    def _broader(self, part: Part) -> None:
        self._wider(part, self.skills, self.groups)

    def _broader_occupations(self, part: Part) -> None:
        self._wider(part, self.occupations, self.occupation_groups)

    def _wider(
        self, part: Part, concepts: dict[str, Concept], groups: Mapping[str, object]
    ) -> None:
        for line, (narrow, wide) in part.rows(("conceptUri", "broaderUri")):
            target = self._known(part, line, wide, concepts, groups)
            if not target:
                continue
            if narrow in groups:
                self.group_broader.append((shared(narrow), target))
            elif narrow in concepts:
                concepts[narrow].broader.append(target)
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
    found = [
        (language_of(match[1], "en"), part) for match, part in release.matching(name + _LANGUAGE)
    ]
    return sorted(found, key=lambda pair: (pair[0] != "en", pair[0]))
