"""The schema check: it answers for any object, in words of bounded length."""

from __future__ import annotations

from skillmark.badges import schema
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson

from ..bench import signed, words_of
from ..mutate import of_json

mutate = of_json(*words_of(signed("eddsa-jcs-2022")), "endorsement", "Address", "resultType")
LONGEST = 16_000
REQUIRED = ("@context", "type", "credentialSubject", "issuer", "validFrom")


def check(data: bytes) -> None:
    try:
        credential = strictjson.parse(data)
    except SkillmarkError:
        return
    found = schema.errors(credential)
    assert found == schema.errors(credential)
    assert len(found) <= 5
    assert all(line.startswith("/") and len(line) < 20_000 for line in found)
    schema.applies(credential)
    if not found:
        assert all(name in credential for name in REQUIRED)
        subject = credential["credentialSubject"]
        assert isinstance(subject, dict)
        assert isinstance(subject["achievement"], dict)
        assert subject["achievement"]["criteria"] is not None
    for kind in ("Achievement", "Profile"):
        schema.errors(credential, kind=kind)
