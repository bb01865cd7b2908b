"""One question with a rubric, an answer to it, and replies as endpoints send them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillmark.assess.reading import read_test
from skillmark.assess.starter import starter_test

QUESTION = """
[test]
id = "t"
title = "T"
description = "D"
language = "en"
[[stimulus]]
id = "note"
title = "The note"
text = "The pump stopped at 9:40."
[[item]]
id = "why"
skill = "urn:s"
level = 3
type = "short"
stimulus = "note"
prompt = { en = "Why did the pump stop?", de = "Warum stand die Pumpe?" }
[[item.rubric]]
id = "cause"
points = 2
criterion = "Names the cause"
full = "The filter"
partial = "Something blocked it"
zero = "No cause"
[[item.rubric]]
id = "proof"
points = 1
criterion = "Says how to tell"
full = "A test"
partial = "A hint"
zero = "Nothing"
"""
ANSWER = "The filter was clogged.\nOpen it and look at the mesh: grey sludge shows it."


@pytest.fixture
def item():
    return read_test(QUESTION).item("why")


@pytest.fixture
def stimulus():
    return read_test(QUESTION).stimuli[0]


@pytest.fixture
def rubric(item):
    return item.interaction.rubric


@pytest.fixture
def marks() -> dict[str, Any]:
    """What a machine may say of `ANSWER`."""
    return {
        "cause": {"points": 2, "quote": "The filter was clogged.", "reason": "It names it."},
        "proof": {"points": 0.5, "quote": "Open it and look at the mesh", "reason": "A look."},
    }


def completion(content: object, **changes: Any) -> bytes:
    """Return a chat completion with these words, as bytes."""
    said = content if isinstance(content, str) else json.dumps(content)
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": said},
        "finish_reason": "stop",
    }
    choice.update(changes.pop("choice", {}))
    document = {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "example-1",
        "choices": [choice],
        "usage": {"total_tokens": 9},
    }
    return json.dumps(document | changes).encode()


@pytest.fixture
def complete():
    return completion


@pytest.fixture
def answer() -> str:
    return ANSWER


@pytest.fixture
def rated_items():
    """Every question of the starter's first test that people rate."""
    return [item for item in starter_test("genai-foundations").items if item.needs_rater]
