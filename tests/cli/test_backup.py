"""Backup while others write, restore with every digest checked, nothing overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skillmark.cli import run
from skillmark.nouns.errors import ConflictError, UnavailableError, UnreadableError
from skillmark.server import environment, sqlite
from skillmark.server.archive import making, manifest, restoring, snapshot

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def connect(path: Path):
    database = sqlite.pysqlite3.connect(str(path), timeout=20, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    return database


def site_at(data: Path, **more: str) -> environment.Environment:
    return environment.read({"SKILLMARK_DATA": str(data), **more})


@pytest.fixture
def site(tmp_path: Path) -> environment.Environment:
    """A data folder with a database in WAL mode, a key, the secret and a file."""
    made = site_at(tmp_path / "data")
    environment.prepare(made)
    with closing(connect(made.data / "skillmark.sqlite3")) as database:
        database.execute("CREATE TABLE people_auditrecord (id INTEGER PRIMARY KEY, action TEXT)")
        database.executemany(
            "INSERT INTO people_auditrecord (action) VALUES (?)", [("awarded",)] * 10
        )
    key = made.data / "keys" / "one.json"
    key.write_text("{}")
    key.chmod(0o600)
    (made.data / "files" / "deep").mkdir()
    (made.data / "files" / "deep" / "ünïcode.bin").write_bytes(bytes(range(256)) * 500)
    return made


def contents(data: Path) -> dict[str, bytes]:
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and not path.name.startswith(("skillmark.sqlite3", "backup.json"))
    }


def test_what_was_backed_up_comes_back_whole_and_private(site, tmp_path):
    made = making.make(site, tmp_path / "one.zip", now=NOW)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.manifest.counts == {"audit_entries": 10}

    other = site_at(tmp_path / "elsewhere")
    done = restoring.restore(made.path, other, now=NOW)
    assert contents(other.data) == contents(site.data)
    assert snapshot.counts(other.data / "skillmark.sqlite3") == {"audit_entries": 10}
    assert done.aside is None
    for path in other.data.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_backup_is_one_moment_of_a_database_that_is_being_written(site, tmp_path):
    """Rows come in pairs, each pair in one transaction: a copy with an odd number is torn."""
    path = site.data / "skillmark.sqlite3"
    stop, wrote = threading.Event(), threading.Event()

    def write() -> None:
        with closing(connect(path)) as database:
            while not stop.is_set():
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO people_auditrecord (action) VALUES ('left')")
                database.execute("INSERT INTO people_auditrecord (action) VALUES ('right')")
                database.execute("COMMIT")
                wrote.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert wrote.wait(10)
        seen = []
        for number in range(4):
            wrote.clear()
            made = making.make(site, tmp_path / f"{number}.zip", now=NOW)
            assert wrote.wait(10), "the backup holds writers up"
            seen.append(made.manifest.counts["audit_entries"])
    finally:
        stop.set()
        writer.join()
    assert all(count % 2 == 0 for count in seen)
    assert seen == sorted(seen)
    assert seen[-1] > 10


def test_a_backup_never_overwrites_and_leaves_nothing_half_done(site, tmp_path):
    (tmp_path / "taken.zip").write_text("mine")
    with pytest.raises(ConflictError, match="already"):
        making.make(site, tmp_path / "taken.zip", now=NOW)
    assert (tmp_path / "taken.zip").read_text() == "mine"
    with pytest.raises(UnavailableError) as caught:
        making.make(site, tmp_path / "no" / "such" / "folder.zip", now=NOW)
    assert caught.value.remedy
    assert not list(tmp_path.rglob("*.partial"))


def test_a_damaged_database_is_not_passed_off_as_a_backup(site, tmp_path):
    path = site.data / "skillmark.sqlite3"
    with closing(connect(path)) as database:
        database.execute("CREATE INDEX by_action ON people_auditrecord (action)")
        database.executemany(
            "INSERT INTO people_auditrecord (action) VALUES (?)",
            [(f"{n:0200}",) for n in range(500)],
        )
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[3 * 4096 + 8 : 3 * 4096 + 400] = os.urandom(392)
    path.write_bytes(bytes(data))
    with pytest.raises((UnreadableError, UnavailableError)):
        making.make(site, tmp_path / "bad.zip", now=NOW)
    assert not (tmp_path / "bad.zip").exists()


def test_earlier_backups_and_links_inside_the_data_folder_stay_out(site, tmp_path):
    (site.data / "old.backup.zip").write_bytes(b"x" * 1000)
    (site.data / "files" / "link").symlink_to("/etc/hostname")
    made = making.make(site, site.data / "new.backup.zip", now=NOW)
    names = [entry.path for entry in made.manifest.entries]
    assert not [name for name in names if name.endswith(".zip")]
    assert made.skipped == ("files/link",)


def test_restoring_over_a_site_needs_force_and_keeps_it_aside(site, tmp_path):
    made = making.make(site, tmp_path / "one.zip", now=NOW)
    with closing(connect(site.data / "skillmark.sqlite3")) as database:
        database.executemany(
            "INSERT INTO people_auditrecord (action) VALUES (?)", [("revoked",)] * 7
        )
    with pytest.raises(ConflictError) as caught:
        restoring.restore(made.path, site, now=NOW)
    assert caught.value.code == "occupied"
    assert "--force" in caught.value.remedy
    assert snapshot.counts(site.data / "skillmark.sqlite3") == {"audit_entries": 17}

    done = restoring.restore(made.path, site, now=NOW + timedelta(days=3), force=True)
    assert snapshot.counts(site.data / "skillmark.sqlite3") == {"audit_entries": 10}
    assert snapshot.counts(done.aside / "skillmark.sqlite3") == {"audit_entries": 17}
    assert any("7 audit entries" in warning for warning in done.warnings), "rollback not noticed"
    assert any("revoked" in warning for warning in done.warnings)
    # a later backup does not carry the replaced site along
    again = making.make(site, tmp_path / "two.zip", now=NOW)
    assert not [e for e in again.manifest.entries if e.path.startswith(manifest.ASIDE)]


def test_a_running_site_is_not_replaced(site, tmp_path):
    made = making.make(site, tmp_path / "one.zip", now=NOW)
    with closing(connect(site.data / "skillmark.sqlite3")) as database:
        database.execute("SELECT count(*) FROM people_auditrecord").fetchone()
        with pytest.raises(ConflictError, match="running"):
            restoring.restore(made.path, site, now=NOW, force=True)
    assert not list(site.data.glob(manifest.ASIDE + "*"))


def rewrite(source: Path, target: Path, change) -> Path:
    """Copy a ZIP, letting `change(name, data)` alter, add or drop members."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            for name, data in change(info.filename, old.read(info)):
                new.writestr(name, data)
    return target


