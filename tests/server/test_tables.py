"""A new site's tables are those that an old one gets by migrations."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

BEGIN = """
from skillmark.cli.project import start
start()
from django.core.management import call_command
from skillmark.server import tables
assert tables.begin()
assert not tables.begin()
call_command("migrate", "--check", verbosity=0)
call_command("createcachetable", verbosity=0)
"""
MIGRATE = """
from skillmark.cli.project import start
start()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
call_command("createcachetable", verbosity=0)
"""
NAMES = {
    "applied": "SELECT app, name FROM django_migrations",
    "kinds": "SELECT app_label, model FROM django_content_type",
    "permissions": "SELECT codename FROM auth_permission",
    "stamp": "SELECT count(*) FROM verify_stamprecord",
}


def parts(statement: str) -> list[str]:
    """The clauses of CREATE TABLE: in which order its columns stand is of no account."""
    statement = " ".join(statement.split())
    if not statement.startswith("CREATE TABLE"):
        return [statement]
    inside, depth, found = statement[statement.index("(") + 1 : -1], 0, [""]
    for sign in inside:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return sorted(re.sub(r"\s+", " ", one.strip()) for one in found)


def looked_at(path) -> dict[str, object]:
    with closing(sqlite3.connect(path)) as database:
        made = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql <> ''")
        found: dict[str, object] = {f"{kind} {name}": parts(sql) for kind, name, sql in made}
        for what, query in NAMES.items():
            found[what] = sorted(database.execute(query))
    return found


def test_made_at_once_or_by_every_migration_the_tables_are_the_same(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}

    def tables(script, folder):
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            env=kept | {"SKILLMARK_DATA": str(folder)},
        )
        return looked_at(folder / "skillmark.sqlite3")

    ours, theirs = tables(BEGIN, tmp_path / "begun"), tables(MIGRATE, tmp_path / "migrated")
    assert len(theirs) > 100
    assert ours.keys() == theirs.keys()
    assert {k: v for k, v in ours.items() if v != theirs[k]} == {}
