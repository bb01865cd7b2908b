"""JSON that has one meaning, and its canonical form."""

from __future__ import annotations

import json
import math
import struct
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skillmark.trust import jcs, strictjson

_SAFE = 2**53 - 1
NUMBERS = st.integers(-_SAFE, _SAFE) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: number != int(number) or abs(number) <= _SAFE
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
@example({"\ue000": 1, "\U00010000": 2})
def test_canonical_json_is_a_fixed_point(value: dict[str, object]) -> None:
    once = jcs.canonicalize(value)
    again = strictjson.parse(once)
    assert jcs.canonicalize(again) == once
    assert again == value


@given(st.dictionaries(st.text(), VALUES, max_size=5), st.sampled_from([None, 1]))
def test_strict_parsing_agrees_with_the_standard_where_that_is_strict(
    value: dict[str, object], indent: int | None
) -> None:
    text = json.dumps(value, indent=indent)
    assert strictjson.parse(text) == json.loads(text) == strictjson.parse(text.encode())


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with suppress(strictjson.JsonError):
        assert isinstance(strictjson.parse(text), dict)


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_of_the_rfc(bits: str, expected: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert jcs.number(value) == expected


def test_the_example_of_the_rfc() -> None:
    text = (
        '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        ' "string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",'
        ' "literals": [null, true, false]}'
    )
    assert jcs.canonicalize(strictjson.parse(text)).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_ordered_by_utf16() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = json.loads(jcs.canonicalize(dict.fromkeys(keys, 0)))
    assert list(ordered) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize("number", [2e16, -2e16, 2**53, 1e20, 10**30, math.inf, math.nan])
def test_numbers_that_do_not_survive_are_refused(number: float) -> None:
    with pytest.raises(jcs.CanonicalizationError) as caught:
        jcs.canonicalize({"n": number})
    assert caught.value.code == "number"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "duplicate_key"),
        ('{"a": {"b": 1, "\\u0062": 2}}', "duplicate_key"),
        ('{"a": NaN}', "not_a_number"),
        ('{"a": -Infinity}', "not_a_number"),
        ('{"a": 1e999}', "not_a_number"),
        ('{"a": "\\ud800"}', "lone_surrogate"),
        ('{"\\udc00": 1}', "lone_surrogate"),
        ("[1]", "not_an_object"),
        ('{"a": 1', "not_json"),
        ('{"a": "' + '\\"' * 9, "not_json"),
        ('{"a": ' + "9" * 5000 + "}", "not_json"),
    ],
)
def test_json_with_two_meanings_is_refused(text: str, code: str) -> None:
    for data in (text, text.encode()):
        with pytest.raises(strictjson.JsonError) as caught:
            strictjson.parse(data)
        assert caught.value.code == code


