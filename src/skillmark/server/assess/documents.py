"""Tests as JSON documents, the form in which rows keep them, and back to the nouns.

Empty members are left out. Reading what was written gives an equal test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from skillmark.assess.items import Criterion, CutRule, Item, ItemType, NumericKey, Option, Test
from skillmark.nouns.text import Text

Document = dict[str, Any]


def item_document(item: Item) -> Document:
    """Return an item, its key included, as JSON."""
    written = {
        "id": item.id,
        "skill": item.skill,
        "level": item.level,
        "type": item.type.value,
        "prompt": _pairs(item.prompt),
        "options": [
            _filled(
                id=option.id,
                text=_pairs(option.text),
                why=_pairs(option.why),
                effectiveness=option.effectiveness,
            )
            for option in item.options
        ],
        "key": list(item.key),
        "numeric": [item.numeric.value, item.numeric.tolerance, item.numeric.unit]
        if item.numeric
        else None,
        "points": item.points,
        "rationale": _pairs(item.rationale),
        "max_words": item.max_words,
        "rubric": [
            {
                "id": one.id,
                "points": one.points,
                **{name: _pairs(getattr(one, name)) for name in CRITERION_TEXTS},
            }
            for one in item.rubric
        ],
        "sample": _pairs(item.sample),
        "checked": item.checked,
    }
    return _filled(**written)


CRITERION_TEXTS = ("criterion", "full", "partial", "zero")


def item_from(document: Mapping[str, Any]) -> Item:
    """Return the item that `item_document` wrote."""
    numeric = document.get("numeric")
    return Item(
        id=document["id"],
        skill=document["skill"],
        level=document["level"],
        type=ItemType(document["type"]),
        prompt=_needed(document["prompt"]),
        options=tuple(
            Option(one["id"], _needed(one["text"]), _text(one.get("why")), one.get("effectiveness"))
            for one in document.get("options", ())
        ),
        key=tuple(document.get("key", ())),
        numeric=NumericKey(*numeric) if numeric else None,
        points=document["points"],
        rationale=_text(document.get("rationale")),
        max_words=document.get("max_words"),
        rubric=tuple(
            Criterion(one["id"], one["points"], *(_needed(one[name]) for name in CRITERION_TEXTS))
            for one in document.get("rubric", ())
        ),
        sample=_text(document.get("sample")),
        checked=document.get("checked", ""),
    )


def head_document(test: Test) -> Document:
    """Return everything of a test but its id and items."""
    return _filled(
        title=_pairs(test.title),
        description=_pairs(test.description),
        language=test.language,
        minutes=test.minutes,
        blueprint=[list(pair) for pair in test.blueprint],
        cut={
            "method": test.cut.method,
            "description": _pairs(test.cut.description),
            "level": test.cut.level,
        }
        if test.cut
        else None,
        scoring=[[topic, _pairs(words)] for topic, words in test.scoring],
    )


def test_from(slug: str, head: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Test:
    """Return the test of which head and items were written."""
    cut = head.get("cut")
    return Test(
        id=slug,
        title=_needed(head["title"]),
        description=_needed(head["description"]),
        language=head["language"],
        minutes=head.get("minutes"),
        blueprint=tuple((skill, count) for skill, count in head["blueprint"]),
        items=tuple(item_from(one) for one in items),
        cut=CutRule(cut["method"], _needed(cut["description"]), cut["level"]) if cut else None,
        scoring=tuple((topic, _needed(words)) for topic, words in head.get("scoring", ())),
    )


def digest(test: Test) -> str:
    """Return the SHA-256 of the whole test, the same for equal tests."""
    whole = {
        "id": test.id,
        "head": head_document(test),
        "items": [item_document(item) for item in test.items],
    }
    words = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _pairs(text: Text | None) -> list[list[str]] | None:
    # Pairs and not a map: the first language is what is shown where the reader's is missing.
    return [list(pair) for pair in text.translations] if text else None


def _text(pairs: Sequence[Sequence[str]] | None) -> Text | None:
    return _needed(pairs) if pairs else None


def _needed(pairs: Sequence[Sequence[str]]) -> Text:
    return Text(tuple((tag, words) for tag, words in pairs))


def _filled(**members: Any) -> Document:
    return {name: value for name, value in members.items() if value not in (None, "", [], ())}
