"""Which column of an HR system's export is what: known names, German and English; recoding."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from skillmark.nouns.errors import UnreadableError
from skillmark.skills.language.words import fold

FIELDS = (
    "email", "name", "first_name", "last_name", "team", "function", "role", "aims_at",
    "hours_a_week", "since",
)  # fmt: skip
EVIDENCE_FIELDS = ("email", "skill", "level", "class", "date", "seen_by")
_KNOWN: dict[str, tuple[str, ...]] = {
    "email": (
        "email", "mail", "email address", "work email", "business email", "company email",
        "email work", "emailadresse", "email adresse", "mailadresse", "email geschaftlich",
        "geschaftliche email", "dienstliche email", "email dienstlich", "email business",
    ),
    "name": (
        "name", "full name", "display name", "employee", "employee name", "worker", "person",
        "vollstandiger name", "mitarbeiter", "mitarbeiterin", "mitarbeitername", "anzeigename",
        "beschaftigte", "name vorname", "nachname vorname",
    ),
    "first_name": ("first name", "firstname", "given name", "vorname", "rufname"),
    "last_name": (
        "last name", "lastname", "surname", "family name", "nachname", "familienname", "zuname",
    ),
    "team": (
        "team", "department", "abteilung", "organisationseinheit", "org unit", "gruppe",
        "organizational unit", "organisational unit", "group", "orgeinheit",
    ),
    "function": (
        "function", "business function", "division", "business unit", "bereich", "ressort",
        "geschaftsbereich", "unternehmensbereich", "fachbereich",
    ),
    "role": (
        "role", "job title", "jobtitel", "position", "job", "job profile", "rolle", "stelle",
        "stellenbezeichnung", "planstelle", "funktion", "tatigkeit", "berufsbezeichnung",
        "positionsbezeichnung",
    ),
    "aims_at": (
        "aims at", "target role", "next role", "development goal", "career goal", "grows into",
        "zielrolle", "zielposition", "zielfunktion", "entwicklungsziel", "wachst in", "ziel",
    ),
    "hours_a_week": (
        "hours a week", "learning hours", "learning hours a week", "learning hours per week",
        "weekly learning hours", "lernstunden", "lernstunden pro woche", "lernzeit",
        "lernzeit pro woche", "stunden zum lernen", "lernstunden woche",
    ),
    "since": (
        "since", "start date", "hire date", "date of hire", "entry date", "joined", "seit",
        "eintritt", "eintrittsdatum", "einstellungsdatum", "beginn", "startdatum", "dabei seit",
    ),
    "skill": ("skill", "competence", "competency", "kompetenz", "fahigkeit", "kenntnis"),
    "level": ("level", "stufe", "niveau", "auspragung", "proficiency"),
    "class": ("class", "evidence", "evidence class", "kind", "art", "nachweis", "nachweisart"),
    "date": ("date", "day", "datum", "tag", "as of", "stand"),
    "seen_by": (
        "seen by", "observed by", "observer", "gesehen von", "beobachtet von", "beobachter",
    ),
}  # fmt: skip
"""Names of columns, folded and without punctuation. Working hours are not hours to learn: a column
such as "Wochenstunden" is left alone."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what, by the name in the header; empty where there is none of it."""

    email: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    team: str = ""
    function: str = ""
    role: str = ""
    aims_at: str = ""
    hours_a_week: str = ""
    since: str = ""
    order: str = ""
    """`DateOrder`, where the days do not show it and somebody has said it."""
    skills: dict[str, str] = field(default_factory=dict)
    """Column to the URI of the skill whose level it has."""

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Columns:
        """Return columns of stored JSON."""
        return cls(**{name: said[name] for name in (*FIELDS, "order", "skills") if name in said})


def recode(content: bytes) -> tuple[bytes, bool]:
    """Return a table as it is, or what Excel writes on a German Windows turned into UTF-8.

    The second value says whether it had to be turned.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content, False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in content:
            raise UnreadableError("it is no text", remedy="save it as CSV") from None
        try:
            return content.decode("cp1252").encode(), True
        except UnicodeDecodeError:
            return content, False
    return content, False


def digest(header: Sequence[str]) -> str:
    """Return what tells one header from another."""
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def folded(name: str) -> str:
    """Return a name without case, accents and punctuation."""
    plain = " ".join(re.findall(r"\w+", fold(name).replace("_", " ")))
    return plain.replace("e mail", "email")


def guess(header: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Return which column is each of `wanted`, as far as their names say."""
    plain_names = {name: folded(name) for name in header if name}
    found = {}
    for what in wanted:
        fits = [name for name, plain in plain_names.items() if plain in _KNOWN[what]]
        # of several, the one that is called first in the list of names
        if fits:
            found[what] = min(fits, key=lambda name: _KNOWN[what].index(plain_names[name]))
    return found


def propose(header: Sequence[str], skill_of: Callable[[str], str | None]) -> Columns:
    """Return which columns are what, as far as their names say.

    `skill_of` leads from what a column is called to the URI of a skill of that name.
    """
    found = guess(header, FIELDS)
    rest = [name for name in header if name and name not in found.values()]
    skills = {name: uri for name in rest if (uri := skill_of(name)) is not None}
    return Columns(**found, skills=skills)
