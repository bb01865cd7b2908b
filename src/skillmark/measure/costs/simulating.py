"""What a model comes to: costs, savings apart, return, all with intervals, and a verdict.

The share of draws above zero says how much of the entered ranges pays. It is a probability of
success only if the ranges are probabilities, which nobody has shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from skillmark.measure.costs.break_even import BreakEven, all_break_evens
from skillmark.measure.costs.drawing import Draws, draw
from skillmark.measure.costs.model import OPEN, Model
from skillmark.measure.costs.movers import Mover, movers
from skillmark.measure.costs.programme import CostKind, Number
from skillmark.measure.costs.savings import Kind, Line, Standpoint, Status
from skillmark.measure.costs.spread import Spread
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

SIZE = 20_000
LEAST = 10_000


class Verdict(StrEnum):
    """What may be said of the return."""

    NO_COSTS = "no costs"
    """Nothing was entered that costs money."""
    NO_TIME = "no time"
    """Several years without discount rate or inflation."""
    NOT_KNOWN = "not known"
    """No saving is known."""
    NOT_ESTABLISHED = "not established"
    """The effects that it would rest on are not."""
    INCOMPLETE = "incomplete"
    """Kinds of costs are not stated: the return is at most this."""
    OPEN = "open"
    """Everything is known, and the interval has both signs."""
    PAYS = "pays"
    DOES_NOT_PAY = "does not pay"
    """By what counts: what is not known may still make up for it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One line of savings with what it comes to."""

    standpoint: Standpoint
    spread: Spread | None
    """Also where it does not count; `None` where it is not known."""
    bound: float | None = None
    """What it cannot exceed, where only a ceiling is known."""

    @property
    def line(self) -> Line:
        """The line."""
        return self.standpoint.line

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return self.standpoint.status is Status.COUNTED


@dataclass(frozen=True, slots=True)
class Return:
    """Benefits against costs (Phillips 1997): of the lines that count, or of more."""

    direct: Spread
    indirect: Spread
    benefits: Spread
    net: Spread
    roi: Spread | None
    """Net benefit over costs: 0.5 is 50 %. `None` where nothing was spent."""
    ratio: Spread | None
    """Benefits over costs."""
    payback_months: Spread | None
    """Months in which the benefits of a year pay for the costs; infinite where they never do."""
    above_zero: float
    """Share of the draws with a net benefit above 0."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a model says."""

    model: Model
    seed: int
    draws: int
    verdict: Verdict
    missing: tuple[str, ...]
    """What to enter or isolate for a better answer, in the catalogue's names."""
    costs: Spread | None
    by_kind: tuple[tuple[CostKind, Spread], ...]
    unstated: tuple[CostKind, ...]
    twice: tuple[CostKind, ...]
    per_learner: Spread | None
    per_credential: Spread | None
    per_hire: Spread | None
    saved: tuple[Saved, ...]
    counted: Return | None
    """Of what counts alone."""
    if_true: Return | None
    """If also everything were so that is believed, tended or not established; `None` where that is
    nothing more."""
    movers: tuple[Mover, ...]
    movers_if_true: bool
    """Whether the movers are of `if_true`, because nothing counts that would move much."""
    break_even: tuple[BreakEven, ...]

    def line(self, name: str) -> Saved:
        """Return one line of savings."""
        return next(one for one in self.saved if one.line.name == name)


def simulate(model: Model, *, seed: int = 1, size: int = SIZE) -> Outcome:
    """Work a model out by `size` draws (10,000 at least); the same seed gives the same digits."""
    if size < LEAST:
        raise InputError(f"{size} draws", remedy=f"take at least {LEAST:,}")
    if model.untimed:
        return _without(model, Verdict.NO_TIME, model.untimed, seed, size)
    drawn = draw(model, seed=seed, size=size)
    kinds = {kind: _array(x, size) for kind, x in model.costs(drawn).items()}
    saved = tuple(_saved(model, one, drawn, size) for one in model.standpoints)
    counted = model.lines(Status.COUNTED)
    waiting = model.lines(*OPEN)
    total = sum(kinds.values(), np.zeros(size)) if kinds else None
    now = _return(model, counted, drawn, total, size) if total is not None else None
    more = _more(counted, waiting)
    if_true = _return(model, more, drawn, total, size) if waiting and total is not None else None
    verdict = _verdict(model, saved, now)
    rests = any(line.effect for line in counted)
    wide = bool(if_true is not None and waiting and not rests)
    return Outcome(
        model=model,
        seed=seed,
        draws=size,
        verdict=verdict,
        missing=_missing(saved),
        costs=None if total is None else Spread.of(total),
        by_kind=tuple((kind, Spread.of(kinds[kind])) for kind in CostKind if kind in kinds),
        unstated=model.unstated,
        twice=model.stated_twice,
        per_learner=_per(total, drawn, "learners", model),
        per_credential=_per(total, drawn, "credentials", model),
        per_hire=_per(total, drawn, "hires", model),
        saved=saved,
        counted=now,
        if_true=if_true,
        movers=movers(model, more if wide else counted, drawn, seed=seed) if now else (),
        movers_if_true=wide,
        break_even=all_break_evens(model, drawn) if now else (),
    )


