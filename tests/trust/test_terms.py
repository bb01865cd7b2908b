"""Context processing and IRI expansion, clause by clause of the JSON-LD 1.1 API."""

from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld

from skillmark.trust import terms
from skillmark.trust.terms import INITIAL, ActiveContext, ContextError, Term, process


class Pinned:
    """Contexts by URL."""

    def __init__(self, **bodies: Any) -> None:
        self.bodies = bodies

    def body(self, url: str) -> Any:
        return self.bodies[url]


def made(*local: Any, **pinned: Any) -> ActiveContext:
    return process(INITIAL, list(local), Pinned(**pinned))


def refused(*local: Any, code: str = "context", **pinned: Any) -> str:
    with pytest.raises(ContextError) as error:
        made(*local, **pinned)
    assert error.value.code == code
    return error.value.cause


def test_terms_stand_for_iris_where_the_vocabulary_counts() -> None:
    # section 5.2.2
    active = made({"name": "urn:x:name", "id": "@id", "none": None})
    assert active.expand("name", vocab=True) == "urn:x:name"
    assert active.expand("name", vocab=False) == "name"
    # step 4: an alias of a keyword counts everywhere
    assert active.expand("id", vocab=False) == active.expand("id", vocab=True) == "@id"
    # step 5: a term that was dropped on purpose
    assert active.expand("none", vocab=True) is None
    # step 2: what looks like a keyword stands for nothing
    assert active.expand("@unknown", vocab=True) is None
    assert active.expand("@id", vocab=True) == "@id"
    assert active.expand("@2", vocab=True) == "@2"


def test_compact_iris() -> None:
    # section 5.2.2, step 6
    active = made({"ex": "http://example.org/ns#", "plain": "http://example.org/ns"})
    assert active.expand("ex:a", vocab=False) == "http://example.org/ns#a"
    assert active.expand("ex:a:b", vocab=False) == "http://example.org/ns#a:b"
    assert active.expand("ex://a", vocab=False) == "ex://a"
    assert active.expand("_:b0", vocab=True) == "_:b0"
    assert active.expand("other:a", vocab=True) == "other:a"
    # section 4.2.2, step 14.2.5: only what ends in a delimiter of IRIs is a prefix
    assert active.expand("plain:a", vocab=False) == "plain:a"
    assert active.expand(":a", vocab=False) == ":a"


@pytest.mark.parametrize("last", ":/?#[]@")
def test_a_simple_term_that_ends_in_a_delimiter_is_a_prefix(last: str) -> None:
    assert made({"ex": f"urn:x{last}"}).terms["ex"].prefix
    assert not made({"ex": {"@id": f"urn:x{last}"}}).terms["ex"].prefix
    assert made({"ex": {"@id": "urn:x", "@prefix": True}}).terms["ex"].prefix
    assert not made({"ex": {"@id": f"urn:x{last}", "@prefix": False}}).terms["ex"].prefix


def test_a_blank_node_may_be_a_prefix_and_a_term_with_a_colon_may_not() -> None:
    assert made({"ex": "_:b"}).terms["ex"].prefix
    assert not made({"ex:a": "urn:x:"}).terms["ex:a"].prefix
    assert not made({"ex/a": "urn:x:"}).terms["ex/a"].prefix
    assert not made({"ex": "urn:x"}).terms["ex"].prefix


def test_the_vocabulary() -> None:
    active = made({"@vocab": "http://example.org/", "kept": {}})
    assert active.expand("a", vocab=True) == "http://example.org/a"
    assert active.expand("a", vocab=False) == "a"
    assert active.terms["kept"].iri == "http://example.org/kept"
    # a term or a compact IRI may name it
    assert made({"ex": "urn:x:"}, {"@vocab": "ex:v#"}).vocabulary == "urn:x:v#"
    assert made({"ex": "urn:x:"}, {"@vocab": "ex"}).vocabulary == "urn:x:"
    assert made({"@vocab": "urn:x:"}, {"@vocab": None}).vocabulary is None
    for bad in ("", "relative/", 5, ["urn:x:"]):
        refused({"@vocab": bad})


def test_the_language_and_direction_of_a_context() -> None:
    active = made({"@language": "DE", "@direction": "rtl"})
    assert (active.language, active.direction) == ("de", "rtl")
    active = made({"@language": "de", "@direction": "ltr"}, {"@language": None, "@direction": None})
    assert (active.language, active.direction) == (None, None)
    refused({"@language": 5})
    refused({"@direction": "up"})


