"""The whole loop on PostgreSQL, by one setting."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

LOOP = """
from datetime import UTC, datetime
from pathlib import Path
from rich.console import Console
from skillmark.cli.project import start
site = start(migrate=True)
from django.db import connection
from skillmark.cli.demo import assess, award, define, match, measure, plan
from skillmark.cli.demo.tale import Tale
now = datetime.now(UTC).replace(microsecond=0)
tale = Tale(site.data, 2, now, site.base_url, Console(width=200))
define.furnish(tale)
for stage in (define, assess, award, match, plan, measure):
    stage.show(tale)
print("VENDOR", connection.vendor)
from skillmark.server.award.models import KeyRecord, StatusListRecord
from skillmark.server.award.status.standing import publish
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.verify import stamp
stamps = [stamp.current(), stamp.current()]
publish(OrganisationRecord.objects.get(), 1, now=now)
stamps.append(stamp.current())
for model in (OrganisationRecord, KeyRecord, StatusListRecord):
    model.objects.first().save()
    stamps.append(stamp.current())
print("STAMPS", len(set(stamps)))
import threading
from django.db import connections, transaction
from skillmark.server.award.status import lists, places, standing
from skillmark.server.award.models import AwardRecord, SignedRecord, StatusPairRecord
from skillmark.trust.bitstring import StatusList
home = OrganisationRecord.objects.get()
wrong = []
def at_once(*works):
    def run(work):
        try:
            work()
        except Exception as error:
            wrong.append(repr(error))
        finally:
            connections.close_all()
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
def order():
    with transaction.atomic():
        SignedRecord.objects.bulk_create(
            SignedRecord(organisation=home, credential_id=f"{number}-{index}",
                         list_number=number, list_index=index)
            for number, index in places.draw(home, 2_000, programs=True))
at_once(*[order] * 4)
pair = StatusPairRecord.objects.get(number=places.PROGRAMS)
print("PLACES", SignedRecord.objects.count(), pair.given, wrong)
ids = list(AwardRecord.objects.exclude(standing="pending").values_list("pk", flat=True))
def change(what, order):
    return lambda: standing.change_many(home, order, what, "r", actor=None)
def ask():
    for _ in range(5):
        lists.status_list(home, 1, "revocation")
        lists.status_list(home, 1, "suspension")
at_once(change("suspend", ids), change("revoke", ids[::-1]), ask, ask, change("reinstate", ids))
rows = AwardRecord.objects.filter(list_number=1)
hidden = lists.decoys(home, 1)
for purpose, kinds, closed in (
    ("revocation", ["revoked", "suspended"], hidden.places),
    ("suspension", ["suspended"], hidden.suspended),
):
    lists.status_list(home, 1, purpose)
    row = StatusListRecord.objects.get(number=1, purpose=purpose)
    refused = set(rows.filter(standing__in=kinds).values_list("list_index", flat=True))
    print("AGREES", StatusList(bytes(row.bits)).indexes() == refused | closed, wrong)
from datetime import timedelta
from skillmark.badges.identity import Recipient
from skillmark.server.award.keyring import compromise, keys
from skillmark.server.award.life import reminding, stacking
from skillmark.server.award import services
from skillmark.server.award.models import ReminderRecord
from skillmark.server.define import services as definitions
from skillmark.server.define.models import AchievementRecord
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import MailRecord
like = AchievementRecord.objects.first().document
def make(slug, **more):
    said = {**like, "id": slug, "name": {"en": slug}, "test": None, **more}
    return definitions.save_achievement(said, organisation=home, actor=None)
one, two, whole = make("one", valid_months=1), make("two", valid_months=1), make("whole")
way = {"id": "w", "name": {"en": "w"}, "description": {"en": "w"}, "steps": ["one", "two"]}
definitions.save_pathway({**way, "awards": "whole"}, organisation=home, actor=None)
people = [Recipient(f"P{n}", f"p{n}@x.example") for n in range(10)]
rows = [services.award_one(a, who, actor=None) for who in people for a in (one, two)]
at_once(*[lambda: stacking.stack(rows, home)] * 4)
print("WHOLES", AwardRecord.objects.filter(achievement=whole).count(), wrong)
soon = now + timedelta(days=20)
def remind():
    with transaction.atomic():
        reminding._remind(rows, home, [14], soon)
at_once(*[remind] * 4)
print("REMINDERS", ReminderRecord.objects.count(), wrong)
worker.load()
while worker.run_one():
    pass
