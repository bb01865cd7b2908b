"""What a candidate is told of the answers that people rated."""

from __future__ import annotations

from dataclasses import dataclass

from skillmark.assess.interactions.rated import Criterion, Rated
from skillmark.assess.judging import Stage, Standing, Why
from skillmark.nouns.text import Text
from skillmark.server.assess import library
from skillmark.server.assess.models import AttemptRecord, RatingRecord, RatingRole, Telling
from skillmark.server.assess.rating import settling
from skillmark.server.assess.rating.models import ASKED, RatingActRecord


@dataclass(frozen=True, slots=True)
class Given:
    """What one criterion earned."""

    criterion: Criterion
    points: float
    level: Text | None
    """The rubric's words for what was reached, where the offer tells them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as its candidate sees it."""

    number: int
    """Of the question in the form, from 1."""
    item: str
    prompt: Text
    stage: str
    """A `Stage`; `final` only once the whole result is."""
    given: tuple[Given, ...]
    comments: tuple[str, ...]
    decided_by: str
    """`RatingRole` of whose rating stands."""
    raters: int
    looking: bool
    """Whether somebody new looks at it again just now."""
    asked: RatingActRecord | None
    """The second look that the candidate asked for."""
    doubted: RatingActRecord | None
    """The second look that somebody who rates asked for."""
    may_ask: bool

    @property
    def points(self) -> float:
        """What it earned."""
        return sum(one.points for one in self.given)

    @property
    def maximum(self) -> float:
        """What it could have earned."""
        return sum(one.criterion.points for one in self.given)


def told(attempt: AttemptRecord) -> list[Told]:
    """Return the answers of a submitted attempt that people rate, in the order of the form.

    What was given is told once the whole result is final, unless the offer tells nothing; the
    words of the levels only where it tells everything at the end, because they say what a good
    answer has. Only comments of those whose points count; nobody is named. Nothing of simulated
    people, whom nobody rated.
    """
    if attempt.simulated:
        return []
    found = settling.standings(attempt)
    test = library.noun(attempt.delivery.test)
    rows = {one.item: one for one in attempt.responses.prefetch_related("ratings", "acts")}
    answers = []
    for number, (name, _order) in enumerate(attempt.form, start=1):
        if name not in found:
            continue
        row, standing, item = rows[name], found[name], test.item(name)
        done = attempt.final and standing.final
        counts = _counting(list(row.ratings.all())) if done else []
        acts = {one.kind: one for one in row.acts.all() if one.kind in ASKED}
        asked = acts.get(RatingActRecord.Kind.CONTESTED)
        telling = attempt.delivery.telling
        way = item.interaction
        rubric = way.rubric if isinstance(way, Rated) else ()
        tells = done and telling != Telling.NOTHING
        answers.append(
            Told(
                number,
                name,
                item.prompt,
                Stage.FINAL if done else _waits(standing),
                tuple(_given(one, standing, telling) for one in rubric) if tells else (),
                tuple(one.comment for one in counts if one.comment) if tells else (),
                counts[-1].role if counts else "",
                len(counts),
                Why.CONTESTED in standing.why,
                asked,
                acts.get(RatingActRecord.Kind.DOUBTED),
                done and asked is None and not attempt.claimed and not attempt.practice,
            )
        )
    return answers


def _waits(standing: Standing) -> Stage:
    return Stage.RATING if standing.final else standing.stage


def _counting(rows: list[RatingRecord]) -> list[RatingRecord]:
    """Return the ratings that count: the decision, or else those of all raters."""
    rows = sorted(rows, key=lambda one: (one.at, one.pk))
    for role in (RatingRole.SECOND_LOOK, RatingRole.ADJUDICATOR):
        decided = [one for one in rows if one.role == role]
        if decided:
            return decided[-1:]
    return rows


def _given(criterion: Criterion, standing: Standing, telling: str) -> Given:
    points = (standing.points or {}).get(criterion.id, 0.0)
    if telling not in {Telling.AT_THE_END, Telling.AT_ONCE}:
        return Given(criterion, points, None)
    if points <= 0:
        return Given(criterion, points, criterion.zero)
    full = points >= criterion.points
    return Given(criterion, points, criterion.full if full else criterion.partial)
