"""Statements, their commitments, and receipts that open exactly one of them."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError, SkillmarkError
from skillmark.trust import jcs
from skillmark.trust.keys import SigningKey
from skillmark.trust.log import notes, statements
from skillmark.trust.log.receipts import Receipt, digest
from skillmark.trust.log.statements import StatementError, seal
from skillmark.trust.log.tree import Tree

from .conftest import NOW
from .test_log_tree import ORIGIN, Memory, entries

BADGE = b'{"id":"urn:uuid:1"}'
SALT = bytes(range(16))
AWARD = {
    "kind": "award",
    "id": "urn:uuid:1",
    "digest": digest(BADGE),
    "key": "did:key:z6Mk#z6Mk",
    "at": "2026-05-31T12:00:00Z",
}
STATUS = {"kind": "status", "id": "urn:uuid:1", "status": "revoked", "at": "2026-05-31T12:00:00Z"}
KEY = {
    "kind": "key",
    "key": "did:key:z6Mk#z6Mk",
    "event": "compromised",
    "at": "2026-05-31T12:00:00Z",
}


@pytest.mark.parametrize("statement", [AWARD, AWARD | {"replaces": "urn:uuid:0"}, STATUS, KEY])
def test_an_entry_is_the_salted_commitment(statement: dict[str, str]) -> None:
    sealed = seal(statement, SALT)
    assert sealed.entry == hmac.new(SALT, jcs.canonicalize(statement), hashlib.sha256).digest()
    assert statements.opens(sealed.entry, statement, SALT)
    assert not statements.opens(sealed.entry, statement, bytes(16))
    assert not statements.opens(sealed.entry, statement | {"at": "2026-05-31T12:00:01Z"}, SALT)
    assert statements.read(json.dumps(statement)) == statement


texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)


@settings(deadline=None)
@given(texts, texts, st.one_of(st.none(), texts))
def test_it_is_canonical_json_that_is_committed_to(id_: str, key: str, old: str | None) -> None:
    statement = AWARD | {"id": id_, "key": key} | ({"replaces": old} if old else {})
    expected = hmac.new(SALT, jcs.canonicalize(statement), hashlib.sha256).digest()
    assert seal(statement, SALT).entry == expected
    backwards = dict(reversed(statement.items()))
    assert seal(backwards, SALT).entry == expected


@pytest.mark.parametrize(
    ("statement", "change", "said"),
    [
        (AWARD, {"name": "Ada"}, "unknown member 'name'"),
        (AWARD, {"kind": "grade"}, "no statement of kind"),
        (AWARD, {"kind": None}, "no statement of kind"),
        (AWARD, {"id": None}, "'id' is missing"),
        (AWARD, {"id": ""}, "award/id"),
        (AWARD, {"id": 5}, "award/id"),
        (AWARD, {"id": "x" * 5000}, "award/id"),
        (AWARD, {"digest": digest(BADGE).upper()}, "award/digest"),
        (AWARD, {"digest": "sha256:00"}, "award/digest"),
        (AWARD, {"at": "yesterday"}, "award/at"),
        (AWARD, {"at": "2026-05-31T12:00:00+02:00"}, "award/at"),
        (AWARD, {"status": "active"}, "unknown member 'status'"),
        (STATUS, {"replaces": "urn:uuid:0"}, "unknown member 'replaces'"),
        (STATUS, {"status": "withdrawn"}, "status/status"),
        (KEY, {"event": "lost"}, "key/event"),
        (AWARD, {"id": "\ud800"}, "cannot be written as JSON"),
    ],
)
def test_what_is_no_statement_is_not_sealed(
    statement: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    wrong = {name: value for name, value in (statement | change).items() if value is not None}
    with pytest.raises(StatementError, match=said):
        seal(wrong, SALT)


def test_a_salt_is_as_long_as_it_is() -> None:
    with pytest.raises(StatementError):
        seal(AWARD, b"short")


# Receipts.


@pytest.fixture
def receipt(key: SigningKey) -> Receipt:
    """A receipt of the 300th of 700 entries."""
    sealed = seal(AWARD, SALT)
    written = entries(700)
    written[299] = sealed.entry
    tree = Tree(Memory(), 0)
    tree.append(written)
    note = notes.checkpoint(ORIGIN, 700, tree.root(), key, now=NOW)
    return Receipt.of(sealed, 299, tree.prove(299, 700), note)


def test_a_receipt_holds_and_fits_its_credential(receipt: Receipt) -> None:
    assert receipt.holds()
    assert receipt.fits(BADGE)
    assert not receipt.fits(BADGE + b" ")
    assert receipt.origin == ORIGIN
    assert receipt.head.size == 700


def test_a_receipt_is_read_back(receipt: Receipt) -> None:
    value = receipt.to_json()
    assert Receipt.from_json(value) == receipt
    assert Receipt.from_json(json.dumps(value)) == receipt
    assert Receipt.from_json(json.dumps(value).encode()).to_json() == value
    assert value["origin"] == ORIGIN


def test_whoever_changes_a_receipt_is_found_out(receipt: Receipt, key: SigningKey) -> None:
    value = receipt.to_json()
    other = notes.checkpoint(ORIGIN, 700, bytes(32), key).decode()
    for change in (
        {"index": 298},
        {"index": 700},
        {"salt": "A" * 22 + "=="},
        {"statement": AWARD | {"id": "urn:uuid:2"}},
        {"path": value["path"][:-1]},
        {"path": value["path"][::-1]},
        {"checkpoint": other},
    ):
        assert not Receipt.from_json(value | change).holds(), change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "other"}, "no receipt"),
        ({"version": 2}, "no receipt"),
        ({"more": 1}, "unknown member 'more'"),
        ({"salt": None}, "no member 'salt'"),
        ({"index": "5"}, "/index"),
        ({"index": True}, "/index"),
        ({"index": -1}, "/index"),
        ({"index": 2**63}, "/index"),
        ({"salt": "AAAA"}, "/salt"),
        ({"salt": 5}, "/salt"),
        ({"statement": []}, "/statement"),
        ({"statement": AWARD | {"grade": "A"}}, "unknown member 'grade'"),
        ({"path": {}}, "/path"),
        ({"path": ["AAAA"]}, "/path/0"),
        ({"path": ["A" * 43 + "="] * 65}, "/path"),
        ({"checkpoint": 5}, "/checkpoint"),
        ({"checkpoint": "nothing"}, "note"),
        ({"checkpoint": "\ud800"}, "/checkpoint"),
        ({"origin": "example.org/other"}, "another log"),
    ],
)
def test_what_is_no_receipt(receipt: Receipt, change: dict[str, Any], said: str) -> None:
    value = copy.deepcopy(receipt.to_json()) | change
    with pytest.raises(SkillmarkError, match=said):
        Receipt.from_json({name: one for name, one in value.items() if one is not None})


def test_bytes_that_are_no_receipt() -> None:
    for data in (b"", b"[]", b'{"format":1,"format":1}', BADGE):
        with pytest.raises(InputError):
            Receipt.from_json(data)
