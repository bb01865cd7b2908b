"""JSON-LD: the same dataset as an independent processor reads, or an error that says why."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from skillmark.nouns.errors import InputError
from skillmark.trust import canon, contexts, rdf
from skillmark.trust.contexts import Contexts
from skillmark.trust.terms import ContextError

from .test_canon import quads_of

URL = "https://example.org/context"


def peer(document: dict[str, Any], pinned: Contexts) -> str:
    """Canonical N-Quads by pyld's expansion."""

    def load(url: str, _options: Any) -> dict[str, Any]:
        body = json.loads(pinned.document(url))
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
                "document": body}  # fmt: skip

    written = jsonld.to_rdf(
        document,
        {"documentLoader": load, "format": "application/n-quads", "rdfDirection": "i18n-datatype"},
    )
    return canon.canonicalize(quads_of(written))


CONTEXT = {
    "@version": 1.1,
    "id": "@id",
    "type": "@type",
    "ex": "https://example.org/vocab#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "name": "ex:name",
    "when": {"@id": "ex:when", "@type": "xsd:dateTime"},
    "size": {"@id": "ex:size", "@type": "xsd:double"},
    "link": {"@id": "ex:link", "@type": "@id"},
    "kind": {
        "@id": "ex:kind",
        "@type": "@vocab",
        "@context": {"big": "ex:big", "small": "ex:small"},
    },
    "steps": {"@id": "ex:steps", "@container": "@list"},
    "labels": {"@id": "ex:label", "@container": "@language"},
    "german": {"@id": "ex:label", "@language": "de"},
    "hebrew": {"@id": "ex:label", "@language": "he", "@direction": "rtl"},
    "raw": {"@id": "ex:raw", "@type": "@json"},
    "claim": {"@id": "ex:claim", "@container": "@graph"},
    "fresh": {"@id": "ex:fresh", "@context": None},
    "inner": {
        "@id": "ex:inner",
        "@context": {"name": {"@id": "ex:innerName", "@type": "xsd:token"}},
    },
    "Car": {
        "@id": "ex:Car",
        "@context": {"@protected": True, "wheels": "ex:wheels", "name": "ex:carName"},
    },
    "Boat": {"@id": "ex:Boat", "@context": {"sails": "ex:sails", "key": "@id"}},
    "Town": {"@id": "ex:Town", "@context": {"@propagate": True, "mayor": "ex:mayor"}},
    "Ship": {"@id": "ex:Ship", "@context": {"is": "@value", "of": "@id", "name": "ex:shipName"}},
    "loose": {"@id": "ex:loose", "@type": "@none"},
    "signs": {"@id": "ex:sign", "@container": "@language", "@direction": "rtl"},
    "pin": {"@id": "ex:pin", "@protected": True},
    "guarded": {"@id": "ex:guarded", "@type": "@vocab", "@context": {"pin": "ex:otherPin"}},
}

DOCUMENTS: dict[str, dict[str, Any]] = {
    "types and scopes": {
        "id": "ex:1",
        "type": ["Car", "Boat"],
        "name": "a",
        "wheels": 4,
        "sails": 2,
        "link": {"name": "outside the car"},
    },
    "propagating type": {"type": "Town", "link": {"type": "Car", "mayor": "m", "name": "n"}},
    "property scope": {"inner": {"name": "x", "link": {"name": "y"}}, "name": "z"},
    "scalar under scope": {"kind": ["big", "small", "ex:other"]},
    "lists": {"steps": ["a", 1, [True, []], {"name": "x"}], "name": {"@list": ["b", "b"]}},
    "empty list": {"steps": []},
    "sets": {"name": {"@set": ["a", "b", "a"]}, "link": []},
    "languages": {"labels": {"en": "a", "DE-at": ["b", "c"], "@none": "d"}, "german": "e"},
    "direction": {
        "hebrew": "שלום",
        "name": [
            {"@value": "x", "@language": "ar", "@direction": "rtl"},
            {"@value": "x", "@direction": "rtl"},
        ],
    },
    "numbers": {"name": [5, 5.0, -0.0, 2.5, 1.5e300, 1e-7, True], "size": [3, 2.5, "x"]},
    "datatypes": {"when": "2026-01-01T00:00:00Z", "name": {"@value": "1", "@type": "xsd:int"}},
    "json": {"raw": {"b": [1, 5.0, None, {"a": "é\u0000"}], "a": {}}},
    "json value": {"name": {"@type": "@json", "@value": {"b": 1, "a": [True]}}},
    "graph": {"claim": [{"id": "ex:a", "name": "x"}, {"name": "y", "claim": {"name": "z"}}]},
    "escapes": {"name": '"\\\n\r\t\b\f é 学校 \U0001f600'},
    "blank nodes": {"id": "_:a", "link": [{"id": "_:b", "link": "_:a"}, "_:b", {}]},
    "nulls": {"name": None, "steps": None, "link": [None, "ex:a"], "german": {"@value": None}},
    "absolute property": {"https://example.org/p": ["a", {"name": "b"}], "ex:q": 1},
    "keyword alias by type": {"link": {"type": "Boat", "key": "ex:boat", "sails": 3}},
    "iris": {"link": ["urn:x:y", "https://[::1]/a?b#c", "https://e.org/%C3%A4", "mailto:a@b"]},
    "list objects in lists": {"steps": {"@list": ["a", ["b"]]}, "name": {"@list": []}},
    "gaps in maps of languages": {"labels": {"en": [None, "a"], "fr": None, "@none": ["b", None]}},
    "maps of languages with a direction": {"signs": {"he": "שלום", "@none": "x"}, "name": "y"},
    "no type on purpose": {"loose": ["a", 5, True, 2.5], "link": [5, True], "kind": [2, False]},
    "a scope that redefines what is protected": {"guarded": ["pin", {"pin": "x"}], "pin": "y"},
    "values inside a type's scope": {
        "type": "Ship",
        "name": ["a", {"is": 3}, {"is": "b", "@language": "en"}],
        "link": [{"of": "ex:a"}, {"id": "ex:d", "name": "e"}],
    },
    "contexts inside": {
        "link": {"@context": URL, "name": "a"},
        "name": [{"@context": URL, "@value": "b"}, {"@context": URL, "@set": ["c"]}],
        "steps": {"@context": URL, "@list": ["d"]},
    },
    "several types of one node": {"type": ["Ship", "Boat", "Town"], "name": "a", "sails": 1},
    "nested arrays": {"name": [["a"], ["b", ["c"]]]},
}


