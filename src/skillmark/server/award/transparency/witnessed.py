"""Where the last checkpoint of each log is kept outside the database and its backups.

A database that was put back from an old backup does not know what it has forgotten. Somebody else
does: a folder on another disk, where the site itself leaves every new checkpoint, or a witness who
has seen one and publishes it. Below each place, an organisation's is `SLUG.checkpoint`.
"""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skillmark.nouns.errors import UnavailableError
from skillmark.trust.fetched import Fetch
from skillmark.trust.log import history, notes
from skillmark.trust.log.notes import Checkpoint, NoteError, VerifierKey
from skillmark.trust.log.published import ABSENT
from skillmark.trust.log.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger("skillmark.log")


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that was seen elsewhere."""

    where: str
    data: bytes

    def reached_by(self, size: int, verifier: str) -> Checkpoint:
        """Return it if a log of this size and key can continue it.

        Raises `ConflictError` where the log is shorter (`log_rolled_back`), or has another key than
        the one that signed it (`log_other_key`).
        """
        try:
            seen = notes.read_checkpoint(self.data)
            if verifier:
                notes.verify(seen.note, [VerifierKey.read(verifier)])
        except NoteError as error:
            raise history.ForkedError(
                f"the checkpoint there is not one of this log: {error.cause}",
                where=self.where,
                remedy="restore a backup that has the log's own key; until then award nothing",
                code="log_other_key",
            ) from None
        if seen.size > size or not verifier:
            raise history.RolledBackError(
                f"the log holds {size:,} entries, but {seen.size:,} were seen",
                where=self.where,
                remedy="an old backup was restored: restore a newer one",
            )
        return seen

    def confirm(self, tree: Tree, verifier: str) -> None:
        """Raise also where the log says something else about what was seen (`log_forked`)."""
        history.confirm(tree, self.reached_by(tree.size, verifier), where=self.where)


def is_address(place: str) -> bool:
    """Say whether a place is asked over the network (and then only read)."""
    return place.startswith(("https://", "http://"))


def read(place: str, slug: str, *, fetch: Fetch | None) -> Seen | None:
    """Return the checkpoint that a place has of an organisation's log; `None` where it has none.

    Raises `UnavailableError` where the place itself cannot be read: not to know is not to be fine.
    Without `fetch`, addresses are passed over.
    """
    where = f"{place.rstrip('/')}/{slug}.checkpoint"
    if is_address(place):
        return None if fetch is None else _fetched(where, fetch)
    try:
        return Seen(where, Path(where).read_bytes())
    except FileNotFoundError:
        if Path(place).is_dir():
            return None
        cause = "there is no such folder"
    except OSError as error:
        cause = error.strerror or type(error).__name__
    raise _unreadable(place, cause)


def _fetched(where: str, fetch: Fetch) -> Seen | None:
    try:
        return Seen(where, fetch(where).body)
    except UnavailableError as error:
        if error.code in ABSENT:
            return None
        raise _unreadable(where, error.cause) from None


def _unreadable(where: str, cause: str) -> UnavailableError:
    return UnavailableError(
        f"the place of witnessed checkpoints cannot be read: {cause}",
        where=where,
        remedy="make it reachable again (SKILLMARK_WITNESSED); until then it is not known"
        " whether this database is the newest",
        code="witnessed_unreadable",
    )


def keep(places: Sequence[str], slug: str, data: bytes) -> None:
    """Leave a committed checkpoint in every folder among the places, unless a later one is there.

    What cannot be written is logged, not raised: the business is done, and `doctor` tells.
    """
    for place in places:
        if is_address(place):
            continue
        try:
            with _locked(Path(place), slug) as target:
                if not target.exists() or _size(target.read_bytes()) < _size(data):
                    _replace(target, data)
        except OSError:
            log.exception("the checkpoint could not be left in %s", place)


def _size(data: bytes) -> int:
    return notes.read_checkpoint(data).size


@contextmanager
def _locked(folder: Path, slug: str) -> Iterator[Path]:
    # of two processes that committed one after the other, the second may come here first
    with (folder / f".{slug}.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{slug}.checkpoint"


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(target)
