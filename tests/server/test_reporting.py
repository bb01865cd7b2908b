"""The impact report on the server: one button, a job, kept bytes that verify, an explicit share."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from django.urls import reverse

from skillmark.cli import run as command
from skillmark.nouns.errors import ConflictError
from skillmark.server.jobs import worker
from skillmark.server.jobs.models import JobRecord
from skillmark.server.measure.models import OutcomeRecord
from skillmark.server.measure.reporting import services
from skillmark.server.measure.reporting.models import ImpactReportRecord
from skillmark.server.people.models import AuditRecord
from skillmark.server.verify import services as verifying
from skillmark.verify.checks import Verdict


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def run_jobs():
    worker.load()
    while worker.run_one():
        pass


def test_the_button_makes_a_report_that_verifies_and_that_the_command_makes_again(
    client_of, world, tmp_path, capsys
):
    lead = client_of("ld_lead")
    answer = lead.post(reverse("impact_report_make"))
    assert answer.status_code == 302
    assert "A report is being made" in text(lead.get(reverse("impact_report")))
    with pytest.raises(ConflictError, match="being made already"):
        services.order(world.home, language="en", actor=world.people["ld_lead"])
    run_jobs()
    row = services.newest(world.home)
    assert row.pk != world.things["impact_report"].pk
    assert JobRecord.objects.get(kind=services.MAKE).result == {"report": str(row.pk)}
    shown = text(lead.get(reverse("impact_report")))
    assert "Simulated. This report rests on simulated data" in shown
    assert " ".join(row.data["claims"][0]["sentence"].split()) in shown
    assert "What changed since the report before" in shown
    # the page is what was signed for, and may run and load nothing
    page = lead.get(reverse("impact_report_read", args=[row.pk]))
    assert page.content == bytes(row.html)
    assert "sandbox" in page.headers["Content-Security-Policy"]
    credential = lead.get(reverse("impact_report_file", args=[row.pk, "report.credential.json"]))
    assert verifying.check(credential.content).verdict is Verdict.VALID
    # whoever has the folder makes the same bytes
    packed = lead.get(reverse("impact_report_folder", args=[row.pk]))
    zipfile.ZipFile(io.BytesIO(packed.content)).extractall(tmp_path)
    signed = tmp_path / "signed.credential.json"
    signed.write_bytes(credential.content)
    given = ["measure", "report", str(tmp_path / "report"), "--check", str(signed), "--json"]
    command([*given, "--offline"])
    said = json.loads(capsys.readouterr().out)
    found = {one["name"]: one["agreement"] for one in said["compared"]}
    assert found["inputs/ledger.csv"] == "agrees"
    # single answers to surveys do not leave the site, and the comparison says so
    missing = [name for name, agreement in found.items() if agreement == "missing"]
    assert all(name.startswith("inputs/surveys/") for name in missing)
    assert missing or set(found.values()) == {"agrees"}
    # a second run of the job finds what is there
    job = JobRecord.objects.get(kind=services.MAKE)
    job.state, job.result = "queued", {}
    job.save()
    before = ImpactReportRecord.objects.count()
    run_jobs()
    assert ImpactReportRecord.objects.count() == before
    told = client_of("ld_lead").get("/api/measure/reports/newest").json()
    assert told["id"] == str(row.pk)
    assert told["data"] == row.data
    assert told["credential"]["credentialSubject"]["id"] == row.report


def test_a_link_is_made_by_an_act_and_ends_by_one(client_of, world):
    row = world.things["impact_report"]
    outside, lead = client_of("nobody"), client_of("ld_lead")
    address = reverse("impact_report_shared", args=[row.token])
    answer = outside.get(address)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Verify the credential" in text(answer)
    sheet = outside.get(reverse("impact_report_shared_file", args=[row.token, "report.pdf"]))
    assert sheet.content == b"%PDF-1.7"
    assert (
        outside.get(reverse("impact_report_shared_file", args=[row.token, "x"])).status_code == 404
    )
    lead.post(reverse("impact_report_share", args=[row.pk]), {"public": "no"})
    assert outside.get(address).status_code == 410
    assert outside.get(address + "/read").status_code == 404
    lead.post(reverse("impact_report_share", args=[row.pk]))
    assert ImpactReportRecord.objects.get(pk=row.pk).token not in {None, row.token}
    done = AuditRecord.objects.filter(action__startswith="report_").values_list("action", flat=True)
    assert {"report_shared", "report_unshared"} <= set(done)


def test_an_empty_ledger_has_no_button_and_says_why(client_of, world):
    OutcomeRecord.objects.all().delete()
    ImpactReportRecord.objects.all().delete()
    shown = text(client_of("ld_lead").get(reverse("impact_report")))
    assert "nothing to report" in shown
    assert client_of("ld_lead").get(reverse("impact_report_pdf")).status_code == 302
    with pytest.raises(ConflictError, match="ledger is empty"):
        services.order(world.home, language="de", actor=world.people["ld_lead"])
    assert client_of("ld_lead").get("/api/measure/reports/newest").status_code == 404
    assert "Make the report" not in text(client_of("provider_admin").get(reverse("impact_report")))