def test_the_members_of_a_definition() -> None:
    active = made(
        {
            "ex": "http://example.org/ns#",
            "plain": "ex:plain",
            "full": {
                "@id": "ex:full",
                "@type": "ex:kind",
                "@container": ["@set"],
                "@language": "DE",
                "@direction": "ltr",
                "@protected": True,
                "@context": {"inner": "ex:inner"},
            },
        }
    )
    assert active.terms["full"] == Term(
        iri="http://example.org/ns#full",
        type="http://example.org/ns#kind",
        container=frozenset(("@set",)),
        language="de",
        has_language=True,
        direction="ltr",
        has_direction=True,
        protected=True,
        context={"inner": "ex:inner"},
        has_context=True,
    )
    assert active.terms["plain"] == Term(iri="http://example.org/ns#plain")
    without = made({"a": {"@id": "urn:x:a", "@language": None, "@direction": None}}).terms["a"]
    assert (without.language, without.has_language, without.has_direction) == (None, True, True)


@pytest.mark.parametrize("type_", ["@id", "@vocab", "@json", "@none", "urn:x:kind"])
def test_types_that_a_term_may_have(type_: str) -> None:
    assert made({"a": {"@id": "urn:x:a", "@type": type_}}).terms["a"].type == type_


@pytest.mark.parametrize("type_", ["_:b", "relative", "@list", 5, ["@id"]])
def test_types_that_a_term_may_not_have(type_: Any) -> None:
    refused({"a": {"@id": "urn:x:a", "@type": type_}})


@pytest.mark.parametrize("container", ["@list", "@set", "@language", "@graph"])
def test_containers_that_are_read(container: str) -> None:
    term = made({"a": {"@id": "urn:x:a", "@container": container}}).terms["a"]
    assert term.container == {container}


@pytest.mark.parametrize("container", ["@index", "@id", "@type", ["@set", "@index"], "set"])
def test_containers_that_are_not_read(container: Any) -> None:
    refused({"a": {"@id": "urn:x:a", "@container": container}})


def test_definitions_may_rest_on_each_other_in_any_order_but_not_on_themselves() -> None:
    # section 4.2.2, steps 1 and 2
    active = made({"a": "b:c", "b": "http://example.org/"})
    assert active.terms["a"].iri == "http://example.org/c"
    assert "itself" in refused({"a": "b:x", "b": "a:y"})
    assert "itself" in refused({"a": {"@id": "urn:x:a", "@type": "a:b"}})


@pytest.mark.parametrize(
    ("context", "term"),
    [
        ({"ex": "http://example.org/ns#", "ex:name": {"@type": "@id"}}, "ex:name"),
        ({"ex:name": {"@type": "@id"}, "ex": "http://example.org/ns#"}, "ex:name"),
        # step 15.2 asks for a definition, not for a prefix
        ({"ex": {"@id": "http://example.org/ns"}, "ex:name": {"@type": "@id"}}, "ex:name"),
        ({"http://example.org/a": {"@type": "@id"}}, "http://example.org/a"),
        ({"urn:x:y": {"@type": "@id"}}, "urn:x:y"),
        ({"@vocab": "http://example.org/", "a/b": {"@type": "@id"}}, "a/b"),
    ],
)
def test_a_term_that_is_a_compact_iri_needs_no_id(context: dict[str, Any], term: str) -> None:
    # section 4.2.2, steps 15 and 16; the same as another processor reads
    document = {"@context": context, term: "urn:x:value"}
    [theirs] = jsonld.expand(document)[0]
    assert made(context).terms[term].iri == theirs


def test_a_term_that_some_take_for_an_iri_and_some_for_a_compact_one_is_refused() -> None:
    refused({"ex": "urn:x:", "ex://a": {"@type": "@id"}})


def test_the_iri_of_a_term() -> None:
    # section 4.2.2, steps 14 to 18
    active = made({"ex": "http://example.org/", "ex:name": {"@type": "@id"}, "urn:x:y": {}})
    assert active.terms["ex:name"].iri == "http://example.org/name"
    assert active.terms["urn:x:y"].iri == "urn:x:y"
    assert made({"a": {"@id": None}}).terms["a"].iri is None
    assert made({"type": "@type"}).terms["type"].iri == "@type"
    for value in ({"@id": 5}, {"@id": "@context"}, {"@id": "relative"}, {}, 5, ["urn:x:a"]):
        refused({"a": value})
    refused({"": "urn:x:a"})
    refused({"a/b": {}})


@pytest.mark.parametrize("keyword", sorted(terms.KEYWORDS - {"@type"}))
def test_no_keyword_is_redefined_and_none_is_read_that_is_not_known(keyword: str) -> None:
    if keyword in ("@version", "@vocab", "@base", "@language", "@direction", "@propagate"):
        return
    if keyword == "@protected":
        assert made({"@protected": True, "a": "urn:x:a"}).terms["a"].protected
        return
    refused({keyword: "urn:x:a"})


