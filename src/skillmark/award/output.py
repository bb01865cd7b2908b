"""Where signed credentials go: a folder of files, or one file of lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from skillmark.award.credential import Signed
from skillmark.nouns.errors import InputError


class Output(Protocol):
    """Keeps signed credentials; writing one that is there already changes nothing."""

    @property
    def journal(self) -> Path:
        """Where the journal of a run without a state directory stands."""
        ...

    def holds(self, id: str) -> bool:  # noqa: A002
        """Say whether the credential with this id is there, whole."""
        ...

    def write(self, credentials: Iterable[Signed]) -> None:
        """Keep these credentials, each whole or not at all."""
        ...


def at(path: Path) -> Output:
    """Return the output at a path: lines for `.jsonl`, a folder for everything else."""
    if path.suffix == ".jsonl":
        return Lines(path)
    if path.is_file():
        raise InputError(
            "this is a file", where=str(path), remedy="give a folder, or a name that ends in .jsonl"
        )
    return Folder(path)


class Folder:
    """One file a credential, named after its id."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._names = {entry.stem for entry in path.iterdir() if entry.stat().st_size}

    @property
    def journal(self) -> Path:
        """Hidden, so that a look over the folder's credentials does not meet it."""
        return self._path / ".skillmark-journal"

    def holds(self, id: str) -> bool:  # noqa: A002
        """Files are renamed into place, so one that is there is whole."""
        return file_stem(id) in self._names

    def write(self, credentials: Iterable[Signed]) -> None:
        """Write each beside its place and rename it."""
        for signed in credentials:
            place = self._path / (file_stem(signed.id) + signed.suffix)
            partial = place.with_name(f".{place.name}.partial")
            partial.write_bytes(signed.data)
            partial.replace(place)
            self._names.add(place.stem)


class Lines:
    """One credential a line: JSON objects, tokens as JSON strings."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._ids = self._mend()

    @property
    def journal(self) -> Path:
        """Beside the file, hidden."""
        return self._path.with_name(f".{self._path.name}.journal")

    def holds(self, id: str) -> bool:  # noqa: A002
        """Say whether a whole line has this id."""
        return id in self._ids

    def write(self, credentials: Iterable[Signed]) -> None:
        """Append the lines and wait until they are on the disk."""
        fresh = [signed for signed in credentials if signed.id not in self._ids]
        if not fresh:
            return
        with self._path.open("ab") as file:
            for signed in fresh:
                line = json.dumps(signed.text) if signed.token else signed.text
                file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._ids.update(signed.id for signed in fresh)

    def _mend(self) -> set[str]:
        """Cut off a half line that a crash left, and return the ids of the whole ones."""
        if not self._path.exists():
            return set()
        ids: set[str] = set()
        end = 0
        with self._path.open("r+b") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    break
                try:
                    ids.add(_id(line))
                except (ValueError, KeyError, TypeError):
                    raise InputError(
                        "not a credential of an earlier run",
                        where=f"{self._path}, line {number}",
                        remedy="choose another --out",
                    ) from None
                end += len(line)
            file.truncate(end)
        return ids


def file_stem(id: str) -> str:  # noqa: A002
    """Return the file name, without its ending, of the credential with this id."""
    tail = id.rpartition(":")[2].rpartition("/")[2]
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in tail)


def _id(line: bytes) -> str:
    import base64

    value = json.loads(line)
    if isinstance(value, str):
        payload = value.split(".")[1]
        value = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(value["id"])
