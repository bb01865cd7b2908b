"""How many candidates saw each question of an adaptive or mastery test, beside its limit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from skillmark.assess.adaptive.simulation import of_share
from skillmark.nouns.credibility import Interval
from skillmark.server.assess.models import DeliveryRecord

MOST = 10
"""Questions that are shown, the most seen first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One question as the field saw it."""

    item: str
    people: int
    share: Interval
    """Of all sittings, with its 95 % interval (Wilson)."""
    above: bool
    """Whether the whole interval lies above the limit."""

    @property
    def percents(self) -> tuple[int, int, int]:
        """Share and interval in percent."""
        one = self.share
        return round(100 * one.estimate), round(100 * one.low), round(100 * one.high)


@dataclass(frozen=True, slots=True)
class Exposure:
    """How questions were exposed in the field."""

    sittings: int
    limit: float | None
    most: list[Seen]
    never: int
    """Questions of the bank that nobody has seen."""

    @property
    def limit_percent(self) -> int | None:
        """The limit in percent."""
        return None if self.limit is None else round(100 * self.limit)


def exposure(delivery: DeliveryRecord) -> Exposure | None:
    """Return how a delivery's questions were exposed; `None` for forms and for practice."""
    if delivery.rules is None or delivery.practice:
        return None
    rows = delivery.attempts.filter(simulated=False, practice=False)
    forms = list(rows.values_list("form", flat=True))
    counts = Counter(name for form in forms for name, _order in form)
    limit = delivery.rules["exposure"]
    most = [_seen(name, people, len(forms), limit) for name, people in counts.most_common(MOST)]
    return Exposure(len(forms), limit, most, len(delivery.rules["bank"]["items"]) - len(counts))


def _seen(item: str, people: int, sittings: int, limit: float | None) -> Seen:
    share = of_share(people, sittings)
    return Seen(item, people, share, limit is not None and share.low > limit)
