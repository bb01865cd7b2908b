"""Whatever stands in a credential, the verifier answers; and a changed one never passes."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillmark.award import credential as signing
from skillmark.award.credential import Signed
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, unsigned

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["urn:x:1", "did:key:z6Mk", "Achievement", "2026-01-01T00:00:00Z", "@id"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.text(max_size=6) | st.sampled_from(["id", "type", "@context", "@type", "name"]),
        inner,
        max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip


@pytest.fixture(scope="module", params=["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def signed(request: pytest.FixtureRequest) -> Signed:
    key = SigningKey.generate(Algorithm.ED25519)
    body = unsigned(
        key.controller,
        evidence=[{"type": ["Evidence"], "name": "E", "narrative": "N"}],
        credentialSchema=[{"id": "urn:x:s", "type": "1EdTechJsonSchemaValidator2019"}],
        validUntil="2027-01-01T00:00:00Z",
    )
    return signing.sign(body, key, form=str(request.param), now=NOW)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in items:
        if isinstance(member, dict | list):
            found += places(member, (*path, key))
        else:
            found.append((*path, key))
    return found


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_one_member_replaced_by_anything(signed: Signed, data: st.DataObject) -> None:
    value = copy.deepcopy(signed.credential)
    *path, last = data.draw(st.sampled_from(places(value)))
    target: Any = value
    for step in path:
        target = target[step]
    new = data.draw(anything)
    same = target[last] == new
    target[last] = new
    report = verify_bytes(json.dumps(value).encode(), now=NOW, holder="did:example:ada")
    json.dumps(report.to_json())
    # one value may stand without its array: JSON-LD signs both the same way
    if not same and report.verdict == "valid":
        assert equal_as_sets(value, signed.credential), (path, last, new)


@given(anything, anything)
@settings(max_examples=150, deadline=None)
def test_anything_at_all(subject: object, rest: object) -> None:
    value = {
        "@context": rest,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": subject,
        "credentialSubject": subject,
        "credentialStatus": rest,
        "evidence": subject,
        "proof": rest,
        "validFrom": rest,
    }
    report = verify_bytes(json.dumps(value).encode(), now=NOW, holder="a@b.example")
    assert report.verdict != "valid"
    json.dumps(report.to_json())


def equal_as_sets(one: Any, other: Any) -> bool:
    """Compare JSON where a single value may stand for the array of it."""
    if isinstance(one, list) or isinstance(other, list):
        ones = one if isinstance(one, list) else [one]
        others = other if isinstance(other, list) else [other]
        return len(ones) == len(others) and all(map(equal_as_sets, ones, others))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal_as_sets(one[k], other[k]) for k in one)
    return bool(one == other)
