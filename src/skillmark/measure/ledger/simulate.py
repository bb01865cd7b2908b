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
from datetime import date

import numpy as np

from skillmark.measure.ledger.store import Ledger, Words
from skillmark.measure.table import Floats

FUNCTIONS = ("Software", "Data", "Customer support", "Operations")
_FREQUENCY = (0.3, 0.25, 0.25, 0.2)
_DAYS = (14.0, 8.0, -10.0, 0.0)
_LOG_ODDS = (0.0, 0.9, -0.5, 0.0)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A ledger with its truth."""

    ledger: Ledger
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
    days_ago = (np.timedelta64(1, "D") * since).astype("timedelta64[D]")
    hired = np.datetime64(today, "D") - days_ago
    leaves = hired + (stay.astype(np.int64) + 1).astype("timedelta64[D]")
    nothing = np.datetime64("NaT", "D")
    ids = np.where(held, np.arange(people), -1).astype(np.int32)
    ledger = Ledger(
        people=np.array([f"P{i + 1:04d}" for i in range(people)], dtype=object),
        days={
            "hired": hired,
            "credential_date": np.where(held, hired - early.astype("timedelta64[D]"), nothing),
            "left": np.where(leaves <= np.datetime64(today, "D"), leaves, nothing),
        },
        words={
            "function": Words(function.astype(np.int32), FUNCTIONS),
            "credential": Words(ids, tuple(f"{credential}:{i + 1}" for i in range(people))),
        },
        numbers={
            "starting_pay": pay,
            "days_to_productivity": np.minimum(days, since),
            "training_hours": hours,
            "training_cost": np.round(120 + 38 * hours, 2),
            "performance": np.round(performance, 2),
            "experience_years": experience,
        },
        flags={
            "productivity_censored": days > since,
            "simulated": np.ones(people, dtype=np.bool),
        },
        currency=currency,
    )
    return Simulated(ledger, without, with_credential, held.astype(float))
