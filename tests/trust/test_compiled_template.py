"""Templates: what matches is JSON that differs in the holes alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.nouns.errors import InputError
from skillmark.trust import jcs, strictjson
from skillmark.trust.compiled import jcs as sorted_json
from skillmark.trust.compiled import template
from skillmark.trust.compiled.template import Pointer, Template, replaced, spans, strings_of

DOCUMENT = {"a": "one", "b": [{"c": "two", "é": "three"}, 7, True, None], 'z"': "four", "n": 12}
TEXT = json.dumps(DOCUMENT, ensure_ascii=False, separators=(",", ": "))
HOLES: list[Pointer] = [("a",), ("b", 0, "é"), ('z"',)]
STRINGS = st.text(max_size=20).filter(lambda s: not any("\ud800" <= c <= "\udfff" for c in s))


def test_every_string_and_number_is_found_where_it_stands() -> None:
    found = spans(TEXT)
    for at, value in strings_of(DOCUMENT):
        start, stop = found.strings[at]
        assert json.loads(TEXT[start - 1 : stop + 1]) == value
    assert {at: TEXT[slice(*found.integers[at])] for at in found.integers} == {
        ("b", 1): "7", ("n",): "12",
    }  # fmt: skip


@given(strings=st.lists(STRINGS, min_size=3, max_size=3), ascii_only=st.booleans())
def test_what_is_filled_in_comes_out_again(strings: list[str], ascii_only: bool) -> None:
    cut = Template(TEXT, HOLES)
    insides = [json.dumps(s, ensure_ascii=ascii_only)[1:-1].encode() for s in strings]
    text = cut.fill(insides)
    expected = replaced(DOCUMENT, dict(zip(cut.holes, strings, strict=True)))
    assert json.loads(text) == expected
    found = cut.match(text)
    assert found == insides
    assert template.read(found) == strings
    if template.plain(found):
        assert [inside.decode() for inside in found] == strings


@given(data=st.binary(max_size=12), hole=st.integers(0, 2))
def test_a_match_means_what_the_strict_parser_reads(data: bytes, hole: int) -> None:
    """Any bytes in a hole: either they have no single meaning, or the parser reads the same."""
    cut = Template(TEXT, HOLES)
    insides = [b"x", b"y", b"z"]
    insides[hole] = data
    text = cut.fill(insides)
    found = cut.match(text)
    values = None if found is None else template.read(found)
    try:
        parsed: dict[str, Any] | None = strictjson.parse(text)
    except InputError:
        parsed = None
    if values is not None:
        assert parsed == replaced(DOCUMENT, dict(zip(cut.holes, values, strict=True)))
    if found is not None and template.plain(found):
        assert values is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("7", "8"),
        lambda t: t.replace("true", "false"),
        lambda t: t.replace('"two"', '"2"'),
        lambda t: t.replace('"c"', '"d"'),
        lambda t: t.replace("null", "0"),
        lambda t: t + " ",
        lambda t: " " + t,
        lambda t: t[:-1] + ',"x":1}',
        lambda t: t.replace('"one"', '"one","a":"two"'),
        lambda t: t.replace('"one"', '"one\\"'),
        lambda t: t[:-1],
        lambda _t: "",
    ],
)
def test_whatever_differs_outside_the_holes_is_no_match(change: Any) -> None:
    assert Template(TEXT, HOLES).match(change(TEXT).encode()) is None


def test_numbers_may_be_holes() -> None:
    cut = Template(TEXT, [("a",)], [("n",)])
    assert cut.match(TEXT.replace("12", "99").encode()) == [b"one", b"99"]
    for wrong in ("012", "-1", "1.5", "1e3", "", '"9"', "9" * 16):
        assert cut.match(TEXT.replace("12", wrong).encode()) is None


def test_a_null_byte_is_not_taken_for_another_encoding() -> None:
    assert template.read([b"\x00a"]) is None
    assert template.read([b"\\ud800"]) is None
    assert template.read([b"\xff"]) is None


@given(strings=st.lists(STRINGS, min_size=3, max_size=3))
def test_the_compiled_canonical_json_is_that_of_rfc_8785(strings: list[str]) -> None:
    made = sorted_json.sorted_of(DOCUMENT, HOLES)
    changed = replaced(DOCUMENT, dict(zip(HOLES, strings, strict=True)))
    insides = [json.dumps(s)[1:-1].encode() for s in strings]
    assert made.write(insides, strings) == jcs.canonicalize(changed)
    if template.plain(insides):
        assert made.write(insides, None) == jcs.canonicalize(changed)
