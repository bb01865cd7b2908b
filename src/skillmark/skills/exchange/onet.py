"""O*NET, from the database's official workbooks (.xlsx) or text files (.txt), any release.

Skills, knowledge, abilities and work activities are rated for every occupation on two scales:
importance (IM, 1-5) and level (LV, 0-7); work styles on the first. A skill counts as essential for
an occupation from `IMPORTANT` on; ratings that O*NET recommends to suppress (too few or too
different answers) are left out, and so is what it marks as not relevant. Technology skills are
essential where employers ask for them often ("in demand"). See the O*NET data dictionary.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Occupation, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills import addresses
from skillmark.skills.exchange import sheets
from skillmark.skills.exchange.gathering import Concept, Rejections, shared
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.release import Part, Release, open_release

IMPORTANT = 3.0
"""Importance (1 not important, 3 important, 5 extremely important) that makes a skill essential."""
LEVEL_SCALE = "onet-level"
RATED = {
    "Skills": ("skill", SkillKind.SKILL),
    "Knowledge": ("knowledge", SkillKind.KNOWLEDGE),
    "Abilities": ("ability", SkillKind.SKILL),
    "Work Activities": ("activity", SkillKind.SKILL),
    "Work Styles": ("style", SkillKind.ATTITUDE),
}
"""Tables of ratings, with the group and the kind of what they rate."""
JOB_ZONE = "job zone"
"""Detail of an occupation: how much preparation it needs, 1 (little) to 5 (extensive)."""


def read(path: Path, *, version: str = "") -> Imported:
    """Read a release from a folder or a ZIP.

    Needs `Occupation Data`; reads the tables of ratings (`RATED`), `Technology Skills`, `Alternate
    Titles`, `Task Statements`, `Job Zones`, `Related Occupations` and `Content Model Reference`
    where they are there. Raises `InputError` otherwise.
    """
    release = open_release(path)
    return _Reading(release).result(version or release.version() or "unknown")


class _Reading:
    def __init__(self, release: Release) -> None:
        self.skills: dict[str, Concept] = {}
        self.tags: dict[str, tuple[str, ...]] = {}
        self.groups: dict[str, str] = {}
        self.occupations: dict[str, Concept] = {}
        self.levels: dict[str, list[tuple[str, float]]] = {}
        self.importance: dict[str, list[tuple[str, float]]] = {}
        self.tasks: dict[str, list[tuple[bool, str]]] = {}
        self.related: dict[str, list[str]] = {}
        self.in_demand: dict[str, list[str]] = {}
        self.definitions: dict[str, str] = {}
        self.rejections = Rejections()
        self.relations = 0
        occupations = _part(release, "Occupation Data")
        if occupations is None:
            raise InputError(
                "no O*NET occupations in it",
                where=str(release.path),
                remedy="give the folder or ZIP of the database, with Occupation Data in it",
            )
        self._occupations(occupations)
        for name, read_part in (
            ("Content Model Reference", self._content_model),
            ("Alternate Titles", self._titles),
            *((name, self._rated) for name in RATED),
            ("Technology Skills", self._technology),
            ("Task Statements", self._tasks),
            ("Job Zones", self._job_zones),
            ("Related Occupations", self._related),
        ):
            part = _part(release, name)
            if part:
                read_part(part)

    def result(self, version: str) -> Imported:
        framework = Framework(
            id="onet",
            title=Text.of("O*NET: Occupational Information Network"),
            version=version,
            publisher="U.S. Department of Labor, Employment and Training Administration",
            licence="CC BY 4.0",
            skills=tuple(self._skill(uri, concept) for uri, concept in self.skills.items()),
            occupations=tuple(self._occupation(*pair) for pair in self.occupations.items()),
            groups=tuple((code, Text.of(label)) for code, label in self.groups.items()),
        )
        return Imported(framework, self.relations, self.rejections.all())

    def _skill(self, uri: str, concept: Concept) -> Skill:
        return Skill(
            uri=uri,
            label=Text.of(concept.label),
            definition=Text.of(concept.definition) if concept.definition else None,
            kind=concept.kind,
            group=concept.code,
            tags=self.tags.get(uri, ()),
        )

    def _occupation(self, code: str, concept: Concept) -> Occupation:
        levels = tuple(self.levels.get(code, ()))
        tasks = sorted(self.tasks.get(code, ()), key=lambda pair: pair[0])
        return Occupation(
            uri=_occupation_uri(code),
            label=Text.of(concept.label),
            code="" if ":" in code else code,
            definition=Text.of(concept.definition) if concept.definition else None,
            alt_labels=tuple(concept.alt_labels),
            essential=tuple(dict.fromkeys(concept.essential)),
            optional=tuple(dict.fromkeys(concept.optional)),
            in_demand=tuple(dict.fromkeys(self.in_demand.get(code, ()))),
            levels=levels,
            level_scale=LEVEL_SCALE if levels else "",
            importance=tuple(self.importance.get(code, ())),
            related=tuple(self.related.get(code, ())),
            tasks=tuple(Text.of(words) for _, words in tasks),
            details=tuple(concept.details),
        )

    def _occupations(self, part: Part) -> None:
        for line, (code, title, description) in _rows(
            part, ("O*NET-SOC Code", "Title", "Description")
        ):
            if not code or not title:
                self.rejections.add(part.place, line, "an occupation without code or title")
                continue
            self.occupations.setdefault(shared(code), Concept()).speak("en", title, (), description)

    def _content_model(self, part: Part) -> None:
        for _, (element, description) in _rows(part, ("Element ID", "Description")):
            self.definitions[element] = description

    def _titles(self, part: Part) -> None:
        names = ("O*NET-SOC Code", "Alternate Title", "Short Title")
        for line, (code, title, short) in _rows(part, names):
            occupation = self._of(part, line, code)
            if occupation:
                known = {label for _, label in occupation.alt_labels} | set(
                    occupation.label.values()
                )
                for one in (title, short):
                    if one and one.lower() not in ("n/a", "") and one not in known:
                        occupation.alt_labels.append(("en", one))
                        known.add(one)

    def _rated(self, part: Part) -> None:
        names = ("O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value")
        flags = ("Recommend Suppress", "Not Relevant")
        table = part.name.rpartition(".")[0].strip().replace("_", " ").title()
        group, kind = RATED[table]
        self.groups.setdefault(group, table)
        for line, row in _rows(part, names, optional=flags):
            code, element, name, scale, value, suppress, not_relevant = row
            occupation = self._of(part, line, code)
            if occupation is None:
                continue
            uri = shared(element if ":" in element else addresses.onet_element(element))
            if uri not in self.skills:
                self.skills[uri] = Concept(kind=kind, code=group)
                self.skills[uri].speak("en", name, (), self.definitions.get(element, ""))
            number = self._number(part, line, value)
            if number is None or "Y" in (suppress, not_relevant):
                continue
            if scale == "LV":
                self.levels.setdefault(code, []).append((uri, number))
            elif scale == "IM":
                (occupation.essential if number >= IMPORTANT else occupation.optional).append(uri)
                self.importance.setdefault(code, []).append((uri, number))
            else:
                continue
            self.relations += 1

    def _technology(self, part: Part) -> None:
        names = ("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title")
        flags = ("Hot Technology", "In Demand")
        for line, row in _rows(part, names, optional=flags):
            code, example, commodity, title, hot, demanded = row
            occupation = self._of(part, line, code)
            if occupation is None:
                continue
            if not example:
                self.rejections.add(part.place, line, "a technology without a name")
                continue
            uri = shared(addresses.onet_technology(example))
            if uri not in self.skills:
                self.groups.setdefault(shared(commodity), title)
                self.skills[uri] = Concept(code=shared(commodity))
                self.skills[uri].speak("en", example, ())
            if hot == "Y":
                self.tags[uri] = ("hot",)
            if demanded == "Y":
                occupation.essential.append(uri)
                self.in_demand.setdefault(code, []).append(uri)
            else:
                occupation.optional.append(uri)
            self.relations += 1

    def _tasks(self, part: Part) -> None:
        """Core tasks come before supplemental ones, which fewer of its people do."""
        for line, (code, task, kind) in _rows(
            part, ("O*NET-SOC Code", "Task"), optional=("Task Type",)
        ):
            if self._of(part, line, code) and task.strip():
                self.tasks.setdefault(code, []).append((kind == "Supplemental", task.strip()))

    def _job_zones(self, part: Part) -> None:
        for line, (code, zone) in _rows(part, ("O*NET-SOC Code", "Job Zone")):
            occupation = self._of(part, line, code)
            if occupation and zone.strip():
                occupation.details.append((JOB_ZONE, zone.strip()))

    def _related(self, part: Part) -> None:
        for line, (code, other) in _rows(part, ("O*NET-SOC Code", "Related O*NET-SOC Code")):
            if self._of(part, line, code) and self._of(part, line, other):
                self.related.setdefault(code, []).append(_occupation_uri(other))
                self.relations += 1

    def _of(self, part: Part, line: int, code: str) -> Concept | None:
        occupation = self.occupations.get(code)
        if occupation is None:
            self.rejections.add(part.place, line, f"the occupation {code} is not in this release")
        return occupation

    def _number(self, part: Part, line: int, value: str) -> float | None:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
        self.rejections.add(part.place, line, f"{value[:40]!r} is not a number")
        return None


def _occupation_uri(code: str) -> str:
    return shared(code if ":" in code else addresses.onet_occupation(code))


def _part(release: Release, name: str) -> Part | None:
    return release.named(name.replace(" ", "[ _]") + r"\.xlsx") or release.named(
        name.replace(" ", "[ _]") + r"\.txt"
    )


def _rows(
    part: Part, columns: Sequence[str], *, optional: Sequence[str] = ()
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows of a workbook or a tab-separated text file, as `Part.rows` gives them."""
    if not part.name.lower().endswith(".xlsx"):
        yield from part.rows(columns, optional=optional, delimiter="\t", quoted=False)
        return
    found = sheets.rows(part.read(), where=part.place)
    header = [name.strip() for name in next(found, [])]
    places = part.places(header, columns, optional)
    for line, row in enumerate(found, start=2):
        width = len(row)
        if any(row):
            yield line, tuple([row[i] if 0 <= i < width else "" for i in places])
