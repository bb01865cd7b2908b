"""Questions in a table (CSV): one a row, columns by name.

Columns: `type` (`choice`, `multiple`, `number`, `words`, `order`, `match`, `essay`; `choice` if
there is none), `prompt` (Markdown), `a` to `z` (options), `key`, and if wanted `id`, `skill`,
`level`, `points`, `rationale`, `tolerance`, `unit`, `exact`, `max_words`, `tags`.

`key` is: the letter of the right option; letters with `;` between them for `multiple`, and for
`order` in the right order; a number; for `words` one answer a line, with ` = 0.5` after those that
earn a part; for `match` a line `what = letter` for every row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from skillmark.assess.exchange.building import (
    ITEMS,
    Row,
    build_test,
    default_rubric,
    free_id,
    item_of,
    letters,
    ordering,
)
from skillmark.assess.exchange.remarks import Defaults, Imported, Notes, unsupported
from skillmark.assess.exchange.weighed import entry
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Entry
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.options import Option
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import ShortAnswer
from skillmark.assess.items import Item, Test
from skillmark.nouns.errors import InputError, UnreadableError

LETTERS = tuple(letters(26))
COLUMNS = (
    "id", "type", "prompt", "key", "skill", "level", "points", "rationale", "tolerance", "unit",
    "exact", "max_words", "tags",
)  # fmt: skip
BYTES = 20_000_000
YES = {"yes", "true", "1", "x", "ja"}
_ANSWER = re.compile(r"(.*\S)\s*=\s*(0?\.[0-9]+|0|1|1\.0+)\s*")


def looks_like(text: str) -> bool:
    """Say whether the first line names columns of questions."""
    head, _ = _head(text)
    return "prompt" in head and bool({"key", "type", "a"} & set(head))


def _head(text: str) -> tuple[list[str], str]:
    first = text.lstrip("\ufeff").partition("\n")[0][:5000]
    mark = max(",;\t", key=first.count)
    try:
        cells = next(csv.reader([first], delimiter=mark), [])
    except csv.Error:
        cells = []
    return [one.strip().lower() for one in cells], mark


def read_sheet(text: str, *, name: str, defaults: Defaults) -> Imported:
    """Return the questions of a table as a test; raises `InputError` where there are none."""
    if len(text) > BYTES:
        raise InputError(f"more than {BYTES:,} letters", where=name, code="too_large")
    head, mark = _head(text)
    twice = [one for one in head if one and head.count(one) > 1]
    if twice:
        raise InputError(f"two columns are called {twice[0]!r}", where=name)
    notes = Notes()
    for one in head:
        if one and one not in COLUMNS and one not in LETTERS:
            notes.changed("the table", f"left out: the column {one[:40]!r}")
    items: dict[str, Item] = {}
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark, strict=True)
    try:
        next(rows, None)
        for number, cells in enumerate(rows, 1):
            if number > ITEMS:
                raise InputError(f"more than {ITEMS:,} rows", where=name, code="too_many")
            row = {key: cell.strip() for key, cell in zip(head, cells, strict=False) if key}
            if not any(row.values()):
                continue
            where = f"row {number}" + (f" ({row['id'][:60]})" if row.get("id") else "")
            with notes.each(where, rows.line_num):
                id_ = free_id(row.get("id", ""), items, f"q{number}")
                items[id_] = item_of({"id": id_, **_row(row, defaults, notes, where)},
                                     defaults.language)  # fmt: skip
    except csv.Error as error:
        raise UnreadableError(f"this is no CSV: {error}", where=f"{name}: line {rows.line_num}") \
            from error  # fmt: skip
    return Imported(build_test(name, list(items.values()), notes, defaults), {}, notes.all())


def _row(row: Mapping[str, str], defaults: Defaults, notes: Notes, where: str) -> Row:
    kind = row.get("type", "").lower() or "choice"
    if kind not in _READERS:
        raise InputError(f"there is no type {kind[:40]!r}", remedy=f"one of: {', '.join(_READERS)}")
    tags = [one.strip() for one in re.split(r"[;,]", row.get("tags", ""))]
    found: Row = {
        "prompt": row.get("prompt", ""),
        "skill": row.get("skill") or defaults.skill_of(*tags),
        "level": int(_number(row, "level", defaults.level)),
        "points": _number(row, "points", defaults.points),
        "rationale": row.get("rationale", ""),
    }
    if not found["prompt"]:
        raise InputError("it asks nothing", remedy="fill in the column prompt")
    if not found["skill"]:
        raise InputError("no skill is known for it", remedy="a column skill, or --skill URI")
    if row.get("exact", "").lower() in YES:
        found["exact"] = True
    return found | _READERS[kind](row, found, defaults, lambda said: notes.changed(where, said))


def _number(row: Mapping[str, str], column: str, otherwise: float | None = None) -> float:
    words = row.get(column, "")
    if not words and otherwise is not None:
        return otherwise
    try:
        # tables written in German have a comma
        return float(words.replace(",", ".") if words.count(",") == 1 else words)
    except ValueError:
        raise InputError(f"{words[:40]!r} is no number", where=column) from None


def _options(row: Mapping[str, str]) -> list[dict[str, str]]:
    found = [{"id": one, "text": row[one]} for one in LETTERS if row.get(one)]
    if not found:
        raise InputError("it has no options", remedy="fill in the columns a, b, ...")
    return found


def _keys(row: Mapping[str, str]) -> list[str]:
    return [one.strip().lower() for one in row.get("key", "").split(";") if one.strip()]


def _choice(row: Mapping[str, str], found: Row, defaults: Defaults, told: Any) -> Row:
    found.pop("exact", None)
    return {"type": "choice", "options": _options(row), "key": _keys(row)}


def _multiple(row: Mapping[str, str], found: Row, defaults: Defaults, told: Any) -> Row:
    return {"type": "multiple", "options": _options(row), "key": _keys(row)}


def _order(row: Mapping[str, str], found: Row, defaults: Defaults, told: Any) -> Row:
    texts = {one["id"]: one["text"] for one in _options(row)}
    key = _keys(row) or list(texts)
    if sorted(key) != sorted(texts):
        raise InputError("the key must name every option once", where="key")
    return ordering([texts[one] for one in key])


def _numeric(row: Mapping[str, str], found: Row, defaults: Defaults, told: Any) -> Row:
    found.pop("exact", None)
    key = {
        "value": _number(row, "key"),
        "tolerance": _number(row, "tolerance", 0.0),
        "unit": row.get("unit", ""),
    }
    return {"type": "numeric", "key": key}


def _words(row: Mapping[str, str], found: Row, defaults: Defaults, told: Any) -> Row:
    answers: list[tuple[str, float]] = []
    for line in filter(str.strip, row.get("key", "").split("\n")):
        part = _ANSWER.fullmatch(line)
        answers.append((part.group(1), float(part.group(2))) if part else (line.strip(), 1.0))
    if any("*" in one for one, _ in answers):
        raise unsupported("an answer with * in it")
    return {"type": "cloze", "text": "[[answer]]", "gaps": [entry("answer", answers, told)]}


def _match(row: Mapping[str, str], found: Row, defaults: Defaults, told: Any) -> Row:
    pairs = [one.rpartition("=") for one in row.get("key", "").split("\n") if one.strip()]
    if not pairs or not all(left.strip() and right.strip() for left, _, right in pairs):
        raise InputError("a line of the key is: what = letter", where="key")
    return {
        "type": "match",
        "rows": [{"id": f"r{k}", "text": left.strip()} for k, (left, _, _) in enumerate(pairs, 1)],
        "options": _options(row),
        "key": {f"r{k}": right.strip().lower() for k, (_, _, right) in enumerate(pairs, 1)},
    }


def _essay(row: Mapping[str, str], found: Row, defaults: Defaults, told: Any) -> Row:
    found.pop("exact", None)
    if not row.get("key"):
        told("it has no rubric: one criterion is put in its place")
    most = int(_number(row, "max_words", 0))
    rubric = default_rubric(found["points"], defaults.language, row.get("key", ""))
    return {"type": "short", "rubric": rubric, "max_words": most or None}


_READERS = {
    "choice": _choice,
    "multiple": _multiple,
    "number": _numeric,
    "words": _words,
    "order": _order,
    "match": _match,
    "essay": _essay,
}


def write_sheet(test: Test, notes: Notes, *, language: str = "") -> str:
    """Return the items that a table can say; the others are told to `notes`."""
    language = language or test.language
    rows: list[dict[str, str]] = []
    for item in test.items:
        with notes.each(f"item {item.id}"):
            rows.append(_item(item, language, notes))
    used = [one for one in LETTERS if any(one in row for row in rows)]
    head = [*COLUMNS[:3], *used, *COLUMNS[3:]]
    kept = [one for one in head if one in COLUMNS[:8] or any(row.get(one) for row in rows)]
    out = io.StringIO()
    table = csv.DictWriter(out, kept, lineterminator="\n", extrasaction="ignore")
    table.writeheader()
    table.writerows(rows)
    if any(item.stimulus for item in test.items):
        notes.changed("the test", "left out: material that several questions ask about")
    return out.getvalue()


def _item(item: Item, language: str, notes: Notes) -> dict[str, str]:
    row = {
        "id": item.id,
        "prompt": item.prompt.in_language(language),
        "skill": item.skill,
        "level": str(item.level),
        "points": f"{item.points:g}",
        "rationale": item.rationale.in_language(language) if item.rationale else "",
    }
    way: Any = item.interaction
    if any(one.why for one in getattr(way, "options", ())):
        notes.changed(f"item {item.id}", "left out: explanations of options")
    return row | _members(way, item, language)


def _members(way: Any, item: Item, language: str) -> dict[str, str]:
    exact = {"exact": "yes"} if getattr(way, "exact", False) else {}
    match way:
        case Choice(options=options, key=key, partial=()):
            names, cells = _named(options, language)
            return {"type": "choice", "key": names[key], **cells}
        case Multiple(options=options, key=key) | Order(options=options, key=key):
            names, cells = _named(options, language)
            kind = "multiple" if isinstance(way, Multiple) else "order"
            return {"type": kind, "key": ";".join(names[one] for one in key), **cells, **exact}
        case Numeric(value=value, tolerance=tolerance, unit=unit):
            tolerated = f"{tolerance!r}" if tolerance else ""
            return {"type": "number", "key": repr(value), "tolerance": tolerated, "unit": unit}
        case Cloze(gaps=(Entry(id=gap, case=False) as only,)) if (
            way.text.in_language(language).strip() == f"[[{gap}]]"
        ):
            return {"type": "words", "key": "\n".join(map(_answer, only.answers))}
        case Match(rows=rows, options=options, key=pairs, once=False):
            names, cells = _named(options, language)
            texts = {one.id: " ".join(one.text.in_language(language).split()) for one in rows}
            lines = [f"{texts[row]} = {names[option]}" for row, option in pairs]
            return {"type": "match", "key": "\n".join(lines), **cells, **exact}
        case ShortAnswer(rubric=(only,), max_words=most):
            told = only.criterion.in_language(language)
            return {"type": "essay", "key": told, "max_words": str(most or "")}
    if getattr(way, "partial", ()):
        raise unsupported("partial credit for single options in a table")
    raise unsupported(f"this item of type {item.type} in a table")


def _answer(pair: tuple[str, float]) -> str:
    words, share = pair
    if "*" in words or _ANSWER.fullmatch(words):
        raise unsupported("an answer with * or = in a table")
    return words if share == 1 else f"{words} = {share:g}"


def _named(options: tuple[Option, ...], language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the letter of every option, and the cells by letter."""
    if len(options) > len(LETTERS):
        raise unsupported("more than 26 options in a table")
    names = {one.id: letter for one, letter in zip(options, LETTERS, strict=False)}
    cells = {names[one.id]: one.text.in_language(language) for one in options}
    return names, cells
