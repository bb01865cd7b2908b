"""An export on its way into the ledger, and a row that the learner is linked to."""

from __future__ import annotations

AFTER = ("measure", "award", "hold")
ACCESS = {
    "ledger": "record_outcomes",
    "ledger_picture": "record_outcomes",
    "ledger_dictionary": "record_outcomes",
    "ledger_template": "record_outcomes",
    "ledger_download": "record_outcomes",
    "ledger_retention": "record_outcomes",
    "ledger_remove": "record_outcomes",
    "ledger_ramps": "record_outcomes",
    "ledger_file": "record_outcomes",
    "ledger_columns": "record_outcomes",
    "ledger_problems": "record_outcomes",
    "ledger_store": "record_outcomes",
    "my_outcomes": "own",
}
EXPORT = b"""Personalnummer;Eintrittsdatum;Einstiegsgehalt
X1;01.02.2026;52.000,00 EUR
X2;31.02.2026;48.000,00 EUR
"""


def build(world):
    from skillmark.server.jobs.models import JobRecord
    from skillmark.server.measure.ledger import taking

    row = taking.keep(
        [EXPORT], name="export.csv", organisation=world.home, actor=world.people["ld_lead"]
    )
    taking.say(row, taking.mapping(row))
    JobRecord.objects.filter(kind=taking.FORGET).delete()
    world.things["ledger_file"] = row
    for name in ("ledger_file", "ledger_columns", "ledger_problems", "ledger_store"):
        world.arguments[name] = {"pk": row.pk}
