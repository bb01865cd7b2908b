"""The organisation's data as the folder that the command reads: one way to a report, not two."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from skillmark.measure.ledger.writing import write_to
from skillmark.server.measure import services
from skillmark.server.people.models import OrganisationRecord

SEED: Final = 1
"""What the site draws with, so that a report made twice is the same."""
Part = Callable[[OrganisationRecord, Path], None]


def _ledger(organisation: OrganisationRecord, place: Path) -> None:
    with (place / "ledger.csv").open("w", encoding="utf-8", newline="") as out:
        write_to(out, services.ledger_of(organisation))


PARTS: Final[tuple[Part, ...]] = (_ledger,)
"""What each room of measuring writes into the folder; `settings.json` comes last."""


def write(organisation: OrganisationRecord, place: Path, *, language: str, as_of: date) -> None:
    """Write the folder of a report."""
    for part in PARTS:
        part(organisation, place)
    settings = place / "settings.json"
    said = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
    said |= {
        "organisation": organisation.name,
        "language": language,
        "as_of": as_of.isoformat(),
        "seed": SEED,
    }
    settings.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def packed(place: Path) -> bytes:
    """Return a folder as a ZIP file with fixed times: the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(place.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(f"report/{path.relative_to(place).as_posix()}")
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return out.getvalue()
