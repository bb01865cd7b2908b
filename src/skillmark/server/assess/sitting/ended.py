"""How an adaptive or mastery test went and why it stopped, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from skillmark.assess.adaptive.session import Step
from skillmark.server.assess.models import AttemptRecord, Mode
from skillmark.server.assess.sitting import engine
from skillmark.server.skills import services as frameworks

REASONS = {
    "bound": gettext_lazy("Your answers were clear enough, so the test stopped here."),
    "exact": gettext_lazy("No answers to the questions left could have changed this."),
    "stochastic": gettext_lazy("The questions left would hardly have changed this."),
    "length": gettext_lazy("You were asked as many questions as this test may ask."),
    "no_item": gettext_lazy("There were no more questions to ask."),
    "precise": gettext_lazy("Your result was precise enough, so the test stopped here."),
    engine.UNFINISHED: gettext_lazy(
        "The test was not sat to its end. What was not reached counts as not right: missing"
        " evidence is no pass."
    ),
}
"""Why a test stopped, by the code of `skillmark.assess.adaptive.session.Stop`."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a test whose questions were chosen by the answers."""

    mastery: bool
    passed: bool
    words: str
    """Why it stopped."""
    confidence: str
    """Probability that ability lies on the decided side, in percent; empty where the test did
    not get to decide."""
    items: int
    most: int
    estimate: float
    standard_error: float
    cut: float
    """On the scale of ability."""
    steps: list[tuple[Step, str]]
    """Every answer with the label of its skill."""
    persons: int
    """How many people the calibration rests on."""
    simulated: bool

    @property
    def brief(self) -> str:
        """The confidence where there is little room."""
        return self.confidence if self.confidence[:1].isdigit() else "> 99 %"

    @property
    def bounds(self) -> tuple[float, float]:
        """Where the ratio would have decided: failing at or below, passing at or above."""
        return (self.steps[0][0].fail_at, self.steps[0][0].pass_at) if self.steps else (0.0, 0.0)


def ended(attempt: AttemptRecord) -> Ended | None:
    """Return how a submitted attempt went, `None` for fixed forms."""
    stop = engine.stop_of(attempt)
    if stop is None:
        return None
    rules = attempt.delivery.rules
    found = engine.steps(attempt)
    names = frameworks.labels({one.content for one in found}, get_language() or "en")
    return Ended(
        mastery=attempt.delivery.mode == Mode.MASTERY,
        passed=stop["decision"] == "pass",
        words=str(REASONS[stop["reason"]]),
        confidence=percent(stop),
        items=stop["items"],
        most=rules["rules"]["max_items"],
        estimate=stop["estimate"],
        standard_error=stop["standard_error"],
        cut=rules["rules"]["cut"],
        steps=[(one, names[one.content]) for one in found],
        persons=rules["persons"],
        simulated=rules["simulated"],
    )


def percent(stop: dict[str, Any]) -> str:
    """Return how sure a decision is, in words; nothing is ever 100 % sure."""
    sure = stop["confidence"]
    if sure is None:
        return ""
    return _("more than 99 %") if sure >= 0.995 else f"{100 * sure:.0f} %"
