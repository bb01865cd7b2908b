"""A kill loop: awards and status changes in children that are killed, hundreds of times.

Called as a program with a folder and how often to strike; it ends with one run that is left alone.
Children are forked by a process of its own, because threads of a test's process might hold locks.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random, SystemRandom

from skillmark.award import bulk, filling, lifecycle, output, roster
from skillmark.award.ledger import enlist
from skillmark.award.lifecycle import Change
from skillmark.award.state import State
from skillmark.trust.keys import load

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def people(n: int) -> bytes:
    return ("name,email\n" + "".join(f"P{i},p{i}@example.org\n" for i in range(n))).encode()


def award(folder: Path, out: Path, n: int, chunk: int) -> bulk.Issued:
    said = json.loads((folder / "order.json").read_text())
    filling.CHUNK, enlist.CHUNK = chunk, chunk + 1
    return bulk.issue(
        roster.read(people(n)),
        bulk.Order(said["achievement"], said["issuer"], "eddsa-jcs-2022"),
        signer=load(folder / "issuer.key", None),
        output=output.at(out),
        now=NOW,
        rng=SystemRandom(),
        state=state(folder),
    )


def state(folder: Path) -> State:
    key = folder / "issuer.key"
    return State.open_or_create(
        folder / "state",
        base_url="https://academy.example/badges",
        issuer=load(key, None).controller,
        key_file=key,
        secret="s3cret",
    )


def change(folder: Path, out: Path, rng: Random, *what: Change) -> None:
    if not out.exists():
        return
    files = [p.read_bytes() for p in out.glob("*.json")] if out.is_dir() else []
    lines = files or [
        one for one in out.read_bytes().splitlines(keepends=True) if one[-1:] == b"\n"
    ]
    ids = [json.loads(line)["id"] for line in lines]
    for one in what or (rng.choice([Change.SUSPEND, Change.REINSTATE]),):
        lifecycle.change(
            rng.sample(ids, min(5, len(ids))),
            one,
            state=state(folder),
            signer=load(folder / "issuer.key", None),
            reason="a test",
            now=NOW,
        )


def round_(folder: Path, out: Path, n: int, rng: Random) -> None:
    todo = [lambda: award(folder, out, n, rng.randint(1, 7)), lambda: change(folder, out, rng)]
    rng.shuffle(todo)
    for one in todo:
        one()


def main(folder: Path, out: Path, wanted: int) -> None:
    rng = Random(1)
    began = time.monotonic()
    round_(folder, out, 10, rng)
    strikes, n, lasts = 0, 20, time.monotonic() - began
    while strikes < wanted:
        # there is always somebody left to award
        n += 1
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            round_(folder, out, n, rng)
            os._exit(0)
        rng.random()  # the child's is a copy: the next one must not do the same
        time.sleep(rng.uniform(0, lasts))
        os.kill(child, signal.SIGKILL)
        _, how = os.waitpid(child, 0)
        if os.WIFSIGNALED(how):
            strikes += 1
        else:
            assert os.WEXITSTATUS(how) == 0, how
            lasts = 0.9 * lasts + 0.1 * (time.monotonic() - began)
    last = award(folder, out, n, 4)
    change(folder, out, rng, Change.REINSTATE, Change.SUSPEND)
    assert not last.rejected
    print(json.dumps({"people": n, "strikes": strikes, "last": last.issued}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