def pinned(context: Any = CONTEXT) -> Contexts:
    return contexts.bundled().with_extra({URL: json.dumps({"@context": context}).encode()})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_dataset_is_that_of_an_independent_processor(name: str) -> None:
    document = {"@context": URL, **DOCUMENTS[name]}
    assert rdf.canonicalize(document, contexts=pinned()) == peer(document, pinned())


def test_a_badge_is_the_dataset_of_an_independent_processor(badge: dict[str, Any]) -> None:
    bundled = contexts.bundled()
    presentation = {
        "@context": contexts.CREDENTIALS_V2,
        "type": "VerifiablePresentation",
        "verifiableCredential": [badge],
    }
    for document in (badge, presentation):
        found = rdf.canonicalize(document, contexts=bundled)
        assert found == peer(document, bundled)
        assert "Data literacy" in found


@pytest.mark.parametrize("version", ["context", "context-3.0.1", "context-3.0.2", "context-3.0.3"])
def test_every_open_badges_context_is_read_alike(badge: dict[str, Any], version: str) -> None:
    badge["@context"][1] = f"https://purl.imsglobal.org/spec/ob/v3p0/{version}.json"
    if version in ("context", "context-3.0.1"):
        badge["@context"][0] = contexts.CREDENTIALS_V1
        badge["issuanceDate"] = badge.pop("validFrom")
    assert rdf.canonicalize(badge) == peer(badge, contexts.bundled())


@pytest.mark.parametrize(
    ("lost", "where"),
    [
        ({"nmae": "x"}, "/nmae"),
        ({"type": "Undefined"}, "/type"),
        ({"link": {"name": "x", "wheels": 4}}, "/link/wheels"),
        ({"link": "relative"}, "/link"),
        ({"link": {"id": "Jane Doe", "name": "unseen"}}, "/link/id"),
        ({"link": "https://a b/"}, "/link"),
        ({"link": "https://e.org/%zz"}, "/link"),
        ({"link": "@foo"}, "/link"),
        ({"id": 5}, "/id"),
        ({"@foo": "x"}, "/@foo"),
        ({"@index": "x"}, "/"),
        ({"@graph": [{"name": "x"}]}, "/"),
        ({"link": {"@reverse": {"name": "x"}}}, "/link"),
        ({"name": {"@value": "x", "@language": "no tag"}}, "/name"),
        ({"name": {"@value": "x", "@direction": "up"}}, "/name"),
        ({"name": {"@value": "x", "@language": "en", "@type": "xsd:string"}}, "/name"),
        ({"name": {"@value": "x", "name": "y"}}, "/name"),
        ({"name": {"@value": {"a": 1}}}, "/name"),
        ({"name": {"@list": ["x"], "id": "ex:a"}}, "/name"),
        ({"labels": {"not a tag": "x"}}, "/labels/not a tag"),
        ({"labels": {"en": 5}}, "/labels/en"),
        ({"claim": ["x"]}, "/claim/0"),
        ({"foo bar": "x"}, "/foo bar"),
        ({"_:p": "x"}, "/_:p"),
        ({"id": "ex:1", "@id": "ex:2"}, "/"),
        ({"name": 2**53}, "/name"),
        ({"name": 2e16}, "/name"),
        ({"name": 0.1 + 0.2}, "/name"),
        ({"type": ["Car", "_:x"]}, "/type"),
        ({"type": "@json"}, "/type"),
        ({"type": [5]}, "/type"),
        ({"@value": "x"}, "/"),
        ({"@list": ["x"]}, "/"),
        ({"@set": ["x"]}, "/"),
        ({"name": {"@value": 5, "@language": "en"}}, "/name"),
        ({"name": {"@value": "x", "@type": 5}}, "/name/@type"),
        ({"name": {"@set": ["x"], "name": "y"}}, "/name"),
        ({"steps": [{"@value": "x", "@list": []}]}, "/steps/0"),
        ({"loose": {"@id": "relative"}}, "/loose/@id"),
    ],
)
def test_what_would_not_be_signed_is_refused(lost: dict[str, Any], where: str) -> None:
    with pytest.raises(rdf.DataLossError) as caught:
        rdf.canonicalize({"@context": URL, **lost}, contexts=pinned())
    assert caught.value.where == where


