"""A state directory of version 0.1 (tests/fixtures/state-0.1) goes on, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from skillmark.award import bulk, lifecycle, output, roster
from skillmark.award.ledger import books
from skillmark.award.lifecycle import Change, Changed
from skillmark.award.state import State
from skillmark.nouns.errors import UnreadableError
from skillmark.trust.keys import SigningKey
from skillmark.trust.log.notes import read_checkpoint
from skillmark.trust.status import StatusList

FIXTURE = Path(__file__).parent.parent / "fixtures" / "state-0.1"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = SigningKey.of(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
"""The key of the fixture."""
CSV = (
    "name,email,level,valid_until\nAda,ada@example.org,3,\nBo,bo@example.org,,2026-04-30\n"
    "Zoë,zoe@example.org,,\nDan,dan@example.org,,\nEve,eve@example.org,,\nFlo,flo@example.org,,\n"
    "New,new@example.org,,\n"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "old")
    return tmp_path / "old"


def order(old: Path) -> bulk.Order:
    batch = json.loads((old / "state" / "journal.jsonl").read_text().splitlines()[0])
    return bulk.Order(batch["achievement"], batch["issuer"], batch["form"])


def go(old: Path, what: bulk.Order, seed: int = 1) -> bulk.Issued:
    return bulk.issue(
        roster.read(CSV.encode()),
        what,
        signer=KEY,
        output=output.at(old / "out.jsonl"),
        now=NOW,
        rng=Random(seed),
        state=State.open(old / "state"),
    )


def test_everybody_keeps_what_they_have_and_what_was_meant_is_signed(old: Path) -> None:
    events = [
        json.loads(line) for line in (old / "state/journal.jsonl").read_text().splitlines()[:-1]
    ]
    meant = {event["id"]: event for event in events if event["kind"] == "intent"}
    before = (old / "out.jsonl").read_bytes()
    what = order(old)
    done = go(old, what)
    # Ada, Bo, Dan, and Zoë, who was revoked and awarded again, have it; Eve and Flo were meant
    assert (done.issued, done.already, list(done.rejected)) == (3, 4, [])
    after = (old / "out.jsonl").read_bytes()
    assert after.startswith(before)
    fresh = [json.loads(line) for line in after[len(before) :].splitlines()]
    assert len(fresh) == 3
    for credential in fresh[:2]:
        event = meant[credential["id"]]
        assert credential["validFrom"] == event["at"]
        assert credential["credentialStatus"]["statusListIndex"] == str(event["place"][1])
        assert credential["credentialSubject"]["identifier"][0]["salt"] == event["salt"]
    places = [json.loads(x)["credentialStatus"]["statusListIndex"] for x in after.splitlines()]
    assert len(set(places)) == len(places) == 8
    assert not (old / "state/journal.jsonl").exists()
    kept = (old / "state/journal.jsonl.0.1").read_bytes()
    assert kept == (FIXTURE / "state/journal.jsonl").read_bytes()
    assert go(old, what, 2).already == 7
    # the new credentials are in the log, which begins here
    assert read_checkpoint((old / "state/log/checkpoint").read_bytes()).size == 3


def bits(directory: Path, purpose: str) -> set[int]:
    listed = json.loads((directory / "status" / f"1-{purpose}.json").read_bytes())
    found = StatusList.decode(listed["credentialSubject"]["encodedList"])
    return set(found.indexes())


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_status_lists_say_the_same_as_before(old: Path, purpose: str) -> None:
    go(old, order(old))
    assert bits(old / "state", purpose) == bits(FIXTURE / "state", purpose)


def test_what_happened_is_remembered_and_can_go_on(old: Path) -> None:
    ids = [json.loads(line)["id"] for line in (FIXTURE / "out.jsonl").read_text().splitlines()]
    state = State.open(old / "state")

    def change(what: Change, *named: str) -> Changed:
        return lifecycle.change(
            named, what, state=state, signer=KEY, reason="r", now=NOW, rng=Random(3)
        )

    assert change(Change.REINSTATE, ids[1]) == Changed(1, 0, ())
    assert change(Change.REVOKE, ids[2], ids[3]) == Changed(1, 1, ())
    with books.of_state(state, write=False) as opened:
        ada, bo = (opened.changes.history(id_) for id_ in ids[:2])
    assert [(one.status, one.reason, one.at) for one in ada.changes] == [
        ("suspended", "asked", "2026-03-05T09:00:00Z"),
        ("active", "answered", "2026-03-08T09:00:00Z"),
    ]
    days = {day: ada.verdict(datetime(2026, 3, day, 12, tzinfo=UTC)) for day in (1, 5, 8)}
    assert days == {1: "valid", 5: "suspended", 8: "valid"}
    assert ada.verdict(datetime(2026, 2, 28, tzinfo=UTC)) == "not_awarded"
    assert bo.verdict(datetime(2026, 5, 1, tzinfo=UTC)) == "suspended"
    assert bo.verdict(NOW) == "expired"


def test_a_damaged_journal_is_not_guessed_at(old: Path) -> None:
    journal = old / "state/journal.jsonl"
    what = order(old)
    sound = journal.read_bytes()
    journal.write_bytes(sound.replace(b'"kind":"intent"', b'"kind":"inte"', 1))
    with pytest.raises(UnreadableError, match=r"journal.jsonl, line 2: the journal is damaged"):
        go(old, what)
    journal.write_bytes(sound)
    assert go(old, what).issued == 3


def test_a_preview_takes_nothing_over(old: Path) -> None:
    before = sorted(path for path in old.rglob("*"))
    done = bulk.preview(
        roster.read(CSV.encode()),
        order(old),
        signer=KEY,
        output=output.at(old / "out.jsonl"),
        now=NOW,
        rng=Random(1),
        state=State.open(old / "state"),
    )
    assert (done.issued, done.already, done.waiting) == (1, 4, 2)
    assert sorted(path for path in old.rglob("*")) == before


def test_a_journal_beside_an_output_is_taken_over_too(old: Path, tmp_path: Path) -> None:
    what = order(old)
    out = tmp_path / "x.jsonl"
    lines = (old / "state/journal.jsonl").read_text().splitlines(keepends=True)
    place = r'"place":[1,'
    plain = [
        line[: line.index(place)] + '"place":null}\n' if place in line else line for line in lines
    ]
    output.at(out).journal.write_text("".join(line for line in plain if '"status"' not in line))
    done = bulk.issue(
        roster.read(CSV.encode()), what, signer=KEY, output=output.at(out), now=NOW, rng=Random(1)
    )
    assert (done.issued, done.already) == (3, 4)
    # the file is new: those who have it get it there with the ids that they were given
    made = {json.loads(line)["id"] for line in out.read_text().splitlines()}
    assert len(made) == 7
    assert sum(f'"id":"{id_}"' in "".join(lines) for id_ in made) == 6
