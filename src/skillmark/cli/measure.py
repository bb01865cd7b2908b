"""`skillmark measure`: what happened, whether it worked, what it cost, and the report of it."""

from __future__ import annotations

import typer

from skillmark.cli import measure_costs, measure_designs, measure_ledger, measure_report
from skillmark.cli.measure_did import did_command
from skillmark.cli.measure_effect import effect_command, sample_command
from skillmark.cli.measure_survey import survey_command
from skillmark.cli.measure_survival import survival_command

app = typer.Typer(help="Measure whether any of it worked, and say so when the data cannot tell.")
app.add_typer(measure_ledger.app, name="ledger")
app.command("effect")(effect_command)
app.command("sample")(sample_command)
app.command("did")(did_command)
app.command("survival")(survival_command)
app.command("survey")(survey_command)
app.command("costs")(measure_costs.costs)
app.add_typer(measure_designs.app, name="designs")
app.command("report")(measure_report.report)
