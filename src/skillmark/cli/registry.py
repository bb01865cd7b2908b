"""`skillmark registry`: lists of issuers that somebody knows, one's own and signed ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.console import Exit, emit, out, worst
from skillmark.cli.files import read_bytes
from skillmark.cli.keys import passphrase
from skillmark.nouns.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from skillmark.verify.registries import ReadList
    from skillmark.verify.registry import KnownIssuer

app = typer.Typer(help="Lists of issuers that somebody knows.", no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="Lists, in any form that is read.")]
Pins = Annotated[
    list[str] | None,
    typer.Option("--trust-key", help="Key (Multikey), DID or https id of a list's keeper."),
]
Offline = Annotated[bool, typer.Option("--offline", help="Ask nobody.")]
At = Annotated[str, typer.Option("--at", help="Read them as of this moment (ISO 8601).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="One's own list; it is made where there is none.")],
    *,
    issuer: Annotated[str, typer.Option("--id", help="DID or https id of the issuer, exactly.")],
    name: Annotated[str, typer.Option("--name", help="Its name.")],
    known_by: Annotated[str, typer.Option("--known-by", help="Who vouches for it.")],
    key: Annotated[
        list[str] | None, typer.Option("--key", help="Pin this public key of it (Multikey).")
    ] = None,
    note: Annotated[str, typer.Option("--note", help="Why it is known.")] = "",
    json: Json = False,
) -> None:
    """Add an issuer to a list of one's own; an entry with the same id is replaced."""
    from skillmark.trust.publickey import PublicKey
    from skillmark.verify.registry import KnownIssuer, Registry

    known = _own(file) if file.exists() else Registry({})
    if ":" not in issuer:
        raise InputError(f"{issuer!r} is neither a DID nor a URL", where="--id")
    for one in key or ():
        PublicKey.from_multikey(one)
    entry = KnownIssuer(
        issuer, name, known_by, tuple(key or ()), note, datetime.now(UTC).date().isoformat()
    )
    replaced = known.get(issuer) is not None
    _write(file, {**known.issuers, issuer: entry})
    if json:
        emit(
            {"added": issuer, "replaced": replaced, "issuers": len(known.issuers) + (not replaced)}
        )
        return
    out.print("[bold]replaced[/]" if replaced else "[bold green]added[/]", end=" ")
    out.print(f"{name} <{issuer}> in {file}", markup=False)


@app.command("list")
def show(
    files: Files,
    *,
    trust_key: Pins = None,
    offline: Offline = False,
    at: At = "",
    json: Json = False,
) -> None:
    """Show who is in one or more lists, and on whose word."""
    from skillmark.cli.checking import moment
    from skillmark.verify.registries import Named, trusted

    given = [Named(str(file), read_bytes(file)) for file in files]
    found = trusted(given, trust_key or (), now=moment(at), fetch=_fetch(offline=offline))
    for issuer in found.issuers.values():
        if json:
            emit({**issuer.to_json(), "vouchers": [one.to_json() for one in issuer.vouched]})
        else:
            _print_issuer(issuer)
    for lapsed in found.lapsed:
        if not json:
            out.print(f"not used: {lapsed}", style="yellow", markup=False)
    if not json and not found.issuers:
        out.print("nobody is in it")


def _print_issuer(issuer: KnownIssuer) -> None:
    from skillmark.cli.reports import printable

    out.print(printable(issuer.name or issuer.id), style="bold", markup=False, end=" ")
    out.print(f"<{printable(issuer.id)}>", style="dim", markup=False)
    for one in issuer.vouched:
        signed = f", signed by {printable(one.signed_by)}" if one.signed_by else ""
        of = f" ({printable(one.registry)})" if one.registry else ""
        out.print(f"  known by {printable(one.known_by) or 'you'}{of}{signed}", markup=False)
    more = [part for part in (issuer.note, issuer.since and f"since {issuer.since}") if part]
    if more or issuer.keys:
        more += [f"{len(issuer.keys)} keys pinned"] if issuer.keys else []
        out.print(f"  {printable('; '.join(more))}", style="dim", markup=False)


@app.command()
def check(
    files: Files,
    *,
    trust_key: Pins = None,
    offline: Offline = False,
    at: At = "",
    json: Json = False,
) -> int:
    """Check lists: form, signature, whose it is, and until when.

    Ends with 0 if all can be used, 1 if one is refused, 3 if one is over or could not be checked.
    """
    from skillmark.cli.checking import moment

    codes = [
        _check(file, trust_key or [], moment(at), offline=offline, json=json) for file in files
    ]
    return worst(codes)


