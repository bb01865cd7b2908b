"""The one module of the command line that starts Django, for the commands that need the site."""

from __future__ import annotations

import os

from skillmark.nouns.errors import InputError
from skillmark.server import environment, sqlite
from skillmark.server.environment import Environment


def start(*, migrate: bool = False) -> Environment:
    """Make the data folder ready, start Django, and (where asked) bring the tables up to date.

    Raises `InputError` for a wrong setting, a folder that cannot be written, and a SQLite
    library that could corrupt the database.
    """
    site = environment.read()
    environment.prepare(site)
    if not site.database_url and not sqlite.safe_for_wal():
        raise InputError(
            f"SQLite {'.'.join(map(str, sqlite.library_version()))} can corrupt its database",
            where="pysqlite3",
            remedy="install the locked requirements again",
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillmark.server.settings")
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command
        from django.db import DatabaseError

        from skillmark.server import tables

        try:
            if not tables.begin() and _behind():
                call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            from skillmark.server.skills.services import ensure_starter

            ensure_starter()
        except DatabaseError as error:
            raise InputError(
                f"the database cannot be opened: {' '.join(str(error).split())}",
                where=site.database_url.rpartition("@")[2] or str(site.data / "skillmark.sqlite3"),
                remedy="check the folder, its rights and free space (skillmark doctor)",
            ) from None
    return site


def _behind() -> bool:
    """Whether a migration is not applied yet.

    Django's command works out every model of the site anew before it finds nothing to do, which
    is half of what a later start takes.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
