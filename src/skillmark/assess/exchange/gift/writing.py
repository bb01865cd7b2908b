"""Items in GIFT, as far as it can say them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from skillmark.assess.exchange.remarks import Notes, unsupported
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Entry, Number
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.options import Option
from skillmark.assess.interactions.rated import ShortAnswer
from skillmark.assess.items import Item, Test

_SIGNS = re.compile(r"[~=#{}:\\]")


def write_gift(test: Test, notes: Notes, *, language: str = "") -> str:
    """Return the items that GIFT can say; the others are told to `notes`."""
    language = language or test.language
    found = []
    for item in test.items:
        with notes.each(f"item {item.id}"):
            written = _item(item, language, notes)
            skill = _line(item.skill).replace("]", "%5D")
            found.append(f"// [tag:{skill}] [tag:level {item.level}]\n{written}")
    if any(item.stimulus for item in test.items):
        notes.changed("the test", "left out: material that several questions ask about")
    return "\n".join(found)


def safe(words: str) -> str:
    """Return words with the signs of GIFT escaped, in one line."""
    return _SIGNS.sub(r"\\\g<0>", words.strip()).replace("\n", "\\n")


def _line(words: str) -> str:
    return " ".join(words.split())


def _item(item: Item, language: str, notes: Notes) -> str:
    writer = _WRITERS.get(item.type)
    if writer is None:
        raise unsupported(f"the type {item.type} in GIFT")
    inside = writer(item.interaction, language)
    why = ""
    if item.rationale is not None:
        inside = f"{inside.rstrip()}\n"
        why = f"####[markdown]{safe(item.rationale.in_language(language))}\n"
    if item.needs_rater:
        notes.changed(f"item {item.id}", "left out: its rubric")
    elif item.points != 1:
        notes.changed(f"item {item.id}", f"left out: its {item.points:g} points")
    prompt = safe(item.prompt.in_language(language))
    return f"::{safe(_line(item.id))}::[markdown]{prompt}{{{inside}{why}}}\n"


def _option(sign: str, option: Option, language: str) -> str:
    why = option.why.in_language(language) if option.why is not None else ""
    text = safe(option.text.in_language(language))
    return f"\n{sign}{text}" + (f"#{safe(why)}" if why else "")


def _choice(way: Choice, language: str) -> str:
    shares = dict(way.partial)
    signs = {one.id: "=" if one.id == way.key else "~" for one in way.options}
    for name, share in shares.items():
        signs[name] = f"~%{_percent(share)}%"
    return "".join(_option(signs[one.id], one, language) for one in way.options) + "\n"


def _multiple(way: Multiple, language: str) -> str:
    if way.exact:
        raise unsupported("a choice that earns all or nothing in GIFT")
    each = _percent(1 / len(way.key))
    signs = {one.id: f"~%{'' if one.id in way.key else '-'}{each}%" for one in way.options}
    return "".join(_option(signs[one.id], one, language) for one in way.options) + "\n"


def _percent(share: float) -> str:
    return f"{100 * share:.5f}".rstrip("0").rstrip(".")


def _numeric(way: Numeric, language: str) -> str:
    if way.unit:
        raise unsupported("a number with a unit in GIFT")
    return f"#{_plain(way.value)}:{_plain(way.tolerance)}"


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(number)


def _match(way: Match, language: str) -> str:
    if way.exact or len(way.rows) < 2:
        raise unsupported("a table of one row, or one that earns all or nothing, in GIFT")
    texts = {one.id: safe(_line(one.text.in_language(language))) for one in way.options}
    rows = {one.id: safe(_line(one.text.in_language(language))) for one in way.rows}
    if any("->" in one for one in (*texts.values(), *rows.values())):
        raise unsupported("an arrow in the words of a table in GIFT")
    lines = [f"={rows[row]} -> {texts[option]}" for row, option in way.key]
    lines += [
        f"= -> {texts[one.id]}" for one in way.options if one.id not in dict(way.key).values()
    ]
    return "\n" + "\n".join(lines) + "\n"


def _cloze(way: Cloze, language: str) -> str:
    (gap,) = way.gaps if len(way.gaps) == 1 else (None,)
    alone = way.text.in_language(language).strip() == (f"[[{gap.id}]]" if gap else "")
    if gap is None or not alone:
        raise unsupported("a text with gaps in GIFT")
    if isinstance(gap, Number):
        return f"#{_plain(gap.value)}:{_plain(gap.tolerance)}"
    if not isinstance(gap, Entry) or gap.case:
        raise unsupported("a menu, or an answer in which capital letters count, in GIFT")
    lines = [_answer(answer, share) for answer, share in gap.answers]
    return "\n" + "\n".join(lines) + "\n"


def _answer(answer: str, share: float) -> str:
    if "->" in answer or "*" in answer:
        raise unsupported("an answer with -> or * in GIFT")
    return f"={'' if share == 1 else f'%{_percent(share)}%'}{safe(answer)}"


def _short(way: ShortAnswer, language: str) -> str:
    return ""


_WRITERS: dict[ItemType, Callable[[Any, str], str]] = {
    ItemType.CHOICE: _choice,
    ItemType.MULTIPLE: _multiple,
    ItemType.NUMERIC: _numeric,
    ItemType.CLOZE: _cloze,
    ItemType.MATCH: _match,
    ItemType.SHORT: _short,
}
