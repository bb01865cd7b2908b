"""`skillmark backup`: the whole site in one file, while it runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from skillmark.cli.console import Exit, emit, err, out


def command(
    target: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="New file, or a folder for it.")
    ] = None,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="Keys and files without the database.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object to stdout.")] = False,
) -> int:
    """Back up database, keys and files into one file; the site may go on working."""
    from skillmark.server import environment
    from skillmark.server.archive import making

    now = datetime.now(UTC)
    site = environment.read()
    path = target or Path.cwd()
    path = path / making.default_name(now) if path.is_dir() else path
    with err.status("copying ..."):
        made = making.make(site, path, now=now, files_only=files_only)
    if json:
        emit(
            {
                "file": str(made.path),
                "bytes": made.size,
                "files": len(made.manifest.entries),
                "database": made.manifest.has_database,
                "counts": made.manifest.counts,
                "skipped": list(made.skipped),
            }
        )
        return Exit.GOOD
    out.print(
        f"[bold green]Backed up[/] {len(made.manifest.entries)} files, {made.size:,} bytes:",
        soft_wrap=True,
    )
    out.print(f"  {made.path}", soft_wrap=True, markup=False)
    for name in made.skipped:
        err.print(f"not a plain file, left out: {name}", soft_wrap=True, markup=False)
    err.print(
        "It holds the site's secrets and signing keys. Keep it where only you can read it,"
        " and away from this machine; a passphrase that protects the keys is not in it.",
        soft_wrap=True,
    )
    return Exit.GOOD
