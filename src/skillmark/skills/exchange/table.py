"""Frameworks in one plain CSV file, as a spreadsheet writes it.

Columns: `uri` and `label` (needed); `definition`, `alt_labels`, `kind`, `code`, `group`,
`broader`, `requires`, `related`, `level_1` to `level_8`, `alignments` (`match; framework; method;
confidence; target`), `tags`, `retired` (`yes`), `replaced_by`, `details` (`name: value`). Texts in
a further language stand in `label_de`, `definition_de`, `alt_labels_de`, `level_1_de`. Cells of
several values are divided by `|` or line breaks. A row of the kind `group` describes a group, one
of the kind `framework` the whole: its `code` is the version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Alignment, Framework, LevelDescriptor, Match, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange import cells
from skillmark.skills.exchange.gathering import Concept, Rejections, is_uri, shared, unwind
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.release import Part, open_release

_LEVELS = tuple(f"level_{level}" for level in range(1, 9))
_TEXTS = ("label", "definition", "alt_labels", *_LEVELS)
_RELATIONS = ("broader", "requires", "related", "replaced_by")
_OTHERS = ("kind", "code", "group", "alignments", "tags", "retired", "details")
_PLAIN = ("uri", *_TEXTS, *_OTHERS, *_RELATIONS)
_TRANSLATED = re.compile(rf"({'|'.join(_TEXTS)})_([a-z]{{2,3}}(?:-[A-Za-z0-9]+)*)")
_YES, _NO = ("yes", "ja", "true", "1", "x"), ("no", "nein", "false", "0", "")
Row = Mapping[str, str]
T = TypeVar("T")


def read(path: Path, *, version: str = "", language: str = "en") -> Imported:
    """Read a CSV; `language` is that of the columns without a language.

    Raises `InputError` for unknown columns (a typo must not be ignored). Rows without URI or label,
    doubled URIs and relations into nowhere are rejected.
    """
    part = single(path)
    delimiter, names = header(part)
    unknown = [name for name in names if name not in _PLAIN and not _TRANSLATED.fullmatch(name)]
    if unknown:
        raise InputError(
            f"unknown column {', '.join(unknown)}",
            where=part.place,
            remedy=f"known: {', '.join(_PLAIN)}, and label_de and the like for other languages",
        )
    needed = ("uri",) if any(name.startswith("label_") for name in names) else ("uri", "label")
    columns = [*needed, *(name for name in names if name not in needed)]
    table = _Table(part, _columns(names, language))
    for line, found in part.rows(needed, optional=columns[len(needed) :], delimiter=delimiter):
        table.row(line, dict(zip(columns, map(cells.plain, found), strict=True)))
    return table.result(version)


def _columns(names: Sequence[str], language: str) -> dict[str, list[tuple[str, str]]]:
    """Columns with words by language, as pairs of what they say and their name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        match = _TRANSLATED.fullmatch(name)
        if match:
            found.setdefault(match[2], []).append((match[1], name))
        elif name in _TEXTS:
            found.setdefault(language, []).append((name, name))
    return found


