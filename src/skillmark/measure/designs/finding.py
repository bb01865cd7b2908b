"""What a design found: an answer that is established, or not, and what would settle it.

A finding says by codes and figures what it found and what speaks against it; pages and reports
make sentences of them in the reader's language. It is plain data: `as_json` and `of` are inverse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from scipy.special import ndtr

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.designs.design import Design
from skillmark.measure.estimate import Z95, Estimate

ESTABLISHED: Final = "established"


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that speaks against an effect, as a code with its figures."""

    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Balance:
    """One covariate: difference of the groups in standard deviations, before and after."""

    covariate: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same procedure where the truth is zero."""

    kind: str
    """`later holders`, `permuted treatment`, `before the start`."""
    estimate: Estimate
    passed: bool
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Curve:
    """Share still waiting (or still there) by days since hiring, as it is: not adjusted."""

    treated: bool
    days: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """Whether the design was written down before its data."""

    known: int
    """Outcomes that were decided already on the day of registration."""
    of: int

    @property
    def code(self) -> str:
        """`before`, `partly` or `after`."""
        if not self.known:
            return "before"
        return "after" if self.known == self.of else "partly"

    @property
    def share(self) -> float:
        """Share of the outcomes that were decided already."""
        return self.known / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Settle:
    """What data would settle the question."""

    wanted: float | None = None
    """The effect worth knowing, in the outcome's unit; None where that needs data to say."""
    detectable: float | None = None
    """Smallest effect that data like these establish four times in five."""
    people_needed: int | None = None
    """People (teams, for a programme) of this mix that establish `wanted` four times in five."""
    people_now: int | None = None
    day: date | None = None
    """Day on which it can be read, where waiting alone settles it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one design from one ledger."""

    design: Design
    as_of: date
    """The day of which the ledger was read: today, or the reading day if that is over."""
    ledger_day: date
    """The last day of which the ledger knows anything by then."""
    settle: Settle
    objections: tuple[Objection, ...] = ()
    """Weightiest first; none: established."""
    refused: bool = False
    """Whether nothing could be estimated; then there are no figures."""
    estimate: Estimate | None = None
    deciding: Estimate | None = None
    """The estimate with the interval that decides: at 1 - alpha of this reading."""
    naive: Estimate | None = None
    """The raw difference: not an effect."""
    placebo: Placebo | None = None
    counterfactual: float | None = None
    """What the treated would have had without, on average; None for a programme."""
    treated: int = 0
    untreated: int = 0
    treated_left_out: int = 0
    """Treated people without a counterpart."""
    effective_untreated: float = 0.0
    clusters: int | None = None
    balance: tuple[Balance, ...] = ()
    e_value: float | None = None
    e_value_limit: float | None = None
    robustness_value: float | None = None
    curves: tuple[Curve, ...] = ()
    event_times: tuple[tuple[float, Estimate], ...] = ()
    """Programme only: quarters since the start (negative: before) and the difference."""
    left_out: tuple[tuple[str, int], ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)
    currency: str | None = None
    simulated: bool = False
    registration: str | None = None
    """Digest of the registration it was computed under; None: not registered."""
    registered_at: datetime | None = None
    timing: Timing | None = None
    reading: tuple[int, int] | None = None
    """Which of how many readings; None before the first."""
    family: tuple[int, float] | None = None
    """With how many questions it was read together, and Holm's p among them."""

    @property
    def established(self) -> bool:
        """Whether the data establish an effect."""
        return not self.refused and not self.objections

    @property
    def code(self) -> str:
        """`established`, or the code of the weightiest objection."""
        return self.objections[0].code if self.objections else ESTABLISHED

    @property
    def preliminary(self) -> bool:
        """Whether the day of reading is still to come, or none was ever set."""
        return self.reading is None

    @property
    def good(self) -> bool | None:
        """Whether the estimate goes in the direction that is good; None without one."""
        if self.estimate is None:
            return None
        return (self.estimate.value > 0) == (self.design.settled.good == "higher")

    @property
    def negligible(self) -> bool:
        """Whether the interval that decides lies within what is not worth knowing."""
        decides, worth = self.deciding, self.settle.wanted
        if decides is None or worth is None:
            return False
        return -worth < decides.low and decides.high < worth

    @property
    def relative(self) -> float | None:
        """The effect as a share of what the treated would have had without."""
        if self.estimate is None or not self.counterfactual:
            return None
        return self.estimate.value / self.counterfactual

    @property
    def p(self) -> float | None:
        """Two-sided p of no effect: below 0.05 where the interval leaves out zero."""
        it = self.estimate
        reach = 0.0 if it is None else (it.high - it.low) / 2
        if it is None or not 0 < reach < float("inf"):
            return None
        return float(2 * ndtr(-abs(it.value) * Z95 / reach))

    @property
    def holds_in_family(self) -> bool | None:
        """Whether it is established also among all questions it was read with (Holm 1979)."""
        if self.family is None:
            return None
        return self.established and self.family[1] <= self.design.alpha_each

    @property
    def holds(self) -> bool:
        """Whether advice and returns may rest on it: established, and among all questions that it
        was read with not to be put down to their number."""
        return self.established and self.holds_in_family is not False

    def as_json(self) -> dict[str, Any]:
        """Return it for programs and for keeping; keys are stable."""
        return {
            "verdict": ESTABLISHED if self.established else "not established",
            "code": self.code,
            "design": self.design.as_json(),
            "digest": self.design.digest,
            "registration": self.registration,
            "registered_at": _iso(self.registered_at),
            "timing": None
            if self.timing is None
            else {"known": self.timing.known, "of": self.timing.of, "code": self.timing.code},
            "reading": None if self.reading is None else list(self.reading),
            "preliminary": self.preliminary,
            "as_of": self.as_of.isoformat(),
            "ledger_day": self.ledger_day.isoformat(),
            "simulated": self.simulated,
            "currency": self.currency,
            "refused": self.refused,
            "objections": [
                {"code": one.code, "figures": _figures(one.figures)} for one in self.objections
            ],
            "estimate": _estimate(self.estimate),
            "deciding": _estimate(self.deciding),
            "naive": _estimate(self.naive),
            "relative": self.relative,
            "p": self.p,
            "negligible": self.negligible,
            "counterfactual": self.counterfactual,
            "placebo": None
            if self.placebo is None
            else {
                "kind": self.placebo.kind,
                "passed": self.placebo.passed,
                "figures": _figures(self.placebo.figures),
                **(_estimate(self.placebo.estimate) or {}),
            },
            "people": {
                "treated": self.treated,
                "untreated": self.untreated,
                "treated_left_out": self.treated_left_out,
                "effective_untreated": self.effective_untreated,
                "clusters": self.clusters,
                "left_out": [
                    {"code": code, "people": shown(count)} for code, count in self.left_out
                ],
            },
            "balance": [
                {"covariate": row.covariate, "before": row.before, "after": row.after}
                for row in self.balance
            ],
            "sensitivity": {
                "e_value": self.e_value,
                "e_value_limit": self.e_value_limit,
                "robustness_value": self.robustness_value,
            },
            "curves": [
                {
                    "treated": curve.treated,
                    "days": list(curve.days),
                    "share": list(curve.share),
                    "low": list(curve.low),
                    "high": list(curve.high),
                }
                for curve in self.curves
            ],
            "event_times": [
                {"since_start": since, **(_estimate(one) or {})} for since, one in self.event_times
            ],
            "notes": dict(self.notes),
            "settle": {
                "wanted": self.settle.wanted,
                "detectable": self.settle.detectable,
                "people_needed": self.settle.people_needed,
                "people_now": self.settle.people_now,
                "day": _iso(self.settle.day),
            },
            "family": None
            if self.family is None
            else {"questions": self.family[0], "p": self.family[1], "holds": self.holds_in_family},
        }

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Finding:
        """Return a finding that was kept as JSON."""
        people, settle, timing = value["people"], value["settle"], value["timing"]
        kept, family = value["placebo"], value["family"]
        strength = value["sensitivity"]
        return cls(
            design=Design.of(value["design"]),
            as_of=date.fromisoformat(value["as_of"]),
            ledger_day=date.fromisoformat(value["ledger_day"]),
            settle=Settle(
                settle["wanted"],
                settle["detectable"],
                settle["people_needed"],
                settle["people_now"],
                None if settle["day"] is None else date.fromisoformat(settle["day"]),
            ),
            objections=tuple(Objection(x["code"], x["figures"]) for x in value["objections"]),
            refused=value["refused"],
            estimate=_of(value["estimate"]),
            deciding=_of(value["deciding"]),
            naive=_of(value["naive"]),
            placebo=None
            if kept is None
            else Placebo(kept["kind"], _sure(kept), kept["passed"], kept["figures"]),
            counterfactual=value["counterfactual"],
            treated=people["treated"],
            untreated=people["untreated"],
            treated_left_out=people["treated_left_out"],
            effective_untreated=people["effective_untreated"],
            clusters=people["clusters"],
            balance=tuple(
                Balance(x["covariate"], x["before"], x["after"]) for x in value["balance"]
            ),
            e_value=strength["e_value"],
            e_value_limit=strength["e_value_limit"],
            robustness_value=strength["robustness_value"],
            curves=tuple(
                Curve(x["treated"], *(tuple(x[name]) for name in ("days", "share", "low", "high")))
                for x in value["curves"]
            ),
            event_times=tuple((x["since_start"], _sure(x)) for x in value["event_times"]),
            left_out=tuple(
                (x["code"], 0 if x["people"] is None else x["people"]) for x in people["left_out"]
            ),
            notes=value["notes"],
            currency=value["currency"],
            simulated=value["simulated"],
            registration=value["registration"],
            registered_at=None
            if value["registered_at"] is None
            else datetime.fromisoformat(value["registered_at"]),
            timing=None if timing is None else Timing(timing["known"], timing["of"]),
            reading=None if value["reading"] is None else tuple(value["reading"]),
            family=None if family is None else (family["questions"], family["p"]),
        )


