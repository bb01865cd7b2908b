"""Any bytes as a badge: what is read was in them, and reading it again says the same."""

from __future__ import annotations

from skillmark.badges import reading
from skillmark.badges.reading import Format
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson

from ..bench import refused, signed, words_of
from ..mutate import of_json

mutate = of_json(
    *words_of(signed("eddsa-jcs-2022")),
    *("EnvelopedVerifiableCredential", "data:application/vc+jwt,e30.e30.", "badge", "recipient"),
)


def check(data: bytes) -> None:
    try:
        wrapped = reading.read(data)
    except SkillmarkError as error:
        refused(error)
        return
    assert isinstance(wrapped.credential, dict)
    if wrapped.token:
        assert wrapped.raw.count(".") >= 2
        assert wrapped.format is not Format.JSON
    else:
        assert strictjson.parse(wrapped.raw) == wrapped.credential
    again = reading.read(wrapped.raw.encode())
    assert (again.credential, again.raw, again.token) == (
        wrapped.credential, wrapped.raw, wrapped.token,
    )  # fmt: skip
