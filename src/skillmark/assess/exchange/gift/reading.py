"""Questions in GIFT as items of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skillmark.assess.exchange.building import (
    ITEMS,
    Row,
    build_test,
    default_rubric,
    free_id,
    item_of,
    letters,
    own_words,
)
from skillmark.assess.exchange.gift.scanning import (
    Answer,
    Block,
    Words,
    answers,
    blocks,
    divided,
    hidden,
    shown,
    words,
)
from skillmark.assess.exchange.html import tree
from skillmark.assess.exchange.markdown import Markdown, escaped
from skillmark.assess.exchange.remarks import Defaults, Imported, Notes, unsupported
from skillmark.assess.exchange.weighed import choice, entry, number, several
from skillmark.assess.items import Item
from skillmark.nouns.errors import InputError

TRUE, FALSE = {"T", "TRUE"}, {"F", "FALSE"}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_TAGS = re.compile(r"<(/?[a-zA-Z][^<>]*)>|&[a-z#0-9]+;")
BYTES = 10_000_000


def looks_like(text: str) -> bool:
    """Say whether a text may be questions in GIFT."""
    bare = re.sub(r"^\s*//.*$", "", hidden(text[:200_000]), flags=re.MULTILINE)
    return "{" in bare and "}" in bare


def read_gift(text: str, *, name: str, defaults: Defaults) -> Imported:
    """Return the questions of a file as a test; raises `InputError` where there are none."""
    if len(text) > BYTES:
        raise InputError(f"more than {BYTES:,} letters", where=name, code="too_large")
    notes = Notes()
    items: dict[str, Item] = {}
    for number_, block in enumerate(blocks(text.replace("\r\n", "\n").replace("\r", "\n")), 1):
        if number_ > ITEMS:
            raise InputError(f"more than {ITEMS:,} questions", where=name, code="too_many")
        where = f"question {number_}"
        with notes.each(where, block.line):
            reader = _Question(block, where, notes, defaults)
            row = reader.row()
            if row is not None:
                id_ = free_id(reader.name, items, f"q{number_}")
                items[id_] = item_of({"id": id_, **row}, defaults.language)
    test = build_test(name, list(items.values()), notes, defaults)
    return Imported(test, {}, notes.all())


class _Question:
    def __init__(self, block: Block, where: str, notes: Notes, defaults: Defaults) -> None:
        self.block, self.where, self.notes, self.defaults = block, where, notes, defaults
        self.name = ""
        self.format = ""

    def row(self) -> Row | None:
        """Return the item's members; `None` for words without a question."""
        self.name, before, inside, after = divided(hidden(self.block.text))
        if inside is None:
            raise InputError("words without answers: descriptions are not questions")
        stem = words(before)
        self.format = stem.format
        inside, mark, general = inside.partition("####")
        row = self._kind(inside.strip(), stem, after)
        skill = self.defaults.skill_of(*self.block.tags, self.block.category)
        row |= {
            "skill": skill or "-",
            "level": self.defaults.level_of(*self.block.tags),
            "points": self.defaults.points,
        }
        if mark:
            row["rationale"] = self._marked(words(general))
        if row["skill"] == "-":
            raise InputError("no skill is known for it", remedy="name one, as --skill URI")
        return row

    def _kind(self, inside: str, stem: Words, after: str) -> Row:
        if not inside:
            return self._essay(stem, after)
        if inside.startswith("#"):
            return number(self._numbers(inside[1:]), self._changed) | self._stem(stem, after)
        plain = shown(inside.partition("#")[0]).upper()
        if plain in TRUE | FALSE:
            return self._true_false(inside, plain in TRUE) | self._stem(stem, after)
        found = answers(inside)
        if not found:
            raise InputError("answers begin with = or ~")
        if all(one.sign == "=" and "->" in one.words.text for one in found):
            return self._match(found) | self._stem(stem, after)
        if all(one.sign == "=" for one in found):
            return self._entry(found, stem, after)
        return self._choice(found) | self._stem(stem, after)

    def _changed(self, said: str) -> None:
        self.notes.changed(self.where, said, self.block.line)

    # words

    def _stem(self, stem: Words, after: str) -> Row:
        """Return the prompt; answers in the middle of a sentence leave a blank there."""
        rest = shown(after)
        text = stem.text if not rest else f"{stem.text} _____ {rest}"
        if rest and rest in ".?!;:\"'":
            text = f"{stem.text}{rest}" if stem.text else rest
        return {"prompt": self._marked(Words(text, stem.format))}

    def _marked(self, said: Words) -> str:
        """Return words in Markdown."""
        how = said.format or self.format or "moodle"
        if how == "markdown":
            return said.text
        if how == "plain" or not _TAGS.search(said.text):
            return escaped(said.text)
        reader = Markdown(lost=self._lost, picture=self._picture)
        return reader.inside(tree(said.text if how == "html" else said.text.replace("\n", "<br>")))

    def _plain(self, said: Words) -> str:
        how = said.format or self.format
        if how in ("markdown", "plain") or not _TAGS.search(said.text):
            return " ".join(said.text.split())
        return Markdown(lost=self._lost, picture=self._picture, flat=True).inside(tree(said.text))

    def _lost(self, what: str) -> None:
        self._changed(f"left out: {what}")

    def _picture(self, address: str) -> str:
        self._changed(f"left out: the picture {address[:80]!r}; GIFT holds no files")
        return ""

    def _why(self, answer: Answer) -> str:
        return self._plain(answer.feedback) if answer.feedback else ""

    # kinds

    def _essay(self, stem: Words, after: str) -> Row:
        self._changed("it has no rubric: one criterion is put in its place")
        rubric = default_rubric(self.defaults.points, self.defaults.language)
        return {"type": "short", "rubric": rubric} | self._stem(stem, after)

    def _true_false(self, inside: str, right: bool) -> Row:
        _, *said = inside.split("#")
        wrong_why, right_why = ([self._plain(words(one)) for one in said] + ["", ""])[:2]
        whys = {right: right_why, not right: wrong_why}
        options = [
            {"id": key, "text": own_words(self.defaults.language, key), "why": whys[key == "true"]}
            for key in ("true", "false")
        ]
        kept = [{k: v for k, v in one.items() if v} for one in options]
        return {"type": "choice", "options": kept, "key": ["true" if right else "false"]}

    def _numbers(self, inside: str) -> list[tuple[float, float, float, str]]:
        """Return low, high, share and feedback of every answer."""
        parts = answers(inside) if inside.lstrip()[:1] in ("=", "~") else answers(f"={inside}")
        found = []
        for one in parts:
            if one.sign == "~" or not one.words.text:
                if one.feedback:
                    self._changed("left out: feedback for wrong answers")
                continue
            share = 1.0 if one.weight is None else one.weight / 100
            found.append((*_range(one.words.text), share, self._why(one)))
        return found

    def _match(self, found: Sequence[Answer]) -> Row:
        pairs = []
        for one in found:
            left, _, right = one.words.text.rpartition("->")
            pairs.append(
                (
                    self._plain(Words(left.strip(), one.words.format)),
                    self._plain(Words(right.strip(), one.words.format)),
                )
            )
        columns = list(dict.fromkeys(right for _, right in pairs if right))
        rows = [(left, right) for left, right in pairs if left]
        ids = dict(zip(columns, letters(len(columns)), strict=True))
        if any(not right for _, right in rows):
            raise InputError("a row that matches nothing")
        return {
            "type": "match",
            "rows": [{"id": f"r{k}", "text": left} for k, (left, _) in enumerate(rows, 1)],
            "options": [{"id": ids[text], "text": text} for text in columns],
            "key": {f"r{k}": ids[right] for k, (_, right) in enumerate(rows, 1)},
        }

    def _entry(self, found: Sequence[Answer], stem: Words, after: str) -> Row:
        pairs = [(one.words.text, 1.0 if one.weight is None else one.weight / 100) for one in found]
        if any(one.feedback for one in found):
            self._changed("left out: feedback for single answers")
        gap = entry("answer", pairs, self._changed)
        prompt = self._marked(stem)
        rest = shown(after)
        row: Row = {"type": "cloze", "gaps": [gap], "prompt": prompt, "text": "[[answer]]"}
        if rest and rest not in ".?!;:\"'":
            before = self._plain(stem).replace("[[", "[ [")
            row["text"] = f"{before} [[answer]] {rest.replace('[[', '[ [')}".strip()
            row["prompt"] = own_words(self.defaults.language, "gaps")
        return row

    def _choice(self, found: Sequence[Answer]) -> Row:
        ids = letters(len(found))
        options = [
            {"id": id_, "text": self._plain(one.words)}
            | ({"why": why} if (why := self._why(one)) else {})
            for id_, one in zip(ids, found, strict=True)
        ]
        if any(not one["text"] for one in options):
            raise unsupported("an option without words")
        weights = [
            one.weight / 100 if one.weight is not None else float(one.sign == "=") for one in found
        ]
        marked = sum(one.sign == "=" for one in found)
        if marked:
            return choice(options, weights, self._changed)
        return several(options, weights, self._changed)


def _range(text: str) -> tuple[float, float]:
    """Return the bounds of `5`, `5:0.5` or `4.5..5.5`."""
    compact = text.replace(" ", "")
    low, dots, high = compact.partition("..")
    if dots and _NUMBER.fullmatch(low) and _NUMBER.fullmatch(high):
        return float(low), float(high)
    value, colon, tolerance = compact.partition(":")
    if _NUMBER.fullmatch(value) and (not colon or _NUMBER.fullmatch(tolerance)):
        wide = abs(float(tolerance)) if colon else 0.0
        return float(value) - wide, float(value) + wide
    raise InputError(f"{text[:40]!r} is no number", remedy="write 5, 5:0.5 or 4.5..5.5")