def shown(count: int) -> int | None:
    """Return a number of people as it may be shown: `None` below the smallest cell."""
    return count if count >= LEAST_CELL else None


def together(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Say of each finding whether it also holds among all that are read together.

    The family is every question that has a p; Holm's (1979) adjusted p is max over the smaller
    ones of (number not smaller) times p. Each finding keeps its own verdict: questions are asked
    for decisions of their own, and an answer must not change because somebody asks another one.
    """
    asked = [(one.p, place) for place, one in enumerate(findings) if one.p is not None]
    if len(asked) < 2:
        return findings
    made, worst = list(findings), 0.0
    for rank, (p, place) in enumerate(sorted(asked)):
        worst = max(worst, min(1.0, (len(asked) - rank) * p))
        made[place] = replace(findings[place], family=(len(asked), worst))
    return tuple(made)


def _estimate(x: Estimate | None) -> dict[str, Any] | None:
    if x is None:
        return None
    return {"value": _finite(x.value), "se": _finite(x.se), "ci": [_finite(x.low), _finite(x.high)]}


def _figures(given: Mapping[str, Any]) -> dict[str, Any]:
    """JSON knows no infinity: a drift that no test of these teams would find is no number."""
    return {k: _finite(v) if isinstance(v, float) else v for k, v in given.items()}


def _finite(x: float) -> float | None:
    return x if abs(x) < float("inf") else None


def _of(value: Mapping[str, Any] | None) -> Estimate | None:
    return None if value is None else _sure(value)


def _sure(value: Mapping[str, Any]) -> Estimate:
    low, high = value["ci"]
    there = [float("nan") if x is None else x for x in (value["value"], value["se"], low, high)]
    return Estimate(*there)


def _iso(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
