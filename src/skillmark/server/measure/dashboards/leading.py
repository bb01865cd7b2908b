"""What a talent or technical leader asks: gaps closed, readiness, who can now and soon, moves.

Gaps as of a day: of what today's roles ask of today's people, how much was proven by evidence of
that day or before. The same people and the same roles on every day, so that nothing but evidence
moves the line. Evidence that has run out or was taken back since is not there any more: the past
is a little better than it looks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count
from django.utils import timezone

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.insight.progress import GapCount
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement, Role
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.foresight import readiness as counting
from skillmark.plan.foresight.readiness import Worker
from skillmark.plan.foresight.standing import Standing
from skillmark.plan.gaps import reached
from skillmark.server.jobs.services import Running
from skillmark.server.match import evidence as statements
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role
from skillmark.server.match.talent.depth import asked_for
from skillmark.server.match.talent.people import found_here
from skillmark.server.match.talent.reach import Need, State, standing
from skillmark.server.match.talent.ways import Ways
from skillmark.server.measure.dashboards.models import PeopleCountRecord
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted
from skillmark.server.plan.foresight import readiness
from skillmark.server.plan.known import known, proven
from skillmark.server.plan.models import OnboardingRecord, PostRecord

COUNT = "measure.count_people"
WEEKS = 8.0
POINTS = 8
"""Quarters that are looked back."""
MOST_SKILLS = 12
AT_ONCE = 300
"""People up to whom a page counts by itself when nothing was counted today."""
PORTION = 500
"""People whose evidence is looked at in one go: a job's lease is renewed after each."""
BY = ("function", "team")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Soon:
    """One skill that open roles ask for: who can now, and who can within the weeks."""

    skill: str
    level: int | None
    now: int | None
    soon: int | None
    """Both `None` below five people, or where the other would tell it."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One function's GenAI readiness."""

    function: str
    people: int
    verified: float
    low: float
    high: float
    observed: float
    claimed: float


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything of the page."""

    counted: datetime
    gaps: dict[str, tuple[GapCount, ...]]
    """By `function` and `team`: each group at each day."""
    ready: tuple[Ready, ...]
    soon: tuple[Soon, ...]
    found_here: int
    """People who agreed to be found."""
    moved: int | None
    """People of the organisation who were taken for another role within twelve months."""
    hired: int | None
    """People from outside in the same time."""


def days(today: date) -> list[date]:
    """Return the days at which gaps are counted: quarters back, then today."""
    return [today - timedelta(days=round(91.3 * back)) for back in range(POINTS, -1, -1)]


def count(
    organisation: OrganisationRecord,
    *,
    now: datetime,
    between: Callable[[], None] = lambda: None,
) -> Counted:
    """Count; every badge is verified for it. `between` is called after each portion of people."""
    today = timezone.localdate(now)
    gaps, ready = _gaps(organisation, today, now, between)
    soon, found = _soon(organisation, today, now, between)
    moved, hired = _moves(organisation, today)
    return Counted(now, gaps, ready, soon, found, moved, hired)


def _portions(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), PORTION):
        yield rows[start : start + PORTION]


def _gaps(
    organisation: OrganisationRecord, today: date, now: datetime, between: Callable[[], None]
) -> tuple[dict[str, tuple[GapCount, ...]], tuple[Ready, ...]]:
    """Return gaps by group and day, and readiness by function, with every badge verified once."""
    posts = list(
        PostRecord.objects.of(organisation)
        .filter(account__in=permitted(organisation, Purpose.PLANNING))
        .select_related("account")
    )
    rows = RoleRecord.objects.filter(pk__in={row.role_id for row in posts if row.role_id})
    roles: dict[Any, Role] = {row.pk: as_role(row) for row in rows.prefetch_related("requirements")}
    genai, moments = readiness.genai_skills(organisation), days(today)
    sums: dict[tuple[str, str, date], list[int]] = defaultdict(lambda: [0, 0, 0])
    workers: list[Worker] = []
    for some in _portions(posts):
        evidence = known(organisation, [row.account for row in some], now=now)
        for row in some:
            pieces = evidence.get(row.account_id, ())
            asked = roles[row.role_id].requirements if row.role_id in roles else ()
            if row.function.strip():
                needs = tuple(need for need in asked if need.skill in genai)
                workers.append(Worker(row.function.strip(), needs, Standing.of(pieces)))
            if row.role_id in roles:
                for day, lacking in _lacking(asked, pieces, moments):
                    for by in BY:
                        cell = sums[by, getattr(row, by).strip(), day]
                        cell[0] += 1
                        cell[1] += len(asked)
                        cell[2] += lacking
        between()
    gaps = {
        by: tuple(
            GapCount(day, group, *cell)
            for (kind, group, day), cell in sorted(sums.items())
            if kind == by and cell[0] >= LEAST_CELL
        )
        for by in BY
    }
    return gaps, _ready(workers)


def _lacking(
    asked: Sequence[Requirement], pieces: Sequence[Evidence], moments: Sequence[date]
) -> Iterator[tuple[date, int]]:
    """Yield each day with how much of what is asked was not proven by evidence of that day."""
    wanted = {need.skill for need in asked}
    speaking = [piece for piece in pieces if piece.skill in wanted]
    for day in moments:
        then = proven(piece for piece in speaking if piece.dated <= day)
        yield day, sum(not reached(need.level, need.skill, then) for need in asked)


def _ready(workers: Sequence[Worker]) -> tuple[Ready, ...]:
    found = []
    for one in counting.readiness(workers):
        if one.small or not one.people:
            continue
        shares = dict(one.shares)
        best = shares[EvidenceClass.VERIFIED]
        low, high = best.interval
        found.append(
            Ready(
                one.function,
                one.people,
                best.hits / one.people,
                low,
                high,
                shares[EvidenceClass.EVIDENCED].hits / one.people,
                shares[EvidenceClass.CLAIMED].hits / one.people,
            )
        )
    return tuple(found)


def _soon(
    organisation: OrganisationRecord, today: date, now: datetime, between: Callable[[], None]
) -> tuple[tuple[Soon, ...], int]:
    """Count by proof and observation alone, as `reach.who` does, with every badge verified once."""
    asked = sorted(asked_for(organisation).items())[:MOST_SKILLS]
    people = found_here(organisation) if asked else ()
    ways, terms = Ways.of(organisation), assumptions_of(organisation)
    states: dict[str, Counter[State]] = {skill: Counter() for skill, _level in asked}
    for some in _portions(people):
        evidence = statements.evidence_of(organisation, some, now=now)
        for skill, level in asked:
            states[skill].update(
                standing(
                    person, "", evidence[person.pk], (Need(skill, level),),
                    weeks=WEEKS, today=today, terms=terms, ways=ways,
                ).state
                for person in some
            )  # fmt: skip
        between()
    rows = []
    for skill, level in asked:
        able = states[skill][State.NOW]
        soon = able + states[skill][State.SOON]
        rows.append(Soon(skill, level, *_both(able, soon, len(people))))
    return tuple(rows), len(people)


def _both(able: int, soon: int, people: int) -> tuple[int | None, int | None]:
    """Hide both where few can, few more can soon, or few cannot: one would tell the other."""
    parts = (able, soon - able, people - soon)
    if any(0 < part < LEAST_CELL for part in parts) or people < LEAST_CELL:
        return None, None
    return able, soon


def _moves(organisation: OrganisationRecord, today: date) -> tuple[int | None, int | None]:
    recent = OnboardingRecord.objects.of(organisation).filter(
        start__gt=today - timedelta(days=365), start__lte=today
    )
    inside = recent.exclude(account=None).count()
    outside = recent.filter(account=None).count()
    return _told(inside), _told(outside)


def _told(number: int) -> int | None:
    return None if 0 < number < LEAST_CELL else number


def written(found: Counted) -> dict[str, Any]:
    """Return it as JSON."""
    return {
        "gaps": {
            by: [asdict(one) | {"day": one.day.isoformat()} for one in rows]
            for by, rows in found.gaps.items()
        },
        "ready": [asdict(one) for one in found.ready],
        "soon": [asdict(one) for one in found.soon],
        "found_here": found.found_here,
        "moved": found.moved,
        "hired": found.hired,
    }


def read(row: PeopleCountRecord) -> Counted:
    """Return what a row holds."""
    content = row.content
    return Counted(
        row.counted,
        {
            by: tuple(GapCount(**(one | {"day": date.fromisoformat(one["day"])})) for one in rows)
            for by, rows in content["gaps"].items()
        },
        tuple(Ready(**one) for one in content["ready"]),
        tuple(Soon(**one) for one in content["soon"]),
        content["found_here"],
        content["moved"],
        content["hired"],
    )


def counted(organisation: OrganisationRecord, *, now: datetime) -> Counted | None:
    """Return what there is: counted now where that is quick, else as of the last day's job.

    `None` where people are many and no job has counted them yet.
    """
    if PostRecord.objects.of(organisation).count() <= AT_ONCE:
        return count(organisation, now=now)
    row = PeopleCountRecord.objects.of(organisation).first()
    return None if row is None else read(row)


def store(
    organisation: OrganisationRecord,
    *,
    now: datetime,
    between: Callable[[], None] = lambda: None,
) -> Counted:
    """Count and keep it in place of what was counted before."""
    found = count(organisation, now=now, between=between)
    PeopleCountRecord.objects.update_or_create(
        organisation=organisation, defaults={"counted": now, "content": written(found)}
    )
    return found


def concerned(now: datetime) -> Iterable[OrganisationRecord]:
    """Return the organisations whose people are too many to be counted while a page loads."""
    large = (
        PostRecord.objects.values("organisation")
        .annotate(people=Count("pk"))
        .filter(people__gt=AT_ONCE)
    )
    return OrganisationRecord.objects.filter(pk__in=large.values("organisation")).order_by("pk")


def run(running: Running) -> dict[str, Any]:
    """Count one organisation's people: the day's job; it may be called again after any failure."""

    def between() -> None:
        with running.chunk():
            """The lease is renewed: many people take longer than it lasts."""

    found = store(running.job.organisation, now=timezone.now(), between=between)
    return {"people": found.found_here}
