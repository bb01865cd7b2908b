"""Groups of people side by side: curves, how much sooner, whether at all, and by which factor."""

from __future__ import annotations

from typing import Any

import numpy as np

from skillmark.measure.cells import LEAST_CELL
from skillmark.measure.durations.compared import Compared, Group, Model
from skillmark.measure.durations.competing import aalen_johansen
from skillmark.measure.durations.cox import FEW_CLUSTERS, cox
from skillmark.measure.durations.cox_checks import concordance, proportionality
from skillmark.measure.durations.curves import Flags, check, kaplan_meier, numbers_at_risk
from skillmark.measure.durations.logrank import log_rank
from skillmark.measure.durations.reading import Watched
from skillmark.measure.durations.restricted import restricted, restricted_difference
from skillmark.measure.table import Floats
from skillmark.nouns.errors import InputError

TICKS = 9
"""Times at which a curve is written out."""


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
                clusters=None if watched.clusters is None else watched.clusters[both],
            )  # fmt: skip
        except InputError as error:
            notes.append(f"{name} and {names[0]} up to {until:g}: {error.cause}")
            continue
        differences.append((name, found))
    several = len(names) > 1
    model = _model(watched, codes, names) if watched.names else None
    if model and model.fitted.clusters and model.fitted.clusters < FEW_CLUSTERS:
        notes.append(f"only {model.fitted.clusters} clusters: the model's intervals rest on little")
    return Compared(
        n=len(durations),
        events=int(happened.sum()),
        competing=int((watched.cause > 1).sum()),
        horizon=until,
        times=times,
        groups=groups,
        differences=tuple(differences),
        test=log_rank(durations, happened, codes, entry=entry, clusters=watched.clusters)
        if several
        else None,
        model=model,
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
