"""The doctor finds what is wrong, says what to do, and does not cry wolf."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skillmark.nouns.errors import InputError
from skillmark.server import environment, sqlite
from skillmark.server.checkup import house, machine
from skillmark.server.checkup.check import State, worst
from skillmark.trust.keys import Algorithm, SigningKey, save

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def site_at(data: Path, **more: str) -> environment.Environment:
    return environment.read({"SKILLMARK_DATA": str(data), **more})


@pytest.fixture
def site(tmp_path: Path) -> environment.Environment:
    made = site_at(tmp_path / "data")
    environment.prepare(made)
    return made


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ((3, 40, 1), State.FAIL),
        ((3, 51, 2), State.FAIL),
        ((3, 51, 3), State.OK),
        ((3, 53, 4), State.OK),
    ],
)
def test_sqlite_with_the_wal_reset_bug_fails(version, state):
    assert machine.sqlite_library(version).state is state


def test_a_fresh_data_folder_is_private(site):
    assert house.folder(site).state is State.OK
    assert house.secret(site).state is State.OK
    assert house.keys(site, {}).state is State.OK


def test_a_folder_that_others_may_read_is_told(site):
    site.data.chmod(0o755)
    found = house.folder(site)
    assert found.state is State.WARN
    assert "chmod 700" in found.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_fails(site):
    site.data.chmod(0o500)
    try:
        assert house.folder(site).state is State.FAIL
    finally:
        site.data.chmod(0o700)


def test_a_secret_that_others_may_read_fails(site):
    (site.data / environment.SECRET_FILE).chmod(0o644)
    assert house.secret(site).state is State.FAIL


def key(site, name: str, passphrase: bytes | None) -> Path:
    path = site.data / "keys" / name
    save(SigningKey.generate(Algorithm.ED25519), path, passphrase)
    return path


def test_keys_must_be_encrypted_and_private(site):
    good = key(site, "good.json", b"a long passphrase")
    assert house.keys(site, {"SKILLMARK_KEY_PASSPHRASE": "a long passphrase"}).state is State.OK
    assert house.keys(site, {}).state is State.WARN, "the passphrase lies beside the keys"
    good.chmod(0o640)
    assert house.keys(site, {}).state is State.FAIL
    good.chmod(0o600)
    key(site, "plain.json", None)
    found = house.keys(site, {"SKILLMARK_KEY_PASSPHRASE": "x"})
    assert found.state is State.FAIL
    assert "plain.json" in found.detail
    assert "good.json" not in found.detail


def test_lists_of_issuers_and_contexts_are_read(site):
    assert house.trusted(site).state is State.OK
    (site.data / "registry.json").write_text('{"issuers": [{"id": "did:web:a.example"}]}')
    context = b'{"@context": {"honours": "https://a.example/#honours"}}'
    (site.data / "a.jsonld").write_bytes(context)
    entry = {"url": "https://a.example/c", "file": "a.jsonld"}
    digest = hashlib.sha256(context).hexdigest()
    listed = site.data / "contexts.json"
    listed.write_text(json.dumps({"contexts": [{**entry, "sha256": digest}]}))
    found = house.trusted(site)
    assert (found.state, found.detail[:2]) == (State.OK, "1 ")
    assert "1 contexts" in found.detail
    listed.write_text(json.dumps({"contexts": [{**entry, "sha256": "0" * 64}]}))
    found = house.trusted(site)
    assert found.state is State.FAIL
    assert "contexts.json" in found.detail
    listed.unlink()
    (site.data / "registry.json").write_text('{"issuers": [{"name": "nobody"}]}')
    assert "/issuers/0" in house.trusted(site).detail


@pytest.mark.parametrize(
    ("days", "state"), [(None, State.WARN), (1, State.OK), (7, State.OK), (30, State.WARN)]
)
def test_backups_are_remembered(site, days, state):
    (site.data / "skillmark.sqlite3").touch()
    if days is not None:
        made = (NOW - timedelta(days=days)).isoformat()
        (site.data / "backup.json").write_text(json.dumps({"made": made, "file": "x.zip"}))
    assert house.backup(site, now=NOW).state is state


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("https://skills.example.org", State.OK),
        ("http://127.0.0.1:8000", State.WARN),
        ("http://localhost:8000", State.WARN),
        ("http://skills.example.org", State.FAIL),
        ("http://10.0.0.7:8000", State.FAIL),
    ],
)
def test_the_address_must_be_https_for_others(tmp_path, url, state):
    assert house.address(site_at(tmp_path, SKILLMARK_BASE_URL=url)).state is state


@pytest.mark.parametrize(
    ("variables", "state"),
    [
        ({}, State.OK),
        ({"SKILLMARK_DEMO": "1"}, State.WARN),
        ({"SKILLMARK_DEMO": "1", "SKILLMARK_BASE_URL": "https://skills.example.org"}, State.FAIL),
        ({"SKILLMARK_DEBUG": "1"}, State.FAIL),
    ],
)
def test_demo_and_debug_are_told(tmp_path, variables, state):
    assert house.mode(site_at(tmp_path, **variables)).state is state


def test_a_password_of_the_mail_server_is_never_printed(tmp_path):
    site = site_at(tmp_path, SKILLMARK_EMAIL_URL="smtp://user:hunter2@mail.example.org:587")
    found = house.mail(site)
    assert found.state is State.OK
    assert "hunter2" not in found.detail


@pytest.mark.parametrize(
    ("ahead", "state"),
    [
        (timedelta(hours=-1), State.OK),
        (timedelta(minutes=2), State.OK),
        (timedelta(days=2), State.FAIL),
    ],
)
def test_a_clock_that_went_back_is_noticed(site, ahead, state):
    with closing(sqlite.pysqlite3.connect(str(site.data / "skillmark.sqlite3"))) as database:
        database.execute("CREATE TABLE people_auditrecord (at TEXT)")
        written = (NOW + ahead).replace(tzinfo=None).isoformat(" ")
        database.execute("INSERT INTO people_auditrecord VALUES (?)", [written])
        database.commit()
    assert machine.clock(site, now=NOW).state is state


def test_a_clock_before_this_program_was_made_fails(site):
    assert machine.clock(site, now=datetime(1970, 1, 1, tzinfo=UTC)).state is State.FAIL


@pytest.mark.parametrize(
    ("free", "state"), [(10**8, State.FAIL), (10**9, State.WARN), (10**11, State.OK)]
)
def test_space(site, free, state, monkeypatch):
    class Usage:
        pass

    Usage.free = free
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _place: Usage)
    assert machine.disk(site).state is state


def test_the_worst_speaks_for_all(site):
    found = list(house.checks(site, {}, now=NOW))
    assert worst(found) is State.WARN
    for check in found:
        assert (check.remedy == "") == (check.state is State.OK), check.name


def doctor(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "skillmark", "doctor", *arguments],
        env={**variables, "SKILLMARK_DATA": str(data), **more},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_before_there_is_a_site(tmp_path):
    done = doctor(tmp_path / "nothing", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 0
    assert said["state"] == "warn"
    assert not (tmp_path / "nothing").exists(), "a check-up changes nothing"
    assert not [c for c in said["checks"] if c["state"] == "fail"]


@pytest.mark.slow
def test_the_command_on_a_site(tmp_path):
    """A site with all its tables; then with a damaged database."""
    data = tmp_path / "data"
    environment.prepare(site_at(data))
    variables = {k: v for k, v in os.environ.items() if not k.startswith("SKILLMARK_")}
    variables |= {
        "SKILLMARK_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "skillmark.server.settings",
    }
    database = data / "skillmark.sqlite3"
    empty = sqlite.pysqlite3.connect(str(database))
    empty.execute("PRAGMA journal_mode=WAL")
    empty.close()
    done = doctor(data, "--json")
    states = {c["check"]: c["state"] for c in json.loads(done.stdout)["checks"]}
    assert done.returncode == 1
    assert states["migrations"] == "fail"
    assert states["database"] == "ok"

    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env=variables,
        check=True,
        timeout=120,
    )
    done = doctor(data, "--json")
    said = json.loads(done.stdout)
    states = {c["check"]: c["state"] for c in said["checks"]}
    assert done.returncode == 0, said
    for name in ("database", "migrations", "jobs", "outbox", "key files", "sqlite", "clock"):
        assert states[name] == "ok", name

    human = doctor(data, SKILLMARK_EMAIL_URL="smtp://127.0.0.1:9")
    assert human.returncode == 1
    assert "Traceback" not in human.stderr
    assert "127.0.0.1:9 does not take mail" in human.stdout

    with database.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 8))
    done = doctor(data, "--json")
    states = {c["check"]: c["state"] for c in json.loads(done.stdout)["checks"]}
    assert (done.returncode, states["database"]) == (1, "fail")


def test_a_wrong_setting_is_one_line(tmp_path):
    done = doctor(tmp_path, SKILLMARK_BASE_URL="not a url")
    assert done.returncode == 2
    assert done.stderr.startswith("skillmark: SKILLMARK_BASE_URL")
    assert len(done.stderr.splitlines()) == 1


def test_nothing_of_it_is_open_to_others(site):
    assert stat.S_IMODE(site.data.stat().st_mode) == 0o700


RATER = {
    "SKILLMARK_MACHINE_RATER_URL": "https://models.example.org/v1/",
    "SKILLMARK_MACHINE_RATER_MODEL": "example-1",
    "SKILLMARK_MACHINE_RATER_KEY": "sk-1",
}


@pytest.mark.parametrize(
    ("changes", "state", "said"),
    [
        (dict.fromkeys(RATER, ""), State.OK, "off"),
        ({}, State.OK, "example-1 at https://models.example.org"),
        ({"SKILLMARK_MACHINE_RATER_KEY": ""}, State.WARN, "without a key"),
        ({"SKILLMARK_MACHINE_RATER_URL": "http://models.example.org/v1"}, State.FAIL, "not https"),
        ({"SKILLMARK_MACHINE_RATER_URL": "https://10.0.0.7/v1"}, State.FAIL, "not a public"),
        ({"SKILLMARK_MACHINE_RATER_URL": "https://localhost/v1"}, State.FAIL, "not a public"),
        (
            {
                "SKILLMARK_MACHINE_RATER_URL": "http://127.0.0.1:11434/v1",
                "SKILLMARK_FETCH_ALLOW": "http://127.0.0.1:11434",
            },
            State.OK,
            "http://127.0.0.1:11434",
        ),
    ],
)
def test_a_machine_rater_is_looked_at_without_being_asked(tmp_path, changes, state, said):
    site = site_at(tmp_path, **(RATER | changes))
    found = house.machine_rater(site)
    assert (found.state, said in found.detail) == (state, True), found
    assert "sk-1" not in repr(site) + found.detail + found.remedy


@pytest.mark.parametrize(
    "changes",
    [
        {"SKILLMARK_MACHINE_RATER_MODEL": ""},
        {"SKILLMARK_MACHINE_RATER_URL": ""},
        {"SKILLMARK_MACHINE_RATER_URL": "models.example.org"},
        {"SKILLMARK_MACHINE_RATER_URL": "ftp://models.example.org"},
        {"SKILLMARK_MACHINE_RATER_URL": "https://me:secret@models.example.org"},
        {"SKILLMARK_MACHINE_RATER_KEY": "k\r\nHost: elsewhere"},
    ],
)
def test_half_a_machine_rater_is_refused_by_name(tmp_path, changes):
    with pytest.raises(InputError) as caught:
        site_at(tmp_path, **(RATER | changes))
    assert "SKILLMARK_MACHINE_RATER" in caught.value.where
    assert "secret" not in str(caught.value)
