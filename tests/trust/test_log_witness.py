"""A witness signs what continues, and never two histories of one log."""

from __future__ import annotations

import fcntl
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from skillmark.nouns.errors import ConflictError, InputError, UnavailableError, UnreadableError
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import notes
from skillmark.trust.log.notes import TIMED, NoteError, VerifierKey
from skillmark.trust.log.tree import Tree
from skillmark.trust.log.witness import Witnessed, witness

from .conftest import NOW
from .test_log_tree import ORIGIN, Memory, entries

NAME = "w.example/1"
MINE = SigningKey.generate(Algorithm.ED25519)
VKEY = VerifierKey.of(MINE, NAME, TIMED)


class Log:
    """A log in memory, as its owner signs it."""

    def __init__(self, size: int, key: SigningKey, *, fork: int | None = None) -> None:
        self.tiles, self.key, self.fork = Memory(), key, fork
        self.tree = Tree(self.tiles, 0)
        self.grow(size)

    def grow(self, size: int) -> bytes:
        self.tree.append(entries(size, fork=self.fork)[self.tree.size :])
        return self.checkpoint()

    def checkpoint(self, size: int | None = None) -> bytes:
        size = self.tree.size if size is None else size
        return notes.checkpoint(ORIGIN, size, self.tree.root(size), self.key)


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "memory.json"


def look(log: Log, memory: Path, note: bytes | None = None, **more: Any) -> Witnessed:
    given: dict[str, Any] = {
        "key": None,
        "published": lambda: str(VerifierKey.of(log.key, ORIGIN)),
        "now": NOW,
        **more,
    }
    return witness(
        note or log.checkpoint(),
        lambda _size: log.tiles,
        memory=memory,
        name=NAME,
        signer=MINE,
        where="the log",
        **given,
    )


def test_it_signs_a_log_that_grows(memory: Path, key: SigningKey) -> None:
    log = Log(300, key)
    first = look(log, memory)
    assert first.before is None
    assert first.key == VerifierKey.of(key, ORIGIN)
    [signed] = notes.verify(first.note, [VKEY])
    assert signed.at == NOW
    for size in (300, 301, 700):
        log.grow(size)
        found = look(log, memory, now=NOW + timedelta(hours=size))
        assert found.head.size == size
        assert found.before is not None
        assert notes.verify(notes.parse(found.note.data), [VKEY, found.key])
    assert found.before.size == 301
    value = json.loads(memory.read_bytes())
    assert value["logs"] == {
        ORIGIN: {"key": str(found.key), "checkpoint": found.note.data.decode()}
    }


def test_several_logs_have_one_memory(memory: Path, key: SigningKey) -> None:
    log = Log(10, key)
    look(log, memory)
    other = notes.checkpoint("other.example/log", 10, log.tree.root(), key)
    theirs = VerifierKey.of(key, "other.example/log")
    assert look(log, memory, other, key=theirs).before is None
    assert set(json.loads(memory.read_bytes())["logs"]) == {ORIGIN, "other.example/log"}
    assert look(log, memory).before is not None


def refused(log: Log, memory: Path, note: bytes | None = None, **more: Any) -> Exception:
    """Look, which must fail, and must leave the memory as it is."""
    before = memory.read_bytes() if memory.exists() else None
    with pytest.raises((ConflictError, InputError, UnavailableError)) as error:
        look(log, memory, note, **more)
    assert (memory.read_bytes() if memory.exists() else None) == before
    return error.value


@pytest.mark.parametrize("size", [299, 1, 0])
def test_hostile_49_it_refuses_a_log_that_was_rolled_back(
    memory: Path, key: SigningKey, size: int
) -> None:
    log = Log(300, key)
    look(log, memory)
    error = refused(log, memory, log.checkpoint(size))
    assert isinstance(error, ConflictError)
    assert (error.code, error.where) == ("log_rolled_back", "the log")
    assert "both checkpoints" in error.remedy


