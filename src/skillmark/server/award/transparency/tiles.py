"""A log's tiles as rows of the database, and as the files that are published (C2SP tlog-tiles)."""

from __future__ import annotations

from skillmark.server.award.models import LogEntryRecord, LogRecord, LogTileRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.trust.log import merkle
from skillmark.trust.log.layout import (
    CHECKPOINT,
    ENTRY,
    VERIFIER_KEY,
    WIDTH,
    Place,
    bundled,
    width,
)


class Rows:
    """The tiles of one log as rows of the database; what changes is written by `flush`."""

    def __init__(self, log: LogRecord) -> None:
        self._log = log
        self._known: dict[tuple[int, int], bytes] = {}
        self._changed: set[tuple[int, int]] = set()

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile, 32 bytes each; none where there is no such tile."""
        at = (level, number)
        if at not in self._known:
            rows = LogTileRecord.objects.filter(log=self._log, level=level, number=number)
            self._known[at] = bytes(rows.values_list("hashes", flat=True).first() or b"")
        return self._known[at]

    def keep_tile(self, level: int, number: int, hashes: bytes) -> None:
        """Take a tile's new hashes."""
        self._known[level, number] = hashes
        self._changed.add((level, number))

    def entries(self, number: int) -> bytes:
        """Return 256 entries of 32 bytes each, fewer in the last bundle."""
        first = number * WIDTH
        rows = LogEntryRecord.objects.filter(
            log=self._log, number__gte=first, number__lt=first + WIDTH
        ).order_by("number")
        return b"".join(bytes(entry) for entry in rows.values_list("entry", flat=True))

    def keep_entries(self, number: int, entries: bytes) -> None:
        """Do nothing: entries are rows of their own, from which `entries` puts bundles together."""

    def flush(self) -> None:
        """Write what has changed, in few statements."""
        rows = [
            LogTileRecord(log=self._log, level=level, number=number, hashes=self._known[at])
            for at in sorted(self._changed)
            for level, number in [at]
        ]
        LogTileRecord.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["log", "level", "number"],
            update_fields=["hashes"],
        )
        self._changed.clear()


def file(organisation: OrganisationRecord, part: str) -> bytes | None:
    """Return a published file of the log (C2SP tlog-tiles); `None` where there is none."""
    log = LogRecord.objects.of(organisation).first()
    if log is None:
        return None
    if part == CHECKPOINT:
        return bytes(log.checkpoint)
    if part == VERIFIER_KEY:
        return f"{log.verifier}\n".encode()
    place = Place.read(part)
    if place is None or width(place.level, place.number, log.size) < place.width:
        return None
    rows = Rows(log)
    if place.level is None:
        return bundled(rows.entries(place.number)[: place.width * ENTRY])
    return rows.tile(place.level, place.number)[: place.width * merkle.SIZE]
