"""Questions of the bank as items of one test: with their material, and pictures of one name each.

Two questions may have come with different pictures or materials of the same name. In a test each
has a name of its own, so the later one is renamed, in every word that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from skillmark.assess.items import Item, Stimulus
from skillmark.assess.reading import read_item
from skillmark.nouns.text import Text
from skillmark.server.assess.bank import keeping
from skillmark.server.assess.bank.models import BankFileRecord, QuestionVersionRecord, State


@dataclass
class Copies:
    """Items, materials and pictures that fit together."""

    items: list[Item] = field(default_factory=list)
    stimuli: list[Stimulus] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, QuestionVersionRecord] = field(default_factory=dict)
    """By id of the item."""


def copies(
    versions: Iterable[QuestionVersionRecord], difficulties: Mapping[int, float] | None = None
) -> Copies:
    """Return these versions as items; `difficulties` are what is known of them, by version."""
    rows = list(versions)
    wanted = {digest for row in rows for digest in row.files.values()}
    kept = BankFileRecord.objects.filter(digest__in=wanted)
    contents = {(one.organisation_id, one.digest): bytes(one.content) for one in kept}
    found = Copies()
    for row in rows:
        shown = {name: contents[row.organisation_id, one] for name, one in row.files.items()}
        renamed = {name: _place(found.files, name, content) for name, content in shown.items()}
        document = _renamed(row.document, renamed)
        material = keeping.material_of(row)
        if material is not None:
            moved = replace(material, text=_in_words(material.text, renamed))
            document["stimulus"] = _stimulus(found, moved)
        item = replace(
            read_item(document, "en"),
            family=row.question.family,
            exposure=row.question.exposure,
            pilot=row.state == State.PILOT,
            difficulty=(difficulties or {}).get(row.pk),
        )
        found.items.append(item)
        found.versions[item.id] = row
    return found


def _place(files: dict[str, bytes], name: str, content: bytes) -> str:
    """Keep a picture under its name, or under another where that is another picture's."""
    stem, dot, ending = name.rpartition(".")
    free, number = name, 2
    while files.get(free, content) != content:
        free, number = f"{stem}-{number}{dot}{ending}", number + 1
    files[free] = content
    return free


def _stimulus(found: Copies, material: Stimulus) -> str:
    """Keep a material under its id, or under another where that is another one's."""
    known = {one.id: one for one in found.stimuli}
    free, number = material.id, 2
    while free in known and known[free] != replace(material, id=free):
        free, number = f"{material.id}-{number}", number + 1
    if free not in known:
        found.stimuli.append(replace(material, id=free))
    return free


def _renamed(document: Any, names: Mapping[str, str]) -> Any:
    """Return a document in which every picture goes by its new name."""
    if isinstance(document, str):
        return names.get(document) or _said(document, names)
    if isinstance(document, dict):
        return {key: _renamed(one, names) for key, one in document.items()}
    if isinstance(document, list):
        return [_renamed(one, names) for one in document]
    return document


def _said(words: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        if old != new:
            words = words.replace(f"]({old}", f"]({new}")
    return words


def _in_words(text: Text, names: Mapping[str, str]) -> Text:
    return Text(tuple((tag, _said(said, names)) for tag, said in text.translations))
