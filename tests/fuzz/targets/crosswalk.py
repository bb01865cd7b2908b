"""Crosswalks, CSV and SSSOM: what is read has confidences from 0 to 1 and comes back equal."""

from __future__ import annotations

from skillmark.nouns.errors import SkillmarkError
from skillmark.skills.crosswalks import table

from ..bench import refused


def check(data: bytes) -> None:
    try:
        found = table.read(data)
    except SkillmarkError as error:
        refused(error)
        return
    assert all(0 <= link.confidence <= 1 for link in found.links)
    assert all(link.source and link.target for link in found.links)
    if found.links or found.without:
        again = table.read(table.write(found, "csv"))
        assert {(one.source, one.match) for one in again.links} == {
            (one.source, one.match) for one in found.links
        }
    assert found.inverse().inverse().links == found.links
