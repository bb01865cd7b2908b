"""A made-up organisation's ledger whose truth is known. Every row says that it is simulated.

The model, all numbers invented, none estimated from people:

- experience: gamma distributed, mean 4 years; function: one of four, unequally frequent; a team
  within the function, of about `TEAM` people, some teams faster and better paid than others;
- holding a credential at hiring: more likely with experience and in data work (log-odds
  -1.1 + 0.28 (experience - 4) + 0.9 in data - 0.5 in support), so holders would do better anyway;
- days to productivity without it: gamma around 86 - 5 experience + the team's, + 14 in software,
  + 8 in data, - 10 in support, at least 12; with it: `effect` days fewer, at least 5;
- who was hired too recently is not there yet: the days so far, censored; the same for who left;
- hours of training, of managers and of colleagues are shares of the days until then, so they and
  the training cost follow whatever changes the days;
- starting pay, promotion, leaving and ratings follow experience and never the credential, unless
  `pay`, `promotion` or `staying` say so: naive differences in them mislead;
- one in eight of those without a credential earn one after hiring, whoever they are: they are not
  treated at hiring, and their starting pay shows what self-selection alone would do (nothing here);
- a programme that teams start in different quarters (`Simulated.starts`) takes `programme` days
  off for everybody hired into the team from then on.

Holders are faster for two reasons, experience and the credential: the naive difference
overstates, and the adjusted interval should cover the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from skillmark.measure.ledger.store import Days, Flags, Ledger, Words
from skillmark.measure.table import Floats

FUNCTIONS = ("Software", "Data", "Customer support", "Operations")
_FREQUENCY = (0.3, 0.25, 0.25, 0.2)
_DAYS = (14.0, 8.0, -10.0, 0.0)
_LOG_ODDS = (0.0, 0.9, -0.5, 0.0)
_PAY = (3_000.0, 2_000.0, -2_000.0, 0.0)
TEAM = 25
"""People of the whole ledger in a team, on average."""
LONGEST = 3 * 365
"""Days before `today` on which the earliest were hired."""
YEAR, TWO_YEARS = 365.0, 730.0
FOLLOWED = 180
"""Days after hiring from which on the training of the start counts as over."""
HOURS = ("training_hours", "manager_hours", "peer_hours")
_HOURS_A_DAY = (0.5, 0.14, 0.22)
_FEE, _BY_THE_HOUR = 120.0, 38.0
_ACHIEVEMENTS = ("Working with GenAI", "Data handling", "Service in practice")
_PROVIDERS = ("Northfield College", "Open Workshop", "Weststadt Academy")
_AGES = ("under 30", "30 to 44", "45 and over")
_GENDERS = ("women", "men", "another or not said")


@dataclass(frozen=True, slots=True)
class Arm:
    """What becomes of everybody with a credential, or without one, whatever really happened."""

    days: Floats
    pay: Floats
    stay: Floats
    """Days until leaving, were they watched for ever."""
    promoted: Floats
    """Days until promotion; infinite for those who leave before."""
    spent: Floats
    """Days of training that are paid for: until productive or gone."""


@dataclass(frozen=True)
class Simulated:
    """A ledger with its truth."""

    ledger: Ledger
    without: Floats
    """Each person's days without a credential, whatever really happened."""
    with_credential: Floats
    """Each person's days with it."""
    held: Floats
    arms: tuple[Arm, Arm]
    """Without and with the credential; the people who were hired, in the ledger's order."""
    hours: tuple[Floats, ...]
    """Hours of training, of managers and of colleagues for each day paid for."""
    starts: dict[str, date] = field(default_factory=dict)
    """Team to the first day of the quarter in which it starts the programme; the others never."""
    programme: float = 0.0

    @cached_property
    def _holds(self) -> Flags:
        return np.asarray(self.held == 1)

    def truth(
        self,
        horizon: float = float("inf"),
        question: str = "days_to_productivity",
        *,
        hour: float = 0.0,
        among: NDArray[np.bool] | None = None,
    ) -> float:
        """Return the true mean effect on those who hold one (and are `among`, where given).

        In days cut at `horizon`, in the ledger's currency (`starting_pay`, `training_cost` with
        each hour at the price `hour`) or as a difference of shares (`retention` at a year,
        `promotion` within two). Of `programme`: the days it takes off for those it reaches.
        """
        if question == "programme":
            return -self.programme
        one = self._holds if among is None else self._holds & among
        before, after = self.arms
        if question == "starting_pay":
            change = after.pay - before.pay
        elif question == "training_cost":
            hours = sum(self.hours) * hour + self.hours[0] * _BY_THE_HOUR
            change = hours * (after.spent - before.spent)
        elif question == "retention":
            change = (after.stay > YEAR).astype(float) - (before.stay > YEAR)
        elif question == "promotion":
            change = (after.promoted <= TWO_YEARS).astype(float) - (before.promoted <= TWO_YEARS)
        else:
            change = np.minimum(after.days, horizon) - np.minimum(before.days, horizon)
        return float(change[one].mean())


