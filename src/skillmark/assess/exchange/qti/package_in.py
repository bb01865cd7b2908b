"""QTI packages and single items as tests of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.archive import looks_like, unpack
from skillmark.assess.exchange.building import ITEMS, Row, build_test, item_of
from skillmark.assess.exchange.qti.files_in import FOLDER, Files
from skillmark.assess.exchange.qti.item_in import MATERIAL, read_item_rows
from skillmark.assess.exchange.qti.manifest_in import (
    MANIFEST,
    About,
    Listed,
    list_files,
    read_manifest,
)
from skillmark.assess.exchange.qti.names import plain_id
from skillmark.assess.exchange.qti.sheet import Sheet
from skillmark.assess.exchange.qti.test_in import Outline, blueprint, read_outline
from skillmark.assess.exchange.qti.versions import modern
from skillmark.assess.exchange.remarks import Defaults, Imported, Notes, unsupported
from skillmark.assess.exchange.sidecar import (
    NAME,
    read_document,
    read_stored_item,
    read_stored_stimulus,
    with_head,
)
from skillmark.assess.exchange.xml import child, local, parse
from skillmark.assess.items import Item, Stimulus, Test
from skillmark.nouns.errors import InputError, SkillmarkError


def read_package(data: bytes, *, name: str, defaults: Defaults) -> Imported:
    """Return the test in a package (ZIP) or in a single file of XML.

    Raises `InputError` where nothing can be read; what cannot be read of it is in the remarks.
    """
    files = _rooted(unpack(data)) if looks_like(data) else {"item.xml": data}
    return _Package(files, name, defaults).read()


def _rooted(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files below the folder that the manifest stands in."""
    if MANIFEST in files:
        return files
    found = sorted((path for path in files if path.endswith(f"/{MANIFEST}")), key=len)
    if not found:
        return files
    folder = found[0].removesuffix(MANIFEST)
    return {path.removeprefix(folder): one for path, one in files.items() if folder in path[:255]}


@dataclass
class _Stored:
    """What skillmark.json says, as far as it still holds."""

    table: Mapping[str, Any] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Any] = field(default_factory=dict)
    stimuli: Mapping[str, Any] = field(default_factory=dict)

    def holds(self, what: str, data: bytes) -> bool:
        return self.digests.get(what) == sha256(data).hexdigest()


