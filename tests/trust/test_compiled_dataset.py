"""Compiled canonical forms are those of the full algorithm, or there are none."""

from __future__ import annotations

import copy
import json
from typing import Any

import pyoxigraph
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import rdf
from skillmark.trust.compiled import compiling, template
from skillmark.trust.compiled.dataset import Dataset
from skillmark.trust.compiled.holes import NotCompiledError
from skillmark.trust.compiled.template import Pointer, replaced, strings_of
from skillmark.trust.contexts import Contexts, bundled

from .conftest import BADGE

ANY = st.text(max_size=30)
QUIET = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=30)
"""What libraries write alike: nothing invisible."""
HOSTILE = st.sampled_from(
    [
        '"', "\\", '\\"', "\n", "\r\n", "\t", "\b\f\x0b", "\x00", "\x7f", "\x85", "\ufffe",
        "\uffff",
        "_:c14n0", "_:a", '" .\n<urn:x> <urn:y> "z', "^^<http://www.w3.org/2001/XMLSchema#date>",
        '"@en', "skillmark-hole-0-end", "u\u0308", "\u202egnp.exe", "👩\u200d🎓", "%s %d {0}",
        "https://", "urn:", "urn:uuid:", "<>", "did:key:z6Mk", " ", "",
    ]
)  # fmt: skip
IRIS = st.sampled_from(
    [
        "urn:uuid:0b2ac5d5-7a0e-4f4e-9f0c-6b7a0f3f6d12", "https://example.org/a?b=c#d",
        "https://example.org/ä", "https://example.org/a b", "https://example.org/%zz",
        "https://example.org/>", "did:example:issuer", "schema:name", "urn:x", "urn:x-1", "_:b0",
    ]
)  # fmt: skip


def two_nodes(badge: dict[str, Any]) -> dict[str, Any]:
    """A badge with several unnamed nodes whose hashes depend on what people write."""
    badge["credentialSubject"]["identifier"].append(
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "Ada",
            "identityType": "name",
        }
    )
    badge["credentialSubject"]["id"] = "did:example:ada"
    badge["credentialSubject"]["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": name, "targetUrl": f"https://example.org/{name}"}
        for name in ("one", "two", "three")
    ]
    return badge


@pytest.fixture
def compiled(badge: dict[str, Any]) -> tuple[dict[str, Any], Dataset]:
    document = two_nodes(badge)
    made = compiling.dataset_of(document, [at for at, _ in strings_of(document)], bundled())
    return document, made


def written(made: Dataset, document: dict[str, Any]) -> bytes | None:
    """What the compiled form makes of a document's strings."""
    values = dict(strings_of(document))
    strings = [values[at] for at in made.pointers]
    insides = [json.dumps(value, ensure_ascii=False)[1:-1].encode() for value in strings]
    plain = template.plain(insides)
    terms = made.terms(insides, None if plain else strings)
    return None if terms is None else made.write(terms)


def in_full(document: dict[str, Any]) -> bytes | None:
    try:
        return rdf.canonicalize(document).encode()
    except (SkillmarkError, UnicodeEncodeError):
        return None


def filled(document: dict[str, Any], strings: dict[Pointer, str]) -> dict[str, Any]:
    new = replaced(document, strings)
    assert isinstance(new, dict)
    return new


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_is_written_is_what_the_full_algorithm_writes(data: st.DataObject) -> None:
    """Any strings in any of the holes, hostile ones, ones that make nodes alike, ones that fit no
    IRI: the same bytes, or no answer."""
    document, made = cached()
    strings = {
        at: data.draw(st.one_of(ANY, HOSTILE, IRIS))
        for at in data.draw(st.sets(st.sampled_from(made.pointers), max_size=6))
    }
    assume(not any("\ud800" <= c <= "\udfff" for text in strings.values() for c in text))
    changed = filled(document, strings)
    answer = written(made, changed)
    if answer is not None:
        assert answer == in_full(changed)


def test_ordinary_strings_are_answered(compiled: tuple[dict[str, Any], Dataset]) -> None:
    """No answer is always sound; it must not be the usual one."""
    document, made = compiled
    for number in range(50):
        strings = {
            at: f"{value}{number}"
            for at, value in strings_of(document)
            if at in made.pointers and at != ("validFrom",)
        }
        changed = filled(document, strings)
        assert written(made, changed) == in_full(changed)


_CACHE: list[tuple[dict[str, Any], Dataset]] = []


def cached() -> tuple[dict[str, Any], Dataset]:
    if not _CACHE:
        document = two_nodes(copy.deepcopy(BADGE))
        made = compiling.dataset_of(document, [at for at, _ in strings_of(document)], bundled())
        _CACHE.append((document, made))
    return _CACHE[0]


