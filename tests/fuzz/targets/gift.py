"""GIFT: every question is an item that scores, or is named; none is harmed by TOML."""

from __future__ import annotations

from skillmark.assess.exchange import Defaults
from skillmark.assess.exchange.formats import Format, read_as
from skillmark.assess.exchange.toml_out import write_toml
from skillmark.assess.reading import read_test
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

CALLS = 300_000
CALLS_PER_BYTE = 1500


def check(data: bytes) -> None:
    try:
        found = read_as(Format.GIFT, data, name="q.gift", defaults=Defaults(skill="urn:s"))
    except SkillmarkError as error:
        refused(error)
        return
    for item in found.test.items:
        right = item.interaction.right()
        assert right is None or item.interaction.share(right) > 1 - 1e-6
    assert read_test(write_toml(found.test)) == found.test
