"""docs/questions.md: what it shows is what is read."""

from __future__ import annotations

import re

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults
from skillmark.assess.exchange.formats import ENDINGS
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.reading import read_test


def examples(root, kind: str) -> list[str]:
    page = (root / "docs/questions.md").read_text()
    return re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)


def test_the_examples_in_toml_are_read_and_hold_every_type(root):
    (words,) = examples(root, "toml")
    test = read_test(words)
    assert {item.type for item in test.items} == set(ItemType)
    for item in test.items:
        right = item.interaction.right()
        assert right is None or item.interaction.share(right) == 1


def test_the_examples_go_to_qti_and_back(root):
    (words,) = examples(root, "toml")
    test = read_test(words)
    files = {"plan.png": b"plan"}
    found = exchange.read(exchange.write(test, files, "qti"), name="t.zip")
    assert (found.test, found.files, found.remarks) == (test, files, ())


def test_the_table_is_read(root):
    (words,) = examples(root, "csv")
    found = exchange.read(words.encode(), name="t.csv", defaults=Defaults(skill="urn:s"))
    assert len(found.test.items) == 3
    assert not found.remarks


def test_every_ending_and_type_is_told(root):
    page = (root / "docs/questions.md").read_text()
    assert all(f"`{one}`" in page for one in [*ENDINGS, *ItemType])
