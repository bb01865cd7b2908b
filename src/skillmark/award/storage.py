"""What a disk refuses, in words that say what counts and what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skillmark.nouns.errors import SkillmarkError

KEPT = "what was told as done is kept"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StorageError(SkillmarkError):
    """The disk did not take it: nothing of this step counts, all before it does."""

    code = "storage"


def no_room(path: Path) -> StorageError:
    """Return the error for a full disk."""
    return StorageError(
        "no space is left on the disk", where=str(path), remedy=f"{KEPT}; make room and run again"
    )


def refused(cause: str, path: Path) -> StorageError:
    """Return the error for a disk that does not work."""
    return StorageError(
        f"the disk refuses: {cause}",
        where=str(path),
        remedy=f"{KEPT}; look after the disk and run again",
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise `StorageError` for what the system says of writing to a path."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise no_room(path) from error
        raise refused(error.strerror or str(error), path) from error


def force(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