def test_a_document_without_a_context_means_nothing() -> None:
    with pytest.raises(rdf.DataLossError) as refused:
        rdf.quads({"https://example.org/p": "x"})
    assert refused.value.where == "@context"


def test_the_work_of_a_canonicalization_is_bounded_by_who_asks() -> None:
    document = {"@context": URL, "link": [{"link": {}}, {"link": {}}]}
    assert rdf.canonicalize(document, contexts=pinned())
    with pytest.raises(canon.PoisonGraphError):
        rdf.canonicalize(document, contexts=pinned(), work=0)


def test_a_default_direction_and_language_reach_every_text() -> None:
    context = {
        "@language": "he",
        "@direction": "rtl",
        "a": "urn:x:a",
        "b": {"@id": "urn:x:b", "@language": None, "@direction": None},
        "c": {"@id": "urn:x:c", "@container": "@language"},
        "d": {"@id": "urn:x:d", "@container": "@language", "@direction": "ltr"},
        "e": {"@id": "urn:x:e", "@container": "@language", "@direction": None},
    }
    texts = {"en": "x", "@none": "y"}
    document = {"@context": URL, "a": "x", "b": "x", "c": texts, "d": texts, "e": texts}
    found = rdf.canonicalize(document, contexts=pinned(context))
    assert found == peer(document, pinned(context))
    assert found.count("i18n#") == 5


def test_a_term_that_a_context_drops_on_purpose_is_refused() -> None:
    with pytest.raises(rdf.DataLossError, match="'gone'"):
        rdf.quads({"@context": URL, "gone": "x"}, contexts=pinned({"gone": None, "a": "urn:x:a"}))


@pytest.mark.parametrize(
    "context",
    [
        {"@import": "https://example.org/other"},
        {"a": {"@id": "urn:x:a", "@container": "@index"}},
        {"a": {"@id": "urn:x:a", "@nest": "b"}},
        {"a": {"@reverse": "urn:x:a"}},
        {"a": {"@id": "urn:x:a", "@type": "not an iri"}},
        {"a": "b", "b": "a"},
        {"@type": "urn:x:type"},
        {"a": {"@type": "@id"}},
        {"@vocab": "relative"},
        5,
    ],
)
def test_a_context_that_is_not_read_is_refused(context: Any) -> None:
    with pytest.raises(ContextError):
        rdf.quads({"@context": URL, "a": "x"}, contexts=pinned(context))


def test_contexts_that_include_each_other_are_refused() -> None:
    other = "https://example.org/other"
    both = contexts.bundled().with_extra(
        {
            URL: json.dumps({"@context": other}).encode(),
            other: json.dumps({"@context": [URL]}).encode(),
        }
    )
    with pytest.raises(ContextError) as caught:
        rdf.quads({"@context": URL}, contexts=both)
    assert caught.value.code == "recursive_context"


def test_a_document_that_is_too_deep_is_refused() -> None:
    document: dict[str, Any] = {"name": "x"}
    for _ in range(150):
        document = {"link": document}
    with pytest.raises(rdf.DataLossError) as caught:
        rdf.quads({"@context": URL, **document}, contexts=pinned())
    assert caught.value.code == "too_deep"


_STRINGS = st.sampled_from(
    ["a", "ex:a", "https://e.org/x", "_:b", "relative/x", "big", "", "a b", "@id", "@odd", "en"]
) | st.text(max_size=4)
_NAMES = st.sampled_from(
    [
        *(name for name in CONTEXT if not name.startswith("@")),
        *("wheels", "sails", "mayor", "key", "undefined", "ex:other"),
        *("@id", "@value", "@language", "@list", "@set"),
    ]
)
_NODES = st.recursive(
    _STRINGS | st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-2, 2, width=16),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(_NAMES, inner, max_size=4)
        | st.builds(
            lambda types, node: {"type": types, **node},
            st.lists(st.sampled_from(["Car", "Boat", "Town"]), min_size=1, max_size=3),
            st.dictionaries(_NAMES.filter(lambda name: name != "type"), inner, max_size=4),
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_NAMES, _NODES, max_size=5))
def test_whatever_is_accepted_is_read_as_an_independent_processor_reads_it(
    node: dict[str, Any],
) -> None:
    document = {"@context": URL, **node}
    try:
        found = rdf.canonicalize(document, contexts=pinned())
    except InputError:
        return
    assert found == peer(document, pinned())
