"""`skillmark measure report`: the organisation's own report, signed, made again, compared."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from skillmark.cli.console import Exit, emit, err, out
from skillmark.nouns.errors import InputError

if TYPE_CHECKING:
    from skillmark.measure.report.attestation import Compared
    from skillmark.measure.report.publish import Published
    from skillmark.verify.report import Report as Verified


def report(
    folder: Annotated[
        Path, typer.Argument(help="ledger.csv, and optionally costs.csv, surveys/, settings.json.")
    ],
    *,
    destination: Annotated[Path, typer.Option("--out", help="Where the page goes.")] = Path(
        "report.html"
    ),
    with_pdf: Annotated[
        bool, typer.Option("--pdf/--no-pdf", help="Whether the PDF is made as well.")
    ] = True,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of everything drawn; else the settings'.")
    ] = None,
    language: Annotated[str, typer.Option(help="en or de; else the settings'.")] = "",
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Day of the report; else the settings', else the last day that the ledger knows.",
        ),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="Sign it: key file of: skillmark keys generate.")
    ] = None,
    issuer: Annotated[
        Path | None, typer.Option(help="Your Profile object (Open Badges 3.0), for the signature.")
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", help="File with the key's passphrase.")
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            help="Write nothing: make the report again and compare it with this credential."
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="With --check: ask no issuer on the web.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> int:
    """Write the organisation's own impact report: HTML, PDF, and its data beside them.

    The same folder, settings and version give the same bytes. With --key it is signed as a
    credential; with --check it is made again and compared: 0 where everything agrees, 1 where
    something differs, 3 where it cannot be told.
    """
    from skillmark.measure.report.publish import publish

    if (key is None) != (issuer is None):
        raise InputError(
            "--key and --issuer belong together", remedy="give both to sign, or neither"
        )
    day = as_of.date() if as_of else None
    with _working("reading and estimating"):
        made = publish(folder, seed=seed, language=language, as_of=day, with_pdf=with_pdf)
    if check is not None:
        return _compare(made, check, offline=offline, as_json=as_json)
    files = _write(made, destination)
    if key is not None and issuer is not None:
        files["credential"] = _sign(made, destination, key, issuer, passphrase_file)
    claims = made.report.as_json()["claims"]
    if as_json:
        emit({**{name: str(path) for name, path in files.items()}, "claims": claims})
        return Exit.GOOD
    for claim in made.report.document.claims:
        kind = claim.type.value
        if claim.established is not None:
            kind += ", established" if claim.established else ", not established"
        out.print(f"[bold]{kind}[/bold]  {escape(claim.sentence)}")
    for advice in made.report.document.advice:
        out.print(f"[bold]{'do' if advice.acts else 'collect'}[/bold]  {escape(advice.text)}")
    out.print(f"written: {', '.join(str(path) for path in files.values())}", markup=False)
    return Exit.GOOD


def _write(made: Published, destination: Path) -> dict[str, Path]:
    files = {ending: destination.with_suffix(f".{ending}") for ending in made.outputs}
    destination.parent.mkdir(parents=True, exist_ok=True)
    for ending, path in files.items():
        path.write_bytes(made.outputs[ending])
    files["manifest"] = destination.with_suffix(".manifest.json")
    files["manifest"].write_bytes(made.manifest)
    return files


def _sign(
    made: Published, destination: Path, key: Path, issuer: Path, passphrase_file: Path | None
) -> Path:
    import uuid
    from datetime import UTC

    from skillmark.award import credential as signing
    from skillmark.badges import objects
    from skillmark.cli.files import read_bytes
    from skillmark.cli.keys import passphrase
    from skillmark.measure.report.attestation import unsigned
    from skillmark.trust.keys import load

    signer = load(key, passphrase(passphrase_file))
    profile = objects.profile(read_bytes(issuer), where=str(issuer), controller=signer.controller)
    signing.check_issuer(profile, signer)
    now = datetime.now(UTC).replace(microsecond=0)
    document = unsigned(made, id=f"urn:uuid:{uuid.uuid4()}", issuer=profile, now=now)
    signed = signing.sign(document, signer, form=signing.natural_format(signer), now=now)
    path = destination.with_suffix(".credential" + signed.suffix)
    path.write_bytes(signed.data + b"\n")
    return path


def _compare(made: Published, path: Path, *, offline: bool, as_json: bool) -> int:
    from datetime import UTC

    from skillmark.badges import reading
    from skillmark.cli.checking import client
    from skillmark.cli.files import read_bytes
    from skillmark.measure.report.attestation import compare, same_versions
    from skillmark.verify.verify import Verifier

    data = read_bytes(path)
    credential = reading.read(data).credential
    found = compare(credential, made)
    verifier = Verifier(now=datetime.now(UTC), fetch=None if offline else client())
    verified = verifier.check_bytes(data, source=str(path))
    issuer = credential.get("issuer")
    name = str(issuer.get("id") if isinstance(issuer, dict) else issuer)
    code = _code(found, verified, same=same_versions(credential))
    if as_json:
        emit(
            {
                "credential": {
                    "verdict": verified.verdict.value,
                    "reason": verified.reason.value if verified.reason else None,
                    "issuer": name,
                },
                "report": made.id,
                "agrees": code == Exit.GOOD,
                "compared": [{"name": one.name, "agreement": one.agreement.value} for one in found],
            }
        )
        return code
    _show(found, verified, name, code)
    return code


def _code(found: tuple[Compared, ...], verified: Verified, *, same: bool) -> int:
    """Say whether the report is the one that was signed for.

    Outputs decide only where the versions are the `same`: others may draw or round otherwise.
    """
    from skillmark.measure.report.attestation import Agreement
    from skillmark.measure.report.publish import MANIFEST
    from skillmark.verify.checks import Verdict

    if verified.verdict is Verdict.INVALID:
        return Exit.NO
    agreeing = [one for one in found if one.agreement is Agreement.AGREES]
    if any(one.is_input for one in found if one not in agreeing):
        return Exit.NO
    outputs = [one for one in found if one not in agreeing and one.name != MANIFEST]
    differing = [one for one in outputs if one.agreement is Agreement.DIFFERS]
    if differing and same:
        return Exit.NO
    # The manifest lists what came out: it differs by itself where all that is missing is unmade.
    alone = not outputs and len(agreeing) < len(found)
    if alone and same:
        return Exit.NO
    known = len(agreeing) == len(found) and verified.verdict is Verdict.VALID
    return Exit.GOOD if known else Exit.UNKNOWN


_SAID = {
    "agrees": "[green]agrees[/]   ",
    "differs": "[bold red]differs[/]  ",
    "missing": "[yellow]missing[/]  ",
    "new": "[bold red]new[/]      ",
}


def _show(found: tuple[Compared, ...], verified: Verified, issuer: str, code: int) -> None:
    for one in found:
        out.print(_SAID[one.agreement.value], end="")
        out.print(one.name, markup=False)
    reason = f" ({verified.reason.value})" if verified.reason else ""
    out.print(f"the credential is {verified.verdict.value}{reason}: ", end="", markup=False)
    out.print(issuer, markup=False, soft_wrap=True)
    words = {
        Exit.GOOD: "[bold green]the same report[/]: every input and every output agrees",
        Exit.NO: "[bold red]not the same report[/]: what differs stands above",
        Exit.UNKNOWN: "[bold yellow]could not tell[/]: what was made agrees, the rest is unknown",
    }
    out.print(words[Exit(code)])
    if code == Exit.UNKNOWN and any(one.agreement.value == "differs" for one in found):
        out.print("Other versions made it; the credential's description says which.")


def _working(what: str) -> AbstractContextManager[Any]:
    """Show that something long is going on, to people only."""
    return err.status(what) if err.is_terminal else nullcontext()
