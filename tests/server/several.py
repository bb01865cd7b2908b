"""Several processes at one site: `python several.py SCENARIO ...` plays them and prints what came.

The site is set up once; then processes are forked, each with connections of its own, and told
through pipes when to go on. Run by `test_workers.py` on SQLite and by `test_postgres.py`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

os.environ.setdefault("SKILLMARK_DEMO", "1")


class Child:
    """A forked process that says lines, and goes on when it is told to."""

    def __init__(self, work: Any) -> None:
        from django.db import connections

        connections.close_all()
        said, say = os.pipe()
        told, tell = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(said)
            os.close(tell)
            self._out, self._in = os.fdopen(say, "w"), os.fdopen(told)
            try:
                self.say(work(self) or "END")
            except BaseException as error:  # noqa: BLE001 (it is told to the parent)
                self.say(f"{type(error).__name__}: {error}")
            os._exit(0)
        os.close(say)
        os.close(told)
        self._in, self._out = os.fdopen(said), os.fdopen(tell, "w")

    def say(self, line: str) -> None:
        """Say a line (in the child), or tell it to go on (in the parent)."""
        self._out.write(f"{line}\n")
        self._out.flush()

    def hear(self) -> str:
        """Wait for a line."""
        return self._in.readline().strip()

    def wait_here(self, where: str) -> None:
        """Say where one is, and wait."""
        self.say(where)
        self.hear()

    def kill(self) -> None:
        """End it as `kill -9` does."""
        os.kill(self.pid, signal.SIGKILL)
        self.end()

    def end(self) -> None:
        """Wait until it is gone."""
        os.waitpid(self.pid, 0)


def furnish() -> Any:
    """Return an achievement that can be awarded, and who awards it."""
    from skillmark.define import catalogue
    from skillmark.server.define.models import AchievementRecord
    from skillmark.server.define.services import import_catalogue
    from skillmark.server.people.actions import Role
    from skillmark.server.people.models import OrganisationRecord
    from skillmark.server.people.services import door

    actor = door(Role.PROVIDER_ADMIN)
    home = OrganisationRecord.objects.get()
    if not AchievementRecord.objects.exists():
        import_catalogue(catalogue.starter(), organisation=home, actor=None)
    return list(AchievementRecord.objects.order_by("pk")), actor


def people(n: int) -> list[Any]:
    """Return a list of people."""
    from skillmark.award.roster import Row
    from skillmark.badges.identity import Recipient

    return [Row(i + 2, Recipient(f"P {i}", f"p{i}@x.example")) for i in range(n)]


def expire() -> None:
    """Let every lease run out."""
    from django.utils import timezone

    from skillmark.server.jobs.models import JobRecord

    JobRecord.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def work(_child: Child) -> str:
    """Run jobs until there are none."""
    from skillmark.server.jobs import worker

    while worker.run_one():
        pass
    return "IDLE"


def reference_root(leaves: list[bytes]) -> bytes:
    """Return the tree hash as RFC 9162, section 2.1.1, writes it down."""
    from skillmark.trust.log import merkle

    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.node(reference_root(leaves[:half]), reference_root(leaves[half:]))


def outcome() -> dict[str, Any]:
    """Return what the database holds, and whether it fits together."""
    from django.utils import timezone

    from skillmark.server.award.models import AwardRecord, LogEntryRecord, LogRecord
    from skillmark.server.award.transparency import log
    from skillmark.server.award.transparency.tiles import Rows
    from skillmark.server.jobs.models import JobRecord, MailRecord
    from skillmark.trust.log import merkle
    from skillmark.trust.log.tree import Tree

    row = LogRecord.objects.get()
    entries = LogEntryRecord.objects.order_by("number")
    leaves = [merkle.leaf(bytes(one.entry)) for one in entries]
    roots = {
        reference_root(leaves), bytes(row.root), Tree(Rows(row), row.size).root()
    }  # fmt: skip
    recorded = Counter(entries.filter(kind="award").values_list("award", flat=True))
    # of the first key its keepers are told as well
    sent = (to for mail in MailRecord.objects.all() for to in mail.recipients)
    mailed = Counter(to for to in sent if to.endswith("@x.example"))
    awards = AwardRecord.objects.all()
    due = JobRecord.objects.filter(run_after__lte=timezone.now())
    return {
        "standing": dict(Counter(awards.values_list("standing", flat=True))),
        "people": awards.values("achievement", "email").distinct().count(),
        "recorded_once": recorded == Counter(awards.values_list("pk", flat=True)),
        "mailed_once": mailed == Counter(awards.values_list("email", flat=True)),
        "one_root": len(roots) == 1,
        "receipts": all(log.receipt(one).holds() for one in awards.exclude(body=b"")[:50]),
        "jobs": dict(Counter(due.values_list("state", flat=True))),
    }


def fence() -> dict[str, Any]:
    """A worker is killed inside a chunk; the next loses its lease; a third goes on."""
    from skillmark.server.award import services
    from skillmark.server.award.bulk import signing
    from skillmark.server.jobs.services import Running

    achievements, actor = furnish()
    services.order_many(achievements[0], people(30), actor=actor)
    signing.CHUNK = 7
    store, chunk = signing.store, Running.chunk

    def dies(child: Child) -> str:
        calls = []

        def inside(batch: Any, signed: Any, **options: Any) -> int:
            calls.append(1)
            stored = store(batch, signed, **options)
            if len(calls) == 2:
                child.wait_here("INSIDE")
            return stored

        signing.store = inside
        return work(child)

    def sleeps(child: Child) -> str:
        calls = []

        def before(self: Any, *args: Any, **named: Any) -> Any:
            calls.append(1)
            if len(calls) == 2:
                child.wait_here("ASLEEP")
            return chunk(self, *args, **named)

        def writes(batch: Any, signed: Any, **options: Any) -> int:
            if len(calls) > 1:
                child.say("WRITES AFTER ITS LEASE")
            return store(batch, signed, **options)

        Running.chunk, signing.store = before, writes
        return work(child)

    dying = Child(dies)
    heard = [dying.hear()]
    dying.kill()
    expire()
    slow = Child(sleeps)
    heard.append(slow.hear())
    expire()
    quick = Child(work)
    heard.append(quick.hear())
    quick.end()
    before = outcome()
    slow.say("go on")
    heard.append(slow.hear())
    slow.end()
    return {"heard": heard, "before": before, "after": outcome()}


def together() -> dict[str, Any]:
    """Two web processes order the same, two workers sign, one of them loses its connection."""
    from django.db import connection

    from skillmark.server.award import services
    from skillmark.server.award.bulk import signing
    from skillmark.server.award.models import AwardRecord, BatchRecord

    achievements, actor = furnish()
    one, two = achievements[1:3]

    def orders(achievement: Any, key: str) -> Any:
        def run(child: Child) -> str:
            child.wait_here("READY")
            made, _job = services.order_many(
                achievement, people(120), actor=actor, idempotency=key, notify=True
            )
            return f"{made.batch.pk} {made.ordered} {made.already} {made.repeated}"

        return run

    said = []
    for keys in (("graduation", "graduation"), ("first", "second")):
        row = one if keys[0] == "graduation" else two
        children = [Child(orders(row, key)) for key in keys]
        for child in children:
            child.hear()
        for child in children:
            child.say("go on")
        said.append(sorted(child.hear() for child in children))
        for child in children:
            child.end()
    signing.CHUNK = 20
    store = signing.store

    def loses(child: Child) -> str:
        calls = []

        def cut(batch: Any, signed: Any, **options: Any) -> int:
            calls.append(1)
            stored = store(batch, signed, **options)
            if len(calls) == 2 and connection.vendor == "postgresql":
                import psycopg

                backend = connection.connection.info.backend_pid
                with psycopg.connect(os.environ["SKILLMARK_DATABASE_URL"]) as other:
                    other.execute("SELECT pg_terminate_backend(%s)", [backend])
            return stored

        signing.store = cut
        return work(child)

    workers = [Child(loses), Child(work)]
    heard = [child.hear() for child in workers]
    for child in workers:
        child.end()
    return {
        "said": said,
        "heard": heard,
        "batches": BatchRecord.objects.count(),
        "awards": AwardRecord.objects.count(),
        "after": outcome(),
    }


if __name__ == "__main__":
    from skillmark.cli.project import start

    start(migrate=True)
    from skillmark.server.jobs import worker

    worker.load()
    print(
        "CAME", json.dumps([{"fence": fence, "together": together}[one]() for one in sys.argv[1:]])
    )
