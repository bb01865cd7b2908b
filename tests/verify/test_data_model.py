"""What the Data Model demands of every credential: each demand with the section that makes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.trust import integrity
from skillmark.trust.keys import SigningKey
from skillmark.verify import data_model
from skillmark.verify.checks import Name
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, unsigned

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"


def credential(**changes: Any) -> dict[str, Any]:
    made = {
        "@context": [V2],
        "id": "urn:uuid:5a3a9fd7-2c80-4a1e-8a62-7a0c5f3a9e10",
        "type": ["VerifiableCredential"],
        "issuer": "https://issuer.example/",
        "credentialSubject": {"id": "did:example:ada"},
        **changes,
    }
    return {name: value for name, value in made.items() if value != "absent"}


TYPED = {"type": "https://example.org/#Kind"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"id": "absent"},
        {"id": "did:example:credential"},
        {"@context": V2},
        {"type": ["https://example.org/#A", "VerifiableCredential"]},
        {"issuer": {"id": "did:web:issuer.example", "name": "Issuer"}},
        {"credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}]},
        {"credentialSubject": {"name": "nobody in particular"}},
        {"name": "Name", "description": {"@value": "وصف", "@language": "ar", "@direction": "rtl"}},
        {"name": [{"@value": "Dog", "@language": "en"}, {"@value": "Hund", "@language": "de"}]},
        {"credentialStatus": TYPED},
        {"credentialStatus": [{**TYPED, "id": "did:example:s#1"}, TYPED]},
        {"credentialSchema": {**TYPED, "id": "https://example.org/schema.json"}},
        {"termsOfUse": TYPED, "evidence": [TYPED, TYPED], "refreshService": TYPED},
        {"relatedResource": {"id": "https://example.org/a.png", "digestSRI": "sha384-AAAA"}},
        {"@context": [V1], "issuanceDate": "2024-01-01T00:00:00Z"},
    ],
)
def test_what_the_data_model_allows(changes: dict[str, Any]) -> None:
    assert data_model.problems(credential(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        # 4.3 contexts
        ({"@context": "absent"}, "@context"),
        ({"@context": []}, "@context"),
        ({"@context": ["https://example.org/context", V2]}, "first @context"),
        ({"@context": [{"a": "https://example.org/#a"}, V2]}, "first @context"),
        ({"@context": [V1]}, "issuanceDate"),
        # 4.4 identifiers
        ({"id": None}, "id"),
        ({"id": "not a url"}, "id"),
        ({"id": "https ://broken.example/1"}, "id"),
        ({"id": ["https://a.example/1", "https://a.example/2"]}, "id"),
        ({"credentialSubject": {"id": ["did:example:a", "did:example:b"]}}, "id"),
        # 4.5 types
        ({"type": "absent"}, "type"),
        ({"type": []}, "type"),
        ({"type": ["Other"]}, "type"),
        ({"type": ["VerifiableCredential", 7]}, "types"),
        # 4.6 names and descriptions
        ({"name": {"@value": "x", "extra": "y"}}, "name"),
        ({"description": 7}, "description"),
        ({"issuer": {"id": "did:example:i", "name": {"@value": 1}}}, "issuer's name"),
        # 4.7 issuer
        ({"issuer": "absent"}, "issuer"),
        ({"issuer": None}, "issuer"),
        ({"issuer": "somebody"}, "issuer"),
        ({"issuer": {"id": "somebody"}}, "issuer"),
        ({"issuer": {"name": "no id"}}, "issuer"),
        # 4.8 credential subject
        ({"credentialSubject": "absent"}, "credentialSubject"),
        ({"credentialSubject": []}, "credentialSubject"),
        ({"credentialSubject": {}}, "claim"),
        ({"credentialSubject": [{"id": "did:example:a"}, {}]}, "claim"),
        ({"credentialSubject": "did:example:a"}, "claim"),
        # 4.10, 4.11, 5.4, 5.5, 5.6: each says its type
        *(
            ({member: wrong}, f"{member} {problem}")
            for member in ("credentialStatus", "termsOfUse", "evidence", "refreshService")
            for wrong, problem in (
                ({"id": "did:example:x"}, "has no type"),
                ({"type": 2}, "has no type"),
                ([TYPED, {}], "has no type"),
                ("https://example.org/", "is no object"),
            )
        ),
        ({"credentialStatus": {**TYPED, "id": "https ://x"}}, "credentialStatus"),
        ({"credentialStatus": {**TYPED, "id": ["did:a:1", "did:a:2"]}}, "credentialStatus"),
        ({"credentialSchema": TYPED}, "credentialSchema has no id"),
        ({"credentialSchema": {"id": "https://example.org/s"}}, "credentialSchema has no type"),
        # 5.3 related resources
        ({"relatedResource": ["https://example.org/a"]}, "relatedResource"),
        ({"relatedResource": {"digestSRI": "sha384-AAAA"}}, "relatedResource"),
        ({"relatedResource": {"id": "https://example.org/a"}}, "no digest"),
        ({"relatedResource": [{"id": "urn:a", "digestSRI": "sha256-A"}] * 2}, "twice"),
    ],
)
def test_what_the_data_model_forbids(changes: dict[str, Any], word: str) -> None:
    found = data_model.problems(credential(**changes))
    assert any(word in problem for problem in found), found


def test_the_report_fails_for_it_whatever_kind_of_credential_it_is(
    keys: dict[str, SigningKey],
) -> None:
    key = keys["ed25519"]
    for body in (credential(issuer=key.controller), unsigned(key.controller)):
        body["termsOfUse"] = {"id": "https://example.org/terms"}
        signed = integrity.secure(body, key, cryptosuite="eddsa-jcs-2022", created=NOW)
        report = verify_bytes(json.dumps(signed).encode(), now=NOW)
        check = report.check(Name.WELL_FORMED)
        assert check is not None
        assert (report.verdict, check.status) == ("invalid", "fail")
        assert "termsOfUse has no type" in check.detail


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(credential(credentialStatus=TYPED))), JSON))
def test_law_whatever_stands_there_is_answered_and_never_raises(changes: dict[str, Any]) -> None:
    found = data_model.problems(credential(**changes))
    assert all(isinstance(problem, str) for problem in found)
    data_model.presentation_problems(changes)
