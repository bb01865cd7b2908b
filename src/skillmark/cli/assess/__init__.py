"""`skillmark assess`: calibrate items, tell how far decisions hold, look for unfair items."""

from __future__ import annotations

import typer

from skillmark.cli.assess import (
    agreement,
    calibrating,
    decisions,
    facets,
    fairness,
    integrity,
    linking,
    reliability,
    report,
    scoring,
    standards,
)

app = typer.Typer(help="Calibrate items, check decisions and fairness.", no_args_is_help=True)
app.command()(calibrating.calibrate)
app.command()(reliability.reliability)
app.command()(decisions.consistency)
app.command()(agreement.agreement)
app.command()(fairness.dif)
app.command()(report.report)
app.command()(integrity.integrity)
app.command()(scoring.score)
app.command()(linking.link)
app.command()(facets.facets)
app.add_typer(standards.standard, name="standard")
