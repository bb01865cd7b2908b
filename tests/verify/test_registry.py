"""Lists of known issuers: what is read, and what is refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillmark.nouns.errors import InputError
from skillmark.verify.registry import KnownIssuer, Registry

ENTRY = {
    "id": "did:web:academy.example",
    "name": "Akademie",
    "known_by": "Akkreditierungsrat",
    "keys": ["z6MkA", "z6MkB"],
}


def data(*entries: Any) -> bytes:
    return json.dumps({"issuers": list(entries)}).encode()


def test_an_entry_is_read_and_found_by_its_exact_id() -> None:
    registry = Registry.read(data(ENTRY, {"id": "https://a.example"}))
    assert registry.get("did:web:academy.example") == KnownIssuer(
        "did:web:academy.example", "Akademie", "Akkreditierungsrat", ("z6MkA", "z6MkB")
    )
    assert registry.get("https://a.example") == KnownIssuer("https://a.example", "", "", ())
    assert registry.get("https://a.example/") is None
    assert Registry.of(registry.issuers.values()) == registry
    assert Registry.read(data()).issuers == {}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("did:web:a.example", "object"),
        ({"id": "a", "url": "b"}, "'url'"),
        ({"id": 5}, "id is not a text"),
        ({"id": "a", "name": None}, "name is not a text"),
        ({"name": "a"}, "needs an id"),
        ({"id": ""}, "needs an id"),
        ({"id": "a", "keys": "z6Mk"}, "keys are a list"),
        ({"id": "a", "keys": None}, "keys are a list"),
    ],
)
def test_a_wrong_entry_is_named_by_its_place(entry: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        Registry.read(data(ENTRY, entry), where="known.json")
    assert refused.value.where == "known.json: /issuers/1"


def test_a_mistyped_member_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError) as refused:
        Registry.read(data({"id": "a", "knownby": "b"}))
    assert all(name in refused.value.remedy for name in ENTRY)


@pytest.mark.parametrize("text", ['{"issuers":{}}', '{"issuer":[]}', '{"issuers":[],"x":1}', "{}"])
def test_another_shape_is_told_with_the_right_one(text: str) -> None:
    with pytest.raises(InputError) as refused:
        Registry.read(text.encode(), where="known.json")
    assert refused.value.where == "known.json"
    assert json.loads(refused.value.remedy)["issuers"][0].keys() == {"id", "name", "known_by"}


def test_what_is_not_json_is_told_with_the_file() -> None:
    with pytest.raises(InputError) as refused:
        Registry.read(b"[", where="known.json")
    assert "known.json" in refused.value.where
