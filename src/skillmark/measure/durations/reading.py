"""Reading durations from CSV, one row a person; everything wrong is named by its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from skillmark.measure.durations.curves import Codes, Flags
from skillmark.measure.table import Floats, Row, need, numbers, read_rows
from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Watched:
    """People who were watched until something happened, or until watching ended."""

    durations: Floats
    cause: Codes
    """0: nothing yet; 1: the event; 2 and more: others that make it impossible."""
    groups: tuple[str, ...] = ()
    """The groups' names, the largest first; none: people are not compared."""
    group: Codes | None = None
    """Each person's place in `groups`."""
    covariates: Floats | None = None
    names: tuple[str, ...] = ()
    clusters: Codes | None = None
    entry: Floats | None = None

    @property
    def happened(self) -> Flags:
        """Return whose event happened; whatever else ended the watching counts as censored."""
        return np.asarray(self.cause == 1, dtype=np.bool)


def read_watched(
    path: Path,
    *,
    time: str,
    event: str,
    group: str | None = None,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
    entry: str | None = None,
) -> Watched:
    """Read durations from a CSV file with one row a person.

    `event` is 1 where it happened at `time`, 0 where nothing had happened yet, 2 or more where
    something else happened first. Negative durations and cells that are no numbers are refused.
    """
    columns, rows = read_rows(path)
    names = tuple(dict.fromkeys(name.strip() for name in covariates if name.strip()))
    single = [column for column in (time, event, group, cluster, entry) if column]
    need(columns, [*single, *names], name=path.name)
    _check_roles(single, names)
    durations = numbers(rows, time, name=path.name)
    _refuse(
        rows, durations < 0, (path.name, time), "a negative duration", "give days since the start"
    )
    cause = numbers(rows, event, name=path.name)
    odd = (cause < 0) | (cause != np.round(cause)) | (cause > 99)
    remedy = "write 1 where it happened, 0 where nothing has yet, 2 where something else did first"
    _refuse(rows, odd, (path.name, event), "not a kind of event", remedy)
    codes, levels = (None, ()) if group is None else _groups(rows, group, path.name)
    enters = None if entry is None else numbers(rows, entry, name=path.name)
    if enters is not None:
        late = (enters < 0) | ((enters > 0) & (enters >= durations))
        remedy = "whoever was over before being watched is not part of the sample: leave out"
        _refuse(rows, late, (path.name, str(entry)), "watching begins at or after the end", remedy)
    return Watched(
        durations=durations,
        cause=cause.astype(np.intp),
        groups=levels,
        group=codes,
        covariates=np.column_stack([numbers(rows, name, name=path.name) for name in names])
        if names
        else None,
        names=names,
        clusters=None if cluster is None else _codes(rows, cluster, path.name)[0],
        entry=enters,
    )


def _check_roles(single: Sequence[str], names: Sequence[str]) -> None:
    roles = [*single, *names]
    twice = sorted({column for column in roles if roles.count(column) > 1})
    if twice:
        raise InputError(
            f"{twice[0]!r} is given two roles", remedy="time, event, group and covariates differ"
        )


def _refuse(
    rows: Sequence[Row], bad: Flags, place: tuple[str, str], cause: str, remedy: str
) -> None:
    name, column = place
    wrong = np.flatnonzero(bad)
    if wrong.size:
        row = rows[int(wrong[0])]
        raise InputError(
            f"{row.cells[column]!r} is {cause}",
            where=f"{name}, line {row.line}, column {column}",
            remedy=remedy,
        )


def _codes(rows: Sequence[Row], column: str, name: str) -> tuple[Codes, list[str]]:
    seen: dict[str, int] = {}
    codes = np.empty(len(rows), dtype=np.intp)
    for k, row in enumerate(rows):
        word = row.cells[column]
        if not word:
            raise InputError(
                "empty",
                where=f"{name}, line {row.line}, column {column}",
                remedy="name it in every row, or leave the person out",
            )
        codes[k] = seen.setdefault(word, len(seen))
    return codes, list(seen)


def _groups(rows: Sequence[Row], column: str, name: str) -> tuple[Codes, tuple[str, ...]]:
    """Number the groups, the largest first: the others are compared with it."""
    codes, words = _codes(rows, column, name)
    if len(words) > MOST_GROUPS:
        raise InputError(
            f"{len(words)} groups in column {column}",
            where=name,
            remedy=f"at most {MOST_GROUPS} can be compared; a number is a covariate",
        )
    order = np.argsort(-np.bincount(codes), kind="stable")
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    return place[codes], tuple(words[k] for k in order)


MOST_GROUPS = 12
