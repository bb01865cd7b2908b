"""Later performance beside results and items: the ledger, linked to own tests by consent.

The ledger names a person's credential because that person agreed. Where the credential is an award
of this organisation, its test's result and items are looked up too, for those alone whose consent
(`Purpose.OUTCOMES`) stands today.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skillmark.measure.insight.feedback import Item, Named, Validity, by_name, items, validity
from skillmark.measure.insight.reading import Scores
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.table import Floats
from skillmark.server.assess.models import AttemptRecord, ResponseRecord, TestRecord
from skillmark.server.award.models import AwardRecord
from skillmark.server.measure.ledger.services import ledger_of
from skillmark.server.people.models import OrganisationRecord, Purpose
from skillmark.server.people.permitting import permitted

_AWARD = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z")
SEED = 1
"""Rank sets are drawn with this seed, so that a page shows the same numbers twice."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What providers learn: all results together, then by credential and by provider."""

    people: int
    simulated: bool
    whole: Validity | None
    credentials: tuple[Named, ...]
    providers: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class TestItems:
    """One test's items beside the later performance of who sat it."""

    __test__ = False

    slug: str
    title: Any
    """Language map."""
    items: tuple[Item, ...]
    people: int
    """People with answers and a rating; 0 below ten."""


def _award_of(address: str) -> str:
    found = _AWARD.search(address.lower())
    return found.group() if found else ""


@dataclass(frozen=True, slots=True)
class _Own:
    """Results of own tests by the award that came of them."""

    result: dict[str, float]
    attempt: dict[str, Any]
    test: dict[str, str]


def _own(organisation: OrganisationRecord) -> _Own:
    willing = permitted(organisation, Purpose.OUTCOMES)
    may = {
        str(pk)
        for pk in AwardRecord.objects.of(organisation)
        .filter(account__in=willing)
        .values_list("pk", flat=True)
    }
    result, attempt, test = {}, {}, {}
    rows = AttemptRecord.objects.of(organisation).filter(final=True, practice=False)
    for pk, claimed, score, maximum, slug in rows.exclude(claimed="").values_list(
        "pk", "claimed", "score", "maximum", "delivery__test__slug"
    ):
        award = _award_of(claimed)
        if award in may and score is not None and maximum:
            result[award] = min(1.0, max(0.0, score / maximum))
            attempt[award], test[award] = pk, slug
    return _Own(result, attempt, test)


def _results(ledger: Ledger, own: _Own) -> Floats:
    """Return the ledger's results, and of own tests where it has none."""
    found = ledger.number("result").copy()
    credential = ledger.word("credential")
    by_level = np.array(
        [own.result.get(_award_of(level), np.nan) for level in credential.levels] + [np.nan]
    )
    return np.where(np.isnan(found), by_level[credential.codes], found)


def feedback(
    organisation: OrganisationRecord,
    *,
    reliability: float | None = None,
    criterion: float | None = None,
) -> Feedback:
    """Return whether results foretell performance here, together and by name."""
    ledger = ledger_of(organisation)
    result, performance = _results(ledger, _own(organisation)), ledger.number("performance")
    rng = np.random.default_rng(SEED)
    return Feedback(
        int((~np.isnan(result) & ~np.isnan(performance)).sum()),
        ledger.simulated,
        validity(
            result,
            performance,
            experience=ledger.number("experience_years"),
            reliability=reliability,
            criterion=criterion,
        ),
        *(
            by_name(_words(ledger, column), result, performance, rng=rng)
            for column in ("achievement", "provider")
        ),
    )


def _words(ledger: Ledger, column: str) -> Any:
    words = ledger.word(column)
    return np.array([*words.levels, ""], dtype=object)[words.codes]


def test_items(organisation: OrganisationRecord) -> tuple[TestItems, ...]:
    """Return the items of each own test beside performance, in the order of the tests' names."""
    ledger, own = ledger_of(organisation), _own(organisation)
    performance = ledger.number("performance")
    credential = ledger.word("credential")
    rated: dict[Any, float] = {}
    by_test: dict[str, list[Any]] = defaultdict(list)
    for index in np.flatnonzero(credential.known & ~np.isnan(performance)):
        award = _award_of(credential.at(index))
        if award in own.attempt:
            rated[own.attempt[award]] = float(performance[index])
            by_test[own.test[award]].append(own.attempt[award])
    titles = dict(
        TestRecord.objects.of(organisation).order_by("version").values_list("slug", "title")
    )
    scores = _scores(organisation, rated)
    found = []
    for slug in sorted(by_test):
        attempts = by_test[slug]
        whole = _matrix(attempts, scores)
        y = np.array([rated[one] for one in attempts])
        told = items(whole.values, whole.items, y)
        enough = any(one.n for one in told)
        found.append(
            TestItems(slug, titles.get(slug, {"": slug}), told, len(attempts) if enough else 0)
        )
    return tuple(found)


def _scores(
    organisation: OrganisationRecord, attempts: Iterable[Any]
) -> dict[Any, dict[str, float]]:
    wanted = set(attempts)
    found: dict[Any, dict[str, float]] = defaultdict(dict)
    if not wanted:
        return found
    rows = ResponseRecord.objects.of(organisation).filter(
        attempt__final=True, attempt__practice=False, points__isnull=False, maximum__gt=0
    )
    for attempt, item, points, maximum in rows.exclude(attempt__claimed="").values_list(
        "attempt", "item", "points", "maximum"
    ):
        if attempt in wanted:
            found[attempt][item] = points / maximum
    return found


def _matrix(attempts: list[Any], scores: dict[Any, dict[str, float]]) -> Scores:
    names = sorted({item for one in attempts for item in scores.get(one, ())})
    values = np.array(
        [[scores.get(one, {}).get(item, np.nan) for item in names] for one in attempts]
    ).reshape(len(attempts), len(names))
    return Scores(tuple(str(one) for one in attempts), tuple(names), values)
