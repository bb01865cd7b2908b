"""`skillmark log`: check the append-only log of an issuer, witness it, prove what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli.console import Exit, emit, out, progress
from skillmark.cli.files import read_bytes
from skillmark.cli.logs import line, pieces, published, show, verifier_key
from skillmark.nouns.errors import ConflictError, SkillmarkError, UnavailableError

if TYPE_CHECKING:
    from skillmark.trust.log.check import Piece
    from skillmark.trust.log.layout import Place

app = typer.Typer(help="The append-only log of what was awarded.", no_args_is_help=True)

_KEY = "Verifier key of the log, or a file that holds it; else the one published beside the log."
_WITNESS = "Verifier key of a witness, or a file that holds it; may be given several times."
_STYLES = {"pass": "bold green", "fail": "bold red", "unknown": "bold yellow"}


@app.command()
def check(
    *,
    log: Annotated[str, typer.Argument(help="Directory or http(s) address of the log.")],
    against: Annotated[
        list[Path] | None,
        typer.Option(help="A checkpoint that was seen before; may be given several times."),
    ] = None,
    key: Annotated[str, typer.Option(help=_KEY)] = "",
    witness: Annotated[list[str] | None, typer.Option(help=_WITNESS)] = None,
    connections: Annotated[
        int, typer.Option(min=1, max=64, help="How many files are asked for at once.")
    ] = 8,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Check a whole log: every entry, every tile, root, signature, and what it continues.

    Ends with 0 if all is well, 1 if something is wrong, 3 if it could not be told.
    """
    from skillmark.trust.log.audit import audit

    place = published(log)
    with progress() as bar:
        task = bar.add_task("checking", total=None)

        def read(order: Iterable[Place], count: int) -> Iterator[Piece]:
            bar.update(task, total=count)
            for piece in pieces(place, order, connections):
                bar.advance(task)
                yield piece

        found = audit(
            place,
            key=verifier_key(key),
            witnesses=[one for text in witness or () if (one := verifier_key(text))],
            seen=[(str(path), read_bytes(path)) for path in against or ()],
            read=read,
        )
    if json:
        emit(found.to_json())
    else:
        show(found)
    return {True: Exit.GOOD, False: Exit.NO, None: Exit.UNKNOWN}[found.found.consistent]


