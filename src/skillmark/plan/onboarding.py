"""A hire's first weeks: what need not be learned, what is learned by when, and when it is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from skillmark.nouns.plan import Gap, Offer
from skillmark.plan.calendar import Calendar, check_hours
from skillmark.plan.catalogue import Catalogue
from skillmark.plan.cover import cheapest
from skillmark.plan.gaps import reached
from skillmark.plan.quickest import choose

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Waived:
    """A requirement that is proven already: nobody has to learn it again."""

    skill: str
    level: int | None
    """What the role asks for."""
    proven: int | None
    """What is proven; `None` where the evidence names no level."""


@dataclass(frozen=True, slots=True)
class Step:
    """One offer in the schedule, with its first and last day."""

    credential: str
    begins: date
    ends: date
    hours: float
    cost: float
    closes: tuple[str, ...]
    """Skills of the role that it brings; none where it is only required by a later step."""


@dataclass(frozen=True, slots=True)
class Week:
    """Hours of learning in one week of the schedule, by credential."""

    begins: date
    hours: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        """Return all hours of the week."""
        return sum(hours for _credential, hours in self.hours)


@dataclass(frozen=True, slots=True)
class Onboarding:
    """From the first day to the day on which the role's skills are there."""

    start: date
    ramp_ends: date
    """First day on which everything in `steps` is learned; `start` where nothing is to learn."""
    weeks: float
    waived: tuple[Waived, ...]
    spared: tuple[str, ...]
    """Offers that need not be taken, because of what is waived: the cheapest that would do."""
    saved_cost: float
    saved_hours: float
    """Money and hours of `spared`: not spent. At least so much: nothing dearer is assumed."""
    steps: tuple[Step, ...]
    schedule: tuple[Week, ...]
    left: tuple[str, ...]
    """Skills of the role that nothing on offer brings to its level."""
    cost: float
    hours: float


def onboarding(
    gaps: Sequence[Gap],
    proven: Mapping[str, int | None],
    offers: Sequence[Offer] | Catalogue,
    *,
    start: date,
    hours_per_week: float,
    holds: Collection[str] = frozenset(),
) -> Onboarding:
    """Return the onboarding of one person.

    `gaps` is everything that the role asks for (`plan.gaps(role, {})`), `proven` what the person
    has shown (skill to level, `None` for a level that no evidence names); what `proven` reaches is
    waived, the rest is learned the quickest way (see `plan.quickest`) from day `start` on.
    `holds` are offers already awarded to the person: they count as learned. Raises `InputError`
    for a week without hours and for prerequisites in a circle.
    """
    check_hours(hours_per_week)
    catalogue = offers if isinstance(offers, Catalogue) else Catalogue(offers)
    held = catalogue.held(holds)
    waived = [gap for gap in gaps if _is_waived(gap, proven, catalogue, held)]
    missing = [gap for gap in gaps if gap not in waived]
    chosen = choose(missing, catalogue, held, hours_per_week)
    # what the waived requirements would have taken beside what is learned anyway
    spared = cheapest(catalogue, waived, taken=chosen.offers).offers
    learned = [catalogue.offers[c] for c in chosen.offers]
    return Onboarding(
        start=start,
        ramp_ends=_day(start, chosen.calendar.weeks),
        weeks=chosen.calendar.weeks,
        waived=tuple(Waived(gap.skill, gap.level, proven.get(gap.skill)) for gap in waived),
        spared=tuple(catalogue.offers[c].id for c in sorted(spared)),
        saved_cost=sum(catalogue.offers[c].cost for c in spared),
        saved_hours=sum(catalogue.offers[c].hours for c in spared),
        steps=_steps(catalogue, chosen.calendar, missing, start),
        schedule=_schedule(catalogue, chosen.calendar, start),
        left=tuple(missing[g].skill for g in chosen.left),
        cost=sum(offer.cost for offer in learned),
        hours=sum(offer.hours for offer in learned),
    )


def _is_waived(
    gap: Gap, proven: Mapping[str, int | None], catalogue: Catalogue, held: frozenset[int]
) -> bool:
    return reached(gap.level, gap.skill, proven) or not held.isdisjoint(catalogue.carriers(gap))


def _day(start: date, weeks: float) -> date:
    """Return the first day on which `weeks` have passed."""
    return start + timedelta(days=ceil(weeks * 7 - _EPSILON))


def _steps(
    catalogue: Catalogue, calendar: Calendar, missing: Sequence[Gap], start: date
) -> tuple[Step, ...]:
    steps = []
    for c, begin, end in calendar.spans:
        offer = catalogue.offers[c]
        first = start + timedelta(days=int(begin * 7 + _EPSILON))
        # the last day of learning, not the day after it
        last = max(first, _day(start, end) - timedelta(days=1))
        closes = tuple(gap.skill for gap in missing if c in catalogue.carriers(gap))
        steps.append(Step(offer.id, first, last, offer.hours, offer.cost, closes))
    return tuple(steps)


def _schedule(catalogue: Catalogue, calendar: Calendar, start: date) -> tuple[Week, ...]:
    """Cut the stretches of the calendar into weeks from the first day."""
    weeks: list[dict[int, float]] = [{} for _ in range(ceil(calendar.weeks - _EPSILON))]
    for stretch in calendar.stretches:
        for number in range(int(stretch.start + _EPSILON), len(weeks)):
            shared = min(stretch.end, number + 1.0) - max(stretch.start, float(number))
            if shared <= _EPSILON:
                break
            for c, hours in stretch.hours_a_week:
                if hours > 0:
                    weeks[number][c] = weeks[number].get(c, 0.0) + hours * shared
    return tuple(
        Week(
            start + timedelta(weeks=number),
            tuple((catalogue.offers[c].id, hours) for c, hours in sorted(done.items())),
        )
        for number, done in enumerate(weeks)
    )
