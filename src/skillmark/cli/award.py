"""`skillmark award`: issue credentials, and revoke, suspend or reinstate them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from skillmark.cli import INTERRUPTED, endorsing, standing
from skillmark.cli.console import Exit, complain, echo, encoded, out, progress
from skillmark.cli.keys import passphrase
from skillmark.cli.standing import Against, Json, Passphrase, checkpoints
from skillmark.nouns.errors import InputError, UnavailableError

if TYPE_CHECKING:
    from skillmark.award.bulk import Issued
    from skillmark.nouns.achievement import MicroCredentialElements

app = typer.Typer(help="Award credentials, and take them back.", no_args_is_help=True)
app.command()(endorsing.endorse)


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
            help="Directory that keeps ledger, status lists and log between runs.", file_okay=False
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and keep nothing.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write what became of every line to this CSV file.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes that sign; as many as there are cores.")
    ] = None,
    cluster: Annotated[
        str, typer.Option(help="Address of a Dask scheduler, to sign on its workers.")
    ] = "",
    against: Against = None,
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

    secret = passphrase(passphrase_file)
    signer = load(key, secret)
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
    if base_url and state is None:
        raise InputError("--base-url needs --state", remedy="name a state directory as well")
    kept = None
    if state is not None:
        open_ = StateDirectory.planned if dry_run else StateDirectory.open_or_create
        kept = open_(
            state,
            base_url=base_url,
            issuer=signer.controller,
            key_file=key,
            secret=token_hex(32),
        )
    with _opened(people) as file, _table(report) as table, _bar() as on_progress:
        common: dict[str, Any] = {
            "signer": signer,
            "output": output.at(destination),
            "now": datetime.now(UTC),
            "rng": SystemRandom(),
            "state": kept,
            "table": table,
            "on_progress": on_progress,
        }
        rows = roster.read(file, where=str(people))
        if dry_run:
            issued = bulk.preview(rows, order, **common)
        else:
            with _workers(cluster, jobs) as (executor, number):
                issued = bulk.issue(
                    rows,
                    order,
                    **common,
                    log_passphrase=secret,
                    witnessed=checkpoints(against),
                    executor=executor,
                    jobs=number,
                    source=people.name,
                )
    if lacking and issued.issued:
        # an Open Badge like any other; that it is no European micro-credential is for them to know
        complain(
            f"{achievement}: awarded without these European elements: {', '.join(lacking)} "
            "(give them with --elements; with --require-european nothing is awarded without them)"
        )
    if json:
        _emit(issued, dry_run=dry_run)
    else:
        _show(issued, people, destination, dry_run=dry_run)
    if issued.stopped:
        complain(f"stopped; {issued.waiting:,} are still to be signed: run it again")
        return INTERRUPTED
    return Exit.NO if issued.rejected else Exit.GOOD


def _show(issued: Issued, people: Path, destination: Path, *, dry_run: bool) -> None:
    if dry_run:
        out.print(
            f"[bold]{issued.issued:,} would be awarded[/], {issued.already:,} have it already"
        )
        if issued.waiting:
            out.print(f"{issued.waiting:,} of an earlier run wait for their signature")
    else:
        out.print(f"[bold green]{issued.issued:,} awarded[/], {issued.already:,} had it already")
    for rejected in issued.rejected:
        out.print("[red]rejected[/] ", end="")
        out.print(f"{people}, line {rejected.line}: {rejected.reason}", markup=False)
    if not dry_run:
        out.print(f"credentials: {destination}", markup=False)


def _emit(issued: Issued, *, dry_run: bool) -> None:
    """Print the outcome as one JSON object, however many were rejected."""
    said: dict[str, Any] = {"issued": issued.issued, "already": issued.already}
    if dry_run:
        said |= {"dry_run": True, "waiting": issued.waiting}
    if issued.stopped:
        said |= {"stopped": True, "waiting": issued.waiting}
    if len(issued.rejected) <= _MOST_AT_ONCE:
        listed = [{"row": one.line, "reason": one.reason} for one in issued.rejected]
        echo(encoded(said | {"rejected": listed}))
        return
    import sys

    sys.stdout.write(encoded(said)[:-1] + ',"rejected":[')
    for number, one in enumerate(issued.rejected):
        comma = "," if number else ""
        sys.stdout.write(comma + encoded({"row": one.line, "reason": one.reason}))
    echo("]}")


_MOST_AT_ONCE = 1_000


@contextmanager
def _workers(cluster: str, jobs: int | None) -> Iterator[tuple[Any, int]]:
    from skillmark.compute.cluster import cores, executor
    from skillmark.compute.lost import ClusterError

    if cluster and jobs is not None:
        raise InputError("--cluster and --jobs exclude each other", remedy="leave one of them out")
    number = jobs or cores()
    try:
        with executor(jobs=number, cluster=cluster, private="the signing key") as given:
            yield given
    except ClusterError as error:
        # nothing is unknown here: what was not awarded was not awarded
        error.exit_code = Exit.USAGE
        raise


@contextmanager
def _bar() -> Iterator[Any]:
    """Show a bar: how many rows are read, then how many of them are signed."""
    with progress() as bar:
        task = bar.add_task("reading", total=None)

        def on_progress(done: int, total: int | None) -> None:
            doing = "reading" if total is None else "awarding"
            bar.update(task, completed=done, total=total, description=doing)

        yield on_progress


@contextmanager
def _table(path: Path | None) -> Iterator[IO[str] | None]:
    """Give a file that is put in place when it is whole."""
    if path is None:
        yield None
        return
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise UnavailableError(f"cannot write: {error.strerror}", where=str(path)) from None
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", where=str(path)) from None
    with file:
        yield file


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


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", where=str(path)) from None


standing.register(app)
