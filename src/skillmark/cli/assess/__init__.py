"""`skillmark assess`: calibrate items, tell how far decisions hold, look for unfair items."""

from __future__ import annotations

import typer

from skillmark.cli.assess import calibrating, decisions, fairness, simulating

app = typer.Typer(
    help="Calibrate items, check decisions and fairness, try a test.", no_args_is_help=True
)
app.command()(calibrating.calibrate)
app.command()(decisions.consistency)
app.command()(fairness.dif)
app.command()(simulating.simulate)
