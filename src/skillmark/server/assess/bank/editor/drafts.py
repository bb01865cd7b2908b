"""A question as it stands in the editor: as far as it goes, and what is still wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from skillmark.assess.exchange.building import slug
from skillmark.assess.interactions import INTERACTIONS, ItemType
from skillmark.assess.interactions.base import Interaction
from skillmark.assess.items import Item, Stimulus
from skillmark.assess.writing.rules import texts
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text
from skillmark.render.marks import pictures
from skillmark.server.assess.bank.editor.collecting import Collector
from skillmark.server.assess.bank.editor.given import Given
from skillmark.server.assess.bank.editor.head import read_head, read_material, spread_item
from skillmark.server.assess.bank.editor.ways import WAYS
from skillmark.server.assess.bank.editor.ways.base import Table

LANGUAGES = ("en", "de")
"""Offered for every question; an imported one may have others."""
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,3}")
_SLUG = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@dataclass
class Draft:
    """What the fields hold."""

    type: ItemType
    given: Given
    languages: tuple[str, ...]
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by the name of the field or list."""
    trouble: str = ""
    """What is wrong with no field in particular."""
    prompt: Text | None = None
    material: Stimulus | None = None
    interaction: Interaction | None = None
    """The way of answering, as soon as it can be shown; it may have flaws yet."""
    item: Item | None = None
    """The item, once nothing is wrong."""
    files: dict[str, str] = field(default_factory=dict)
    """Digests of the pictures that were added, by name."""
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Width and height in pixels of the picture in which regions are drawn, by its name."""

    @property
    def missing(self) -> list[str]:
        """What is wrong, nothing twice."""
        return list(dict.fromkeys(self.errors.values()))

    @property
    def used(self) -> dict[str, str]:
        """Digests of the pictures that the question shows, by name."""
        names = self.named()
        return {name: digest for name, digest in self.files.items() if name in names}

    def named(self) -> dict[str, str]:
        """Return the names of pictures in the fields, each with the field that names it."""
        found = {
            picture.name: name
            for name, said in self.given.items()
            if not name.startswith("file-")
            for picture in pictures(said)
        }
        if image := self.given("image") if self.type is ItemType.HOT_SPOT else "":
            found[image] = "image"
        return found


def blank(type_: ItemType, languages: tuple[str, ...]) -> Given:
    """Return the fields of a new question."""
    own = WAYS[type_].blank()
    return Given({"languages": " ".join(languages), "level": "3", "points": "1", **own})


def given_of(item: Item, material: Stimulus | None, files: Mapping[str, str]) -> Given:
    """Return the fields of an item with its material and pictures (digests by name)."""
    found = {"languages": " ".join(_languages(item, material)), **spread_item(item, material)}
    found |= WAYS[item.type].spread(item.interaction.document())
    for number, (name, digest) in enumerate(files.items()):
        found |= {f"file-{number}-name": name, f"file-{number}-digest": digest}
    return Given(found)


def _languages(item: Item, material: Stimulus | None) -> list[str]:
    """Return the languages of an item, in its order."""
    tags = [tag for text in texts(item, material) for tag, _words in text.translations]
    return list(dict.fromkeys(tags))


def toggled(given: Given, tag: str) -> Given:
    """Return the fields with one language more or less; what was written in it stays behind."""
    there = given("languages").split()
    rest = [one for one in there if one != tag]
    kept = [*there, tag] if rest == there else rest or there
    return given.having(languages=" ".join(kept)) if _TAG.fullmatch(tag) else given


def read(
    type_: ItemType,
    given: Given,
    *,
    before: Item | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
) -> Draft:
    """Return what the fields hold. Nothing is raised: what is wrong is said in the draft.

    `before` is the version that is changed: what the editor has no fields for stays as it was.
    `sizes` are width and height of the pictures that are here, by name.
    """
    languages = tuple(t for t in given("languages").split() if _TAG.fullmatch(t)) or LANGUAGES
    way = WAYS[type_]
    tidy = way.tidy(given, languages)
    draft = Draft(type_, tidy, languages, files=_files(tidy), sizes=dict(sizes or {}))
    c = Collector(tidy, languages, draft.errors, draft.sizes)
    head = read_head(c)
    name = before.id if before else _name(c, head["prompt"])
    draft.prompt, draft.material = head["prompt"], read_material(c, name)
    kept = way.carried(before.interaction.document()) if before and before.type is type_ else {}
    draft.interaction = _interaction(draft, kept | way.table(c))
    _check_pictures(c, draft)
    if not draft.errors and draft.interaction and draft.prompt:
        draft.item = _item(draft, head, name, before)
    return draft


def _name(c: Collector, prompt: Text | None) -> str:
    said = c.given("slug")
    if said and not _SLUG.fullmatch(said):
        c.wrong("slug", _("letters without accents, digits, dashes and dots, at most 60"))
    words = str(prompt) if prompt else ""
    return said or slug(" ".join(words.split()[:8])) or "question"


def _interaction(draft: Draft, table: Table) -> Interaction | None:
    try:
        return INTERACTIONS[draft.type].read(table, draft.languages[0], "")
    except InputError as error:
        if not draft.errors:
            draft.trouble = str(error)
        return None


def _item(draft: Draft, head: dict[str, object], name: str, before: Item | None) -> Item | None:
    way = draft.interaction
    members = {
        **head,
        "interaction": way,
        "points": float(way.worth if way and way.worth is not None else head["points"]),  # type: ignore[arg-type]
        "stimulus": draft.material.id if draft.material else "",
    }
    try:
        if before is None:
            return Item(id=name, **members)  # type: ignore[arg-type]
        same = (before.prompt, before.interaction) == (draft.prompt, way)
        # what was checked was the old question: a changed one has to be checked again
        return replace(before, **members, checked=before.checked if same else "")  # type: ignore[arg-type]
    except InputError as error:
        draft.trouble = error.cause
        return None


def _files(given: Given) -> dict[str, str]:
    return {given(f"{row}-name"): given(f"{row}-digest") for row in given.rows("file")}


def _check_pictures(c: Collector, draft: Draft) -> None:
    for name, where in draft.named().items():
        if name not in draft.files:
            c.wrong(where, _("the picture %(name)s is not here: add it below") % {"name": name})
    for where, said in draft.given.items():
        if any(not picture.alt for picture in pictures(said)):
            c.wrong(where, _("say what the picture shows: ![what it shows](name.png)"))
