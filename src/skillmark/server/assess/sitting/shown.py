"""What the pages say of tests and results: names instead of ids, words instead of codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from skillmark.assess.items import Test
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.evidence import Result
from skillmark.server.assess import services
from skillmark.server.assess.models import AttemptRecord, CalibrationRecord, DeliveryRecord
from skillmark.server.assess.sitting.results import SkillScore
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
    questions: int
    attempts: list[AttemptRecord]
    """The person's own, newest first."""

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
        """Whether the pool has questions that a person scores."""
        return any(item.needs_rater for item in self.test.items)

    def written_in(self, language: str) -> bool:
        """Whether every question is there in a language."""
        return all(item.prompt.language_shown(language) == language for item in self.test.items)

    @property
    def foreign(self) -> bool:
        """Whether the questions are in another language than the reader's."""
        return not self.written_in((get_language() or "en").partition("-")[0])

    @property
    def badge(self) -> Any:
        """Name of the achievement that passing earns, `None` where there is none."""
        rows = AchievementRecord.objects.of(self.delivery.organisation).filter(archived=None)
        found = rows.filter(slug=self.delivery.achievement).first()
        return found.name if found else None

    @property
    def cut_percent(self) -> int | None:
        """About how much of the points passing takes, in percent."""
        return round(100 * self.cut.score / self.cut.maximum) if self.cut else None

    @property
    def left(self) -> int | None:
        """How many attempts are left; `None` where they are not limited."""
        allowed = self.delivery.attempts_allowed
        return None if allowed is None else max(0, allowed - len(self.attempts))

    @property
    def skills(self) -> list[tuple[Any, int]]:
        """Pairs of a skill's label and its number of questions."""
        names = frameworks.label_maps(uri for uri, _count in self.test.blueprint)
        return [(names[uri], count) for uri, count in self.test.blueprint]


def offer(delivery: DeliveryRecord, account: AccountRecord, *, now: datetime) -> Offer:
    """Return what one delivered test is to one person."""
    test = services.noun(delivery.test)
    rows = delivery.attempts.filter(account=account).order_by("-started")
    attempts = [services.close_if_over(row, now=now) for row in rows]
    return Offer(
        delivery,
        test,
        services.cut_of(delivery.test),
        sum(count for _skill, count in test.blueprint) + test.pilots,
        attempts,
    )


def offers(
    organisation: OrganisationRecord, account: AccountRecord, *, now: datetime
) -> list[Offer]:
    """Return every open test, and closed ones that the person has begun."""
    rows = DeliveryRecord.objects.of(organisation).select_related("test").order_by("-created")
    found = [offer(row, account, now=now) for row in rows]
    return [one for one in found if one.delivery.open or one.attempts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result as its page shows it."""

    result: Result
    skills: list[tuple[Any, SkillScore]]
    """Label of each skill with what was earned on it."""
    calibration: CalibrationRecord | None
    error: float | None
    """Standard error of measurement in points of this form."""

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
    return Outcome(
        services.results(attempt),
        [(names[part.skill], part) for part in parts],
        calibration,
        services.standard_error(attempt, calibration),
    )