@app.command()
def witness(
    *,
    log: Annotated[str, typer.Argument(help="Directory or http(s) address of the log.")],
    key: Annotated[Path, typer.Option(help="Your own Ed25519 key file, used for nothing else.")],
    memory: Annotated[Path, typer.Option(help="File that remembers what you signed.")],
    destination: Annotated[Path, typer.Option("--out", help="File for the cosigned checkpoint.")],
    name: Annotated[
        str, typer.Option(help="Your name as a witness; else the controller of your key.")
    ] = "",
    log_key: Annotated[str, typer.Option(help=_KEY)] = "",
    passphrase_file: Annotated[
        Path | None, typer.Option(help="File with the key's passphrase.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Sign a log's checkpoint as a second party, if it continues what you signed before.

    A log that was rolled back or rewritten is refused (1), and nothing is signed or forgotten.
    """
    from skillmark.award.state import replace
    from skillmark.cli.keys import passphrase
    from skillmark.trust import keys
    from skillmark.trust.log import witness as witnesses
    from skillmark.trust.log.notes import TIMED, VerifierKey

    signer = keys.load(key, passphrase(passphrase_file))
    mine = VerifierKey.of(signer, name or signer.controller.removeprefix("https://"), TIMED)
    place = published(log)
    found = witnesses.witness(
        place.checkpoint(),
        place.sized,
        memory=memory,
        name=mine.name,
        signer=signer,
        key=verifier_key(log_key),
        published=place.verifier_key,
        now=datetime.now(UTC),
        where=place.name,
    )
    replace(destination, found.note.data)
    before = found.before.size if found.before else None
    if json:
        said = {"origin": found.head.origin, "size": found.head.size, "before": before}
        emit(said | {"log_key": str(found.key), "witness": str(mine)})
        return
    out.print("[bold green]signed[/]", f"{found.head.size:,} entries of", found.head.origin)
    if before is None:
        line(f"seen for the first time, with the log's key {found.key}")
    else:
        line(f"they begin with the {before:,} that you signed before")
    line(f"cosigned checkpoint: {destination}")
    line(f"your verifier key, for those who rely on you: {mine}")


@app.command()
def prove(
    *,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a credential of this issuer.")],
    state: Annotated[Path, typer.Option(help="State directory of the awards.")],
    destination: Annotated[
        Path, typer.Option("--out", help="File for the receipt, or a folder of badges.")
    ],
    checkpoint: Annotated[
        Path | None, typer.Option(help="Lead to this checkpoint, such as one that was cosigned.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write the receipt of an award, to be given to its holder: it opens this one entry."""
    import json as codec

    from skillmark.award.ledger import books
    from skillmark.award.output import file_stem
    from skillmark.award.state import State, replace
    from skillmark.badges.bundle import RECEIPT
    from skillmark.trust.log import notes

    head = notes.read_checkpoint(read_bytes(checkpoint)) if checkpoint else None
    with books.of_state(State.open(state), write=False) as open_books:
        n = open_books.changes.history(id_).n
        logbook = open_books.logbook
        all_ = logbook.receipts(n, head) if logbook else ()
        found = [one for one in all_ if one.statement["kind"] == "award"]
    if not found:
        raise ConflictError(
            "there is no receipt of it: what the log holds of it was erased, or is not covered by "
            "the checkpoint",
            where=id_,
            remedy="run skillmark award issue again, which publishes the log",
        )
    made = found[-1]
    if destination.is_dir():
        destination /= f"{file_stem(id_)}{RECEIPT}"
    replace(destination, codec.dumps(made.to_json(), indent=2).encode() + b"\n")
    if json:
        emit(
            {
                "origin": made.origin,
                "entry": made.index,
                "size": made.head.size,
                "receipt": str(destination),
            }
        )
        return
    out.print("[bold green]a receipt was made[/]", f"of entry {made.index:,} of {made.head.size:,}")
    line(f"receipt: {destination} (for the holder alone: it opens the entry)")


@app.command()
def receipt(
    *,
    file: Annotated[Path, typer.Argument(metavar="RECEIPT", help="A receipt (JSON).")],
    credential: Annotated[Path | None, typer.Option(help="The badge that it should be of.")] = None,
    log: Annotated[
        str, typer.Option(help="Directory or http(s) address of the log as it is now.")
    ] = "",
    key: Annotated[str, typer.Option(help=_KEY)] = "",
    witness: Annotated[list[str] | None, typer.Option(help=_WITNESS)] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Check a receipt: that the log holds what it says, and (--log) still continues it.

    Ends with 0 if so, 1 if not, 3 if it could not be told.
    """
    from skillmark.badges import reading
    from skillmark.cli.checking import client
    from skillmark.trust.log import notes
    from skillmark.trust.log.receipts import Receipt
    from skillmark.trust.log.witness import attest
    from skillmark.verify import logged

    data = read_bytes(file)
    given = Receipt.from_json(data)
    forms: list[bytes] = []
    said: dict[str, Any] | None = None
    if credential is not None:
        forms.append(read_bytes(credential))
        wrapped = reading.read(forms[0])
        forms.append(wrapped.raw.encode())
        said = wrapped.credential
    place = published(log, offline=offline) if log else None
    known = verifier_key(key or (place.verifier_key() if place else ""))
    asking = logged.Asking(known, tuple(w for text in witness or () if (w := verifier_key(text))))
    fetch = None if offline else client()
    found = logged.look(given, forms, said, asking=asking, fetch=fetch)
    result: dict[str, Any] = found.to_json() | {"statement": given.statement, "continued": None}
    code = {"pass": Exit.GOOD, "fail": Exit.NO, "unknown": Exit.UNKNOWN}[found.status.value]
    if place is not None:
        now = notes.read_checkpoint(place.checkpoint())
        try:
            if known is not None:
                notes.verify(now.note, [known])
            attest(now, given.head, place.sized(now.size), where=place.name)
        except UnavailableError as error:
            code = Exit.NO if code is Exit.NO else Exit.UNKNOWN
            result |= {"status": "unknown", "detail": str(error)}
        except SkillmarkError as error:
            code = Exit.NO
            result |= {"status": "fail", "detail": str(error), "continued": False}
        else:
            result["continued"] = True
            result["detail"] += f"; the log has {now.size:,} entries now and continues it"
    if json:
        emit(result)
    else:
        style = _STYLES[result["status"]]
        out.print(f"[{style}]{result['status']}[/]", end=" ")
        out.print(result["detail"], markup=False, soft_wrap=True)
        for member, text in given.statement.items():
            line(f"{member}: {text}")
    return code
