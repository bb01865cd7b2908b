"""Whatever people and panels look like: an answer, or a refusal that says why; never a crash."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skillmark.measure.durations.comparing import compare
from skillmark.measure.durations.reading import Watched
from skillmark.measure.panels.did import Aggregate, Base, Comparison, Method, Panel, group_time
from skillmark.nouns.errors import InputError

seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds)
def test_durations_are_answered_or_refused(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, groups, k = rng.integers(5, 50), rng.integers(1, 4), rng.integers(0, 4)
    scale = rng.choice([1, 1e-6, 1e9, 0])
    whole = rng.integers(0, 9, n) * 1.0
    t = whole if rng.random() < 0.5 else np.abs(rng.normal(size=n)) * scale
    x = rng.normal(size=(n, k)) * rng.choice([1, 1e8, 1e-9, 0], k) + rng.choice([0, 1e6], k)
    if k and rng.random() < 0.3:
        x[:, 0] = t
    codes = np.sort(rng.integers(0, groups, n))
    codes = np.unique(codes, return_inverse=True)[1]
    watched = Watched(
        durations=t,
        cause=rng.integers(0, rng.integers(1, 4), n),
        groups=tuple("abc")[: codes.max() + 1],
        group=codes,
        covariates=x if k else None,
        names=tuple("xyz")[:k],
        clusters=rng.integers(0, n, n) if rng.random() < 0.5 else None,
        entry=np.maximum(t - rng.random(n) * scale, 0) if rng.random() < 0.4 else None,
    )
    try:
        found = compare(watched, horizon=None if rng.random() < 0.6 else float(rng.integers(9)))
    except InputError:
        return  # refused, in words: that is an answer
    assert json.dumps(found.as_json())
    assert found.reason


@given(seed=seeds)
def test_panels_are_answered_or_refused(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, periods, k = rng.integers(1, 40), rng.integers(2, 7), rng.integers(0, 3)
    first = np.where(rng.random(n) < rng.random(), np.inf, rng.integers(-1, 22, n) * 1.0)
    x = rng.normal(size=(n, periods, k)).round(rng.integers(0, 4))
    if k and rng.random() < 0.2:
        x[:, :, 0] = np.isfinite(first)[:, None]
    try:
        panel = Panel(
            units=tuple(map(str, range(n))),
            periods=tuple(np.sort(rng.choice(20, periods, replace=False)) * 1.0),
            first_treated=first,
            outcome=rng.normal(size=(n, periods)) * rng.choice([1, 1e-9, 1e9, 0]),
            covariates=x if k else np.empty((0, 0, 0)),
            names=tuple("xy")[:k],
            clusters=rng.integers(0, n, n) if rng.random() < 0.5 else None,
        )
        found = group_time(
            panel,
            comparison=list(Comparison)[rng.integers(len(Comparison))],
            method=list(Method)[rng.integers(len(Method))],
            base=list(Base)[rng.integers(len(Base))],
            aggregate=list(Aggregate)[rng.integers(len(Aggregate))],
            anticipation=int(rng.integers(0, 3)),
            draws=int(rng.integers(0, 2) * 50),
            rng=rng,
        )
    except InputError:
        return
    said = found.as_json()
    assert json.dumps(said)
    assert said["verdict"] == "not established" or said["reason"].startswith("the interval leaves")
