"""Self-ratings beside what others assessed: own claims, and observations and awards with a level.

People are in it who may be planned for. The self-rating must not be younger than the assessment:
who knows a result repeats it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.insight.calibration import HIGHEST, LOWEST, Calibration, calibration
from skillmark.nouns.errors import UnavailableError
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess.observing.models import ObservationRecord
from skillmark.server.award.models import AwardRecord, Standing
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted
from skillmark.server.plan.models import PostRecord

LEVELS = frozenset(str(level) for level in range(LOWEST, HIGHEST + 1))
Key = tuple[int, str]
"""Account and skill."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What one person says of one skill, and what was assessed after."""

    account: int
    skill: str
    said: int
    assessed: int
    function: str


@dataclass(frozen=True, slots=True)
class SelfRated:
    """The pairs, and how many were left out because the rating came after."""

    pairs: tuple[Pair, ...]
    after: int


def pairs(organisation: OrganisationRecord) -> SelfRated:
    """Return each person's self-rating of a skill with the first assessment after it."""
    may = permitted(organisation, Purpose.PLANNING)
    claims = EvidenceRecord.objects.of(organisation).filter(
        evidence_class=EvidenceClass.CLAIMED.value, recorded_by=F("account"), account__in=may,
        level__isnull=False,
    )  # fmt: skip
    assessed: dict[Key, list[tuple[date, int]]] = defaultdict(list)
    for account, skill, level, day in (
        ObservationRecord.objects.of(organisation)
        .filter(account__in=may, withdrawn=None)
        .values_list("account", "skill", "level", "dated")
    ):
        assessed[account, skill].append((day, level))
    for account, skill, level, since in (
        AwardRecord.objects.of(organisation)
        .filter(account__in=may, standing=Standing.ACTIVE, particulars__has_key="level")
        .values_list("account", "achievement__skill_rows__uri", "particulars__level", "valid_from")
    ):
        if skill and str(level) in LEVELS:
            assessed[account, skill].append((timezone.localdate(since), int(level)))
    functions = dict(
        PostRecord.objects.of(organisation)
        .filter(account__in=may)
        .values_list("account", "function")
    )
    found, after = [], 0
    for account, skill, level, day in claims.values_list("account", "skill", "level", "dated"):
        known = sorted(assessed.get((account, skill), ()))
        later = [one for one in known if one[0] >= day]
        if later:
            function = functions.get(account, "").strip()
            found.append(Pair(account, skill, level, later[0][1], function))
        elif known:
            after += 1
    return SelfRated(tuple(found), after)


def calibrated(
    found: SelfRated, *, function: str = "", reliability: float | None = None
) -> Calibration | None:
    """Return how well people judge themselves; `None` for fewer than five people."""
    chosen = [one for one in found.pairs if not function or one.function == function]
    try:
        return calibration(
            [one.said for one in chosen],
            [one.assessed for one in chosen],
            person=[one.account for one in chosen],
            reliability=reliability,
        )
    except UnavailableError:
        return None


def functions(found: SelfRated) -> list[str]:
    """Return the functions with at least five people who rated themselves, to choose from."""
    people = {(one.function, one.account) for one in found.pairs if one.function}
    sizes = Counter(function for function, _account in people)
    return sorted(name for name, size in sizes.items() if size >= LEAST_CELL)
