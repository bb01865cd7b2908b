"""Reading the folder that a report is made of.

ledger.csv       the outcome ledger (see `ledger.columns`); required
costs.csv        item, amount, currency: what the programme cost; optional
surveys/*.csv    one row a respondent; optional
settings.json    title, language, day, seed and what the survey questions mean; optional

Designs, a panel, ratings and items lie there too where the organisation has them (`KNOWN`). Notes
for people (`*.md`, `*.txt`), hidden files and a report's own files (`report.*`) are left alone;
anything else is refused, because a file that looks as if it counted and does not is a trap.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from skillmark.measure.ledger.reading import read_ledger
from skillmark.measure.ledger.store import DAYS, Ledger
from skillmark.measure.report.digests import Digest
from skillmark.measure.surveys.shares import Answers, read_answers
from skillmark.measure.table import need, number, read_rows
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.money import Money
from skillmark.nouns.objects import NUMBER, Shape, members, parse
from skillmark.render.words import LANGUAGES

KNOWN = (
    "assumptions.csv", "costs.csv", "designs.json", "items.csv", "ledger.csv", "panel.csv",
    "participants.csv", "ratings.csv", "settings.json", "trend.csv",
)  # fmt: skip
"""Files that a folder may have; `surveys/*.csv` besides."""
SURVEYS = "surveys"
_NOTES = (".md", ".txt")
_OWN = "report."

_SETTINGS: Shape = {
    "title": str,
    "organisation": str,
    "language": str,
    "as_of": str,
    "seed": int,
    "horizon_days": NUMBER,
    "worth_knowing_days": NUMBER,
    "surveys": list,
}
_SURVEY: Shape = {
    "file": str,
    "question": str,
    "label": str,
    "agree": list,
    "weights": str,
    "strata": str,
    "published": NUMBER,
    "published_n": int,
    "published_source": str,
    "simulated": bool,
}


@dataclass(frozen=True, slots=True)
class Survey:
    """One question of one survey, and the published figure it is held against."""

    label: str
    answers: Answers
    published: float | None = None
    published_n: int | None = None
    published_source: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What a report is called, whom it is for and as of which day."""

    title: str = ""
    organisation: str = ""
    language: str = "en"
    as_of: date | None = None
    horizon_days: float | None = None
    """Where durations are cut; by default as long as both groups were watched."""
    worth_knowing_days: float | None = None
    """Smallest effect worth knowing, for the number of people that would settle it."""
    seed: int = 0
    """Of everything that is drawn: shuffles, simulations."""

    def as_json(self) -> dict[str, Any]:
        """Return the settings as the manifest records them, in full."""
        return asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a report is made of."""

    ledger: Ledger
    costs: tuple[tuple[str, Money], ...] = ()
    surveys: tuple[Survey, ...] = ()
    settings: Settings = field(default_factory=Settings)
    inputs: tuple[Digest, ...] = ()
    """Digests of the files that it was read from, by name."""

    def settled(
        self, *, seed: int | None = None, language: str = "", as_of: date | None = None
    ) -> Material:
        """Return it with settings in full: what is asked for now, then the file's, then defaults.

        The day is that of the settings, or else the last one that the ledger knows; never the
        clock's, which would make another report of the same folder tomorrow.
        """
        given = self.settings
        if language and language not in LANGUAGES:
            raise InputError(
                f"no language {language!r}", where="language", remedy=f"one of {_listed(LANGUAGES)}"
            )
        return replace(
            self,
            settings=replace(
                given,
                seed=given.seed if seed is None else seed,
                language=language or given.language,
                as_of=as_of or given.as_of or last_day(self.ledger),
            ),
        )


def last_day(ledger: Ledger) -> date | None:
    """Return the last day that a ledger knows of; `None` where it knows none."""
    latest = [np.max(days[~np.isnat(days)]) for days in map(ledger.day, DAYS) if _any(days)]
    return max(latest).astype(date) if latest else None


def _any(days: Any) -> bool:
    return not bool(np.isnat(days).all())


def read_folder(folder: Path) -> Material:
    """Read a report's folder; every error names file and line. Stray files are refused."""
    if not folder.is_dir():
        raise UnreadableError("not a folder", where=str(folder))
    files = _files(folder)
    given = _object(folder / "settings.json")
    settings = _settings(given)
    ledger = read_ledger(folder / "ledger.csv")
    costs = _costs(folder / "costs.csv")
    currencies = {ledger.currency, *(cost.currency for _, cost in costs)} - {None}
    if len(currencies) > 1:
        raise InputError(
            f"ledger.csv and costs.csv are in {' and '.join(sorted(filter(None, currencies)))}",
            where=folder.name,
            remedy="convert to one currency first",
            code="currencies_mixed",
        )
    inputs = tuple(Digest.of_file(folder / name, name) for name in files)
    return Material(ledger, costs, _surveys(folder, given), settings, inputs)


