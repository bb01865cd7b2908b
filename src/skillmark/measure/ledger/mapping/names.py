"""What HR systems call the columns of a ledger, in English and German, and what is left alone.

Gathered from the exports and import templates of common systems (Workday, SAP SuccessFactors and
HCM, Personio, BambooHR, ADP, DATEV). Names are compared without case, accents and punctuation.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from skillmark.skills.language.words import fold


class Private(StrEnum):
    """Why a column is left out, whatever is in it."""

    NAME = "name"
    BIRTH = "birth"
    CONTACT = "contact"
    PROTECTED = "protected"
    """Gender, origin, belief, health and the like: only for comparing outcomes between groups,
    and only where somebody chooses it."""
    MONEY = "money"
    """Bank, tax and insurance."""
    PAY = "pay"
    """What is paid today: the ledger has what was paid at the start."""


KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "person": (
        "person", "employee id", "employee number", "employee no", "employee code", "worker id",
        "personnel number", "personnel no", "person id", "person id external", "user id",
        "staff id", "staff number", "associate id", "associate oid", "file number", "payroll id",
        "candidate id", "personalnummer", "personal nr", "personalnr", "pers nr", "persnr",
        "personal no", "mitarbeiternummer", "mitarbeiter nr", "mitarbeiter id", "mitarbeiternr",
        "pnr", "personen id", "bewerbernummer", "bewerber id", "pseudonym", "id",
    ),
    "applied": (
        "applied", "application date", "date applied", "applied on", "applied date",
        "application received", "bewerbungsdatum", "bewerbung am", "beworben am",
        "bewerbungseingang", "eingang der bewerbung", "eingang bewerbung",
    ),
    "hired": (
        "hired", "hire date", "original hire date", "date of hire", "hired on", "start date",
        "employment start date", "date joined", "join date", "joining date", "entry date",
        "first day", "first day of work", "company entry date", "eintritt", "eintrittsdatum",
        "datum eintritt", "einstellungsdatum", "eingestellt am", "eintritt am", "einstelldatum",
        "beschaftigungsbeginn", "vertragsbeginn", "startdatum", "erster arbeitstag",
        "konzerneintritt", "beginn der beschaftigung", "beginn",
    ),
    "left": (
        "left", "termination date", "date left", "leaving date", "leave date", "exit date",
        "end date", "employment end date", "last day", "last day of work", "last working day",
        "separation date", "austritt", "austrittsdatum", "datum austritt", "ausgeschieden am",
        "austritt am", "vertragsende", "letzter arbeitstag", "beschaftigungsende", "enddatum",
    ),
    "function": (
        "function", "business function", "job function", "job family", "job family group",
        "division", "funktion", "funktionsbereich", "bereich", "geschaftsbereich", "fachbereich",
        "stellenfamilie", "jobfamilie", "tatigkeitsbereich", "ressort", "job title", "position",
        "business title", "job profile", "stelle", "stellenbezeichnung", "positionsbezeichnung",
    ),
    "team": (
        "team", "department", "supervisory organization", "supervisory organisation",
        "org unit", "organizational unit", "organisational unit", "home department",
        "abteilung", "organisationseinheit", "orgeinheit", "gruppe", "cost center", "cost centre",
        "kostenstelle",
    ),
    "experience_years": (
        "experience years", "years of experience", "experience", "prior experience",
        "relevant experience", "years experience", "work experience", "berufserfahrung",
        "berufserfahrung in jahren", "jahre berufserfahrung", "berufsjahre", "vorerfahrung",
    ),
    "credential": (
        "credential", "credential id", "badge id", "badge url", "certificate id",
        "certificate number", "certification id", "license number", "zertifikatsnummer",
        "zertifikat nr", "zertifikats id", "nachweisnummer", "badge",
    ),
    "credential_date": (
        "credential date", "certificate date", "certification date", "badge date", "issue date",
        "issued on", "issued date", "certified on", "zertifikatsdatum", "zertifiziert am",
        "zertifikat vom", "ausgestellt am", "ausstellungsdatum", "datum des zertifikats",
    ),
    "achievement": (
        "achievement", "certificate", "certification", "certificate name", "certification name",
        "badge name", "micro credential", "microcredential", "zertifikat", "zertifizierung",
        "abschluss", "nachweis", "bezeichnung des zertifikats",
    ),
    "provider": (
        "provider", "issuer", "issued by", "training provider", "certification body", "anbieter",
        "aussteller", "bildungstrager", "bildungsanbieter", "ausgestellt von", "trager",
    ),
    "result": (
        "result", "assessment result", "assessment score", "test score", "exam score", "score",
        "ergebnis", "prufungsergebnis", "testergebnis",
    ),
    "starting_pay": (
        "starting pay", "starting salary", "initial salary", "salary at hire", "pay at hire",
        "hire salary", "base pay at hire", "annual salary at hire", "starting base salary",
        "einstiegsgehalt", "anfangsgehalt", "startgehalt", "eintrittsgehalt",
        "gehalt bei eintritt", "gehalt zum eintritt", "einstiegsvergutung", "einstellungsgehalt",
        "jahresgehalt bei eintritt", "monatsgehalt bei eintritt", "monatliches einstiegsgehalt",
        "monthly starting salary", "hourly starting pay", "stundenlohn bei eintritt",
    ),
    "days_to_productivity": (
        "days to productivity", "time to productivity", "days to full productivity", "ramp days",
        "ramp up days", "ramp up time", "einarbeitungstage", "einarbeitungsdauer",
        "einarbeitungszeit", "tage bis produktiv", "tage bis zur produktivitat",
    ),
    "productivity_censored": ("productivity censored", "noch nicht produktiv", "still ramping"),
    "training_hours": (
        "training hours", "learning hours", "total training hours", "total learning hours",
        "completed training hours", "credit hours", "schulungsstunden", "weiterbildungsstunden",
        "trainingsstunden", "lernstunden", "fortbildungsstunden",
    ),
    "manager_hours": (
        "manager hours", "supervisor hours", "coaching hours manager", "stunden fuhrungskraft",
        "fuhrungskraftstunden", "betreuungsstunden fuhrungskraft", "einarbeitung fuhrungskraft",
    ),
    "peer_hours": (
        "peer hours", "buddy hours", "mentor hours", "colleague hours", "stunden kollegen",
        "patenstunden", "mentorenstunden", "stunden pate",
    ),
    "training_cost": (
        "training cost", "training costs", "training spend", "learning spend", "learning cost",
        "course fees", "training amount", "schulungskosten", "weiterbildungskosten",
        "trainingskosten", "kurskosten", "fortbildungskosten", "seminarkosten",
    ),
    "currency": (
        "currency", "currency code", "pay currency", "wahrung", "wahrungscode",
        "wahrungsschlussel", "wkz",
    ),
    "performance": (
        "performance", "performance rating", "overall performance rating", "overall rating",
        "performance score", "last performance rating", "review rating", "leistungsbeurteilung",
        "leistungsbewertung", "leistungsnote", "gesamtbewertung", "beurteilung", "leistung",
        "zielerreichung",
    ),
    "influence": ("influence", "influence rating", "impact rating", "einfluss"),
    "collaboration": (
        "collaboration", "collaboration rating", "teamwork", "teamwork rating", "zusammenarbeit",
        "teamarbeit", "teamfahigkeit",
    ),
    "promoted": (
        "promoted", "promotion date", "date of promotion", "first promotion", "promoted on",
        "first promotion date", "beforderung", "beforderungsdatum", "befordert am",
        "erste beforderung",
    ),
    "further_study": (
        "further study", "further study date", "further education start", "study start date",
        "weiteres studium", "studienbeginn", "studium seit", "studium begonnen am",
    ),
    "simulated": ("simulated",),
}  # fmt: skip
"""Names by column of the ledger; the first of two that fit counts."""

REACHED: Final = (
    "productive since", "productive on", "productive date", "productivity date",
    "fully productive", "fully productive on", "fully ramped", "ramp completed", "ramp end date",
    "onboarding completed", "onboarding completion date", "produktiv seit", "produktiv am",
    "eingearbeitet am", "eingearbeitet seit", "einarbeitung abgeschlossen",
    "einarbeitung abgeschlossen am", "ende der einarbeitung", "ende einarbeitung",
)  # fmt: skip
"""Days on which somebody worked unaided: with the day of hiring they give the days it took."""

ADDRESS: Final = (
    "email", "email address", "work email", "business email", "company email", "email work",
    "primary work email", "email adresse", "emailadresse", "dienstliche email",
    "geschaftliche email", "email geschaftlich", "email dienstlich", "mail", "mailadresse",
)  # fmt: skip

_PRIVATE: Final[dict[Private, tuple[str, ...]]] = {
    Private.NAME: (
        "name", "full name", "first name", "last name", "middle name", "preferred name",
        "legal name", "display name", "employee", "employee name", "worker", "surname",
        "given name", "family name", "vorname", "nachname", "familienname", "rufname",
        "geburtsname", "mitarbeiter", "mitarbeitername", "titel", "title", "anrede", "initials",
        "vollstandiger name", "manager", "manager name", "supervisor", "supervisor name",
        "vorgesetzter", "fuhrungskraft", "reports to",
    ),
    Private.BIRTH: (
        "date of birth", "birth date", "birthdate", "birthday", "dob", "age", "place of birth",
        "geburtsdatum", "geburtstag", "alter", "geburtsort", "geburtsland", "birthplace",
    ),
    Private.CONTACT: (
        "address", "street", "city", "postal code", "zip", "zip code", "zipcode", "country",
        "state", "phone", "mobile", "work phone", "home phone", "mobile phone", "personal email",
        "home email", "private email", "adresse", "anschrift", "strasse", "ort", "plz",
        "postleitzahl", "wohnort", "land", "telefon", "handy", "mobil", "private mail",
        "private telefonnummer", "hausnummer", "emergency contact", "notfallkontakt", "photo",
        "foto",
    ),
    Private.PROTECTED: (
        "gender", "sex", "geschlecht", "nationality", "citizenship", "nationalitat",
        "staatsangehorigkeit", "ethnicity", "race", "religion", "konfession", "disability",
        "disabled", "veteran status", "behinderung", "schwerbehinderung", "schwerbehindert",
        "gdb", "grad der behinderung", "marital status", "familienstand", "kinder", "children",
        "kinderfreibetrage", "sick days", "sick leave", "krankheitstage", "fehltage",
        "union membership", "gewerkschaft", "pregnancy", "mutterschutz", "elternzeit",
        "altersgruppe", "age band", "age group", "sexual orientation",
    ),
    Private.MONEY: (
        "iban", "bic", "bank", "bank account", "account number", "kontonummer", "bankverbindung",
        "tax id", "tax file number", "ssn", "social security number", "national id",
        "steuer id", "steuernummer", "steueridentifikationsnummer", "steuerklasse",
        "sozialversicherungsnummer", "sv nummer", "rentenversicherungsnummer", "krankenkasse",
        "passport number", "ausweisnummer",
    ),
    Private.PAY: (
        "salary", "annual salary", "base salary", "base pay", "current salary", "pay rate",
        "hourly rate", "compensation", "total compensation", "bonus", "gehalt", "jahresgehalt",
        "monatsgehalt", "grundgehalt", "bruttogehalt", "aktuelles gehalt", "vergutung",
        "stundenlohn", "entgelt", "zulagen", "fixgehalt",
    ),
}  # fmt: skip


def plain(name: str) -> str:
    """Return a name without case, accents and punctuation; ae is a, as ä is."""
    spelled = fold(name.replace("#", " number "))
    spelled = re.sub("([aou])e", r"\1", spelled)
    found = " ".join(re.findall(r"[^\W_]+", spelled))
    return found.replace("e mail", "email")


def bare(name: str) -> str:
    """Return a plain name without what stands in parentheses or behind "in"."""
    return plain(re.sub(r"\s+in\s+\S+$", "", re.sub(r"[(\[].*?[)\]]", " ", name)))


_BY_NAME: Final = {plain(one): column for column, names in KNOWN.items() for one in names}
_ORDER: Final = {plain(one): place for names in KNOWN.values() for place, one in enumerate(names)}
_REACHED: Final = frozenset(map(plain, REACHED))
_ADDRESS: Final = frozenset(map(plain, ADDRESS))
_KEPT_OUT: Final = {plain(one): why for why, names in _PRIVATE.items() for one in names}


def column_of(name: str) -> str | None:
    """Return the ledger's column that a name means."""
    return _BY_NAME.get(name)


def rank(name: str) -> int:
    """Return how early a name stands among those of its column."""
    return _ORDER[name]


def is_reached(name: str) -> bool:
    """Whether it is the day on which somebody worked unaided."""
    return name in _REACHED


def is_address(name: str) -> bool:
    """Whether it is the address of an account."""
    return name in _ADDRESS


def private(name: str) -> Private | None:
    """Return why a column is left out, `None` where nothing speaks against asking for it."""
    return _KEPT_OUT.get(name)
