"""A few costs and assumptions of the home organisation."""

from __future__ import annotations

AFTER = ("measure",)
ACCESS = {
    "costs": "see_measures",
    "costs_json": "see_measures",
    "costs_csv": "see_measures",
    "assumptions_csv": "see_measures",
    "cost_figures": "see_measures",
    "cost_add": "record_outcomes",
    "cost_file": "record_outcomes",
    "cost_currency": "record_outcomes",
    "cost": "record_outcomes",
    "cost_assume": "record_outcomes",
}


def build(world):
    from skillmark.measure.costs.assumption import Assumption
    from skillmark.measure.costs.programme import CostKind, Item
    from skillmark.server.measure.costing import services

    lead = world.people["ld_lead"]
    item = Item("Trainers <and> rooms", 9000.0, CostKind.DELIVERY, low=8000.0, high=11000.0)
    row = services.spend(world.home, item, actor=lead)
    services.assume(world.home, Assumption("day_worth", 200, 120, 320, source="sales"), actor=lead)
    world.things["cost"] = row
    world.arguments["cost"] = {"pk": row.pk}
