"""`skillmark hold`: keep badges so that they outlive their issuer's servers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from skillmark.cli.console import Exit, complain, emit, out
from skillmark.nouns.errors import InputError

app = typer.Typer(help="Keep your badges.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `export` a command of its own."""


@app.command()
def export(
    *,
    credentials: Annotated[list[str], typer.Argument(help="Files, folders, archives or links.")],
    destination: Annotated[Path, typer.Option("--out", help="The bundle, a new ZIP file.")],
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Bundle badges with their issuers' keys and status, to be verified without the issuers."""
    from skillmark.award.state import replace
    from skillmark.cli.checking import client
    from skillmark.hold.export import export as bundle
    from skillmark.trust.dids import timestamp
    from skillmark.trust.fetched import Fetched
    from skillmark.verify import sources

    if destination.exists():
        raise InputError(
            "there is a file of this name already", where=str(destination), remedy="choose another"
        )
    fetch = None if offline else client()
    found: list[tuple[str, bytes]] = []
    documents: dict[str, Fetched] = {}
    receipts: dict[str, bytes] = {}
    for source in sources.expand(credentials, fetch=fetch):
        if source.error is not None:
            raise source.error
        found.append((source.name, source.data))
        documents.update(source.staples)
        if source.receipt:
            receipts[source.name] = source.receipt
    made = bundle(
        found,
        now=datetime.now(UTC),
        fetch=fetch,
        documents=documents if offline else {},
        receipts=receipts,
    )
    replace(destination, made.data)
    as_of = timestamp(made.as_of) if made.as_of else None
    for url, cause in made.missing:
        complain(f"not in the bundle: {url}: {cause}")
    if json:
        emit(
            {
                "credentials": made.credentials,
                "valid_as_of": as_of,
                "missing": [url for url, _ in made.missing],
            }
        )
    else:
        out.print(f"[bold green]{made.credentials:,} credentials bundled[/]")
        out.print(f"  bundle: {destination}", markup=False)
        if as_of:
            out.print(f"  valid as of {as_of}", markup=False)
    return Exit.UNKNOWN if made.missing else Exit.GOOD
