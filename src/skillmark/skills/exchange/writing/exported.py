"""What comes of writing a framework in somebody else's format: the file, and what it cannot say."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from skillmark.nouns.skill import Framework, Match, Occupation, Skill, SkillKind
from skillmark.nouns.text import Text
from skillmark.skills import addresses

_TECHNOLOGY = addresses.onet_technology("")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to hand out."""

    content: bytes
    file_name: str
    media_type: str
    lost: tuple[str, ...] = ()
    """What the format could not carry, each as `words: how many`; the words are keys of `PARTS`."""


def _skills(says: Callable[[Skill], object]) -> Callable[[Framework], int]:
    return lambda framework: sum(bool(says(skill)) for skill in framework.skills)


def _occupations(says: Callable[[Occupation], object]) -> Callable[[Framework], int]:
    return lambda framework: sum(bool(says(one)) for one in framework.occupations)


def _listed(skill: Skill) -> Iterator[str]:
    yield from (words for _, words in (*skill.alt_labels, *skill.details))
    yield from skill.tags


def _needed(framework: Framework) -> set[str]:
    return {uri for one in framework.occupations for uri in (*one.essential, *one.optional)}


def _divided(words: str) -> bool:
    return ";" in words or "\n" in words


def _of_framework(says: Callable[[Framework], object]) -> Callable[[Framework], int]:
    return lambda framework: int(bool(says(framework)))


def texts(framework: Framework) -> Iterator[Text]:
    """Yield every text of a framework."""
    yield framework.title
    yield from (label for _, label in (*framework.groups, *framework.occupation_groups))
    yield from (framework.description,) if framework.description else ()
    for skill in framework.skills:
        yield skill.label
        yield from (skill.definition,) if skill.definition else ()
        yield from (level.text for level in skill.levels)
    for one in framework.occupations:
        yield one.label
        yield from (one.definition,) if one.definition else ()


def _translated(framework: Framework) -> int:
    return sum(len(text.translations) > 1 for text in texts(framework))


PARTS: Mapping[str, Callable[[Framework], int]] = {
    "title, publisher and licence": lambda _: 1,
    "title and licence": lambda _: 1,
    "version": lambda _: 1,
    "description of the framework": _of_framework(lambda one: one.description),
    "details of the framework": _of_framework(lambda one: one.details),
    "words in other languages": _translated,
    "definitions": _skills(lambda one: one.definition),
    "alternative labels": _skills(lambda one: one.alt_labels),
    "kinds": _skills(lambda one: one.kind is not SkillKind.SKILL),
    "codes": _skills(lambda one: one.code),
    "groups": lambda one: len(one.groups),
    "listing under groups": _skills(lambda one: one.group and one.group not in one.broader),
    "identifiers of groups": lambda one: len(one.groups),
    "places of groups in groups": lambda one: len(one.group_broader),
    "levels": _skills(lambda one: one.levels),
    "broader skills": _skills(lambda one: one.broader),
    "prerequisites": _skills(lambda one: one.requires),
    "related skills": _skills(lambda one: one.related),
    "alignments": _skills(lambda one: one.alignments),
    "how alignments were found": _skills(
        lambda one: any(a.method != "editorial" or a.confidence != 1 for a in one.alignments)
    ),
    "kinds of match": _skills(lambda one: any(a.match is not Match.CLOSE for a in one.alignments)),
    "names of other frameworks": _skills(lambda one: one.alignments),
    "tags": _skills(lambda one: one.tags),
    "retired skills": _skills(lambda one: one.retired),
    "successors": _skills(lambda one: one.replaced_by),
    "details": _skills(lambda one: one.details),
    "semicolons and line breaks in lists": _skills(lambda one: any(map(_divided, _listed(one)))),
    "line breaks in definitions": _skills(
        lambda one: one.definition and "\n" in str(one.definition)
    ),
    "skills without an occupation": lambda one: len(one.by_uri.keys() - _needed(one)),
    "importance that nobody measured": _occupations(
        lambda one: any(
            not uri.startswith(_TECHNOLOGY)
            for uri in {*one.essential, *one.optional} - dict(one.importance).keys()
        )
    ),
    "occupations": lambda one: len(one.occupations),
    "groups of occupations": lambda one: len(one.occupation_groups),
    "definitions of occupations": _occupations(lambda one: one.definition),
    "alternative titles of occupations": _occupations(lambda one: one.alt_labels),
    "skills that are often asked for": _occupations(lambda one: one.in_demand),
    "levels that occupations need": _occupations(lambda one: one.levels),
    "importance for occupations": _occupations(lambda one: one.importance),
    "broader occupations": _occupations(lambda one: one.broader),
    "related occupations": _occupations(lambda one: one.related),
    "tasks": _occupations(lambda one: one.tasks),
    "tags of occupations": _occupations(lambda one: one.tags),
    "retired occupations": _occupations(lambda one: one.retired),
    "successors of occupations": _occupations(lambda one: one.replaced_by),
    "details of occupations": _occupations(lambda one: one.details),
}
"""All that a framework may say, in words, with how often one says it."""


def lost(framework: Framework, *parts: str) -> tuple[str, ...]:
    """Return those of `parts` that the framework has, as `Exported.lost` says them."""
    found = {part: PARTS[part](framework) for part in parts}
    return tuple(f"{part}: {number}" for part, number in found.items() if number)


def named(framework: Framework, ending: str) -> str:
    """Return a file name of the framework's id and version."""
    name = re.sub(r"[^\w.]+", "-", f"{framework.id.rpartition(':')[2]}-{framework.version}")
    return f"{name.strip('-')[-80:] or 'framework'}{ending}"


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP archive; the same files always make the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()
