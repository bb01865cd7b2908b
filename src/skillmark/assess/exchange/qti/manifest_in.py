"""The manifest of a package: which files are items, tests and material; skills and levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.manifest_out import LEVELS
from skillmark.assess.exchange.qti.versions import is_qti, modern
from skillmark.assess.exchange.xml import child, children, local, parse, text, within
from skillmark.nouns.errors import SkillmarkError

MANIFEST = "imsmanifest.xml"


@dataclass(frozen=True)
class About:
    """What a manifest says of an item."""

    skill: str = ""
    level: int | None = None
    tags: tuple[str, ...] = ()
    """Subjects, keywords and standards by which skills may be looked up."""


@dataclass
class Listed:
    """The files that a package names, in its order."""

    items: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    stimuli: list[str] = field(default_factory=list)
    about: dict[str, About] = field(default_factory=dict)


def read_manifest(data: bytes) -> Listed:
    """Return what a manifest lists; raises `InputError` for what is none."""
    found = Listed()
    for one in within(parse(data, where=MANIFEST), "resource"):
        kind, href = one.get("type", ""), one.get("href", "")
        for mark, into in (("item", found.items), ("test", found.tests),
                           ("stimulus", found.stimuli)):  # fmt: skip
            if kind.startswith("imsqti_") and f"_{mark}" in kind and href not in into:
                into.append(href)
                found.about[href] = _about(one)
                break
    return found


def list_files(files: Mapping[str, bytes]) -> Listed:
    """Return what a package without a manifest holds, by looking into its files."""
    found = Listed()
    for path, data in files.items():
        if not path.lower().endswith(".xml"):
            continue
        try:
            root = parse(data, where=path)
        except SkillmarkError:
            continue
        if is_qti(root):
            kind = local(modern(root)).rpartition("-")[2]
            {"item": found.items, "stimulus": found.stimuli}.get(kind, found.tests).append(path)
    return found


def _about(resource: Element) -> About:
    skill, level, tags = "", None, []
    metadata = child(resource, "metadata")
    for one in within(metadata, "classification") if metadata is not None else ():
        purpose = text(child(child(one, "purpose"), "value")).strip().lower()
        for source, value in _taxa(one):
            if purpose == "competency":
                skill = skill or value
            elif purpose == "skill level" and source == LEVELS and value in "12345":
                level = int(value)
            tags.append(value)
    if metadata is not None:
        standards = [text(one).strip() for one in within(metadata, "caseItemURI")]
        skill = skill or next(iter(standards), "")
        tags += standards + [text(one).strip() for one in within(metadata, "keyword")]
    return About(skill, level, tuple(filter(None, tags)))


def _taxa(classification: Element) -> Iterator[tuple[str, str]]:
    for path in children(classification, "taxonPath"):
        source = text(child(path, "source")).strip()
        for taxon in children(path, "taxon"):
            for part in ("id", "entry"):
                if value := text(child(taxon, part)).strip():
                    yield source, value
