"""Whoever reads a document by its terms misses nothing that was signed."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.trust import contexts, integrity, names, rdf
from skillmark.trust.keys import SigningKey
from skillmark.trust.outcome import Status
from skillmark.trust.resolve import Resolver
from skillmark.trust.terms import ContextError

KNOWN = contexts.bundled().vocabulary
CRED = "https://www.w3.org/2018/credentials#"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"


def test_a_badge_as_it_is_written_uses_no_guise(badge: dict[str, Any]) -> None:
    names.check_guises(badge, KNOWN)


@pytest.mark.parametrize(
    ("place", "guise"),
    [
        ((), f"{CRED}validUntil"),
        ((), f"{CRED}credentialStatus"),
        ((), "@id"),
        ((), "@type"),
        (("credentialSubject",), f"{OB}Achievement"),
        (("credentialSubject",), "@set"),
        (("credentialSubject",), "@graph"),
    ],
)
def test_what_has_a_term_is_written_by_it(
    badge: dict[str, Any], place: tuple[str, ...], guise: str
) -> None:
    changed = copy.deepcopy(badge)
    inner = changed
    for name in place:
        inner = inner[name]
    inner[guise] = "x"
    with pytest.raises(names.GuiseError) as caught:
        names.check_guises(changed, KNOWN)
    assert caught.value.where == "".join(f"/{name}" for name in (*place, guise))


def test_a_type_in_a_guise_would_hide_what_the_schema_is_asked_about(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    signed = integrity.secure(badge, key, created=now)
    signed["type"] = ["VerifiableCredential", f"{OB}OpenBadgeCredential"]
    (outcome,) = integrity.check(signed, resolver=Resolver())
    assert outcome.status is Status.PASS, "the signature does not see the difference"
    with pytest.raises(names.GuiseError, match="type"):
        names.check_guises(signed, KNOWN)


def test_an_iri_that_no_term_stands_for_may_be_a_name(badge: dict[str, Any]) -> None:
    names.check_guises({**badge, "https://example.org/honours": "yes"}, KNOWN)
    named = {**badge, "type": [*badge["type"], "https://example.org/Other"]}
    names.check_guises(named, KNOWN)
    words = {"description": {"@value": "x", "@language": "en", "@direction": "ltr"}}
    names.check_guises({**badge, **words}, KNOWN)


def test_a_prefix_of_a_pinned_context_is_a_guise_too() -> None:
    known = names.vocabulary([{"cred": CRED, "validUntil": "cred:validUntil"}])
    assert known.meanings >= {f"{CRED}validUntil"}
    with pytest.raises(names.GuiseError):
        names.check_guises({"cred:validUntil": "2020-01-01T00:00:00Z"}, known)


def test_no_meaning_has_two_names_but_these() -> None:
    """Else a pinned context could be swapped for another and a member lose its name."""
    found: dict[str, set[str]] = {}
    bundled = contexts.bundled()
    for url in bundled.urls:
        if url in contexts.APART:
            continue
        for name, iri, _ in names._definitions(bundled.body(url), {}, ""):
            if not iri.startswith("@"):
                found.setdefault(iri, set()).add(name)
    twice = {frozenset(group) for group in found.values() if len(group) > 1}
    # a property and the class of its values; and the two names of a badge, both of which we read
    assert twice == {
        frozenset(pair)
        for pair in (
            ("AchievementCredential", "OpenBadgeCredential"),
            ("achievement", "Achievement"),
            ("creator", "Profile"),
            ("criteria", "Criteria"),
            ("address", "Address"),
            ("geo", "GeoCoordinates"),
            ("image", "Image"),
        )
    }


# Contexts inside the document


def test_a_context_inside_may_add_words_of_its_own(
    badge: dict[str, Any], key: SigningKey, now: datetime
) -> None:
    own = {"honours": "https://example.org/#honours", "Thesis": {"@id": "https://example.org/#T"}}
    document = {**badge, "@context": [*badge["@context"], own], "honours": "summa cum laude"}
    document["type"] = [*badge["type"], "Thesis"]
    signed = integrity.secure(document, key, created=now)
    (outcome,) = integrity.check(signed, resolver=Resolver())
    assert outcome.status is Status.PASS
    signed["honours"] = "rite"
    (outcome,) = integrity.check(signed, resolver=Resolver())
    assert (outcome.status, outcome.code) == (Status.FAIL, "signature")


@pytest.mark.parametrize(
    "own",
    [
        {
            "name": "https://schema.org/name",
            "description": {"@id": "https://schema.org/description"},
        },
        {"@context": {"honours": "https://example.org/#honours"}},
    ],
)
def test_a_context_inside_may_say_again_what_a_term_means(
    badge: dict[str, Any], own: dict[str, Any]
) -> None:
    """As version 1.1 of the Data Model needs, whose context defines no `name`."""
    old = {
        "@context": [contexts.CREDENTIALS_V1, own],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:i",
        "credentialSubject": {"id": "did:example:s"},
    }
    rdf.quads(old)


@pytest.mark.parametrize(
    "own",
    [
        {"name": "https://example.org/#name"},
        {"name": {"@id": "https://schema.org/name", "@type": "@id"}},
        {"id": "https://schema.org/name"},
        {"@context": {"name": "https://example.org/#name"}},
        {"@context": {"@context": {"x": "https://example.org/#x"}}},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {"VerifiableCredential": "https://example.org/#Bad"},
        {"until": f"{CRED}validUntil"},
        {"until": {"@id": f"{CRED}validUntil"}},
        {"c": CRED},
        {"c": OB},
        {"c": {"@id": CRED, "@prefix": True}},
        {"until": "id"},
        {"until": "@id"},
        {"until": "@type"},
        {"until": None},
        {"until": {"@id": None}},
        {"until": {"@id": "https://e.example/x", "@context": {"y": "https://e.example/y"}}},
        {"until": {"@reverse": "https://e.example/x"}},
        {"until": {"@id": "https://e.example/x", "@container": "@graph"}},
        {"until": "https ://not-a-url#x"},
        {"until": "relative"},
        {"a:b": "https://e.example/x"},
        {"https://e.example/x": "https://e.example/y"},
        {"@vocab": "https://e.example/"},
        {"@vocab": None},
        {"@base": "https://e.example/"},
        {"@language": "en"},
        {"@import": "https://e.example/"},
        {"": "https://e.example/x"},
        {f"t{n}": f"https://e.example/{n}" for n in range(names.MOST_INLINE + 1)},
    ],
)
def test_a_context_inside_touches_no_word_of_ours(badge: dict[str, Any], own: Any) -> None:
    with pytest.raises(ContextError):
        rdf.quads({**badge, "@context": [*badge["@context"], own]})


WORDS = st.sampled_from(sorted(KNOWN.names)) | st.text(min_size=1, max_size=8)
MEANINGS = st.sampled_from(sorted(KNOWN.meanings)) | st.sampled_from(
    [CRED, OB, "https://e.example/x", "cred:validUntil", "@id"]
)


@given(st.dictionaries(WORDS, MEANINGS, min_size=1, max_size=3))
def test_law_a_context_that_is_let_in_changes_nothing_that_is_read_by_pinned_terms(
    own: dict[str, str],
) -> None:
    """The statements of a document without own words are the same with and without it."""
    document = {
        "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": "did:example:i",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:s",
            "type": ["AchievementSubject"],
            "achievement": {"id": "urn:a", "type": ["Achievement"], "name": "A"},
        },
    }
    try:
        names.check_inline(own, KNOWN)
    except ContextError:
        return
    for name, iri in own.items():
        if name in KNOWN.names or iri in KNOWN.meanings:
            assert KNOWN.prefixes[name] == {iri}
    before = rdf.canonicalize(document)
    with_own = {**document, "@context": [*document["@context"], own]}
    assert rdf.canonicalize(with_own) == before


def test_a_string_that_looks_like_a_context_inside_is_still_an_unknown_url(
    badge: dict[str, Any],
) -> None:
    own = {"honours": "https://example.org/#honours"}
    rdf.quads({**badge, "@context": [*badge["@context"], own]})
    with pytest.raises(contexts.UnknownContextError):
        rdf.quads({**badge, "@context": [*badge["@context"], json.dumps(own)]})


KEYS = st.sampled_from(
    ["type", "id", "name", "@context", "@id", "@value", "@type", "@set", "x:y", f"{CRED}validUntil"]
)
VALUES = st.recursive(
    st.none() | st.sampled_from(["x", f"{OB}Achievement", "https://e.example/Other", 7]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def guises(value: Any) -> bool:
    """The rule, written the slow way."""
    if isinstance(value, list):
        return any(guises(one) for one in value)
    if not isinstance(value, dict):
        return False
    for name, member in value.items():
        typed = name == "@type" and "@value" in value
        if name in KNOWN.meanings or (name in {"@id", "@type", "@set"} and not typed):
            return True
        if name in {"type", "@type"}:
            if any(one in KNOWN.meanings for one in ([member] if isinstance(member, str) else [])):
                return True
            if isinstance(member, list) and any(
                isinstance(one, str) and one in KNOWN.meanings for one in member
            ):
                return True
        elif name != "@context" and guises(member):
            return True
    return False


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_law_the_quick_look_overlooks_no_guise(document: dict[str, Any]) -> None:
    try:
        names.check_guises(document, KNOWN)
    except names.GuiseError:
        assert guises(document)
    else:
        assert not guises(document)
