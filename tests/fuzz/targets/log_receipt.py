"""Receipts of a log: one holds only for the entry, the place and the log that it was made for."""

from __future__ import annotations

import json
from typing import Any

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import jcs, strictjson
from skillmark.trust.log import merkle, notes
from skillmark.trust.log.notes import VerifierKey
from skillmark.trust.log.receipts import Receipt, digest
from skillmark.trust.log.statements import commitment, seal
from skillmark.trust.outcome import Status
from skillmark.verify.logged import Asking, look

from ..bench import KEY, NOW, refused
from ..mutate import of_json

ORIGIN = "academy.example/log"
BADGE = b'{"id":"urn:x:1"}'
STATEMENT = {
    "kind": "award",
    "id": "urn:x:1",
    "digest": digest(BADGE),
    "key": "did:key:z6Mk#z6Mk",
    "at": "2026-06-01T12:00:00Z",
}


def made() -> Receipt:
    """The third of five entries."""
    sealed = seal(STATEMENT, bytes(16))
    leaves = [merkle.leaf(bytes([n]) * 32) for n in range(5)]
    leaves[2] = merkle.leaf(sealed.entry)
    row = b"".join(leaves)
    parts = [row[32 * start : 32 * end] for start, end in merkle.inclusion(2, 5)]
    note = notes.checkpoint(ORIGIN, 5, merkle.root(row), KEY, now=NOW)
    return Receipt.of(sealed, 2, [merkle.root(part) for part in parts], note)


GOOD = made()
ASKING = Asking(VerifierKey.of(KEY, ORIGIN))
LONGEST = 8192
mutate = of_json(
    *GOOD.to_json(),
    *STATEMENT,
    *STATEMENT.values(),
    *GOOD.to_json()["path"],
    *("status", "revoked", "suspended", "active", "event", "introduced", "replaces"),
)


def check(data: bytes) -> None:
    try:
        receipt = Receipt.from_json(data)
    except SkillmarkError as error:
        refused(error)
        assert look(data, [BADGE], {}, asking=ASKING).status is Status.FAIL
        return
    value: Any = strictjson.parse(data)
    assert receipt.to_json() == value, "a receipt that would be written down otherwise"
    assert Receipt.from_json(json.dumps(receipt.to_json())) == receipt
    # what is committed to is the statement, all of it, in its one form
    assert jcs.canonicalize(receipt.statement) == jcs.canonicalize(value["statement"])
    assert commitment(receipt.statement, receipt.salt)
    found = look(receipt, [BADGE], {}, asking=ASKING)
    json.dumps(found.to_json())
    # the log signed once, and this badge stands in it once
    true = (receipt.index, receipt.salt, receipt.statement, receipt.path)
    if found.status is Status.PASS:
        assert true == (GOOD.index, GOOD.salt, GOOD.statement, GOOD.path)
        assert receipt.head.note.text == GOOD.head.note.text
    if receipt == GOOD:
        assert found.status is Status.PASS
