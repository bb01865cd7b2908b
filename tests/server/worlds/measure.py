"""A simulated outcome ledger of the home organisation."""

from __future__ import annotations

ACCESS = {
    "measure": "see_measures",
    "measure_productivity": "see_measures",
    "measure_method": "see_measures",
}


def build(world):
    from datetime import date

    import numpy as np

    from skillmark.measure.ledger.simulate import simulate
    from skillmark.server.measure.ledger import services

    made = simulate(people=240, today=date(2026, 11, 1), rng=np.random.default_rng(5))
    services.record(world.home, made.ledger, actor=None)
    world.things["ledger"] = made
