"""`skillmark keys`: make keys that sign, let one take over from another, retire, give up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillmark.cli.console import Exit, complain, emit, out, progress
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skillmark.award.keyring import Keyring
    from skillmark.award.state import State as StateDirectory

app = typer.Typer(help="Keys that sign credentials.", no_args_is_help=True)

State = Annotated[
    Path, typer.Option("--state", help="State directory of: award issue.", file_okay=False)
]
Passphrase = Annotated[
    Path | None, typer.Option("--passphrase-file", help="File with the passphrase of the keys.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Which = Annotated[
    str, typer.Option("--key", help="Key file, or the verification method as keys show names it.")
]


_FORMATS = ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]


class Kind(StrEnum):
    """Algorithms of keys."""

    ED25519 = "ed25519"
    P256 = "p256"
    P384 = "p384"
    RSA = "rsa"


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
    json: Json = False,
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


@app.command()
def rotate(
    *,
    state: State,
    key: Annotated[Path, typer.Option(help="Key file of the key that signs now.")],
    destination: Annotated[Path, typer.Option("--out", help="File for the new private key.")],
    algorithm: Annotated[
        Kind | None, typer.Option(help="Kind of key; without it, as the old one.")
    ] = None,
    overlap: Annotated[
        float, typer.Option(help="Days after which the new key signs, in place of the old one.")
    ] = 1.0,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Make a new key that takes over: published at once, signing after the overlap.

    Publish the document that it writes before the overlap is over. The old key stays in it, so
    that what it signed stays valid; after the overlap it signs nothing.
    """
    from skillmark.trust.keys import Algorithm, SigningKey, load, save

    if not 0 <= overlap <= 366:
        raise InputError("an overlap has 0 to 366 days", where="--overlap")
    kept, ring = _ring(state)
    secret = passphrase(passphrase_file)
    old = load(key, secret)
    kind = Algorithm(algorithm.value) if algorithm else old.algorithm
    new = SigningKey.generate(kind, controller=old.controller)
    now = _now()
    changed = ring.rotated(
        old, key, new, destination, now=now, overlap=timedelta(days=overlap)
    )  # before anything is written
    save(new, destination, secret)
    document = changed.save()
    _log(kept, new.verification_method, "introduced", now, secret)
    return _told(changed, document, now, json=json)


@app.command()
def retire(
    *, state: State, key: Which, passphrase_file: Passphrase = None, json: Json = False
) -> int:
    """Sign nothing more with a key; what it signed stays valid."""
    kept, ring = _ring(state)
    secret, now = passphrase(passphrase_file), _now()
    ring, method = _named(kept, ring, key, secret)
    changed = ring.retired(method, now=now)
    document = changed.save()
    _log(kept, method, "retired", now, secret)
    return _told(changed, document, now, json=json)


@app.command()
def show(*, state: State, json: Json = False) -> int:
    """Show the keys of a state directory and what becomes of each."""
    kept, ring = _ring(state)
    now = _now()
    if not ring.keys:
        if json:
            emit({"controller": kept.issuer, "keys": []})
        else:
            out.print(f"one key, which signs: {kept.key_file}", markup=False, soft_wrap=True)
        return Exit.GOOD
    return _told(ring, None, now, json=json)