def _files(folder: Path) -> list[str]:
    """Return the names of the files that count, in order; refuse those that look as if they did."""
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name
        if name in KNOWN and path.is_file():
            found.append(name)
        elif name == SURVEYS and path.is_dir():
            found += [f"{SURVEYS}/{one.name}" for one in sorted(path.iterdir()) if _survey(one)]
        elif not name.startswith((".", _OWN)) and path.suffix.lower() not in _NOTES:
            raise InputError(
                f"{name} is not part of a report's folder",
                where=folder.name,
                remedy=f"take it out; known are {_listed(KNOWN)} and the folder {SURVEYS}",
                code="stray_file",
            )
    return found


def _survey(path: Path) -> bool:
    if path.suffix.lower() == ".csv":
        return True
    if path.name.startswith(".") or path.suffix.lower() in _NOTES:
        return False
    raise InputError(
        f"{SURVEYS}/{path.name} is no CSV file",
        where=path.parent.parent.name,
        remedy="save it as CSV, or take it out",
        code="stray_file",
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _object(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("not UTF-8", where=path.name) from None
    return members(parse(text, where=path.name), _SETTINGS, (), where=path.name)


def _settings(given: dict[str, Any]) -> Settings:
    day = given.get("as_of")
    try:
        as_of = date.fromisoformat(day) if day else None
    except ValueError:
        raise InputError(
            f"{day!r} is not a day", where="settings.json/as_of", remedy="use YYYY-MM-DD"
        ) from None
    for key in ("horizon_days", "worth_knowing_days"):
        if given.get(key) is not None and not 0 < given[key] < 100_000:
            raise InputError(f"{given[key]} is no number of days", where=f"settings.json/{key}")
    if given.get("language", "en") not in LANGUAGES:
        raise InputError(
            f"no language {given['language']!r}",
            where="settings.json/language",
            remedy=f"one of {_listed(LANGUAGES)}",
        )
    if not 0 <= given.get("seed", 0) < 2**63:
        raise InputError("a seed is 0 or more", where="settings.json/seed")
    return Settings(
        title=given.get("title", ""),
        organisation=given.get("organisation", ""),
        language=given.get("language", "en"),
        as_of=as_of,
        horizon_days=given.get("horizon_days"),
        worth_knowing_days=given.get("worth_knowing_days"),
        seed=given.get("seed", 0),
    )


def _costs(path: Path) -> tuple[tuple[str, Money], ...]:
    if not path.exists():
        return ()
    columns, rows = read_rows(path)
    need(columns, ["item", "amount", "currency"], name=path.name)
    costs = []
    for row in rows:
        place = f"{path.name}, line {row.line}"
        amount = number(row.cells["amount"], where=f"{place}, column amount")
        if amount < 0:
            raise InputError("a cost below 0", where=f"{place}, column amount")
        try:
            money = Money(Decimal(str(amount)), row.cells["currency"])
        except InputError as error:
            raise error.at(f"{place}, column currency") from None
        costs.append((row.cells["item"], money))
    return tuple(costs)


def _surveys(folder: Path, given: dict[str, Any]) -> tuple[Survey, ...]:
    surveys, named = [], set()
    for index, entry in enumerate(given.get("surveys", [])):
        where = f"settings.json/surveys/{index}"
        asked = members(entry, _SURVEY, ("file", "question", "agree"), where=where)
        if Path(asked["file"]).name != asked["file"]:
            raise InputError(
                f"{asked['file']!r} is not a file in the folder surveys", where=f"{where}/file"
            )
        named.add(asked["file"])
        answers = read_answers(
            folder / "surveys" / asked["file"],
            question=asked["question"],
            agree=[str(value) for value in asked["agree"]],
            weights=asked.get("weights"),
            strata=asked.get("strata"),
        )
        surveys.append(
            Survey(
                label=asked.get("label", asked["question"]),
                answers=answers,
                published=asked.get("published"),
                published_n=asked.get("published_n"),
                published_source=asked.get("published_source", ""),
                simulated=asked.get("simulated", False),
            )
        )
    there = {path.name for path in (folder / "surveys").glob("*.csv")}
    if there - named:
        raise InputError(
            f"surveys/{min(there - named)} is not mentioned in settings.json",
            where=folder.name,
            remedy='say which question and answers count: {"surveys": [{"file": ..., "question": '
            '..., "agree": [...]}]}',
        )
    return tuple(surveys)
