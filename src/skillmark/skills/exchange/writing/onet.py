"""Write a framework in the files and columns of O*NET's database (text edition), as a ZIP.

O*NET describes skills by the occupations that need them. What is not O*NET's own keeps its URI in
place of a code. Statistics that we do not keep (standard errors, sample sizes) stay empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Occupation, Skill, SkillKind
from skillmark.skills import addresses
from skillmark.skills.exchange import onet
from skillmark.skills.exchange.release import VERSION
from skillmark.skills.exchange.writing.exported import Exported, lost, named, packed

_LOST = (
    "description of the framework",
    "details of the framework",
    "words in other languages",
    "line breaks in definitions",
    "alternative labels",
    "codes",
    "levels",
    "broader skills",
    "prerequisites",
    "related skills",
    "alignments",
    "tags",
    "retired skills",
    "successors",
    "details",
    "skills without an occupation",
    "importance that nobody measured",
    "broader occupations",
    "groups of occupations",
    "tags of occupations",
    "retired occupations",
    "successors of occupations",
    "details of occupations",
)
_CODE, _TITLE = "O*NET-SOC Code", "Title"
_RATINGS = (
    *(_CODE, _TITLE, "Element ID", "Element Name", "Scale ID", "Scale Name", "Data Value", "N"),
    *("Standard Error", "Lower CI Bound", "Upper CI Bound", "Recommend Suppress", "Not Relevant"),
    *("Date", "Domain Source"),
)
_TECHNOLOGY = (
    *(_CODE, _TITLE, "Example", "Commodity Code", "Commodity Title", "Hot Technology", "In Demand"),
)
_TASKS = (
    *(_CODE, _TITLE, "Task ID", "Task", "Task Type", "Incumbents Responding", "Date"),
    "Domain Source",
)
_RELATED = (
    *(_CODE, _TITLE, "Related O*NET-SOC Code", "Related Title", "Relatedness Tier", "Index"),
)
_UNMEASURED = {True: "3.00", False: "2.00"}
"""Importance that stands for essential and for optional where nobody measured it."""
_ELEMENT = addresses.onet_element("")
_TABLES = {group: name for name, (group, _) in onet.RATED.items()}
_OF_KIND = {
    SkillKind.SKILL: "Skills",
    SkillKind.KNOWLEDGE: "Knowledge",
    SkillKind.ATTITUDE: "Work Styles",
}
Row = Sequence[str]


def write(framework: Framework) -> Exported:
    """Return a ZIP of tab-separated files.

    Raises `InputError` for a framework without occupations: O*NET has no place for its skills.
    """
    if not framework.occupations:
        raise InputError(
            "it has no occupations, by which O*NET describes skills",
            where=f"{framework.title} {framework.version}",
            remedy="export it as csv, case or ctdl",
        )
    ours = framework.id != "onet"
    name = named(framework, ".zip")
    found = VERSION.search(name)
    titles = ["title, publisher and licence", "groups"] if ours else []
    if not found or found[1] != framework.version:
        titles.append("version")
    database = _Database(framework)
    folder = f"db_{framework.version.replace('.', '_')}_text/" if not ours else ""
    files = ((f"{folder}{file}.txt", _text(rows)) for file, rows in database.files())
    without = lost(_further(framework), *titles, *_LOST)
    return Exported(packed(files), name, "application/zip", without)


class _Database:
    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.skills = framework.by_uri
        self.order = {uri: place for place, uri in enumerate(self.skills)}
        self.titles = dict(framework.groups)
        self.occupations = {one.uri: one for one in framework.occupations}

    def files(self) -> Iterator[tuple[str, list[Row]]]:
        occupations = self.framework.occupations
        yield (
            "Occupation Data",
            [
                (_CODE, _TITLE, "Description"),
                *((*_head(one), str(one.definition or "")) for one in occupations),
            ],
        )
        elements = [one for one in self.framework.skills if not _is_technology(one)]
        yield (
            "Content Model Reference",
            [
                ("Element ID", "Element Name", "Description"),
                *((_element(one), str(one.label), str(one.definition or "")) for one in elements),
            ],
        )
        yield (
            "Alternate Titles",
            [
                (_CODE, _TITLE, "Alternate Title", "Short Title", "Source(s)"),
                *(
                    (*_head(one), words, "n/a", "")
                    for one in occupations
                    for _, words in one.alt_labels
                ),
            ],
        )
        ratings: dict[str, list[Row]] = {name: [_RATINGS] for name in onet.RATED}
        technologies: list[Row] = [_TECHNOLOGY]
        seen: set[str] = set()
        for one in occupations:
            for name, row in self._ratings(one):
                ratings[name].append(row)
            technologies += self._technologies(one, seen)
        yield from ((name, rows) for name, rows in ratings.items() if len(rows) > 1)
        yield "Technology Skills", technologies
        yield (
            "Task Statements",
            [
                _TASKS,
                *(
                    (*_head(one), "", str(task), "", "", "", "")
                    for one in occupations
                    for task in one.tasks
                ),
            ],
        )
        zones = [
            (one, words)
            for one in occupations
            for name, words in one.details
            if name == onet.JOB_ZONE
        ]
        yield (
            "Job Zones",
            [
                (_CODE, _TITLE, "Job Zone", "Date", "Domain Source"),
                *((*_head(one), words, "", "") for one, words in zones),
            ],
        )
        yield "Related Occupations", [_RELATED, *self._related()]

    def _related(self) -> Iterator[Row]:
        for one in self.framework.occupations:
            others = (self.occupations[uri] for uri in one.related if uri in self.occupations)
            for place, other in enumerate(others, start=1):
                yield (*_head(one), _code(other), str(other.label), "", str(place))

    def _ratings(self, one: Occupation) -> Iterator[tuple[str, Row]]:
        levels, importance = dict(one.levels), dict(one.importance)
        essential = dict.fromkeys(one.essential)
        needed = [*one.essential, *one.optional, *levels, *importance]
        rated = [uri for uri in dict.fromkeys(needed) if uri in self.skills]
        for uri in sorted(rated, key=self.order.__getitem__):
            skill = self.skills[uri]
            if _is_technology(skill):
                continue
            table = _TABLES.get(skill.group, _OF_KIND[skill.kind])
            head = (*_head(one), _element(skill), str(skill.label))
            if uri in importance:
                yield table, (*head, "IM", "Importance", f"{importance[uri]:g}", *_statistics(""))
            elif uri in essential or uri in one.optional:
                value = _UNMEASURED[uri in essential]
                yield table, (*head, "IM", "Importance", value, *_statistics(""))
            if uri in levels:
                yield table, (*head, "LV", "Level", f"{levels[uri]:g}", *_statistics("N"))

    def _technologies(self, one: Occupation, seen: set[str]) -> Iterator[Row]:
        """Rows of an occupation in an order that brings new technologies in that of the framework.

        Essential and optional ones keep their order among themselves.
        """
        demanded = set(one.in_demand)
        queues = [
            [uri for uri in uris if uri in self.skills and _is_technology(self.skills[uri])]
            for uris in (one.essential[::-1], one.optional[::-1])
        ]
        while any(queues):
            queue = min(
                filter(None, queues),
                key=lambda uris: (uris[-1] not in seen, self.order[uris[-1]]),
            )
            uri = queue.pop()
            seen.add(uri)
            skill = self.skills[uri]
            group = str(self.titles.get(skill.group, skill.group))
            hot = "Y" if "hot" in skill.tags else "N"
            asked = "Y" if uri in demanded else "N"
            yield (*_head(one), str(skill.label), skill.group, group, hot, asked)


def _is_technology(skill: Skill) -> bool:
    return skill.uri == addresses.onet_technology(str(skill.label))


def _statistics(not_relevant: str) -> tuple[str, ...]:
    return ("", "", "", "", "N", not_relevant, "", "")


def _head(one: Occupation) -> tuple[str, str]:
    return _code(one), str(one.label)


def _code(one: Occupation) -> str:
    return one.code if one.uri == addresses.onet_occupation(one.code) else one.uri


def _element(skill: Skill) -> str:
    return skill.uri.removeprefix(_ELEMENT)


def _further(framework: Framework) -> Framework:
    """The framework without the tags and details that have a column here."""
    return replace(
        framework,
        skills=tuple(
            replace(one, tags=tuple(tag for tag in one.tags if tag != "hot"))
            for one in framework.skills
        ),
        occupations=tuple(
            replace(one, details=tuple(p for p in one.details if p[0] != onet.JOB_ZONE))
            for one in framework.occupations
        ),
    )


def _text(rows: Iterable[Row]) -> bytes:
    """Tab-separated text as O*NET writes it: no quotation marks, one line a row."""
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
    return "\r\n".join([*lines, ""]).encode()