@dataclass
class _Table:
    part: Part
    spoken: dict[str, list[tuple[str, str]]]
    rejections: Rejections = field(default_factory=Rejections)
    concepts: dict[str, Concept] = field(default_factory=dict)
    groups: dict[str, Concept] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    whole: Concept | None = None
    id: str = ""

    def row(self, line: int, row: Row) -> None:
        """Take in one row."""
        uri, kind = shared(row["uri"]), row.get("kind", "").strip()
        concept = Concept(code=row.get("code", "").strip())
        for tag, columns in self.spoken.items():
            self._speak(concept, tag, {said: row[name] for said, name in columns})
        objection = self._objection(uri, kind, concept)
        if objection:
            self.rejections.add(self.part.place, line, objection)
            return
        concept.broader += map(shared, cells.split(row.get("broader", "")))
        concept.details += self._parsed(line, row.get("details", ""), _detail)
        if kind == "framework":
            self.whole, self.id = concept, uri
        elif kind == "group":
            self.groups[uri] = concept
            self.places.setdefault(uri, line)
        else:
            self._skill(line, uri, kind, row, concept)

    def _speak(self, concept: Concept, tag: str, words: Row) -> None:
        if words.get("label", "").strip():
            alternatives = cells.lines(words.get("alt_labels", ""))
            concept.speak(tag, words["label"], alternatives, words.get("definition", ""))
        elif words.get("definition", "").strip():
            concept.definition[tag] = words["definition"].strip()
        for level, name in enumerate(_LEVELS, start=1):
            if words.get(name, "").strip():
                told = {one.level: one.text for one in concept.levels}
                said = told[level].as_mapping() if level in told else {}
                told[level] = Text.of(said | {tag: words[name].strip()})
                concept.levels = [LevelDescriptor(one, told[one]) for one in sorted(told)]

    def _objection(self, uri: str, kind: str, concept: Concept) -> str:
        if not uri or not concept.label:
            return f"no {'label' if uri else 'uri'}"
        if kind == "framework":
            return "a second row of the kind framework" if self.whole else ""
        if kind == "group":
            return f"the group {uri} comes twice" if uri in self.groups else ""
        return _objection(uri, self.concepts)

    def _skill(self, line: int, uri: str, kind: str, row: Row, concept: Concept) -> None:
        if kind and kind not in set(SkillKind):
            self.rejections.add(self.part.place, line, f"{kind!r} is not a kind: skill was taken")
        concept.kind = SkillKind(kind) if kind in set(SkillKind) else SkillKind.SKILL
        concept.group = row.get("group", "").strip()
        concept.essential += map(shared, cells.split(row.get("requires", "")))
        concept.optional += map(shared, cells.split(row.get("related", "")))
        concept.replaced_by += map(shared, cells.split(row.get("replaced_by", "")))
        concept.tags += cells.split(row.get("tags", ""))
        concept.alignments += self._parsed(line, row.get("alignments", ""), _alignment)
        retired = row.get("retired", "").strip().casefold()
        if retired not in (*_YES, *_NO):
            self.rejections.add(self.part.place, line, f"retired says {retired!r}, not yes or no")
        concept.retired = retired in _YES or bool(concept.replaced_by)
        self.concepts[uri] = concept
        self.places[uri] = line

    def _parsed(self, line: int, cell: str, parse: Callable[[str], T]) -> list[T]:
        found = []
        for words in cells.split(cell):
            try:
                found.append(parse(cells.unescaped(words)))
            except ValueError as error:
                self.rejections.add(self.part.place, line, str(error))
        return found

    def result(self, version: str) -> Imported:
        """Return what was read; relations into nowhere are reported."""
        skills = self.concepts.keys()
        above = skills | self.groups.keys()
        relations = 0
        for uri, concept in self.concepts.items():
            for targets, known in (
                (concept.broader, above),
                (concept.essential, skills),
                (concept.optional, skills),
            ):
                for target in [one for one in targets if one not in known]:
                    reason = f"{target} is not in this file"
                    self.rejections.add(self.part.place, self.places[uri], reason)
                    targets.remove(target)
                relations += len(targets)
        relations -= unwind(
            self.concepts, self.rejections, lambda uri: (self.part.place, self.places[uri])
        )
        return Imported(self._framework(version), relations, self.rejections.all())

    def _framework(self, version: str) -> Framework:
        titles = {group: Text.of(one.label) for group, one in self.groups.items()}
        for concept in self.concepts.values():
            if concept.group:
                titles.setdefault(concept.group, Text.of(concept.group))
        skills = (one.skill(uri, titles) for uri, one in self.concepts.items())
        made = framework(self.part, skills, version, groups=())
        whole = self.whole or Concept(label=made.title.as_mapping())
        about = dict(whole.details)
        return Framework(
            id=self.id or made.id,
            title=Text.of(whole.label),
            version=version or whole.code or made.version,
            publisher=about.get("publisher", ""),
            licence=about.get("licence", ""),
            skills=made.skills,
            groups=tuple(titles.items()),
            group_broader=tuple(
                (group, wide)
                for group, one in self.groups.items()
                for wide in one.broader
                if wide in titles
            ),
            description=Text.of(whole.definition) if whole.definition else None,
            details=tuple(
                pair for pair in whole.details if pair[0] not in ("publisher", "licence")
            ),
        )


def _alignment(words: str) -> Alignment:
    match, framework, method, confidence, target = [
        one.strip() for one in (*words.split(";", 4), *("",) * 5)[:5]
    ]
    if match not in set(Match) or not target:
        raise ValueError(f"{words[:80]!r} is not match; framework; method; confidence; target")
    try:
        sure = float(confidence)
    except ValueError:
        sure = -1.0
    if not 0 <= sure <= 1:
        raise ValueError(f"the confidence {confidence[:20]!r} is not a number from 0 to 1")
    return Alignment(framework, target, Match(match), method, sure)


def _detail(words: str) -> tuple[str, str]:
    name, colon, value = words.partition(":")
    if not colon or not name.strip() or not value.strip():
        raise ValueError(f"{words[:80]!r} is not name: value")
    return name.strip(), value.strip()


def _objection(uri: str, known: Container[str]) -> str:
    if not is_uri(uri):
        return f"{uri!r} is not a URI"
    return f"{uri} comes twice" if uri in known else ""


def single(path: Path) -> Part:
    """Return the one CSV file at `path` (a file, or a folder or ZIP with it)."""
    release = open_release(path)
    part = release.named(r".*\.csv") or (release.parts[0] if path.is_file() else None)
    if part is None:
        raise InputError("no CSV file in it", where=str(path))
    return part


def header(part: Part) -> tuple[str, list[str]]:
    """Return delimiter and column names; spreadsheets in many countries write semicolons."""
    with part.opened() as stream:
        line = stream.readline(1 << 16)
    first = line.decode("utf-8-sig", errors="replace").strip("\r\n")
    delimiter = max(",;\t", key=first.count)
    return delimiter, [name.strip().strip('"') for name in first.split(delimiter)]


def framework(
    part: Part, skills: Iterable[Skill], version: str, *, groups: Iterable[str]
) -> Framework:
    """Return a framework that is named after its file; raises where there are no skills."""
    name = part.name.rpartition(".")[0] or part.name
    made = Framework(
        id=re.sub(r"\W+", "-", name.casefold()).strip("-") or "table",
        title=Text.of(name),
        version=version or "unknown",
        publisher="",
        licence="",
        skills=tuple(skills),
        groups=tuple((group, Text.of(group)) for group in groups),
    )
    if not made.skills:
        raise InputError("no skills in it", where=part.place)
    return made
