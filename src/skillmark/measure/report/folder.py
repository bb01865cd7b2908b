"""Reading the folder that a report is made of.

ledger.csv       the outcome ledger (see `ledger.columns`); required
costs.csv        what the programme cost, assumptions.csv, participants.csv, trend.csv: what is
                 assumed of its worth (see `costs.reading`); optional
surveys/*.csv    one row a respondent (see `surveys.folder`); optional
settings.json    title, language, day and what the survey questions mean; optional
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from skillmark.measure.costs.reading import Given, read_costs
from skillmark.measure.ledger.reading import read_ledger
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.surveys.folder import Survey, read_surveys
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.objects import NUMBER, Shape, members, parse

_SETTINGS: Shape = {
    "title": str,
    "organisation": str,
    "language": str,
    "as_of": str,
    "horizon_days": NUMBER,
    "worth_knowing_days": NUMBER,
    "surveys": list,
}


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


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a report is made of."""

    ledger: Ledger
    costs: Given = field(default_factory=Given)
    surveys: tuple[Survey, ...] = ()
    settings: Settings = field(default_factory=Settings)


def read_folder(folder: Path) -> Material:
    """Read a report's folder; every error names file and line. Stray survey files are refused."""
    if not folder.is_dir():
        raise UnreadableError("not a folder", where=str(folder))
    given = _object(folder / "settings.json")
    settings = _settings(given)
    ledger = read_ledger(folder / "ledger.csv")
    costs = read_costs(folder)
    currencies = {ledger.currency, costs.currency} - {None, ""}
    if len(currencies) > 1:
        raise InputError(
            f"ledger.csv and costs.csv are in {' and '.join(sorted(filter(None, currencies)))}",
            where=folder.name,
            remedy="convert to one currency first",
            code="currencies_mixed",
        )
    return Material(ledger, costs, read_surveys(folder, given.get("surveys", [])), settings)


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
    return Settings(
        title=given.get("title", ""),
        organisation=given.get("organisation", ""),
        language=given.get("language", "en"),
        as_of=as_of,
        horizon_days=given.get("horizon_days"),
        worth_knowing_days=given.get("worth_knowing_days"),
    )
