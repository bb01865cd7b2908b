"""Write skills as Rich Skill Descriptors, in the columns of OSMT's own export.

OSMT's import takes the same columns but for `Canonical URL`, which it gives itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from skillmark.nouns.skill import Framework, Skill
from skillmark.skills import addresses
from skillmark.skills.exchange import cells, osmt
from skillmark.skills.exchange.writing.exported import Exported, lost, named

_LOST = (
    "title and licence",
    "version",
    "description of the framework",
    "details of the framework",
    "words in other languages",
    "kinds",
    "codes",
    "identifiers of groups",
    "places of groups in groups",
    "levels",
    "broader skills",
    "prerequisites",
    "related skills",
    "kinds of match",
    "how alignments were found",
    "retired skills",
    "successors",
    "details",
    "occupations",
    "groups of occupations",
)
_OCCUPATION = addresses.onet_occupation("")


def write(framework: Framework) -> Exported:
    """Return one CSV file; of several languages the first of each skill is written."""
    rows = [_row(skill, framework) for skill in framework.skills]
    elsewhere = [_elsewhere(skill) for skill in framework.skills]
    most = max(map(len, elsewhere), default=0)
    header = [*osmt.NAMES]
    for number in range(1, most + 1):
        label = f" {number}" if number > 1 else ""
        header += [f"Alignment{label} {part}" for part in ("Name", "URL", "Framework")]
    full = (
        [*row, *(cell for one in found for cell in one), *("",) * 3 * (most - len(found))]
        for row, found in zip(rows, elsewhere, strict=True)
    )
    content = cells.written(header, full)
    return Exported(
        content,
        named(framework, ".osmt.csv"),
        "text/csv; charset=utf-8",
        (
            *lost(_further(framework), *_LOST),
            *lost(framework, "semicolons and line breaks in lists"),
        ),
    )


def _further(framework: Framework) -> Framework:
    """The framework with those details only that have no column here."""
    known = {*osmt.DETAILS.values(), "category"}
    return replace(
        framework,
        skills=tuple(
            replace(skill, details=tuple(p for p in skill.details if p[0] not in known))
            for skill in framework.skills
        ),
    )


def _row(skill: Skill, framework: Framework) -> list[str]:
    said = {name: [v for n, v in skill.details if n == name] for name in osmt.DETAILS.values()}
    codes = [
        one.target.removeprefix(_OCCUPATION)
        for one in skill.alignments
        if one.target.startswith(_OCCUPATION)
    ]
    label = str(skill.label)
    group = str(dict(framework.groups).get(skill.group, skill.group))
    language = skill.label.translations[0][0]
    row = dict.fromkeys(osmt.NAMES, "") | {
        "Canonical URL": skill.uri,
        "RSD Name": label,
        "Skill Statement": str(skill.definition or label),
        "Categories": _cell([group, *(v for n, v in skill.details if n == "category")]),
        "Keywords": _cell(words for tag, words in skill.alt_labels if tag == language),
        "Collections": _cell(skill.tags),
        "O*Net Job Codes": _cell(codes),
    }
    for column, word in osmt.DETAILS.items():
        row[column] = _cell(said[word])
    row["Authors"] = row["Authors"] or _cell([framework.publisher])
    return list(row.values())


def _elsewhere(skill: Skill) -> list[tuple[str, str, str]]:
    """Alignments but those with occupations, as name, address and framework."""
    return [
        ("", one.target, one.framework)
        for one in skill.alignments
        if not one.target.startswith(_OCCUPATION)
    ]


def _cell(values: Iterable[str]) -> str:
    return "; ".join(" ".join(one.replace(";", ",").split()) for one in values if one)
