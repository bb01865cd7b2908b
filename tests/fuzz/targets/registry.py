"""Lists of known issuers: every entry is there as it stands, or the file is refused by name."""

from __future__ import annotations

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson
from skillmark.verify.registry import MEMBERS, Registry

from ..bench import refused
from ..mutate import of_json

mutate = of_json("issuers", *MEMBERS, "did:key:z6Mk")


def check(data: bytes) -> None:
    try:
        found = Registry.read(data)
    except SkillmarkError as error:
        refused(error)
        return
    listed = strictjson.parse(data)["issuers"]
    assert set(found.issuers) == {entry["id"] for entry in listed}
    assert len(found.issuers) == len(listed), "of two entries for one issuer, one was dropped"
    for entry in listed:
        known = found.get(entry["id"])
        assert known is not None
        assert known.name == entry.get("name", "")
        assert all(isinstance(key, str) and key for key in known.keys)
