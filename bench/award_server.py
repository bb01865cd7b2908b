"""What a bulk award costs on the server, from the file to signed, stored and recorded credentials.

A site of its own is set up, a list of people is uploaded, looked at and ordered as the page does,
and the worker signs it: for each person the credential as JSON and as a token, an entry in the log,
a place in the status list and a message in the outbox. Beside it, in the same process: bare Ed25519
over as many signatures.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rig.table import Figures, options

COLUMNS = (
    "what", "database", "people", "CPU_s", "wall_s", "us_each", "limit_s", "times", "MB", "KB_each",
)  # fmt: skip
NOTES = (
    """CPU: of the process and of those that signed for it; limit: bare Ed25519 (PyNaCl) over 64
    bytes, two signatures a person, one core, the same process; times: processor time over it""",
    """full: an achievement of the starter catalogue, 15 KB as JSON and 20 KB as a token; short: one
    skill, few words""",
    """MB: the most memory that one process held, the server's libraries included; KB: what the
    database grew by for each person, its indexes included""",
    """look: reading and judging the list for the preview; order: intents in one transaction; sign:
    the job; everything: from the upload to the last commit""",
)


def spent() -> float:
    """Return the processor time of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def stage(people: int, *, full: bool) -> list[dict[str, Any]]:
    """Set the site up and award; return a row for each step."""
    from skillmark.cli.project import start

    site = start(migrate=True)
    from nacl.bindings import crypto_sign, crypto_sign_keypair

    from skillmark.define import catalogue
    from skillmark.server.award.bulk import batches, uploads
    from skillmark.server.define.models import AchievementRecord
    from skillmark.server.define.services import import_catalogue
    from skillmark.server.jobs import worker
    from skillmark.server.people.actions import Role
    from skillmark.server.people.models import OrganisationRecord
    from skillmark.server.people.services import door

    actor = door(Role.PROVIDER_ADMIN)
    import_catalogue(catalogue.starter(), organisation=OrganisationRecord.objects.get(), actor=None)
    achievement = AchievementRecord.objects.order_by("pk").first()
    assert achievement is not None
    if not full:
        achievement.pk, achievement.slug = None, "short"
        skills = dict(list(achievement.document["skills"].items())[:1])
        words = {"description": "Short.", "criteria": "Passed.", "skills": skills}
        achievement.document = achievement.document | words
        achievement.save(force_insert=True)
    listed = "\n".join(
        ["name,email", *(f"Person {n},person{n}@example.org" for n in range(people))]
    ).encode()
    worker.load()
    rows: list[dict[str, Any]] = []
    before = database_bytes(site.data)

    def step(name: str, work: Callable[[], Any]) -> Any:
        cpu, wall = spent(), time.perf_counter()
        answer = work()
        rows.append({"what": name, "CPU_s": spent() - cpu, "wall_s": time.perf_counter() - wall})
        return answer

    def sign() -> None:
        while batches.progress(batch).open and worker.run_one():
            pass

    upload = step(
        "look",
        lambda: uploads.keep(achievement, listed, name="list.csv", actor=actor, notify=True),
    )
    batch = step("order", lambda: uploads.order(upload, actor=actor))
    step("sign", sign)
    assert batches.progress(batch).signed == people
    _public, secret = crypto_sign_keypair()
    cpu, some = time.process_time(), 20_000
    for _ in range(some):
        crypto_sign(bytes(64), secret)
    bare = (time.process_time() - cpu) / some * 2 * people
    rows.append({"what": "everything", **{k: sum(r[k] for r in rows) for k in ("CPU_s", "wall_s")}})
    most = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    for row in rows:
        row |= {"us_each": row["CPU_s"] / people * 1e6}
    rows[-1] |= {
        "limit_s": bare,
        "times": rows[-1]["CPU_s"] / bare,
        "MB": most / 1024,
        "KB_each": (database_bytes(site.data) - before) / people / 1024,
    }
    return rows


def database_bytes(data: Path) -> int:
    """Return how large the database is."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (data / "skillmark.sqlite3").stat().st_size


def main() -> int:
    """Run each kind of badge in a process of its own."""
    parser = options(__doc__)
    parser.add_argument("--people", type=int, default=0, help="default 100,000")
    parser.add_argument("--postgres", default="", help="postgresql://... of an empty database")
    parser.add_argument("--stage", default="", help="for its own processes")
    chosen = parser.parse_args()
    people = chosen.people or (60 if chosen.quick else 100_000)
    if chosen.stage:
        sys.stdout.write(json.dumps(stage(people, full=chosen.stage == "full")))
        return 0
    figures = Figures("award_server", "Bulk awards on the server", COLUMNS, notes=list(NOTES))
    kinds = ("short",) if chosen.quick else ("full",) if chosen.postgres else ("full", "short")
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="skillmark-bench-") as folder:
            said = {"SKILLMARK_DATA": folder, "SKILLMARK_DEMO": "1"}
            if chosen.postgres:
                said["SKILLMARK_DATABASE_URL"] = chosen.postgres
            done = subprocess.run(
                [sys.executable, __file__, "--stage", kind, "--people", str(people)],
                env={**os.environ, **said},
                stdout=subprocess.PIPE,
                check=True,
            )
        database = "PostgreSQL" if chosen.postgres else "SQLite"
        for row in json.loads(done.stdout):
            row["what"] = f"{kind}: {row['what']}"
            figures.add(**row, database=database, people=people)
    figures.show(as_json=chosen.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
