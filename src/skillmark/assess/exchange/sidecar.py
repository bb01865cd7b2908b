"""A test as one JSON document: what other formats cannot say travels beside them in it.

QTI says a test in one language. A package of ours holds `skillmark.json` as well: the whole test,
and for every file of XML the digest that it had. On reading, an item counts as the document says
as long as its XML is the one that was written; what another program changed is read from the XML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from skillmark.assess.demands import demand_document
from skillmark.assess.items import CutRule, Item, Stimulus, Test
from skillmark.assess.reading import item_document, read_demands, read_item
from skillmark.assess.tables import filled, known, number, pairs, rows, whole, words
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.text import Text

NAME = "skillmark.json"
VERSION = 1


def write_document(test: Test, digests: Mapping[str, str]) -> bytes:
    """Return a test as JSON, with the digests of the files that say the same in another format.

    `digests` are by `item:ID`, `stimulus:ID` and `test`.
    """
    document = {"skillmark": VERSION, "test": test_document(test), "digests": dict(digests)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode(errors="replace")


def test_document(test: Test) -> dict[str, Any]:
    """Return a test as JSON that `read_document` reads back equal."""
    return filled(
        id=test.id,
        title=pairs(test.title),
        description=pairs(test.description),
        language=test.language,
        minutes=test.minutes,
        blueprint=[list(pair) for pair in test.blueprint],
        items=[item_document(item) for item in test.items],
        cut=_cut_document(test.cut),
        scoring=[[topic, pairs(said)] for topic, said in test.scoring],
        stimuli=[
            {"id": one.id, "title": pairs(one.title), "text": pairs(one.text)}
            for one in test.stimuli
        ],
        demands=[demand_document(one) for one in test.demands],
        pilots=test.pilots or None,
    )


def read_document(data: bytes, *, where: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Return the table of a test and the digests; raises `InputError` for what is neither."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("this is no JSON", where=where) from error
    known(document, {"skillmark", "test", "digests"}, {"skillmark", "test", "digests"}, where)
    if document["skillmark"] != VERSION:
        raise InputError(f"version {document['skillmark']!r} is not known", where=where)
    members = {"id", "title", "description", "language", "items", "blueprint"}
    others = {"minutes", "cut", "scoring", "stimuli", "demands", "pilots"}
    known(document["test"], members | others, members, where)
    digests = document["digests"]
    if not isinstance(digests, Mapping):
        raise InputError("a table of digests belongs here", where=where)
    return document["test"], {str(name): str(value) for name, value in digests.items()}


def read_stored_item(row: Mapping[str, Any], language: str) -> Item:
    """Return one of the items of a document."""
    return read_item(row, language)


def read_stored_stimulus(row: Mapping[str, Any], language: str) -> Stimulus:
    """Return one of the materials of a document."""
    known(row, {"id", "title", "text"}, {"id", "title", "text"}, "stimulus")
    return Stimulus(str(row["id"]), words(row["title"], language), words(row["text"], language))


def with_head(
    table: Mapping[str, Any], items: tuple[Item, ...], stimuli: tuple[Stimulus, ...]
) -> Test:
    """Return the test that a document tells of, with these items."""
    language = str(table["language"])
    minutes = table.get("minutes")
    return Test(
        id=str(table["id"]),
        title=_text(table["title"], language),
        description=_text(table["description"], language),
        language=language,
        minutes=None if minutes is None else number(minutes, "minutes"),
        blueprint=_blueprint(table["blueprint"]),
        items=items,
        cut=_cut(table.get("cut"), language),
        scoring=tuple(
            (str(topic), _text(said, language)) for topic, said in _pairs(table.get("scoring", ()))
        ),
        stimuli=stimuli,
        demands=read_demands(table.get("demands", ())),
        pilots=whole(table.get("pilots", 0), "pilots"),
    )


def _text(value: object, language: str) -> Text:
    return words(value, language)


def _pairs(value: object) -> list[tuple[Any, Any]]:
    found = [tuple(rows(one, "pairs")) for one in rows(value, "pairs")]
    if any(len(one) != 2 for one in found):
        raise InputError("pairs belong here")
    return [(one[0], one[1]) for one in found]


def _blueprint(value: object) -> tuple[tuple[str, int], ...]:
    found = _pairs(value)
    if not all(isinstance(count, int) and not isinstance(count, bool) for _, count in found):
        raise InputError("the blueprint counts items", where="blueprint")
    return tuple((str(skill), count) for skill, count in found)


def _cut_document(cut: CutRule | None) -> dict[str, Any] | None:
    if cut is None:
        return None
    return {"method": cut.method, "description": pairs(cut.description), "level": cut.level}


def _cut(table: Mapping[str, Any] | None, language: str) -> CutRule | None:
    if table is None:
        return None
    known(table, {"method", "description", "level"}, {"method", "description", "level"}, "cut")
    level = number(table["level"], "cut, level")
    return CutRule(str(table["method"]), _text(table["description"], language), int(level))
