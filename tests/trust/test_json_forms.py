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
