"""Frameworks in one plain CSV file, as a spreadsheet writes it.

Columns: `uri` and `label` (needed); `definition`, `alt_labels`, `kind`, `group`, `broader`,
`requires`, `related`. Texts in a further language stand in `label_de`, `definition_de`,
`alt_labels_de`. Cells of several values are divided by `|` or line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills.exchange.gathering import Concept, Rejections, lines, shared
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.exchange.release import Part, open_release

_TEXTS = ("label", "definition", "alt_labels")
_RELATIONS = ("broader", "requires", "related")
_PLAIN = ("uri", *_TEXTS, "kind", "group", *_RELATIONS)
_TRANSLATED = re.compile(r"(label|definition|alt_labels)_([a-z]{2,3}(?:-[A-Za-z0-9]+)*)")


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
    further = sorted({found[2] for name in names if (found := _TRANSLATED.fullmatch(name))})
    columns = [f"{name}_{tag}" for tag in further for name in _TEXTS]
    gathered: dict[str, Concept] = {}
    places: dict[str, int] = {}
    rejections = Rejections()
    for line, row in part.rows(
        ("uri", "label"), optional=(*_PLAIN[2:], *columns), delimiter=delimiter
    ):
        uri, label, definition, alternatives, kind, group, *rest = row
        uri = shared(uri)
        objection = _objection(uri, label, gathered)
        if objection:
            rejections.add(part.place, line, objection)
            continue
        concept = gathered[uri] = Concept()
        if kind and kind not in set(SkillKind):
            rejections.add(part.place, line, f"{kind!r} is not a kind: skill was taken")
        concept.kind = SkillKind(kind) if kind in set(SkillKind) else SkillKind.SKILL
        concept.code = group.strip()
        concept.speak(language, label, lines(alternatives), definition)
        for place, tag in enumerate(further):
            words, meaning, others = rest[3 + place * 3 : 6 + place * 3]
            if words.strip():
                concept.speak(tag, words, lines(others), meaning)
        targets = (concept.broader, concept.essential, concept.optional)
        for cell, into in zip(rest[:3], targets, strict=True):
            into.extend(shared(one) for one in lines(cell) if one.strip())
        places[uri] = line
    return _finish(part, gathered, places, rejections, version=version)


def _finish(
    part: Part,
    gathered: dict[str, Concept],
    places: dict[str, int],
    rejections: Rejections,
    *,
    version: str,
) -> Imported:
    relations = 0
    for uri, concept in gathered.items():
        for targets in (concept.broader, concept.essential, concept.optional):
            for target in [one for one in targets if one not in gathered]:
                rejections.add(part.place, places[uri], f"{target} is not in this file")
                targets.remove(target)
            relations += len(targets)
    groups = dict.fromkeys(concept.code for concept in gathered.values() if concept.code)
    skills = (replace(concept.skill(uri), group=concept.code) for uri, concept in gathered.items())
    return Imported(framework(part, skills, version, groups=groups), relations, rejections.all())


def _objection(uri: str, label: str, known: Container[str]) -> str:
    if not uri or not label.strip():
        return f"no {'label' if uri else 'uri'}"
    if ":" not in uri:
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
    first = part.read().decode("utf-8-sig", errors="replace").partition("\n")[0].rstrip("\r")
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