def _more(counted: tuple[Line, ...], waiting: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines that count and those that wait, each money once."""
    lines = (*counted, *waiting)
    names = {line.name for line in lines}
    return tuple(line for line in lines if not names & set(line.within))


def _saved(model: Model, one: Standpoint, drawn: Draws, size: int) -> Saved:
    if one.status is Status.NOT_KNOWN:
        return Saved(one, None)
    if one.status is Status.BOUND:
        # At its ceiling, with everything else at the favourable end of its draws.
        caps = {name: np.float64(model.assumed[name].cap) for name in one.missing}
        at_most = _array(model.saving(one.line, {**drawn, **caps}), size)
        return Saved(one, None, float(np.quantile(at_most, 0.975)))
    return Saved(one, Spread.of(_array(model.saving(one.line, drawn), size)))


def _return(
    model: Model, lines: tuple[Line, ...], drawn: Draws, costs: Floats | None, size: int
) -> Return:
    assert costs is not None  # noqa: S101 (said by the caller)
    parts = {
        kind: sum(
            (_array(model.saving(line, drawn), size) for line in lines if line.kind is kind),
            np.zeros(size),
        )
        for kind in Kind
    }
    benefits = parts[Kind.DIRECT] + parts[Kind.INDIRECT]
    net = benefits - costs
    spent = bool((costs > 0).all())
    with np.errstate(divide="ignore", invalid="ignore"):
        yearly = benefits / model.horizon.years
        months = np.where(yearly > 0, 12 * costs / yearly, np.inf)
    return Return(
        direct=Spread.of(parts[Kind.DIRECT]),
        indirect=Spread.of(parts[Kind.INDIRECT]),
        benefits=Spread.of(benefits),
        net=Spread.of(net),
        roi=Spread.of(net / costs) if spent else None,
        ratio=Spread.of(benefits / costs) if spent else None,
        payback_months=Spread.of(months) if lines and np.isfinite(months).any() else None,
        above_zero=float((net > 0).mean()),
    )


def _verdict(model: Model, saved: tuple[Saved, ...], now: Return | None) -> Verdict:
    if now is None:
        return Verdict.NO_COSTS
    counted = [one for one in saved if one.counted]
    rests = any(one.line.effect for one in counted)
    waiting = any(one.standpoint.status in {*OPEN, Status.BOUND} for one in saved)
    complete = not model.unstated
    said = (
        (Verdict.PAYS, bool(counted) and complete and now.net.low > 0),
        (Verdict.NOT_ESTABLISHED, waiting and not rests),
        (Verdict.NOT_KNOWN, not counted),
        (Verdict.DOES_NOT_PAY, now.net.high < 0),
        (Verdict.INCOMPLETE, not complete),
    )
    return next((verdict for verdict, holds in said if holds), Verdict.OPEN)


def _missing(saved: tuple[Saved, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in saved for name in one.standpoint.missing))


def _per(total: Floats | None, drawn: Draws, name: str, model: Model) -> Spread | None:
    """Return the costs of a year for each of a year's number; `None` where there are none."""
    if total is None or name not in drawn or not (drawn[name] > 0).all():
        return None
    return Spread.of(total / model.horizon.years / drawn[name])


def _array(x: Number, size: int) -> Floats:
    return np.broadcast_to(np.asarray(x, dtype=np.float64), (size,))


def _without(
    model: Model, verdict: Verdict, missing: tuple[str, ...], seed: int, size: int
) -> Outcome:
    saved = tuple(Saved(one, None) for one in model.standpoints)
    return Outcome(
        model, seed, size, verdict, missing, None, (), model.unstated, model.stated_twice,
        None, None, None, saved, None, None, (), False, (),
    )  # fmt: skip
