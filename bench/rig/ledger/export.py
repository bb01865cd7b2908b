"""A simulated ledger as a German personnel system would export it, and how it is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import isnan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.ledger.mapping import Mapping
from skillmark.measure.ledger.store import Ledger

CHUNK = 50_000
DAYS = {
    "applied": "Bewerbungsdatum",
    "hired": "Eintrittsdatum",
    "left": "Austrittsdatum",
    "credential_date": "Zertifikat vom",
    "promoted": "Beförderungsdatum",
    "further_study": "Studienbeginn",
}
WORDS = {
    "function": "Bereich",
    "team": "Abteilung",
    "credential": "Zertifikatsnummer",
    "achievement": "Zertifikat",
    "provider": "Anbieter",
}
NUMBERS = {
    "experience_years": "Berufserfahrung (Jahre)",
    "training_hours": "Schulungsstunden",
    "manager_hours": "Stunden Führungskraft",
    "peer_hours": "Stunden Kollegen",
}
MONEY = {"starting_pay": "Einstiegsgehalt", "training_cost": "Schulungskosten"}
RATINGS = {
    "performance": "Leistungsbeurteilung",
    "influence": "Einfluss",
    "collaboration": "Zusammenarbeit",
}
PRODUCTIVE = "Produktiv seit"
SURNAME = "Nachname"
"""A column that nobody asked for: it has to stay behind."""


def write(path: Path, ledger: Ledger) -> None:
    """Write a ledger as semicolons, days as 31.12.2025, amounts as 51.234,50 € and ratings 1-5."""
    header = ["Personalnummer", SURNAME, *DAYS.values(), *WORDS.values(), *NUMBERS.values()]
    header += [*MONEY.values(), *RATINGS.values(), PRODUCTIVE]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        for start in range(0, len(ledger), CHUNK):
            part = ledger.where(np.arange(start, min(start + CHUNK, len(ledger))))
            writer.writerows(zip(*_columns(part), strict=True))


def _columns(part: Ledger) -> Iterator[list[str]]:
    yield list(part.people)
    yield ["Muster"] * len(part)
    for name in DAYS:
        yield _days(part.day(name))
    for name in WORDS:
        words = part.word(name)
        levels = [*words.levels, ""]
        yield [levels[code] for code in words.codes]
    for name in NUMBERS:
        yield [_german(value, "{:.1f}") for value in part.number(name).tolist()]
    for name in MONEY:
        yield [_german(value, "{:,.2f} €") for value in part.number(name).tolist()]
    for name in RATINGS:
        yield [_german(1 + 4 * value, "{:.1f}") for value in part.number(name).tolist()]
    there = ~part.flag("productivity_censored")
    days = np.where(there, part.number("days_to_productivity"), np.nan)
    since = np.nan_to_num(days).astype("timedelta64[D]")
    yield _days(np.where(np.isnan(days), np.datetime64("NaT"), part.day("hired") + since))


def _days(days: NDArray[np.datetime64]) -> list[str]:
    known = days[~np.isnat(days)].astype(object)
    written = np.full(len(days), "", dtype=object)
    written[~np.isnat(days)] = [day.strftime("%d.%m.%Y") for day in known]
    answer: list[str] = written.tolist()
    return answer


_POINTS = str.maketrans(",.", ".,")


def _german(value: float, shape: str) -> str:
    return "" if isnan(value) else shape.format(value).translate(_POINTS)


def confirmed(proposed: Mapping, today: date) -> Mapping:
    """Return the mapping with what somebody has to say: the scale of ratings, the export's day."""
    columns = dict(proposed.columns)
    for name in RATINGS:
        columns[name] = replace(columns[name], scale=(1.0, 5.0))
    return replace(proposed, columns=columns, as_of=today)
