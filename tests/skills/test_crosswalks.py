"""Crosswalks: the model, tables, what follows from two, and suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Framework, Match, Skill
from skillmark.nouns.text import Text
from skillmark.skills import starter
from skillmark.skills.crosswalks import Crosswalk, Link, aligned, table
from skillmark.skills.crosswalks.crosswalk import composed
from skillmark.skills.crosswalks.suggest import suggest

from .frameworks import WORDS

PROPERTY = settings(max_examples=40, deadline=None)
NODES = st.sampled_from([f"urn:{letter}:{number}" for letter in "ab" for number in range(3)])


@st.composite
def crosswalks(draw: st.DrawFn, source: str = "a", target: str = "b") -> Crosswalk:
    def nodes(name: str) -> st.SearchStrategy[str]:
        return st.sampled_from([f"urn:{name}:{number}" for number in range(4)])

    drawn = draw(
        st.lists(
            st.builds(
                Link,
                source=nodes(source),
                target=nodes(target),
                match=st.sampled_from(Match),
                method=st.sampled_from(["editorial", "lexical", "lexical + meaning"]),
                confidence=st.floats(0, 1),
                note=st.just("") | WORDS,
            ),
            max_size=6,
            unique_by=lambda link: (link.source, link.target),
        )
    )
    linked = {link.source for link in drawn}
    free = [uri for uri in (f"urn:{source}:{n}" for n in range(4)) if uri not in linked]
    without = draw(st.lists(st.sampled_from(free), unique=True)) if free else []
    licence = draw(st.sampled_from(["", "https://creativecommons.org/licenses/by/4.0/"]))
    ends = (source, "1", target, "2")
    return Crosswalk(f"{source}-{target}", *ends, tuple(drawn), tuple(without), licence)


@PROPERTY
@given(crosswalks(), st.sampled_from(table.FORMATS))
def test_tables_come_back(crosswalk: Crosswalk, form: str) -> None:
    if not crosswalk.links and not crosswalk.without and form == "csv":
        return  # a table without rows cannot say between what it would be
    written = table.write(crosswalk, form)
    assert table.read(written) == crosswalk
    # the word that SSSOM has for it
    assert (b"#license: " in written) == (form == "sssom" and bool(crosswalk.licence))


@PROPERTY
@given(crosswalks())
def test_twice_the_other_way_round_is_as_before(crosswalk: Crosswalk) -> None:
    again = crosswalk.inverse().inverse()
    assert again.links == crosswalk.links
    assert (again.source, again.target_version) == (crosswalk.source, crosswalk.target_version)
    assert again.licence == crosswalk.licence


@PROPERTY
@given(crosswalks("a", "b"), crosswalks("b", "c"))
def test_what_follows_from_two_is_never_surer_than_either(
    first: Crosswalk, second: Crosswalk
) -> None:
    second = replace(second, source_version=first.target_version)
    found = composed(first, second)
    assert len({(link.source, link.target) for link in found.links}) == len(found.links)
    for link in found.links:
        ways = [
            (one, other)
            for one in first.of(link.source)
            for other in second.of(one.target)
            if other.target == link.target
        ]
        assert link.confidence == max(one.confidence * other.confidence for one, other in ways)
        if link.match is Match.EXACT:
            assert any(one.match is other.match is Match.EXACT for one, other in ways)


@pytest.mark.parametrize(
    ("first", "second", "follows"),
    [
        (Match.EXACT, Match.CLOSE, Match.CLOSE),
        (Match.BROAD, Match.EXACT, Match.BROAD),
        (Match.BROAD, Match.BROAD, Match.BROAD),
        (Match.NARROW, Match.NARROW, Match.NARROW),
        (Match.CLOSE, Match.CLOSE, Match.RELATED),
        (Match.BROAD, Match.NARROW, Match.RELATED),
        (Match.BROAD, Match.CLOSE, Match.RELATED),
        (Match.RELATED, Match.RELATED, Match.RELATED),
    ],
)
def test_only_what_skos_allows_follows(first: Match, second: Match, follows: Match) -> None:
    one = Crosswalk("1", "a", "1", "b", "1", (Link("urn:a", "urn:b", first),))
    other = Crosswalk("2", "b", "1", "c", "1", (Link("urn:b", "urn:c", second, "lexical", 0.5),))
    (link,) = composed(one, other).links
    assert (link.match, link.confidence) == (follows, 0.5)
    assert (link.method, link.note) == ("editorial + lexical", "through urn:b")
    with pytest.raises(InputError, match="leads to b 1, the other begins at b 2"):
        composed(one, replace(other, source_version="2"))


def test_that_there_is_no_counterpart_follows_too() -> None:
    one = Crosswalk(
        "1", "a", "1", "b", "1", (Link("urn:a:1", "urn:b:1", Match.EXACT),), ("urn:a:2",)
    )
    other = Crosswalk("2", "b", "1", "c", "1", (), ("urn:b:1",))
    assert composed(one, other).without == ("urn:a:2", "urn:a:1")
    assert composed(one, replace(other, without=())).without == ("urn:a:2",)


SSSOM = """\
#curie_map:
#  ex: https://skills.example/
#  skos: http://www.w3.org/2004/02/skos/core#
#mapping_set_id: https://maps.example/1
#subject_source: own
subject_id\tpredicate_id\tobject_id\tmapping_justification\tobject_label
ex:1\tskos:broadMatch\thttps://other.example/1\tsemapv:ManualMappingCuration\tOne
ex:2\tskos:exactMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t
"""


def test_sssom_of_others_is_read() -> None:
    found = table.read(SSSOM.encode())
    assert (found.id, found.source) == ("https://maps.example/1", "own")
    assert found.links == (
        Link("https://skills.example/1", "https://other.example/1", Match.BROAD),
    )
    assert found.without == ("https://skills.example/2",)


@pytest.mark.parametrize(
    ("content", "words", "place"),
    [
        (b"\xff\xfe", "not UTF-8", ""),
        (b"", "no column source", ""),
        (b"source,match,target,what\n", "unknown column what", ""),
        (b"source,match,target\nurn:a,same,urn:b\n", "'same' is not one of", "line 2"),
        (b"source,match,target,confidence\nurn:a,exact,urn:b,2\n", "confidence of 2", "line 2"),
        (b"source,match,target,confidence\nurn:a,exact,urn:b,x\n", "not a number", "line 2"),
        (b"source,match,target,confidence\nurn:a,exact,urn:b,nan\n", "confidence of nan", "line 2"),
        (b"source,match,target\n,exact,urn:b\n", "no source", "line 2"),
        (SSSOM.replace("skos:broadMatch", "owl:sameAs").encode(), "owl:sameAs", "line 7"),
        (SSSOM.replace("object_id", "obj").encode(), "no column object_id", ""),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(content: bytes, words: str, place: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        table.read(content, where="w.csv")
    assert place in caught.value.where


def test_the_starters_own_alignments_are_a_crosswalk() -> None:
    framework = starter.framework()
    found = aligned.crosswalk(framework, "esco", "1.1.1")
    told = sum(one.framework == "esco" for skill in framework.skills for one in skill.alignments)
    assert len(found.links) == told > 100
    bare = replace(
        framework,
        skills=tuple(
            replace(one, alignments=tuple(a for a in one.alignments if a.framework != "esco"))
            for one in framework.skills
        ),
    )
    back = aligned.crosswalk(aligned.applied(bare, found), "esco", "1.1.1")
    assert set(back.links) == set(found.links)
    assert aligned.applied(framework, found) == framework


def framework(name: str, *labels: str) -> Framework:
    skills = (
        Skill(f"urn:{name}:{place}", Text.of(label), definition=Text.of(f"{label}, well done."))
        for place, label in enumerate(labels)
    )
    return Framework(name, Text.of(name), "1", "", "", tuple(skills))


KITCHEN = framework("kitchen", "bake bread", "cook soup", "tune pianos", "bake")
TRADES = framework("trades", "bread baking", "Bake bread", "cook vegetable soup", "weld steel")


def test_suggestions_say_what_fits_and_what_has_no_counterpart() -> None:
    found = suggest(KITCHEN, TRADES)
    best = {uri: found.of(uri)[0] for uri in ("urn:kitchen:0", "urn:kitchen:1")}
    assert (best["urn:kitchen:0"].target, best["urn:kitchen:0"].match) == (
        "urn:trades:1",
        Match.EXACT,
    )
    assert (best["urn:kitchen:1"].target, best["urn:kitchen:1"].match) == (
        "urn:trades:2",
        Match.NARROW,
    )
    assert "urn:kitchen:2" in found.without
    assert all(link.confidence >= 0.3 and link.method == "lexical" for link in found.links)
    assert found.links == suggest(KITCHEN, TRADES).links


def test_a_skill_is_its_own_counterpart() -> None:
    own = starter.framework()
    found = suggest(own, own, most=1)
    for skill in own.skills:
        (best,) = found.of(skill.uri)
        assert (best.target, best.match) == (skill.uri, Match.EXACT)


def test_retired_skills_are_nobodys_counterpart() -> None:
    gone = replace(TRADES, skills=tuple(replace(one, retired=True) for one in TRADES.skills))
    found = suggest(KITCHEN, gone)
    assert (found.links, len(found.without)) == ((), len(KITCHEN.skills))


class Model:
    """Knows that pianos and steel are one and the same."""

    id = "pianos"

    def embed(self, texts: Sequence[str], *, progress: object = None) -> NDArray[np.float32]:
        alike = np.array(
            [[1.0, 0.0] if "piano" in t or "steel" in t else [0.0, 1.0] for t in texts]
        )
        return alike.astype(np.float32)


def test_meaning_counts_where_there_is_a_model() -> None:
    def sure(model: Model | None) -> float:
        found = suggest(KITCHEN, TRADES, model, least=0)
        return max(
            (one.confidence for one in found.of("urn:kitchen:2") if one.target == "urn:trades:3"),
            default=0,
        )

    assert sure(Model()) > sure(None)
    told: list[tuple[int, int]] = []
    found = suggest(KITCHEN, TRADES, Model(), progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (4, 4)
    assert {link.method for link in found.links} == {"lexical + meaning"}
