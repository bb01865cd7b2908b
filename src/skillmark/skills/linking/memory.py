"""Vectors of frameworks kept on disk: embedding ESCO takes minutes, reading it back no time.

A folder holds one folder for each set of words and model, named by the digest of both, so that
nothing in it can be stale. Several processes may share it: a set is written beside its place and
moved there in one step; whoever comes second throws his own away. Files are mapped, not loaded.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from skillmark.skills.linking.semantic import Vectored, Wording

KEPT = 40
"""Sets that stay; of more, those that were used longest ago go."""
_LAYOUT = 1


def key(wordings: Sequence[Wording], embedder_id: str) -> str:
    """Return the name of the vectors of these words by this model."""
    digest = hashlib.sha256(f"{_LAYOUT}\n{embedder_id}\n".encode())
    for one in wordings:
        parts = (one.label, *one.alternatives, one.definition)
        digest.update(("\x1f".join(parts) + "\x1e").encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Memory:
    """A folder of vectors."""

    folder: Path

    def get(self, name: str) -> Vectored | None:
        """Return what is kept under `name`; None where nothing is, or it cannot be read."""
        place = self.folder / name
        try:
            read = {
                field.name: np.load(place / f"{field.name}.npy", mmap_mode="r")
                for field in fields(Vectored)
            }
            (place / "used").touch()
        except (OSError, ValueError):
            return None
        return Vectored(**read)

    def has(self, name: str) -> bool:
        """Say whether something is kept under `name`, without reading it."""
        return (self.folder / name / "used").is_file()

    def put(self, name: str, vectored: Vectored) -> None:
        """Keep vectors; a second writer of the same name changes nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=self.folder))
        try:
            for field in fields(Vectored):
                np.save(beside / f"{field.name}.npy", getattr(vectored, field.name))
            (beside / "used").touch()
            beside.chmod(0o755)
            place = self.folder / name
            if place.exists() and self.get(name) is None:
                shutil.rmtree(place, ignore_errors=True)  # half a set: a disk was full
            beside.rename(place)
        except OSError:
            if not (self.folder / name).is_dir():
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        self._forget(name)

    def vectored(self, name: str, make: Callable[[], Vectored]) -> Vectored:
        """Return what is kept under `name`, made and kept first where it is not."""
        found = self.get(name)
        if found is None:
            found = make()
            self.put(name, found)
        return found

    def _forget(self, newest: str) -> None:
        kept = [place for place in self.folder.iterdir() if (place / "used").is_file()]
        kept = [place for place in kept if place.name != newest and place.name[0] != "."]
        kept.sort(key=lambda place: (place / "used").stat().st_mtime, reverse=True)
        for place in kept[KEPT - 1 :]:
            shutil.rmtree(place, ignore_errors=True)
