"""Ratings: who was rated, at which task, by whom, with which score."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillmark.assess.responses import HIGHEST
from skillmark.assess.scaling.response_model import Floats
from skillmark.nouns.errors import InputError, UnreadableError

COLUMNS = ("person", "task", "rater", "score")
MOST_ELEMENTS = 2_000
"""Tasks and raters together, beyond which connectedness is no longer checked in seconds."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """One entry a rating: places in `persons`, `tasks` and `raters`, and the score."""

    persons: tuple[str, ...]
    tasks: tuple[str, ...]
    raters: tuple[str, ...]
    person: NDArray[np.int64]
    task: NDArray[np.int64]
    rater: NDArray[np.int64]
    score: NDArray[np.int64]
    unrated: int = 0
    """Rows without a score."""

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str, str, int]], unrated: int = 0) -> Ratings:
        """Collect (person, task, rater, score); names are sorted, so that order is no matter.

        Raises `InputError` where a rater rates the same work twice, or there is no rating.
        """
        if not rows:
            raise InputError("there is not a single rating")
        twice = [key for key, count in Counter(row[:3] for row in rows).items() if count > 1]
        if twice:
            person, task, rater = twice[0]
            raise InputError(
                f"{rater} scored {person} twice at {task}",
                remedy="keep one of the two, or call the second occasion a task of its own",
                code="duplicate",
            )
        found: list[tuple[str, ...]] = []
        places: list[NDArray[np.int64]] = []
        for column in range(3):
            # not numpy's strings, which drop a NUL at the end
            names = sorted({str(row[column]) for row in rows})
            place = {name: k for k, name in enumerate(names)}
            found.append(tuple(names))
            places.append(np.array([place[str(row[column])] for row in rows], dtype=np.int64))
        score = np.array([row[3] for row in rows], dtype=np.int64)
        return cls(found[0], found[1], found[2], places[0], places[1], places[2], score, unrated)


def read_ratings(words: str) -> Ratings:
    """Return the ratings in `words`: CSV with the columns of `COLUMNS`, comma or semicolon.

    An empty score means: not rated. Raises `InputError` naming the line for what is no score
    and for names that are empty, and naming columns that are absent or unknown.
    """
    words = words.removeprefix("\ufeff")
    header = words.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    # lines end where CSV says: a vertical tab in a name ends none
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    try:
        return _read(reader)
    except csv.Error as error:
        raise UnreadableError(f"this is not CSV: {error}") from error


def _read(reader: csv._reader) -> Ratings:  # type: ignore[name-defined]  # typeshed's own name
    header = [name.strip() for name in next(reader, [])]
    absent = [name for name in COLUMNS if name not in header]
    if absent:
        raise InputError(
            f"there is no column {absent[0]!r}",
            where="line 1",
            remedy="columns: " + ", ".join(COLUMNS),
        )
    strange = [name for name in header if name not in COLUMNS]
    if strange or len(header) != len(COLUMNS):
        name = strange[0] if strange else next(n for n in header if header.count(n) > 1)
        raise InputError(
            f"column {name!r} is unknown or stands there twice",
            where="line 1",
            remedy="columns: " + ", ".join(COLUMNS),
        )
    at = [header.index(name) for name in COLUMNS]
    rows, unrated = [], 0
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        where = f"line {reader.line_num}"
        if len(row) != len(header):
            raise InputError(f"{len(row)} cells where the header has {len(header)}", where=where)
        person, task, rater, score = (row[place].strip() for place in at)
        if not (person and task and rater):
            raise InputError("person, task and rater must be named", where=where)
        if not score:
            unrated += 1
            continue
        if not (score.isascii() and score.isdigit() and int(score[:4]) <= HIGHEST):
            raise InputError(
                f"{score!r} is not a whole score from 0 to {HIGHEST}",
                where=f"{where}, column score",
                code="response",
            )
        rows.append((person, task, rater, int(score)))
    return Ratings.of(rows, unrated)


def check_connected(ratings: Ratings) -> None:
    """Refuse ratings in which raters, or tasks, cannot be compared.

    Two raters can be compared where their difference follows from comparisons within people.
    That is a matter of the rank of the design: the directions in which tasks and raters could
    shift without any difference within a person noticing. Raters whom such a direction moves
    apart belong to different sets ("disconnected subsets": Eckes 2015). Raises
    `InputError` that names the sets.
    """
    tasks, raters = len(ratings.tasks), len(ratings.raters)
    size = tasks + raters
    if size > MOST_ELEMENTS:
        raise InputError(
            f"{size:,} tasks and raters are too many", remedy=f"at most {MOST_ELEMENTS:,}"
        )
    values, vectors = np.linalg.eigh(_within_people(ratings))
    free = vectors[:, values < 1e-8 * max(float(values[-1]), 1.0)]
    for kind, names, rows, remedy in (
        (
            "raters",
            ratings.raters,
            free[tasks:],
            "let a rater of one set also score some people of another, at a task both know",
        ),
        (
            "tasks",
            ratings.tasks,
            free[:tasks],
            "let some people of one set also take a task of another, from a rater both know",
        ),
    ):
        sets = _alike(names, rows)
        if len(sets) > 1:
            raise InputError(
                f"{len(sets)} sets of {kind} cannot be compared with each other: "
                + "; ".join("{" + _some(own) + "}" for own in sets[:4])
                + ("; ..." if len(sets) > 4 else ""),
                remedy=remedy,
                code="unconnected",
            )


def _within_people(ratings: Ratings) -> Floats:
    """Return the cross-products of the design of tasks and raters, centred within people."""
    from scipy import sparse

    entries, tasks = len(ratings.score), len(ratings.tasks)
    rows = np.arange(entries)
    ones = np.ones(2 * entries)
    design = sparse.csr_array(
        (ones, (np.tile(rows, 2), np.concatenate([ratings.task, tasks + ratings.rater]))),
        shape=(entries, tasks + len(ratings.raters)),
    )
    member = sparse.csr_array(
        (ones[:entries], (ratings.person, rows)), shape=(len(ratings.persons), entries)
    )
    sums = member @ design
    per_person = np.bincount(ratings.person, minlength=len(ratings.persons)).astype(float)
    means = sparse.diags_array(1 / np.sqrt(per_person)) @ sums
    return np.asarray((design.T @ design - means.T @ means).toarray(), dtype=float)


def _alike(names: tuple[str, ...], rows: Floats) -> list[list[str]]:
    """Return the names in sets of equal rows."""
    sets: list[tuple[Floats, list[str]]] = []
    for name, row in zip(names, rows, strict=True):
        for first, own in sets:
            if np.abs(first - row).max(initial=0) < 1e-6:
                own.append(name)
                break
        else:
            sets.append((row, [name]))
    return [own for _, own in sets]


def _some(names: list[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")
