"""What pages say of kept reports, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from skillmark.measure.report.changes import Change, Turn


def turn(change: Change) -> str:
    """Return how a claim changed, in a few words."""
    said = {
        Turn.NEW: _("New"),
        Turn.GONE: _("No longer claimed"),
        Turn.ESTABLISHED: _("Now established"),
        Turn.NO_LONGER: _("No longer established"),
        Turn.MOVED: _("Outside the former interval"),
    }
    return said[change.turn]


def kind(claim: dict[str, Any]) -> str:
    """Return what a claim is: its type, and of an effect whether it is established."""
    if claim["type"] == "effect":
        return _("Effect: established") if claim["established"] else _("Effect: not established")
    said = {"belief": _("Belief"), "trend": _("Trend"), "bound": _("Bound")}
    return said[claim["type"]]


def state(claim: dict[str, Any]) -> str:
    """Return which sign a claim has (`verdict` of `front`)."""
    if claim["type"] == "effect":
        return "pass" if claim["established"] else "unknown"
    return "not_applicable"
