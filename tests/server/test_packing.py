"""What is stored compressed comes out as it went in, byte for byte."""

from __future__ import annotations

import base64
import os
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.server.award import packing
from skillmark.server.award.models import AwardRecord

part = st.binary(max_size=200).map(lambda b: base64.urlsafe_b64encode(b).rstrip(b"=").decode())
credential = st.binary(max_size=400).map(lambda b: b'{"a":"' + b)


@given(credential)
def test_bytes_come_out_as_they_went_in(data):
    assert packing.unpack(packing.pack(data)) == data


@given(st.one_of(st.lists(part, min_size=1, max_size=4).map(".".join), st.text(max_size=60)))
def test_tokens_come_out_as_they_went_in_also_what_is_none(text):
    token = text if text.isascii() else text.encode().hex()
    assert packing.unpack_token(bytes(packing.pack_token(token))) == token


def test_what_was_stored_before_is_read_as_it_is():
    assert packing.unpack(b'{"@context": []}') == b'{"@context": []}'
    assert packing.unpack_token(b"eyJhbGciOi.eyJ9.c2ln") == "eyJhbGciOi.eyJ9.c2ln"
    assert packing.unpack_token("eyJhbGciOi.eyJ9.c2ln") == "eyJhbGciOi.eyJ9.c2ln"


def test_either_library_reads_what_the_other_wrote(monkeypatch):
    data = os.urandom(100) * 50
    ours = packing.pack(b"{" + data)
    monkeypatch.setattr(packing, "_fast", zlib)
    assert packing.unpack(ours) == b"{" + data
    theirs = packing.pack(b"{" + data)
    monkeypatch.undo()
    assert packing.unpack(theirs) == b"{" + data


@pytest.mark.django_db
def test_the_database_holds_much_less_than_is_handed_out(world):
    from django.db import connection

    award = AwardRecord.objects.get(pk=world.things["award"].pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, token FROM award_awardrecord WHERE id = %s", [award.pk.hex])
        body, token = cursor.fetchone()
    assert packing.unpack(bytes(body)) == bytes(award.body)
    assert len(body) < len(award.body) / 3
    assert len(token) < len(award.token) / 3
