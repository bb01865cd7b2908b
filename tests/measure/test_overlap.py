"""The rule for overlap: explicit, settable, in the result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from skillmark.measure.effects import aipw
from skillmark.measure.effects.overlap import Rule, optimal_limit
from skillmark.nouns.errors import InputError


def test_every_rule_leaves_out_whom_it_says() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(900, 2))
    d = (rng.random(900) < expit(1.6 * x[:, 0] - x[:, 1])).astype(float)
    y = x.sum(axis=1) + d + rng.normal(size=900)
    fits = {
        text: aipw.att(d, y, x, ("a", "b"), rule=Rule.parse(text))
        for text in ("common-support", "optimal", "0.9", "none")
    }
    assert fits["none"].overlap.treated_left_out == 0
    assert fits["none"].kept.all()
    assert [fit.overlap.rule for fit in fits.values()] == [
        "common_support", "optimal", "at_most 0.9", "none",
    ]  # fmt: skip
    assert Rule.parse(fits["0.9"].overlap.rule) == Rule.parse("0.9")
    for fit in fits.values():
        assert fit.att.low < 1 < fit.att.high
    # Fewer people with large weights: a more precise answer, about fewer people.
    assert fits["optimal"].att.se < fits["none"].att.se
    assert (
        fits["optimal"].overlap.treated_left_out > fits["common-support"].overlap.treated_left_out
    )


@given(st.lists(st.floats(0.001, 0.999), min_size=3, max_size=80))
def test_the_optimal_rule_is_the_most_precise(values: list[float]) -> None:
    """Crump, Hotz, Imbens and Mitnik (2009), for the treated: no other limit scatters less."""
    e = np.array(sorted(values))

    def scatter(limit: float) -> float:
        inside = e[e <= limit]
        return float((inside / (1 - inside)).sum() / inside.sum() ** 2)

    best = scatter(optimal_limit(e))
    assert best <= min(scatter(float(limit)) for limit in e) * (1 + 1e-9)


def test_no_rule_at_all_is_no_rule() -> None:
    for text in ("sometimes", "0", "1.5", ""):
        with pytest.raises(InputError, match="no rule for overlap"):
            Rule.parse(text)
    d = np.repeat([1.0, 0.0], [30, 30])
    x = np.random.default_rng(0).normal(size=(60, 1))
    with pytest.raises(InputError, match="leaves nobody"):
        aipw.att(d, x[:, 0] * 1.0, x, ("a",), rule=Rule.parse("0.01"))
