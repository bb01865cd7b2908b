"""Digests of what a report is made of, and what made it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from skillmark import __version__

PIECE = 1 << 20
ESTIMATORS = ("numpy", "scipy")
DRAWING = ("typst", "vl-convert-python")


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """SHA-256 of one thing, under the name that the manifest gives it."""

    name: str
    sha256: str
    """64 lower-case hexadecimal digits."""
    size: int = 0
    """In bytes."""

    @classmethod
    def of_file(cls, path: Path, name: str) -> Digest:
        """Digest a file piece by piece."""
        found, size = hashlib.sha256(), 0
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
                size += len(piece)
        return cls(name, found.hexdigest(), size)

    @classmethod
    def of(cls, name: str, data: bytes) -> Digest:
        """Digest bytes."""
        return cls(name, hashlib.sha256(data).hexdigest(), len(data))

    def as_json(self) -> dict[str, Any]:
        """Return it as the manifest lists it."""
        return {"name": self.name, "bytes": self.size, "sha256": self.sha256}

    @property
    def integrity(self) -> str:
        """The same digest as Subresource Integrity writes it (`digestSRI`)."""
        return "sha256-" + base64.b64encode(bytes.fromhex(self.sha256)).decode()


def canonical(value: Any) -> bytes:
    """Return JSON in one spelling: names in order, no blanks, UTF-8, a line's end."""
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode() + b"\n"


def made_with() -> Mapping[str, Any]:
    """Return the versions that decide a report's bytes: the same ones give the same bytes."""
    return {
        "skillmark": __version__,
        "estimators": {name: version(name) for name in ESTIMATORS},
        "drawing": {name: version(name) for name in DRAWING},
    }
