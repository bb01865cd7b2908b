"""`skillmark award`: issue credentials, and revoke, suspend or reinstate them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli import endorsing
from skillmark.cli.console import Exit, complain, emit, out, progress
from skillmark.cli.keys import passphrase
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.award.lifecycle import Change, Changed
    from skillmark.nouns.achievement import MicroCredentialElements

app = typer.Typer(help="Award credentials, and take them back.", no_args_is_help=True)
app.command()(endorsing.endorse)

State = Annotated[
    Path, typer.Option("--state", help="State directory of: award issue.", file_okay=False)
]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept in the journal.")]
Key = Annotated[
    Path | None, typer.Option("--key", help="Key file, where it is not the one that issued.")
]
Passphrase = Annotated[
    Path | None, typer.Option("--passphrase-file", help="File with the key's passphrase.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Ids = Annotated[
    list[str], typer.Argument(help="Ids of credentials, or a CSV file with a column id.")
]


@app.command()
def issue(
    *,
    people: Annotated[Path, typer.Argument(help="PEOPLE.csv: name,email and optional columns.")],
    achievement: Annotated[Path, typer.Option(help="Open Badges 3.0 Achievement object.")],
    issuer: Annotated[Path, typer.Option(help="Open Badges 3.0 Profile object.")],
    key: Annotated[Path, typer.Option(help="Key file of: skillmark keys generate.")],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="eddsa-rdfc-2022, eddsa-jcs-2022, ecdsa-rdfc-2019, ecdsa-jcs-2019 or jwt.",
        ),
    ] = "eddsa-rdfc-2022",
    destination: Annotated[Path, typer.Option("--out", help="A folder, or one .jsonl file.")],
    state: Annotated[
        Path | None,
        typer.Option(
            help="Directory that keeps journal and status lists between runs.", file_okay=False
        ),
    ] = None,
    base_url: Annotated[
        str, typer.Option(help="Address under which the state directory is published.")
    ] = "",
    elements: Annotated[
        Path | None, typer.Option(help="European micro-credential elements (JSON) to put into it.")
    ] = None,
    require_european: Annotated[
        bool, typer.Option("--require-european", help="Award nothing that lacks such an element.")
    ] = False,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Award one achievement to everybody in a CSV file, exactly once each.

    Run it again after an interruption, or with more rows: who has it already is left alone. The
    European elements that the achievement lacks are named.
    """
    from random import SystemRandom
    from secrets import token_hex

    from skillmark.award import bulk, output, roster
    from skillmark.award.credential import check_format
    from skillmark.award.state import State as StateDirectory
    from skillmark.badges import objects
    from skillmark.trust.keys import load

    signer = load(key, passphrase(passphrase_file))
    check_format(form, signer)
    profile = objects.profile(_read(issuer), where=str(issuer), controller=signer.controller)
    what = objects.achievement(_read(achievement), where=str(achievement))
    what, lacking = _european(what, profile, elements)
    if lacking and require_european:
        raise InputError(
            f"European elements are missing: {', '.join(lacking)}",
            where=str(achievement),
            remedy="give them with --elements",
        )
    order = bulk.Order(achievement=what, issuer=profile, form=form)
    rows = list(roster.read(_read(people), where=str(people)))
    if base_url and state is None:
        raise InputError("--base-url needs --state", remedy="name a state directory as well")
    kept = None
    if state is not None:
        kept = StateDirectory.open_or_create(
            state,
            base_url=base_url,
            issuer=signer.controller,
            key_file=key,
            secret=token_hex(32),
        )
    with progress() as bar:
        task = bar.add_task("awarding", total=len(rows))
        issued = bulk.issue(
            rows,
            order,
            signer=signer,
            output=output.at(destination),
            now=datetime.now(UTC),
            rng=SystemRandom(),
            state=kept,
            on_progress=lambda done: bar.advance(task, done),
        )
    if lacking and issued.issued:
        # an Open Badge like any other; that it is no European micro-credential is for them to know
        complain(
            f"{achievement}: awarded without these European elements: {', '.join(lacking)} "
            "(give them with --elements; with --require-european nothing is awarded without them)"
        )
    said: dict[str, Any] = {
        "issued": issued.issued,
        "already": issued.already,
        "rejected": [{"row": r.line, "reason": r.reason} for r in issued.rejected],
    }
    if json:
        emit(said)
    else:
        out.print(f"[bold green]{issued.issued:,} awarded[/], {issued.already:,} had it already")
        for rejected in issued.rejected:
            out.print("[red]rejected[/] ", end="")
            out.print(f"{people}, line {rejected.line}: {rejected.reason}", markup=False)
        out.print(f"credentials: {destination}", markup=False)
    return Exit.NO if issued.rejected else Exit.GOOD