key = keys.current(home)
compromise.begin(key, compromise.since(key, moment=rows[-1].signed), actor=None)
while worker.run_one():
    pass
key.refresh_from_db()
print("WITHDRAWN", bool(key.withdrawn), keys.signed_by(key).exclude(standing="revoked").count())
from skillmark.server.define.public import finding
for words in ("Datenanalyse", "datenanalise"):
    found = finding.find(finding.Asked(words, kind="achievement"), today=now.date())
    print("FOUND", found.total, found.entries(0, 1)[0].slug, sorted(found.counts["kind"]))
"""


def binaries() -> Path:
    """The newest PostgreSQL here; skips loudly where there is none, but not in CI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        said = "no PostgreSQL here: apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    return found[-1].parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of this test's own: its address. It refuses to run as root, so it does not."""
    bin_folder = binaries()
    owner = []
    folder = Path(tempfile.mkdtemp(prefix="skillmark-pg-"))
    if os.geteuid() == 0:
        postgres = pwd.getpwnam("postgres")
        shutil.chown(folder, postgres.pw_uid, postgres.pw_gid)
        owner = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*owner, str(bin_folder / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data = str(folder / "data")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("initdb", "-D", data, "-U", "skillmark", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        for name in ("site", "several"):
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "skillmark", name)
        yield f"postgresql://skillmark@127.0.0.1:{port}/site"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def told(server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the stages print on PostgreSQL, with the seed 2."""
    data = tmp_path_factory.mktemp("site") / "data"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", LOOP],
        env=kept
        | {
            "SKILLMARK_DATA": str(data),
            "SKILLMARK_DATABASE_URL": server,
            "SKILLMARK_DEMO": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert not (data / "skillmark.sqlite3").exists()
    return done.stdout


@pytest.mark.slow
def test_the_whole_loop_runs_on_postgresql(told: str) -> None:
    assert "VENDOR postgresql" in told
    assert "STAMPS 5" in told
    # four orders at once draw 2,000 places each and never the same; changes of status come one
    # after the other, and what is signed meanwhile ends as the awards stand
    assert "PLACES 8000 8000 []" in told, told[-2000:]
    assert told.count("AGREES True []") == 2, told[-2000:]
    # four runs at once complete ten pathways once each, and send ten people two reminders each
    assert "WHOLES 10 []" in told, told[-2000:]
    assert "REMINDERS 20 []" in told, told[-2000:]
    assert "WITHDRAWN True 0" in told, told[-2000:]
    assert told.count("data-analysis-essentials [('achievement'") == 2, told[-2000:]
    assert "no plan can exceed" in told


@pytest.mark.slow
@pytest.mark.parametrize(
    "stage", [r"^ *\d+ of \d+ pass$", r"^1 ", "enrolments close", "days_to_productivity: naive"]
)
def test_another_seed_changes_the_numbers(told: str, demo: Any, stage: str) -> None:
    """The demo has the seed 1. Each stage that draws is asked for itself."""
    assert figures(told, stage) != figures(demo.said, stage)


@pytest.mark.slow
@pytest.mark.parametrize("stage", [r"^ *cut score", "real study"])
def test_another_seed_changes_nothing_that_is_real(told: str, demo: Any, stage: str) -> None:
    assert figures(told, stage) == figures(demo.said, stage)


def figures(said: str, stage: str) -> str:
    """Return the one line of a stage that looks so."""
    (line,) = (line for line in said.splitlines() if re.search(stage, line))
    return line


def test_several_processes_share_one_postgresql(server: str, tmp_path: Path) -> None:
    """Hostile cases 45, 46 and 47, with connections that really are several."""
    workers = _module("test_workers")
    url = server.removesuffix("/site") + "/several"
    fenced, came = workers.play(
        "fence", "together", data=tmp_path / "data", SKILLMARK_DATABASE_URL=url
    )
    workers.check_fenced(fenced)
    same, different = came["said"]
    # the same key at once in two web processes: one result, told to both
    (first, *one), (second, *two) = (said.split() for said in same)
    assert first == second
    assert sorted((one, two)) == [["120", "0", "False"], ["120", "0", "True"]]
    # the same people under two keys at once: who comes second finds that they have it
    assert sorted(said.split()[1:3] for said in different) == [["0", "120"], ["120", "0"]]
    assert came["batches"] == 4
    assert came["heard"] == ["IDLE", "IDLE"], "also the one whose connection was cut in a chunk"
    workers.check_once(came["after"], 30 + 120 + 120)


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
