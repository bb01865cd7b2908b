"""Entries in status lists: a bit that is set is never taken for one that is not."""

from __future__ import annotations

import base64
import zlib
from typing import Any

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import status as lists
from skillmark.trust import strictjson
from skillmark.trust.outcome import Status

from ..bench import LIST, NOW, status_list, words_of
from ..mutate import of_json

mutate = of_json(
    *words_of(lists.entry(LIST, "revocation", 7)),
    *(word for word in words_of(status_list()) if len(word) < 100),
    *("entry", "list", "suspension", "message", "ttl", "statusSize", "validUntil"),
)


def check(data: bytes) -> None:
    try:
        given = strictjson.parse(data)
    except SkillmarkError:
        return
    entry: Any = given.get("entry")
    listed: Any = given.get("list")
    if not isinstance(entry, dict) or not isinstance(listed, dict):
        return
    for now in (None, NOW):
        outcome = lists.look_up(entry, listed, now=now, fetched=NOW)
        assert outcome.status in (Status.PASS, Status.FAIL, Status.UNKNOWN)
        if outcome.code in {"ok", "revoked", "suspended"}:
            encoded = listed["credentialSubject"]["encodedList"][1:]
            packed = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
            bits, index = zlib.decompress(packed, wbits=31), int(entry["statusListIndex"])
            assert (outcome.code == "ok") == (not bits[index // 8] >> (7 - index % 8) & 1)
            assert (outcome.status is Status.PASS) == (outcome.code == "ok")
