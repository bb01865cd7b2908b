"""The designs of a report: read from the ledger, turned into sections, handed on to costs.

Where an organisation has registered designs, those are read and no others. Where it has none, the
ready-made ones are read as they are: nothing that was not written down before its data is ever
established, but the report then shows what is there and says what to write down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from skillmark.measure.costs.isolation import Isolated
from skillmark.measure.designs.design import Question
from skillmark.measure.designs.finding import Finding
from skillmark.measure.designs.ready import READY
from skillmark.measure.designs.registry import Registry
from skillmark.measure.designs.running import run, run_all
from skillmark.measure.estimate import Estimate
from skillmark.measure.ledger.store import Ledger
from skillmark.measure.report import costing, effects_section, headlines
from skillmark.measure.report.phrases import Said
from skillmark.render.document import Section


def findings(
    registry: Registry | None, ledger: Ledger, *, today: date, rng: np.random.Generator
) -> tuple[Finding, ...]:
    """Read every registered design; without a registry, the ready-made ones that can be read."""
    if registry is not None and registry.registrations:
        return run_all(registry.current, ledger, today=today, rng=rng)
    own = rng.spawn(len(READY))
    every = [
        run(design, ledger, today=today, rng=one)
        for design, one in zip(READY.values(), own, strict=True)
    ]
    there = [found for found in every if not found.refused]
    first = next(one for one in every if one.design.question is Question.DAYS_TO_PRODUCTIVITY)
    return tuple(there or [first])


def section(said: Said, finding: Finding) -> Section:
    """Return a finding's section, with the figure that the cover may show."""
    made = effects_section.section(said, finding)
    first, *rest = made.claims
    return replace(made, claims=(headlines.effect(said, finding, first), *rest))


def isolated(found: tuple[Finding, ...]) -> tuple[Isolated, ...]:
    """Return the changes that the cost model may count, each with whether it is established."""
    return costing.of_findings(found)


def days(found: tuple[Finding, ...]) -> tuple[Estimate, int] | None:
    """Return the estimate for days to productivity and the people behind it, if there is one."""
    for one in found:
        if one.design.question is Question.DAYS_TO_PRODUCTIVITY and one.estimate is not None:
            return one.estimate, one.treated + one.untreated
    return None
