"""Two other ways to rank a crowd: one statement of SQL, and a sparse product of numpy's kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from skillmark.match.crowd import Crowd
from skillmark.match.ranking import must_chance
from skillmark.match.shares import shares
from skillmark.nouns.person import Role

SCHEMA = """
CREATE TABLE evidence (skill INTEGER, class INTEGER, person INTEGER, said INTEGER,
    PRIMARY KEY (skill, class, person, said)) WITHOUT ROWID;
CREATE TABLE fits (level INTEGER, said INTEGER, fit INTEGER,
    PRIMARY KEY (level, said)) WITHOUT ROWID;
CREATE TABLE wanted (skill INTEGER PRIMARY KEY, level INTEGER, share INTEGER, must INTEGER);
"""
RANK = """
WITH best AS (
    SELECT person, wanted.skill, share, must,
        MAX(CASE WHEN class = 0 THEN fit ELSE 0 END) AS v,
        MAX(CASE WHEN class <= 1 THEN fit ELSE 0 END) AS e,
        MAX(CASE WHEN class <= 2 THEN fit ELSE 0 END) AS c,
        MAX(fit) AS i
    FROM wanted JOIN evidence USING (skill) JOIN fits USING (level, said)
    GROUP BY person, wanted.skill
)
SELECT person, SUM(must AND e >= ?) AS met, SUM(share * v) AS v, SUM(share * (e - v)) AS e,
    SUM(share * (c - e)) AS c, SUM(share * (i - c)) AS i
FROM best GROUP BY person ORDER BY met DESC, v DESC, e DESC, c DESC, i DESC, person LIMIT ?
"""


class Database:
    """The crowd in SQLite, in memory, with the fits of every belief worked out beforehand.

    It answers with the same places, for it adds up the same whole numbers.
    """

    def __init__(self, crowd: Crowd) -> None:
        columns = crowd.columns
        self._crowd = crowd
        self._skills = {uri: at for at, uri in enumerate(columns.skills)}
        self._base = sqlite3.connect(":memory:")
        self._base.executescript(SCHEMA)
        sizes = np.diff(columns.starts)
        group = np.repeat(np.arange(len(sizes)), sizes)
        rows = np.stack((group // 4, group % 4, columns.person, columns.said), axis=1)
        rows = np.unique(rows, axis=0)
        self._base.executemany("INSERT INTO evidence VALUES (?, ?, ?, ?)", rows.tolist())
        for level in range(1, 9):
            fits = crowd.fits(level)
            self._base.executemany(
                "INSERT INTO fits VALUES (?, ?, ?)",
                ((level, said, fit) for said, fit in enumerate(fits.tolist())),
            )
        self._base.execute("ANALYZE")

    def places(self, role: Role, top: int) -> list[tuple[str, tuple[int, ...]]]:
        """Return the first people with their exact points."""
        self._base.execute("DELETE FROM wanted")
        parts = shares(role, self._crowd.assumptions)
        self._base.executemany(
            "INSERT INTO wanted VALUES (?, ?, ?, ?)",
            [
                (self._skills[one.skill], one.level, share, one.must)
                for one, share in zip(role.requirements, parts, strict=True)
            ],
        )
        found = self._base.execute(RANK, (must_chance(self._crowd.assumptions), top))
        return [(self._crowd.columns.ids[at], tuple(exact)) for at, _met, *exact in found]


class Product:
    """People by skills as a sparse matrix of levels; a role is a vector of weights.

    What a quick scorer does: one number, no classes, no age, no levels asked for, no reasons.
    """

    def __init__(self, crowd: Crowd) -> None:
        columns = crowd.columns
        sizes = np.diff(columns.starts)
        skill = np.repeat(np.arange(len(sizes)) // 4, sizes)
        level = np.maximum(columns.beliefs[columns.said, 1], 1).astype(np.float32)
        shape = (len(crowd), len(columns.skills))
        self._matrix = sparse.csc_array((level, (columns.person, skill)), shape=shape)
        self._skills = {uri: at for at, uri in enumerate(columns.skills)}

    def places(self, role: Role, top: int) -> NDArray[np.intp]:
        """Return the numbers of the first people."""
        chosen = [self._skills[one.skill] for one in role.requirements]
        weights = np.array([one.weight for one in role.requirements], np.float32)
        return _first(self._matrix[:, chosen] @ weights, top)

    def many(self, roles: Sequence[Role], top: int) -> None:
        """Rank for many roles, fifty at a time."""
        for start in range(0, len(roles), 50):
            block = roles[start : start + 50]
            weights = np.zeros((self._matrix.shape[1], len(block)), np.float32)
            for at, role in enumerate(block):
                for one in role.requirements:
                    weights[self._skills[one.skill], at] = one.weight
            scores = (self._matrix @ weights).T.copy()
            for row in scores:
                _first(row, top)


def _first(scores: NDArray[np.float32], top: int) -> NDArray[np.intp]:
    top = min(top, len(scores))
    found = np.argpartition(-scores, top - 1)[:top]
    return found[np.argsort(-scores[found], kind="stable")]
