"""Self-ratings beside what others assessed: claims, and observations and awards with a level.

People are in it who may be planned for. The self-rating must not be younger than the assessment:
who knows a result repeats it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

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
    """Return what people say of a skill, each with the first assessment after it.

    Of several claims before an assessment the newest counts; one pair a person and skill, the
    newest.
    """
    may = permitted(organisation, Purpose.PLANNING)
    own = EvidenceRecord.objects.of(organisation).filter(account__in=may, level__isnull=False)
    claims: dict[Key, list[tuple[date, int]]] = defaultdict(list)
    assessed: dict[Key, list[tuple[date, int]]] = defaultdict(list)
    for account, skill, level, day, cls in own.values_list(
        "account", "skill", "level", "dated", "evidence_class"
    ):
        if cls == EvidenceClass.CLAIMED.value:
            claims[account, skill].append((day, level))
        elif cls == EvidenceClass.EVIDENCED.value:
            assessed[account, skill].append((day, level))
    for key, piece in _assessed(organisation, may):
        assessed[key].append(piece)
    functions = dict(
        PostRecord.objects.of(organisation)
        .filter(account__in=may)
        .values_list("account", "function")
    )
    found, after = [], 0
    for key, said in claims.items():
        known = sorted(assessed.get(key, ()))
        for day, level in sorted(said, reverse=True):
            later = [one for one in known if one[0] >= day]
            if later:
                function = functions.get(key[0], "").strip()
                found.append(Pair(*key, level, later[0][1], function))
                break
        else:
            after += bool(known)
    return SelfRated(tuple(found), after)


def _assessed(organisation: OrganisationRecord, may: Any) -> Iterator[tuple[Key, tuple[date, int]]]:
    """Yield levels that somebody else found: observations at work, and awards that name one."""
    for account, skill, level, day in (
        ObservationRecord.objects.of(organisation)
        .filter(account__in=may, withdrawn=None)
        .values_list("account", "skill", "level", "dated")
    ):
        yield (account, skill), (day, level)
    for account, skill, said, since in (
        AwardRecord.objects.of(organisation)
        .filter(account__in=may, standing=Standing.ACTIVE, particulars__has_key="level")
        .values_list("account", "achievement__skill_rows__uri", "particulars__level", "valid_from")
    ):
        if skill and str(said) in LEVELS:
            yield (account, skill), (timezone.localdate(since), int(said))


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
