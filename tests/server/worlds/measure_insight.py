"""Dashboards and insight: what the other worlds furnished is looked at, nothing is added."""

from __future__ import annotations

AFTER = ("measure", "plan", "talent", "award")
ACCESS = {
    "measures_csv": "see_measures",
    "measure_shown": "see_measures",
    "method_check": "see_measures",
    "measure_leaders": "see_bench",
    "measure_leaders_csv": "see_bench",
    "provider_feedback": "see_measures",
    "provider_feedback_csv": "see_measures",
    "item_feedback": "see_results",
    "item_feedback_csv": "see_results",
    "self_calibration": "see_measures",
    "self_calibration_csv": "see_measures",
    "equity": "see_measures",
    "equity_csv": "see_measures",
    "GET /api/measure/overview": "see_measures",
    "GET /api/measure/leaders": "see_bench",
    "GET /api/measure/feedback": "see_measures",
    "GET /api/measure/calibration": "see_measures",
    "GET /api/measure/equity": "see_measures",
}


def build(world):
    """Nothing of its own: every page has to say so where there is too little to tell."""