def test_the_keyword_type_may_be_a_set_or_protected_and_nothing_else() -> None:
    # section 4.2.2, step 4
    for allowed in ({"@container": "@set"}, {"@protected": True}):
        assert "@type" not in made({"@type": allowed}).terms
    for bad in ({"@container": "@list"}, {"@id": "urn:x:a"}, "urn:x:a", None):
        refused({"@type": bad})


def test_what_looks_like_a_keyword_is_passed_over() -> None:
    # section 4.2.2, step 5
    active = made({"@ignoreMe": "urn:x:a", "a": "urn:x:a"})
    assert list(active.terms) == ["a"]


def test_members_that_are_not_read_are_refused() -> None:
    for member in ("@reverse", "@index", "@nest", "@propagate", "other"):
        refused({"a": {"@id": "urn:x:a", member: "urn:x:b"}})


def test_protected_terms() -> None:
    # section 4.2.2, step 27
    first = {"@protected": True, "a": "urn:x:a", "b": {"@id": "urn:x:b", "@protected": False}}
    active = made(first, {"a": "urn:x:a", "b": "urn:x:other"})
    assert active.terms["a"].protected, "the same definition changes nothing"
    assert active.terms["b"].iri == "urn:x:other"
    refused(first, {"a": "urn:x:other"}, code="protected_term")
    refused(first, {"a": {"@id": "urn:x:a", "@type": "@id"}}, code="protected_term")
    # section 4.1.2, step 5.1
    refused(first, None, code="protected_term")
    assert process(active, None, Pinned(), override=True).terms == {}
    assert made({"a": "urn:x:a"}, None).terms == {}
    assert process(active, {"a": "urn:x:c"}, Pinned(), override=True).terms["a"].iri == "urn:x:c"


def test_what_a_context_that_does_not_propagate_returns_to() -> None:
    # section 4.1.2, steps 2, 3 and 5.1.2
    start = made({"a": "urn:x:a"})
    assert process(start, {"b": "urn:x:b"}, Pinned()).previous is None
    once = process(start, {"@propagate": False, "b": "urn:x:b"}, Pinned())
    assert once.previous is start
    twice = process(once, {"c": "urn:x:c"}, Pinned(), propagate=False)
    assert twice.previous is start, "where the first of them began"
    back = process(start, {"@propagate": True}, Pinned(), propagate=False)
    assert back.previous is None
    cleared = process(start, None, Pinned(), propagate=False)
    assert cleared.terms == {}
    assert cleared.previous is not None
    assert process(start, None, Pinned()).previous is None


def test_contexts_by_url_and_by_list() -> None:
    pinned = {"one": [{"a": "urn:x:a"}, "two"], "two": {"b": "urn:x:b"}}
    assert sorted(made("one", **pinned).terms) == ["a", "b"]
    assert sorted(made("two", "two", **pinned).terms) == ["b"], "twice is not in itself"
    refused("loop", loop=["other"], other="loop", code="recursive_context")
    refused(5)
    refused({"a": "urn:x:a"}, True)


def test_under_a_vocabulary_only_what_is_no_iri_belongs_to_it() -> None:
    # section 5.2.2, steps 6 to 8
    active = made({"@vocab": "urn:v:", "a": "urn:x:", "a:b": {"@type": "kind"}})
    assert active.expand("_:b0", vocab=True) == "_:b0"
    assert active.expand("other:a", vocab=True) == "other:a"
    assert active.expand("1:a", vocab=True) == "urn:v:1:a"
    assert active.expand("a:c", vocab=True) == "urn:x:c"
    assert active.terms["a:b"] == Term(iri="urn:x:b", type="urn:v:kind")


def test_a_type_may_be_a_term_that_is_defined_later() -> None:
    active = made({"a": {"@id": "urn:x:a", "@type": "kind"}, "kind": "urn:x:kind"})
    assert active.terms["a"].type == "urn:x:kind"


def test_what_an_earlier_context_defined_counts_for_terms_too() -> None:
    assert made({"ex": "urn:x:"}, {"ex:a": {}}).terms["ex:a"].iri == "urn:x:a"
    refused({"ex": "urn:x:"}, {"ex://a": {}})


def test_a_letter_is_no_delimiter() -> None:
    assert not made({"ex": "urn:xX"}).terms["ex"].prefix
    assert made({"@type": {"@container": "@set", "@protected": True}}).terms == {}