def _check(file: Path, pins: list[str], now: datetime, *, offline: bool, json: bool) -> Exit:
    from skillmark.verify.registries import Named, read
    from skillmark.verify.registry_signed import normal

    data = read_bytes(file)
    found: ReadList | None = None
    problem, code = "", Exit.GOOD
    try:
        wanted = [normal(pin) for pin in pins]
        found = read(Named(str(file), data), wanted, now=now, fetch=_fetch(offline=offline))
    except UnavailableError as error:
        problem, code = str(error), Exit.UNKNOWN
    except InputError as error:
        problem, code = str(error), Exit.NO
    else:
        if found.registry.lapsed:
            problem, code = "; ".join(found.registry.lapsed), Exit.UNKNOWN
    if json:
        emit(
            {
                "source": str(file),
                "usable": code is Exit.GOOD,
                "problem": problem or None,
                "form": found.form if found else None,
                "name": found.name if found else None,
                "signed_by": (found.keeper or None) if found else None,
                "trusted_by": (found.pin or None) if found else None,
                "valid_until": (found.valid_until or None) if found else None,
                "issuers": len(found.registry.issuers) if found else None,
            }
        )
        return code
    mark, style = {Exit.GOOD: ("✓", "green"), Exit.NO: ("✗", "red")}.get(code, ("?", "yellow"))
    out.print(mark, style=style, end=" ")
    if found is None or problem:
        out.print(problem, markup=False)
    else:
        whose = f"signed by {found.keeper}" if found.keeper else "signed by nobody: your own word"
        until = f", until {found.valid_until}" if found.valid_until else ""
        out.print(f"{file}: {len(found.registry.issuers):,} issuers, {whose}{until}", markup=False)
    return code


@app.command()
def sign(
    file: Annotated[Path, typer.Argument(help="A list of one's own.")],
    *,
    key: Annotated[Path, typer.Option(help="Key file of: skillmark keys generate.")],
    destination: Annotated[Path, typer.Option("--out", help="File for the signed list.")],
    keeper: Annotated[str, typer.Option("--keeper", help="Name of who signs.")],
    name: Annotated[str, typer.Option("--name", help="Name of the list.")] = "",
    days: Annotated[int, typer.Option(min=1, max=3660, help="How long it holds.")] = 90,
    form: Annotated[
        str, typer.Option("--format", help="A cryptosuite or jwt; else what the key signs.")
    ] = "",
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", help="File with the key's passphrase.")
    ] = None,
    json: Json = False,
) -> None:
    """Sign a list, so that others can rely on it who know the key.

    It ends some day, so that whom it names is looked at again: sign it anew before that.
    """
    import uuid

    from skillmark.award import credential as signing
    from skillmark.award.state import replace
    from skillmark.trust.keys import load
    from skillmark.verify import registry_signed

    signer = load(key, passphrase(passphrase_file))
    known = _own(file)
    now = datetime.now(UTC).replace(microsecond=0)
    unsigned = registry_signed.unsigned(
        known,
        id=f"urn:uuid:{uuid.uuid4()}",
        keeper=signer.controller,
        keeper_name=keeper,
        name=name or keeper,
        valid_from=now,
        valid_until=now + timedelta(days=days),
    )
    made = signing.sign(unsigned, signer, form=form or signing.natural_format(signer), now=now)
    replace(destination, made.data + b"\n")
    said: dict[str, Any] = {
        "signed_by": signer.controller,
        "key": signer.public_multikey(),
        "issuers": len(known.issuers),
        "valid_until": unsigned["validUntil"],
    }
    if json:
        emit(said)
        return
    out.print(f"[bold green]signed[/], {said['issuers']:,} issuers until {said['valid_until']}")
    out.print(f"  {destination}", markup=False, soft_wrap=True)
    out.print("  who relies on it pins: --trust-key ", signer.controller, sep="", soft_wrap=True)


def _own(file: Path) -> Any:
    from skillmark.verify.registry import Registry

    return Registry.read(read_bytes(file), where=str(file))


def _write(file: Path, issuers: dict[str, KnownIssuer]) -> None:
    """Write a list whole or not at all."""
    import json

    from skillmark.award.state import replace
    from skillmark.verify.registry import Registry

    text = json.dumps(Registry(issuers).to_json(), ensure_ascii=False, indent=2)
    replace(file, text.encode() + b"\n")


def _fetch(*, offline: bool) -> Any:
    from skillmark.cli.checking import client

    return None if offline else client()
