"""What an estimate is made of: who was treated, what came of it, what was known before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.table import Floats, Row, need, numbers, read_rows
from skillmark.nouns.errors import InputError

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Study:
    """What an estimate needs: treatment (0/1), outcome and covariates (people by columns)."""

    treatment: Floats
    outcome: Floats
    covariates: Floats
    names: tuple[str, ...]
    placebo: Floats | None = None
    placebo_name: str = ""
    treatment_name: str = "treatment"
    outcome_name: str = "outcome"
    clusters: Ints | None = None
    """Who shares a fate (a team, a cohort): any whole number a cluster. Errors are clustered by
    it; `None` where people are independent of each other."""

    @property
    def binary(self) -> bool:
        """Whether the outcome is a yes or no, so that risks and their ratio make sense."""
        return bool(np.isin(self.outcome, (0.0, 1.0)).all())

    def checked(self) -> Study:
        """Return the study, or refuse what no estimate can be made of.

        Raises `InputError`: arrays of different lengths, a covariate named twice, a treatment
        other than 0 and 1, and numbers that are missing or infinite (with the first such row).
        """
        people = len(self.treatment)
        columns: dict[str, Floats] = {
            self.treatment_name: self.treatment,
            self.outcome_name: self.outcome,
            **({self.placebo_name: self.placebo} if self.placebo is not None else {}),
        }
        lengths = [len(column) for column in columns.values()] + [len(self.covariates)]
        if self.clusters is not None:
            lengths.append(len(self.clusters))
        if any(length != people for length in lengths) or self.covariates.shape[1:] != (
            len(self.names),
        ):
            raise InputError("the columns of the study are of different lengths", code="shape")
        twice = [name for k, name in enumerate(self.names) if name in self.names[:k]]
        if twice:
            raise InputError(
                f"covariate {twice[0]!r} is there twice", remedy="name it once", code="duplicate"
            )
        for name, values in columns.items():
            _finite(values, name)
        for index, name in enumerate(self.names):
            _finite(self.covariates[:, index], name)
        if not np.isin(self.treatment, (0.0, 1.0)).all():
            row = int(np.flatnonzero(~np.isin(self.treatment, (0.0, 1.0)))[0])
            raise InputError(
                f"{self.treatment[row]:g} where 0 or 1 was expected",
                where=f"{self.treatment_name}, person {row + 1}",
                remedy="write 1 for people with the treatment and 0 for the others",
            )
        return self

    def winsorised(self, share: float) -> Study:
        """Return the study with the outcome's tails, `share` of people each, pulled in.

        Means of heavy tails (pay) rest on a few people. Pulling them in changes the question to
        one about the bulk, so the outcome's new name says what was done and to how many, and the
        name is in every result. Nothing does this on its own.
        """
        if not 0 < share < 0.25:
            raise InputError(
                f"{share:g} is no share to pull in", remedy="give one between 0 and 0.25"
            )
        low, high = (float(q) for q in np.quantile(self.outcome, [share, 1 - share]))
        moved = int(((self.outcome < low) | (self.outcome > high)).sum())
        return replace(
            self,
            outcome=np.clip(self.outcome, low, high),
            outcome_name=f"{self.outcome_name}, pulled in to {low:,.6g} to {high:,.6g} "
            f"({moved:,} people)",
        )


def _finite(values: Floats, name: str) -> None:
    good = np.isfinite(values)
    if not good.all():
        raise InputError(
            f"{int((~good).sum())} people without a number, the first is person "
            f"{int(np.flatnonzero(~good)[0]) + 1}",
            where=name,
            remedy="give a number for everybody, or leave these people out and say so",
            code="missing",
        )


def read_study(
    path: Path,
    *,
    treatment: str,
    outcome: str,
    covariates: Sequence[str],
    placebo: str | None = None,
    cluster: str | None = None,
) -> Study:
    """Read a study from a CSV file with one row a person.

    A covariate is a column, a power of one (`age^2`) or a product of two (`educ*re74`). `cluster`
    is a column of words: people with the same one are clustered together. Unknown columns, cells
    that are no numbers, and an outcome used as its own covariate are refused.
    """
    columns, rows = read_rows(path)
    terms = tuple(dict.fromkeys(term.strip() for term in covariates if term.strip()))
    used = {part for term in terms for part in _parts(term, columns)}
    more = [column for column in (placebo, cluster) if column]
    need(columns, [treatment, outcome, *sorted(used), *more], name=path.name)
    _check_roles(treatment, outcome, placebo, used)
    cells = {column: numbers(rows, column, name=path.name) for column in used}
    return Study(
        treatment=_binary(rows, treatment, path.name),
        outcome=numbers(rows, outcome, name=path.name),
        covariates=np.column_stack([_term(term, cells) for term in terms])
        if terms
        else np.empty((len(rows), 0)),
        names=terms,
        placebo=numbers(rows, placebo, name=path.name) if placebo else None,
        placebo_name=placebo or "",
        treatment_name=treatment,
        outcome_name=outcome,
        clusters=_clusters(rows, cluster, path.name) if cluster else None,
    )


def _check_roles(treatment: str, outcome: str, placebo: str | None, used: set[str]) -> None:
    roles = {"treatment": treatment, "outcome": outcome} | ({"placebo": placebo} if placebo else {})
    for role, column in roles.items():
        if column in used:
            raise InputError(
                f"{column!r} is the {role} and cannot be a covariate too",
                remedy="take it out of the covariates",
            )
    if len(set(roles.values())) != len(roles):
        raise InputError("treatment, outcome and placebo must be different columns")


def _parts(term: str, columns: Sequence[str]) -> tuple[str, ...]:
    if term in columns:
        return (term,)
    base, power, exponent = term.rpartition("^")
    if power and exponent.isdigit() and 2 <= int(exponent) <= 5:
        return (base.strip(),)
    left, times, right = term.partition("*")
    return (left.strip(), right.strip()) if times else (term,)


def _term(term: str, cells: Mapping[str, Floats]) -> Floats:
    if term in cells:
        return cells[term]
    base, power, exponent = term.rpartition("^")
    if power and base.strip() in cells:
        return cells[base.strip()] ** int(exponent)
    left, _, right = term.partition("*")
    return cells[left.strip()] * cells[right.strip()]


def _binary(rows: Sequence[Row], column: str, name: str) -> Floats:
    values = numbers(rows, column, name=name)
    for row, value in zip(rows, values, strict=True):
        if value not in (0.0, 1.0):
            raise InputError(
                f"{row.cells[column]!r} where 0 or 1 was expected",
                where=f"{name}, line {row.line}, column {column}",
                remedy="write 1 for people with the treatment and 0 for the others",
            )
    return values


def _clusters(rows: Sequence[Row], column: str, name: str) -> Ints:
    for row in rows:
        if not row.cells[column]:
            raise InputError(
                "empty",
                where=f"{name}, line {row.line}, column {column}",
                remedy="name everybody's cluster; who is in none gets one of their own",
            )
    return np.unique([row.cells[column] for row in rows], return_inverse=True)[1].astype(np.int64)
