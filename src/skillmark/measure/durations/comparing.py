"""Groups of people side by side: curves, how much sooner, whether at all, and by which factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.durations.competing import Incidence, aalen_johansen
from skillmark.measure.durations.cox import Cox, cox
from skillmark.measure.durations.cox_checks import Proportionality, concordance, proportionality
from skillmark.measure.durations.curves import Curve, Flags, check, kaplan_meier, numbers_at_risk
from skillmark.measure.durations.logrank import LogRank, log_rank
from skillmark.measure.durations.reading import Watched
from skillmark.measure.durations.restricted import Restricted, restricted, restricted_difference
from skillmark.measure.estimate import Estimate
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

TICKS = 9
"""Times at which a curve is written out."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group's curve, written out at the same times as the others'."""

    name: str
    curve: Curve
    incidence: tuple[tuple[int, Incidence], ...]
    """Where something else can happen first: the share of each event."""
    at_risk: tuple[int, ...]
    mean: Estimate | None
    """Restricted to the horizon; `None` where the group was not watched that long."""


@dataclass(frozen=True, slots=True)
class Model:
    """A Cox regression with what is to be thought of it."""

    fitted: Cox
    checks: tuple[Proportionality, ...]
    concordance: float


@dataclass(frozen=True, slots=True)
class Compared:
    """What can be said about how long it takes."""

    n: int
    events: int
    competing: int
    horizon: float
    times: tuple[float, ...]
    groups: tuple[Group, ...]
    differences: tuple[tuple[str, Restricted], ...]
    """Each further group less the first, in restricted mean time."""
    test: LogRank | None
    model: Model | None
    notes: tuple[str, ...]
    wanted: float | None = None
    """The smallest difference worth knowing, in time; `None`: the one estimated."""

    @property
    def people_needed(self) -> int | None:
        """Return how many people of this mix would show what is wanted four times in five."""
        if len(self.differences) != 1:
            return None
        return self.differences[0][1].difference.needed(self.n, self.wanted)

    @property
    def remedy(self) -> str:
        """What would settle it, where it is open."""
        if self.established is not False or self.people_needed is None:
            return ""
        size = abs(self.wanted or self.differences[0][1].difference.value)
        return f"about {self.people_needed:,} people of this mix would show {size:,.3g}"

    @property
    def established(self) -> bool | None:
        """Whether the groups differ; `None` where there is one. Two: by the restricted mean."""
        if len(self.differences) == 1:
            return not self.differences[0][1].difference.covers_zero
        return None if self.test is None else self.test.p < 0.05

    @property
    def reason(self) -> str:
        """Why, in words."""
        if self.established is None:
            return "one group is described; nothing is compared"
        if len(self.differences) == 1:
            kind = "covers" if not self.established else "leaves out"
            return f"the interval of the difference up to {self.horizon:g} {kind} zero"
        kind = "no difference" if not self.established else "differences"
        return f"the log-rank test finds {kind} between the groups"

    def as_json(self) -> dict[str, Any]:
        """Return everything as the command line prints it; keys are stable."""
        return {
            "people": self.n,
            "events": self.events,
            "competing_events": self.competing,
            "horizon": self.horizon,
            "groups": [_group_json(group, self.times) for group in self.groups],
            "differences": [
                {
                    "group": name,
                    "compared_with": self.groups[0].name,
                    "restricted_mean_difference": _json(found.difference),
                    "ratio": found.ratio,
                }
                for name, found in self.differences
            ],
            "log_rank": None
            if self.test is None
            else {
                "statistic": self.test.statistic,
                "degrees": self.test.degrees,
                "p": self.test.p,
                "observed": list(self.test.observed),
                "expected": list(self.test.expected),
            },
            "cox": None if self.model is None else _model_json(self.model),
            "notes": list(self.notes),
            "verdict": {True: "established", False: "not established", None: None}[
                self.established
            ],
            "reason": self.reason,
            "remedy": self.remedy,
            "detectable": self.differences[0][1].difference.detectable
            if len(self.differences) == 1
            else None,
            "people_needed": self.people_needed,
        }


