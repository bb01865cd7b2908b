"""Rich Skill Descriptors in the CSV of the Open Skills Management Tool (OSMT).

Three headings are read: that of its export, that of its import template, and that of its older
batch import (`Skill Name`, `Contextualized Skill Statement`, ...). Cells of several values are
divided by `;`. Statements are definitions, keywords alternative labels, collections tags,
occupations and alignments alignments; authors, standards, certifications and employers are details.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from skillmark.nouns.skill import Alignment, Match
from skillmark.skills import addresses
from skillmark.skills.exchange import cells, table
from skillmark.skills.exchange.gathering import Concept, Rejections, is_uri, shared
from skillmark.skills.exchange.imported import Imported

NAMES = {
    "Canonical URL": ("canonical url",),
    "RSD Name": ("rsd name", "skill name"),
    "Skill Statement": ("skill statement", "contextualized skill statement"),
    "Categories": ("categories", "category", "skill categories"),
    "Keywords": ("keywords",),
    "Collections": ("collections", "collection"),
    "Authors": ("authors", "author"),
    "Standards": ("standards", "professional standards"),
    "Certifications": ("certifications",),
    "Employers": ("employers", "employer"),
    "Occupation Major Groups": ("occupation major groups", "bls major group"),
    "Occupation Minor Groups": ("occupation minor groups", "bls minor group"),
    "Broad Occupations": ("broad occupations", "bls broad occupation"),
    "Detailed Occupations": ("detailed occupations", "bls detailed occupation"),
    "O*Net Job Codes": ("o*net job codes", "o*net job role"),
}
"""Columns of the export and what they are called in any of the three; case does not matter."""
DETAILS = {
    "Authors": "author",
    "Standards": "standard",
    "Certifications": "certification",
    "Employers": "employer",
}
"""Columns that become details, and by which word."""
OCCUPATIONS = tuple(NAMES)[-5:]
_ALIGNMENT = re.compile(r"alignment(?: (\d+))? (name|title|url|framework)|alignment")
_PARTS = {"title": "name", None: "url"}


def read(path: Path, *, version: str = "", language: str = "en") -> Imported:
    """Read a CSV of Rich Skill Descriptors, as OSMT exports and imports them.

    Without `Canonical URL` (the import template has none) a row's URI is made of its name. Where
    all rows have one and the same author, that is the publisher. Rows without a name are rejected,
    columns that nobody knows are named.
    """
    part = table.single(path)
    delimiter, header = table.header(part)
    columns = _columns(header)
    missing = [name for name in ("RSD Name", "Skill Statement") if name not in columns.values()]
    if missing:
        raise part.lacking(missing, header)
    rejections = Rejections()
    for name in header:
        if name and name not in columns:
            rejections.add(part.place, 1, f"the column {name!r} is not read")
    concepts: dict[str, Concept] = {}
    for line, found in part.rows((), optional=tuple(columns), delimiter=delimiter):
        row = _row(columns.values(), map(cells.plain, found))
        name = row.get("RSD Name", "").strip()
        address = shared(row.get("Canonical URL", ""))
        if name and address and not is_uri(address):
            rejections.add(part.place, line, f"{address!r} is not a URL: one is made of the name")
        uri = address if is_uri(address) else _name_of(name)
        if not name:
            rejections.add(part.place, line, "a skill without a name")
        elif uri in concepts:
            rejections.add(part.place, line, f"{uri} comes twice")
        else:
            concepts[uri] = _concept(row, language)
    publisher = _publisher(concepts)
    groups = dict.fromkeys(one.group for one in concepts.values() if one.group)
    skills = (one.skill(uri) for uri, one in concepts.items())
    framework = table.framework(part, skills, version, groups=groups)
    relations = sum(len(skill.alignments) for skill in framework.skills)
    return Imported(replace(framework, publisher=publisher), relations, rejections.all())


def _columns(header: list[str]) -> dict[str, str]:
    """What each column of a header is: a key of `NAMES`, or `alignment NUMBER PART`."""
    known = {spelled: name for name, every in NAMES.items() for spelled in every}
    found = {name: known[name.casefold()] for name in header if name.casefold() in known}
    for name in header:
        match = _ALIGNMENT.fullmatch(name.casefold())
        if match:
            said = _PARTS.get(match[2], match[2] or "")
            found[name] = f"alignment {match[1] or '1'} {said}"
    return found


def _row(names: Iterable[str], found: Iterable[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(names, found, strict=True) if cell.strip()}


def _concept(row: Mapping[str, str], language: str) -> Concept:
    concept = Concept()
    name, statement = row["RSD Name"], row.get("Skill Statement", "")
    keywords = re.split(r"[;\n]", row.get("Keywords", ""))
    concept.speak(language, name, keywords, statement if statement.strip() != name.strip() else "")
    categories = _several(row, "Categories")
    concept.group = categories[0] if categories else ""
    concept.details += [("category", one) for one in categories[1:]]
    concept.tags += _several(row, "Collections")
    concept.details += [
        (word, one) for column, word in DETAILS.items() for one in _several(row, column)
    ]
    codes = dict.fromkeys(code for column in OCCUPATIONS for code in _several(row, column))
    concept.alignments += [
        Alignment("onet", addresses.onet_occupation(code), Match.RELATED) for code in codes
    ]
    concept.alignments += _alignments(row)
    return concept


def _alignments(row: Mapping[str, str]) -> Iterator[Alignment]:
    numbers = sorted({int(name.split()[1]) for name in row if name.startswith("alignment ")})
    for number in numbers:
        target = row.get(f"alignment {number} url", "").strip()
        framework = row.get(f"alignment {number} framework", "").strip()
        if target:
            yield Alignment(framework or "web", target, Match.CLOSE)


def _several(row: Mapping[str, str], column: str) -> list[str]:
    found = (" ".join(one.split()) for one in row.get(column, "").split(";"))
    return list(dict.fromkeys(one for one in found if one))


def _publisher(concepts: Mapping[str, Concept]) -> str:
    """The one author of all descriptors, who is then no detail of each; else ""."""
    authors = [[v for n, v in one.details if n == "author"] for one in concepts.values()]
    if not authors or any(len(one) != 1 or one != authors[0] for one in authors):
        return ""
    for concept in concepts.values():
        concept.details = [pair for pair in concept.details if pair[0] != "author"]
    return authors[0][0]


def _name_of(name: str) -> str:
    """A URI for a skill that has none: the same name always gives the same one."""
    slug = re.sub(r"\W+", "-", name.strip().casefold()).strip("-")
    return f"urn:skillmark:rsd:{slug}"
