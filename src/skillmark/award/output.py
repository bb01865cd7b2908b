"""Where signed credentials go: a folder of files, or one file of lines."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from skillmark.award.credential import Signed
from skillmark.award.storage import force, told
from skillmark.nouns.errors import InputError

LEDGER = ".skillmark-ledger.sqlite"
_JOURNAL = ".skillmark-journal"
_SUFFIXES = (".json", ".jwt")


class Output(Protocol):
    """Keeps signed credentials, each whole or not at all."""

    path: Path

    @property
    def ledger(self) -> Path:
        """Where the ledger of a run without a state directory stands."""
        ...

    @property
    def journal(self) -> Path:
        """Where such a run of version 0.1 kept its journal."""
        ...

    def length(self) -> int:
        """Return how many bytes it has; 0 where each credential has a file of its own."""
        ...

    def scan(self, start: int) -> Iterator[tuple[str, bytes]]:
        """Yield id and digest of every whole credential from there on, and cut off half ones."""
        ...

    def find(self, id: str) -> bytes | None:  # noqa: A002
        """Return the digest of the credential with this id where that is told without a scan."""
        ...

    def holds(self, id: str) -> bool:  # noqa: A002
        """Say whether it is there where that is told without a scan."""
        ...

    def write(self, credentials: Sequence[Signed]) -> None:
        """Keep these credentials, forced to the disk."""
        ...


def at(path: Path) -> Output:
    """Return the output at a path: lines for `.jsonl`, a folder for everything else.

    Nothing is made before something is written.
    """
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
        self.path = path

    @property
    def ledger(self) -> Path:
        """Hidden, so that a look over the folder's credentials does not meet it."""
        return self.path / LEDGER

    @property
    def journal(self) -> Path:
        """Hidden likewise."""
        return self.path / _JOURNAL

    def length(self) -> int:
        """Files tell by themselves."""
        return 0

    def scan(self, start: int) -> Iterator[tuple[str, bytes]]:  # noqa: ARG002
        """Files tell by themselves."""
        yield from ()

    def find(self, id: str) -> bytes | None:  # noqa: A002
        """Files are renamed into place, so one that is there is whole."""
        for suffix in _SUFFIXES:
            try:
                data = (self.path / (file_stem(id) + suffix)).read_bytes()
            except FileNotFoundError:
                continue
            if data:
                return hashlib.sha256(data).digest()
        return None

    def holds(self, id: str) -> bool:  # noqa: A002
        """An empty one was lost with the machine's power."""
        stem = self.path / file_stem(id)
        for suffix in _SUFFIXES:
            try:
                return os.stat(f"{stem}{suffix}").st_size > 0  # noqa: PTH116 (for each of very many)
            except FileNotFoundError:
                continue
        return False

    def write(self, credentials: Sequence[Signed]) -> None:
        """Write each beside its place, force it to the disk and rename it."""
        if not credentials:
            return
        made = []
        with told(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            for signed in credentials:
                place = self.path / (file_stem(signed.id) + signed.suffix)
                partial = place.with_name(f".{place.name}.partial")
                partial.write_bytes(signed.data)
                made.append((partial, place))
            # the disk is given everything before it is waited for
            for partial, _ in made:
                force(partial)
            for partial, place in made:
                partial.replace(place)
            force(self.path)


class Lines:
    """One credential a line: JSON objects, tokens as JSON strings."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def ledger(self) -> Path:
        """Beside the file, hidden."""
        return self.path.with_name(f".{self.path.name}.ledger.sqlite")

    @property
    def journal(self) -> Path:
        """Beside the file, hidden."""
        return self.path.with_name(f".{self.path.name}.journal")

    def length(self) -> int:
        """Return the length of the file; 0 while there is none."""
        return self.path.stat().st_size if self.path.exists() else 0

    def scan(self, start: int) -> Iterator[tuple[str, bytes]]:
        """Read the lines from there on; one that a crash left half is cut off."""
        if not self.path.exists():
            return
        with self.path.open("r+b") as file:
            file.seek(start)
            end = start
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    break
                try:
                    told = _told(line)
                except (ValueError, KeyError, TypeError):
                    after = f" after byte {start}" if start else ""
                    raise InputError(
                        "not a credential of an earlier run",
                        where=f"{self.path}, line {number}{after}",
                        remedy="choose another --out",
                    ) from None
                yield told
                end += len(line)
            file.truncate(end)

    def find(self, id: str) -> bytes | None:  # noqa: A002, ARG002
        """Lines are only found by reading all of them."""
        return None

    def holds(self, id: str) -> bool:  # noqa: A002, ARG002
        """Lines are only found by reading all of them."""
        return False

    def write(self, credentials: Sequence[Signed]) -> None:
        """Append the lines and wait until they are on the disk."""
        if not credentials:
            return
        with told(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.writelines(_lines(credentials))
                file.flush()
                os.fsync(file.fileno())


def file_stem(id: str) -> str:  # noqa: A002
    """Return the file name, without its ending, of the credential with this id."""
    tail = id.rpartition(":")[2].rpartition("/")[2]
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in tail)


def _lines(credentials: Iterable[Signed]) -> Iterator[bytes]:
    for signed in credentials:
        yield b'"%s"\n' % signed.data if signed.token else signed.data + b"\n"


def _told(line: bytes) -> tuple[str, bytes]:
    import base64

    data = line.removesuffix(b"\n")
    value = json.loads(data)
    if isinstance(value, str):
        data = value.encode()
        payload = value.split(".")[1]
        value = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return str(value["id"]), hashlib.sha256(data).digest()
