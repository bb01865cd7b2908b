"""A published log as a whole: who signed it, what it continues, and what could not be told."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest

from skillmark.nouns.errors import InputError
from skillmark.trust.keys import Algorithm, SigningKey
from skillmark.trust.log import notes
from skillmark.trust.log.audit import audit
from skillmark.trust.log.files import Files
from skillmark.trust.log.notes import TIMED, NoteError, VerifierKey
from skillmark.trust.log.published import Published
from skillmark.trust.log.tree import Tree

from .conftest import NOW
from .test_log_tree import ORIGIN, entries


@pytest.fixture
def log(tmp_path: Path, key: SigningKey) -> Files:
    """A log of 300 entries with its key beside it."""
    files = Files(tmp_path)
    Tree(files, 0).append(entries(300))
    files.keep_verifier_key(str(VerifierKey.of(key, ORIGIN)))
    files.keep_checkpoint(checkpoint(files, key, 300))
    return files


def checkpoint(files: Files, key: SigningKey, size: int, origin: str = ORIGIN) -> bytes:
    return notes.checkpoint(origin, size, Tree(files, 300).root(size), key, now=NOW)


def published(log: Files) -> Published:
    return Published.at(str(log.directory), None)


def test_all_that_is_known_of_a_sound_log(log: Files, key: SigningKey) -> None:
    witness = SigningKey.generate(Algorithm.ED25519)
    theirs = VerifierKey.of(witness, "w.example/1", TIMED)
    note = notes.parse(log.checkpoint())
    log.keep_checkpoint(notes.cosign(note, "w.example/1", witness, now=NOW).data)
    found = audit(published(log), witnesses=[theirs], seen=[("older", checkpoint(log, key, 100))])
    assert found.to_json() == {
        "size": 300,
        "root": base64.b64encode(Tree(log, 300).root()).decode(),
        "consistent": True,
        "problems": [],
        "more_problems": 0,
        "unread": [],
        "origin": ORIGIN,
        "key": "published",
        "as_of": "2026-03-01T12:00:00Z",
        "witnesses": [{"name": "w.example/1", "at": "2026-03-01T12:00:00Z"}],
        "against": ["older"],
    }
    assert audit(published(log), key=VerifierKey.of(key, ORIGIN)).key == "given"


def test_problems_are_told_with_their_place(log: Files) -> None:
    (log.directory / "tile/entries/000").unlink()
    [problem] = audit(published(log)).to_json()["problems"]
    assert problem == {
        "problem": "missing",
        "where": "tile/entries/000",
        "entry": 0,
        "detail": "the entries 0 to 255 are gone: there is no such file",
    }


def test_a_checkpoint_that_the_log_did_not_sign_is_a_problem(log: Files, key: SigningKey) -> None:
    for vkey in (
        VerifierKey.of(SigningKey.generate(Algorithm.ED25519), ORIGIN),
        VerifierKey.of(key, "x.example/log"),
    ):
        found = audit(published(log), key=vkey)
        [problem] = found.found.problems
        assert (problem.kind, problem.where) == ("signature", "checkpoint")
        assert found.as_of is None


def test_a_forged_signature_of_a_witness_is_a_problem_and_a_missing_one_is_not(
    log: Files,
) -> None:
    witness = SigningKey.generate(Algorithm.ED25519)
    theirs = VerifierKey.of(witness, "w.example/1", TIMED)
    found = audit(published(log), witnesses=[theirs])
    assert (found.found.consistent, found.witnesses) == (True, ())
    note = notes.parse(log.checkpoint())
    cosigned = notes.cosign(note, "w.example/1", witness, now=NOW)
    *others, last = cosigned.signatures
    moved = notes.Signature(last.name, last.key_id, bytes(8) + last.data[8:])
    log.keep_checkpoint(notes.Note(cosigned.text, (*others, moved)).data)
    found = audit(published(log), witnesses=[theirs])
    assert [(p.kind, p.where) for p in found.found.problems] == [("signature", "checkpoint")]


def test_without_a_key_it_could_not_be_told(log: Files) -> None:
    (log.directory / "vkey").unlink()
    found = audit(published(log))
    assert (found.key, found.found.consistent, found.as_of) == ("none", None, None)
    assert "--key" in found.found.unread[0]


def test_what_shows_nothing_of_this_log_is_refused_by_name(log: Files, key: SigningKey) -> None:
    stranger = SigningKey.generate(Algorithm.ED25519)
    for data, error, said in (
        (checkpoint(log, key, 100, "x.example/log"), InputError, "seen: it is of the log x.ex"),
        (checkpoint(log, stranger, 100), NoteError, "seen: it is not signed"),
        (b"nothing", NoteError, "seen: a note"),
    ):
        with pytest.raises(error, match=said):
            audit(published(log), seen=[("seen", data)])


def test_a_log_that_was_forked_is_told_with_the_name_of_what_was_seen(
    log: Files, key: SigningKey
) -> None:
    later = notes.checkpoint(ORIGIN, 100, bytes(32), key, now=NOW + timedelta(days=1))
    [problem] = audit(published(log), seen=[("seen", later)]).found.problems
    assert (problem.kind, problem.where) == ("fork", "seen")
