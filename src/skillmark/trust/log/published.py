"""Reading a log as its readers find it: files under an address, or in a directory.

Nothing here is believed; `check` and proofs do that.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from skillmark.nouns.errors import InputError, UnavailableError, UnreadableError
from skillmark.trust.fetched import Fetch
from skillmark.trust.log import layout
from skillmark.trust.log.layout import CHECKPOINT, ENTRY, VERIFIER_KEY, WIDTH, Place, width

ABSENT = frozenset(("absent", "gone"))
"""Codes of a fetch that say: the server answers, and there is nothing (404, 410)."""
_LARGEST_NOTE = 64 * 1024


class Published:
    """A published log. `read` returns a file by its path, or `None` if it is not there.

    It is a `Tiles` for a log of `size` entries, to be read and not written.
    """

    def __init__(self, read: Callable[[str], bytes | None], *, name: str, size: int = 0) -> None:
        self._read = read
        self.name = name
        self.size = size

    @classmethod
    def at(cls, name: str, fetch: Fetch | None) -> Published:
        """Return the log at a path or an http(s) address (which needs `fetch`)."""
        if name[:8].lower().startswith(("https://", "http://")):
            if fetch is None:
                raise UnavailableError("an address cannot be asked offline", where=name)
            base = name.rstrip("/").removesuffix(f"/{CHECKPOINT}")
            if urlsplit(base).query or urlsplit(base).fragment:
                raise InputError("an address of a log has no ? or #", where=name)
            return cls(lambda path: _fetched(fetch, f"{base}/{path}"), name=base)
        directory = Path(name)
        if not directory.is_dir():
            raise InputError(
                "there is no such directory", where=name, remedy="name the directory of a log"
            )
        # the state directory of an issuer keeps its log in `log`
        if not (directory / CHECKPOINT).exists() and (directory / "log" / CHECKPOINT).exists():
            directory /= "log"
        return cls(lambda path: _file(directory / path), name=str(directory))

    def sized(self, size: int) -> Published:
        """Return the same log, to be read as one of `size` entries."""
        return Published(self._read, name=self.name, size=size)

    def checkpoint(self) -> bytes:
        """Return the published checkpoint, or raise `InputError`."""
        data = self._read(CHECKPOINT)
        if data is None:
            raise InputError(
                "no log is published here: there is no checkpoint",
                where=self.name,
                remedy="name the directory, or the address, that holds the file `checkpoint`",
            )
        return data

    def verifier_key(self) -> str:
        """Return the verifier key that is published beside the log; nothing if there is none."""
        data = self._read(VERIFIER_KEY) or b""
        return data[:_LARGEST_NOTE].decode("utf-8", "replace").strip()

    def get(self, place: Place) -> bytes | None:
        """Return the hashes of a tile, or the entries of a bundle; `None` if it is not there.

        A partial one may have been taken away when the full one was there (tlog-tiles, "Partial
        Tiles"). Raises `UnreadableError` for what has not the length it should have.
        """
        data, found = self._read(place.path), place
        if data is None and place.width < WIDTH:
            found = Place(place.level, place.number)
            data = self._read(found.path)
        if data is None:
            return None
        hashes = layout.unbundled(data) if place.level is None else data
        if len(hashes) != found.width * ENTRY:
            raise UnreadableError(
                f"{len(hashes) / ENTRY:g} hashes or entries, not {found.width}", where=found.path
            )
        return hashes[: place.width * ENTRY]

    def tile(self, level: int, number: int) -> bytes:
        """Return a tile of a log of `size` entries; nothing if it is not there."""
        return self._get(level, number)

    def entries(self, number: int) -> bytes:
        """Return a bundle of a log of `size` entries; nothing if it is not there."""
        return self._get(None, number)

    def keep_tile(self, level: int, number: int, hashes: bytes) -> None:
        """Refuse: it is somebody else's log."""
        raise NotImplementedError

    def keep_entries(self, number: int, entries: bytes) -> None:
        """Refuse: it is somebody else's log."""
        raise NotImplementedError

    def _get(self, level: int | None, number: int) -> bytes:
        return self.get(Place(level, number, width(level, number, self.size))) or b""


def _file(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnavailableError(f"cannot be read: {error.strerror}", where=str(path)) from None


def _fetched(fetch: Fetch, url: str) -> bytes | None:
    try:
        return fetch(url).body
    except UnavailableError as error:
        if error.code in ABSENT:
            return None
        raise
