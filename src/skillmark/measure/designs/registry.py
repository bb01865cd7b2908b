"""What was written down, when and by whom: append-only, so that every change is visible.

A change is a new registration under the same id that names what changed. Each registration holds
the digest of the one before it in the registry, whatever its id: taking one out or altering one
breaks the chain from there on. Who registered is kept beside the digest, not in it, so that a
person can be forgotten without the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from skillmark.measure.designs.design import Design
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.objects import Shape, members, parse
from skillmark.trust.jcs import canonicalize

FIRST: Final = ""
"""What the first registration has in place of the digest before it."""
_SHAPE: Final[Shape] = {"design": dict, "at": str, "by": str, "previous": str, "digest": str}


@dataclass(frozen=True, slots=True)
class Change:
    """One member of a design that is another now, as it stands in the JSON."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Registration:
    """A design as it was written down at a moment."""

    design: Design
    at: datetime
    """In UTC, whole seconds."""
    by: str
    """Who, in the organisation's words; empty where that person was forgotten."""
    previous: str
    digest: str
    """SHA-256 over the design, the moment and the digest before."""
    changes: tuple[Change, ...] = ()
    """Against the registration of the same id before it; empty for the first."""
    read_before: date | None = None
    """Last reading day of an earlier registration of the same id that had passed at `at`."""

    def as_json(self) -> dict[str, Any]:
        """Return what a registry file holds."""
        return {
            "design": self.design.as_json(),
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "by": self.by,
            "previous": self.previous,
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Registry:
    """All registrations of an organisation, the earliest first."""

    registrations: tuple[Registration, ...] = ()

    def register(self, design: Design, *, now: datetime, by: str) -> Registry:
        """Append a registration. Refuses one that changes nothing, one that is earlier than the
        last, and a reading day that is already over (`ConflictError`, `InputError`)."""
        at = now.astimezone(UTC).replace(microsecond=0)
        if self.registrations and at < self.registrations[-1].at:
            raise InputError(f"{at:%Y-%m-%d %H:%M} is before the last registration", code="clock")
        last = self.latest(design.id)
        if last and last.design == design:
            raise ConflictError(
                f"{design.id} is registered like this already, since {last.at:%Y-%m-%d}",
                remedy="change something, or read the registered one",
                code="nothing_changed",
            )
        if last and last.design.question is not design.question:
            raise ConflictError(
                f"{design.id} asks about {last.design.question.value}",
                remedy="give another question an id of its own",
                code="another_question",
            )
        if not design.readings:
            raise InputError(
                "no day of reading",
                where="readings",
                remedy="say on which day the ledger will be read",
                code="design",
            )
        if design.readings[0] < at.date():
            raise InputError(
                f"the reading day {design.readings[0]} is over",
                where="readings",
                remedy="choose today or a day to come",
                code="reading_over",
            )
        return Registry((*self.registrations, self._made(design, at, by)))

    def _made(self, design: Design, at: datetime, by: str) -> Registration:
        previous = self.registrations[-1].digest if self.registrations else FIRST
        before = self.of(design.id)
        passed = [day for one in before for day in one.design.readings if day <= at.date()]
        return Registration(
            design,
            at,
            by,
            previous,
            digest_of(design, at, previous),
            changes(before[-1].design, design) if before else (),
            max(passed, default=None),
        )

    def of(self, name: str) -> tuple[Registration, ...]:
        """Return all registrations of one id, the earliest first."""
        return tuple(one for one in self.registrations if one.design.id == name)

    def latest(self, name: str) -> Registration | None:
        """Return the last registration of one id."""
        found = self.of(name)
        return found[-1] if found else None

    @property
    def current(self) -> tuple[Registration, ...]:
        """Return the last registration of every id, in the order of the first ones."""
        names = dict.fromkeys(one.design.id for one in self.registrations)
        return tuple(self.of(name)[-1] for name in names)

    def find(self, digest: str) -> Registration | None:
        """Return a registration by its digest or its beginning (at least 8 digits)."""
        wanted = digest.removeprefix("sha256:")
        if len(wanted) < 8:
            return None
        hits = [one for one in self.registrations if one.digest[7:].startswith(wanted)]
        return hits[0] if len(hits) == 1 else None

    def as_json(self) -> dict[str, Any]:
        """Return what a registry file holds."""
        return {"registrations": [one.as_json() for one in self.registrations]}

    def written(self) -> str:
        """Return the text of a registry file."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def of_rows(
        cls, rows: Iterable[tuple[Design, datetime, str, str]], *, where: str = "designs"
    ) -> Registry:
        """Build it again from rows of design, moment, who and digest; a broken chain is refused."""
        made = cls()
        for place, (design, at, by, digest) in enumerate(rows):
            entry = made._made(design, at.astimezone(UTC).replace(microsecond=0), by)
            if made.registrations and entry.at < made.registrations[-1].at:
                raise _altered(where, place, "is earlier than the one before it")
            if entry.digest != digest:
                raise _altered(where, place, "does not have the digest of its content and place")
            made = cls((*made.registrations, entry))
        return made

    @classmethod
    def read(cls, text: str, *, where: str = "designs.json") -> Registry:
        """Read a registry file strictly; an altered one is refused with the entry."""
        whole = members(
            parse(text, where=where), {"registrations": list}, ("registrations",), where=where
        )
        rows = []
        for place, entry in enumerate(whole["registrations"]):
            at = f"{where}/registrations/{place}"
            given = members(entry, _SHAPE, tuple(_SHAPE), where=at)
            design = Design.of(given["design"], where=f"{at}/design")
            rows.append((design, _moment(given["at"], f"{at}/at"), given["by"], given["digest"]))
        return cls.of_rows(rows, where=f"{where}/registrations")


def digest_of(design: Design, at: datetime, previous: str) -> str:
    """Return the digest of a registration."""
    said = {
        "design": design.as_json(),
        "at": at.isoformat().replace("+00:00", "Z"),
        "previous": previous,
    }
    return "sha256:" + hashlib.sha256(canonicalize(said)).hexdigest()


def changes(before: Design, after: Design) -> tuple[Change, ...]:
    """Return what is another in `after`, member by member; parts of a member by `member.part`."""
    one, two = _flat(before.as_json()), _flat(after.as_json())
    names = [*one, *(name for name in two if name not in one)]
    return tuple(
        Change(name, one.get(name), two.get(name))
        for name in names
        if one.get(name) != two.get(name)
    )


def _flat(value: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, member in value.items():
        if isinstance(member, dict):
            flat |= {f"{name}.{part}": inner for part, inner in member.items()}
        else:
            flat[name] = member
    return flat


def _altered(where: str, place: int, why: str) -> InputError:
    return InputError(
        f"registration {place + 1} {why}: the registry was altered",
        where=f"{where}/{place}",
        remedy="restore it from a backup; a change is a new registration at the end",
        code="registry_altered",
    )


def _moment(value: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InputError(f"{value!r} is no moment", where=where, remedy="use YYYY-MM-DDTHH:MM:SSZ")
    return moment
