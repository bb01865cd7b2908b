"""A credential that is cut out of a request is the one that reading the request strictly finds."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.verify import spans
from skillmark.trust import strictjson

PIECES = [
    "{", "}", "[", "]", ",", ":", '"', "\\", " ", "\n", "\t", "1", "a", "{}", '""', '"a"', "null",
    '"credential"', '"options"', '"holder"', '{"a":1}', '"x":{}', ',"options":{}', ',"holder":"b"',
    "ä", "\ufeff", "\x00", "a.b.c", '{"credential":', '{"options":{},"credential":',
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "credential", "others"),
    [
        ('{"credential":{"a":1}}', '{"a":1}', {}),
        (' {\n "credential" : {"a":1}\r\n}\n', '{"a":1}', {}),
        ('{"credential":{"a":{}},"options":{}}', '{"a":{}}', {"options": ""}),
        ('{"options": {} , "credential":{}}', "{}", {"options": ""}),
        ('{"credential":{},"holder":"a@b.example"}', "{}", {"holder": "a@b.example"}),
        (
            '{"holder":"a","credential":"x.y.z","options":{}}',
            "x.y.z",
            {"holder": "a", "options": ""},
        ),
        ('{"credential":{"a":1,"options":{}}}', '{"a":1,"options":{}}', {}),
        ('{"credential":{"a":"ä"}}', '{"a":"ä"}', {}),
    ],
)
def test_plain_requests_are_taken_apart(body, credential, others):
    found = spans.find(body.encode(), "credential")
    assert found is not None
    assert (found.credential.decode(), found.others) == (credential, others)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        '{"credential":7}',
        '{"credential":[{}]}',
        '{"other":{}}',
        '{"credential":{}',
        '{"credential":{}}}x',
        '{"credential":"a b"}',
        '{"credential":"a\\u0062"}',
        '\ufeff{"credential":{}}',
        '{"credential":\ufeff{}}',
        '{"holder":"a","credential":{},"holder":"b"}',
        '{"holder":"\\u0061","credential":{}}',
        '{"holder":"ä","credential":{}}',
        '{"a":{},"credential":{}}',
    ],
)
def test_what_is_not_plain_is_left_to_strict_reading(body):
    assert spans.find(body.encode(), "credential") is None


@pytest.mark.parametrize(
    "body",
    [
        '{"credential":{},"credential":{}}',
        '{"credential":{},"other":{}}',
        '{"credential":{"a":1},"options":{"b":{}}}',
        '{"credential":{}}{"credential":{}}',
        '{"credential":{}}}',
    ],
)
def test_what_is_cut_wrongly_is_no_credential(body):
    found = spans.find(body.encode(), "credential")
    assert found is not None
    with pytest.raises(SkillmarkError):
        strictjson.parse(found.credential)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example('{"credential":{"a":1},"options":{}}')
@example('{"options":{},"credential":{"a":1},"options":{}}')
def test_whoever_reads_the_whole_strictly_finds_the_same(text):
    tried = (text, f'{{"credential":{text}}}', f'{{"credential":{{"a":{text}}}}}')
    for body in [one.encode() for one in tried]:
        found = spans.find(body, "credential")
        if found is None:
            continue
        token = not found.credential.startswith(b"{")
        try:
            cut = found.credential.decode() if token else strictjson.parse(found.credential)
        except SkillmarkError:
            continue  # then the whole is read strictly, whatever it is
        whole = strictjson.parse(body)
        assert whole.pop("credential") == cut
        assert {name: value or "" for name, value in whole.items()} == found.others
        assert json.loads(body)["credential"] == cut
