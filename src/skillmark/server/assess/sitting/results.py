"""What came of a submitted attempt."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from skillmark.assess.scaling.ability import Ability
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Result
from skillmark.server.assess import calibration, library
from skillmark.server.assess.models import AttemptRecord
from skillmark.server.assess.sitting import engine


def results(attempt: AttemptRecord) -> Result:
    """Return the result of a submitted attempt; not final while a rater has to score something."""
    if attempt.submitted is None or attempt.score is None:
        raise ConflictError(_("this attempt is still open"), remedy=_("submit it first"))
    pending = attempt.responses.filter(pending=True).values_list("item", flat=True)
    ability = _ability(attempt)
    return Result(
        test=attempt.delivery.test.slug,
        person=attempt.person,
        taken=attempt.submitted,
        score=attempt.score,
        maximum=attempt.maximum,
        cut=attempt.cut,
        ability=ability.estimate if ability else None,
        standard_error=ability.standard_error if ability else None,
        simulated=attempt.simulated,
        pending=tuple(pending),
    )


def _ability(attempt: AttemptRecord) -> Ability | None:
    stop = engine.stop_of(attempt)
    if stop is not None:
        return Ability(stop["estimate"], stop["standard_error"])
    return calibration.ability(attempt, calibration.latest(attempt.delivery.test))


@dataclass(frozen=True, slots=True)
class SkillScore:
    """What an attempt earned on one skill."""

    skill: str
    points: float
    maximum: float
    items: int
    pending: int

    @property
    def share(self) -> float:
        """Share of the points, not below 0."""
        return max(0.0, self.points / self.maximum)


def by_skill(attempt: AttemptRecord) -> list[SkillScore]:
    """Return what a submitted attempt earned on each skill, in the order of the blueprint."""
    responses = list(attempt.responses.all())
    found = []
    for skill, _count in library.noun(attempt.delivery.test).blueprint:
        mine = [one for one in responses if one.skill == skill]
        if mine:
            found.append(
                SkillScore(
                    skill,
                    sum(one.points or 0.0 for one in mine),
                    sum(one.maximum for one in mine),
                    len(mine),
                    sum(one.pending for one in mine),
                )
            )
    return found
