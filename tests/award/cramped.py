"""Award on a disk that is too small, then on one with room. A program of `test_hostile_full`.

Called with a folder on such a disk, and a command that makes room.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from strikes import award

from skillmark.nouns.errors import SkillmarkError

PEOPLE = 1_500


def attempt(folder: Path, out: Path) -> str:
    """Award; return what it complains of."""
    try:
        award(folder, out, PEOPLE, 200)
    except SkillmarkError as error:
        return f"{error.code}: {error.cause}"
    return ""


def sound(folder: Path) -> tuple[str, int, int]:
    """Return what SQLite thinks of the ledger, and how many it says are meant and are signed."""
    ledger = folder / "state" / "ledger.sqlite"
    if not ledger.exists():
        return "ok", 0, 0
    connection = sqlite.connect(str(ledger))
    [[checked]] = connection.execute("PRAGMA integrity_check")
    count = "SELECT (SELECT count(*) FROM intents), (SELECT count(*) FROM signed)"
    try:
        [[meant, signed]] = connection.execute(count)
    except sqlite.OperationalError:
        meant = signed = 0  # full before there were tables
    connection.close()
    return checked, meant, signed


def main(folder: Path, room: str) -> None:
    out = folder / "out.jsonl"
    complaints, states = [], []
    for _ in range(3):
        complaints.append(attempt(folder, out))
        states.append(sound(folder))
        whole = out.read_bytes().count(b"\n") if out.exists() else 0
        assert states[-1][2] <= whole, "told as done and not there"
    subprocess.run(room, shell=True, check=True)
    complaints.append(attempt(folder, out))
    states.append(sound(folder))
    print(json.dumps({"complaints": complaints, "states": states}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
