"""The organisation's data as the folder that the command reads: one way to a report, not two."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from skillmark.measure.costs.assumption import Assumption
from skillmark.measure.costs.catalogue import BY_NAME
from skillmark.measure.costs.reading import ASSUMPTIONS, COSTS, COSTS_MORE
from skillmark.measure.designs.registry import Registry
from skillmark.measure.ledger.writing import write_to
from skillmark.measure.surveys.folder import entries_of, wave_csv
from skillmark.nouns.cells import neutral
from skillmark.server.measure.costing import services as costing
from skillmark.server.measure.designing import services as designing
from skillmark.server.measure.ledger.services import ledger_of
from skillmark.server.measure.surveying import results
from skillmark.server.measure.surveying.models import State, SurveyRecord
from skillmark.server.people.models import OrganisationRecord

SEED: Final = 1
"""What the site draws with, so that a report made twice is the same."""


def _ledger(organisation: OrganisationRecord, place: Path) -> None:
    with (place / "ledger.csv").open("w", encoding="utf-8", newline="") as out:
        write_to(out, ledger_of(organisation))


def _designs(organisation: OrganisationRecord, place: Path) -> None:
    """What was registered; by whom is not in it, so that a person can be forgotten."""
    found = designing.registry(organisation).registrations
    if found:
        text = Registry(tuple(replace(one, by="") for one in found)).written()
        (place / "designs.json").write_text(text, encoding="utf-8")


def _costs(organisation: OrganisationRecord, place: Path) -> None:
    given = costing.entered_and_counted(organisation)
    if given.items:
        _csv(
            place / "costs.csv",
            [*COSTS, *COSTS_MORE],
            [
                [one.name, one.amount, given.currency, one.kind.value, one.year,
                 int(one.recurring), one.share, _known(one.low), _known(one.high), one.source]
                for one in given.items
            ],
        )  # fmt: skip
    if given.assumptions:
        rows = [_assumption(one, given.currency) for one in given.assumptions]
        _csv(place / "assumptions.csv", [*ASSUMPTIONS, "said_by", "shape"], rows)


def _assumption(one: Assumption, currency: str) -> list[Any]:
    unit = BY_NAME[one.name].unit.value.replace("money", currency)
    shape = one.shape.value if one.likely is not None else ""
    ends = [_known(one.low), _known(one.likely), _known(one.high)]
    return [one.name, *ends, unit, one.source, _known(one.ceiling), one.said_by, shape]


def _surveys(organisation: OrganisationRecord, place: Path, *, language: str) -> None:
    """The newest closed wave of each series and the one before; rows in no order of coming."""
    closed = SurveyRecord.objects.of(organisation).filter(state=State.CLOSED)
    newest = closed.exclude(pk__in=closed.exclude(before=None).values("before"))
    entries: list[dict[str, Any]] = []
    for row in newest.select_related("before").order_by("pk"):
        before = row.before if row.before and row.before.state == State.CLOSED else None
        file = _wave(row, place, language)
        by = next(iter(results.wave_of(row).instrument.groups), None)
        entries += entries_of(
            results.wave_of(row).instrument,
            file=file,
            language=language,
            earlier=_wave(before, place, language) if before else None,
            asked=row.asked or None,
            by=by.id if by else None,
            simulated=row.simulated,
        )
    if entries:
        said = {"surveys": entries}
        (place / "settings.json").write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def _wave(row: SurveyRecord, place: Path, language: str) -> str:
    folder = place / "surveys"
    folder.mkdir(exist_ok=True)
    wave = results.wave_of(row)
    header, *rows = wave_csv(wave.instrument, wave.rows, language=language).splitlines(True)
    name = f"wave-{row.pk}.csv"
    (folder / name).write_text(header + "".join(sorted(rows)), encoding="utf-8")
    return name


def _csv(path: Path, header: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([neutral(cell) for cell in row] for row in rows)


def _known(value: float | None) -> float | str:
    return "" if value is None else value


def write(organisation: OrganisationRecord, place: Path, *, language: str, as_of: date) -> None:
    """Write the folder of a report: each room's files, then `settings.json`."""
    _ledger(organisation, place)
    _designs(organisation, place)
    _costs(organisation, place)
    _surveys(organisation, place, language=language)
    settings = place / "settings.json"
    said = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
    said |= {
        "organisation": organisation.name,
        "language": language,
        "as_of": as_of.isoformat(),
        "seed": SEED,
    }
    settings.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


NOTE: Final = (
    "What surveys answered is not in here: it was given in confidence and leaves as shares "
    "alone. A report made of this folder says so: its settings and surveys differ.\n"
)


def packed(place: Path) -> bytes:
    """Return a folder as a ZIP file with fixed times: the same files give the same bytes.

    Single answers to surveys stay where they are.
    """
    if (place / "surveys").is_dir():
        shutil.rmtree(place / "surveys")
        settings = place / "settings.json"
        said = json.loads(settings.read_text("utf-8"))
        del said["surveys"]
        settings.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (place / "README.txt").write_text(NOTE, encoding="utf-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(place.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(f"report/{path.relative_to(place).as_posix()}")
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return out.getvalue()
