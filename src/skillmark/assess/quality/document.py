"""A quality report as plain JSON, and read back.

The JSON holds every figure with its codes and, beside them, its words in every language we
have: programs read the codes, people the words. What is read back are the codes alone. Its
form is `quality-report.schema.json`; `version` is raised when a reader must change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final

from skillmark.assess.quality.figure import (
    Column,
    Figure,
    Grid,
    Part,
    QualityReport,
    Signature,
    State,
    Unit,
)
from skillmark.assess.quality.wording import Wording
from skillmark.assess.quality.words import LANGUAGES
from skillmark.nouns.credibility import FieldData, Interval
from skillmark.nouns.errors import InputError, UnreadableError

KIND: Final = "skillmark.quality-report"
VERSION: Final = 1

Json = dict[str, Any]


@cache
def schema() -> Json:
    """Return the JSON Schema of a report."""
    source = resources.files("skillmark.assess.quality") / "quality-report.schema.json"
    found: Json = json.loads(source.read_text(encoding="utf-8"))
    return found


def as_json(report: QualityReport) -> Json:
    """Return the report as JSON objects, with its words in every language."""
    tongues = {language: Wording(language) for language in LANGUAGES}
    return {
        "kind": KIND,
        "version": VERSION,
        "test": report.test,
        "title": dict(report.title),
        "test_version": report.version,
        "organisation": report.organisation,
        "made_on": report.made_on.isoformat(),
        "field_data": report.field_data.value,
        "no_field_data": not report.has_field_data,
        "notice": {language: one.notice(report) for language, one in tongues.items()},
        "headline": {language: one.headline(report) for language, one in tongues.items()},
        "persons": report.persons,
        "parts": [_part(part, tongues) for part in report.parts],
        "digest": report.digest,
        "seed": report.seed,
        "statistics": report.statistics,
        "names": {skill: dict(own) for skill, own in report.names.items()},
        "signatures": [
            {
                "act": one.act,
                "name": one.name,
                "role": one.role,
                "on": one.on.isoformat(),
                "remark": one.remark,
            }
            for one in report.signatures
        ],
    }


def _part(part: Part, tongues: Mapping[str, Wording]) -> Json:
    return {
        "id": part.id,
        "title": {language: one.own.part[part.id][0] for language, one in tongues.items()},
        "figures": [_figure(figure, tongues) for figure in part.figures],
        "grids": [
            {
                "id": grid.id,
                "facts": dict(grid.facts),
                "columns": [
                    {"id": column.id, "unit": column.unit.value, "cells": list(column.cells)}
                    for column in grid.columns
                ],
            }
            for grid in part.grids
        ],
        "notes": [
            {
                "code": code,
                "facts": dict(facts),
                "words": {language: one.note(code, facts) for language, one in tongues.items()},
            }
            for code, facts in part.notes
        ],
    }


def _figure(figure: Figure, tongues: Mapping[str, Wording]) -> Json:
    interval = figure.interval
    return {
        "id": figure.id,
        "state": figure.state.value,
        "unit": figure.unit.value,
        "value": figure.value,
        "interval": None
        if interval is None
        else {"low": interval.low, "high": interval.high, "confidence": interval.confidence},
        "said": figure.said,
        "why": figure.why,
        "facts": dict(figure.facts),
        "words": {
            language: {
                "name": one.name(figure),
                "value": one.value(figure),
                "interval": one.interval(figure),
                "meaning": one.meaning(figure),
                "good": one.bar(figure),
                "source": one.source(figure),
            }
            for language, one in tongues.items()
        },
    }


def from_json(found: Mapping[str, Any]) -> QualityReport:
    """Return the report that `as_json` wrote.

    Raises `UnreadableError` for anything else, and `InputError` for a version to come.
    """
    if found.get("kind") != KIND:
        raise UnreadableError("this is no quality report")
    if found.get("version") != VERSION:
        raise InputError(
            f"a quality report of version {found.get('version')} cannot be read",
            remedy="a newer Skillmark wrote it",
        )
    try:
        return QualityReport(
            test=str(found["test"]),
            title={str(key): str(value) for key, value in found["title"].items()},
            version=str(found["test_version"]),
            organisation=str(found["organisation"]),
            made_on=date.fromisoformat(found["made_on"]),
            field_data=FieldData(found["field_data"]),
            persons=int(found["persons"]),
            parts=tuple(_read_part(one) for one in found["parts"]),
            digest=str(found["digest"]),
            seed=int(found["seed"]),
            statistics=str(found["statistics"]),
            names={skill: dict(own) for skill, own in found["names"].items()},
            signatures=tuple(
                Signature(
                    one["act"],
                    one["name"],
                    one["role"],
                    date.fromisoformat(one["on"]),
                    one["remark"],
                )
                for one in found["signatures"]
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(f"this quality report is incomplete: {error}") from error


def _read_part(found: Mapping[str, Any]) -> Part:
    return Part(
        found["id"],
        tuple(_read_figure(one) for one in found["figures"]),
        tuple(
            Grid(
                one["id"],
                tuple(
                    Column(column["id"], Unit(column["unit"]), tuple(column["cells"]))
                    for column in one["columns"]
                ),
                one["facts"],
            )
            for one in found["grids"]
        ),
        tuple((one["code"], one["facts"]) for one in found["notes"]),
    )


def _read_figure(found: Mapping[str, Any]) -> Figure:
    span, value = found["interval"], found["value"]
    return Figure(
        found["id"],
        State(found["state"]),
        Unit(found["unit"]),
        value,
        None if span is None else Interval(value, span["low"], span["high"], span["confidence"]),
        found["said"],
        found["why"],
        found["facts"],
    )
