"""What was meant and what was done, line by line, so that a stopped run can go on.

The journal is a text file of JSON lines, only ever appended to. A line counts once it is on the
disk with its line feed; a half line at the end, left by a crash, is cut off. Kinds of lines:

- `batch`: the achievement, issuer and format that the following intents refer to;
- `intent`: id, salt, place in the status list and particulars of one award, before it is signed;
- `signed`: the credential with this id was written to the output;
- `dropped`: the award with this id cannot be signed and is given up;
- `status`: the credential with this id was revoked, suspended or reinstated, and why.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from skillmark.award.status import Place
from skillmark.nouns.errors import ConflictError, UnreadableError
from skillmark.trust import strictjson

REVOKED, SUSPENDED, ACTIVE = "revoked", "suspended", "active"


@dataclass(frozen=True, slots=True)
class Intent:
    """One award as it was meant, fixed before anything is signed."""

    id: str
    key: str
    """Whom the achievement is for: the same person and achievement give the same key."""
    batch: int
    salt: str
    at: str
    """ISO 8601: when it was meant, which is when it counts as signed."""
    person: dict[str, Any]
    """The particulars of the roster's row."""
    place: Place | None = None

    def as_event(self) -> dict[str, Any]:
        """Return the journal's line."""
        place = None if self.place is None else [self.place.number, self.place.index]
        return {
            "kind": "intent",
            "id": self.id,
            "key": self.key,
            "batch": self.batch,
            "salt": self.salt,
            "at": self.at,
            "person": self.person,
            "place": place,
        }

    @classmethod
    def of_event(cls, event: dict[str, Any]) -> Intent:
        """Read the journal's line."""
        place = event["place"]
        return cls(
            event["id"],
            event["key"],
            event["batch"],
            event["salt"],
            event["at"],
            event["person"],
            None if place is None else Place(*place),
        )


@dataclass(slots=True)
class Record:
    """All that the journal says, by id and by key."""

    batches: list[dict[str, Any]] = field(default_factory=list)
    intents: dict[str, Intent] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    """Key of a person and achievement to the id of the latest award."""
    signed: set[str] = field(default_factory=set)
    status: dict[str, str] = field(default_factory=dict)
    """Id to `revoked` or `suspended`; who is not in it is active."""

    def apply(self, event: dict[str, Any]) -> None:
        """Take one line in."""
        match event["kind"]:
            case "batch":
                self.batches.append(event)
            case "intent":
                intent = Intent.of_event(event)
                self.intents[intent.id] = intent
                self.by_key[intent.key] = intent.id
            case "signed":
                self.signed.add(event["id"])
            case "dropped":
                intent = self.intents.pop(event["id"])
                self.by_key.pop(intent.key, None)
            case "status":
                if event["status"] == ACTIVE:
                    self.status.pop(event["id"], None)
                else:
                    self.status[event["id"]] = event["status"]
            case kind:
                raise KeyError(f"a line of kind {kind!r}")

    def standing(self, key: str) -> Intent | None:
        """Return the award that stands for a key: the latest, unless it was revoked."""
        found = self.by_key.get(key)
        if found is None or self.status.get(found) == REVOKED:
            return None
        return self.intents[found]

    @property
    def pending(self) -> list[Intent]:
        """Awards that were meant and not yet signed."""
        return [intent for id_, intent in self.intents.items() if id_ not in self.signed]

    def used(self, number: int) -> set[int]:
        """Return the indexes that are taken in one pair of status lists."""
        return {
            intent.place.index
            for intent in self.intents.values()
            if intent.place is not None and intent.place.number == number
        }


class Journal:
    """The journal file, open for one process alone."""

    def __init__(self, path: Path) -> None:
        """Open or create the file and read it.

        Raises `ConflictError` while another process has it open, `UnreadableError` for a line
        that is no journal's.
        """
        self.path = path
        self.record = Record()
        self._file: IO[bytes] = path.open("a+b")
        try:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ConflictError(
                    "another run is working on this", where=str(path), remedy="wait until it ends"
                ) from None
            self._read()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, events: Iterable[dict[str, Any]]) -> None:
        """Write lines and wait until they are on the disk; only then do they count."""
        events = list(events)
        lines = [json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events]
        if not lines:
            return
        self._file.write(("\n".join(lines) + "\n").encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        for event in events:
            self.record.apply(event)

    def _read(self) -> None:
        self._file.seek(0)
        end = 0
        for number, line in enumerate(self._file, 1):
            if not line.endswith(b"\n"):
                break
            try:
                self.record.apply(strictjson.parse(line))
            except (UnreadableError, KeyError, TypeError) as error:
                raise UnreadableError(
                    f"the journal is damaged: {error}",
                    where=f"{self.path}, line {number}",
                    remedy="restore the file from a backup",
                ) from None
            end += len(line)
        self._file.truncate(end)
        self._file.seek(0, os.SEEK_END)
