"""Items in Moodle's XML, as far as it can say them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from skillmark.assess.exchange.moodle.documents import PLUGIN
from skillmark.assess.exchange.remarks import Notes, unsupported
from skillmark.assess.exchange.xhtml import html
from skillmark.assess.exchange.xml import clean, write
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Entry, Gap, Menu
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.marked_text import pieces
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import Rated, ShortAnswer, Upload
from skillmark.assess.items import Item, Test
from skillmark.nouns.text import Text

_SIGNS = str.maketrans({one: f"\\{one}" for one in "}~#\\"})


@dataclass(frozen=True)
class _Writer:
    """One question as it is written."""

    element: Element
    language: str
    files: Mapping[str, bytes]

    def words(self, text: Text | str | None, parent: Element, name: str, *, plain: bool) -> Element:
        """Add an element with words in HTML, with the files that they show."""
        said = text.in_language(self.language) if isinstance(text, Text) else text or ""
        element = SubElement(parent, name, {"format": "html"})
        shown: list[str] = []

        def source(address: str) -> str:
            if address in self.files:
                shown.append(address)
                return PLUGIN + quote(address)
            return address

        markup = _lines(said) if plain else html(said, source).strip()
        SubElement(element, "text").text = clean(markup)
        for one in dict.fromkeys(shown):
            attributes = {"name": one, "path": "/", "encoding": "base64"}
            SubElement(element, "file", attributes).text = base64.b64encode(
                self.files[one]
            ).decode()
        return element

    def tag(self, name: str, value: str) -> None:
        """Add an element with a word in it."""
        SubElement(self.element, name).text = clean(value)

    def answer(self, words: Text | str, share: float, why: Text | None = None) -> Element:
        """Add an answer with its weight."""
        element = self.words(words, self.element, "answer", plain=True)
        element.set("fraction", _percent(share))
        if why is not None:
            self.words(why, element, "feedback", plain=True)
        return element


def write_moodle(
    test: Test, files: Mapping[str, bytes], notes: Notes, *, language: str = ""
) -> bytes:
    """Return the items that Moodle can say; the others are told to `notes`."""
    root = Element("quiz")
    for item in test.items:
        with notes.each(f"item {item.id}"):
            root.append(_question(item, language or test.language, files, notes))
    if any(item.stimulus for item in test.items):
        notes.changed("the test", "left out: material that several questions ask about")
    return write(root)


def _question(item: Item, language: str, files: Mapping[str, bytes], notes: Notes) -> Element:
    kind, fill = _WRITERS.get(item.type, ("", None))
    if fill is None:
        raise unsupported(f"the type {item.type} in Moodle")
    way: Any = item.interaction
    if isinstance(way, Cloze) and _alone(way):
        kind, fill = "shortanswer", _short_answer
    writer = _Writer(Element("question", {"type": kind}), language, files)
    SubElement(SubElement(writer.element, "name"), "text").text = clean(item.id)
    prompt = item.prompt.in_language(language)
    told = writer.words(prompt, writer.element, "questiontext", plain=False)
    if item.rationale is not None:
        writer.words(item.rationale, writer.element, "generalfeedback", plain=False)
    writer.tag("defaultgrade", f"{item.points:g}")
    writer.tag("idnumber", item.id)
    fill(way, writer, told)
    if isinstance(way, Upload) and way.links:
        notes.changed(f"item {item.id}", "left out: its links; Moodle takes files and words")
    if item.needs_rater:
        notes.changed(f"item {item.id}", "its rubric is words for those who grade")
    tags = SubElement(writer.element, "tags")
    for one in (item.skill, f"level {item.level}"):
        SubElement(SubElement(tags, "tag"), "text").text = clean(one)
    return writer.element


def _alone(way: Cloze) -> bool:
    only = len(way.gaps) == 1 and isinstance(way.gaps[0], Entry)
    return only and str(way.text).strip() == f"[[{way.gaps[0].id}]]"


def _lines(words: str) -> str:
    said = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return said.replace("\n", "<br />")


def _percent(share: float) -> str:
    return f"{100 * share:.5f}".rstrip("0").rstrip(".")


def _choice(way: Choice, writer: _Writer, told: Element) -> None:
    shares = dict(way.partial) | {way.key: 1.0}
    writer.tag("single", "true")
    writer.tag("shuffleanswers", "true")
    for one in way.options:
        writer.answer(one.text, shares.get(one.id, 0.0), one.why)


def _multiple(way: Multiple, writer: _Writer, told: Element) -> None:
    if way.exact:
        raise unsupported("a choice that earns all or nothing in Moodle")
    each = 1 / len(way.key)
    writer.tag("single", "false")
    writer.tag("shuffleanswers", "true")
    for one in way.options:
        writer.answer(one.text, each if one.id in way.key else -each, one.why)


def _numeric(way: Numeric, writer: _Writer, told: Element) -> None:
    answer = SubElement(writer.element, "answer", {"fraction": "100"})
    SubElement(answer, "text").text = repr(way.value)
    SubElement(answer, "tolerance").text = repr(way.tolerance)
    if way.unit:
        unit = SubElement(SubElement(writer.element, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = clean(way.unit)


def _match(way: Match, writer: _Writer, told: Element) -> None:
    if way.exact or any(one.why for one in (*way.rows, *way.options)):
        raise unsupported("a table that earns all or nothing, or with explanations, in Moodle")
    texts = {one.id: one.text for one in way.options}
    rows = {one.id: one.text for one in way.rows}
    writer.tag("shuffleanswers", "true")
    pairs: list[tuple[Text | str, Text]] = [(rows[row], texts[one]) for row, one in way.key]
    pairs += [("", text) for one, text in texts.items() if one not in dict(way.key).values()]
    for left, right in pairs:
        element = writer.words(left, writer.element, "subquestion", plain=True)
        answer = SubElement(element, "answer")
        SubElement(answer, "text").text = clean(right.in_language(writer.language))


def _order(way: Order, writer: _Writer, told: Element) -> None:
    by_id = {one.id: one for one in way.options}
    writer.tag("selecttype", "ALL")
    writer.tag("gradingtype", "ALL_OR_NOTHING" if way.exact else "RELATIVE_NEXT_EXCLUDE_LAST")
    for place, name in enumerate(way.key, 1):
        element = writer.answer(by_id[name].text, 0, by_id[name].why)
        element.set("fraction", f"{place}.0000000")


def _gap_match(way: GapMatch, writer: _Writer, told: Element) -> None:
    if way.exact:
        raise unsupported("gaps that earn all or nothing in Moodle")
    place = {one.id: k for k, one in enumerate(way.options, 1)}
    key = dict(way.key)
    _append(told, _with_gaps(way.text, writer, lambda gap: f"[[{place[key[gap]]}]]"))
    writer.tag("shuffleanswers", "1")
    for one in way.options:
        box = SubElement(writer.element, "dragbox")
        SubElement(box, "text").text = clean(one.text.in_language(writer.language))
        SubElement(box, "group").text = "1"
        if way.reuse:
            SubElement(box, "infinite")


def _cloze(way: Cloze, writer: _Writer, told: Element) -> None:
    if way.exact:
        raise unsupported("gaps that earn all or nothing in Moodle")
    gaps = {gap.id: gap for gap in way.gaps}
    _append(told, _with_gaps(way.text, writer, lambda gap: _embedded(gaps[gap], writer.language)))


def _append(told: Element, markup: str) -> None:
    said = told.find("text")
    if said is not None:
        said.text = f"{said.text or ''}\n<div>{markup}</div>"


def _with_gaps(text: Text, writer: _Writer, gap: Callable[[str], str]) -> str:
    return "".join(
        gap(piece["gap"]) if "gap" in piece else _lines(clean(piece["text"]))
        for piece in pieces(text.in_language(writer.language))
    )


def _embedded(gap: Gap, language: str) -> str:
    if isinstance(gap, Menu):
        kind = "MULTICHOICE"
        answers = [
            (one.text.in_language(language), float(one.id == gap.key)) for one in gap.options
        ]
    elif isinstance(gap, Entry):
        kind = "SHORTANSWER_C" if gap.case else "SHORTANSWER"
        answers = list(gap.answers)
        if any("*" in words for words, _ in answers):
            raise unsupported("an answer with * in Moodle")
    else:
        return f"{{1:NUMERICAL:={gap.value!r}:{gap.tolerance!r}}}"
    inside = "~".join(
        f"{'=' if share == 1 else f'%{_percent(share)}%'}{_lines(words.translate(_SIGNS))}"
        for words, share in answers
    )
    return f"{{1:{kind}:{inside}}}"


def _short_answer(way: Cloze, writer: _Writer, told: Element) -> None:
    gap: Any = way.gaps[0]
    writer.tag("usecase", "1" if gap.case else "0")
    for words, share in gap.answers:
        answer = SubElement(writer.element, "answer", {"fraction": _percent(share)})
        SubElement(answer, "text").text = clean(words.replace("*", "\\*"))


def _essay(way: Rated, writer: _Writer, told: Element) -> None:
    language = writer.language
    lines = [
        f"{one.criterion.in_language(language)} ({one.points:g})\n"
        f"+ {one.full.in_language(language)}\n~ {one.partial.in_language(language)}\n"
        f"- {one.zero.in_language(language)}"
        for one in way.rubric
    ]
    if way.sample is not None:
        lines.append(way.sample.in_language(language))
    writer.words("\n\n".join(lines), writer.element, "graderinfo", plain=True)
    if isinstance(way, Upload) and way.files:
        writer.tag("responseformat", "noinline")
        writer.tag("responserequired", "0")
        writer.tag("attachments", str(way.files))
    else:
        writer.tag("responseformat", "editor")
        if isinstance(way, ShortAnswer) and way.max_words:
            writer.tag("maxwordlimit", str(way.max_words))


_WRITERS: dict[ItemType, tuple[str, Callable[[Any, _Writer, Element], None]]] = {
    ItemType.CHOICE: ("multichoice", _choice),
    ItemType.MULTIPLE: ("multichoice", _multiple),
    ItemType.NUMERIC: ("numerical", _numeric),
    ItemType.MATCH: ("matching", _match),
    ItemType.ORDER: ("ordering", _order),
    ItemType.GAP_MATCH: ("ddwtos", _gap_match),
    ItemType.CLOZE: ("cloze", _cloze),
    ItemType.SHORT: ("essay", _essay),
    ItemType.UPLOAD: ("essay", _essay),
}
