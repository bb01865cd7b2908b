"""Stage 4: what was signed verifies; what was altered, revoked or out of reach does not."""

from __future__ import annotations

from pathlib import Path

from skillmark.cli.demo import site
from skillmark.cli.demo.tale import Tale

FILES = ("credential.json", "credential.jwt", "badge.png", "badge.svg", "certificate.pdf")
"""What the share page of an award hands out."""


def show(tale: Tale, port: int) -> None:
    """Verify a badge against the running server, altered, revoked, and with the server stopped."""
    from skillmark.server.award.status import standing

    tale.stage("verify", "three verdicts, never two")
    whole = bytes(tale.awards[0].body)
    spot = whole.index(b'"name":"') + len(b'"name":"')
    altered = whole[:spot] + bytes([whole[spot] ^ 1]) + whole[spot + 1 :]
    lost = tale.awards[-1]
    with site.running(port):
        folder = _download(tale)
        for name in ("credential.json", "credential.jwt", "badge.png", "badge.svg"):
            _line(tale, name, (folder / name).read_bytes())
        _line(tale, "one byte flipped", altered)
        _line(tale, "before it is revoked", bytes(lost.body))
        standing.change(lost, "revoke", "awarded by mistake", actor=tale.administrator)
        _line(tale, "after it is revoked", bytes(lost.body))
    _line(tale, "the status host stopped", whole)
    (folder / "altered.json").write_bytes(altered)
    tale.say(f"files: {folder}/ ({', '.join((*FILES, 'altered.json'))})")


def _download(tale: Tale) -> Path:
    """Fetch the first award in every form from the running server, as its holder would."""
    from skillmark.fetch.client import Client

    fetch = Client(allow={tale.base_url})
    folder = tale.out / "badges" / tale.awards[0].email.partition("@")[0]
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_bytes(fetch(f"{tale.awards[0].url}/{name}").body)
    return folder


def _line(tale: Tale, case: str, badge: bytes) -> None:
    from skillmark.fetch.client import Client
    from skillmark.verify.checks import DECIDING, Verdict
    from skillmark.verify.verify import verify_bytes

    report = verify_bytes(badge, now=tale.now, fetch=Client(allow={tale.base_url}))
    colour = {"valid": "green", "invalid": "red", "unknown": "yellow"}[report.verdict.value]
    said = report.verdict.value
    if report.verdict is Verdict.UNKNOWN:
        open_checks = [c.name.value for c in report.checks if c.reason and c.name in DECIDING]
        said += f", could not check {' and '.join(open_checks)}"
    elif report.reason:
        said += f": {report.reason.value}"
    tale.say(f"{case:<24} [{colour}]{said}[/]")
