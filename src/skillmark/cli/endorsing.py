"""`skillmark award endorse`: sign that an issuer, an achievement or an award can be believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from skillmark.cli.console import emit, out
from skillmark.cli.files import read_bytes
from skillmark.cli.keys import passphrase
from skillmark.nouns.errors import InputError


def endorse(
    subject: Annotated[
        str, typer.Argument(help="Id of the issuer, achievement or award, or its JSON file.")
    ],
    *,
    issuer: Annotated[Path, typer.Option(help="Your Profile object (Open Badges 3.0).")],
    key: Annotated[Path, typer.Option(help="Key file of: skillmark keys generate.")],
    comment: Annotated[str, typer.Option(help="What you say about it (Markdown).")],
    destination: Annotated[Path, typer.Option("--out", help="File for the endorsement.")],
    form: Annotated[
        str, typer.Option("--format", help="A cryptosuite or jwt; else what the key signs.")
    ] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=36600, help="How long it holds; else without end.")
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", help="File with the key's passphrase.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Endorse somebody else's issuer, achievement or award, and sign it.

    Whoever is endorsed puts it into the member `endorsement` (or `endorsementJwt`) of their
    profile, achievement or award; it travels in it and is verified with it.
    """
    import uuid

    from skillmark.award import credential as signing
    from skillmark.award.state import replace
    from skillmark.badges import endorsement, objects, schema
    from skillmark.trust.keys import load

    signer = load(key, passphrase(passphrase_file))
    profile = objects.profile(read_bytes(issuer), where=str(issuer), controller=signer.controller)
    signing.check_issuer(profile, signer)
    now = datetime.now(UTC).replace(microsecond=0)
    unsigned = endorsement.credential(
        _subject(subject),
        id=f"urn:uuid:{uuid.uuid4()}",
        issuer=profile,
        comment=comment,
        valid_from=now,
        valid_until=now + timedelta(days=days) if days else None,
    )
    if found := schema.errors(unsigned, kind=endorsement.TYPE, most=1):
        raise InputError(f"it would not be an endorsement: {found[0]}", where=str(issuer))
    made = signing.sign(unsigned, signer, form=form or signing.natural_format(signer), now=now)
    replace(destination, made.data + b"\n")
    said: dict[str, Any] = {
        "id": made.id,
        "subject": unsigned["credentialSubject"]["id"],
        "endorser": signer.controller,
        "member": "endorsementJwt" if made.token else "endorsement",
    }
    if json:
        emit(said)
        return
    out.print("[bold green]endorsed[/] ", end="")
    out.print(said["subject"], markup=False, soft_wrap=True)
    out.print(f"  {destination}: for the member {said['member']}", markup=False, soft_wrap=True)


def _subject(given: str) -> str:
    """Return the id that was given, or that a file names."""
    path = Path(given)
    if not path.is_file():
        return given
    from skillmark.badges import reading

    identifier = reading.read(read_bytes(path)).credential.get("id")
    if not isinstance(identifier, str) or not identifier:
        raise InputError("it has no id that could be endorsed", where=given)
    return identifier
