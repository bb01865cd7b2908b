"""Answers that are right in part earn a part."""

from __future__ import annotations

from skillmark.assess.reading import read_test
from skillmark.assess.writing.half_right import half_right

PARTLY = {
    "choice",
    "multiple",
    "cloze",
    "order",
    "match",
    "gap-match",
    "hot-text",
    "best-worst-like",
}


def test_every_type_with_parts_has_an_answer_that_is_partly_right(root):
    words = (root / "tests/fixtures/questions/every-way.toml").read_text(encoding="utf-8")
    for item in read_test(words).items:
        response = half_right(item.interaction)
        assert (response is not None) == (item.id in PARTLY), item.id
        if response is not None:
            assert 0 < item.interaction.share(response) < 1, item.id
