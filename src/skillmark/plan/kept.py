"""A plan that was kept as plain data (as `dataclasses.asdict` gives it), and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from skillmark.nouns.errors import InputError
from skillmark.nouns.plan import (
    Because,
    Enrolment,
    LeftOut,
    Plan,
    PlanStatus,
    Saving,
    Scarce,
)


def as_plan(data: Mapping[str, Any]) -> Plan:
    """Return the plan of plain data; what an older plan did not know yet is left empty.

    Raises `InputError` where it is no plan.
    """
    known = {field.name for field in fields(Plan)}
    kept = {name: value for name, value in data.items() if name in known}
    try:
        return Plan(
            **{
                **kept,
                "status": PlanStatus(kept["status"]),
                "enrolments": tuple(Enrolment(**row) for row in kept["enrolments"]),
                "waived": tuple((person, name) for person, name in kept["waived"]),
                "left_out": tuple((person, skill) for person, skill in kept["left_out"]),
                "conflict": tuple(kept["conflict"]),
                "prices": tuple(_left_out(row) for row in kept.get("prices", ())),
                "savings": tuple(
                    Saving(**{**row, "credentials": tuple(row["credentials"])})
                    for row in kept.get("savings", ())
                ),
                "scarce": tuple(Scarce(**row) for row in kept.get("scarce", ())),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"this is no plan: {error}", where="plan") from error


def _left_out(row: Mapping[str, Any]) -> LeftOut:
    return LeftOut(
        **{
            **row,
            "because": Because(row["because"]),
            "credentials": tuple(row["credentials"]),
        }
    )
