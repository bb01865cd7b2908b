"""Exports of common survey tools as one header and rows: what is a question, what is not.

A plain CSV file (one header row) is read by `table.rows_of`. Of the tools below the header tells
which one wrote it, as their help pages describe it; their second and third header rows, the
columns that they add, and what names people are recognised. Nothing that names people is kept.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from skillmark.measure.table import LARGEST, Row, rows_of, separator_of
from skillmark.nouns.errors import UnreadableError

_PERSONAL = frozenset(
    {
        "email", "e-mail", "email address", "e-mail-adresse", "e-mail address", "username",
        "nutzername", "name", "first name", "last name", "vorname", "nachname", "ip address",
        "ip-adresse", "ipaddress", "ipaddr", "recipientemail", "recipientfirstname",
        "recipientlastname", "locationlatitude", "locationlongitude", "externalreference",
    }
)  # fmt: skip
_TOOLS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # tool: what its header must have; what else is its own and no question
    "qualtrics": (
        frozenset({"startdate", "enddate", "responseid"}),
        frozenset({"status", "progress", "duration (in seconds)", "finished", "recordeddate",
                   "distributionchannel", "userlanguage"}),
    ),
    "surveymonkey": (
        frozenset({"respondent id", "collector id"}),
        frozenset({"start date", "end date", "date created", "date modified", "custom data 1"}),
    ),
    "limesurvey": (
        frozenset({"submitdate", "lastpage", "startlanguage"}),
        frozenset({"id", "seed", "startdate", "datestamp", "refurl", "token"}),
    ),
    "limesurvey, full titles": (
        frozenset({"response id", "date submitted", "last page"}),
        frozenset({"start language", "seed", "date started", "date last action", "referrer url"}),
    ),
    "sosci": (
        frozenset({"case", "questnnr", "started"}),
        frozenset({"serial", "ref", "mode", "lastdata", "finished", "q_viewer", "lastpage",
                   "maxpage", "time_sum", "missing", "missrel", "time_rsi", "mailsent"}),
    ),
    "microsoft forms": (
        frozenset({"start time", "completion time"}),
        frozenset({"id", "last modified time"}),
    ),
    "microsoft forms, german": (
        frozenset({"startzeit", "fertigstellungszeit"}),
        frozenset({"id", "zeitpunkt der letzten änderung"}),
    ),
    "google forms": (frozenset({"timestamp"}), frozenset({"score", "punktzahl"})),
    "google forms, german": (frozenset({"zeitstempel"}), frozenset({"punktzahl"})),
}  # fmt: skip
_UNFINISHED = {
    "qualtrics": ("finished", frozenset({"false", "0", "falsch"})),
    "limesurvey": ("submitdate", frozenset({""})),
    "limesurvey, full titles": ("date submitted", frozenset({""})),
    "sosci": ("finished", frozenset({"0", "false"})),
}
"""Column and values of who broke off; such rows are counted, their answers used."""


@dataclass(frozen=True, slots=True)
class Export:
    """A survey's rows by column, whatever wrote them."""

    tool: str
    """Empty for a plain file."""
    columns: tuple[str, ...]
    """Questions and what else may be used, without what names people."""
    labels: dict[str, str]
    """Column to the question's words, where the tool says them apart."""
    rows: list[Row]
    unfinished: int = 0
    """Rows of people who did not come to the end."""
    left_out: tuple[str, ...] = ()
    """Columns that name people: not read."""

    def column(self, name: str) -> str:
        """Return the column of this name or with these words; the name itself where neither is."""
        if name in self.columns:
            return name
        wanted = name.strip().casefold()
        for column, label in self.labels.items():
            if label.strip().casefold() == wanted:
                return column
        for column in self.columns:
            if column.casefold() == wanted:
                return column
        return name


def read_export(path: Path) -> Export:
    """Read a survey file; raises `UnreadableError` as `table.read_rows` does."""
    return export_of(_text(path), name=path.name)


