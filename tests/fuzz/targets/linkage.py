"""DID Configurations: a domain is linked to a DID by a credential of that DID and origin alone."""

from __future__ import annotations

import json
from datetime import timedelta

from skillmark.award import linking
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import jose, strictjson
from skillmark.verify.domain_linkage import PATH
from skillmark.verify.verify import Verifier

from ..bench import KEY, NOW, Web, words_of
from ..mutate import of_json

ORIGIN = "https://academy.example"
LINKED = linking.signed(
    KEY.controller, ORIGIN, KEY, since=NOW - timedelta(days=1), until=NOW + timedelta(days=9)
)
mutate = of_json(
    *words_of(LINKED[0]),
    *("@context", "linked_dids", "origin", "https://evil.example", str(LINKED[1])),
)
CALLS = 200_000


def check(data: bytes) -> None:
    web = Web({ORIGIN + PATH: data})
    verifier = Verifier(now=NOW, fetch=web)
    found = verifier._linkage.look(ORIGIN, (KEY.controller,))
    assert found.detail
    if found.linked is None:
        return
    value = strictjson.parse(data)
    assert set(value) == {"@context", "linked_dids"}
    if found.linked:
        subjects = [_subject(entry) for entry in value["linked_dids"]]
        own = [one for one in subjects if one.get("id") == KEY.controller]
        assert any(str(one.get("origin")).rstrip("/").endswith("academy.example") for one in own)


def _subject(entry: object) -> dict[str, object]:
    try:
        said = jose.read(entry).payload["vc"] if isinstance(entry, str) else entry
    except (SkillmarkError, KeyError):
        return {}
    subject = said.get("credentialSubject") if isinstance(said, dict) else None
    return subject if isinstance(subject, dict) else {}


def seed() -> bytes:
    """Return the first input: what a site publishes."""
    return json.dumps(linking.resource(LINKED)).encode()
