"""Rich Skill Descriptors in the CSV of the Open Skills Management Tool (OSMT)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from skillmark.nouns.skill import Alignment, Match, Skill
from skillmark.skills import addresses
from skillmark.skills.exchange import table
from skillmark.skills.exchange.gathering import Concept, Rejections, shared
from skillmark.skills.exchange.imported import Imported


def read(path: Path, *, version: str = "", language: str = "en") -> Imported:
    """Read a CSV of Rich Skill Descriptors, as OSMT exports and imports them.

    The skill statement is the definition, keywords are the alternative labels, O*NET job codes
    and alignments become alignments. Without `Canonical URL` (the import template has none) a
    row's URI is made of its name.
    """
    part = table.single(path)
    delimiter, header = table.header(part)
    numbered = [name for name in header if re.fullmatch(r"Alignment( \d+)? URL", name)]
    names = [name.replace("URL", "Framework") for name in numbered]
    rejections = Rejections()
    skills: dict[str, Skill] = {}
    groups: dict[str, None] = {}
    relations = 0
    optional = ("Canonical URL", "Category", "Categories", "Keywords")
    jobs = ("O*NET Job Codes", "O*Net Job Codes")
    for line, row in part.rows(
        ("RSD Name", "Skill Statement"),
        optional=(*optional, *jobs, *numbered, *names),
        delimiter=delimiter,
    ):
        name, statement, url, category, categories, keywords, *rest = row
        if not name.strip():
            rejections.add(part.place, line, "a skill without a name")
            continue
        uri = shared(url) or _name_of(name)
        if uri in skills:
            rejections.add(part.place, line, f"{uri} comes twice")
            continue
        codes = [code.strip() for cell in rest[:2] for code in cell.split(";") if code.strip()]
        urls, frameworks = rest[2 : 2 + len(numbered)], rest[2 + len(numbered) :]
        alignments = [
            Alignment("onet", addresses.onet_occupation(code), Match.RELATED) for code in codes
        ] + [
            Alignment(framework.strip() or "web", target.strip(), Match.CLOSE)
            for target, framework in zip(urls, frameworks, strict=True)
            if target.strip()
        ]
        concept = Concept()
        concept.speak(language, name, re.split(r"[;|\n]", keywords), statement)
        group = (category or categories).split(";")[0].strip()
        if group:
            groups[group] = None
        skills[uri] = replace(concept.skill(uri), group=group, alignments=tuple(alignments))
        relations += len(alignments)
    framework = table.framework(part, skills.values(), version, groups=groups)
    return Imported(framework, relations, rejections.all())


def _name_of(name: str) -> str:
    """A URI for a skill that has none: the same name always gives the same one."""
    slug = re.sub(r"\W+", "-", name.strip().casefold()).strip("-")
    return f"urn:skillmark:rsd:{slug}"
