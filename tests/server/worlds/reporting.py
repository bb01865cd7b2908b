"""A kept impact report with a public link."""

from __future__ import annotations

AFTER = ("measure", "award")
ACCESS = {
    "impact_report": "see_measures",
    "impact_report_make": "record_outcomes",
    "impact_report_pdf": "see_measures",
    "impact_report_one": "see_measures",
    "impact_report_read": "see_measures",
    "impact_report_folder": "record_outcomes",
    "impact_report_share": "record_outcomes",
    "impact_report_file": "see_measures",
    "impact_report_shared": "public",
    "impact_report_shared_read": "public",
    "impact_report_shared_file": "public",
    "GET /api/measure/reports": "see_measures",
    "GET /api/measure/reports/newest": "see_measures",
}


def build(world):
    from datetime import date

    from django.utils import timezone

    from skillmark.server.measure.reporting import services
    from skillmark.server.measure.reporting.models import ImpactReportRecord

    lead = world.people["ld_lead"]
    # made without the job and without drawing: pages are about bytes that are there
    row = ImpactReportRecord.objects.create(
        organisation=world.home,
        account=lead,
        made=timezone.now(),
        title="Impact report",
        language="en",
        as_of=date(2026, 11, 1),
        people=240,
        simulated=True,
        report="urn:uuid:5164da32-c68f-5f23-adb6-7eeedd87800a",
        html=b"<!doctype html><title>Report</title>",
        pdf=b"%PDF-1.7",
        json=b'{"claims": [{"id": "effect-1", "type": "effect", "established": false, '
        b'"sentence": "Not established.", "estimate": 1.0, "ci": [-1.0, 3.0]}], '
        b'"recommendations": []}',
        csv=b"type\n",
        manifest=b'{"inputs": [], "outputs": []}',
        credential=b"{}",
    )
    services.share(row, actor=lead)
    world.things["impact_report"] = row
    for name in ("one", "read", "folder", "share"):
        world.arguments[f"impact_report_{name}"] = {"pk": row.pk}
    world.arguments["impact_report_file"] = {"pk": row.pk, "name": "report.pdf"}
    for name in ("shared", "shared_read"):
        world.arguments[f"impact_report_{name}"] = {"token": row.token}
    world.arguments["impact_report_shared_file"] = {"token": row.token, "name": "report.csv"}
