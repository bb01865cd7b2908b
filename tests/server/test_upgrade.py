"""Sites of earlier versions open in this one. `tests/fixtures` keeps the demo of each version.

A new version adds its own: `skillmark demo --no-serve`, then `skillmark backup`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = sorted((Path(__file__).resolve().parent.parent / "fixtures").glob("demo-*.zip"))
LOOK = """
import json
from skillmark.cli.project import start
start(migrate=True)
from django.core.management import call_command
from django.test import Client
from skillmark.server.award.models import AwardRecord
from skillmark.server.match.models import RoleRecord
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.people.actions import Role
from skillmark.server.people.models import AccountRecord, AuditRecord
from skillmark.server.people.services import door
from skillmark.server.verify.services import check
call_command("makemigrations", "--check", "--dry-run", verbosity=0)
award = AwardRecord.objects.exclude(body=b"").order_by("pk").first()
report = check(bytes(award.body))
pages = {}
for role, path in (
    (Role.LEARNER, "/dashboard/"), (Role.RECRUITER, f"/roles/{RoleRecord.objects.first().pk}/"),
    (Role.LD_LEAD, "/plans/"), (Role.LD_LEAD, "/measure/"), (Role.PROVIDER_ADMIN, "/awards/"),
    (Role.LEARNER, f"/c/{award.pk}"),
):
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(door(role))
    pages[path] = client.get(path).status_code
print("FOUND " + json.dumps({
    "people": AccountRecord.objects.count(), "awards": AwardRecord.objects.count(),
    "outcomes": OutcomeRecord.objects.count(), "audited": AuditRecord.objects.count(),
    "checks": {c.name.value: c.status.value for c in report.checks}, "pages": pages,
}))
"""


def test_every_released_version_left_its_demo() -> None:
    assert [f.stem for f in FIXTURES][:1] == ["demo-0.1.0"]


@pytest.mark.slow
@pytest.mark.parametrize("backup", FIXTURES, ids=lambda f: f.stem)
def test_a_site_of_an_earlier_version_opens_whole(backup: Path, tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SKILLMARK_", "DJANGO_"))}
    variables = kept | {"SKILLMARK_DATA": str(tmp_path / "site"), "SKILLMARK_DEMO": "1"}

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    run("-m", "skillmark", "restore", str(backup))
    found = json.loads(run("-c", LOOK).partition("FOUND ")[2])
    assert found["people"] > 40
    assert found["awards"] > 5
    assert found["outcomes"] == 900
    assert found["audited"] > 40
    # What was signed then is still accepted; whether it has expired by now is not the point.
    for check in ("well_formed", "schema", "context", "proof", "issuer_key"):
        assert found["checks"][check] == "pass", check
    assert set(found["pages"].values()) == {200}, found["pages"]


@pytest.mark.django_db
def test_a_start_notices_a_migration_that_is_due() -> None:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    from skillmark.cli.project import _behind

    assert not _behind()
    (last,) = MigrationLoader(connection).graph.leaf_nodes("verify")
    MigrationRecorder(connection).record_unapplied(*last)
    assert _behind()
