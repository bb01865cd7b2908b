"""How fast very many people are ranked, beside one statement of SQL and a sparse product.

    python bench/match_speed.py [PEOPLE] [--bulk PEOPLE ROLES] [--jobs N]

The people are drawn with a seed: SIMULATED, eight pieces of evidence each, of 400 skills. A role
asks for twelve. Our first 100 come with every reason, and are compared with SQL's to the bit.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rig import cost
from rig.candidates.crowd import TODAY, crowd, roles
from rig.candidates.engines import Database, Product
from rig.table import Figures, options
from skillmark.compute.bulk import processes
from skillmark.match import rank
from skillmark.match.bulk import place_many, rank_many
from skillmark.match.crowd import Crowd
from skillmark.nouns.person import Person, Role

SEED = 20261128
PEOPLE, BULK = 1_000_000, (100_000, 1_000)
QUICK, QUICK_BULK = 2_000, (500, 6)
TOP, TOP_BULK, ROUNDS = 100, 10, 5
SOME = 20_000
"""People that are scored one by one."""
COLUMNS = ("who", "people", "roles", "CPU_s", "wall_s", "people_x_roles_per_s", "times")
NOTES = (
    """CPU: of all processes; wall: on the clock, while other work may have been running; times:
    processor time over that of the first row of the same size, for as much. For one role the
    median of five; in bulk the processes' start is counted""",
    """SQLite adds up the same whole numbers over fits worked out beforehand, and gives the same
    first 100 to the bit; it gives no reasons. The sparse product is one number a person, without
    classes, age, levels asked for or reasons: another and lesser answer""",
)


def one_role(figures: Figures, people: int, folder: Path) -> None:
    """Add the rows for one role."""
    wanted = roles(1, SEED)[0]
    loading = cost.timed(lambda: Crowd.of(crowd(people, SEED), today=TODAY))
    drawing = cost.timed(lambda: sum(1 for _ in crowd(people, SEED)))
    kept = loading.answer.save(folder / "people.crowd")
    opening = cost.timed(lambda: _opened(kept))
    figures.notes.append(
        f"{people:,} people with {kept.pieces:,} pieces of evidence: read once in "
        f"{loading.cpu - drawing.cpu:.0f} s of processor time, then mapped from their file in "
        f"{opening.cpu:.2f} s; {kept.columns.nbytes / kept.pieces:.0f} bytes a piece, "
        f"{len(kept.columns.beliefs):,} different beliefs"
    )
    ours = _median(lambda: kept.rank(wanted, TOP))
    bare = _median(lambda: kept.places(wanted, TOP))
    database = Database(kept)
    sql = _median(lambda: database.places(wanted, TOP), rounds=1)
    found = [(one.person, one.exact) for one in ours.answer]
    if found != sql.answer:
        raise SystemExit("SQL and the crowd disagree")
    product = Product(kept)
    sparse = _median(lambda: product.places(wanted, TOP))
    some: list[Person] = list(crowd(min(people, SOME), SEED))
    alone = cost.timed(lambda: rank(wanted, some, today=TODAY, top=TOP))
    for who, timed, size in (
        (f"skillmark: the first {TOP}, bare", bare, people),
        (f"skillmark: the first {TOP}, every reason", ours, people),
        ("SQLite, the same numbers, bare", sql, people),
        ("scipy: sparse product, one number", sparse, people),
        ("skillmark, one by one", alone, len(some)),
    ):
        _row(figures, who, size, 1, timed.cpu, timed.wall, bare.cpu / people)


def in_bulk(figures: Figures, people: int, count: int, jobs: int, folder: Path) -> None:
    """Add the rows for many roles on the executor."""
    wanted = roles(count, SEED)
    kept = Crowd.of(crowd(people, SEED), today=TODAY).save(folder / "bulk.crowd")
    first = 0.0
    for name, many in (("bare", place_many), ("every reason", rank_many)):
        cpu, wall = _on_the_executor(many, kept, wanted, jobs)
        first = first or cpu / people / count
        who = f"skillmark, {jobs} processes: the first {TOP_BULK}, {name}"
        _row(figures, who, people, count, cpu, wall, first)
    product = Product(kept)
    sparse = cost.timed(lambda: product.many(wanted, TOP_BULK))
    _row(figures, "scipy: sparse product", people, count, sparse.cpu, sparse.wall, first)
    some = wanted[:5]
    database = Database(kept)
    sql = cost.timed(lambda: [database.places(role, TOP_BULK) for role in some])
    _row(figures, "SQLite", people, len(some), sql.cpu, sql.wall, first)


def _on_the_executor(
    many: Callable[..., Any], kept: Crowd, wanted: list[Role], jobs: int
) -> tuple[float, float]:
    """Return seconds of processor time, of this process and its children, and on the clock."""
    before, wall = os.times(), time.perf_counter()
    with processes(jobs) as pool:
        done = sum(1 for _ in many(kept, wanted, top=TOP_BULK, executor=pool, jobs=jobs))
    if done != len(wanted):
        raise SystemExit("a role is missing")
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), time.perf_counter() - wall


def _opened(kept: Crowd) -> None:
    Crowd.open(kept.path or Path(), today=TODAY).prepare()


def _median(work: Callable[[], Any], rounds: int = ROUNDS) -> cost.Timed[Any]:
    work()
    return sorted((cost.timed(work) for _ in range(rounds)), key=lambda one: one.cpu)[rounds // 2]


def _row(
    figures: Figures, who: str, people: int, count: int, cpu: float, wall: float, ours: float
) -> None:
    figures.add(
        who=who,
        people=people,
        roles=count,
        CPU_s=cpu,
        wall_s=wall,
        people_x_roles_per_s=people * count / max(cpu, 1e-9),
        times=cpu / people / count / ours,
    )


def main() -> None:
    """Run both sizes."""
    parser = options(__doc__)
    parser.add_argument("people", nargs="?", type=int, help="how many people for one role")
    parser.add_argument(
        "--bulk", nargs=2, type=int, metavar=("PEOPLE", "ROLES"), help="people and roles in bulk"
    )
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    figures = Figures("match_speed", "People ranked (SIMULATED people)", COLUMNS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one_role(figures, asked.people or (QUICK if asked.quick else PEOPLE), folder)
        people, count = asked.bulk or (QUICK_BULK if asked.quick else BULK)
        in_bulk(figures, people, count, asked.jobs, folder)
    figures.notes += NOTES
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