def flip_key(name, data):
    yield name, b"{ }" if name.endswith("one.json") else data


def drop_key(name, data):
    if not name.endswith("one.json"):
        yield name, data


def add_stranger(name, data):
    yield name, data
    if name == "manifest.json":
        yield "data/keys/stranger.json", b"{}"


def climb_out(name, data):
    if name == "manifest.json":
        data = data.replace(b"keys/one.json", b"../escaped.json")
    yield name.replace("keys/one.json", "../escaped.json"), data


def damaged_database(name, data):
    """A database whose digest fits, because the manifest was made anew, but that is torn."""
    if name.endswith("skillmark.sqlite3"):
        data = data[:5000]
    if name == "manifest.json":
        value = json.loads(data)
        entry = next(e for e in value["files"] if e["path"] == "skillmark.sqlite3")
        entry["bytes"] = 5000
        entry["sha256"] = damaged_database.digest
        data = json.dumps(value).encode()
    yield name, data


@pytest.mark.parametrize("change", [flip_key, drop_key, add_stranger, climb_out])
def test_a_backup_that_was_tampered_with_changes_nothing(site, tmp_path, change):
    made = making.make(site, tmp_path / "one.zip", now=NOW)
    bad = rewrite(made.path, tmp_path / "bad.zip", change)
    before = contents(site.data)
    with pytest.raises(UnreadableError):
        restoring.restore(bad, site, now=NOW, force=True)
    assert contents(site.data) == before
    assert not list(tmp_path.rglob("escaped.json"))
    assert not list(site.data.glob(".restore-*"))
    with pytest.raises(UnreadableError):
        restoring.inspect(bad)


def test_a_torn_database_with_a_fitting_digest_is_refused(site, tmp_path):
    made = making.make(site, tmp_path / "one.zip", now=NOW)
    with zipfile.ZipFile(made.path) as package:
        whole = package.read("data/skillmark.sqlite3")
    damaged_database.digest = hashlib.sha256(whole[:5000]).hexdigest()
    bad = rewrite(made.path, tmp_path / "bad.zip", damaged_database)
    other = site_at(tmp_path / "elsewhere")
    with pytest.raises(UnreadableError) as caught:
        restoring.restore(bad, other, now=NOW)
    assert caught.value.code == "database_damaged"
    assert not (other.data / "skillmark.sqlite3").exists()


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_backup_is_said_so(site, tmp_path, data):
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(UnreadableError, match="not a backup"):
        restoring.inspect(tmp_path / "x.zip")


def test_a_backup_of_a_newer_format_is_refused_by_its_version(site, tmp_path):
    made = making.make(site, tmp_path / "one.zip", now=NOW)

    def newer(name, data):
        yield name, data.replace(b'"version": 1', b'"version": 2')

    bad = rewrite(made.path, tmp_path / "new.zip", newer)
    with pytest.raises(UnreadableError) as caught:
        restoring.restore(bad, site_at(tmp_path / "e"), now=NOW)
    assert caught.value.code == "backup_version"


def test_postgresql_is_not_pretended_to_be_backed_up(site, tmp_path):
    there = site_at(site.data, SKILLMARK_DATABASE_URL="postgresql://u:p@db/skillmark")
    with pytest.raises(UnavailableError) as caught:
        making.make(there, tmp_path / "one.zip", now=NOW)
    assert "pg_dump" in caught.value.remedy
    assert not (tmp_path / "one.zip").exists()
    made = making.make(there, tmp_path / "files.zip", now=NOW, files_only=True)
    assert not made.manifest.has_database
    # and the files come back beside a database that stays
    done = restoring.restore(made.path, there, now=NOW, force=True)
    assert (site.data / "skillmark.sqlite3").exists()
    assert (site.data / "keys" / "one.json").exists()
    assert (done.aside / "keys" / "one.json").exists()


def test_the_commands(site, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SKILLMARK_DATA", str(site.data))
    monkeypatch.delenv("SKILLMARK_DATABASE_URL", raising=False)
    assert run(["backup", str(tmp_path), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert Path(made["file"]).parent == tmp_path
    assert made["counts"] == {"audit_entries": 10}
    assert run(["restore", made["file"], "--check"]) == 0
    capsys.readouterr()
    assert run(["restore", made["file"]]) == 1
    assert capsys.readouterr().err.startswith("skillmark: ")
    assert run(["restore", made["file"], "--force", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["restored"]
    assert Path(done["aside"]).is_dir()
    assert run(["restore", str(tmp_path / "absent.zip")]) == 2