def test_bytes_that_are_not_utf8_and_documents_that_are_too_large_are_refused() -> None:
    with pytest.raises(strictjson.JsonError, match="not UTF-8 at byte 6"):
        strictjson.parse(b'{"a":"\xff"}')
    with pytest.raises(strictjson.JsonError) as caught:
        strictjson.parse(b'{"a":"bbbb"}', largest=5)
    assert caught.value.code == "too_large"
    assert strictjson.parse(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


@pytest.mark.parametrize("text", ["\x00", "a\x1b", "\x85", "\ufdd0", "\uffff", "\U0001fffe"])
def test_what_nobody_can_see_is_not_signed(text: str) -> None:
    with pytest.raises(strictjson.JsonError) as caught:
        strictjson.check_signable({"a": [text]})
    assert caught.value.code == "control_character"
    strictjson.check_signable({"a": "tab\t line\n é 学校 \U0001f600 \u202e"})


def test_nesting_has_an_end_that_is_the_same_everywhere() -> None:
    deepest = strictjson.DEEPEST

    def nested(levels: int) -> str:
        return '{"a":' * levels + "1" + "}" * levels

    def lists(levels: int) -> object:
        value: object = 1
        for _ in range(levels):
            value = [value]
        return value

    text = nested(deepest)
    assert jcs.canonicalize(strictjson.parse(text)).decode() == text
    assert jcs.canonicalize(lists(deepest)) == b"[" * deepest + b"1" + b"]" * deepest
    with pytest.raises(strictjson.JsonError) as parsed:
        strictjson.parse(nested(deepest + 1))
    with pytest.raises(jcs.CanonicalizationError) as written:
        jcs.canonicalize(lists(deepest + 1))
    assert parsed.value.code == written.value.code == "too_deep"


def test_brackets_in_strings_and_beside_each_other_are_no_nesting() -> None:
    many = "[{" * 200
    assert strictjson.parse(json.dumps({"a": many, "b\\": "\\", many: 1}))["a"] == many
    assert strictjson.parse_any("[" + "[{}]," * 300 + "[]]")[0] == [{}]


def test_a_document_of_the_largest_size_is_read() -> None:
    text = '{"a":"bbbb"}'
    assert strictjson.parse(text, largest=len(text)) == {"a": "bbbb"}
    assert strictjson.LARGEST == 16 * 1024 * 1024


def test_the_place_of_an_error_is_told() -> None:
    with pytest.raises(strictjson.JsonError) as refused:
        strictjson.parse('{"a": 1,\n "b" 2}')
    assert refused.value.where == "line 2 column 6"


@pytest.mark.parametrize("value", [{1: "a"}, {"a": {1}}, {"a": b"b"}, {"a": object()}])
def test_what_is_no_json_has_no_canonical_form(value: object) -> None:
    with pytest.raises(jcs.CanonicalizationError) as refused:
        jcs.canonicalize(value)
    assert refused.value.code == "not_json"


def test_half_a_character_has_no_canonical_form() -> None:
    for value in ({"a": "\ud800"}, {"\udc00": 1}):
        with pytest.raises(jcs.CanonicalizationError) as refused:
            jcs.canonicalize(value)
        assert refused.value.code == "lone_surrogate"
    with pytest.raises(strictjson.JsonError) as signed:
        strictjson.check_signable(["\ud800"])
    assert signed.value.code == "lone_surrogate"
    with pytest.raises(strictjson.JsonError) as read:
        strictjson.parse('{"a": "\ud800"}')
    assert read.value.code == "lone_surrogate"


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53 - 1), 2**53 - 1.0])
def test_the_largest_whole_numbers_survive(number: float) -> None:
    assert jcs.canonicalize(number).decode() == str(int(number))


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**21 - 1, 10**21, -(10**21)])
def test_larger_whole_numbers_are_refused_and_the_way_out_is_told(number: int) -> None:
    with pytest.raises(jcs.CanonicalizationError) as refused:
        jcs.canonicalize(number)
    assert refused.value.code == "number"
    assert "string" in refused.value.remedy


def test_large_floats_are_written_with_an_exponent() -> None:
    assert jcs.canonicalize([1e21, -1.5e300]) == b"[1e+21,-1.5e+300]"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        # ECMA-262, Number::toString, step by step
        *((0.5, "0.5"), (-0.25, "-0.25"), (0.05, "0.05"), (10.5, "10.5"), (100.0, "100")),
        *((1.5e-6, "0.0000015"), (1e-6, "0.000001"), (1e-7, "1e-7"), (1.25e-7, "1.25e-7")),
        *((-1e21, "-1e+21"), (1.5e22, "1.5e+22"), (123456.789, "123456.789"), (-0.0, "0")),
    ],
)
def test_numbers_as_ecmascript_writes_them(number: float, text: str) -> None:
    assert jcs.number(number) == text
    assert json.loads(text) == number


def test_nesting_is_counted_through_objects_too() -> None:
    def objects(levels: int) -> object:
        value: object = 1
        for _ in range(levels):
            value = {"a": value}
        return value

    assert jcs.canonicalize(objects(strictjson.DEEPEST))
    with pytest.raises(jcs.CanonicalizationError) as refused:
        jcs.canonicalize(objects(strictjson.DEEPEST + 1))
    assert refused.value.code == "too_deep"
