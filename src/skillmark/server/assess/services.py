"""Use cases of assessment, each in the module that its name points to."""

from __future__ import annotations

from skillmark.server.assess.asked import overview, question
from skillmark.server.assess.bank import close, cut_of, deliver, import_test, noun, set_cut
from skillmark.server.assess.calibration import (
    calibrate,
    credibility,
    latest,
    open_job,
    order_calibration,
    standard_error,
)
from skillmark.server.assess.rating import queue, rate
from skillmark.server.assess.simulation import Sitter, record_simulated_responses
from skillmark.server.assess.sitting import (
    by_skill,
    close_if_over,
    note_shown,
    results,
    save_answer,
    start_attempt,
    submit,
)

__all__ = [
    "Sitter",
    "by_skill",
    "calibrate",
    "close",
    "close_if_over",
    "credibility",
    "cut_of",
    "deliver",
    "import_test",
    "latest",
    "note_shown",
    "noun",
    "open_job",
    "order_calibration",
    "overview",
    "question",
    "queue",
    "rate",
    "record_simulated_responses",
    "results",
    "save_answer",
    "set_cut",
    "standard_error",
    "start_attempt",
    "submit",
]
