"""The test of a package: which items in which sections, and how many of them are drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.files_in import Files
from skillmark.assess.exchange.qti.versions import modern
from skillmark.assess.exchange.remarks import Notes
from skillmark.assess.exchange.xml import child, children, local, parse, within
from skillmark.assess.items import Item
from skillmark.nouns.errors import SkillmarkError

SECTIONS = 20
"""Sections inside one another, or in files of their own."""
WHERE = "the test"
RULES = {
    "qti-pre-condition": "conditions under which questions are asked",
    "qti-branch-rule": "jumps over questions",
    "qti-adaptive-selection": "questions that are chosen by earlier answers",
    "qti-test-feedback": "feedback of the test",
    "qti-template-default": "values for templates",
}


@dataclass(frozen=True)
class Section:
    """Items by the paths of their files, and how many of them are drawn; all if `None`."""

    items: tuple[str, ...]
    select: int | None = None


@dataclass
class Outline:
    """What a test says of its items."""

    title: str = ""
    description: Element | None = None
    language: str = ""
    minutes: float | None = None
    sections: list[Section] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    """Factors by which the points of items are multiplied."""

    @property
    def items(self) -> list[str]:
        """Paths of all items, each once."""
        return list(dict.fromkeys(one for section in self.sections for one in section.items))


def read_outline(path: str, files: Files, notes: Notes) -> Outline:
    """Return what the test at a path says; raises `InputError` where it is none."""
    root = modern(parse(files.all[path], where=path))
    found = Outline(root.get("title", ""), language=root.get("lang", ""))
    blocks = [
        one for one in children(root, "qti-rubric-block") if "candidate" in one.get("view", "")
    ]
    found.description = child(blocks[0], "qti-content-body") if blocks else None
    found.minutes = _minutes(root)
    for name, what in RULES.items():
        if next(within(root, name), None) is not None:
            notes.changed(WHERE, f"left out: {what}")
    parts = (
        [root] if local(root) == "qti-assessment-section" else list(children(root, "qti-test-part"))
    )
    for part in parts:
        for section in [part] if local(part) != "qti-test-part" else part:
            _section(section, path, files, found, notes, 0)
    return found


def _minutes(root: Element) -> float | None:
    for limits in within(root, "qti-time-limits"):
        try:
            seconds = float(limits.get("max-time", ""))
        except ValueError:
            continue
        if 0 < seconds < math.inf:
            return seconds / 60
    return None


def _section(
    element: Element, path: str, files: Files, found: Outline, notes: Notes, depth: int
) -> None:
    if depth > SECTIONS:
        return
    if local(element) == "qti-assessment-section-ref":
        there = files.beside(path, element.get("href", ""))
        if not there:
            notes.left_out(WHERE, f"the section {element.get('href', '')[:80]!r} is not there")
            return
        try:
            element, path = modern(parse(files.all[there], where=there)), there
        except SkillmarkError as error:
            notes.left_out(there, error.cause)
            return
    if local(element) != "qti-assessment-section":
        return
    items = tuple(_references(element, path, files, found, notes))
    if items:
        found.sections.append(Section(items, _select(child(element, "qti-selection"))))
    elif child(element, "qti-selection") is not None:
        notes.changed(WHERE, "sections are drawn there; here all of them are asked")
    if any("candidate" in one.get("view", "") for one in children(element, "qti-rubric-block")):
        notes.changed(WHERE, "left out: instructions for a section")
    for one in element:
        if local(one).startswith("qti-assessment-section"):
            _section(one, path, files, found, notes, depth + 1)


def _references(
    section: Element, path: str, files: Files, found: Outline, notes: Notes
) -> Iterator[str]:
    for one in children(section, "qti-assessment-item-ref"):
        there = files.beside(path, one.get("href", ""))
        if not there:
            notes.left_out(one.get("identifier", "?"), "its file is not in the package")
            continue
        weight = child(one, "qti-weight")
        if weight is not None:
            try:
                found.weights[there] = float(weight.get("value", "1"))
            except ValueError:
                notes.changed(one.get("identifier", "?"), "its weight is no number")
        yield there


def _select(selection: Element | None) -> int | None:
    words = selection.get("select", "") if selection is not None else ""
    return int(words) if words.isdecimal() else None


def blueprint(
    outline: Outline, items: Mapping[str, tuple[Item, ...]], notes: Notes
) -> tuple[tuple[str, int], ...]:
    """Return how many items of which skill are asked; `items` are those that were read, by path."""
    asked: Counter[str] = Counter()
    for section in outline.sections:
        pool = Counter(item.skill for one in section.items for item in items.get(one, ()))
        drawn = section.select
        if drawn is not None and drawn < pool.total() and len(pool) > 1:
            notes.changed(WHERE, "a section draws among several skills; here all are asked")
            drawn = None
        for skill, count in pool.items():
            asked[skill] += count if drawn is None else min(drawn, count)
    there = Counter(item.skill for found in items.values() for item in found)
    return tuple((skill, min(n, there[skill])) for skill, n in asked.items() if n)
