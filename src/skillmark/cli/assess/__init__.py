"""`skillmark assess`: calibrate items, tell how far decisions hold, look for unfair items."""

from __future__ import annotations

import typer

from skillmark.cli.assess import (
    agreement,
    calibrating,
    converting,
    decisions,
    facets,
    fairness,
    integrity,
    linking,
    reliability,
    report,
    scoring,
    simulating,
    standards,
)

app = typer.Typer(
    help="Convert tests, calibrate items, judge a test, set its cut, try it out.",
    no_args_is_help=True,
)
app.command()(converting.convert)
app.command()(report.report)
app.command()(reliability.reliability)
app.command()(decisions.consistency)
app.command()(agreement.agreement)
app.add_typer(standards.standard, name="standard")
app.command()(calibrating.calibrate)
app.command()(scoring.score)
app.command()(linking.link)
app.command()(facets.facets)
app.command()(fairness.dif)
app.command()(integrity.integrity)
app.command()(simulating.simulate)