def _european(
    what: dict[str, Any], issuer: dict[str, Any], file: Path | None
) -> tuple[dict[str, Any], list[str]]:
    """Return the achievement with the European elements that are known, and names of the others."""
    from skillmark.badges import european

    if file is not None:
        what = european.with_elements(what, _elements(file, issuer))
    what = european.completed(what, issuer)
    return what, european.missing(what, issuer)


def _elements(file: Path, issuer: dict[str, Any]) -> MicroCredentialElements:
    """Read the elements; country and awarding body may be left to the issuer's Profile."""
    from skillmark.badges.levels import first
    from skillmark.define.achievements import elements_from
    from skillmark.trust import strictjson

    known = {
        "country": first(issuer.get("address")).get("addressCountryCode"),
        "awarding_body": issuer.get("name"),
    }
    try:
        said = strictjson.parse(_read(file))
    except InputError as error:
        raise error.at(str(file)) from None
    return elements_from(known | said, where=str(file))


@app.command()
def revoke(
    *,
    ids: Ids,
    state: State,
    reason: Reason,
    key: Key = None,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Take credentials back for good."""
    return _change("revoke", ids, state, reason, key, passphrase_file, json=json)


@app.command()
def suspend(
    *,
    ids: Ids,
    state: State,
    reason: Reason,
    key: Key = None,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Take credentials back for the time being."""
    return _change("suspend", ids, state, reason, key, passphrase_file, json=json)


@app.command()
def reinstate(
    *,
    ids: Ids,
    state: State,
    reason: Reason,
    key: Key = None,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """End a suspension."""
    return _change("reinstate", ids, state, reason, key, passphrase_file, json=json)


def _change(  # noqa: PLR0917 (what the three commands share)
    what: str,
    ids: list[str],
    directory: Path,
    reason: str,
    key: Path | None,
    passphrase_file: Path | None,
    *,
    json: bool,
) -> int:
    from skillmark.award import lifecycle
    from skillmark.award.roster import read_ids
    from skillmark.award.state import State as StateDirectory
    from skillmark.trust.keys import load

    change: Change = lifecycle.Change(what)
    wanted: list[str] = []
    for given in ids:
        path = Path(given)
        wanted += read_ids(_read(path), where=given) if path.is_file() else [given]
    kept = StateDirectory.open(directory)
    signer = load(key or Path(kept.key_file), passphrase(passphrase_file))
    done: Changed = lifecycle.change(
        wanted, change, state=kept, signer=signer, reason=reason, now=datetime.now(UTC)
    )
    if json:
        emit({"changed": done.changed, "already": done.already, "unknown": list(done.unknown)})
    else:
        out.print(f"[bold]{done.changed:,} changed[/], {done.already:,} were so already")
        for unknown in done.unknown:
            out.print("[red]never issued here[/] ", end="")
            out.print(unknown, markup=False)
        out.print(f"publish again: {directory / 'status'}", markup=False)
    return Exit.NO if done.unknown else Exit.GOOD


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", where=str(path)) from None