@app.command()
def compromise(
    *,
    state: State,
    key: Which,
    from_index: Annotated[
        int | None,
        typer.Option("--from-index", min=0, help="First entry of the log that is not yours."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(help="Moment since when it is in wrong hands (UTC).", formats=_FORMATS),
    ] = None,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Publish that a key is in wrong hands, and revoke what it signed since then.

    Another key must sign already: rotate first, with --overlap 0. What was signed before stays
    valid until it is signed anew (keys resign); a thief writes any date, so do that too.
    """
    from random import SystemRandom

    from skillmark.award import compromise as procedure
    from skillmark.award import lifecycle
    from skillmark.trust.keys import load

    kept, ring = _ring(state)
    secret, now = passphrase(passphrase_file), _now()
    ring, method = _named(kept, ring, key, secret)
    moment = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    known = procedure.since(kept, index=from_index, moment=moment)
    if not ring.find(method).revoked:  # else an earlier run was stopped after this step
        ring = ring.compromised(method, since=known.moment, now=now)
        other = load(Path(ring.file(now=now)), secret)
        document = ring.save()
        _log(kept, method, "compromised", now, secret)
    else:
        other, document = load(Path(ring.file(now=now)), secret), None
    ids = procedure.after(kept, method, known)
    done = lifecycle.change(
        ids,
        lifecycle.Change.REVOKE,
        state=kept,
        signer=other,
        reason="signed with a compromised key",
        now=now,
        rng=SystemRandom(),
        log_passphrase=secret,
    )
    if document:
        complain(f"publish {document} and {kept.status} now")
    if json:
        emit({"key": method, "since": known.moment.isoformat(), "revoked": done.changed})
    else:
        out.print(f"[bold]{done.changed:,} revoked[/] that this key has signed since then")
        out.print("sign the others anew: skillmark keys resign", markup=False)
    return Exit.GOOD


@app.command()
def resign(
    *,
    credentials: Annotated[
        Path, typer.Argument(help="Folder, or .jsonl file, of the credentials as handed out.")
    ],
    state: State,
    key: Which,
    destination: Annotated[Path, typer.Option("--out", help="Folder for the new ones.")],
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Sign anew what a compromised key signed before; then take that key out altogether.

    Content, ids and places in the status lists stay the same. Only bytes that the log recorded are
    signed. Run it again after an interruption, or with the credentials that are still missing.
    """
    from random import SystemRandom

    from skillmark.award import compromise as procedure
    from skillmark.trust.keys import load

    kept, ring = _ring(state)
    secret, now = passphrase(passphrase_file), _now()
    ring, method = _named(kept, ring, key, secret)
    if not ring.find(method).revoked:
        raise InputError(
            "this key is not published as compromised",
            where=method,
            remedy="do that first: skillmark keys compromise",
        )
    if destination.resolve() == credentials.resolve():
        raise InputError("the new ones need a folder of their own", where="--out")
    with progress() as bar:
        task = bar.add_task("signing anew", total=None)
        done = procedure.sign_anew(
            _files(credentials),
            method,
            state=kept,
            signer=load(Path(ring.file(now=now)), secret),
            out=destination,
            now=now,
            rng=SystemRandom(),
            log_passphrase=secret,
            on_progress=lambda n: bar.advance(task, n),
        )
    withdrawn = done.left == 0
    if withdrawn and not ring.find(method).withdrawn:
        document = ring.withdrawn(method, now=now).save()
        complain(f"publish {document}: the key counts for nothing any more")
    if json:
        emit(
            {
                "signed": done.signed,
                "already": done.already,
                "refused": [{"source": name, "reason": why} for name, why in done.refused],
                "left": done.left,
                "withdrawn": withdrawn,
            }
        )
    else:
        out.print(f"[bold green]{done.signed:,} signed anew[/], {done.already:,} were already")
        for name, why in done.refused:
            out.print("[red]not signed[/] ", end="")
            out.print(f"{name}: {why}", markup=False, soft_wrap=True)
        if done.left:
            out.print(f"{done.left:,} still carry the old signature: give them as well")
    return Exit.NO if done.refused or done.left else Exit.GOOD


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the credentials of a folder or of a file of lines, with their names."""
    try:
        if place.is_dir():
            for path in sorted(place.iterdir()):
                if path.is_file() and not path.name.startswith("."):
                    yield path.name, path.read_bytes()
            return
        with place.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"line-{number:07}", line.strip()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", where=str(place)) from None


def _ring(directory: Path) -> tuple[StateDirectory, Keyring]:
    from skillmark.award.keyring import Keyring
    from skillmark.award.state import State as StateDirectory

    kept = StateDirectory.open(directory)
    return kept, Keyring.open(kept)


def _named(
    state: StateDirectory, ring: Keyring, given: str, secret: bytes | None
) -> tuple[Keyring, str]:
    """Return the ring, and the verification method that a file or a name stands for."""
    from skillmark.award.keyring import begun
    from skillmark.trust.keys import load

    path = Path(given)
    if not path.is_file():
        return ring, given
    key = load(path, secret)
    return begun(state, key, path), key.verification_method


def _log(
    state: StateDirectory, method: str, event: str, now: datetime, secret: bytes | None
) -> None:
    from random import SystemRandom

    from skillmark.award import compromise as procedure
    from skillmark.trust.dids import timestamp

    statement = {"kind": "key", "key": method, "event": event, "at": timestamp(now)}
    procedure.record(state, statement, rng=SystemRandom(), now=now, passphrase=secret)


def _told(ring: Keyring, document: Path | None, now: datetime, *, json: bool) -> int:
    from skillmark.trust.dids import document_url

    if document is not None:
        complain(f"publish {document} at {document_url(ring.state.issuer)}")
    if json:
        keys = [
            {
                "verification_method": one.method,
                "state": one.state(now),
                "file": one.file,
                "signs_from": one.signs_from or None,
                "retired": one.retired or None,
                "revoked": one.revoked or None,
            }
            for one in ring.keys
        ]
        emit({"controller": ring.state.issuer, "keys": keys})
        return Exit.GOOD
    for one in ring.keys:
        out.print(f"[bold]{one.state(now)}[/] ", end="")
        out.print(one.method, markup=False, soft_wrap=True)
        for name in ("signs_from", "retired", "revoked"):
            if value := getattr(one, name):
                out.print(f"  {name.replace('_', ' ')} {value}", markup=False)
    return Exit.GOOD


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def passphrase(file: Path | None) -> bytes | None:
    """Read a passphrase file; the line feed at its end does not belong to it."""
    if file is None:
        return None
    try:
        return file.read_bytes().removesuffix(b"\n").removesuffix(b"\r")
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", where=str(file)) from None