def _load(url: str, _options: Any) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": json.loads(bundled().document(url)),
    }


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_two_other_libraries_agree(data: st.DataObject) -> None:
    """pyld and pyoxigraph, over strings that all libraries escape alike."""
    document, made = cached()
    literals = [hole.pointer for hole in made.holes if not hole.scheme]
    strings = {
        at: data.draw(st.one_of(QUIET, st.sampled_from(['"', "\\", "\n", "u\u0308", "👩"])))
        for at in data.draw(st.sets(st.sampled_from(literals), min_size=1, max_size=4))
    }
    strings["id",] = data.draw(st.sampled_from(["urn:uuid:1", "urn:x", "urn:ä"]))
    changed = filled(document, strings)
    answer = written(made, changed)
    assume(answer is not None)
    options = {
        "algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load,
    }  # fmt: skip
    assert answer == jsonld.normalize(changed, options).encode()
    parsed = pyoxigraph.parse(
        jsonld.to_rdf(changed, {"format": "application/n-quads", "documentLoader": _load}),
        format=pyoxigraph.RdfFormat.N_QUADS,
    )
    graph = pyoxigraph.Dataset(parsed)
    graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    lines = pyoxigraph.serialize(graph, format=pyoxigraph.RdfFormat.N_QUADS)
    assert answer is not None
    assert answer.splitlines() == sorted(lines.splitlines())


def test_two_nodes_that_look_the_same_are_left_to_the_full_algorithm(
    compiled: tuple[dict[str, Any], Dataset],
) -> None:
    document, made = compiled
    identifiers = ("credentialSubject", "identifier")
    alignment = ("credentialSubject", "achievement", "alignment")
    for alike in (
        {(*alignment, 0, "targetName"): "two", (*alignment, 0, "targetUrl"): "https://example.org/two"},
        # equal to a statement about another IRI: two subjects become one
        {("credentialSubject", "id"): "did:example:issuer"},
    ):  # fmt: skip
        changed = filled(document, alike)
        assert in_full(changed) is not None
        assert written(made, changed) is None
    # the two identities differ in their type and never look the same
    changed = filled(document, {(*identifiers, 1, "identityHash"): "a@example.org"})
    assert written(made, changed) == in_full(changed)


def test_statements_that_become_equal_are_left_to_the_full_algorithm(
    badge: dict[str, Any],
) -> None:
    described = badge["credentialSubject"]["achievement"]
    described["tag"] = ["red", "blue"]
    at: Pointer = ("credentialSubject", "achievement", "tag", 0)
    made = compiling.dataset_of(badge, [at, (*at[:-1], 1)], bundled())
    changed = filled(badge, {at: "blue"})
    assert in_full(changed) is not None
    assert written(made, changed) is None
    # and their order is that of the values
    changed = filled(badge, {at: "amber"})
    assert written(made, changed) == in_full(changed)


def test_nodes_alike_in_every_document_of_a_structure_have_no_compiled_form(
    badge: dict[str, Any],
) -> None:
    same = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://example.org/x"}
    badge["credentialSubject"]["achievement"]["alignment"] = [same, copy.deepcopy(same)]
    with pytest.raises(NotCompiledError):
        compiling.dataset_of(badge, [("name",)], bundled())


def test_a_number_is_part_of_the_structure_and_signed(badge: dict[str, Any]) -> None:
    """Each scalar that is no string changes the canonical form when it is changed."""
    badge["credentialSubject"]["achievement"]["creditsAvailable"] = 2.5
    badge["credentialSubject"]["identifier"][0]["hashed"] = True
    made = compiling.dataset_of(badge, [("name",)], bundled())
    before = written(made, badge)
    for at, value in (("creditsAvailable", 3), ("hashed", False)):
        changed = copy.deepcopy(badge)
        if at == "hashed":
            changed["credentialSubject"]["identifier"][0]["hashed"] = value
        else:
            changed["credentialSubject"]["achievement"][at] = value
        assert in_full(changed) != before


@pytest.mark.parametrize(
    "at",
    [("type", 1), ("@context", 0), ("credentialSubject", "type", 0)],
)
def test_types_and_contexts_are_never_holes(badge: dict[str, Any], at: Pointer) -> None:
    made = compiling.dataset_of(badge, [at, ("name",)], bundled())
    assert made.pointers == (("name",),)


def test_a_string_that_is_not_signed_whole_is_no_hole() -> None:
    """A language decides about its text, a value inside JSON stands in a larger literal."""
    context = json.dumps(
        {
            "@context": {
                "ex": "https://example.org/vocab#",
                "name": {"@id": "ex:name"},
                "title": {"@id": "ex:title"},
                "raw": {"@id": "ex:raw", "@type": "@json"},
                "words": "@value",
                "tag": "@language",
                "kind": {"@id": "ex:kind", "@type": "@vocab"},
                "big": "ex:big",
            }
        }
    )
    pinned = Contexts({"https://example.org/context": context.encode()})
    document = {
        "@context": "https://example.org/context",
        "name": {"words": "hello", "tag": "en"},
        "title": "Teamwork",
        "raw": {"a": "b"},
        "kind": "big",
    }
    made = compiling.dataset_of(document, [at for at, _ in strings_of(document)], pinned)
    assert made.pointers == (("title",),)


def test_a_context_written_into_the_document_has_no_compiled_form(badge: dict[str, Any]) -> None:
    badge["credentialSubject"]["@context"] = {"name": "https://example.org/other"}
    with pytest.raises(SkillmarkError):
        compiling.dataset_of(badge, [("name",)], bundled())


def test_a_document_that_holds_a_sentinel_has_no_compiled_form(badge: dict[str, Any]) -> None:
    badge["name"] = "skillmark-hole-0-end"
    with pytest.raises(NotCompiledError):
        compiling.dataset_of(badge, [("issuer", "name")], bundled())
