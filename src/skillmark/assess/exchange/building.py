"""What importers share: ids, essays without a rubric, orders that do not give themselves away."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from skillmark.assess.exchange.remarks import Defaults, Notes, Remark
from skillmark.assess.items import Item, Stimulus, Test
from skillmark.assess.reading import read_item
from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

Row = dict[str, Any]
"""An item as authors write it in TOML."""
_NOT_ID = re.compile(r"[^A-Za-z0-9_.-]+")
ITEMS = 10_000
WORDS = {
    "en": {
        "criterion": "The answer is right and complete.",
        "full": "It is.",
        "partial": "It is in part.",
        "zero": "It is not.",
        "true": "True",
        "false": "False",
        "gaps": "Complete the text.",
        "mark": "Mark the right words.",
        "region": "Area",
        "area": "Choose the right area.",
    },
    "de": {
        "criterion": "Die Antwort ist richtig und vollständig.",
        "full": "Das ist sie.",
        "partial": "Das ist sie zum Teil.",
        "zero": "Das ist sie nicht.",
        "true": "Richtig",
        "false": "Falsch",
        "gaps": "Ergänzen Sie den Text.",
        "mark": "Markieren Sie die richtigen Wörter.",
        "region": "Bereich",
        "area": "Wählen Sie den richtigen Bereich.",
    },
}
"""Words of our own that an import puts where the source has none."""


def own_words(language: str, key: str) -> str:
    """Return words of ours in a language, English where it is another."""
    return WORDS.get(language.partition("-")[0].lower(), WORDS["en"])[key]


def slug(name: str) -> str:
    """Return an id made of a name; empty where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_ID.sub("-", plain).strip("-.")[:60].strip("-.").lower()


def free_id(name: str, taken: Mapping[str, object] | set[str], otherwise: str) -> str:
    """Return an id made of a name that is not taken."""
    base = slug(name) or otherwise
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def letters(count: int) -> list[str]:
    """Return as many ids of options: a, b, ..., z, o27, o28."""
    return [chr(97 + k) if k < 26 else f"o{k + 1}" for k in range(count)]


def jumbled(count: int) -> list[int]:
    """Return the numbers below `count` in an order that is not theirs, always the same one."""
    order = list(range(count))
    rng = Random(count)  # noqa: S311 (the order is not a secret, only not the right one)
    while count > 1 and order == sorted(order):
        rng.shuffle(order)
    return order


def ordering(texts: Sequence[str]) -> Row:
    """Return the members of an item that asks to put texts into the order in which they stand."""
    ids = letters(len(texts))
    places = jumbled(len(texts))
    listed = [{"id": ids[k], "text": texts[place]} for k, place in enumerate(places)]
    key = [ids[places.index(k)] for k in range(len(texts))]
    return {"type": "order", "options": listed, "key": key}


def default_rubric(points: float, language: str, criterion: str = "") -> list[Row]:
    """Return one criterion that is worth everything."""
    said = {level: own_words(language, level) for level in ("criterion", "full", "partial", "zero")}
    if criterion:
        said["criterion"] = criterion
    return [{"id": "answer", "points": points, **said}]


def item_of(row: Row, language: str) -> Item:
    """Return the item that a row tells of; members that hold nothing are left out."""
    if not str(row.get("prompt") or "").strip():
        raise InputError("it asks nothing")
    kept = {key: value for key, value in row.items() if value not in (None, "", (), [], {})}
    return read_item(kept, language)


def build_test(
    name: str,
    items: Sequence[Item],
    notes: Notes,
    defaults: Defaults,
    *,
    title: str = "",
    description: str = "",
    language: str = "",
    minutes: float | None = None,
    blueprint: Sequence[tuple[str, int]] = (),
    stimuli: Sequence[Stimulus] = (),
) -> Test:
    """Return a test of imported items; raises `InputError` where there are none, or no skill."""
    language = language or defaults.language
    if not items:
        raise _nothing(name, notes.all())
    if any(not item.skill for item in items):
        raise InputError(
            "the questions do not say which skill they measure",
            where=name,
            remedy="name one, as --skill URI",
            code="no_skill",
        )
    title = title or name.rpartition("/")[2].rpartition(".")[0] or name or "Test"
    asked = tuple(blueprint) or tuple(Counter(item.skill for item in items).items())
    return Test(
        id=slug(title) or "test",
        title=Text.of(title, language),
        description=Text.of(description or title, language),
        language=language,
        minutes=minutes,
        blueprint=asked,
        items=tuple(items),
        stimuli=tuple(stimuli),
    )


def _nothing(name: str, remarks: Sequence[Remark]) -> InputError:
    first = "; ".join(str(one) for one in remarks[:5])
    more = f"; and {len(remarks) - 5} more" if len(remarks) > 5 else ""
    why = f": {first}{more}" if first else ""
    return InputError(f"no question could be read{why[:2000]}", where=name, code="nothing_read")