def compare(
    watched: Watched, *, horizon: float | None = None, wanted: float | None = None
) -> Compared:
    """Compare how long it takes in each group, up to `horizon` (the longest that all allow).

    The first (largest) group is what the others are compared with; `wanted` is the difference
    worth knowing, for which people needed are computed. Raises `InputError` for
    durations that cannot be, groups of fewer than `LEAST_CELL`, where the event has happened to
    nobody, and as `cox` does.
    """
    durations, happened, entry = watched.durations, watched.happened, watched.entry
    check(durations, happened, entry)
    if not happened.any():
        raise InputError(
            "nobody's event has happened yet",
            remedy="wait, or watch people for longer",
            code="no_events",
        )
    codes = np.zeros(len(durations), dtype=np.intp) if watched.group is None else watched.group
    names = watched.groups or ("",)
    members = [codes == k for k in range(len(names))]
    _refuse_small(members, names)
    until = min(float(durations[who].max()) for who in members) if horizon is None else horizon
    times = tuple(float(t) for t in np.linspace(0, until, TICKS))
    notes: list[str] = []
    for name, who in zip(names, members, strict=True):
        longest = float(durations[who].max())
        if until > longest and not happened[who][durations[who] == longest].all():
            raise InputError(
                f"nobody {f'of {name} ' if name else ''}was watched up to {until:g}; the longest "
                f"is {longest:g}",
                remedy=f"choose a horizon of at most {longest:g}",
                code="horizon",
            )
    groups = tuple(
        _group(watched, who, name, times, notes) for name, who in zip(names, members, strict=True)
    )
    differences = []
    for k, name in enumerate(names[1:], start=1):
        both = members[0] | members[k]
        try:
            found = restricted_difference(
                durations[both], happened[both], members[k][both], horizon=until,
                entry=None if entry is None else entry[both],
            )  # fmt: skip
        except InputError as error:
            notes.append(f"{name} and {names[0]} up to {until:g}: {error.cause}")
            continue
        differences.append((name, found))
    several = len(names) > 1
    return Compared(
        n=len(durations),
        events=int(happened.sum()),
        competing=int((watched.cause > 1).sum()),
        horizon=until,
        times=times,
        groups=groups,
        differences=tuple(differences),
        test=log_rank(durations, happened, codes, entry=entry) if several else None,
        model=_model(watched, codes, names) if watched.names else None,
        notes=tuple(dict.fromkeys(notes)),
        wanted=wanted,
    )


def _refuse_small(members: list[Flags], names: tuple[str, ...]) -> None:
    for name, who in zip(names, members, strict=True):
        if (size := int(who.sum())) < LEAST_CELL:
            raise InputError(
                f"{size} people{f' of {name}' if name else ''}: a curve could be traced to them",
                remedy=f"at least {LEAST_CELL} are needed; take small groups together",
                code="small_cell",
            )


def _group(
    watched: Watched, who: Flags, name: str, times: tuple[float, ...], notes: list[str]
) -> Group:
    until = times[-1]
    durations, happened, cause = (
        watched.durations[who],
        watched.happened[who],
        watched.cause[who],
    )
    entry = None if watched.entry is None else watched.entry[who]
    mean = None
    try:
        mean = restricted(durations, happened, until, entry=entry)
    except InputError as error:
        notes.append(f"{name or 'all'} up to {until:g}: {error.cause}")
    others = [int(k) for k in np.unique(cause) if k > 1]
    return Group(
        name=name,
        curve=kaplan_meier(durations, happened, entry=entry),
        incidence=tuple(
            (k, aalen_johansen(durations, cause, k, entry=entry))
            for k in (1, *others)
            if others and np.any(cause == k)
        ),
        at_risk=tuple(int(n) for n in numbers_at_risk(durations, np.array(times), entry)),
        mean=mean,
    )


def _model(watched: Watched, codes: np.ndarray[Any, Any], names: tuple[str, ...]) -> Model:
    """Regress on the groups (each against the first) and the covariates."""
    columns = [(codes == k).astype(np.float64) for k in range(1, len(names))]
    x: Floats = np.column_stack(
        [*columns, *([watched.covariates] if watched.covariates is not None else [])]
    )
    labels = (*names[1:], *watched.names)
    fitted = cox(
        watched.durations, watched.happened, x, labels,
        entry=watched.entry, clusters=watched.clusters,
    )  # fmt: skip
    score = x @ np.array([b.value for b in fitted.coefficients])
    return Model(
        fitted,
        proportionality(fitted, watched.durations, watched.happened, x, entry=watched.entry),
        concordance(watched.durations, watched.happened, score),
    )


def _json(x: Estimate) -> dict[str, Any]:
    return {"estimate": x.value, "se": x.se, "ci": [x.low, x.high]}


def _group_json(group: Group, times: tuple[float, ...]) -> dict[str, Any]:
    median, low, high = group.curve.median()
    heights = [group.curve.at(time) for time in times]
    return {
        "group": group.name,
        "people": group.curve.n,
        "events": group.curve.events,
        "median": median,
        "median_ci": [low, high],
        "restricted_mean": None if group.mean is None else _json(group.mean),
        "curve": [
            {"time": time, "at_risk": n, "waiting": s, "ci": [a, b]}
            for time, n, (s, a, b) in zip(times, group.at_risk, heights, strict=True)
        ],
        "incidence": [
            {
                "event": kind,
                "curve": [
                    {"time": time, "share": x, "ci": [a, b]}
                    for time in times
                    for x, a, b in [found.at(time)]
                ],
            }
            for kind, found in group.incidence
        ],
    }


def _model_json(model: Model) -> dict[str, Any]:
    return {
        **model.fitted.as_json(),
        "proportional_hazards": [
            {"covariate": c.covariate or "all", "statistic": c.statistic, "p": c.p}
            for c in model.checks
        ],
        "concordance": model.concordance,
    }
