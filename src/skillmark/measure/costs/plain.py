"""An outcome as plain data for programs; keys are stable."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from skillmark.measure.costs.assumption import Assumption
from skillmark.measure.costs.catalogue import BY_NAME, INTANGIBLES
from skillmark.measure.costs.phillips import Rung
from skillmark.measure.costs.simulating import Outcome, Return, Saved
from skillmark.measure.costs.spread import Spread


def as_json(outcome: Outcome | None, rungs: Sequence[Rung]) -> dict[str, Any]:
    """Return what a model says; what is not known is null, and what is infinite is null too."""
    levels = [rung.as_json() for rung in rungs]
    if outcome is None:
        return {"verdict": "no costs", "levels": levels}
    return {
        "verdict": outcome.verdict.value,
        "currency": outcome.model.currency,
        "simulated": outcome.model.simulated,
        "years": outcome.model.horizon.years,
        "seed": outcome.seed,
        "draws": outcome.draws,
        "missing": list(outcome.missing),
        "costs": _spread(outcome.costs),
        "costs_by_kind": {kind.value: x.as_json() for kind, x in outcome.by_kind},
        "costs_not_stated": [kind.value for kind in outcome.unstated],
        "costs_stated_twice": [kind.value for kind in outcome.twice],
        "per_learner": _spread(outcome.per_learner),
        "per_credential": _spread(outcome.per_credential),
        "per_hire": _spread(outcome.per_hire),
        "savings": [_saved(one) for one in outcome.saved],
        "counted": _return(outcome.counted),
        "if_true": _return(outcome.if_true),
        "movers": [
            {
                "name": one.name,
                "ends": list(one.ends),
                "net": list(one.net),
                "variance_first": one.share.first,
                "variance_total": one.share.total,
            }
            for one in outcome.movers
        ],
        "movers_if_true": outcome.movers_if_true,
        "break_even": [
            {
                "name": one.name,
                "unit": BY_NAME[one.name].unit.value,
                "least": one.least.as_json(),
                "rests_on": list(one.rests_on),
                "beyond_ceiling": one.beyond_ceiling,
            }
            for one in outcome.break_even
        ],
        "assumptions": [
            {**_assumption(one), "unit": BY_NAME[one.name].unit.value}
            for one in outcome.model.assumed.values()
        ],
        "items": [
            {
                **_assumption(item.quantity),
                "name": item.name,
                "kind": item.kind.value,
                "year": item.year,
                "recurring": item.recurring,
                "share": item.share,
            }
            for item in outcome.model.items
        ],
        "intangibles": list(INTANGIBLES),
        "levels": levels,
    }


def _spread(x: Spread | None) -> dict[str, Any] | None:
    return None if x is None else x.as_json()


def _saved(one: Saved) -> dict[str, Any]:
    here = one.standpoint
    return {
        "name": one.line.name,
        "kind": one.line.kind.value,
        "status": here.status.value,
        "ground": here.ground.value if here.ground else None,
        "missing": list(here.missing),
        "within": here.within or None,
        "amount": _spread(one.spread),
        "at_most": one.bound if one.bound is not None and isfinite(one.bound) else None,
    }


def _return(found: Return | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "direct": found.direct.as_json(),
        "indirect": found.indirect.as_json(),
        "benefits": found.benefits.as_json(),
        "net": found.net.as_json(),
        "roi": _spread(found.roi),
        "benefit_cost_ratio": _spread(found.ratio),
        "payback_months": _spread(found.payback_months),
        "share_of_draws_above_zero": found.above_zero,
    }


def _assumption(one: Assumption) -> dict[str, Any]:
    return {
        "name": one.name,
        "low": one.low,
        "likely": one.likely,
        "high": one.high,
        "ceiling": one.ceiling,
        "shape": one.shape.value if one.known else None,
        "standing": one.standing.value,
        "isolation": one.isolation.value if one.isolation else None,
        "established": one.established if one.isolation else None,
        "source": one.source,
        "said_by": one.said_by,
        "simulated": one.simulated,
    }
