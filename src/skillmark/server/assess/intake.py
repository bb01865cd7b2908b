"""Tests that come in as files, in the formats that people have."""

from __future__ import annotations

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults, Format, Imported
from skillmark.assess.reading import read_test
from skillmark.skills.starter import uri


def read(data: bytes, *, name: str, skill: str, level: int) -> Imported:
    """Return the test in a file, with its pictures and what could not be read of it.

    `skill` (address or short name) and `level` go to questions that name none. Raises
    `InputError` for what cannot be read.
    """
    if exchange.recognise(data, name=name) is Format.TOML:
        return Imported(read_test(data.decode("utf-8"), where=name, skill_uri=uri), {})
    defaults = Defaults(skill=uri(skill) if skill else "", level=level)
    return exchange.read(data, name=name, defaults=defaults)