@pytest.mark.parametrize("size", [300, 301, 700])
def test_hostile_53_it_refuses_a_log_that_was_forked(
    memory: Path, key: SigningKey, size: int
) -> None:
    look(Log(300, key), memory)
    error = refused(Log(size, key, fork=17), memory)
    assert isinstance(error, ConflictError)
    assert (error.code, error.where) == ("log_forked", "the log")
    # tiles that were made to fit both roots prove nothing either
    forged = Log(700, key, fork=17)
    forged.tiles.kept[0, 0] = Log(300, key).tiles.kept[0, 0]
    assert isinstance(refused(forged, memory), ConflictError | UnreadableError)


def test_tiles_that_do_not_belong_to_the_checkpoint_prove_nothing(
    memory: Path, key: SigningKey
) -> None:
    log = Log(300, key)
    wrong = notes.checkpoint(ORIGIN, 300, bytes(32), key)
    error = refused(log, memory, wrong)
    assert isinstance(error, UnreadableError)
    assert (error.code, error.where) == ("log_damaged", "the log")


def test_it_knows_the_key_of_a_log_it_has_seen(memory: Path, key: SigningKey) -> None:
    log, other = Log(300, key), SigningKey.generate(Algorithm.ED25519)
    strange = VerifierKey.of(other, ORIGIN)
    assert isinstance(refused(log, memory, key=strange), NoteError)
    assert isinstance(refused(log, memory, published=lambda: ""), InputError)
    wrong = VerifierKey.of(key, "x.example/log")
    assert "x.example/log" in str(refused(log, memory, key=wrong))
    look(log, memory, key=VerifierKey.of(key, ORIGIN), published=lambda: "nothing")
    assert isinstance(refused(log, memory, key=strange), ConflictError)
    # what is published later changes nothing
    look(log, memory, published=lambda: str(strange))
    log.key = other
    assert isinstance(refused(log, memory), NoteError)


def test_nothing_is_signed_that_is_not_remembered(
    memory: Path, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log(300, key)
    look(log, memory)
    log.grow(400)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("skillmark.trust.log.witness.os.fsync", full)
    error = refused(log, memory)
    assert isinstance(error, UnavailableError)
    assert "No space left" in str(error)
    monkeypatch.undo()
    before = look(log, memory).before
    assert before is not None
    assert before.size == 300


@pytest.mark.parametrize(
    "data",
    [
        *("{}", "[]", "", '{"format":"skillmark-witness","version":1}'),
        '{"format":"skillmark-witness","version":2,"logs":{}}',
        '{"format":"skillmark-witness","version":1,"logs":{"o":{"key":"x","checkpoint":"y"}}}',
        '{"format":"skillmark-witness","version":1,"logs":{"o":{}}}',
        '{"format":"skillmark-witness","version":1,"logs":{"o":7}}',
        '{"format":"skillmark-witness","version":1,"logs":7}',
    ],
)
def test_a_damaged_memory_is_not_taken_for_an_empty_one(
    memory: Path, key: SigningKey, data: str
) -> None:
    memory.parent.mkdir()
    memory.write_text(data)
    error = refused(Log(5, key), memory)
    assert isinstance(error, UnreadableError)
    assert "memory.json" in str(error)


def test_a_memory_that_cannot_be_read_or_written_is_told(memory: Path, key: SigningKey) -> None:
    memory.mkdir(parents=True)
    assert "memory.json" in str(refused_in(Log(5, key), memory))
    blocked = memory.parent / "file"
    blocked.write_text("")
    assert "cannot write" in str(refused_in(Log(5, key), blocked / "memory.json"))


def refused_in(log: Log, memory: Path) -> Exception:
    with pytest.raises(UnavailableError) as error:
        look(log, memory)
    return error.value


def test_who_looks_is_alone(memory: Path, key: SigningKey) -> None:
    """Two looks at once could otherwise sign two histories."""
    log, tried = Log(5, key), list[bool]()

    def meanwhile() -> str:
        [lock] = memory.parent.glob(".*.lock")
        with lock.open("wb") as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                tried.append(True)
        return str(VerifierKey.of(key, ORIGIN))

    look(log, memory, published=meanwhile)
    assert tried == [True]


def test_a_time_before_the_last_one_is_told_as_it_is(memory: Path, key: SigningKey) -> None:
    log = Log(5, key)
    look(log, memory)
    earlier: datetime = NOW - timedelta(days=1)
    [signed] = notes.verify(look(log, memory, now=earlier).note, [VKEY])
    assert signed.at == earlier
