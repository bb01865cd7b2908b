"""Survey exports and questionnaires: rows have their columns, nobody is named, JSON comes back."""

from __future__ import annotations

from skillmark.measure.surveys.exports import export_of
from skillmark.measure.surveys.hints import CODES, hints
from skillmark.measure.surveys.instruments import Instrument
from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.objects import parse

from ..bench import refused


def check(data: bytes) -> None:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    try:
        found = export_of(words, name="export.csv")
    except SkillmarkError as error:
        refused(error)
    else:
        assert len(set(found.columns)) == len(found.columns)
        assert found.rows
        assert all(set(row.cells) >= set(found.columns) for row in found.rows)
        assert 0 <= found.unfinished <= len(found.rows)
        assert set(found.labels) <= set(found.columns)
        if found.tool:
            assert all(set(row.cells) == set(found.columns) for row in found.rows)
            assert not set(found.columns) & set(found.left_out)
            assert not {"email", "name", "ip address"} & {c.casefold() for c in found.columns}
    for language in ("en", "de"):
        for hint in hints(words[:400], language):
            assert hint.code in CODES
            assert hint.message
    try:
        instrument = Instrument.of(parse(words, where="instrument"))
    except SkillmarkError as error:
        refused(error)
        return
    assert Instrument.of(instrument.as_json()) == instrument
    assert all(one.text["en"] and one.text["de"] for one in instrument.questions)
