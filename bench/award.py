"""What awarding to very many costs: from a CSV file to stored, signed, logged credentials.

The command itself is run, as people run it, with two processes that sign and a state directory: it
reads the file, stores what it means to do, signs, writes and forces to the disk, and publishes
status lists and log. Beside it stand the limit, bare Ed25519 by PyNaCl over as many messages, and a
peer that signs the same badge, both in the same run; neither reads, stores or logs anything.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rig import badge, cost, digital_bazaar, subjects
from rig.table import Figures, PeerMissingError, options
from skillmark.trust.keys import save

JOBS = 2
MANY, VERY_MANY = 100_000, 1_000_000
COLUMNS = (
    "what", "people", "wall_s", "CPU_s", "us_each", "limit_us", "times", "x", "MB", "MB_worker",
)  # fmt: skip
NOTES = (
    f"""award issue: the command, {JOBS} processes that sign, start included; CPU: of all its
    processes together; us each: of that, for one credential""",
    """limit: bare Ed25519 over 64 bytes (PyNaCl), measured here before and after; times: how many
    times the limit the whole way costs""",
    """x: how many times as much processor time the peer takes to sign one, without reading,
    storing or logging anything""",
    """MB: the most memory that the command's own process held; MB worker: that of the largest that
    signs""",
    """revoke: all of them at once from a CSV file of ids, with their entries of the log""",
    """wall: other work on the machine makes it longer; the people are made up""",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of the command cost."""

    wall: float
    cpu: float
    megabytes: float
    """Of its own process."""
    worker: float
    """Of the largest process that it started; 0 if there was none."""
    said: dict[str, object]


def run(folder: Path, *arguments: str) -> Ran:
    """Run the command in a folder."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "skillmark", *arguments, "--json"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        peaks: dict[int, float] = {}
        watching = threading.Thread(target=watch, args=(process, peaks))
        watching.start()
        answer, complaint = process.communicate()
        watching.join()
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(complaint.decode(errors="replace")[-500:])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    own = peaks.pop(process.pid, 0.0)
    return Ran(wall, cpu, own, max(peaks.values(), default=0.0), json.loads(answer))


def watch(process: subprocess.Popen[bytes], peaks: dict[int, float]) -> None:
    """Note the most memory of a process and of those that it starts (10^6 bytes)."""
    while process.poll() is None:
        for pid in (process.pid, *children(process.pid)):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            except OSError:
                continue
            for line in status.splitlines():
                if line.startswith("VmHWM:"):
                    peaks[pid] = int(line.split()[1]) * 1024 / 1e6
        time.sleep(0.05)


def children(pid: int) -> Sequence[int]:
    """Return the processes that a process has started, where the system tells."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return ()
    return [int(one) for one in told.split()]


def prepare(folder: Path, people: int) -> None:
    """Write key, achievement, issuer and roster."""
    save(badge.key(), folder / "k", None)
    (folder / "A.json").write_text(json.dumps(badge.claim("plain").achievement))
    (folder / "I.json").write_text(json.dumps(badge.issuer()))
    with (folder / "P.csv").open("w") as file:
        file.write("name,email\n")
        # in an order that says nothing of the addresses, as registrations have
        file.writelines(
            f"Person {number},p{number * 7919 % people}@example.org\n" for number in range(people)
        )


def limit(seconds: float) -> float:
    """Return the microseconds that a bare signature takes right now."""
    each, _ = cost.rate(subjects.PyNaCl().issue, seconds=seconds)
    return 1e6 / each


def award(figures: Figures, people: int, *, peer: float | None, seconds: float) -> float:
    """Award to so many, and revoke all of it; return the microseconds that each award took."""
    fixed = ("--achievement", "A.json", "--issuer", "I.json", "--key", "k", "--jobs", str(JOBS))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        prepare(folder, people)
        before = limit(seconds)
        issued = run(
            folder, "award", "issue", "P.csv", *fixed, "--out", "o.jsonl", "--state", "s",
            "--base-url", badge.BASE,
        )  # fmt: skip
        bare = (before + limit(seconds)) / 2
        if issued.said != {"issued": people, "already": 0, "rejected": []}:
            raise SystemExit(f"not everybody was awarded: {str(issued.said)[:200]}")
        each = issued.cpu / people * 1e6
        figures.add(
            what="award issue",
            people=people,
            wall_s=issued.wall,
            CPU_s=issued.cpu,
            us_each=each,
            limit_us=bare,
            times=each / bare,
            x=peer and peer / each,
            MB=round(issued.megabytes),
            MB_worker=round(issued.worker) or None,
        )
        revoke(figures, folder, people)
    return each


def revoke(figures: Figures, folder: Path, people: int) -> None:
    """Revoke every credential there is."""
    with (folder / "o.jsonl").open("rb") as lines, (folder / "ids.csv").open("w") as ids:
        ids.write("id\n")
        ids.writelines(f"{json.loads(line)['id']}\n" for line in lines)
    done = run(folder, "award", "revoke", "ids.csv", "--state", "s", "--reason", "a bench")
    if done.said != {"changed": people, "already": 0, "unknown": []}:
        raise SystemExit(f"not all were revoked: {str(done.said)[:200]}")
    figures.add(
        what="award revoke",
        people=people,
        wall_s=done.wall,
        CPU_s=done.cpu,
        us_each=done.cpu / people * 1e6,
        MB=round(done.megabytes),
    )


def bazaar(figures: Figures, seconds: float) -> float | None:
    """Fill in the peer; return the microseconds that it takes to sign one."""
    if not digital_bazaar.present():
        figures.missing("@digitalbazaar/vc", digital_bazaar.REMEDY, required=True)
        return None
    found = digital_bazaar.measure("plain", seconds=seconds)
    each = 1e6 / float(found["issue"])
    who = f"@digitalbazaar/vc {digital_bazaar.version()}, signing alone"
    figures.add(what=who, us_each=each, x=1.0, MB=round(found["megabytes"]))
    return each


def main() -> None:
    """Measure everything and print it."""
    parser = options(__doc__)
    parser.add_argument("--million", action="store_true", help=f"also {VERY_MANY:,} people")
    asked = parser.parse_args()
    seconds = 0.02 if asked.quick else 1.0
    figures = Figures("award", "From a CSV file to signed and logged credentials", COLUMNS)
    try:
        peer = bazaar(figures, seconds)
    except PeerMissingError as error:
        raise SystemExit(str(error)) from None
    sizes = [1_100] if asked.quick else [MANY, *([VERY_MANY] if asked.million else [])]
    each = [award(figures, people, peer=peer, seconds=seconds) for people in sizes]
    if len(each) > 1:
        figures.notes.append(
            f"one credential costs {each[0]:.0f} microseconds of processor time among "
            f"{sizes[0]:,} and {each[1]:.0f} among {sizes[1]:,}: {each[1] / each[0]:.2f} times"
        )
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
