"""From a folder to everything that is handed out: page, PDF, data, and the manifest of it all.

The manifest says what went in, which settings and versions worked on it, and what came out, each
with its SHA-256. The same folder, settings and versions give the same bytes; so whoever has the
folder can make the report again and compare.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from skillmark.measure.report.build import Report, build
from skillmark.measure.report.closing import settings_digest
from skillmark.measure.report.digests import Digest, canonical, made_with
from skillmark.measure.report.folder import Material, read_folder
from skillmark.measure.report.rounded import DIGITS
from skillmark.render.report_html import html
from skillmark.render.report_pdf import pdf

FORMATS: Final = {
    "html": "text/html",
    "pdf": "application/pdf",
    "json": "application/json",
    "csv": "text/csv",
}
"""Endings of what is handed out, with their media types."""
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Published:
    """A report with the bytes of everything that is handed out."""

    id: str
    """`urn:uuid:...`, which follows from what went in: the same report has the same id."""
    report: Report
    material: Material
    outputs: Mapping[str, bytes]
    """By ending (`FORMATS`)."""
    manifest: bytes

    @property
    def digests(self) -> tuple[tuple[Digest, str], ...]:
        """Every digest under the name that it has in the credential, with its media type."""
        return (
            *(
                (Digest(f"inputs/{one.name}", one.sha256, one.size), _media(one.name))
                for one in self.material.inputs
            ),
            (settings_digest(self.material), "application/json"),
            *((one, FORMATS[one.name.rpartition(".")[2]]) for one in _outputs(self.outputs)),
            (Digest.of(MANIFEST, self.manifest), "application/json"),
        )


def publish(
    folder: Path,
    *,
    seed: int | None = None,
    language: str = "",
    as_of: date | None = None,
    with_pdf: bool = True,
) -> Published:
    """Read a folder and make its report; what is given goes before the folder's settings."""
    material = read_folder(folder).settled(seed=seed, language=language, as_of=as_of)
    return published(material, with_pdf=with_pdf)


def published(material: Material, *, with_pdf: bool = True) -> Published:
    """Make the report of what was read already; its settings must be settled."""
    made = build(material)
    outputs = {
        "html": html(made.document).encode(),
        "json": _data(made),
        "csv": made.as_csv().encode(),
    }
    if with_pdf:
        outputs["pdf"] = pdf(made.document)
    identity = {
        "inputs": [one.as_json() for one in material.inputs],
        "settings": material.settings.as_json(),
        "settings_sha256": settings_digest(material).sha256,
        "made_with": made_with(),
        "significant_digits": DIGITS,
    }
    # A report that lists no inputs is told apart by what it says.
    named = Digest.of("", canonical(identity) + (b"" if material.inputs else outputs["json"]))
    report_id = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sha256:{named.sha256}')}"
    manifest = {
        "report": report_id,
        **identity,
        "outputs": [one.as_json() for one in _outputs(outputs)],
    }
    return Published(report_id, made, material, outputs, _pretty(manifest))


def _outputs(outputs: Mapping[str, bytes]) -> list[Digest]:
    return [Digest.of(f"outputs/report.{ending}", outputs[ending]) for ending in sorted(outputs)]


def _data(made: Report) -> bytes:
    return _pretty(made.as_json())


def _pretty(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _media(name: str) -> str:
    return "application/json" if name.endswith(".json") else "text/csv"
