"""What a file of Moodle's XML holds: questions with their lines, words, files and tags."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from skillmark.assess.exchange import pictures
from skillmark.assess.exchange.archive import safe_name
from skillmark.assess.exchange.html import tree
from skillmark.assess.exchange.markdown import Markdown, escaped
from skillmark.assess.exchange.remarks import Defaults, Notes
from skillmark.assess.exchange.xml import child, children, local, parse, text
from skillmark.nouns.errors import InputError, SkillmarkError

PLUGIN = "@@PLUGINFILE@@/"
_HIDDEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_QUESTION = re.compile(r"<question[\s>]")
FILE = 20_000_000
"""Bytes of one embedded file."""


@dataclass
class Question:
    """One question while it is read."""

    element: Element
    where: str
    line: int | None
    category: str
    notes: Notes
    defaults: Defaults
    files: dict[str, bytes]
    """Files that are kept, of all questions."""
    own: dict[str, str] = field(default_factory=dict)
    """Names of files in this question, with the names under which they are kept."""

    def __post_init__(self) -> None:
        for one in self.element.iter():
            if local(one) == "file" and one.get("name"):
                self._keep(one)

    @property
    def kind(self) -> str:
        """Moodle's name of its type."""
        return self.element.get("type", "")

    def changed(self, words: str) -> None:
        """Tell that something is not quite as it was."""
        self.notes.changed(self.where, words, self.line)

    def word(self, name: str) -> str:
        """Return the words of a child, without spaces around them."""
        return text(child(self.element, name)).strip()

    def number(self, name: str, otherwise: float) -> float:
        """Return the number in a child."""
        try:
            return float(self.word(name))
        except ValueError:
            return otherwise

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags and its category."""
        holder = child(self.element, "tags")
        found = [text(one).strip() for one in children(holder, "tag")]
        return (*found, self.category)

    # words

    def raw(self, holder: Element | None) -> str:
        """Return the words in a `<text>` as they stand there."""
        return text(child(holder, "text")).strip()

    def markdown(self, holder: Element | None) -> str:
        """Return the words in a `<text>` in Markdown."""
        said = self.raw(holder)
        how = holder.get("format", "html") if holder is not None else "html"
        if how == "markdown":
            return re.sub(re.escape(PLUGIN) + r"([^)\s]+)", self._renamed, said)
        if how == "plain_text":
            return escaped(said)
        return self.reader(flat=False).inside(tree(said))

    def plain(self, holder: Element | None) -> str:
        """Return the words in a `<text>`, plain."""
        said = self.raw(holder)
        how = holder.get("format", "html") if holder is not None else "html"
        if how in ("plain_text", "markdown") or ("<" not in said and "&" not in said):
            return said
        return self.reader(flat=True).inside(tree(said))

    def reader(self, *, flat: bool) -> Markdown:
        """Return what turns elements into words."""
        return Markdown(
            lost=lambda what: self.changed(f"left out: {what}"), picture=self.picture, flat=flat
        )

    def _renamed(self, found: re.Match[str]) -> str:
        return self.picture(f"{PLUGIN}{found.group(1)}") or "missing"

    # files

    def picture(self, address: str) -> str:
        """Return the name of an embedded picture; nothing is ever fetched."""
        name = unquote(address.removeprefix(PLUGIN).partition("?")[0])
        if address.startswith(PLUGIN) and name in self.own:
            return self.own[name]
        self.changed(f"left out: the picture {address[:80]!r}, which is not in the file")
        return ""

    def _keep(self, element: Element) -> None:
        name = f"{element.get('path', '/').strip('/')}/{element.get('name')}".strip("/")
        try:
            data = base64.b64decode(element.text or "", validate=False)
            safe_name(name)
            if len(data) > FILE:
                raise InputError(f"more than {FILE:,} bytes")
            if name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")):
                pictures.size(data)
        except (SkillmarkError, binascii.Error, ValueError) as error:
            why = error.cause if isinstance(error, SkillmarkError) else "it is not Base64"
            self.changed(f"left out: the file {name[:80]!r}: {why}")
            return
        kept, number = name, 2
        while self.files.get(kept, data) != data:
            stem, dot, ending = name.rpartition(".")
            kept = f"{stem}-{number}{dot}{ending}" if stem else f"{name}-{number}"
            number += 1
        self.files[kept] = data
        self.own[name] = kept


def questions(data: bytes, where: str) -> Iterator[tuple[Element, int | None, str]]:
    """Yield every question with its line and category; raises for what is no file of Moodle."""
    root = parse(data, where=where)
    lines = _lines(data)
    category = ""
    found = [root] if local(root) == "question" else list(children(root, "question"))
    for number, one in enumerate(found):
        if one.get("type") == "category":
            category = text(child(child(one, "category"), "text")).strip()
            continue
        yield one, lines[number] if number < len(lines) else None, category


def _lines(data: bytes) -> list[int]:
    words = data.decode("utf-8", errors="replace")
    blank = _HIDDEN.sub(lambda found: "\n" * found.group().count("\n"), words)
    lines, at, line = [], 0, 1
    for found in _QUESTION.finditer(blank):
        line += blank.count("\n", at, found.start())
        at = found.start()
        lines.append(line)
    return lines