class _Package:
    def __init__(self, files: Mapping[str, bytes], name: str, defaults: Defaults) -> None:
        self.notes = Notes()
        self.files = Files(files, self.notes)
        self.name, self.defaults = name, defaults
        self.stored = self._stored()
        self.stimuli: dict[str, Stimulus | None] = {}
        self.taken: set[str] = set()

    def read(self) -> Imported:
        listed = self._listed()
        outline = self._outline(listed)
        paths = list(dict.fromkeys([*outline.items, *listed.items]))
        if not paths:
            self.notes.left_out("the package", "it holds no questions in QTI")
        if len(paths) > ITEMS:
            raise InputError(f"more than {ITEMS:,} questions", where=self.name, code="too_many")
        items = {
            path: found
            for path in paths
            if (found := self._items(path, listed.about.get(path, About()), outline))
        }
        for path in listed.stimuli:
            self._stimulus(path)
        test = self._whole(listed, items) or self._built(outline, items)
        if self.stored.table:
            for path, data in self.files.all.items():
                if path.startswith(FOLDER):
                    self.files.used.setdefault(path.removeprefix(FOLDER), data)
        return Imported(test, dict(self.files.used), self.notes.all())

    # what is where

    def _listed(self) -> Listed:
        if MANIFEST not in self.files.all:
            return list_files(self.files.all)
        listed = read_manifest(self.files.all[MANIFEST])
        for kind in (listed.items, listed.tests, listed.stimuli):
            kind[:] = [found for href in kind if (found := self._there(href))]
        listed.about = {self.files.beside("", k): one for k, one in listed.about.items()}
        return listed

    def _there(self, href: str) -> str:
        found = self.files.beside("", href)
        if not found:
            self.notes.left_out(href or "?", "the manifest names a file that is not there")
        return found

    def _outline(self, listed: Listed) -> Outline:
        found: Outline | None = None
        for path in listed.tests:
            if found is not None:
                self.notes.changed(path, "a second test: its questions are read, its order is not")
                continue
            with self.notes.each(path):
                found = read_outline(path, self.files, self.notes)
        return found or Outline()

    def _stored(self) -> _Stored:
        data = self.files.all.get(NAME)
        if data is None:
            return _Stored()
        try:
            table, digests = read_document(data, where=NAME)
            items = {str(one["id"]): one for one in table["items"]}
            stimuli = {str(one["id"]): one for one in table.get("stimuli", ())}
        except (SkillmarkError, TypeError, KeyError, AttributeError):
            self.notes.changed(NAME, "it cannot be read; the files of QTI count")
            return _Stored()
        return _Stored(table, digests, items, stimuli)

    # items and material

    def _items(self, path: str, about: About, outline: Outline) -> tuple[Item, ...]:
        data = self.files.all[path]
        where = path
        try:
            root = modern(parse(data, where=path))
            if local(root) != "qti-assessment-item":
                raise unsupported(f"<{local(root)[:40]}> as a question")
            where = plain_id(root.get("identifier", "")) or path
            kept = self._kept(where, data)
            if kept is not None:
                self.taken.add(kept.id)
                return (kept,)
            return self._read(root, path, where, about, outline)
        except SkillmarkError as error:
            self.notes.left_out(where if where == path else f"item {where}", _words(error))
            return ()

    def _kept(self, id_: str, data: bytes) -> Item | None:
        """Return the item as skillmark.json says it, if its file was not changed since."""
        if id_ not in self.stored.items or id_ in self.taken:
            return None
        if not self.stored.holds(f"item:{id_}", data):
            self.notes.changed(
                f"item {id_}", "it was changed since it was written; it is read in one language"
            )
            return None
        try:
            item = read_stored_item(self.stored.items[id_], self.defaults.language)
        except (SkillmarkError, TypeError, ValueError, KeyError, AttributeError):
            self.notes.changed(f"item {id_}", f"{NAME} is broken here; the files of QTI count")
            return None
        return item if item.id == id_ else None

    def _read(
        self, root: Element, path: str, id_: str, about: About, outline: Outline
    ) -> tuple[Item, ...]:
        language = root.get("lang") or outline.language or self.defaults.language
        where = f"item {id_}"
        sheet = Sheet(
            root,
            where,
            language,
            self.notes,
            lambda address: self.files.picture(path, address, where),
            self.files.measure,
            self.defaults.points,
        )
        rows = read_item_rows(sheet)
        skill = about.skill or self.defaults.skill_of(*about.tags)
        if not skill:
            raise InputError(
                "it does not say which skill it measures", remedy="name one, as --skill URI"
            )
        stimulus = self._about(root, path) or self._material(rows, root, id_, language)
        found = []
        for number, row in enumerate(rows, 1):
            self._weigh(row, outline.weights.get(path, 1.0), sheet)
            row["id"] = id_ if len(rows) == 1 else f"{id_}-{number}"
            row["skill"], row["level"] = skill, about.level or self.defaults.level
            row["stimulus"] = stimulus
            found.append(item_of(row, language))
        return tuple(self._named(one) for one in found)

    def _weigh(self, row: Row, weight: float, sheet: Sheet) -> None:
        if weight == 1.0:
            return
        if "rubric" in row or weight <= 0:
            sheet.changed(f"its weight {weight:g} is left out")
        else:
            row["points"] = row["points"] * weight

    def _material(self, rows: list[Row], root: Element, id_: str, language: str) -> str:
        """Keep what several questions of one item ask about; returns its id."""
        words = ""
        for row in rows:
            words = row.pop(MATERIAL, "")
        if not words:
            return ""
        known = {one.id for one in self.stimuli.values() if one is not None}
        name, number = id_, 2
        while name in known:
            name, number = f"{id_}-{number}", number + 1
        row = {"id": name, "title": root.get("title") or name, "text": words}
        self.stimuli[f"item {name}"] = read_stored_stimulus(row, language)
        return name

    def _named(self, item: Item) -> Item:
        """Return an item under an id that no other has."""
        named = replace(item, id=self._free(item.id))
        self.taken.add(named.id)
        return named

    def _free(self, id_: str) -> str:
        found, number = id_, 2
        while found in self.taken:
            found, number = f"{id_}-{number}", number + 1
        return found

    def _about(self, root: Element, path: str) -> str:
        reference = child(root, "qti-assessment-stimulus-ref")
        if reference is None:
            return ""
        there = self.files.beside(path, reference.get("href", ""))
        if not there:
            raise InputError("the material that it asks about is not in the package")
        return self._stimulus(there)

    def _stimulus(self, path: str) -> str:
        """Read material once; returns its id."""
        if path not in self.stimuli:
            self.stimuli[path] = None
            with self.notes.each(path):
                self.stimuli[path] = self._read_stimulus(path)
        found = self.stimuli[path]
        if found is None:
            raise InputError("the material that it asks about cannot be read")
        return found.id

    def _read_stimulus(self, path: str) -> Stimulus:
        data = self.files.all[path]
        root = modern(parse(data, where=path))
        id_ = plain_id(root.get("identifier", "")) or path
        if id_ in self.stored.stimuli and self.stored.holds(f"stimulus:{id_}", data):
            return read_stored_stimulus(self.stored.stimuli[id_], self.defaults.language)
        language = root.get("lang") or self.defaults.language
        where = f"stimulus {id_}"
        sheet = Sheet(
            root,
            where,
            language,
            self.notes,
            lambda address: self.files.picture(path, address, where),
            self.files.measure,
        )
        words = sheet.markdown(child(root, "qti-stimulus-body"))
        row = {"id": id_, "title": root.get("title") or id_, "text": words or "-"}
        return read_stored_stimulus(row, language)

    # the test

    def _whole(self, listed: Listed, items: Mapping[str, tuple[Item, ...]]) -> Test | None:
        """Return the test as skillmark.json says it, if nothing of its outline was changed."""
        table = self.stored.table
        ids = {item.id: item for found in items.values() for item in found}
        if not table or not listed.tests or set(ids) != set(self.stored.items):
            return None
        if not self.stored.holds("test", self.files.all[listed.tests[0]]):
            return None
        about = {one.id: one for one in self.stimuli.values() if one is not None}
        try:
            return with_head(
                table,
                tuple(ids[name] for name in self.stored.items),
                tuple(about[name] for name in self.stored.stimuli),
            )
        except (SkillmarkError, TypeError, ValueError, KeyError, AttributeError):
            self.notes.changed(NAME, "what it says of the test does not fit; it is left out")
            return None

    def _built(self, outline: Outline, items: Mapping[str, tuple[Item, ...]]) -> Test:
        if self.stored.table:
            self.notes.changed(
                "the test", "it was changed since it was written; its rule for passing is left out"
            )
        told = ""
        if outline.description is not None:
            there = ""
            sheet = Sheet(
                Element("qti-assessment-test"), "the test", "", self.notes, lambda _: there,
                self.files.measure,
            )  # fmt: skip
            told = sheet.markdown(outline.description)
        return build_test(
            self.name,
            [item for found in items.values() for item in found],
            self.notes,
            self.defaults,
            title=outline.title,
            description=told,
            language=outline.language or _common(items),
            minutes=outline.minutes,
            blueprint=blueprint(outline, items, self.notes),
            stimuli=[one for one in self.stimuli.values() if one is not None],
        )


def _common(items: Mapping[str, tuple[Item, ...]]) -> str:
    """Return the language of the first item's words."""
    return next((found[0].prompt.translations[0][0] for found in items.values()), "")


def _words(error: SkillmarkError) -> str:
    words = f"{error.cause} ({error.remedy})" if error.remedy else error.cause
    inner = error.where.rpartition(", ")[2] if ", " in error.where else ""
    return f"{inner}: {words}" if inner else words