def export_of(text: str, *, name: str) -> Export:
    """Return a survey's rows of its text; see `read_export`."""
    first = text.partition("\n")[0]
    separator = "\t" if first.count("\t") > max(first.count(","), first.count(";")) else ""
    separator = separator or separator_of(first)
    records = _records(text, separator, name)
    header = [cell.strip() for cell in records[0][1]] if records else []
    tool = _tool({cell.casefold() for cell in header})
    if not tool and separator != "\t":
        columns, rows = rows_of(text, name=name)
        return Export("", columns, {}, rows)
    return _of_tool(tool, header, records[1:], name)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableError(
                f"larger than {LARGEST // 1_000_000} MB", where=path.name, remedy="split the file"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError(error.strerror or str(error), where=path.name) from None
    # Some tools write UTF-16 for spreadsheets; its first two bytes say so.
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnreadableError(
            "not UTF-8", where=f"{path.name}, line {line}", remedy='save the file as "CSV UTF-8"'
        ) from None


def _records(text: str, separator: str, name: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, cells))
    except csv.Error as error:
        raise UnreadableError(
            f"not CSV: {error}", where=f"{name}, line {reader.line_num + 1}"
        ) from None
    return found


def _tool(header: set[str]) -> str:
    return next((tool for tool, (needs, _own) in _TOOLS.items() if needs <= header), "")


def _of_tool(
    tool: str, header: list[str], records: list[tuple[int, list[str]]], name: str
) -> Export:
    labels: dict[int, str] = {}
    names = list(header)
    if tool == "qualtrics" and len(records) >= 2 and "ImportId" in "".join(records[1][1]):
        labels = dict(enumerate(records[0][1]))
        records = records[2:]
    elif tool == "sosci" and records and not records[0][1][0].strip().isdigit():
        labels = dict(enumerate(records[0][1]))
        records = records[1:]
    elif tool == "surveymonkey" and records and not records[0][1][0].strip():
        names = _under(header, [cell.strip() for cell in records[0][1]])
        records = records[1:]
    names = _apart(names)
    if not records:
        raise UnreadableError("no rows below the header", where=name)
    lowered = [one.casefold() for one in header] + [""] * (len(names) - len(header))
    own = _TOOLS[tool][0] | _TOOLS[tool][1] if tool else frozenset()
    personal = [i for i, one in enumerate(lowered) if one in _PERSONAL]
    kept = [i for i, one in enumerate(lowered) if i not in personal and one not in own]
    ending, values = _UNFINISHED.get(tool, ("", frozenset()))
    end = lowered.index(ending) if ending in lowered else None
    rows, unfinished = [], 0
    for line, cells in records:
        if len(cells) > len(names):
            raise UnreadableError(
                f"{len(cells)} cells where the header has {len(names)}",
                where=f"{name}, line {line}",
                remedy="export the file again",
            )
        full = [cell.strip() for cell in cells] + [""] * (len(names) - len(cells))
        unfinished += end is not None and full[end].casefold() in values
        rows.append(Row(line, {names[i]: full[i] for i in kept}))
    return Export(
        tool.partition(",")[0],
        tuple(names[i] for i in kept),
        {names[i]: " ".join(labels[i].split()) for i in kept if i in labels},
        rows,
        unfinished,
        tuple(names[i] for i in personal),
    )


def _under(header: list[str], second: list[str]) -> list[str]:
    """Name SurveyMonkey's columns by the question and, where it has several, the option below."""
    names, question = [], ""
    cells = header + [""] * (len(second) - len(header))
    for place, cell in enumerate(cells):
        question = cell or question
        below = second[place] if place < len(second) else ""
        alone = cell and (place + 1 >= len(cells) or cells[place + 1])
        response = below.casefold() in {"response", "open-ended response", "antwort", ""}
        names.append(question if alone or response else f"{question}: {below}")
    return names


def _apart(names: list[str]) -> list[str]:
    """Number names that occur twice, as two matrix rows may be called alike."""
    seen: dict[str, int] = {}
    found = []
    for place, name in enumerate(names):
        base = name or f"column {place + 1}"
        seen[base] = seen.get(base, 0) + 1
        found.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    return found
