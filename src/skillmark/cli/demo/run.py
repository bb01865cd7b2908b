"""The command `skillmark demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    out: Annotated[Path, typer.Option(help="Where everything that it makes is written.")] = Path(
        "demo-data"
    ),
    seed: Annotated[int, typer.Option(help="Another seed makes other people and numbers.")] = 1,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Return when done instead of serving.")
    ] = False,
) -> int:
    """Run the whole loop for a made-up organisation, then serve the product until Ctrl-C."""
    from skillmark.cli.demo.stages import run

    return run(out=out, seed=seed, port=port, serve=not no_serve)
