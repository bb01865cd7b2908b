"""What the pages say of tests and results: names instead of ids, words instead of codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from skillmark.assess.items import Item, Test
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.evidence import Result
from skillmark.server.assess import delivering, library, services
from skillmark.server.assess.models import AttemptRecord, CalibrationRecord, DeliveryRecord, Mode
from skillmark.server.assess.sitting import engine, telling
from skillmark.server.assess.sitting.ended import Ended, ended
from skillmark.server.assess.sitting.results import SkillScore
from skillmark.server.assess.sitting.telling import Told
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import services as frameworks


def address(name: str, *arguments: Any) -> str:
    """Return the path of a named route."""
    return reverse(name, args=arguments)


@dataclass(frozen=True, slots=True)
class Offer:
    """A delivered test as a candidate sees it."""

    delivery: DeliveryRecord
    test: Test
    cut: CutScore | None
    attempts: list[AttemptRecord]
    """The person's own, newest first."""
    now: datetime

    @property
    def early(self) -> bool:
        """Whether it is not open yet."""
        return delivering.early(self.delivery, self.now)

    @property
    def over(self) -> bool:
        """Whether nobody may begin it any more."""
        return delivering.over(self.delivery, self.now)

    @property
    def chosen(self) -> bool:
        """Whether the answers choose the questions."""
        return engine.chosen(self.delivery)

    @property
    def mastery(self) -> bool:
        """Whether it stops as soon as passing or failing is clear."""
        return self.delivery.mode == Mode.MASTERY

    @property
    def simulated(self) -> bool:
        """Whether simulated people alone calibrated what chooses the questions."""
        return self.chosen and bool(self.delivery.rules["simulated"])

    @property
    def running(self) -> AttemptRecord | None:
        """The attempt that is open."""
        return next((one for one in self.attempts if one.submitted is None), None)

    @property
    def last(self) -> AttemptRecord | None:
        """The newest attempt that was submitted."""
        return next((one for one in self.attempts if one.submitted is not None), None)

    @property
    def has_short(self) -> bool:
        """Whether it asks questions that a person scores."""
        return self.delivery.include_short and any(item.needs_rater for item in self.test.items)

    @property
    def badge(self) -> Any:
        """Name of the achievement that passing earns, `None` where there is none."""
        rows = AchievementRecord.objects.of(self.delivery.organisation).filter(archived=None)
        found = rows.filter(slug=self.delivery.achievement).first()
        return found.name if found else None

    @property
    def cut_percent(self) -> int | None:
        """About how much of the points passing takes, in percent; none where answers choose."""
        if self.cut is None or self.chosen:
            return None
        return round(100 * self.cut.score / self.cut.maximum)

    @property
    def left(self) -> int | None:
        """How many attempts are left; `None` where they are not limited."""
        allowed = self.delivery.attempts_allowed
        return None if allowed is None else max(0, allowed - len(self.attempts))

    @property
    def skills(self) -> list[tuple[Any, int]]:
        """Pairs of a skill's label and its number of questions."""
        names = frameworks.label_maps(uri for uri, _count in self.test.blueprint)
        counts = dict(self.test.blueprint)
        if self.delivery.mode == Mode.LINEAR:
            counts = Counter(item.skill for item in self._asked())
        return [(names[uri], counts[uri]) for uri, _n in self.test.blueprint if counts[uri]]

    @property
    def questions(self) -> int:
        """How many questions there are, or can be at most."""
        if self.chosen:
            return int(self.delivery.rules["rules"]["max_items"])
        if self.delivery.mode == Mode.LINEAR:
            return len(self._asked())
        return sum(count for _skill, count in self.test.blueprint)

    def _asked(self) -> tuple[Item, ...]:
        return library.delivered(self.test, include_short=self.delivery.include_short).items


def offer(delivery: DeliveryRecord, account: AccountRecord, *, now: datetime) -> Offer:
    """Return what one delivered test is to one person."""
    test = services.noun(delivery.test)
    rows = delivery.attempts.filter(account=account).order_by("-started")
    attempts = [services.close_if_over(row, now=now) for row in rows]
    return Offer(
        delivery,
        test,
        services.cut_of(delivery.test),
        attempts,
        now,
    )


def offers(
    organisation: OrganisationRecord, account: AccountRecord, *, now: datetime
) -> list[Offer]:
    """Return every test that is open or will be, and closed ones that the person has begun."""
    rows = DeliveryRecord.objects.of(organisation).select_related("test").order_by("-created")
    found = [offer(row, account, now=now) for row in rows]
    return [one for one in found if not one.over or one.attempts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result as its page shows it."""

    result: Result
    skills: list[tuple[Any, SkillScore]]
    """Label of each skill with what was earned on it."""
    calibration: CalibrationRecord | None
    error: float | None
    """Standard error of measurement in points of this form."""
    comments: list[str]
    told: bool
    """Whether more than passed or not may be told."""
    ended: Ended | None
    """How a test went whose questions the answers chose."""
    questions: list[Told]
    """Every question with its key, where that is told."""

    @property
    def low(self) -> float | None:
        """One standard error below the score."""
        return None if self.error is None else max(0.0, self.result.score - self.error)

    @property
    def high(self) -> float | None:
        """One standard error above the score."""
        if self.error is None:
            return None
        return min(self.result.maximum, self.result.score + self.error)

    @property
    def close(self) -> bool:
        """Whether the cut score lies within one standard error of the score."""
        return self.error is not None and abs(self.result.score - self.result.cut) <= self.error

    @property
    def field_data(self) -> bool:
        """Whether the figures rest on real people's responses."""
        return self.calibration is not None and self.calibration.field_data == FieldData.REAL


def outcome(attempt: AttemptRecord) -> Outcome:
    """Return the outcome of a submitted attempt."""
    parts = services.by_skill(attempt)
    names = frameworks.label_maps(part.skill for part in parts)
    calibration = services.latest(attempt.delivery.test)
    course = ended(attempt)
    return Outcome(
        services.results(attempt),
        [(names[part.skill], part) for part in parts],
        calibration,
        # of drawn forms: it says nothing of questions that were chosen
        None if course else services.standard_error(attempt, calibration),
        [
            rating.comment
            for response in attempt.responses.prefetch_related("ratings")
            for rating in response.ratings.all()
            if rating.comment
        ],
        telling.tells_result(attempt),
        course,
        telling.questions(attempt),
    )
