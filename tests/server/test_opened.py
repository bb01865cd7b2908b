"""The database stays open between requests, but never a file that is not the site's any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import connections

from skillmark.server import opened


@pytest.fixture
def kept(tmp_path: Path, django_db_blocker: Any) -> Any:
    """A connection to a file, with the settings of a site, beside the one of the tests."""
    name = tmp_path / "skillmark.sqlite3"
    settings = {**connections.settings["default"], "NAME": name, "CONN_MAX_AGE": None}
    connections.settings["beside"] = settings
    own = connections["beside"]
    with django_db_blocker.unblock():
        yield own
        own.close()
    del connections["beside"], connections.settings["beside"]


def put(kept: Any, value: int) -> None:
    with kept.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS t (v)")
        cursor.execute("INSERT INTO t VALUES (%s)", [value])


def values(kept: Any) -> list[int]:
    with kept.cursor() as cursor:
        cursor.execute("SELECT v FROM t")
        return [value for (value,) in cursor.fetchall()]


def test_the_same_file_stays_open(kept: Any) -> None:
    put(kept, 1)
    before = kept.connection
    opened.close_moved()
    assert kept.connection is before
    assert values(kept) == [1]


@pytest.mark.parametrize("how", ["another", "gone"])
def test_a_file_that_was_moved_away_is_written_no_more(kept: Any, how: str, tmp_path: Path) -> None:
    put(kept, 1)
    name = tmp_path / "skillmark.sqlite3"
    for file in tmp_path.glob("skillmark.sqlite3*"):
        file.rename(tmp_path / f"aside-{file.name}")
    if how == "another":
        other = connections.create_connection("beside")
        put(other, 7)
        other.close()
    request_started.send(sender=None)
    put(kept, 2)
    assert values(kept) == ([7, 2] if how == "another" else [2])
    assert name.exists()


def test_nothing_is_closed_in_the_middle_of_a_transaction(kept: Any, tmp_path: Path) -> None:
    from django.db import transaction

    put(kept, 1)
    with transaction.atomic(using="beside"):
        before = kept.connection
        (tmp_path / "skillmark.sqlite3").rename(tmp_path / "aside")
        opened.close_moved()
        assert kept.connection is before


def test_a_site_keeps_its_sqlite_open(tmp_path: Path) -> None:
    from skillmark.server import environment

    site = environment.read({"SKILLMARK_DATA": str(tmp_path)})
    assert environment.database(site)["CONN_MAX_AGE"] is None
