"""Run npm @digitalbazaar/vc over the same badge."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from rig import badge

HERE = Path(__file__).parent
PACKAGES = HERE.parent.parent / "tests" / "peers" / "js"
REMEDY = "install Node and npm, then run scripts/peers"


class PeerFailedError(Exception):
    """The peer is there and did not do what it was asked."""


def present() -> bool:
    """Say whether Node and the packages are here."""
    installed = PACKAGES / "node_modules" / "@digitalbazaar" / "vc"
    return bool(shutil.which("node")) and installed.is_dir()


def version() -> str:
    """Return the version that is installed."""
    package = PACKAGES / "node_modules" / "@digitalbazaar" / "vc" / "package.json"
    return str(json.loads(package.read_bytes())["version"])


def measure(kind: str, *, seconds: float) -> dict[str, Any]:
    """Return its figures; raises `PeerFailedError` with what it said."""
    request = {
        "document": badge.unsigned(kind),
        "documents": badge.contexts() | badge.status_lists(),
        "seed": list(badge.SEED),
        "seconds": seconds,
    }
    return _answer("digital_bazaar.mjs", request)


def status_list(bits: bytes, *, url: str, purpose: str, seconds: float) -> dict[str, Any]:
    """Return what @digitalbazaar/vc-bitstring-status-list needs to sign a list and look into it."""
    request = {
        "documents": badge.contexts(),
        "seed": list(badge.SEED),
        "seconds": seconds,
        "url": url,
        "purpose": purpose,
        "size": len(bits) * 8,
    }
    return _answer("bitstring.mjs", request, bits)


def _answer(name: str, request: dict[str, Any], more: bytes | None = None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, (HERE / name).open("rb") as script:
        given = Path(folder, "request.json")
        given.write_text(json.dumps(request), encoding="utf-8")
        files = [str(given)]
        if more is not None:
            Path(folder, "bits").write_bytes(more)
            files.append(str(Path(folder, "bits")))
        # a script on stdin finds its packages from the working directory, a file from its own
        done = subprocess.run(
            ["node", "--input-type=module", "-", *files],
            cwd=PACKAGES,
            stdin=script,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise PeerFailedError(done.stderr.decode(errors="replace")[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