def simulate(
    *,
    people: int,
    today: date,
    rng: np.random.Generator,
    effect: float = 9.0,
    pay: float = 0.0,
    staying: float = 0.0,
    promotion: float = 0.0,
    programme: float = 0.0,
    applicants: int = 0,
    teams: int | None = None,
    credential: str = "urn:example:credential",
    currency: str = "EUR",
) -> Simulated:
    """Draw a ledger of `people` hires of the three years before `today`.

    With a credential people need `effect` days fewer and are paid `pay` more; the rates at which
    they leave and are promoted change by the factors exp(-`staying`) and exp(`promotion`). The
    programme of the teams takes off `programme` days. `applicants` more applied and were not
    hired; they stand after the hires.
    """
    experience = np.round(rng.gamma(2.0, 2.0, people), 1)
    function = rng.choice(len(FUNCTIONS), people, p=_FREQUENCY)
    team, words = _teams(function, teams or max(2 * len(FUNCTIONS), people // TEAM), rng)
    quick, paid = rng.normal(0, 3.0, len(words)), rng.normal(0, 900.0, len(words))
    log_odds = -1.1 + 0.28 * (experience - 4) + np.array(_LOG_ODDS)[function]
    held = rng.random(people) < 1 / (1 + np.exp(-log_odds))
    since = rng.integers(15, LONGEST, people)
    hired = np.datetime64(today, "D") - since.astype("timedelta64[D]")
    starts = _starts(words, today, rng)
    reached = hired >= np.array([starts.get(word, date.max) for word in words], "M8[D]")[team]

    mean = np.maximum(86 - 5 * experience + np.array(_DAYS)[function] + quick[team], 12.0)
    without = np.round(rng.gamma(9.0, mean / 9.0))
    without = np.where(reached, np.maximum(without - programme, 5.0), without)
    with_credential = np.maximum(without - effect, 5.0)
    plain_pay = (
        38_000
        + 1_900 * experience
        + np.array(_PAY)[function]
        + paid[team]
        + rng.normal(0, 3_000, people)
    )
    stay = rng.exponential(1_500 * np.exp(0.03 * (experience - 4)))
    climb = rng.exponential(1_700 * np.exp(-0.06 * (experience - 4)))
    arms = (
        _arm(without, plain_pay, stay, climb),
        _arm(with_credential, plain_pay + pay, stay * np.exp(staying), climb / np.exp(promotion)),
    )
    hours = tuple(rng.gamma(6.0, rate / 6.0, people) for rate in _HOURS_A_DAY)
    ledger = _ledger(
        _Drawn(experience, function, team, words, held, since, hired, arms, hours),
        today=today,
        applicants=applicants,
        rng=rng,
        credential=credential,
        currency=currency,
    )
    return Simulated(
        ledger, without, with_credential, held.astype(float), arms, hours, starts, programme
    )


def _arm(days: Floats, pay: Floats, stay: Floats, climb: Floats) -> Arm:
    return Arm(
        days=days,
        pay=np.round(pay / 100) * 100,
        stay=np.floor(stay) + 1,
        promoted=np.where(climb < stay, np.floor(climb) + 1, np.inf),
        spent=np.minimum(days, np.floor(stay) + 1),
    )


def _teams(
    function: NDArray[np.int64], count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Put everybody into one of the function's teams, which are about equally large."""
    sizes = np.maximum(1, np.round(np.array(_FREQUENCY) * count)).astype(int)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    codes = first[function] + (rng.random(len(function)) * sizes[function]).astype(int)
    names = [f"{FUNCTIONS[f]} {k + 1}" for f in range(len(FUNCTIONS)) for k in range(sizes[f])]
    return codes.astype(np.int32), tuple(names)


def _starts(words: tuple[str, ...], today: date, rng: np.random.Generator) -> dict[str, date]:
    """Half of the teams start the programme, in one of the four middle quarters."""
    quarter = today.year * 4 + (today.month - 1) // 3
    order = rng.permutation(len(words))
    found = {}
    for place, index in enumerate(order[: len(words) // 2]):
        year, part = divmod(quarter - 8 + place % 4, 4)
        found[words[int(index)]] = date(year, 3 * part + 1, 1)
    return found


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What was drawn, before it is looked at as of today."""

    experience: Floats
    function: NDArray[np.int64]
    team: NDArray[np.int32]
    teams: tuple[str, ...]
    held: Flags
    since: NDArray[np.int64]
    hired: Days
    arms: tuple[Arm, Arm]
    hours: tuple[Floats, ...]

    def had(self, name: str) -> Floats:
        """What really happened: the arm that each person was in."""
        without, with_credential = (getattr(arm, name) for arm in self.arms)
        return np.asarray(np.where(self.held, with_credential, without), dtype=np.float64)


def _ledger(
    drawn: _Drawn,
    *,
    today: date,
    applicants: int,
    rng: np.random.Generator,
    credential: str,
    currency: str,
) -> Ledger:
    people = len(drawn.held)
    since, held = drawn.since.astype(float), drawn.held
    watched = np.minimum(since, drawn.had("stay"))
    days = drawn.had("days")
    spent = np.minimum(drawn.had("spent"), since)
    hours = [np.round(rate * spent, 1) for rate in drawn.hours]
    early, later = rng.integers(30, 900, people), rng.integers(1, 900, people)
    earns_later = ~held & (rng.random(people) < 0.125) & (later < watched)
    nothing = np.datetime64("NaT", "D")
    awarded = np.where(held, drawn.hired - _days(early), nothing)
    awarded = np.where(earns_later, drawn.hired + _days(later), awarded)
    has = held | earns_later
    ids = np.where(has, np.cumsum(has) - 1, -1).astype(np.int32)
    about = rng.integers(len(_ACHIEVEMENTS), size=people)
    rated = {
        name: _rating(middle + slope * (drawn.experience - 4) + rng.normal(0, 0.12, people))
        for name, middle, slope in (
            ("performance", 0.55, 0.02),
            ("influence", 0.45, 0.02),
            ("collaboration", 0.6, 0.0),
        )
    }
    result = 0.62 + 0.5 * (rated["performance"] - 0.55) + rng.normal(0, 0.1, people)
    study = rng.exponential(2_600, people)
    ledger = Ledger(
        people=np.array([f"P{i + 1:04d}" for i in range(people)], dtype=object),
        days={
            "applied": drawn.hired - _days(rng.integers(14, 90, people)),
            "hired": drawn.hired,
            "credential_date": awarded,
            "promoted": _when(drawn.hired, drawn.had("promoted"), since),
            "further_study": _when(drawn.hired, np.floor(study) + 1, watched),
            "left": _when(drawn.hired, drawn.had("stay"), since),
        },
        words={
            "function": Words(drawn.function.astype(np.int32), FUNCTIONS),
            "team": Words(drawn.team, drawn.teams),
            "credential": Words(ids, tuple(f"{credential}:{i + 1}" for i in range(int(has.sum())))),
            "achievement": Words(np.where(has, about, -1).astype(np.int32), _ACHIEVEMENTS),
            "provider": Words(
                np.where(has, (about + ids // 2) % len(_PROVIDERS), -1).astype(np.int32), _PROVIDERS
            ),
        },
        numbers={
            "starting_pay": drawn.had("pay"),
            "days_to_productivity": np.minimum(days, watched),
            **dict(zip(HOURS, hours, strict=True)),
            "training_cost": np.round(_FEE + _BY_THE_HOUR * hours[0], 2),
            "experience_years": drawn.experience,
            "result": np.where(has, _rating(result), np.nan),
            **rated,
        },
        flags={
            "productivity_censored": days > watched,
            "simulated": np.ones(people, dtype=np.bool),
        },
        groups={
            "age band": Words(rng.choice(3, people, p=(0.4, 0.4, 0.2)).astype(np.int32), _AGES),
            "gender": Words(rng.choice(3, people, p=(0.48, 0.49, 0.03)).astype(np.int32), _GENDERS),
        },
        currency=currency,
    )
    return _with_applicants(ledger, applicants, today, rng) if applicants else ledger


def _with_applicants(ledger: Ledger, count: int, today: date, rng: np.random.Generator) -> Ledger:
    """Add people who applied and were not hired: an application, and nothing after it."""
    n = len(ledger)
    nothing = np.full(count, np.datetime64("NaT", "D"))
    applied = np.datetime64(today, "D") - _days(rng.integers(15, LONGEST, count))
    unknown = np.full(count, np.nan)
    nobody = np.full(count, -1, dtype=np.int32)
    function = rng.choice(len(FUNCTIONS), count, p=_FREQUENCY).astype(np.int32)
    experience = np.round(rng.gamma(1.8, 2.0, count), 1)
    ids = np.array([f"P{n + i + 1:04d}" for i in range(count)], dtype=object)
    return Ledger(
        people=np.concatenate([ledger.people, ids]),
        days={
            name: np.concatenate([column, applied if name == "applied" else nothing])
            for name, column in ledger.days.items()
        },
        words={
            name: Words(
                np.concatenate([column.codes, function if name == "function" else nobody]),
                column.levels,
            )
            for name, column in ledger.words.items()
        },
        numbers={
            name: np.concatenate([column, experience if name == "experience_years" else unknown])
            for name, column in ledger.numbers.items()
        },
        flags={
            name: np.concatenate([column, np.full(count, name == "simulated")])
            for name, column in ledger.flags.items()
        },
        groups={
            name: Words(
                np.concatenate(
                    [column.codes, rng.integers(len(column.levels), size=count, dtype=np.int32)]
                ),
                column.levels,
            )
            for name, column in ledger.groups.items()
        },
        currency=ledger.currency,
    )


def _rating(values: Floats) -> Floats:
    return np.asarray(np.round(np.clip(values, 0, 1), 2), dtype=np.float64)


def _days(count: NDArray[np.int64]) -> NDArray[np.timedelta64]:
    return np.asarray(count.astype("timedelta64[D]"))


def _when(hired: Days, after: Floats, watched: Floats) -> Days:
    """Return the day of what happened within the time watched, and nothing for the others."""
    seen = after <= watched
    steps = np.where(seen, after, 0).astype("timedelta64[D]")
    return np.where(seen, hired + steps, np.datetime64("NaT", "D"))
