"""RDF literals: what canonical N-Quads and the JSON-LD API say they look like."""

from __future__ import annotations

import math
from typing import Any

import pytest

from skillmark.trust import literals
from skillmark.trust.literals import DataLossError, Place
from skillmark.trust.strictjson import DEEPEST

ROOT = Place("", 0)
XSD = "http://www.w3.org/2001/XMLSchema#"


def test_places_are_json_pointers() -> None:
    # RFC 6901, section 5
    assert ROOT.down("a/b").down("m~n").down(0) == ("/a~1b/m~0n/0", 3)
    assert ROOT.down("~1") == ("/~01", 1)


def test_a_place_is_no_deeper_than_what_is_read() -> None:
    place = ROOT
    for _ in range(DEEPEST):
        place = place.down("a")
    with pytest.raises(DataLossError) as refused:
        place.down("a")
    assert refused.value.code == "too_deep"


def test_a_loss_names_its_place() -> None:
    lost = ROOT.loss("it is lost", "keep it")
    assert (lost.where, lost.cause, lost.remedy, lost.code) == (
        "/",
        "it is lost",
        "keep it",
        "data_loss",
    )
    assert ROOT.down("a").loss("it is lost").where == "/a"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # RDFC-1.0, section 5.2: short escapes, \u for the other controls and DEL, all else as it is
        ("\b\t\n\f\r\"\\", r"\b\t\n\f\r\"\\"),
        ("\x00\x1f\x7f", r"\u0000\u001F\u007F"),
        ("\x80\u2028\U0001f600'é", "\x80\u2028\U0001f600'é"),
    ],
)  # fmt: skip
def test_canonical_escapes(value: str, written: str) -> None:
    assert literals.literal(value) == f'"{written}"'
    assert literals.typed(value, None, ROOT) == f'"{written}"'


def test_the_datatype_of_a_string_is_left_out_and_others_are_not() -> None:
    assert literals.literal("a", f"{XSD}string") == '"a"'
    assert literals.literal("a", f"{XSD}anyURI") == f'"a"^^<{XSD}anyURI>'
    assert literals.typed("a", f"{XSD}date", ROOT) == f'"a"^^<{XSD}date>'


@pytest.mark.parametrize(
    ("language", "direction", "written"),
    [
        # JSON-LD 1.1, section 4.2.4.1, the i18n datatype
        ("ar-EG", "rtl", '"a"^^<https://www.w3.org/ns/i18n#ar-eg_rtl>'),
        (None, "ltr", '"a"^^<https://www.w3.org/ns/i18n#_ltr>'),
        ("EN", None, '"a"@en'),
        (None, None, '"a"'),
    ],
)
def test_language_and_direction(language: Any, direction: Any, written: str) -> None:
    assert literals.text("a", language, direction, ROOT) == written


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        *(("not a tag", None), (5, None), ("", None), ("toolonglanguage", None)),
        *(("en", "up"), (None, "")),
    ],
)
def test_what_is_no_language_or_direction_is_refused(language: Any, direction: Any) -> None:
    with pytest.raises(DataLossError):
        literals.text("a", language, direction, ROOT)


@pytest.mark.parametrize(
    ("value", "datatype", "written"),
    [
        # JSON-LD 1.1 API, section 8.2.2: integers as they are, others as canonical doubles
        (5, None, f'"5"^^<{XSD}integer>'),
        (-5.0, None, f'"-5"^^<{XSD}integer>'),
        (5.5, None, f'"5.5E0"^^<{XSD}double>'),
        (0.1, None, f'"1.0E-1"^^<{XSD}double>'),
        (-120.25, None, f'"-1.2025E2"^^<{XSD}double>'),
        (1e21, None, f'"1.0E21"^^<{XSD}double>'),
        (5, f"{XSD}double", f'"5.0E0"^^<{XSD}double>'),
        (5, f"{XSD}decimal", f'"5"^^<{XSD}decimal>'),
        (5.5, f"{XSD}float", f'"5.5E0"^^<{XSD}float>'),
        (2**53 - 1, None, f'"9007199254740991"^^<{XSD}integer>'),
        (True, None, f'"true"^^<{XSD}boolean>'),
        (False, f"{XSD}string", '"false"'),
    ],
)
def test_numbers_and_booleans(value: Any, datatype: str | None, written: str) -> None:
    assert literals.typed(value, datatype, ROOT) == written


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        pytest.param(2**53, None, id="the first whole number that doubles do not tell apart"),
        pytest.param(-(2**53), None, id="the same below zero"),
        pytest.param(2e16, None, id="case 11"),
        pytest.param(0.12345678901234567, None, id="more digits than a canonical double has"),
        pytest.param(math.inf, None, id="no JSON number"),
        pytest.param(math.nan, None, id="no number"),
        pytest.param(None, None, id="nothing"),
        pytest.param("a", "no-iri", id="a datatype that is no IRI"),
        pytest.param("a", "urn:x: y", id="a datatype with a blank"),
    ],
)
def test_what_would_not_survive_is_refused(value: Any, datatype: str | None) -> None:
    with pytest.raises(DataLossError):
        literals.typed(value, datatype, ROOT)
