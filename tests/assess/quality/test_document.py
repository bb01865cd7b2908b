"""The report as JSON: by its schema, and read back as it was."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

import jsonschema_rs
import pytest

from skillmark.assess.quality.document import as_json, from_json, schema
from skillmark.assess.quality.report import report, without_items
from skillmark.nouns.credibility import FieldData
from skillmark.nouns.errors import InputError, UnreadableError

from .conftest import draw
from .test_report import HOSTILE

DAY = date(2026, 6, 7)


@cache
def written(field_data=FieldData.SIMULATED):
    own = draw(300, 20, groups=("en", "de"), field_data=field_data)
    return as_json(report(own, made_on=DAY))


def errors(value):
    validator = jsonschema_rs.validator_for(schema(), validate_formats=True)
    return [f"{one.instance_path}: {one.message}" for one in validator.iter_errors(value)]


def through_text(value):
    return json.loads(json.dumps(value, allow_nan=False))


def test_it_follows_its_schema():
    assert errors(through_text(written())) == []


@pytest.mark.parametrize("name", ["three people", "nobody", "perfect scores", "signed points"])
def test_reports_of_data_that_say_little_follow_it_too(name):
    found = through_text(as_json(report(HOSTILE[name], made_on=DAY)))
    assert errors(found) == []
    assert as_json(from_json(found)) == found


def test_it_comes_back_whole():
    found = through_text(written())
    assert as_json(from_json(found)) == found


@pytest.mark.parametrize(
    ("field_data", "flag"), [(FieldData.REAL, False), (FieldData.SIMULATED, True)]
)
def test_no_field_data_is_a_field(field_data, flag):
    found = through_text(written(field_data))
    assert found["no_field_data"] is flag
    found["no_field_data"] = not flag
    assert errors(found)


def test_a_public_one_is_read_as_well():
    bare = without_items(from_json(through_text(written())))
    assert errors(through_text(as_json(bare))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"made_on": "yesterday"},
        {"field_data": "perhaps"},
        {"parts": [7]},
        {"title": None},
        {"kind": "something"},
    ],
)
def test_what_is_no_report_is_refused(wrong):
    with pytest.raises(UnreadableError):
        from_json(written() | wrong)


@pytest.mark.parametrize("kind", [{}, {"kind": "skillmark.quality-report", "version": 1}])
def test_what_says_nothing_is_refused(kind):
    with pytest.raises(UnreadableError):
        from_json(kind)


def test_a_version_to_come_is_refused_by_name():
    with pytest.raises(InputError, match="version 2"):
        from_json(written() | {"version": 2})
