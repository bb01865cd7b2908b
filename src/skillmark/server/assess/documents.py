"""Tests as JSON documents, the form in which rows keep them, and back to the nouns.

Empty members are left out. Reading what was written gives an equal test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from skillmark.assess.demands import demand_document
from skillmark.assess.items import CutRule, Test
from skillmark.assess.reading import item_document, read_demands, read_item, read_stimulus
from skillmark.assess.tables import filled, pairs, words

Document = dict[str, Any]


def head_document(test: Test) -> Document:
    """Return everything of a test but its id and items."""
    return filled(
        title=pairs(test.title),
        description=pairs(test.description),
        language=test.language,
        minutes=test.minutes,
        blueprint=[list(pair) for pair in test.blueprint],
        cut={
            "method": test.cut.method,
            "description": pairs(test.cut.description),
            "level": test.cut.level,
        }
        if test.cut
        else None,
        scoring=[[topic, pairs(said)] for topic, said in test.scoring],
        stimuli=[
            {"id": one.id, "title": pairs(one.title), "text": pairs(one.text)}
            for one in test.stimuli
        ],
        demands=[demand_document(one) for one in test.demands],
        pilots=test.pilots or None,
    )


def test_from(slug: str, head: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> Test:
    """Return the test of which head and items were written."""
    cut = head.get("cut")
    return Test(
        id=slug,
        title=words(head["title"], ""),
        description=words(head["description"], ""),
        language=head["language"],
        minutes=head.get("minutes"),
        blueprint=tuple((skill, count) for skill, count in head["blueprint"]),
        items=tuple(read_item(one, head["language"]) for one in items),
        cut=CutRule(cut["method"], words(cut["description"], ""), cut["level"]) if cut else None,
        scoring=tuple((topic, words(said, "")) for topic, said in head.get("scoring", ())),
        stimuli=tuple(read_stimulus(one, "") for one in head.get("stimuli", ())),
        demands=read_demands(head.get("demands", ())),
        pilots=head.get("pilots", 0),
    )


def digest(test: Test, files: Mapping[str, bytes] | None = None) -> str:
    """Return the SHA-256 of the whole test and its files, the same for equal ones."""
    whole = {
        "id": test.id,
        "head": head_document(test),
        "items": [item_document(item) for item in test.items],
    }
    if files:
        whole["files"] = {name: hashlib.sha256(one).hexdigest() for name, one in files.items()}
    written = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
