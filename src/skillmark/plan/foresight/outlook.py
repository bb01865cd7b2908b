"""A forecast as it is told: what was counted, what may come, and how the methods did so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from skillmark.nouns.share import Share
from skillmark.plan.foresight.periods import Every


class Method(StrEnum):
    """How a forecast is made."""

    MODEL = "model"
    NAIVE = "naive"
    """As last time."""
    SEASONAL = "seasonal_naive"
    """As at this time last year."""


class Outlook(StrEnum):
    """What may be said of the demand for a skill."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    """The model predicts better than the naive forecast, and no movement."""
    UNCLEAR = "unclear"
    """Nothing here predicts better than the naive forecast."""
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Ahead:
    """One period to come: the share expected, and where 80 and 95 of 100 such shares lie."""

    start: date
    share: float
    low95: float
    low80: float
    high80: float
    high95: float


@dataclass(frozen=True, slots=True)
class Tried:
    """How a method did on the series itself."""

    method: Method
    loss: float
    """Mean quantile loss, on the scale of shares; lower is better."""
    error: float
    """Mean absolute error of the share expected."""
    within80: Share
    within95: Share


@dataclass(frozen=True, slots=True)
class Backtest:
    """Every method on the same past periods."""

    origins: int
    methods: tuple[Tried, ...]
    chance: float | None
    """Probability of so large a lead of the model over the better naive forecast if there is
    none; `None` where the model does not lead."""

    def of(self, method: Method) -> Tried | None:
        """Return how one method did."""
        return next((one for one in self.methods if one.method is method), None)

    @property
    def skill(self) -> float | None:
        """1 less the model's loss over the naive one's: above 0 it is better, 1 at best."""
        model, naive = self.of(Method.MODEL), self.of(Method.NAIVE)
        return 1 - model.loss / naive.loss if model and naive and naive.loss > 0 else None

    @property
    def relative_error(self) -> float | None:
        """Mean absolute error over the naive one's, on the same periods (Hyndman and Koehler 2006,
        International Journal of Forecasting 22, 679-688): below 1 it is better."""
        model, naive = self.of(Method.MODEL), self.of(Method.NAIVE)
        return model.error / naive.error if model and naive and naive.error > 0 else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """One skill: what was counted, what may come, and whether that is better than naive."""

    skill: str
    every: Every
    starts: tuple[date, ...]
    asked: tuple[int, ...]
    of: tuple[int, ...]
    outlook: Outlook
    shown: Method | None
    """Which method is the forecast; `None` where there is too little."""
    usual: int
    """Sources of a usual period of the last year: for so many the intervals are made."""
    lately: Share
    """Of the last year."""
    rises: float | None = None
    """Probability, by the model, that the share at the horizon is above that of the last year."""
    ahead: tuple[tuple[Method, tuple[Ahead, ...]], ...] = ()
    backtest: Backtest | None = None

    def by(self, method: Method | None) -> tuple[Ahead, ...]:
        """Return the periods to come by a method; empty where it says nothing."""
        return dict(self.ahead).get(method, ()) if method else ()
