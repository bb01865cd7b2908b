"""A test in the TOML that authors write, complete: `reading.read_test` reads it back equal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from skillmark.assess.demands import demand_document
from skillmark.assess.interactions import INTERACTIONS
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.items import Item, Test
from skillmark.assess.reading import item_document
from skillmark.assess.tables import pairs
from skillmark.nouns.text import Text

_BARE = re.compile(r"[A-Za-z0-9_-]+")
TEXTS = {
    "prompt", "rationale", "text", "title", "description", "why", "alt", "sample", "criterion",
    "full", "partial", "zero",
}  # fmt: skip
"""Members that hold words in several languages."""


def write_toml(test: Test) -> str:
    """Return a test as TOML."""
    lines = ["[test]"]
    for name in ("id", "title", "description", "language", "minutes"):
        value = getattr(test, name)
        if value is not None:
            lines.append(f"{name} = {_value(_plain(value, test.language))}")
    if test.pilots:
        lines.append(f"pilots = {test.pilots}")
    lines += ["", "[test.blueprint]"]
    lines += [f"{_key(skill)} = {count}" for skill, count in test.blueprint]
    for demand in test.demands:
        lines += ["", "[[test.demand]]", *_members(demand_document(demand))]
    if test.cut is not None:
        cut = {
            "method": test.cut.method,
            "description": _plain(test.cut.description, test.language),
            "level": test.cut.level,
        }
        lines += ["", "[test.cut]", *_members(cut)]
    if test.scoring:
        rules = {topic: _plain(said, test.language) for topic, said in test.scoring}
        lines += ["", "[test.scoring]", *_members(rules)]
    for one in test.stimuli:
        about = {"id": one.id, "title": one.title, "text": one.text}
        told = {key: _plain(value, test.language) for key, value in about.items()}
        lines += ["", "[[stimulus]]", *_members(told)]
    for item in test.items:
        lines += ["", "[[item]]", *_members(_item(item, test.language))]
    return "\n".join(lines) + "\n"


def _item(item: Item, language: str) -> dict[str, Any]:
    document = item_document(item)
    if item.type is ItemType.NUMERIC:
        value, tolerance, unit = document.pop("numeric")
        document["key"] = {"value": value, "tolerance": tolerance, "unit": unit}
    own = INTERACTIONS[item.type].members
    return {
        key: _words(key, value, language) if key in own or key in TEXTS else value
        for key, value in document.items()
    }


def _words(key: str, value: Any, language: str) -> Any:
    """Return pairs of language and words as authors write them, wherever they stand."""
    if key in TEXTS and isinstance(value, list) and value and isinstance(value[0], list):
        return _plain(Text(tuple((tag, said) for tag, said in value)), language)
    if isinstance(value, Mapping):
        return {name: _words(name, one, language) for name, one in value.items()}
    if isinstance(value, list):
        return [
            {k: _words(k, v, language) for k, v in one.items()} if isinstance(one, dict) else one
            for one in value
        ]
    return value


def _plain(value: Any, language: str) -> Any:
    """Return words in the test's language alone as a string, others as a table or as pairs."""
    if not isinstance(value, Text):
        return value
    tags = [tag for tag, _ in value.translations]
    if tags == [language] and str(value) == str(value).strip():
        return str(value)
    return dict(value.translations) if len(set(tags)) == len(tags) else pairs(value)


def _members(table: Mapping[str, Any]) -> Iterator[str]:
    return (f"{_key(name)} = {_value(value)}" for name, value in table.items())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _block(value) if "\n" in value else _string(value)
        case int():
            return str(value)
        case float():
            return str(int(value)) + ".0" if value.is_integer() and abs(value) < 1e15 else repr(
                value
            )  # fmt: skip
        case Mapping():
            return "{ " + ", ".join(_inline(value)) + " }" if value else "{}"
    inside = [_value(one) for one in value]
    short = ", ".join(inside)
    if len(short) < 80 and "\n" not in short:
        return f"[{short}]"
    return "[\n" + "".join(f"  {one},\n" for one in inside) + "]"


def _inline(table: Mapping[str, Any]) -> Iterator[str]:
    """Inline tables stand in one line: words of several lines have their escapes there."""
    for name, value in table.items():
        written = _string(value) if isinstance(value, str) else _value(value)
        yield f"{_key(name)} = {written}"


def _string(words: str) -> str:
    escaped = json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "".join(f"\\u{ord(x):04x}" if 0xD800 <= ord(x) < 0xE000 else x for x in escaped)


def _block(words: str) -> str:
    """Return words of several lines as people read them."""
    if words != words.strip() or "\r" in words:
        return _string(words)
    lines = [_string(line)[1:-1].replace('\\"', '"') for line in words.split("\n")]
    body = "\n".join(lines)
    return _string(words) if '"""' in body or body.endswith('"') else f'"""\n{body}"""'
