"""`skillmark keys`: make keys that sign."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from skillmark.cli.console import complain, emit, out
from skillmark.nouns.errors import InputError

app = typer.Typer(help="Keys that sign credentials.", no_args_is_help=True)


class Kind(StrEnum):
    """Algorithms of keys."""

    ED25519 = "ed25519"
    P256 = "p256"
    P384 = "p384"
    RSA = "rsa"


@app.callback()
def _group() -> None:
    """Keep `generate` a command of its own."""


@app.command()
def generate(
    *,
    destination: Annotated[Path, typer.Option("--out", help="File for the private key.")],
    algorithm: Annotated[Kind, typer.Option(help="Kind of key.")] = Kind.ED25519,
    controller: Annotated[
        str,
        typer.Option(help="DID or https URL that the key speaks for; without it, its own did:key."),
    ] = "",
    passphrase_file: Annotated[
        Path | None, typer.Option(help="File with the key's passphrase.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a key and write it to a new file that only you can read.

    With --controller, its public document is written beside it, to be published by the controller.
    """
    from skillmark.award.state import replace
    from skillmark.trust.dids import PublishedKey, did_document, document_url
    from skillmark.trust.keys import Algorithm, SigningKey, save

    if controller:
        place = document_url(controller)
    key = SigningKey.generate(Algorithm(algorithm.value), controller=controller or None)
    save(key, destination, passphrase(passphrase_file))
    said = {"controller": key.controller, "verification_method": key.verification_method}
    if controller:
        import json as codec

        public = destination.with_name(destination.name + ".public.json")
        document = did_document(controller, [PublishedKey(key.verification_method, key.public)])
        replace(public, codec.dumps(document, indent=2).encode() + b"\n")
        complain(f"publish {public} at {place}")
    if json:
        emit(said)
        return
    out.print("[bold green]A key was made.[/]")
    for name, value in said.items():
        out.print(f"  {name.replace('_', ' ')}: ", value, sep="", markup=False, soft_wrap=True)
    out.print(f"  private key: {destination} (keep it; nobody can make it again)", markup=False)


def passphrase(file: Path | None) -> bytes | None:
    """Read a passphrase file; the line feed at its end does not belong to it."""
    if file is None:
        return None
    try:
        return file.read_bytes().removesuffix(b"\n").removesuffix(b"\r")
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", where=str(file)) from None
