"""The database and what waits in it. Needs Django to be started."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from skillmark.nouns.errors import SkillmarkError
from skillmark.server.checkup.check import Check, fail, ok, warn
from skillmark.server.environment import Environment

LATE = timedelta(minutes=10)
"""What waits longer than this waits for a worker that does not run."""


def checks(site: Environment, *, now: datetime) -> Iterator[Check]:
    """Yield the checks of the database; the rest only where it answers."""
    try:
        found = integrity(site)
        yield found
        moved = migrations()
        yield moved
        if not moved.remedy:
            yield key_files(site)
            yield logs(site)
            yield jobs(now=now)
            yield outbox(now=now)
    except DatabaseError as error:
        yield fail(
            "database",
            f"it does not answer: {' '.join(str(error).split())}",
            "check SKILLMARK_DATABASE_URL, the folder's rights and the free space",
        )
    yield mail_server()


def integrity(site: Environment) -> Check:
    """Check that the database is whole."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT version()")
            return ok("database", str(cursor.fetchone()[0]).split(",")[0])
        cursor.execute("PRAGMA integrity_check(3)")
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        dangling = cursor.fetchall()
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
    if found != ["ok"]:
        return fail(
            "database",
            f"it is damaged: {'; '.join(found)}",
            "stop the site, keep the file, and restore the last good backup: skillmark restore",
        )
    if dangling:
        return fail("database", f"{len(dangling)} rows point to nothing", "restore a backup")
    if journal != "wal":
        return warn("database", f"journal mode {journal}", "restart the site: it sets WAL")
    return ok("database", "whole, in WAL mode")


def migrations() -> Check:
    """Check that the tables are those of this program."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    known = {(migration.app_label, migration.name) for migration, _ in plan}
    newer = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    newer = {key for key in newer if key[0] in {app.rpartition(".")[2] for app in settings.APPS}}
    if newer:
        names = ", ".join(f"{app}.{name}" for app, name in sorted(newer)[:3])
        remedy = "run the Skillmark that made them, or restore a backup"
        return fail("migrations", f"the tables are of a newer program ({names})", remedy)
    if known:
        remedy = "restart the site: skillmark serve brings them up to date (after a backup)"
        return fail("migrations", f"{len(known)} are still to be done", remedy)
    return ok("migrations", "the tables are up to date")


def key_files(site: Environment) -> Check:
    """Check that every key that should sign has its file."""
    from skillmark.server.award.models import KeyRecord

    rows = KeyRecord.objects.filter(retired=None)
    missing = [row.file for row in rows if not (site.data / "keys" / row.file).is_file()]
    if missing:
        return fail(
            "key files",
            f"missing: {', '.join(missing)}",
            "restore them from a backup, or make new keys (Award and verify, Keys)",
        )
    return ok("key files", f"{len(rows)} sign, all there")


def logs(site: Environment) -> Check:
    """Check that every log is whole, and not behind what was witnessed of it."""
    from skillmark.server.award.models import LogRecord
    from skillmark.server.award.transparency import rollback, tiles
    from skillmark.trust.log.tree import Tree

    rows = list(LogRecord.objects.select_related("organisation"))
    for row in rows:
        try:
            whole = Tree(tiles.Rows(row), row.size).root() == bytes(row.root)
        except SkillmarkError:
            whole = False
        if not whole:
            return fail(
                "log",
                f"the log of {row.organisation.slug} is damaged",
                "keep the database as it is, and restore the last good backup",
            )
    if wrong := rollback.at_start():
        return fail(
            "log",
            "; ".join(wrong),
            "restore a newer backup (docs/scaling.md, “After a restore”); until then nothing more"
            " is awarded",
        )
    said = f"{len(rows)}, with {sum(row.size for row in rows)} entries"
    if not site.witnessed:
        return ok("log", f"{said}; compared with nothing (SKILLMARK_WITNESSED)")
    return ok("log", f"{said}, as they were last seen in {', '.join(site.witnessed)}")


def jobs(*, now: datetime) -> Check:
    """Check that a worker takes what waits."""
    from skillmark.server.jobs.models import JobRecord, State

    late = JobRecord.objects.filter(
        Q(state=State.QUEUED, run_after__lt=now - LATE)
        | Q(state=State.RUNNING, lease_until__lt=now - LATE)
    ).count()
    failed = JobRecord.objects.filter(
        state=State.FAILED, finished__gt=now - timedelta(days=7)
    ).count()
    if late:
        return fail("jobs", f"{late} wait for a worker", "start one: skillmark worker")
    if failed:
        return warn("jobs", f"{failed} failed within a week", "look at Background jobs in the menu")
    return ok("jobs", "nothing waits too long")


def outbox(*, now: datetime) -> Check:
    """Check that mail goes out."""
    from skillmark.server.jobs.models import MailRecord

    stuck = MailRecord.objects.filter(sent=None, created__lt=now - timedelta(hours=1)).count()
    if stuck:
        return warn(
            "outbox", f"{stuck} messages wait for more than an hour", "check the mail server"
        )
    return ok("outbox", "nothing waits")


def mail_server() -> Check:
    """Check that the mail server answers and takes our name; nothing is sent."""
    options = dict(settings.DELIVERY)
    backend = options.pop("backend")
    if "smtp" not in backend:
        return ok("mail server", "none is set")
    server = get_connection(backend, **{**options, "timeout": 5})
    try:
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException, socket.gaierror) as error:
        cause = f"{options['host']}:{options['port']} does not take mail: {type(error).__name__}"
        return fail("mail server", cause, "check SKILLMARK_EMAIL_URL and the network")
    return ok("mail server", f"{options['host']} answers")
