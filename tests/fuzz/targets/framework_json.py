"""CASE, CTDL-ASN and our own JSON: what is read can be kept, written as CASE and read again."""

from __future__ import annotations

import orjson

from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.skill import Framework
from skillmark.skills import starter
from skillmark.skills.exchange import ctdl, store
from skillmark.skills.exchange.case import package, reading
from skillmark.skills.exchange.tree import Tree
from skillmark.skills.graph import SkillGraph

from ..bench import refused, words_of
from ..mutate import of_json

CALLS = 200_000
CALLS_PER_BYTE = 2000
LONGEST = 6000
mutate = of_json(
    *words_of(package(starter.framework())["CFAssociations"][0]),
    *("CFDocument", "CFItems", "CFAssociations", "CFRubrics", "fullStatement", "extensions"),
    *("skillmark", "group", "isTranslationOf", "replacedBy", "precedes", "exactMatchOf"),
    *("@graph", "ceasn:Competency", "ceasn:competencyText", "ceasn:isChildOf", "a", "b"),
)


def check(data: bytes) -> None:
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError:
        return
    if not isinstance(content, dict):
        return
    tree = Tree(content, "f.json")
    for read in (reading.parse, ctdl.parse):
        try:
            imported = read(tree)
        except SkillmarkError as error:
            refused(error)
            continue
        assert all(row.reason.strip() for row in imported.rejected)
        holds(imported.framework)
    try:
        holds(store.loads(data))
    except SkillmarkError as error:
        refused(error)


def holds(framework: Framework) -> None:
    """What every imported framework promises."""
    assert framework.skills
    assert store.loads(store.dumps(framework)) == framework
    assert len(framework.by_uri) == len(framework.skills)
    again = reading.parse(Tree(orjson.loads(orjson.dumps(package(framework))), "again.json"))
    assert {one.uri for one in again.framework.skills} == set(framework.by_uri)
    graph = SkillGraph(framework)
    for uri in list(framework.by_uri)[:20]:
        graph.ancestors(uri)
