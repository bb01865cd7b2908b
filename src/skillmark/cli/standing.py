"""`skillmark award revoke|suspend|reinstate|history`: what becomes of credentials that are out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.console import Exit, emit, out
from skillmark.cli.files import read_bytes
from skillmark.cli.keys import passphrase
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.award.ledger.changes import History
    from skillmark.award.lifecycle import Change, Changed
    from skillmark.award.roster import Named
    from skillmark.trust.log.notes import Checkpoint

State = Annotated[
    Path, typer.Option("--state", help="State directory of: award issue.", file_okay=False)
]
Reason = Annotated[
    str, typer.Option("--reason", help="Why; a column reason in a table goes before it.")
]
Key = Annotated[
    Path | None, typer.Option("--key", help="Key file, where it is not the one that issued.")
]
Passphrase = Annotated[
    Path | None, typer.Option("--passphrase-file", help="File with the key's passphrase.")
]
Against = Annotated[
    list[Path] | None,
    typer.Option(help="Checkpoint of the log that somebody witnessed: refuse a ledger behind it."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Ids = Annotated[
    list[str],
    typer.Argument(help="Ids of credentials, or a CSV file with a column id and perhaps reason."),
]


def revoke(
    *,
    ids: Ids,
    state: State,
    reason: Reason = "",
    key: Key = None,
    against: Against = None,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Take credentials back for good."""
    return _change("revoke", ids, state, reason, key, against, passphrase_file, json=json)


def suspend(
    *,
    ids: Ids,
    state: State,
    reason: Reason = "",
    key: Key = None,
    against: Against = None,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """Take credentials back for the time being."""
    return _change("suspend", ids, state, reason, key, against, passphrase_file, json=json)


def reinstate(
    *,
    ids: Ids,
    state: State,
    reason: Reason = "",
    key: Key = None,
    against: Against = None,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> int:
    """End a suspension."""
    return _change("reinstate", ids, state, reason, key, against, passphrase_file, json=json)


def history(
    *,
    id: Annotated[str, typer.Argument(help="Id of a credential.")],  # noqa: A002
    state: State,
    at: Annotated[
        str,
        typer.Option(help="A day, or a moment of it (ISO 8601): was the credential valid then?"),
    ] = "",
    json: Json = False,
) -> int:
    """Tell what became of a credential, and whether it was valid on a certain day.

    Of a day without a time its end counts, in UTC. With --at it ends with 0 for valid, else 1.
    """
    from skillmark.award.ledger import books
    from skillmark.award.state import State as StateDirectory

    moment = _moment(at)
    with books.of_state(StateDirectory.open(state), write=False) as opened:
        found = opened.changes.history(id)
        entries = opened.logbook.entries(found.n) if opened.logbook else []
    said = _told(found, entries)
    if moment is not None:
        said |= {"at": moment.isoformat(), "verdict": found.verdict(moment)}
    if json:
        emit(said)
    else:
        _show(said)
    return Exit.NO if moment is not None and said["verdict"] != "valid" else Exit.GOOD


def register(app: typer.Typer) -> None:
    """Hang the commands into the group `award`."""
    for command in (revoke, suspend, reinstate, history):
        app.command()(command)


def checkpoints(paths: list[Path] | None) -> list[Checkpoint]:
    """Read checkpoints that somebody witnessed."""
    from skillmark.trust.log.notes import NoteError, read_checkpoint

    found = []
    for path in paths or ():
        try:
            found.append(read_checkpoint(read_bytes(path)))
        except NoteError as error:
            raise error.at(str(path)) from None
    return found


def _change(  # noqa: PLR0917 (what the three commands share)
    what: str,
    ids: list[str],
    directory: Path,
    reason: str,
    key: Path | None,
    against: list[Path] | None,
    passphrase_file: Path | None,
    *,
    json: bool,
) -> int:
    from skillmark.award import lifecycle
    from skillmark.award.keyring import Keyring
    from skillmark.award.state import State as StateDirectory
    from skillmark.trust.keys import load

    change: Change = lifecycle.Change(what)
    kept = StateDirectory.open(directory)
    secret = passphrase(passphrase_file)
    now = datetime.now(UTC)
    done: Changed = lifecycle.change(
        _named(ids),
        change,
        state=kept,
        signer=load(key or Path(Keyring.open(kept).file(now=now)), secret),
        reason=reason,
        now=now,
        log_passphrase=secret,
        witnessed=checkpoints(against),
    )
    if json:
        emit({"changed": done.changed, "already": done.already, "unknown": list(done.unknown)})
    else:
        out.print(f"[bold]{done.changed:,} changed[/], {done.already:,} were so already")
        for unknown in done.unknown:
            out.print("[red]never issued here[/] ", end="")
            out.print(unknown, markup=False)
        out.print(f"publish again: {kept.status} and {kept.log}", markup=False)
    return Exit.NO if done.unknown else Exit.GOOD


def _named(ids: list[str]) -> Iterator[str | Named]:
    """Yield ids as they were given, and those in the tables among them."""
    from skillmark.award.roster import read_ids

    for given in ids:
        path = Path(given)
        if path.is_file():
            with path.open("rb") as file:
                yield from read_ids(file, where=given)
        else:
            yield given


def _moment(at: str) -> datetime | None:
    if not at:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise InputError(
            f"{at!r} is no day and no moment", where="--at", remedy="write 2026-05-31"
        ) from None
    if len(at) <= len("2026-05-31"):
        moment = datetime.combine(moment, time(23, 59, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _told(found: History, entries: list[tuple[int, str]]) -> dict[str, Any]:
    return {
        "id": found.id,
        "achievement": found.achievement,
        "holder": found.name,
        "awarded": found.awarded.isoformat() if found.signed else None,
        "valid_from": found.valid_from.isoformat(),
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "given_up": found.given_up,
        "changes": [
            {"at": one.at, "status": one.status, "reason": one.reason} for one in found.changes
        ],
        "log": [{"index": index, "statement": kind} for index, kind in entries],
    }


def _show(said: dict[str, Any]) -> None:
    out.print(f"{said['achievement']}, {said['holder']}", style="bold", markup=False)
    out.print(f"  {said['id']}", markup=False)
    out.print(f"  awarded: {said['awarded'] or said['given_up'] or 'not signed yet'}", markup=False)
    out.print(f"  valid from: {said['valid_from']}", markup=False)
    if said["valid_until"]:
        out.print(f"  valid until: {said['valid_until']}", markup=False)
    for one in said["changes"]:
        out.print(f"  {one['status']}: {one['at']} ({one['reason']})", markup=False)
    for one in said["log"]:
        out.print(f"  log entry {one['index']}: {one['statement']}", markup=False)
    if "verdict" in said:
        out.print(f"  at {said['at']}: {said['verdict'].replace('_', ' ')}", style="bold")
