"""A made-up organisation's ledger whose truth is known. Every row says that it is simulated.

The model, all numbers invented, none estimated from people:

- experience: gamma distributed, mean 4 years; function: one of four, unequally frequent;
- holding a credential at hiring: more likely with experience and in data work (log-odds
  -1.1 + 0.28 (experience - 4) + 0.9 in data - 0.5 in support), so holders would be faster anyway;
- days to productivity without it: gamma around 86 - 5 experience, + 14 in software, + 8 in data,
  - 10 in support, at least 12; with it: `effect` days fewer, at least 5;
- who was hired too recently is not there yet: the days so far, censored;
- training cost follows the days; leaving and performance follow experience weakly, never the
  credential.

Holders are faster for two reasons, experience and the credential: the naive difference
overstates, and the adjusted interval should cover the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from skillmark.measure.table import Floats
from skillmark.nouns.money import Money
from skillmark.nouns.outcome import Outcome

FUNCTIONS = ("Software", "Data", "Customer support", "Operations")
_FREQUENCY = (0.3, 0.25, 0.25, 0.2)
_DAYS = (14.0, 8.0, -10.0, 0.0)
_LOG_ODDS = (0.0, 0.9, -0.5, 0.0)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A ledger with its truth."""

    outcomes: tuple[Outcome, ...]
    without: Floats
    """Each person's days without a credential, whatever really happened."""
    with_credential: Floats
    """Each person's days with it."""
    held: Floats

    def truth(self, horizon: float = float("inf")) -> float:
        """Return the true mean effect, in days cut at `horizon`, on those who hold one."""
        holders = self.held == 1
        cut = np.minimum(self.with_credential, horizon) - np.minimum(self.without, horizon)
        return float(cut[holders].mean())


def simulate(
    *,
    people: int,
    today: date,
    rng: np.random.Generator,
    effect: float = 9.0,
    credential: str = "urn:example:credential",
    currency: str = "EUR",
) -> Simulated:
    """Draw a ledger of `people` hires of the three years before `today`."""
    experience = np.round(rng.gamma(2.0, 2.0, people), 1)
    function = rng.choice(len(FUNCTIONS), people, p=_FREQUENCY)
    log_odds = -1.1 + 0.28 * (experience - 4) + np.array(_LOG_ODDS)[function]
    held = rng.random(people) < 1 / (1 + np.exp(-log_odds))
    mean = np.maximum(86 - 5 * experience + np.array(_DAYS)[function], 12.0)
    without = np.round(rng.gamma(9.0, mean / 9.0))
    with_credential = np.maximum(without - effect, 5.0)
    days = np.where(held, with_credential, without)
    since = rng.integers(15, 3 * 365, people)
    stay = rng.exponential(1500 * np.exp(0.03 * (experience - 4)))
    performance = np.clip(0.55 + 0.02 * (experience - 4) + rng.normal(0, 0.12, people), 0, 1)
    hours = np.round(rng.gamma(6.0, days / 12.0), 1)
    pay = np.round((38_000 + 1_900 * experience + rng.normal(0, 3_000, people)) / 100) * 100
    early = rng.integers(30, 900, people)
    outcomes = []
    for i in range(people):
        hired = today - timedelta(days=int(since[i]))
        censored = bool(days[i] > since[i])
        left = hired + timedelta(days=int(stay[i]) + 1)
        outcomes.append(
            Outcome(
                person=f"P{i + 1:04d}",
                hired=hired,
                credential=f"{credential}:{i + 1}" if held[i] else None,
                credential_date=hired - timedelta(days=int(early[i])) if held[i] else None,
                function=FUNCTIONS[function[i]],
                starting_pay=_money(pay[i], currency),
                days_to_productivity=float(min(days[i], since[i])),
                productivity_censored=censored,
                training_hours=float(hours[i]),
                training_cost=_money(120 + 38 * hours[i], currency),
                performance=round(float(performance[i]), 2),
                left=left if left <= today else None,
                experience_years=float(experience[i]),
                simulated=True,
            )
        )
    return Simulated(tuple(outcomes), without, with_credential, held.astype(float))


def _money(amount: float, currency: str) -> Money:
    return Money(Decimal(f"{amount:.2f}"), currency)
