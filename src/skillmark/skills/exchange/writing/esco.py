"""Write a framework in the files and columns of ESCO's official CSV release, as a ZIP.

One file of each kind a language; relations and collections carry the first language's name, as in
the release.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from skillmark.nouns.skill import Framework, Occupation, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange import cells, esco
from skillmark.skills.exchange.release import VERSION
from skillmark.skills.exchange.writing.exported import Exported, lost, named, packed, texts

_LOST = (
    "description of the framework",
    "details of the framework",
    "codes",
    "levels",
    "listing under groups",
    "alignments",
    "details",
    "skills that are often asked for",
    "levels that occupations need",
    "importance for occupations",
    "related occupations",
    "tasks",
    "details of occupations",
)
_SKILL = (
    *("conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels"),
    *("hiddenLabels", "status", "modifiedDate", "scopeNote", "definition", "inScheme"),
    *("description", "replacedBy"),
)
_OCCUPATION = (
    *("conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "hiddenLabels"),
    *("status", "modifiedDate", "regulatedProfessionNote", "scopeNote", "definition", "inScheme"),
    *("description", "code", "replacedBy"),
)
_GROUP = (
    *("conceptType", "conceptUri", "preferredLabel", "altLabels", "hiddenLabels", "status"),
    *("modifiedDate", "scopeNote", "inScheme", "description", "code"),
)
_COLLECTION = (
    *("conceptType", "conceptUri", "preferredLabel", "status", "skillType", "reuseLevel"),
    *("altLabels", "description", "broaderConceptUri", "broaderConceptPT"),
)
_BROADER = ("conceptType", "conceptUri", "broaderType", "broaderUri")
_BETWEEN = (
    *("originalSkillUri", "originalSkillType", "relationType"),
    *("relatedSkillType", "relatedSkillUri"),
)
_NEEDED = ("occupationUri", "relationType", "skillType", "skillUri")
_TYPES = {SkillKind.SKILL: "skill/competence", SkillKind.KNOWLEDGE: "knowledge"}
_CONCEPT = "KnowledgeSkillCompetence"
Row = Mapping[str, str]
File = tuple[str, Sequence[str], list[Row]]


def write(framework: Framework) -> Exported:
    """Return a ZIP of the files that have rows."""
    name = named(framework, ".zip")
    titles = [] if framework.id == "esco" else ["title, publisher and licence"]
    found = VERSION.search(name)
    if not found or found[1] != framework.version:
        titles.append("version")
    without = lost(_further(framework), *titles, *_LOST)
    files = (
        (file, cells.written(header, ([row.get(column, "") for column in header] for row in rows)))
        for file, header, rows in _files(framework)
        if rows
    )
    return Exported(packed(files), name, "application/zip", without)


def _files(framework: Framework) -> Iterator[File]:
    tags = list(dict.fromkeys(tag for text in texts(framework) for tag, _ in text.translations))
    first = tags[0]
    for tag in tags:
        skills = (_skill(skill, tag) for skill in framework.skills)
        yield f"skills_{tag}.csv", _SKILL, [row for row in skills if row]
        occupations = (_occupation(one, tag) for one in framework.occupations)
        yield f"occupations_{tag}.csv", _OCCUPATION, [row for row in occupations if row]
        for kind, name, groups in (
            ("SkillGroup", "skillGroups", _groups(framework)),
            ("ISCOGroup", "ISCOGroups", dict(framework.occupation_groups)),
        ):
            rows: list[Row] = [
                {
                    "conceptType": kind,
                    "conceptUri": group,
                    "preferredLabel": words,
                    "status": "released",
                    "code": group.rpartition("/C")[2] if kind == "ISCOGroup" else "",
                }
                for group, label in groups.items()
                for spoken, words in label.translations
                if spoken == tag
            ]
            yield f"{name}_{tag}.csv", _GROUP, rows
    yield from _relations(framework, first)
    yield from _collections(framework, first)


def _groups(framework: Framework) -> dict[str, Text]:
    found = dict(framework.groups)
    for skill in framework.skills:
        if skill.group:
            found.setdefault(skill.group, Text.of(skill.group))
    return found


def _relations(framework: Framework, first: str) -> Iterator[File]:
    groups, classes = _groups(framework), dict(framework.occupation_groups)
    above = [(skill.uri, one) for skill in framework.skills for one in _above(skill)]
    wider = [(one.uri, wide) for one in framework.occupations for wide in one.broader]
    for name, pairs, kinds in (
        ("broaderRelationsSkillPillar", above, (groups, "SkillGroup", _CONCEPT)),
        ("broaderRelationsOccPillar", wider, (classes, "ISCOGroup", "Occupation")),
    ):
        known, group, concept = kinds
        nested = [pair for pair in framework.group_broader if pair[0] in known]
        rows = [
            (
                group if narrow in known else concept,
                narrow,
                group if wide in known else concept,
                wide,
            )
            for narrow, wide in [*nested, *pairs]
        ]
        yield _file(f"{name}_{first}.csv", _BROADER, rows)
    kinds_of = {skill.uri: _type(skill) for skill in framework.skills}
    between = [
        (skill.uri, kinds_of[skill.uri], kind, kinds_of.get(target, ""), target)
        for skill in framework.skills
        for kind, targets in (("essential", skill.requires), ("optional", skill.related))
        for target in targets
    ]
    yield _file(f"skillSkillRelations_{first}.csv", _BETWEEN, between)
    needed = [
        (one.uri, kind, kinds_of.get(target, ""), target)
        for one in framework.occupations
        for kind, targets in (("essential", one.essential), ("optional", one.optional))
        for target in targets
    ]
    yield _file(f"occupationSkillRelations_{first}.csv", _NEEDED, needed)


def _file(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> File:
    return name, header, [dict(zip(header, row, strict=True)) for row in rows]


def _collections(framework: Framework, first: str) -> Iterator[File]:
    for sort, concepts in (("Skills", framework.skills), ("Occupations", framework.occupations)):
        tags = dict.fromkeys(tag for one in concepts for tag in one.tags)
        for tag in tags:
            rows: list[Row] = [
                {
                    "conceptType": _CONCEPT if sort == "Skills" else "Occupation",
                    "conceptUri": one.uri,
                    "preferredLabel": one.label.in_language(first),
                    "status": "obsolete" if one.retired else "released",
                    "skillType": _type(one) if isinstance(one, Skill) else "",
                    "reuseLevel": dict(one.details).get("reuseLevel", ""),
                    "description": one.definition.in_language(first) if one.definition else "",
                    "broaderConceptUri": cells.joined(one.broader),
                }
                for one in concepts
                if tag in one.tags
            ]
            yield f"{tag}{sort}Collection_{first}.csv", _COLLECTION, rows


def _above(skill: Skill) -> Iterable[str]:
    return dict.fromkeys([*skill.broader, skill.group] if skill.group else skill.broader)


def _skill(skill: Skill, tag: str) -> Row:
    row = _concept(skill, tag)
    return row and {**row, "conceptType": _CONCEPT, "skillType": _type(skill)}


def _occupation(one: Occupation, tag: str) -> Row:
    row = _concept(one, tag)
    return row and {"iscoGroup": one.code} | {**row, "conceptType": "Occupation", "code": one.code}


def _concept(one: Skill | Occupation, tag: str) -> Row:
    """The row of a concept in one language; empty where it has no label in it."""
    label = one.label.as_mapping().get(tag)
    if not label:
        return {}
    first = one.label.translations[0][0] == tag
    spoken = [words for language, words in one.alt_labels if language == tag]
    told = {
        name.removesuffix(f"@{tag}"): words
        for name, words in one.details
        if name.endswith(f"@{tag}") or (first and "@" not in name)
    }
    return {name: told.get(name, "") for name in esco.DETAILS if told.get(name)} | {
        "conceptUri": one.uri,
        "preferredLabel": label,
        "altLabels": "\n".join(spoken) + ("\n" if len(spoken) == 1 and "|" in spoken[0] else ""),
        "status": told.get("status", "obsolete" if one.retired else "released"),
        "description": one.definition.as_mapping().get(tag, "") if one.definition else "",
        "replacedBy": "\n".join(one.replaced_by),
    }


def _type(skill: Skill) -> str:
    return _TYPES.get(skill.kind, skill.kind.value)


def _further(framework: Framework) -> Framework:
    """The framework with those details only that have no column here."""
    known = {*esco.DETAILS, "status"}

    def further(details: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in details if pair[0].partition("@")[0] not in known)

    return replace(
        framework,
        skills=tuple(replace(one, details=further(one.details)) for one in framework.skills),
        occupations=tuple(
            replace(one, details=further(one.details)) for one in framework.occupations
        ),
    )
