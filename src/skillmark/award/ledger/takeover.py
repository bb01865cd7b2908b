"""Take over the journal of version 0.1: a text file of JSON lines, only ever appended to.

Kinds of lines: `batch` (achievement, issuer, format), `intent` (id, salt, place and particulars of
one award, before it is signed), `signed` and `dropped` (what became of it), `status` (revoked,
suspended or reinstated, and why). A half line at the end, left by a crash, never counted.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skillmark.award.ledger.changes import ACTIVE, REVOKED
from skillmark.award.ledger.database import Database
from skillmark.award.ledger.ledger import key, person
from skillmark.award.ledger.lists import Lists
from skillmark.nouns.errors import ConflictError, UnreadableError
from skillmark.trust import strictjson

KEPT = ".0.1"
"""What is put behind the name of a journal that was taken over; it is not needed any more."""


@dataclass(slots=True)
class _Journal:
    """All that a journal says."""

    batches: list[dict[str, Any]] = field(default_factory=list)
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    done: dict[str, bool] = field(default_factory=dict)
    """Signed or given up, in that order: whether it was signed."""
    changes: list[dict[str, Any]] = field(default_factory=list)

    def take(self, event: dict[str, Any]) -> None:
        match event["kind"]:
            case "batch":
                self.batches.append(event)
            case "intent":
                self.intents[event["id"]] = event
            case "signed" | "dropped":
                self.done[event["id"]] = event["kind"] == "signed"
            case "status":
                self.changes.append(event)
            case kind:
                raise KeyError(f"a line of kind {kind!r}")


def take_over(journal: Path, database: Database, lists: Lists | None) -> None:
    """Put everything that a journal says into an empty ledger, in one transaction.

    Raises `UnreadableError` for a line that is no journal's, `ConflictError` while a run of version
    0.1 works with it; then nothing was taken over. To put the journal away is for the caller.
    """
    with journal.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(
                "another run is working on this", where=str(journal), remedy="wait until it ends"
            ) from None
        said = _read(file, journal)
    with database.transaction():
        _store(said, database)
        if lists is not None:
            used = database.rows("SELECT DISTINCT list FROM places ORDER BY list")
            for (number,) in list(used):
                lists.restore(number)
            lists.put(
                (number, place, status)
                for number, place, status in database.rows(
                    "SELECT i.list, i.place, c.status FROM changes c"
                    " JOIN intents i ON i.n = c.n WHERE i.list IS NOT NULL AND c.change ="
                    " (SELECT max(change) FROM changes WHERE n = c.n)"
                )
            )


def _read(lines: Any, journal: Path) -> _Journal:
    said = _Journal()
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"\n"):
            break
        try:
            said.take(strictjson.parse(line))
        except (UnreadableError, KeyError, TypeError) as error:
            raise UnreadableError(
                f"the journal is damaged: {error}",
                where=f"{journal}, line {number}",
                remedy="restore the file from a backup",
            ) from None
    return said


def _store(said: _Journal, database: Database) -> None:
    many = database.many
    many(
        "INSERT INTO batches VALUES (?, ?, ?, ?, ?, 'journal of version 0.1')",
        (
            (
                number,
                batch["at"],
                json.dumps(batch["achievement"], ensure_ascii=False),
                json.dumps(batch["issuer"], ensure_ascii=False),
                batch["form"],
            )
            for number, batch in enumerate(said.batches, 1)
        ),
    )
    numbers = {id_: n for n, id_ in enumerate(_in_order(said), 1)}
    many(f"INSERT INTO intents VALUES ({', '.join('?' * 15)})", _intents(said, numbers))
    many("INSERT INTO ids VALUES (?, ?)", sorted(numbers.items()))
    many(
        "INSERT INTO signed VALUES (?, NULL, NULL)",
        [(numbers[i],) for i, ok in said.done.items() if ok],
    )
    many(
        "INSERT INTO dropped VALUES (?, 'could not be signed')",
        [(numbers[i],) for i, ok in said.done.items() if not ok],
    )
    many(
        "INSERT INTO places SELECT list, place, n FROM intents WHERE n = ? AND list IS NOT NULL",
        [(n,) for n in numbers.values()],
    )
    many(
        "INSERT INTO changes (n, status, reason, at) VALUES (?, ?, ?, ?)",
        [(numbers[c["id"]], c["status"], c["reason"], c["at"]) for c in said.changes],
    )
    many("INSERT INTO held VALUES (?, ?)", _holders(said, numbers).items())


def _in_order(said: _Journal) -> Iterator[str]:
    """Yield ids as they were finished, then those that wait."""
    yield from said.done
    yield from (id_ for id_ in said.intents if id_ not in said.done)


def _intents(said: _Journal, numbers: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for id_, n in numbers.items():
        event = said.intents[id_]
        who, place = event["person"], event["place"] or (None, None)
        yield (
            *(n, event["batch"] + 1, 0, id_, event["salt"]),
            *(who["name"], who["email"], who["id"], who["level"], who["result"]),
            *(who["evidence_url"], who["valid_from"], who["valid_until"]),
            *place,
        )


def _holders(said: _Journal, numbers: dict[str, int]) -> dict[bytes, int]:
    """Return who has what: the latest award of each, unless it was revoked or given up."""
    standing = {event["id"]: event["status"] for event in said.changes}
    found: dict[bytes, int] = {}
    for id_, event in said.intents.items():
        who = event["person"]
        achievement = str(said.batches[event["batch"]]["achievement"]["id"])
        name = key(achievement, person(who["name"], who["email"], who["id"]))
        found.pop(name, None)
        if standing.get(id_, ACTIVE) != REVOKED and said.done.get(id_, True):
            found[name] = numbers[id_]
    return found
