"""Killed in the middle, hundreds of times: everybody exactly once, and the log tells all of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from skillmark.award.bulk import Order
from skillmark.award.ledger import books
from skillmark.award.state import State
from skillmark.trust.fetched import Fetched
from skillmark.trust.keys import SigningKey, save
from skillmark.trust.log.files import Files
from skillmark.trust.log.notes import VerifierKey, read_checkpoint, verify
from skillmark.trust.log.tree import Tree
from skillmark.verify.verify import verify_bytes

STRIKES = Path(__file__).parent / "strikes.py"


@pytest.fixture
def fast() -> Iterator[Path]:
    """A folder in memory where there is one: a kill loses nothing that was written, so the time
    that a disk takes to be forced is better spent on more of them."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as made:
        yield Path(made)


@pytest.mark.parametrize(
    ("name", "strikes"), [pytest.param("out.jsonl", 150, marks=pytest.mark.slow), ("out", 80)]
)
def test_hostile_43_killed_in_the_middle_hundreds_of_times(
    name: str, strikes: int, order: Order, key: SigningKey, now: datetime, fast: Path
) -> None:
    save(key, fast / "issuer.key", None)
    order_file = {"achievement": dict(order.achievement), "issuer": dict(order.issuer)}
    (fast / "order.json").write_text(json.dumps(order_file))
    out = fast / name
    done = subprocess.run(
        [sys.executable, str(STRIKES), str(fast), str(out), str(strikes)],
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["strikes"] == strikes
    data = (
        [path.read_bytes() for path in sorted(out.glob("*.json"))]
        if out.is_dir()
        else out.read_bytes().splitlines()
    )
    credentials = [json.loads(one) for one in data]
    holders = [c["credentialSubject"]["identifier"][1]["identityHash"] for c in credentials]
    assert sorted(holders) == sorted(f"P{i}" for i in range(said["people"]))
    assert len({c["id"] for c in credentials}) == len(credentials)
    places = {
        (c["credentialStatus"]["statusListCredential"], c["credentialStatus"]["statusListIndex"])
        for c in credentials
    }
    assert len(places) == len(credentials)
    state = State.open(fast / "state")
    the_log_is_whole(state, data)
    everything_verifies_as_the_ledger_says(state, data, now)


def the_log_is_whole(state: State, data: list[bytes]) -> None:
    head = read_checkpoint((state.log / "checkpoint").read_bytes())
    verify(head.note, [VerifierKey.read((state.log / "vkey").read_text().strip())])
    tree = Tree(Files(state.log), head.size)
    assert tree.root() == head.root
    with books.of_state(state, write=False) as opened:
        database = opened.database
        assert database.value("PRAGMA integrity_check") == "ok"
        rows = list(database.rows("SELECT entry_index, entry, statement FROM log ORDER BY 1"))
        changes = database.value("SELECT count(*) FROM changes")
    assert [index for index, _, _ in rows] == list(range(head.size))
    assert all(tree.entry(index) == entry for index, entry, _ in rows)
    said = [json.loads(statement) for _, _, statement in rows]
    awards = [one["digest"] for one in said if one["kind"] == "award"]
    assert sorted(awards) == sorted(f"sha256:{hashlib.sha256(one).hexdigest()}" for one in data)
    assert sum(one["kind"] == "status" for one in said) == changes > 0


def everything_verifies_as_the_ledger_says(state: State, data: list[bytes], now: datetime) -> None:
    def fetch(url: str) -> Fetched:
        body = (state.directory / url.removeprefix("https://academy.example/badges/")).read_bytes()
        return Fetched(body, "application/json", url, 200, now)

    with books.of_state(state, write=False) as opened:
        ids = [json.loads(one)["id"] for one in data]
        standing = {one.id: one.status for one in opened.changes.standing(ids)}
    assert set(standing.values()) == {"active", "suspended"}
    for one, id_ in zip(data, ids, strict=True):
        report = verify_bytes(one, now=now, fetch=fetch)
        expected = None if standing[id_] == "active" else standing[id_]
        assert (report.reason.value if report.reason else None) == expected, report.checks
