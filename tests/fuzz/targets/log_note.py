"""Signed notes, checkpoints and verifier keys: what was signed is what is read, to the byte."""

from __future__ import annotations

import base64

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.log import notes
from skillmark.trust.log.notes import TIMED, VerifierKey

from ..bench import KEY, NOW, refused

ORIGIN = "academy.example/log"
KEYS = [VerifierKey.of(KEY, ORIGIN), VerifierKey.of(KEY, ORIGIN, TIMED)]
SIGNED = notes.checkpoint(ORIGIN, 5, bytes(range(32)), KEY, now=NOW)
TEXT = notes.parse(SIGNED).text


def check(data: bytes) -> None:
    _key(data)
    try:
        note = notes.parse(data)
    except SkillmarkError as error:
        refused(error)
        return
    assert note.data == data, "a note that would be published with other bytes"
    # independently: the text ends at the last empty line, each line below is one signature
    text, _, lines = data.rpartition(b"\n\n")
    assert note.text == text + b"\n"
    assert len(note.signatures) == lines.count(b"\n")
    try:
        point = notes.read_checkpoint(note)
    except SkillmarkError as error:
        refused(error)
    else:
        origin, size, root = note.text.split(b"\n")[:3]
        assert point.origin == origin.decode()
        assert str(point.size).encode() == size
        assert base64.b64encode(point.root) == root
        assert 0 <= point.size < 2**63
        assert len(point.root) == 32
    try:
        found = notes.verify(note, KEYS)
    except SkillmarkError as error:
        refused(error)
        return
    # the key signed one text in its life
    assert note.text == TEXT
    assert found
    assert all(one.key in KEYS for one in found)
    assert all(one.at == (NOW if one.key.kind == TIMED else None) for one in found)


def _key(data: bytes) -> None:
    """A line may be a verifier key: then it is written as it was read."""
    text = data[:300].decode("utf-8", "replace").partition("\n")[0]
    try:
        key = VerifierKey.read(text)
    except SkillmarkError as error:
        refused(error)
        return
    assert str(key) == text.strip()
    assert VerifierKey.read(str(key)) == key
