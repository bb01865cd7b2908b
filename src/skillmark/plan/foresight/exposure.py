"""How far the tasks of occupations are exposed to generative AI (Eloundou et al. 2023).

Exposed is a task that a person with a language model can do in half the time at the same quality
(arXiv 2303.10130). Alpha counts tasks for which the model alone is enough; beta adds half of those
for which software on top of it is needed; gamma adds all of these. Each was judged by people and by
a model. It says what work could change: it is no forecast that anybody loses a job, it says nothing
of pay or quality, and it was judged for the United States in 2023.
"""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.nouns.errors import InputError
from skillmark.nouns.share import Share
from skillmark.plan.foresight.panel import table

SOURCE = "Eloundou et al. 2023, occupation-level GenAI exposure"
CODE, TITLE = "O*NET-SOC Code", "Title"
MEASURES = ("alpha", "beta", "gamma")
JUDGES = {"people": "human_rating_", "model": "dv_rating_"}


@dataclass(frozen=True, slots=True)
class Exposure:
    """One occupation: shares of its tasks in [0, 1], by who judged and by measure."""

    code: str
    title: str
    people: tuple[float, float, float]
    model: tuple[float, float, float]

    def of(self, measure: str, judge: str) -> float:
        """Return one of the six numbers."""
        found: float = getattr(self, judge)[MEASURES.index(measure)]
        return found


def read_exposure(text: str, *, where: str) -> tuple[Exposure, ...]:
    """Read the authors' table of occupations (CSV); raises `InputError` naming the line."""
    lines = table(text, where=where)
    _line, names = next(lines, (1, []))
    wanted = [prefix + measure for prefix in JUDGES.values() for measure in MEASURES]
    if missing := [name for name in (CODE, TITLE, *wanted) if name not in names]:
        raise InputError(
            f"the column {missing[0]} is missing",
            where=where,
            remedy="give the authors' table of exposure by occupation",
        )
    found: dict[str, Exposure] = {}
    for line, given in lines:
        place = f"{where}: line {line}"
        row = dict(zip(names, given, strict=True))
        code, title = row[CODE][:20], row[TITLE][:200]
        if not code or not title:
            raise InputError("an occupation without code or title", where=place)
        if code in found:
            raise InputError(f"{code} is there twice", where=place)
        people, model = (
            tuple(_share(row[prefix + one], where=place) for one in MEASURES)
            for prefix in JUDGES.values()
        )
        found[code] = Exposure(code, title, _three(people), _three(model))
    if not found:
        raise InputError("it names no occupation", where=where)
    return tuple(found.values())


def _share(words: str, *, where: str) -> float:
    try:
        value = float(words)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InputError(f"{words[:40]!r} is no share", where=where, remedy="between 0 and 1")
    return value


def _three(values: tuple[float, ...]) -> tuple[float, float, float]:
    first, second, third = values
    return first, second, third


@dataclass(frozen=True, slots=True)
class Exposed:
    """A group of people: mean exposure of the occupations of those whose occupation is known."""

    mean: float
    known: Share


def exposed(
    occupations: list[str | None], known: dict[str, Exposure], *, measure: str, judge: str
) -> Exposed | None:
    """Return the mean over people, given each one's occupation; `None` where none is known."""
    values = [known[code].of(measure, judge) for code in occupations if code in known]
    if not values:
        return None
    return Exposed(sum(values) / len(values), Share(len(values), len(occupations)))
