"""Reading the folder that a report is made of.

ledger.csv       the outcome ledger (see `ledger.columns`); required
costs.csv        what the programme cost, assumptions.csv, participants.csv, trend.csv: what is
                 assumed of its worth (see `costs.reading`); optional
surveys/*.csv    one row a respondent (see `surveys.folder`); optional
designs.json     questions as they were registered (see `designs.registry`); optional
ratings.csv      self-rated and assessed levels, items.csv: scores by item (`insight.reading`)
panel.csv        a panel of one's own (see `report.panel_file`)
settings.json    title, language, day, seed and what the survey questions mean; optional

Notes for people (`*.md`, `*.txt`), hidden files and a report's own files (`report.*`) are left
alone; anything else is refused, because a file that looks as if it counted and does not is a trap.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from skillmark.measure.costs.reading import Given, read_costs
from skillmark.measure.designs.registry import Registry
from skillmark.measure.insight.reading import Rating, Scores, read_items, read_ratings
from skillmark.measure.ledger.reading import read_ledger
from skillmark.measure.ledger.store import DAYS, Ledger
from skillmark.measure.report import panel_file
from skillmark.measure.report.digests import Digest
from skillmark.measure.report.panel_file import OwnPanel
from skillmark.measure.surveys.folder import Survey, read_surveys
from skillmark.nouns.errors import InputError, UnreadableError
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
    "panel": dict,
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
    seed: int = 0
    """Of everything that is drawn: shuffles, simulations."""

    def as_json(self) -> dict[str, Any]:
        """Return the settings as the manifest records them, in full."""
        return asdict(self) | {"as_of": self.as_of.isoformat() if self.as_of else None}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a report is made of."""

    ledger: Ledger
    costs: Given = field(default_factory=Given)
    surveys: tuple[Survey, ...] = ()
    registry: Registry | None = None
    """Designs as they were registered."""
    ratings: tuple[Rating, ...] = ()
    scores: Scores | None = None
    panel: OwnPanel | None = None
    settings: Settings = field(default_factory=Settings)
    inputs: tuple[Digest, ...] = ()
    """Digests of the files that it was read from, by name."""

    @property
    def simulated(self) -> bool:
        """Whether anything in it comes from a simulation."""
        return (
            self.ledger.simulated
            or any(survey.simulated for survey in self.surveys)
            or (self.panel is not None and self.panel.simulated)
        )

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
    costs = read_costs(folder)
    currencies = {ledger.currency, costs.currency} - {None, ""}
    if len(currencies) > 1:
        raise InputError(
            f"ledger.csv and costs.csv are in {' and '.join(sorted(filter(None, currencies)))}",
            where=folder.name,
            remedy="convert to one currency first",
            code="currencies_mixed",
        )
    inputs = tuple(Digest.of_file(folder / name, name) for name in files)
    return Material(
        ledger=ledger,
        costs=costs,
        surveys=read_surveys(folder, given.get("surveys", [])),
        registry=_registry(folder / "designs.json"),
        ratings=read_ratings(folder / "ratings.csv") if "ratings.csv" in files else (),
        scores=read_items(folder / "items.csv") if "items.csv" in files else None,
        panel=panel_file.read(folder, given.get("panel")),
        settings=settings,
        inputs=inputs,
    )


def _registry(path: Path) -> Registry | None:
    return Registry.read(_text(path), where=path.name) if path.exists() else None


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
    return members(parse(_text(path), where=path.name), _SETTINGS, (), where=path.name)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("not UTF-8", where=path.name) from None


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
