"""A crowd for very many roles: shared out among processes that map the same file.

Nothing of the crowd travels: a process gets the name of its file and roles, and gives back places.
On a cluster the file has to be on a disk that all workers see.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from skillmark.compute.bulk import in_order
from skillmark.match.assumptions import Assumptions
from skillmark.match.crowd import Crowd, Placed
from skillmark.match.ranking import Ranked
from skillmark.nouns.person import Role

R = TypeVar("R")
CHUNK = 4
"""Roles that a process is given at once: few, so that what was asked to stop soon does."""


def rank_many(
    crowd: Crowd,
    roles: Iterable[Role],
    *,
    top: int | None = 10,
    executor: Executor | None = None,
    jobs: int = 1,
) -> Iterator[list[Ranked]]:
    """Yield for each role, in their order, the first `top` people with every reason.

    Exactly what `crowd.rank` gives. Roles are read as they are needed; whoever stops reading stops
    the work. `executor` and `jobs` as in `compute.bulk`; without an executor the work is done here.
    """
    return _each(crowd, roles, partial(Crowd.rank, top=top), executor, jobs)


def place_many(
    crowd: Crowd,
    roles: Iterable[Role],
    *,
    top: int | None = 10,
    executor: Executor | None = None,
    jobs: int = 1,
) -> Iterator[list[Placed]]:
    """Yield the same places without the reasons: several times as fast."""
    return _each(crowd, roles, partial(Crowd.places, top=top), executor, jobs)


def _each(
    crowd: Crowd,
    roles: Iterable[Role],
    ask: Callable[[Crowd, Role], R],
    executor: Executor | None,
    jobs: int,
) -> Iterator[R]:
    if executor is None:
        yield from (ask(crowd, role) for role in roles)
        return
    with _in_a_file(crowd) as path:
        work = _Work(path, crowd.today, crowd.assumptions, ask)
        yield from in_order(work, roles, executor=executor, jobs=jobs, chunk=CHUNK, carry=True)


@contextmanager
def _in_a_file(crowd: Crowd) -> Iterator[Path]:
    if crowd.path is not None:
        yield crowd.path
        return
    with tempfile.TemporaryDirectory(prefix="skillmark-crowd-") as folder:
        yield crowd.save(Path(folder) / "people.crowd").path or Path(folder)


@dataclass
class _Work(Generic[R]):
    """What a process does; it maps the crowd when it is first asked and keeps it."""

    path: Path
    today: date
    assumptions: Assumptions
    ask: Callable[[Crowd, Role], R]
    _mapped: list[Crowd] = field(default_factory=list)

    def __call__(self, roles: list[Role]) -> list[R]:
        if not self._mapped:
            self._mapped.append(
                Crowd.open(self.path, today=self.today, assumptions=self.assumptions)
            )
        return [self.ask(self._mapped[0], role) for role in roles]
