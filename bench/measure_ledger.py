"""What an export of a whole organisation costs: looked at, stored, read back, and reported on.

A site of its own is set up and an export as personnel systems write it is brought in as the page
does: its columns are named, everybody is checked, the worker stores it. Then the report of the same
people with six registered questions. Beside it, in a process of its own: pandas reads the same file
and stores it as it is, without looking at anything. All people are simulated.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from rig.ledger import export, plainly
from rig.table import Figures, options

TODAY = date(2026, 11, 1)
COLUMNS = ("what", "database", "people", "CPU_s", "wall_s", "times", "MB")
NOTES = (
    """propose: what the columns are, from the header and the first rows; look: everybody checked
    and compared with what is stored; store: the job, from the file to the last commit and the
    overview for the page; read: the whole ledger back from the database; report: HTML, PDF, JSON,
    CSV and manifest from a folder, with six registered questions, Python's start included""",
    """times: processor time over that of pandas, which reads the same file (semicolons, German days
    and amounts) and writes the table into SQLite: no mapping, no check, no rights, no resuming""",
    "MB: the most memory that the process held until then, libraries included",
)


def spent() -> float:
    """Return the processor time of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def measured(name: str, work: Callable[[], Any], *, of: int = resource.RUSAGE_SELF) -> Any:
    """Do the work once; return a row and the answer."""
    cpu, wall = spent(), time.perf_counter()
    answer = work()
    row = {"what": name, "CPU_s": spent() - cpu, "wall_s": time.perf_counter() - wall}
    return row | {"MB": resource.getrusage(of).ru_maxrss / 1024}, answer


def furnish(folder: Path, people: int) -> None:
    """Write the export, and the folder of the report."""
    from skillmark.measure.designs.design import Question
    from skillmark.measure.designs.ready import READY
    from skillmark.measure.designs.registry import Registry
    from skillmark.measure.ledger.simulate import simulate
    from skillmark.measure.ledger.writing import write_to

    made = simulate(people=people, today=TODAY, rng=np.random.default_rng(2026))
    export.write(folder / "export.csv", made.ledger)
    report = folder / "report"
    report.mkdir()
    with (report / "ledger.csv").open("w", encoding="utf-8") as stream:
        write_to(stream, made.ledger)
    registry = Registry()
    for question, ready in READY.items():
        design = ready.read_on(TODAY)
        if question is Question.PROGRAMME:
            design = replace(design, starts=tuple(made.starts.items()))
        registry = registry.register(design, now=datetime(2023, 10, 1, tzinfo=UTC), by="L&D")
    (report / "designs.json").write_text(registry.written(), encoding="utf-8")


def site(folder: Path, people: int) -> list[dict[str, Any]]:
    """Bring the export in as the page does, and read it back; return a row for each step."""
    from skillmark.cli.project import start

    start(migrate=True)
    from skillmark.server.jobs import worker
    from skillmark.server.measure.ledger import storing, taking
    from skillmark.server.people.actions import Role
    from skillmark.server.people.models import OrganisationRecord
    from skillmark.server.people.services import door

    actor, place = door(Role.PROVIDER_ADMIN), OrganisationRecord.objects.get()
    worker.load()

    def blocks() -> Iterator[bytes]:
        with (folder / "export.csv").open("rb") as file:
            while block := file.read(2**16):
                yield block

    def run() -> None:
        while worker.run_one():
            pass

    def look() -> None:
        taking.have_looked_at(row, actor=actor)
        run()
        row.refresh_from_db()

    def store() -> None:
        taking.order(row, whole=False, sound=False, actor=actor)
        run()
        row.refresh_from_db()

    proposed, row = measured(
        "propose", lambda: taking.keep(blocks(), name="export.csv", organisation=place, actor=actor)
    )
    taking.say(row, export.confirmed(taking.mapping(row), TODAY))
    looked, _ = measured("look", look)
    stored, _ = measured("store", store)
    assert row.job is not None
    assert row.job.result["people"] == people, row.job
    read, ledger = measured("read", lambda: storing.read(place.pk))
    assert len(ledger) == people
    return [proposed, looked, stored, read]


def report(folder: Path, _people: int) -> list[dict[str, Any]]:
    """Make the report with the command that people run."""
    out = folder / "out"
    out.mkdir()
    command = [sys.executable, "-m", "skillmark", "measure", "report", str(folder / "report")]
    row, _ = measured(
        "report",
        lambda: subprocess.run(
            [*command, "--out", str(out / "report.html"), "--as-of", TODAY.isoformat()],
            env={name: said for name, said in os.environ.items() if "NUM_THREADS" not in name},
            stdout=subprocess.DEVNULL,
            check=True,
        ),
        of=resource.RUSAGE_CHILDREN,
    )
    return [row]


def pandas(folder: Path, _people: int) -> list[dict[str, Any]]:
    """Have the peer read and store the same file."""
    row, _ = measured("pandas", lambda: plainly.store(folder / "export.csv", folder / "plain.db"))
    return [row]


STAGES = {"site": site, "report": report, "pandas": pandas}


def main() -> int:
    """Run each stage in a process of its own."""
    parser = options(__doc__)
    parser.add_argument("--people", type=int, default=0, help="default 100,000")
    parser.add_argument("--million", action="store_true", help="as many as the product promises")
    parser.add_argument("--postgres", default="", help="postgresql://... of an empty database")
    parser.add_argument("--stage", default="", help="for its own processes")
    parser.add_argument("--folder", type=Path, help="for its own processes")
    chosen = parser.parse_args()
    usual = 1_000_000 if chosen.million else 2_000 if chosen.quick else 100_000
    people = chosen.people or usual
    if chosen.stage:
        sys.stdout.write(json.dumps(STAGES[chosen.stage](chosen.folder, people)))
        return 0
    figures = Figures("measure_ledger", "A ledger of a whole organisation", COLUMNS, notes=[*NOTES])
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="skillmark-bench-") as made:
        folder = Path(made)
        furnish(folder, people)
        said = {"SKILLMARK_DATA": str(folder / "site"), "SKILLMARK_DEMO": "1"}
        if chosen.postgres:
            said["SKILLMARK_DATABASE_URL"] = chosen.postgres
        for stage in STAGES:
            said_to_stage = ["--stage", stage, "--folder", made, "--people", str(people)]
            done = subprocess.run(
                [sys.executable, __file__, *said_to_stage],
                env={**os.environ, **said},
                stdout=subprocess.PIPE,
                check=True,
            )
            rows += json.loads(done.stdout)
    plain = next(row["CPU_s"] for row in rows if row["what"] == "pandas")
    ours = "PostgreSQL" if chosen.postgres else "SQLite"
    for row in rows:
        database = {"report": "", "pandas": "SQLite"}.get(row["what"], ours)
        times = None if row["what"] == "report" else row["CPU_s"] / plain
        figures.add(**row, database=database, people=people, times=times)
    figures.show(as_json=chosen.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
