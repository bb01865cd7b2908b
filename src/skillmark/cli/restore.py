"""`skillmark restore`: put a backup back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from skillmark.cli.console import Exit, emit, err, out


def command(
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="What `skillmark backup` made.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace a site that is there; it is kept aside.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the backup and check its digests.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object to stdout.")] = False,
) -> int:
    """Restore a site from its backup, after checking every digest. Stop the site first."""
    from skillmark.server import environment
    from skillmark.server.archive import restoring

    if check:
        described = restoring.inspect(backup)
        warnings: tuple[str, ...] = ()
        aside = None
    else:
        site = environment.read()
        with err.status("checking and copying ..."):
            done = restoring.restore(backup, site, now=datetime.now(UTC), force=force)
        described, warnings, aside = done.manifest, done.warnings, done.aside
    if json:
        emit(
            {
                "restored": not check,
                "made": described.made.isoformat(),
                "files": len(described.entries),
                "database": described.has_database,
                "counts": described.counts,
                "aside": str(aside) if aside else None,
                "warnings": list(warnings),
            }
        )
        return Exit.GOOD
    word = "Sound" if check else "Restored"
    moment = f"{described.made:%Y-%m-%d %H:%M} UTC"
    out.print(f"[bold green]{word}:[/] {len(described.entries)} files as of {moment}.")
    if aside is not None:
        out.print(f"What was there before is in {aside}", soft_wrap=True, markup=False)
    for warning in warnings:
        err.print(f"[bold yellow]Note:[/] {warning}", soft_wrap=True)
    return Exit.GOOD
