"""Whether the order hangs on an assumption: the same people ranked under others.

Every assumption is judged by somebody. A ranking that turns round when one of them is changed
within reason should be read with care, and one that does not can be relied on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skillmark.match import Assumptions, Ranked
from skillmark.server.match.ranking import Ranking

Words = str | Promise
LOOKED_AT = 200
"""How many of the first are ranked again: who stands further down does not become first."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One assumption, or several, changed within reason."""

    words: Words
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of the order under other assumptions."""

    changed: Changed
    first: str
    """Who is first then."""
    same_first: bool
    moved: int
    """How many of the people looked at stand elsewhere."""
    farthest: int
    """By how many places whoever moved most has moved."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every outcome, and how many people were looked at."""

    outcomes: tuple[Outcome, ...]
    people: int

    @property
    def first_stays(self) -> bool:
        """Whether the first stays first under each."""
        return all(one.same_first for one in self.outcomes)

    @property
    def order_stays(self) -> bool:
        """Whether nobody moves under any."""
        return not any(one.moved for one in self.outcomes)


def changes(terms: Assumptions) -> tuple[Changed, ...]:
    """Return the assumptions of a ranking changed within reason, one at a time."""
    spreads = ("sd_verified", "sd_evidenced", "sd_claimed", "sd_inferred", "unknown_sd")

    def spread(factor: float) -> Assumptions:
        return replace(terms, **{name: getattr(terms, name) * factor for name in spreads})

    return (
        Changed(
            _("Skills fade twice as fast (half the half-life)"),
            replace(terms, half_life_months=terms.half_life_months / 2),
        ),
        Changed(
            _("Skills fade half as fast (twice the half-life)"),
            replace(terms, half_life_months=terms.half_life_months * 2),
        ),
        Changed(_("All evidence is half as uncertain"), spread(0.5)),
        Changed(_("All evidence is one and a half times as uncertain"), spread(1.5)),
        Changed(
            _("A badge without a level is believed one level lower"),
            replace(terms, unknown_mean=max(1.0, terms.unknown_mean - 1)),
        ),
        Changed(
            _("A badge without a level is believed one level higher"),
            replace(terms, unknown_mean=min(8.0, terms.unknown_mean + 1)),
        ),
        Changed(
            _("Optional skills count twice as much"),
            replace(terms, optional_share=min(1.0, terms.optional_share * 2)),
        ),
    )


def sensitivity(ranking: Ranking) -> Sensitivity | None:
    """Rank the first people of a ranking under changed assumptions; `None` for fewer than two."""
    before = ranking.ranked[:LOOKED_AT]
    if len(before) < 2:
        return None
    outcomes = []
    for changed in changes(ranking.assumptions):
        after = ranking.again(changed.assumptions, among=before)
        outcomes.append(_outcome(changed, before, after))
    return Sensitivity(tuple(outcomes), len(before))


def _outcome(changed: Changed, before: Sequence[Ranked], after: Sequence[Ranked]) -> Outcome:
    places = {one.person: number for number, one in enumerate(after)}
    moves = [abs(places[one.person] - number) for number, one in enumerate(before)]
    return Outcome(
        changed,
        after[0].person,
        after[0].person == before[0].person,
        sum(1 for one in moves if one),
        max(moves),
    )
