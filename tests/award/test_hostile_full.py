"""A disk that is full, or refuses: nothing is told as done that is not; the next run goes on."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from skillmark.award import bulk, output, roster
from skillmark.award.bulk import Order
from skillmark.award.ledger import books
from skillmark.award.state import State
from skillmark.award.storage import StorageError
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.keys import SigningKey, save

PROGRAM = Path(__file__).parent / "cramped.py"
SMALL, ROOM = 900, 64_000
"""KiB: too little for the ledger, or for the credentials; more than enough for both."""


def namespace() -> list[str] | None:
    """Return what gives a mount of one's own, `None` where nothing does."""
    for asks in (["unshare", "-m"], ["unshare", "-rm"]):
        if shutil.which("unshare"):
            tried = [*asks, "mount", "-t", "tmpfs", "none", "/mnt"]
            if subprocess.run(tried, capture_output=True).returncode == 0:
                return asks
    return None


@pytest.mark.parametrize("small", [200, SMALL, 2_600])
def test_hostile_44_a_full_disk_acknowledges_nothing_and_the_next_run_finishes(
    small: int, order: Order, key: SigningKey, tmp_path: Path
) -> None:
    """Full while intents are stored, while credentials are written, and near the end."""
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "order.json").write_text(
        json.dumps({"achievement": dict(order.achievement), "issuer": dict(order.issuer)})
    )
    save(key, tmp_path / "issuer.key", None)
    copy = f"cp {tmp_path}/order.json {tmp_path}/issuer.key {disk}"
    asks = namespace()
    if asks is not None:
        room = f"mount -o remount,size={ROOM}k {disk}"
        python = f"{sys.executable} {PROGRAM} {disk} '{room}'"
        mount = f"mount -t tmpfs -o size={small}k none {disk}"
        command = [*asks, "sh", "-ec", f"{mount}; {copy}; {python}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    else:
        # no mounts here: no file may grow beyond a size, and that is all the room there is
        subprocess.run(copy, shell=True, check=True)
        command = [sys.executable, str(PROGRAM), str(disk), "prlimit --pid $PPID --fsize=unlimited"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120,
            preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (small * 512, resource.RLIM_INFINITY)
            ),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    for code, _, cause in (one.partition(": ") for one in said["complaints"][:3]):
        # the log's files say it in their own words
        assert code in {"storage", "log_not_written"}
        full = ["no space is left", "No space"]
        # to SQLite a file that may not grow is an input/output error
        full += [] if asks else ["too large", "I/O error"]
        assert any(words in cause for words in full), cause
    assert said["complaints"][3] == ""
    assert [state[0] for state in said["states"]] == ["ok"] * 4
    assert said["states"][3][1:] == [1_500, 1_500]
    _, meant, signed = said["states"][2]
    if asks is not None:
        reached = "begun" if signed else "meant" if meant else "nothing"
        assert reached == {200: "nothing", SMALL: "meant", 2_600: "begun"}[small]


@pytest.fixture
def state(tmp_path: Path, key: SigningKey, key_file: Path) -> State:
    return State.open_or_create(
        tmp_path / "state", base_url="https://a.example", issuer=key.controller, key_file=key_file
    )


@pytest.mark.parametrize("name", ["o", "o.jsonl"])
@pytest.mark.parametrize("at", [1, 2, 3, 5, 8])
def test_hostile_44_a_disk_that_does_not_take_it_has_not_taken_it(
    name: str,
    at: int,
    state: State,
    order: Order,
    key: SigningKey,
    now: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """EIO on fsync: of a credential, a status list, a tile, a checkpoint."""
    forced, fsync = 0, os.fsync

    def refuses(descriptor: int) -> None:
        nonlocal forced
        forced += 1
        if forced >= at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(descriptor)

    def go() -> bulk.Issued:
        return bulk.issue(
            list(roster.read(b"name,email\nA,a@b.c\nB,b@b.c\nC,c@b.c\n")),
            order,
            signer=key,
            output=output.at(tmp_path / name),
            now=now,
            rng=Random(at),
            state=state,
        )

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuses)
        with pytest.raises(SkillmarkError, match="Input/output error") as caught:
            go()
    assert isinstance(caught.value, StorageError) or caught.value.code == "log_not_written"
    assert "run again" in str(caught.value)
    with books.of_state(state) as opened:
        assert opened.database.value("PRAGMA integrity_check") == "ok"
        signed = opened.database.value("SELECT count(*) FROM signed")
    there = list(tmp_path.joinpath(name).glob("*.json")) if name == "o" else []
    assert signed in {0, 3}
    assert signed == 0 or name != "o" or len(there) == 3
    done = go()
    assert done.issued + done.already == 3
    assert (state.log / "checkpoint").exists()
    assert (state.status / "1-revocation.json").exists()
